//! The log: when each file changed, with which other files, and for which past work.
//!
//! Only commits that the given commit reaches are read, so that the answer at a commit does not
//! depend on later ones. Authors are not read.

mod appended;
mod cache;
mod follow;
mod in_flight;
mod introduction;
mod message;

pub use message::{MAX_WORK_FILES, work_of_subject};
mod past;
mod timeline;

use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use cache::Key;

use crate::cache::Store;
use crate::git::{self, Git, Log, Repository};
use crate::model::TermId;
use crate::words::{Lexers, tally};

pub use appended::appended;
pub use follow::MAX_FILES;
pub use in_flight::{Unmerged, unmerged};
pub use introduction::Introductions;
pub use past::{Activity, Past, PastWork};
pub use timeline::Timeline;

/// Number of commits that are read by default.
pub const DEPTH: usize = 2_000;

/// Maximum number of commits: the largest that git accepts.
pub const MAX_DEPTH: usize = 0x7fff_ffff;

/// Commit as the analysis uses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastCommit {
    /// Its id.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// Terms of its message with how often each occurs, sorted.
    pub terms: Vec<(TermId, u16)>,
    /// Files it changed, under the names they have at the end of the history; sorted. Empty where
    /// it changed more than [`MAX_FILES`].
    pub files: Vec<String>,
}

/// Commits that one commit reaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Commit that it ends with; `None` where there is none.
    pub head: Option<String>,
    /// Newest first, merges left out.
    pub commits: Vec<PastCommit>,
    /// Commits that added the lines of the backlogs.
    pub introductions: Introductions,
    /// Missing parts and the reason, in one line.
    pub missing: Option<String>,
    /// Set if git broke off, so that another try may tell more.
    pub is_broken: bool,
}

impl History {
    /// Creates an empty history with the reason why it is empty.
    fn missing(why: impl Into<String>) -> Self {
        Self { missing: Some(why.into()), ..Self::default() }
    }
}

/// Place of a folder in its repository, as of one moment.
#[derive(Clone, Debug)]
pub struct Place {
    /// Path of the folder below the root of the work tree, with a trailing `/`; empty at the root.
    pub prefix: String,
    /// Commit that HEAD names; `None` where there is none.
    pub head: Option<String>,
    /// The repository, or the reason why there is none.
    repository: Result<Repository, String>,
}

impl Place {
    /// Finds the place of `folder`.
    pub fn of(folder: &Path) -> Self {
        match Repository::of(&Git::at(folder), folder) {
            Ok(repository) => Self {
                prefix: repository.prefix.clone(),
                head: repository.head.clone(),
                repository: Ok(repository),
            },
            Err(error) => {
                Self { prefix: String::new(), head: None, repository: Err(no_repository(&error)) }
            }
        }
    }

    /// Returns the root of the work tree that holds `folder`, whose place this is; the folder itself
    /// outside of git.
    pub fn top<'a>(&self, folder: &'a Path) -> &'a Path {
        let depth = self.prefix.split('/').filter(|part| !part.is_empty()).count();
        folder.ancestors().nth(depth).unwrap_or(folder)
    }

    /// Returns the folder that all worktrees of the repository share; `None` outside of git.
    pub fn shared(&self) -> Option<&Path> {
        self.repository.as_ref().ok()?.common.as_deref()
    }

    /// Returns why there is no repository, if there is none.
    pub fn trouble(&self) -> Option<&str> {
        self.repository.as_ref().err().map(String::as_str)
    }

    /// Returns true if the repository has no working tree.
    pub fn is_bare(&self) -> bool {
        self.repository.as_ref().is_ok_and(|it| it.is_bare)
    }

    /// Describes all that a history depends on besides the objects of the repository.
    pub fn state(&self) -> impl std::fmt::Debug {
        let known = |it: &Repository| (it.head.clone(), it.shallow.clone(), it.is_bare);
        (self.prefix.clone(), self.repository.as_ref().map(known).map_err(Clone::clone))
    }
}

