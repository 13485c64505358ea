//! What a file's neighbours say: its test, what it tests, its folder.

use std::collections::BTreeMap;

use super::Question;
use super::feature::{COUNT, Feature, Sheet};
use crate::index::Index;
use crate::model::FileId;

/// How much each direct clue counts in a file's standing before its neighbours are asked. Only the
/// order and rough size matter; the learned weights decide in the end.
const STANDING: &[(Feature, f32)] = &[
    (Feature::Declared, 2.0),
    (Feature::PathWhole, 2.0),
    (Feature::PathSuffix, 1.5),
    (Feature::PathMoved, 1.5),
    (Feature::PathName, 1.5),
    (Feature::PathStem, 0.5),
    (Feature::SymbolQualified, 0.7),
    (Feature::Symbol, 0.5),
    (Feature::Command, 0.5),
    (Feature::Contents, 0.5),
    (Feature::ContentsTitle, 0.3),
    (Feature::PathWords, 0.4),
    (Feature::PathWordsTitle, 0.3),
    (Feature::SymbolWords, 0.3),
];

/// Sets the standing of neighbours and the rank among all. Reads the features above, so it comes
/// after them.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let standing = standing(sheet);
    let index = question.index;
    rank(sheet, index, &standing);
    for (id, file) in index.ids().zip(&index.files) {
        if let Some(companion) = file.companion {
            sheet.set(id, Feature::TestCompanion, standing[companion.index()]);
        }
    }
    folders(sheet, index, &standing);
}

/// Each file's standing as a share of the best file's.
fn standing(sheet: &Sheet) -> Vec<f32> {
    let sum = |row: &[f32; COUNT]| {
        STANDING.iter().map(|&(feature, weight)| weight * row[feature as usize]).sum::<f32>()
    };
    let sums: Vec<f32> = sheet.rows().iter().map(sum).collect();
    let best = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    sums.into_iter().map(|sum| sum / best).collect()
}

fn rank(sheet: &mut Sheet, index: &Index, standing: &[f32]) {
    let mut order: Vec<FileId> = index.ids().filter(|id| standing[id.index()] > 0.0).collect();
    order.sort_by(|a, b| standing[b.index()].total_cmp(&standing[a.index()]).then(a.cmp(b)));
    for (rank, id) in (1_u16..=1_000).zip(order) {
        sheet.set(id, Feature::Rank, 1.0 / f32::from(rank));
    }
}

/// Each file gets the best standing among the other files of its folder.
fn folders(sheet: &mut Sheet, index: &Index, standing: &[f32]) {
    let mut best: BTreeMap<&str, [(f32, Option<FileId>); 2]> = BTreeMap::new();
    for (id, file) in index.ids().zip(&index.files) {
        let top = best.entry(file.path.folder()).or_insert([(0.0, None); 2]);
        let own = (standing[id.index()], Some(id));
        if own.0 > top[0].0 {
            *top = [own, top[0]];
        } else if own.0 > top[1].0 {
            top[1] = own;
        }
    }
    for (id, file) in index.ids().zip(&index.files) {
        let [first, second] = best[file.path.folder()];
        let other = if first.1 == Some(id) { second.0 } else { first.0 };
        sheet.set(id, Feature::FolderBest, other);
    }
}
