//! The answer to bytes, one renderer for each format.

use crate::model::{Analysis, TaskId};

/// How to write an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs, versioned.
    Json,
}

/// What of the answer to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct View {
    /// Everything, however long.
    pub verbose: bool,
    /// Only the evidence of this task.
    pub explain: Option<TaskId>,
}

/// The answer in `format`, with ANSI styles where the format is for people (the caller strips them
/// when the destination is no terminal).
pub fn render(analysis: &Analysis, format: Format, view: View) -> String {
    let _ = (analysis, format, view);
    String::new()
}