/// Reads the last `depth` commits other than merges before HEAD of the repository that holds
/// `folder`, whose place is given, with paths relative to it, and the commits that added the lines of
/// `backlogs`, which are paths below it.
///
/// Never fails: the answer says what is missing. A complete history is kept in `store`, and not read
/// again while HEAD stays.
pub fn read(
    folder: &Path,
    place: &Place,
    depth: usize,
    backlogs: &[&str],
    store: Option<&Store>,
) -> History {
    let git = Git::at(folder);
    let repository = match &place.repository {
        Ok(repository) => repository,
        Err(why) => return History::missing(why.clone()),
    };
    let Repository { prefix, shallow, .. } = repository;
    let Some(head) = &repository.head else { return History::missing("there is no commit yet") };
    let key = Key { head, prefix, shallow, depth, backlogs };
    if let Some(history) = store.and_then(|store| cache::get(store, key)) {
        let missing = lacking(repository, history.commits.len() < depth);
        return History { missing, ..history };
    }
    let (read, (introductions, not_told)) = rayon::join(
        || collect(&git, head, Some(depth)),
        || Introductions::read(&git, head, depth, backlogs),
    );
    let (mut commits, broken) = read.unwrap_or_else(|error| (Vec::new(), Some(error)));
    // Without its parents, there is no telling what a commit changed.
    commits.retain(|commit| shallow.binary_search(&commit.id).is_err());
    let broken_off = match (broken, not_told) {
        (Some(git::Error::TooManyChanges), _) => {
            Some("older commits change too many files to be read".to_owned())
        }
        (Some(_), _) => Some(broken_off(&git, "changes")),
        (None, Some(_)) => Some(broken_off(&git, "versions of the backlog")),
        (None, None) => None,
    };
    let terms = message_terms(&commits);
    let commits = follow::up_to_now(commits.iter().zip(terms.iter().map(Vec::as_slice)));
    let is_whole = broken_off.is_none();
    let missing = broken_off.or_else(|| lacking(repository, commits.len() < depth));
    let history =
        History { head: Some(head.clone()), commits, introductions, missing, is_broken: !is_whole };
    if let Some(store) = store.filter(|_| is_whole) {
        cache::put(store, key, &history);
    }
    history
}

fn no_repository(error: &git::Error) -> String {
    let text = error.to_string();
    if text.contains("not a git repository") {
        "not in a git repository".to_owned()
    } else if text.contains("dubious ownership") {
        "the repository belongs to somebody else (git's safe.directory says whom to trust)"
            .to_owned()
    } else {
        text
    }
}

/// Describes what a bare or shallow repository lacks.
fn lacking(repository: &Repository, is_short: bool) -> Option<String> {
    if repository.is_bare {
        Some("a bare repository, without a working tree".to_owned())
    } else if is_short && !repository.shallow.is_empty() {
        Some("a shallow clone, without older commits".to_owned())
    } else {
        None
    }
}

/// Describes what is missing where git broke off while it listed `what`.
fn broken_off(git: &Git, what: &str) -> String {
    let promised = r"^(extensions\.partialclone|remote\..*\.promisor)$";
    if git.run(&["config", "--get-regexp", promised]).is_ok() {
        format!("a partial clone, without older {what}")
    } else {
        format!("older {what} cannot be read")
    }
}

/// Collects the commits, with the error where the log breaks off.
fn collect(
    git: &Git,
    head: &str,
    depth: Option<usize>,
) -> Result<(Vec<git::Commit>, Option<git::Error>), git::Error> {
    let mut log = Log::read(git, head, depth)?;
    let mut commits = Vec::new();
    loop {
        match log.next_commit() {
            Ok(Some(commit)) => commits.push(commit),
            Ok(None) => return Ok((commits, None)),
            Err(error) => return Ok((commits, Some(error))),
        }
    }
}

/// Counts the terms of each commit's message, sorted.
fn message_terms(commits: &[git::Commit]) -> Vec<Vec<(TermId, u16)>> {
    let lexers = Lexers::default();
    let terms = |commit: &git::Commit| lexers.lend(|it| message::terms(&commit.message, it));
    commits.par_iter().map(|commit| tally(terms(commit))).collect()
}
