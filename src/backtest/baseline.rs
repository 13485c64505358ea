//! Simpler ways to rank files, with which the predictions are compared.

use crate::index::{Field, Index};
use crate::model::{FileId, RepoPath};
use crate::predict::{Feature, Sheet, TaskText};

/// Number of files that are ranked.
const MAX_FILES: usize = 100;

/// Features by which a text names a file, the surest first.
const NAMED: [Feature; 4] =
    [Feature::PathWhole, Feature::PathSuffix, Feature::PathMoved, Feature::PathName];

/// Ranks the files that the text names, the surest first, then by path.
pub fn mentions(index: &Index, sheet: &Sheet) -> Vec<RepoPath> {
    ranked(index, |file| {
        let value = |(rank, &feature): (usize, &Feature)| {
            sheet.get(file, feature) * (NAMED.len() - rank) as f32
        };
        NAMED.iter().enumerate().map(value).fold(0.0, f32::max)
    })
}

/// Ranks the files by BM25 of the text over their contents plus BM25 over their path parts.
pub fn bm25(index: &Index, text: &TaskText) -> Vec<RepoPath> {
    let mut scores = vec![0.0; index.files.len()];
    index.terms.score(Field::Contents, &text.full, &mut scores);
    index.terms.score(Field::Path, &text.full, &mut scores);
    ranked(index, |file| scores[file.index()])
}

fn ranked(index: &Index, score: impl Fn(FileId) -> f32) -> Vec<RepoPath> {
    let mut files: Vec<(FileId, f32)> =
        index.ids().map(|id| (id, score(id))).filter(|&(_, score)| score > 0.0).collect();
    files.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    files.truncate(MAX_FILES);
    files.into_iter().map(|(id, _)| index.file(id).path.clone()).collect()
}
