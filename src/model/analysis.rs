//! The whole answer, before it is rendered.

use std::path::PathBuf;

use super::{BlastRadius, Overlap, Plan, Problem, Task};

/// What the weights are called that come with the program.
pub const BUILT_IN_WEIGHTS: &str = "built in";

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
    /// The history that was consulted.
    pub history: Consulted,
    /// What the weights that predicted are called.
    pub weights: String,
    /// One for each task, in the same order.
    pub radii: Vec<BlastRadius>,
    /// Pairs whose verdict is other than independent, by `a`, then `b`.
    pub overlaps: Vec<Overlap>,
    /// How the tasks are split.
    pub plan: Plan,
    /// What could not be used in full, sorted.
    pub problems: Vec<Problem>,
}

/// The history behind an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consulted {
    /// The commit it ends with; `None` where there is none, or none was asked for.
    pub head: Option<String>,
    /// How many commits, merges left out.
    pub commits: usize,
    /// What is missing and why, in one line.
    pub missing: Option<String>,
}
