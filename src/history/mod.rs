//! What the log says: when each file changed, with which others, and for which past work.
//!
//! Only what a commit reaches is read, so that the answer at a commit is the same whatever comes
//! after it. Authors are not looked at.

mod cache;
mod follow;
mod introduction;
mod message;
mod past;
mod timeline;

use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use cache::{Cache, Key};

use crate::git::{self, Git, Log, Repository};
use crate::model::TermId;
use crate::words::{Lexer, tally};

pub use follow::MOST_FILES;
pub use introduction::Introductions;
pub use past::{Past, PastWork};
pub use timeline::Timeline;

/// How many commits are read where nothing else is said.
pub const DEPTH: usize = 2_000;

/// As many as git can count.
pub const MOST_DEPTH: usize = 0x7fff_ffff;

/// A commit as the analysis sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastCommit {
    /// Its id.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// The terms of its message, with how often each occurs, sorted.
    pub terms: Vec<(TermId, u16)>,
    /// The files it changed, under the names they have at the end of the history; sorted. Empty
    /// where it changed more than [`MOST_FILES`].
    pub files: Vec<String>,
}

/// The commits that one commit reaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The commit it ends with; `None` where there is none.
    pub head: Option<String>,
    /// Newest first, merges left out.
    pub commits: Vec<PastCommit>,
    /// Which of them wrote the lines of the backlogs.
    pub introductions: Introductions,
    /// What is missing and why, in one line.
    pub missing: Option<String>,
}

impl History {
    /// No history, and why.
    fn missing(why: impl Into<String>) -> Self {
        Self { missing: Some(why.into()), ..Self::default() }
    }
}

/// Where a folder stands in its repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where it lies below the top of the work tree, with a trailing `/`; empty at the top.
    pub prefix: String,
    /// The commit that HEAD names; `None` where there is none.
    pub head: Option<String>,
}

/// Where `folder` stands; nothing is known of it outside of git.
pub fn place(folder: &Path) -> Place {
    match Repository::of(&Git::at(folder), folder) {
        Ok(Repository { prefix, head, .. }) => Place { prefix, head },
        Err(_) => Place::default(),
    }
}

/// Reads the last `depth` commits other than merges before HEAD of the repository that `folder`
/// lies in, with paths relative to it, and who wrote the lines of `backlogs`, which are paths below
/// it. Never fails: what is not there is said in the answer. A history that is all there is kept in
/// the folder `kept`, and not read again while HEAD stays.
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

/// The top of the working tree that `folder` lies in.
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

/// What such a repository does not have.
fn lacking(repository: &Repository, is_short: bool) -> Option<String> {
    if repository.is_bare {
        Some("a bare repository, without a working tree".to_owned())
    } else if is_short && !repository.shallow.is_empty() {
        Some("a shallow clone, without older commits".to_owned())
    } else {
        None
    }
}

/// What is missing where git broke off while it told of `what`.
fn broken_off(git: &Git, what: &str) -> String {
    let promised = r"^(extensions\.partialclone|remote\..*\.promisor)$";
    if git.run(&["config", "--get-regexp", promised]).is_ok() {
        format!("a partial clone, without older {what}")
    } else {
        format!("older {what} cannot be read")
    }
}

/// The commits, and why there are not more of them where the log breaks off.
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

/// The terms of each commit's message, with how often each occurs, sorted.
fn message_terms(commits: &[git::Commit]) -> Vec<Vec<(TermId, u16)>> {
    commits
        .par_iter()
        .map_init(Lexer::default, |lexer, commit| tally(message::terms(&commit.message, lexer)))
        .collect()
}
