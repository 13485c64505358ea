//! Replays the past: what would have been predicted for tasks that are finished by now, against
//! what their work changed.

mod case;
mod judged;
mod measure;
mod misses;
mod pairs;
mod past;
mod reliability;
#[cfg(test)]
pub(crate) mod sample;
mod score;
mod tree;
mod windows;

pub use case::{Case, CasesError};
pub use measure::measure;
pub use past::{LeftOut, MOST_COMMITS, MOST_FILES, MOST_TOGETHER, Past, PastOptions, finished};
pub use tree::Trees;

use crate::model::{BlastRadius, RepoPath, Task};

/// A finished task with what is predicted for it from the text, the tree and the history as they
/// stood before the work.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The task and what its work changed.
    pub case: Case,
    /// The task as the backlog room reads it.
    pub task: Task,
    /// What is predicted.
    pub radius: BlastRadius,
    /// What the text names by path or name, the longest match first: the first baseline.
    pub mentions: Vec<RepoPath>,
    /// The files by BM25 of the text over contents and paths, best first: the second baseline.
    pub bm25: Vec<RepoPath>,
}
