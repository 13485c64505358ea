//! The whole answer, before it is rendered.

use std::path::PathBuf;

use super::{BlastRadius, Overlap, Plan, Problem, Task, TaskId};

/// What the weights are called that come with the program.
pub const BUILT_IN_WEIGHTS: &str = "built in";

/// What `ctx analyze` found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// The analysed folder, absolute.
    pub root: PathBuf,
    /// Where it lies below the top of its git work tree, with a trailing `/`; empty at the top and
    /// outside of git.
    pub prefix: String,
    /// The commit that HEAD named; `None` outside of git, and where there is no commit yet.
    pub head: Option<String>,
    /// The backlogs that were read, as printed.
    pub backlogs: Vec<String>,
    /// A digest of the content of each.
    pub digests: Vec<String>,
    /// The tasks it is about, indexed by `TaskId`.
    pub tasks: Vec<Task>,
    /// How many files were scanned.
    pub scanned: usize,
    /// The history that was consulted.
    pub history: Consulted,
    /// What the last commits touched, newest first; empty where no history was asked for.
    pub recent: Vec<RecentWork>,
    /// What the caller said about the tasks, in the order given.
    pub hints: Vec<Hint>,
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

/// What a commit of late touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentWork {
    /// The first line of its message.
    pub subject: String,
    /// Relative to the analysed folder, sorted; empty where it touched too many to mean any.
    pub files: Vec<String>,
}

/// That a task touches a path, as the caller has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Which task.
    pub task: TaskId,
    /// A file, folder (with a trailing `/`) or glob, relative to the analysed folder.
    pub path: String,
    /// As given.
    pub given: String,
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
