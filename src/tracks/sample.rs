//! Small tasks and radii for tests.

use crate::model::{BlastRadius, Confidence, Origin, PredictedFile, RepoPath, TaskId};

pub use crate::model::sample::task;

/// Builds a radius with these files; from 0.3 on they are predicted.
pub fn radius(id: u32, files: &[(&str, f64)]) -> BlastRadius {
    let files = files.iter().map(|&(path, probability)| PredictedFile {
        path: RepoPath::new(path).unwrap(),
        file: None,
        origin: Origin::Written,
        probability,
        predicted: probability >= 0.3,
        evidence: Vec::new(),
    });
    BlastRadius {
        task: TaskId(id),
        confidence: Confidence::High,
        set_aside: None,
        files: files.collect(),
        folders: Vec::new(),
        impact: Vec::new(),
    }
}
