//! Conversion of the drafts of all backlogs to tasks.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::draft::{Draft, Finished, Group};
use super::link::{self, Waits};
use super::text::declared;
use crate::model::{Problem, ProblemKind, Task, TaskId, TaskLineKind, TaskState};

/// Makes tasks of drafts: keys become unique, ids are assigned, and dependencies are resolved.
/// `formats` are the names of the backlogs' formats.
pub fn settle(
    mut drafts: Vec<Draft>,
    groups: &[Group],
    finished: &Finished,
    formats: &[&str],
    problems: &mut Vec<Problem>,
) -> Vec<Task> {
    problems.extend(colliding(&drafts, formats));
    give_keys(&mut drafts);
    let waits = link::resolve(&drafts, groups, finished, problems);
    problems.extend(drafts.iter().filter_map(undeclared));
    let mut tasks = Vec::with_capacity(drafts.len());
    for (draft, Waits { on, blocked_by, conflicts }) in drafts.into_iter().zip(waits) {
        let blocked_by = [draft.task.blocked_by.clone(), blocked_by].concat();
        let id = TaskId(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
        let state = if blocked_by.is_empty() { draft.task.state } else { TaskState::Blocked };
        tasks.push(Task { id, depends_on: on, blocked_by, conflicts, state, ..draft.task });
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

/// Reports ids that stand in backlogs of different formats, which know nothing of each other. Ids that
/// repeat in backlogs of one format mean no harm: many tools count anew in each file.
fn colliding(drafts: &[Draft], formats: &[&str]) -> Vec<Problem> {
    let mut first_of: HashMap<String, &Draft> = HashMap::new();
    // The first collision between two backlogs, and their number.
    let mut found: BTreeMap<(usize, usize), (&Draft, &Draft, usize)> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| !draft.task.key.is_empty()) {
        let first = *first_of.entry(draft.task.key.to_lowercase()).or_insert(draft);
        if formats.get(first.backlog) != formats.get(draft.backlog) {
            let pair = (first.backlog, draft.backlog);
            found.entry(pair).or_insert((first, draft, 0)).2 += 1;
        }
    }
    let problem = |(first, draft, number): (&Draft, &Draft, usize)| {
        let (first, task) = (&first.task, &draft.task);
        let others = match number - 1 {
            0 => String::new(),
            1 => "; 1 more id stands in both".to_owned(),
            more => format!("; {more} more ids stand in both"),
        };
        let message = format!(
            "{} is also the id of {}:{}{others}; `#2` behind an id tells them apart",
            task.key, first.backlog, first.line
        );
        Problem::at(ProblemKind::RepeatedId, &task.backlog, task.line, message)
    };
    found.into_values().map(problem).collect()
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
