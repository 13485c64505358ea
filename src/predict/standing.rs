//! Pre-scores: a first comparison of all files, which picks the candidates that the trees judge.
//!
//! The trees see more than a sum does, but they are slow for thousands of files, and they learn from
//! few repositories. So a weighted sum comes first, and its result is one more feature.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::LazyLock;

use super::feature::{COUNT, Feature, Sheet};
use crate::index::Index;
use crate::model::FileId;

/// Number of the files that stand highest, which are judged; the others are not predicted.
pub const CANDIDATES: usize = 100;

/// Number of the files that stand highest, among which those of a folder are counted.
const HIGHEST: usize = 50;

/// Weights of a sum over the features of a file.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct Sum {
    intercept: f64,
    weights: BTreeMap<String, f64>,
}

/// Pre-scores: the log-odds of each file by a logistic regression over its features.
#[derive(Clone, Debug, PartialEq)]
pub struct PreScore {
    intercept: f64,
    weights: [f64; COUNT],
}

impl PreScore {
    /// Returns the weights that the program ships.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<PreScore> = LazyLock::new(|| {
            // A test reads this file, so the fallback is never used.
            let sum = toml::from_str(include_str!("standing.toml"));
            PreScore::of(&sum.unwrap_or(Sum { intercept: 0.0, weights: BTreeMap::new() }))
        });
        &SHIPPED
    }

    /// Creates the sum of these weights, in the order of [`Feature::ALL`].
    pub fn new(intercept: f64, weights: [f64; COUNT]) -> Self {
        Self { intercept, weights }
    }

    /// Writes `standing.toml`, with the origin of the weights as a comment.
    pub fn render(&self, origin: &str) -> String {
        let mut text = String::new();
        for line in origin.lines() {
            let _ = writeln!(text, "# {line}");
        }
        let _ = write!(text, "\nintercept = {:.4}\n\n[weights]\n", self.intercept);
        let facts = Feature::ALL.iter().zip(self.weights).filter(|(it, _)| !it.is_comparison());
        for (feature, weight) in facts {
            let _ = writeln!(text, "{} = {weight:.4}", feature.name());
        }
        text
    }

    fn of(sum: &Sum) -> Self {
        let mut weights = [0.0; COUNT];
        for (weight, feature) in weights.iter_mut().zip(Feature::ALL) {
            *weight = sum.weights.get(feature.name()).copied().unwrap_or(0.0);
        }
        Self { intercept: sum.intercept, weights }
    }

    /// Computes the standing of a file.
    pub fn of_row(&self, row: &[f32; COUNT]) -> f64 {
        let parts = self.weights.iter().zip(row).map(|(weight, &value)| weight * f64::from(value));
        self.intercept + parts.sum::<f64>()
    }

    /// Computes the standings of all files.
    fn of_sheet(&self, sheet: &Sheet) -> Vec<f64> {
        // Feature by feature, in their order, so that the sums are those of the rows.
        let mut sums = vec![0.0; sheet.files()];
        for (weight, &feature) in self.weights.iter().zip(Feature::ALL) {
            for (sum, &value) in sums.iter_mut().zip(sheet.column(feature)) {
                *sum += weight * f64::from(value);
            }
        }
        sums.into_iter().map(|sum| self.intercept + sum).collect()
    }

    /// Returns the part of a feature in the standing of a file.
    pub fn part(&self, row: &[f32; COUNT], feature: Feature) -> f64 {
        self.weights[feature as usize] * f64::from(row[feature as usize])
    }

    /// Returns the part of all clues in the standing of a file: how much the task speaks for it,
    /// in log-odds, whatever its kind and its history.
    pub fn clues(&self, row: &[f32; COUNT]) -> f64 {
        let clues = Feature::ALL.iter().filter(|feature| feature.is_clue());
        clues.map(|&feature| self.part(row, feature)).sum()
    }
}

/// File that is judged, with its features.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The file.
    pub file: FileId,
    /// The features, in the order of [`Feature::ALL`].
    pub row: [f32; COUNT],
}

