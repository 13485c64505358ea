//! What a reader makes of one backlog, before tasks of several backlogs meet.

use std::collections::{BTreeMap, HashSet};

use super::{declared, depends};
use crate::model::{Problem, Task, TaskId, TaskLineKind};

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

/// A dependency as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// The text after `depends on`.
    pub value: String,
    /// Whether it is set off from prose, so that an id we do not know is a mistake.
    pub explicit: bool,
    /// Whether it is a field of its own, so that whatever we do not know is a mistake.
    pub field: bool,
    /// 1-based.
    pub line: u32,
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
    finished: &Finished,
    backlogs: usize,
    problems: &mut Vec<Problem>,
) -> Vec<Task> {
    give_keys(&mut drafts);
    let dependencies = depends::resolve(&drafts, finished, backlogs, problems);
    problems.extend(drafts.iter().filter_map(undeclared));
    let mut tasks = Vec::with_capacity(drafts.len());
    for (draft, depends_on) in drafts.into_iter().zip(dependencies) {
        let id = TaskId(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
        tasks.push(Task { id, depends_on, ..draft.task });
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
    Some(Problem::at(&task.backlog, line, message))
}
