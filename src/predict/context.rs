//! Words that the task's headings and ancestors share with a file: they carry the meaning of terse
//! leaves.

use super::Question;
use super::feature::{Feature, Sheet};
use super::words::share_of;
use crate::index::Field;

/// Scores every file by the words above the task. Headings such as "Phase 2" meet nothing in
/// particular, and the best of such meetings must not count as a good one.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for (field, feature) in
        [(Field::Contents, Feature::ContextContents), (Field::Path, Feature::ContextPath)]
    {
        let mut scores = vec![0.0; question.index.files.len()];
        let perfect = question.index.terms.score(field, &question.text.context, &mut scores);
        let best = scores.iter().copied().fold(0.0, f32::max);
        share_of(sheet, feature, &scores, best.max(perfect / 2.0));
    }
}
