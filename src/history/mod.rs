//! What the log says: when each file changed, with which others, and for which past work.
//!
//! Only what a commit reaches is read, so that the answer at a commit is the same whatever comes
//! after it. Authors are not looked at.

mod follow;
mod message;
mod past;
mod timeline;

use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::git::{self, Git, Log, Repository};
use crate::model::TermId;
use crate::words::{Lexer, tally};

pub use follow::MOST_FILES;
pub use past::{Past, PastWork};
pub use timeline::Timeline;

/// How many commits are read where nothing else is said.
pub const DEPTH: usize = 2_000;

/// A commit as the analysis sees it.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The commit it ends with; `None` where there is none.
    pub head: Option<String>,
    /// Newest first, merges left out.
    pub commits: Vec<PastCommit>,
    /// What is missing and why, in one line.
    pub missing: Option<String>,
}

impl History {
    /// No history, and why.
    fn missing(why: impl Into<String>) -> Self {
        Self { missing: Some(why.into()), ..Self::default() }
    }
}

/// Reads the last `depth` commits other than merges before HEAD of the repository that `folder`
/// lies in, with paths relative to it. Never fails: what is not there is said in the answer.
pub fn read(folder: &Path, depth: usize) -> History {
    let git = Git::at(folder);
    let repository = match Repository::of(&git, folder) {
        Ok(repository) => repository,
        Err(git::Error::Start(error)) => {
            return History::missing(format!("git cannot be started ({error})"));
        }
        Err(error) => return History::missing(not_a_repository(&error)),
    };
    let Some(head) = repository.head else { return History::missing("there is no commit yet") };
    let (commits, broken) = match collect(&git, &head, Some(depth)) {
        Ok(read) => read,
        Err(error) => return History::missing(error.to_string()),
    };
    let mut missing = broken.map(|error| format!("the log cannot be read in full ({error})"));
    if missing.is_none() && repository.is_shallow && commits.len() < depth {
        missing = Some("a shallow clone: older commits are not here".to_owned());
    }
    let terms = message_terms(&commits);
    let commits = follow::up_to_now(commits.iter().zip(terms.iter().map(Vec::as_slice)));
    History { head: Some(head), commits, missing }
}

fn not_a_repository(error: &git::Error) -> String {
    let text = error.to_string();
    if text.contains("not a git repository") { "not in a git repository".to_owned() } else { text }
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
