//! Signal: the kind of file, compared with the kind of work that the task asks for.

use super::Question;
use super::feature::{Feature, Sheet};
use crate::model::Origin;

/// Sets the features that do not depend on words.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let asks = question.text.asks;
    for (id, file) in question.index.ids().zip(&question.index.files) {
        let test = flag(file.is_test);
        let document = flag(file.kind.is_document);
        let code = flag(file.kind.is_code);
        // What the title names needs no doubt because of its kind. Further down, documents are
        // named as often for reference as for change.
        let doubt = flag(sheet.get(id, Feature::PathInTitle) < 0.5);
        sheet.set(id, Feature::Test, test * doubt);
        sheet.set(id, Feature::TestAsked, test * asks.tests);
        let tested = code * (1.0 - test) * flag(asks.tests >= 1.0);
        sheet.set(id, Feature::Tested, tested);
        sheet.set(id, Feature::Document, document * doubt);
        sheet.set(id, Feature::DocumentAsked, document * asks.documents);
        sheet.set(id, Feature::Other, (1.0 - document) * (1.0 - code) * doubt);
        sheet.set(id, Feature::BuildAsked, flag(file.kind.is_build) * asks.build);
        sheet.set(id, Feature::NotWritten, flag(file.origin != Origin::Written) * doubt);
        sheet.set(id, Feature::Size, (file.size.max(1) as f32 / 1_000.0).log10().clamp(-1.0, 2.0));
    }
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
