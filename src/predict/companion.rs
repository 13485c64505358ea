//! Signal: predicted neighbours of a file, which are its test, the file it tests, and its folder.

use super::Question;
use super::feature::{COUNT, Feature, Sheet};
use crate::index::Index;
use crate::model::FileId;

/// Weight of each direct clue in a file's standing before its neighbours count. Only the order and
/// rough size matter; the learned weights decide in the end.
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

/// Sets how much higher the neighbours stand. Reads the features above, so it runs after them.
///
/// A neighbour lifts files that stand below it, and never those above it: the best file of all owes
/// nothing to its test.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let standing = standing(sheet);
    let index = question.index;
    for (id, file) in index.ids().zip(&index.files) {
        if let Some(companion) = file.companion {
            let lead = standing[companion.index()] - standing[id.index()];
            sheet.set(id, Feature::TestCompanion, lead.max(0.0));
        }
    }
    folders(sheet, index, &standing);
}

/// Returns the files by standing, the highest first, without those that have none.
pub fn likeliest(index: &Index, standing: &[f32]) -> Vec<FileId> {
    let mut files: Vec<FileId> = index.ids().filter(|id| standing[id.index()] > 0.0).collect();
    files.sort_by(|a, b| standing[b.index()].total_cmp(&standing[a.index()]).then(a.cmp(b)));
    files
}

/// Computes each file's standing as a share of the best file's.
pub fn standing(sheet: &Sheet) -> Vec<f32> {
    let sum = |row: &[f32; COUNT]| {
        STANDING.iter().map(|&(feature, weight)| weight * row[feature as usize]).sum::<f32>()
    };
    let sums: Vec<f32> = sheet.rows().iter().map(sum).collect();
    let best = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    sums.into_iter().map(|sum| sum / best).collect()
}

/// Sets how much higher the best of the other files in each folder stands.
fn folders(sheet: &mut Sheet, index: &Index, standing: &[f32]) {
    for files in index.paths.by_folder() {
        let highest = files.iter().map(|id| standing[id.index()]).fold(0.0, f32::max);
        for &id in files {
            sheet.set(id, Feature::FolderBest, highest - standing[id.index()]);
        }
    }
}
