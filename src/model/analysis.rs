//! The whole answer, before it is rendered.

use serde::{Deserialize, Serialize};

use std::path::PathBuf;

use super::{BlastRadius, Doubt, Overlap, Plan, Problem, Task, TaskId};

/// Name of the model that comes with the program.
pub const BUILT_IN_MODEL: &str = "built in";
/// Name of the models that were learned for each task from the other tasks.
pub const CROSS_LEARNED_MODEL: &str = "learned, for each task from the others";

/// Blast radii of the requested tasks, with all that they were predicted from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// Analysed folder, absolute.
    pub root: PathBuf,
    /// Path of the analysed folder below the root of its git work tree, with a trailing `/`; empty
    /// at the root and outside of git.
    pub prefix: String,
    /// The commit that HEAD named; `None` outside of git, and where there is no commit yet.
    pub head: Option<String>,
    /// The backlogs that were read, as printed.
    pub backlogs: Vec<String>,
    /// Places where a backlog was looked for, where none has open tasks: patterns relative to the
    /// folder.
    pub looked_for: Vec<String>,
    /// Digest of each backlog's content.
    pub digests: Vec<String>,
    /// The requested tasks, indexed by `TaskId`.
    pub tasks: Vec<Task>,
    /// Tasks that look done, dropped, duplicate or like placeholders, in reading order: they are not
    /// planned. Empty where the user wants them planned.
    pub doubtful: Vec<Doubt>,
    /// Number of files that were scanned.
    pub scanned: usize,
    /// The history that was consulted.
    pub history: Consulted,
    /// Files that the last commits touched, newest first; empty where no history was requested.
    pub recent: Vec<RecentWork>,
    /// Hints of the caller, in the order given.
    pub hints: Vec<Hint>,
    /// Name of the model that predicted.
    pub model: String,
    /// One for each task, in the same order.
    pub radii: Vec<BlastRadius>,
    /// Files that could not be used in full, sorted.
    pub problems: Vec<Problem>,
}

impl Prediction {
    /// Returns the doubt about a task, if there is one.
    pub fn doubt(&self, task: TaskId) -> Option<&Doubt> {
        self.doubtful.iter().find(|doubt| doubt.task == task)
    }
}

/// Result of `ctx analyze`: a prediction, and the split of its tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// The tasks with their blast radii.
    pub prediction: Prediction,
    /// Pairs whose verdict is other than independent, by `a`, then `b`.
    pub overlaps: Vec<Overlap>,
    /// The proposed split of the tasks.
    pub plan: Plan,
}

/// Recent commit with the files it touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentWork {
    /// The first line of its message.
    pub subject: String,
    /// Paths relative to the analysed folder, sorted; empty where the commit touched too many files
    /// to tell anything about one of them.
    pub files: Vec<String>,
}

/// A caller's statement that a task touches a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The task.
    pub task: TaskId,
    /// A file, folder (with a trailing `/`) or glob, relative to the analysed folder.
    pub path: String,
    /// The hint as given.
    pub given: String,
}

/// The history behind an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// Commit that the history ends with; `None` without a commit or a requested history.
    pub head: Option<String>,
    /// Number of commits, merges left out.
    pub commits: usize,
    /// Number of them that a model of the repository's own could be learned from.
    pub usable: usize,
    /// Missing parts and the reason, in one line.
    pub missing: Option<String>,
}
