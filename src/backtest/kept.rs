//! Part of a replayed task that a model is learned from.

use std::collections::BTreeSet;

use super::Case;
use crate::index::Index;
use crate::model::{FileId, Origin, RepoPath};
use crate::predict::{COUNT, Candidate, Feature, Forest, Measured, PreScore, compare};

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
    /// Sample of the other files, with all of those that were changed.
    pub(super) others: Vec<Other>,
}

/// File that is no candidate.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub features: [f32; COUNT],
    pub changed: bool,
    /// Number of files that it stands for.
    pub stands_for: f64,
}

/// Number of files beside the candidates that are sampled, at most.
const MAX_OTHERS: usize = 100;

#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    pub id: FileId,
    pub path: RepoPath,
    pub origin: Origin,
    pub features: [f32; COUNT],
    pub changed: bool,
}

impl Kept {
    /// Keeps the candidates, and a sample of the other files.
    pub(super) fn new(case: &Case, index: &Index, measured: &Measured) -> Self {
        let is_changed = |id: FileId| {
            let path = index.file(id).path.as_str();
            case.truth.iter().any(|changed| changed == path)
        };
        let keep = |candidate: &Candidate| {
            let id = candidate.file;
            let file = index.file(id);
            KeptFile {
                id,
                path: file.path.clone(),
                origin: file.origin,
                features: candidate.row,
                changed: is_changed(id),
            }
        };
        let candidates: BTreeSet<FileId> =
            measured.candidates.iter().map(|candidate| candidate.file).collect();
        let rest: Vec<FileId> = index.ids().filter(|id| !candidates.contains(id)).collect();
        let one_in = rest.len().div_ceil(MAX_OTHERS).max(1);
        let sample = |(at, &id): (usize, &FileId)| {
            let changed = is_changed(id);
            let stands_for = if changed { 1.0 } else { one_in as f64 };
            (changed || at % one_in == 0).then(|| Other {
                features: measured.sheet.row(id),
                changed,
                stands_for,
            })
        };
        Self {
            author: case.author().to_owned(),
            repository: case.repo.clone(),
            date: case.date,
            weight: case.weight,
            total: index.files.len(),
            files: measured.candidates.iter().map(keep).collect(),
            others: rest.iter().enumerate().filter_map(sample).collect(),
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

    /// Returns the task as it would be without some features: they are 0, and the candidates are
    /// compared and ordered anew. Files that would have been candidates only then are missing.
    pub(super) fn without(&self, is_left_out: impl Fn(Feature) -> bool) -> Self {
        let blank = |row: &mut [f32; COUNT]| {
            for &feature in Feature::ALL.iter().filter(|feature| is_left_out(**feature)) {
                row[feature as usize] = 0.0;
            }
        };
        let mut files: Vec<(f64, KeptFile)> = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let mut file = file.clone();
            blank(&mut file.features);
            files.push((PreScore::shipped().of_row(&file.features), file));
        }
        files.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        let mut rows: Vec<[f32; COUNT]> = files.iter().map(|(_, file)| file.features).collect();
        compare(&mut rows, |rank| files[rank].1.path.folder(), self.total);
        // The comparisons may be among what is left out.
        rows.iter_mut().for_each(blank);
        let files = files.into_iter().zip(rows);
        let files = files.map(|((_, file), features)| KeptFile { features, ..file }).collect();
        Self { files, ..self.clone() }
    }
}