/// Picks the candidates: the files that stand highest, and those of `wanted`, without those of `unwanted`,
/// which are in ascending order. Sets the features that compare them. Returns them in the order of their
/// standing, the highest first.
pub fn read(
    index: &Index,
    wanted: &[FileId],
    unwanted: &[FileId],
    sheet: &Sheet,
) -> Vec<Candidate> {
    let standing = PreScore::shipped().of_sheet(sheet);
    let is_unwanted = |id: &FileId| unwanted.binary_search(id).is_ok() && !wanted.contains(id);
    let mut order: Vec<FileId> = index.ids().filter(|id| !is_unwanted(id)).collect();
    let higher =
        |a: &FileId, b: &FileId| standing[b.index()].total_cmp(&standing[a.index()]).then(a.cmp(b));
    if order.len() > CANDIDATES {
        order.select_nth_unstable_by(CANDIDATES - 1, higher);
        let rest = order.split_off(CANDIDATES);
        if !wanted.is_empty() {
            order.extend(rest.into_iter().filter(|file| wanted.contains(file)));
        }
    }
    order.sort_by(higher);
    let mut rows: Vec<[f32; COUNT]> = order.iter().map(|&file| sheet.row(file)).collect();
    let folder = |rank: usize| index.file(order[rank]).path.folder();
    compare(&mut rows, folder, index.files.len());
    order.into_iter().zip(rows).map(|(file, row)| Candidate { file, row }).collect()
}

/// Sets the features that compare candidates with each other. `rows` are those of one task, in the
/// order of their standing, the highest first; `folder` names the folder of each; `files` is the
/// number of files of the repository.
pub fn compare<'a>(rows: &mut [[f32; COUNT]], folder: impl Fn(usize) -> &'a str, files: usize) {
    let standings = PreScore::shipped();
    #[expect(clippy::cast_possible_truncation, reason = "features have 24 bits")]
    let standing: Vec<f32> = rows.iter().map(|row| standings.of_row(row) as f32).collect();
    let at =
        |rank: usize| standing.get(rank).or_else(|| standing.last()).copied().unwrap_or_default();
    let (highest, second, fifth) = (at(0), at(1), at(4));
    let mut in_folder: HashMap<&str, f32> = HashMap::new();
    for rank in 0..rows.len().min(HIGHEST) {
        *in_folder.entry(folder(rank)).or_default() += 1.0;
    }
    for (rank, row) in rows.iter_mut().enumerate() {
        let own = standing[rank];
        for (feature, value) in [
            (Feature::Standing, own),
            (Feature::Gap, own - highest),
            (Feature::NextGap, own - second),
            (Feature::Rank, (rank as f32).ln_1p()),
            (Feature::FolderRank, in_folder.get(folder(rank)).copied().unwrap_or(0.0)),
            (Feature::Highest, highest),
            (Feature::Second, second),
            (Feature::Fifth, fifth),
            (Feature::Files, (files.max(1) as f32).log10()),
        ] {
            row[feature as usize] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_name_only_features_that_there_are() {
        let sum: Sum = toml::from_str(include_str!("standing.toml")).unwrap();
        for name in sum.weights.keys() {
            assert!(Feature::ALL.iter().any(|feature| feature.name() == name), "{name}");
        }
        let mut row = [0.0; COUNT];
        let without = PreScore::shipped().of_row(&row);
        row[Feature::PathWhole as usize] = 1.0;
        assert!(PreScore::shipped().of_row(&row) > without + 1.0);
        assert!(PreScore::shipped().clues(&row) > 1.0);
        row[Feature::PathWhole as usize] = 0.0;
        row[Feature::Recency as usize] = 1.0;
        assert!(PreScore::shipped().clues(&row).abs() < f64::EPSILON, "recency is no clue");
    }

    #[test]
    fn candidates_are_compared_with_the_best() {
        let mut first = [0.0; COUNT];
        first[Feature::PathWhole as usize] = 1.0;
        let mut rows = [first, [0.0; COUNT]];
        compare(&mut rows, |_| "a", 1_000);
        let [first, second] = rows;
        let get = |row: &[f32; COUNT], feature: Feature| row[feature as usize];
        assert!(get(&first, Feature::Gap).abs() < f32::EPSILON);
        assert!(get(&second, Feature::Gap) < -1.0 && get(&second, Feature::Rank) > 0.6);
        assert!((get(&first, Feature::FolderRank) - 2.0).abs() < f32::EPSILON);
        assert!((get(&first, Feature::Files) - 3.0).abs() < f32::EPSILON);
    }
}
