//! An entry of a checklist.

use std::ops::Range;

use crate::model::TaskState;

/// A heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How far the task has come; `None` for what is no task: a plain heading or bullet, a
    /// criterion of acceptance.
    pub state: Option<TaskState>,
    /// True if it has a box of its own. A task heading without one is done with its last step.
    pub has_box: bool,
    /// True if it is a heading.
    pub is_heading: bool,
    /// The entry that it is in.
    pub parent: Option<usize>,
    /// Its lines with all that is in it, counted from 0.
    pub lines: Range<usize>,
    /// Its first paragraph, without marker and box.
    pub(super) own: String,
}
