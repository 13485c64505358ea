//! Suggestions of what to do next.

use super::{Priority, RepoPath, TaskId};

/// Tasks to choose suggestions from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Track that the choice is restricted to; `None` for all tasks.
    pub track: Option<TrackTasks>,
    /// Work in other worktrees, which is left out.
    pub elsewhere: Vec<Elsewhere>,
}

/// Tasks of a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackTasks {
    /// Name of the track.
    pub name: String,
    /// Number of tasks it was given.
    pub given: usize,
    /// Number of those that its backlogs no longer have.
    pub gone: usize,
    /// Those that are still open.
    pub open: Vec<TaskId>,
}

/// Suggested tasks with the reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    /// The track that the tasks were taken from; `None` for the whole backlog.
    pub track: Option<OfTrack>,
    /// Number of tasks that could be started: those that the suggestions were chosen from.
    pub startable: usize,
    /// Suggestions, the best first.
    pub suggestions: Vec<Suggestion>,
    /// Tasks that cannot be started yet, in reading order.
    pub waiting: Vec<Waiting>,
    /// Tasks that would collide with work in flight, in reading order.
    pub colliding: Vec<Colliding>,
    /// Tasks that look done, dropped, duplicate or like placeholders, in reading order.
    pub doubtful: Vec<TaskId>,
    /// Work in other worktrees, by branch.
    pub elsewhere: Vec<Elsewhere>,
}

/// Track whose tasks are requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfTrack {
    /// Its name.
    pub name: String,
    /// Number of tasks it was given.
    pub given: usize,
    /// Number of those that its backlogs no longer have.
    pub gone: usize,
    /// Number of those that are still open.
    pub open: usize,
}

/// Suggested task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The task.
    pub task: TaskId,
    /// Reasons, in the order of the criteria; never empty.
    pub reasons: Vec<Reason>,
    /// Set if the backlog states its priority; else the priority is only assumed to be medium.
    pub states_priority: bool,
}

/// Reason for doing a task next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The task is in progress.
    InProgress,
    /// The backlog gives it a high priority, or defers it.
    Priority(Priority),
    /// The backlog marks it as optional: it comes after what must be done at its priority.
    Optional,
    /// Other tasks wait for it. Shown to the reader; it does not affect the order.
    Unblocks(Vec<TaskId>),
    /// The last commits touched files that it will touch.
    Momentum {
        /// Set if they touched the same files, not only files in the same folders.
        same_files: bool,
        /// Its likeliest folders (with a trailing `/`) and files that they touched; at most two.
        places: Vec<String>,
    },
    /// It belongs to the first phase with a task that can be started.
    Phase(String),
    /// It will probably touch only this number of files.
    QuickWin(usize),
    /// Only its place in the backlog.
    Order,
}

/// Task that cannot be started yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The task.
    pub task: TaskId,
    /// Set if it is marked as blocked.
    pub is_blocked: bool,
    /// The unfinished tasks that it depends on, and those that make what it names.
    pub on: Vec<TaskId>,
}

/// Task that would collide with work in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colliding {
    /// The task.
    pub task: TaskId,
    /// Branch or worktree of the other work.
    pub with: String,
    /// Files that both probably change, the likeliest first.
    pub files: Vec<RepoPath>,
}

/// Work in another worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its branch.
    pub branch: String,
    /// Its tasks that are open here, in reading order.
    pub tasks: Vec<TaskId>,
}
