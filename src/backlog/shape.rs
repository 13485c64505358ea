//! Shapes of backlogs, by which git's merge driver merges them.

use super::Source;
use crate::model::TaskState;

/// Shape of the files of a format.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Markdown with boxes: merged by task.
    Checklist,
    /// JSON record in each line: merged by record and field.
    Lines(&'static RecordFields),
    /// One JSON document of several lines: merged by task and field.
    Document(&'static RecordFields),
    /// Markdown page with front matter, one for each task: merged by field, and the text as a
    /// checklist.
    Page(&'static RecordFields),
    /// Anything else: merged by line.
    Text,
}

/// Fields of a record that have merge rules of their own.
#[derive(Debug)]
pub struct RecordFields {
    /// Field with the state.
    pub status: &'static str,
    /// Returns the state that a status means, with the files beside the backlog.
    pub state: fn(&str, &[Source]) -> TaskState,
    /// Statuses that no other one overrides.
    pub deleted: &'static [&'static str],
    /// Fields with a time that every edit sets: the later one is taken.
    pub stamps: &'static [&'static str],
    /// Fields with a number of tasks and the number of finished ones, beside the list of tasks.
    pub counts: Option<[&'static str; 2]>,
    /// Set if the boxes of the text are numbered by their position.
    pub numbers_boxes: bool,
}

/// Fields without rules of their own.
pub(super) const PLAIN: RecordFields = RecordFields {
    status: "status",
    state: |_, _| TaskState::Open,
    deleted: &[],
    stamps: &[],
    counts: None,
    numbers_boxes: false,
};
