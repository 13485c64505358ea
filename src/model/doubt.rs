//! Open tasks that a reader would not do as they stand.

use super::{DoubtKind, Ended, TaskId};

/// Doubt about an open task: it is not planned unless the user wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The task.
    pub task: TaskId,
    /// The kind of doubt.
    pub kind: DoubtKind,
    /// The words that raise it; `None` where another task says nearly the same.
    pub ended: Option<Ended>,
    /// The task that a duplicate is one of, which stays planned.
    pub of: Option<TaskId>,
}
