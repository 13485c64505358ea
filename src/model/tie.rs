//! Tie between two tasks.

use super::{RepoPath, TaskId, Verdict};

/// File that two tasks may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedFile {
    /// The file.
    pub path: RepoPath,
    /// The probability that the first task changes it.
    pub a: f64,
    /// The probability that the second task changes it.
    pub b: f64,
}

/// Tie between two tasks, and what would untie them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The task that comes first in reading order.
    pub a: TaskId,
    /// The other task.
    pub b: TaskId,
    /// The probability that both change a common file.
    pub probability: f64,
    /// The verdict on the pair.
    pub verdict: Verdict,
    /// The files that count, the heaviest first.
    pub files: Vec<SharedFile>,
    /// Files of both that do not count, since most tasks touch them or they merge by themselves.
    pub hubs: Vec<RepoPath>,
    /// Files of both that do not count, since commits only add lines to them.
    pub appended: Vec<RepoPath>,
    /// Set if the backlog declares that the two conflict.
    pub is_declared: bool,
    /// The fewest of the heaviest files without which the two would be independent.
    pub untied: Vec<RepoPath>,
    /// The probability that is left without those.
    pub left: f64,
    /// The one that waits for the other, directly or through others.
    pub waits: Option<TaskId>,
    /// Set if it waits since the other makes what it names, and not because the backlog says so.
    pub is_made: bool,
}
