//! Signal: files changed around the commit that added the task to the backlog.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};

/// Number of commits before and after it that count as the same work.
const COMMITS_AROUND: usize = 2;

/// Raises the files that these commits changed.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let commits = question.past.commits();
    let Some(ago) =
        question.introduced.and_then(|id| commits.iter().position(|commit| commit.id == id))
    else {
        return;
    };
    let around = ago.saturating_sub(COMMITS_AROUND)..(ago + COMMITS_AROUND + 1).min(commits.len());
    for &file in commits[around].iter().flat_map(|commit| &commit.files) {
        let (feature, met) = (Feature::Introduced, Met::Introduced(ago));
        sheet.raise(Clue { file, feature, quote: String::new(), line: None, met }, 1.0);
    }
}
