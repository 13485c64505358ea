//! Entry of a checklist.

use std::ops::Range;

use crate::model::TaskState;

/// Heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// State of the task; `None` for an entry that is no task: a plain heading or bullet, or an
    /// acceptance criterion.
    pub state: Option<TaskState>,
    /// True if it has its own box. A task heading without one is done when its steps are.
    pub has_box: bool,
    /// True if it is a heading.
    pub is_heading: bool,
    /// Entry around it.
    pub parent: Option<usize>,
    /// Its lines with everything inside it, counted from 0.
    pub lines: Range<usize>,
    /// Id, if the format states it apart from the text.
    pub(super) id: Option<String>,
    /// Its first paragraph, without marker and box.
    pub(super) own: String,
}
