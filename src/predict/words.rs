//! Words that the text and a file share.

use super::Question;
use super::feature::{Feature, Sheet};
use crate::index::{Field, Query};

/// Scores every file by the words of the whole text and of the title, over each field.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let text = question.text;
    score(question, sheet, Field::Contents, &text.full, Feature::Contents, None);
    score(question, sheet, Field::Path, &text.full, Feature::PathWords, None);
    score(question, sheet, Field::Symbols, &text.full, Feature::SymbolWords, None);
    score(question, sheet, Field::Symbols, &text.title, Feature::SymbolWordsTitle, None);
    score(question, sheet, Field::Headings, &text.full, Feature::HeadingWords, None);
    score(
        question,
        sheet,
        Field::Contents,
        &text.title,
        Feature::ContentsTitle,
        Some(Feature::Coverage),
    );
    score(question, sheet, Field::Path, &text.title, Feature::PathWordsTitle, None);
}

/// Scores every file by the terms of a query over a field; `coverage` also gets the share of what a
/// perfect file would have.
pub fn score(
    question: &Question,
    sheet: &mut Sheet,
    field: Field,
    query: &Query,
    feature: Feature,
    coverage: Option<Feature>,
) {
    let mut scores = vec![0.0; question.index.files.len()];
    let perfect = question.index.terms.score(field, query, &mut scores);
    share_of_best(sheet, feature, &scores);
    if let Some(coverage) = coverage.filter(|_| perfect > 0.0) {
        for (file, score) in question.index.ids().zip(&scores) {
            sheet.set(file, coverage, score / perfect);
        }
    }
}

/// Sets a feature to each score's share of the highest.
pub fn share_of_best(sheet: &mut Sheet, feature: Feature, scores: &[f32]) {
    let best = scores.iter().copied().fold(0.0, f32::max);
    if best > 0.0 {
        for (file, score) in (0..).map(crate::model::FileId).zip(scores) {
            sheet.set(file, feature, score / best);
        }
    }
}
