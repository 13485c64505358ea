//! Signal: words that the text and a file share.

use std::collections::HashSet;

use super::Question;
use super::feature::{Feature, Sheet};
use crate::index::Field;
use crate::model::{FileId, TermId};
use crate::words::Query;

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
    stems(question, sheet);
}

/// Sets how much of each file's stem the text says: `blocked_cache` is completely said by "the
/// cache of blocked tasks", however much else the text says.
fn stems(question: &Question, sheet: &mut Sheet) {
    let terms: HashSet<TermId> = question.text.full.terms().iter().map(|&(term, _)| term).collect();
    let stems = &question.index.stems;
    for &(term, _) in question.text.full.terms() {
        for &file in stems.with_part(term) {
            if question.narrowed.is_other_term(term, file) {
                continue;
            }
            sheet.set(file, Feature::StemCovered, stems.covered(file, &terms));
        }
    }
}

/// Scores every file by the terms of a query over a field, as a share of the best score; `coverage`
/// gets the share of a perfect file's score.
fn score(
    question: &Question,
    sheet: &mut Sheet,
    field: Field,
    query: &Query,
    feature: Feature,
    coverage: Option<Feature>,
) {
    let mut scores = vec![0.0; question.index.files.len()];
    let perfect = question.index.terms.score(field, query, &mut scores);
    take_others(question, field, query, &mut scores);
    let best = scores.iter().copied().fold(0.0, f32::max);
    if let Some(coverage) = coverage {
        share_of(sheet, coverage, scores.clone(), perfect);
    }
    share_of(sheet, feature, scores, best);
}

/// Takes from each file's score what it has for words that mean other files.
fn take_others(question: &Question, field: Field, query: &Query, scores: &mut [f32]) {
    for narrowed in question.narrowed.terms() {
        let Some(&(term, weight)) = query.terms().iter().find(|&&(term, _)| term == narrowed)
        else {
            continue;
        };
        let shares = question.index.terms.shares(field, term);
        for &document in shares.documents() {
            if question.narrowed.is_other_term(term, FileId(document)) {
                let score = &mut scores[document as usize];
                *score = (*score - weight * shares.of(document)).max(0.0);
            }
        }
    }
}

/// Sets a feature to each score's share of `whole`; leaves it unset where `whole` is 0.
pub fn share_of(sheet: &mut Sheet, feature: Feature, mut scores: Vec<f32>, whole: f32) {
    if whole > 0.0 {
        for score in &mut scores {
            *score /= whole;
        }
        sheet.fill(feature, scores);
    }
}
