//! The log: when each file changed, with which other files, and for which past work.
//!
//! Only commits that the given commit reaches are read, so that the answer at a commit does not
//! depend on later ones. Authors are not read.

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

use cache::{Cache, Key};

use crate::git::{self, Git, Log, Repository};
use crate::model::TermId;
use crate::words::{Lexer, tally};

pub use follow::MAX_FILES;
pub use in_flight::{Unmerged, unmerged};
pub use introduction::Introductions;
pub use past::{Past, PastWork};
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
}

impl History {
    /// Creates an empty history with the reason why it is empty.
    fn missing(why: impl Into<String>) -> Self {
        Self { missing: Some(why.into()), ..Self::default() }
    }
}

/// Place of a folder in its repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Path of the folder below the root of the work tree, with a trailing `/`; empty at the root.
    pub prefix: String,
    /// Commit that HEAD names; `None` where there is none.
    pub head: Option<String>,
}

/// Finds the place of `folder`; the default outside of git.
pub fn place(folder: &Path) -> Place {
    match Repository::of(&Git::at(folder), folder) {
        Ok(Repository { prefix, head, .. }) => Place { prefix, head },
        Err(_) => Place::default(),
    }
}

/// Reads the last `depth` commits other than merges before HEAD of the repository that holds
/// `folder`, with paths relative to it, and the commits that added the lines of `backlogs`, which
/// are paths below it.
///
/// Never fails: the answer says what is missing. A complete history is kept in the folder `kept`,
/// and not read again while HEAD stays.
pub fn read(folder: &Path, depth: usize, backlogs: &[&str], kept: Option<&Path>) -> History {
    let git = Git::at(folder);
    let repository = match Repository::of(&git, folder) {
        Ok(repository) => repository,
        Err(error) => return History::missing(no_repository(&error)),
    };
    let Repository { prefix, shallow, .. } = &repository;
    let Some(head) = &repository.head else { return History::missing("there is no commit yet") };
    let cache = kept.and_then(|kept| Cache::at(kept, top(folder, prefix)));
    let key = Key { head, prefix, shallow, depth, backlogs };
    if let Some(history) = cache.as_ref().and_then(|cache| cache.get(key)) {
        let missing = lacking(&repository, history.commits.len() < depth);
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
        (Some(_), _) => Some(broken_off(&git, "changes")),
        (None, Some(_)) => Some(broken_off(&git, "versions of the backlog")),
        (None, None) => None,
    };
    let terms = message_terms(&commits);
    let commits = follow::up_to_now(commits.iter().zip(terms.iter().map(Vec::as_slice)));
    let is_whole = broken_off.is_none();
    let missing = broken_off.or_else(|| lacking(&repository, commits.len() < depth));
    let history = History { head: Some(head.clone()), commits, introductions, missing };
    if let Some(cache) = cache.filter(|_| is_whole) {
        cache.put(key, &history);
    }
    history
}

/// Returns the root of the work tree that holds `folder`.
fn top<'a>(folder: &'a Path, prefix: &str) -> &'a Path {
    let depth = prefix.split('/').filter(|part| !part.is_empty()).count();
    folder.ancestors().nth(depth).unwrap_or(folder)
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
    commits
        .par_iter()
        .map_init(Lexer::default, |lexer, commit| tally(message::terms(&commit.message, lexer)))
        .collect()
}
