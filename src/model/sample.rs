//! Small data for tests.

use std::collections::BTreeMap;

use super::{Task, TaskId, TaskState};

/// Builds an open task with one box, on the line behind its number.
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
        lane: None,
        conflicts: Vec::new(),
        effort: 1,
        declared: Vec::new(),
        lines: Vec::new(),
    }
}
