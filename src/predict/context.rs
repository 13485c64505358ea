//! Words that the task's headings and ancestors share with a file: they carry the meaning of terse
//! leaves.

use super::Question;
use super::feature::{Feature, Sheet};
use super::words::score;
use crate::index::Field;

/// Scores every file by the words above the task.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let query = &question.text.context;
    score(question, sheet, Field::Contents, query, Feature::ContextContents, None);
    score(question, sheet, Field::Path, query, Feature::ContextPath, None);
}
