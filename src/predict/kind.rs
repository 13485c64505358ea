//! Signal: the kind of file, compared with the kind of work that the task asks for.

use super::Question;
use super::feature::{Feature, Sheet};

/// Value of a clue that the title names the file, from which it does.
const MIN_NAMED: f32 = 0.5;

/// Sets the features that do not depend on words.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let asks = question.text.asks;
    let kinds = &question.index.kinds;
    // What the title names needs no doubt because of its kind. Further down, documents are
    // named as often for reference as for change.
    let mut doubt = vec![1.0; sheet.files()];
    for (doubt, &named) in doubt.iter_mut().zip(sheet.column(Feature::PathInTitle)) {
        *doubt = f32::from(u8::from(named < MIN_NAMED));
    }
    let in_doubt = |kind: &[f32]| -> Vec<f32> {
        kind.iter().zip(&doubt).map(|(kind, doubt)| kind * doubt).collect()
    };
    sheet.fill(Feature::Test, in_doubt(&kinds.test));
    sheet.fill(Feature::Document, in_doubt(&kinds.document));
    sheet.fill(Feature::NotWritten, in_doubt(&kinds.not_written));
    let other = kinds
        .document
        .iter()
        .zip(&kinds.code)
        .map(|(document, code)| (1.0 - document) * (1.0 - code));
    sheet.fill(Feature::Other, in_doubt(&other.collect::<Vec<_>>()));
    sheet.fill(Feature::Size, kinds.size.clone());
    for (feature, kind, asked) in [
        (Feature::TestAsked, &kinds.test, asks.tests),
        (Feature::DocumentAsked, &kinds.document, asks.documents),
        (Feature::BuildAsked, &kinds.build, asks.build),
    ] {
        if asked > 0.0 {
            sheet.fill(feature, kind.iter().map(|kind| kind * asked).collect());
        }
    }
    if asks.tests >= 1.0 {
        let tested = kinds.code.iter().zip(&kinds.test).map(|(code, test)| code * (1.0 - test));
        sheet.fill(Feature::Tested, tested.collect());
    }
}
