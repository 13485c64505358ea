//! Small tasks and radii for tests.

use std::collections::BTreeMap;

use crate::model::{
    BlastRadius, Confidence, Origin, PredictedFile, RepoPath, Task, TaskId, TaskState,
};

/// Builds an open task with one box.
pub fn task(id: u32) -> Task {
    Task {
        id: TaskId(id),
        key: format!("T{id:03}"),
        backlog: "TASKS.md".to_owned(),
        line: id + 1,
        title: "Do it".to_owned(),
        state: TaskState::Open,
        section: Vec::new(),
        ancestors: Vec::new(),
        labels: BTreeMap::new(),
        priority: None,
        phase: 0,
        depends_on: Vec::new(),
        blocked_by: Vec::new(),
        ended: None,
        parallel: None,
        conflicts: Vec::new(),
        effort: 1,
        declared: Vec::new(),
        lines: Vec::new(),
    }
}

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
