//! Signal: files that changed together with the likeliest ones.

use std::collections::BTreeMap;

use super::Question;
use super::companion::likeliest;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::model::FileId;

/// Number of likely files whose companions count.
const MAX_ASKED: usize = 10;

/// Sets, for each file, the highest standing of a likely file times the share of its commits that
/// changed this one too.
pub fn read(question: &Question, sheet: &mut Sheet, standing: &[f32]) {
    if question.past.is_empty() {
        return;
    }
    let mut best: BTreeMap<FileId, (f32, Met)> = BTreeMap::new();
    for asked in likeliest(question.index, standing, MAX_ASKED) {
        for together in question.past.with(asked) {
            let value = standing[asked.index()] * together.share();
            if best.get(&together.file).is_none_or(|(known, _)| value > *known) {
                let met = Met::Together { with: asked, both: together.both, of: together.of };
                best.insert(together.file, (value, met));
            }
        }
    }
    for (file, (value, met)) in best {
        let feature = Feature::Together;
        sheet.raise(Clue { file, feature, quote: String::new(), line: None, met }, value);
    }
}
