//! The log, reduced to what may matter to a finished task.

use std::collections::HashSet;

use crate::backtest::noise::is_noise;
use crate::git::{Change, Commit, Error, Git, Log};
use crate::model::RepoPath;

/// Number of files of a commit that are kept. A commit with more is no work on a single task.
const MAX_FILES: usize = 200;

/// Number of documents that a commit may change: one with more moves or imports them.
const MAX_DOCUMENTS: usize = 200;

/// Commit with its only or first parent.
#[derive(Debug)]
pub(super) struct Step {
    pub commit: String,
    pub parent: Option<String>,
    /// Committer's time, in seconds since 1970.
    pub time: i64,
    pub subject: String,
    /// The Markdown files that it changed.
    pub documents: Vec<Document>,
    /// All files that it changed, less noise.
    pub files: Vec<FileChange>,
}

/// Markdown file before and after a commit: its path and its blob.
#[derive(Debug)]
pub(super) struct Document {
    pub before: Option<(RepoPath, String)>,
    pub after: Option<(RepoPath, String)>,
}

/// Change of one file by a commit.
#[derive(Debug)]
pub(super) struct FileChange {
    /// `A`dded, `M`odified, `D`eleted, `R`enamed, `T`ype changed.
    pub status: u8,
    pub path: RepoPath,
    /// Path of a renamed file before.
    pub from: Option<RepoPath>,
}

/// Reads all commits that HEAD reaches other than merges, oldest first.
pub(super) fn read(git: &Git) -> Result<Vec<Step>, Error> {
    let mut log = Log::read(git, "HEAD", None)?;
    let mut paths = Paths::default();
    let mut steps = Vec::new();
    while let Some(commit) = log.next_commit()? {
        steps.push(step(commit, &mut paths));
    }
    steps.reverse();
    Ok(steps)
}

fn step(commit: Commit, paths: &mut Paths) -> Step {
    let mut step = Step {
        commit: commit.id,
        parent: commit.parents.into_iter().next(),
        time: commit.time,
        subject: commit.message.lines().next().unwrap_or_default().trim().to_owned(),
        documents: Vec::new(),
        files: Vec::new(),
    };
    for change in commit.changes {
        let Some(path) = paths.path(&change.path) else { continue };
        let from = change.moved_from.as_deref().and_then(|from| paths.path(from));
        if is_document(&path) {
            step.documents.push(document(&change, &path, from.as_ref()));
        }
        if step.files.len() < MAX_FILES && !is_noise(path.as_str()) {
            step.files.push(FileChange { status: change.status, path, from });
        }
    }
    if step.documents.len() > MAX_DOCUMENTS {
        step.documents = Vec::new();
    }
    step
}

fn document(change: &Change, path: &RepoPath, from: Option<&RepoPath>) -> Document {
    let there = |path: &RepoPath, blob: &String| {
        (!blob.bytes().all(|byte| byte == b'0')).then(|| (path.clone(), blob.clone()))
    };
    Document {
        before: there(from.unwrap_or(path), &change.before),
        after: there(path, &change.after),
    }
}

fn is_document(path: &RepoPath) -> bool {
    ["md", "markdown"].iter().any(|extension| path.extension().eq_ignore_ascii_case(extension))
}

/// Set of paths that keeps each path once, however many commits name it.
#[derive(Default)]
struct Paths(HashSet<RepoPath>);

impl Paths {
    fn path(&mut self, bytes: &[u8]) -> Option<RepoPath> {
        let path = RepoPath::new(&String::from_utf8_lossy(bytes))?;
        if let Some(known) = self.0.get(&path) {
            return Some(known.clone());
        }
        self.0.insert(path.clone());
        Some(path)
    }
}
