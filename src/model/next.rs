//! What to do next.

use super::{Priority, TaskId};

/// Which tasks to do next, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    /// The track that the tasks were taken from; `None` for the whole backlog.
    pub track: Option<OfTrack>,
    /// How many tasks could be begun: those that the suggestions were chosen from.
    pub startable: usize,
    /// The best first.
    pub suggestions: Vec<Suggestion>,
    /// What cannot be begun yet, in reading order.
    pub waiting: Vec<Waiting>,
    /// What is worked on in other worktrees, by branch.
    pub elsewhere: Vec<Elsewhere>,
}

/// A track whose tasks are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfTrack {
    /// Its name.
    pub name: String,
    /// How many tasks it was given.
    pub given: usize,
    /// How many of them are still open.
    pub open: usize,
}

/// A task to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Which.
    pub task: TaskId,
    /// Why, in the order of the criteria; never empty.
    pub reasons: Vec<Reason>,
    /// Whether the backlog states its priority, which else is but taken to be medium.
    pub states_priority: bool,
}

/// Why a task is worth doing next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was begun.
    InProgress,
    /// The backlog says that it matters, or that it is deferred.
    Priority(Priority),
    /// Others wait for it. Said for the reader; it does not count in the order.
    Unblocks(Vec<TaskId>),
    /// The last commits touched what it will touch.
    Momentum {
        /// Whether they touched its very files, or others in the same folders.
        same_files: bool,
        /// Its likeliest folders (with a trailing `/`) and files that they touched; at most two.
        places: Vec<String>,
    },
    /// It stands in the first phase that has a task to begin.
    Phase(String),
    /// It will probably touch so few files.
    QuickWin(usize),
    /// Nothing sets it apart but its place in the backlog.
    Order,
}

/// A task that cannot be begun yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub task: TaskId,
    /// Whether it is marked as blocked.
    pub is_blocked: bool,
    /// The unfinished tasks that it depends on.
    pub on: Vec<TaskId>,
}

/// What is worked on in another worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its branch.
    pub branch: String,
    /// Its tasks that are open here, in reading order.
    pub tasks: Vec<TaskId>,
}
