//! The whole answer, before it is rendered.

use std::path::PathBuf;

use super::{BlastRadius, Overlap, Plan, Problem, Task};

/// What `ctx analyze` found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// The analysed folder, absolute.
    pub root: PathBuf,
    /// The backlogs that were read, as printed.
    pub backlogs: Vec<String>,
    /// The tasks it is about, indexed by `TaskId`.
    pub tasks: Vec<Task>,
    /// How many files were scanned.
    pub scanned: usize,
    /// One for each task, in the same order.
    pub radii: Vec<BlastRadius>,
    /// Pairs whose verdict is other than independent, by `a`, then `b`.
    pub overlaps: Vec<Overlap>,
    /// How the tasks are split.
    pub plan: Plan,
    /// What could not be used in full, sorted.
    pub problems: Vec<Problem>,
}
