//! Signal: predicted neighbours of a file, which are its test, the file it tests, and its folder.

use super::Question;
use super::feature::{Feature, Sheet};
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

/// Sets how much higher the neighbours stand, by the [`standing`] of the files.
///
/// A neighbour lifts files that stand below it, and never those above it: the best file of all owes
/// nothing to its test.
pub fn read(question: &Question, sheet: &mut Sheet, standing: &[f32]) {
    let index = question.index;
    for &(id, companion) in &index.companions {
        let lead = standing[companion.index()] - standing[id.index()];
        if lead > 0.0 {
            sheet.set(id, Feature::TestCompanion, lead);
        }
    }
    folders(sheet, index, standing);
}

/// Returns the `count` files that stand highest, the highest first, without those that have no
/// standing.
pub fn likeliest(index: &Index, standing: &[f32], count: usize) -> Vec<FileId> {
    let mut files: Vec<FileId> = index.ids().filter(|id| standing[id.index()] > 0.0).collect();
    let higher =
        |a: &FileId, b: &FileId| standing[b.index()].total_cmp(&standing[a.index()]).then(a.cmp(b));
    if files.len() > count {
        files.select_nth_unstable_by(count, higher);
        files.truncate(count);
    }
    files.sort_by(higher);
    files
}

/// Computes each file's standing, by the direct clues, as a share of the best file's.
pub fn standing(sheet: &Sheet) -> Vec<f32> {
    let mut sums = vec![0.0; sheet.files()];
    for &(feature, weight) in STANDING {
        for (sum, &value) in sums.iter_mut().zip(sheet.column(feature)) {
            *sum += weight * value;
        }
    }
    let best = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    for sum in &mut sums {
        *sum /= best;
    }
    sums
}

/// Sets how much higher the best of the other files in each folder stands.
fn folders(sheet: &mut Sheet, index: &Index, standing: &[f32]) {
    let folders = index.paths.folder_numbers();
    let mut highest = vec![0.0_f32; index.paths.folders()];
    for (&folder, &standing) in folders.iter().zip(standing) {
        let highest = &mut highest[folder as usize];
        *highest = highest.max(standing);
    }
    let lead = |(&folder, standing): (&u32, &f32)| highest[folder as usize] - standing;
    sheet.fill(Feature::FolderBest, folders.iter().zip(standing).map(lead).collect());
}
