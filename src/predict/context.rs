//! Signal: words that the task's headings and ancestors share with a file. They carry the meaning
//! of terse tasks.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::words::share_of;
use crate::index::Field;

/// Raises files that a heading or ancestor names: `### 4. Create Makefile with developer tooling`.
fn named(question: &Question, sheet: &mut Sheet) {
    for mention in &question.text.above {
        let files = question.index.paths.named(&mention.text);
        let share = 1.0 / files.len() as f32;
        for file in files {
            let quote = mention.text.clone();
            let feature = Feature::ContextNamed;
            sheet.raise(Clue { file, feature, quote, line: None, met: Met::File }, share);
        }
    }
}

/// Scores every file by the words above the task. Headings such as "Phase 2" match nothing in
/// particular, and the best of such matches must not count as a good one.
pub fn read(question: &Question, sheet: &mut Sheet) {
    named(question, sheet);
    for (field, feature) in
        [(Field::Contents, Feature::ContextContents), (Field::Path, Feature::ContextPath)]
    {
        let mut scores = vec![0.0; question.index.files.len()];
        let perfect = question.index.terms.score(field, &question.text.context, &mut scores);
        let best = scores.iter().copied().fold(0.0, f32::max);
        share_of(sheet, feature, &scores, best.max(perfect / 2.0));
    }
}
