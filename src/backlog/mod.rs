//! A backlog file to tasks.

use std::path::{Path, PathBuf};

use crate::model::{Priority, Problem, Task, TaskId};

/// What a task is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// The outermost open item, with its children as its text.
    #[default]
    Outermost,
    /// Each innermost open item, with its parents as ancestors.
    Leaf,
}

/// A backlog's name as printed, and its bytes.
#[derive(Clone, Debug)]
pub struct Source {
    /// As printed.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Where a backlog was looked for in vain.
#[derive(Debug, thiserror::Error)]
#[error("no backlog found in {root}: looked for {}; name one with --tasks FILE", looked_for.join(", "))]
pub struct NotFound {
    /// The root.
    pub root: PathBuf,
    /// Relative to the root, in the order tried.
    pub looked_for: Vec<String>,
}

/// The backlogs of `root` by convention: the files of the first convention that has any.
pub fn locate(root: &Path) -> Result<Vec<PathBuf>, NotFound> {
    Err(NotFound { root: root.to_owned(), looked_for: Vec::new() })
}

/// Every unfinished task of `sources`, in reading order, with keys unique among them, and what is
/// wrong with the text.
pub fn read(sources: &[Source], granularity: Granularity) -> (Vec<Task>, Vec<Problem>) {
    let _ = (sources, granularity);
    (Vec::new(), Vec::new())
}

/// Which tasks to keep. Empty lists keep all; the conditions of different kinds must all hold, those
/// of one kind are alternatives.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of a heading above the task, without regard to case.
    pub sections: Vec<String>,
    /// `name` or `name:value`.
    pub labels: Vec<String>,
    /// Priorities.
    pub priorities: Vec<Priority>,
    /// Keys, line numbers or parts of titles.
    pub tasks: Vec<String>,
    /// At most so many, the first by priority, then phase, then reading order.
    pub limit: Option<usize>,
}

/// A selection that matches nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no {kind} matches {wanted:?}; nearest: {}", nearest.join(", "))]
pub struct NoSuch {
    /// `section`, `label`, `priority` or `task`.
    pub kind: &'static str,
    /// As given.
    pub wanted: String,
    /// What there is, the most alike first; at most five.
    pub nearest: Vec<String>,
}

/// Keeps what `selection` names, in reading order, with ids and dependencies renumbered.
pub fn select(tasks: Vec<Task>, selection: &Selection) -> Result<Vec<Task>, NoSuch> {
    let _ = selection;
    Ok(tasks)
}

/// The task that `wanted` names: by key, line number or a part of its title.
pub fn find(tasks: &[Task], wanted: &str) -> Result<TaskId, NoSuch> {
    let named = tasks.iter().find(|task| task.key == wanted);
    named.map(|task| task.id).ok_or_else(|| NoSuch {
        kind: "task",
        wanted: wanted.to_owned(),
        nearest: Vec::new(),
    })
}
