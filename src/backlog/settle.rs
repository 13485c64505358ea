//! Conversion of the drafts of all backlogs to tasks.

use std::collections::{BTreeMap, HashSet};

use super::draft::{Draft, Finished, Group};
use super::link::{self, Waits};
use super::text::declared;
use crate::model::{Problem, ProblemKind, Task, TaskId, TaskLineKind, TaskState};

/// Makes tasks of drafts: keys become unique, ids are assigned, and dependencies are resolved.
pub fn settle(
    mut drafts: Vec<Draft>,
    groups: &[Group],
    finished: &Finished,
    problems: &mut Vec<Problem>,
) -> Vec<Task> {
    give_keys(&mut drafts);
    let waits = link::resolve(&drafts, groups, finished, problems);
    problems.extend(drafts.iter().filter_map(undeclared));
    let mut tasks = Vec::with_capacity(drafts.len());
    for (draft, Waits { on, blocked_by }) in drafts.into_iter().zip(waits) {
        let blocked_by = [draft.task.blocked_by.clone(), blocked_by].concat();
        let id = TaskId(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
        let state = if blocked_by.is_empty() { draft.task.state } else { TaskState::Blocked };
        tasks.push(Task { id, depends_on: on, blocked_by, state, ..draft.task });
    }
    tasks
}

/// Gives tasks without an id a key from their line, and adds a number to repeated keys.
fn give_keys(drafts: &mut [Draft]) {
    let mut taken = HashSet::new();
    let mut repeats = BTreeMap::new();
    for Draft { task, .. } in drafts {
        if task.key.is_empty() {
            task.key = format!("L{}", task.line);
        }
        // Users may type keys in any case.
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

/// Reports the first path in a task's text that its declaration lacks.
fn undeclared(draft: &Draft) -> Option<Problem> {
    let task = &draft.task;
    if task.declared.is_empty() {
        return None;
    }
    let exactly = task.declared.iter().map(|file| file.pattern.as_str()).collect();
    let prose = task.lines.iter().filter(|line| line.kind != TaskLineKind::Code);
    let (line, path) = prose.into_iter().find_map(|line| {
        declared::first_undeclared(&line.text, &task.declared, &exactly)
            .map(|path| (line.number, path))
    })?;
    let message = format!("{} names {path} in its text but does not declare it", task.key);
    Some(Problem::at(ProblemKind::Undeclared, &task.backlog, line, message))
}
