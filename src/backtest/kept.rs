//! Part of a replayed task that a model is learned from.

use super::Case;
use crate::index::Index;
use crate::model::{FileId, Origin, RepoPath};
use crate::predict::{COUNT, Candidate, Feature, Forest, Measured, Standings, compare};

/// Part of a replayed task that a model is learned from.
#[derive(Clone, Debug)]
pub struct Kept {
    pub(super) author: String,
    pub(super) repository: String,
    pub(super) date: i64,
    /// How much it counts.
    pub(super) weight: f64,
    /// Number of files of the repository.
    pub(super) total: usize,
    /// Candidates, in the order of their standing, the highest first.
    pub(super) files: Vec<KeptFile>,
}

#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    pub id: FileId,
    pub path: RepoPath,
    pub origin: Origin,
    pub features: [f32; COUNT],
    pub changed: bool,
}

impl Kept {
    /// Keeps the candidates.
    pub(super) fn new(case: &Case, index: &Index, measured: &Measured) -> Self {
        let keep = |candidate: &Candidate| {
            let id = candidate.file;
            let file = index.file(id);
            KeptFile {
                id,
                path: file.path.clone(),
                origin: file.origin,
                features: candidate.row,
                changed: case.truth.iter().any(|path| path == file.path.as_str()),
            }
        };
        Self {
            author: case.author().to_owned(),
            repository: case.repo.clone(),
            date: case.date,
            weight: case.weight,
            total: index.files.len(),
            files: measured.candidates.iter().map(keep).collect(),
        }
    }

    pub(super) fn log_odds(&self, forest: &Forest) -> Vec<f64> {
        self.files.iter().map(|file| forest.log_odds(&file.features)).collect()
    }

    /// Computes the surprise at the outcome, in nats: −Σ ln of the probability of what the work did
    /// to each candidate.
    pub fn loss(&self, forest: &Forest) -> f64 {
        let probabilities = forest.calibration.probabilities(&self.log_odds(forest));
        let loss = |(file, p): (&KeptFile, f64)| {
            let p = p.clamp(1e-12, 1.0 - 1e-12);
            -if file.changed { p.ln() } else { (1.0 - p).ln() }
        };
        self.files.iter().zip(probabilities).map(loss).sum()
    }

    /// Returns the features and outcomes of the candidates as they would be without history, in the
    /// order of their standing then. Files that would have been candidates only then are missing.
    pub(super) fn without_history(&self) -> Vec<([f32; COUNT], bool)> {
        let mut files = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let mut features = file.features;
            for feature in Feature::ALL.iter().filter(|feature| feature.needs_history()) {
                features[*feature as usize] = 0.0;
            }
            files.push((Standings::shipped().of_row(&features), features, file));
        }
        files.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.id.cmp(&b.2.id)));
        let mut rows: Vec<[f32; COUNT]> = files.iter().map(|(_, features, _)| *features).collect();
        compare(&mut rows, |rank| files[rank].2.path.folder(), self.total);
        rows.into_iter().zip(files).map(|(row, (_, _, file))| (row, file.changed)).collect()
    }
}
