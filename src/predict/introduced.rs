//! The commit that wrote the task down: what was being worked on then.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};

/// So many commits before and after it are what was being worked on.
const AROUND: usize = 2;

/// Marks the files that were changed around then.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let commits = question.past.commits();
    let Some(ago) =
        question.introduced.and_then(|id| commits.iter().position(|commit| commit.id == id))
    else {
        return;
    };
    let around = ago.saturating_sub(AROUND)..(ago + AROUND + 1).min(commits.len());
    for &file in commits[around].iter().flat_map(|commit| &commit.files) {
        let (feature, met) = (Feature::Introduced, Met::Introduced(ago));
        sheet.raise(Clue { file, feature, quote: String::new(), line: None, met }, 1.0);
    }
}
