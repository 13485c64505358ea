//! Shapes of backlogs, by which git's merge driver merges them.

use super::Source;
use crate::model::TaskState;

/// Shape of the files of a format.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Markdown with boxes: merged by task, as the function divides it into headings and items.
    Checklist(Divide),
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

/// Heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// First line, counted from 0.
    pub line: usize,
    /// Number of lines of its first paragraph, at least 1.
    pub own: usize,
    /// Block around it, which comes before it.
    pub parent: Option<usize>,
    /// Level of a heading, 1 to 6.
    pub level: Option<u8>,
    /// State of its box, if it has one.
    pub state: Option<TaskState>,
    /// First paragraph, without marker and box.
    pub text: String,
}

/// All blocks of a backlog in reading order.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Block of each line, and whether the line is hidden by a fence, a comment or front matter.
    pub lines: Vec<(Option<usize>, bool)>,
}

/// Function that divides the text of a checklist into its headings and items.
pub type Divide = fn(&str) -> Structure;

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
