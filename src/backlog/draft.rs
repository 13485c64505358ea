//! What a reader makes of one backlog, before tasks of several backlogs meet.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::declared;
use super::depends::{self, Need};
use crate::model::{Problem, ProblemKind, Task, TaskId, TaskLineKind, TaskState};

/// A task whose id, key and dependencies are not settled yet.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Its key is its own id, or empty.
    pub task: Task,
    /// Which backlog it is of.
    pub backlog: usize,
    /// The ids it goes by: its own and those of the unfinished items in it.
    pub ids: Vec<String>,
    /// The ids of the unfinished items that it is itself a part of.
    pub above: Vec<String>,
    /// The titles of all these.
    pub titles: Vec<String>,
    /// The titles of the unfinished items that it is itself a part of.
    pub titles_above: Vec<String>,
    /// What it says it depends on.
    pub needs: Vec<Need>,
}

/// A heading or item with tasks in it, as others name it, and what it says of them all.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// As one reads it.
    pub title: String,
    /// Whether it is a heading, which others may name.
    pub is_heading: bool,
    /// Which backlog it is of.
    pub backlog: usize,
    /// That backlog, as printed.
    pub path: String,
    /// 1-based.
    pub line: u32,
    /// The tasks in it, as places in the list of drafts.
    pub drafts: Range<usize>,
    /// Whether it only holds other headings that hold the tasks: its text is on the whole.
    pub is_overview: bool,
    /// The group around it, as a place in the list of groups.
    pub parent: Option<usize>,
    /// What it says that its tasks depend on.
    pub needs: Vec<Need>,
}

/// What is done or given up, by backlog.
#[derive(Debug, Default)]
pub(super) struct Finished {
    /// Backlogs with ids.
    pub ids: Vec<(usize, String)>,
    /// Of all backlogs.
    pub titles: Vec<String>,
}

/// Drafts to tasks: keys made unique, ids given, dependencies resolved.
pub(super) fn settle(
    mut drafts: Vec<Draft>,
    groups: &[Group],
    finished: &Finished,
    problems: &mut Vec<Problem>,
) -> Vec<Task> {
    give_keys(&mut drafts);
    let waits = depends::resolve(&drafts, groups, finished, problems);
    problems.extend(drafts.iter().filter_map(undeclared));
    let mut tasks = Vec::with_capacity(drafts.len());
    for (draft, depends::Waits { on, blocked_by }) in drafts.into_iter().zip(waits) {
        let id = TaskId(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
        let state = if blocked_by.is_empty() { draft.task.state } else { TaskState::Blocked };
        tasks.push(Task { id, depends_on: on, blocked_by, state, ..draft.task });
    }
    tasks
}

/// A task without an id of its own goes by its line; a number keeps the repeated ones apart.
fn give_keys(drafts: &mut [Draft]) {
    let mut taken = HashSet::new();
    let mut repeats = BTreeMap::new();
    for Draft { task, .. } in drafts {
        if task.key.is_empty() {
            task.key = format!("L{}", task.line);
        }
        // `t1` and `T1` are one to whoever types it.
        let base = task.key.to_lowercase();
        while !taken.insert(task.key.to_lowercase()) {
            let repeat = repeats.entry(base.clone()).or_insert(1);
            *repeat += 1;
            let length = task.key.find('#').unwrap_or(task.key.len());
            task.key.truncate(length);
            task.key = format!("{}#{repeat}", task.key);
        }
    }
}

/// A path that the task's prose names and its declaration leaves out.
fn undeclared(draft: &Draft) -> Option<Problem> {
    let task = &draft.task;
    if task.declared.is_empty() {
        return None;
    }
    let prose = task.lines.iter().filter(|line| line.kind != TaskLineKind::Code);
    let (line, path) = prose.into_iter().find_map(|line| {
        declared::first_undeclared(&line.text, &task.declared).map(|path| (line.number, path))
    })?;
    let message = format!("{} names {path} in its text but does not declare it", task.key);
    Some(Problem::at(ProblemKind::Undeclared, &task.backlog, line, message))
}
