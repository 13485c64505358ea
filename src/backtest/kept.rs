//! Part of a replayed task that weights are learned from.

use std::collections::BTreeSet;

use super::Case;
use crate::index::IndexedFile;
use crate::model::{FileId, Origin, RepoPath};
use crate::predict::{COUNT, Weights};

/// Number of the likeliest files of each task, which are learned from one by one.
const LIKELY: usize = 60;

/// Step of the sample of the other files: every so many-th counts for all of them.
const SAMPLED: usize = 8;

/// Rank beyond which a file is dropped unless it is learned from.
const RANKED: usize = 400;

/// Part of a replayed task that weights are learned from.
#[derive(Clone, Debug)]
pub struct Kept {
    pub(super) author: String,
    pub(super) repository: String,
    pub(super) date: i64,
    pub(super) files: Vec<KeptFile>,
}

#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    pub id: FileId,
    pub path: RepoPath,
    pub origin: Origin,
    pub features: [f32; COUNT],
    pub changed: bool,
    /// Number of files it counts for; 0 where it is only ranked.
    pub stands_for: f64,
}

impl Kept {
    /// Keeps the files that some weights find likely, those that were changed, and a sample of the
    /// others.
    pub(super) fn new<'a>(
        case: &Case,
        files: impl Iterator<Item = (FileId, &'a IndexedFile, &'a [f32; COUNT])>,
        weights: &Weights,
    ) -> Self {
        let mut files: Vec<_> =
            files.map(|(id, file, row)| (weights.log_odds(row), id, file, row)).collect();
        files.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let changed: BTreeSet<&str> = case.truth.iter().map(String::as_str).collect();
        let keep =
            |(rank, (_, id, file, row)): (usize, (f64, FileId, &IndexedFile, &[f32; COUNT]))| {
                let changed = changed.contains(file.path.as_str());
                let sampled = rank % SAMPLED == LIKELY % SAMPLED;
                let stands_for = match (rank < LIKELY || changed, sampled) {
                    (true, _) => 1.0,
                    (false, true) => SAMPLED as f64,
                    (false, false) => 0.0,
                };
                (stands_for > 0.0 || rank < RANKED).then(|| KeptFile {
                    id,
                    path: file.path.clone(),
                    origin: file.origin,
                    features: *row,
                    changed,
                    stands_for,
                })
            };
        Self {
            author: case.author().to_owned(),
            repository: case.repo.clone(),
            date: case.date,
            files: files.into_iter().enumerate().filter_map(keep).collect(),
        }
    }

    pub(super) fn log_odds(&self, weights: &Weights) -> Vec<f64> {
        self.files.iter().map(|file| weights.log_odds(&file.features)).collect()
    }

    /// Computes the surprise at the outcome, in nats: −Σ ln of the probability of what the work did
    /// to each file.
    pub fn loss(&self, weights: &Weights) -> f64 {
        let probabilities = weights.calibration.probabilities(&self.log_odds(weights));
        let loss = |(file, p): (&KeptFile, f64)| {
            let p = p.clamp(1e-12, 1.0 - 1e-12);
            -file.stands_for * if file.changed { p.ln() } else { (1.0 - p).ln() }
        };
        self.files.iter().zip(probabilities).map(loss).sum()
    }
}
