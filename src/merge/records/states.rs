//! Finished tasks of records before and after a merge, by any tool.

use std::collections::BTreeMap;

use super::super::kept::Kept;
use super::json::Collection;
use super::{Rules, document, front, lines, views};
use crate::backlog::{Shape, Source};
use crate::model::{LossKind, Lost, MergeSide, TaskState};

/// Task of a version.
#[derive(Clone, Debug)]
pub struct Known {
    /// 1-based line.
    pub line: usize,
    pub title: String,
    pub state: TaskState,
}

/// Tasks of a version by what names them.
pub type Tasks = BTreeMap<String, Known>;

fn is_done(tasks: &Tasks, key: &str) -> bool {
    tasks.get(key).is_some_and(|task| task.state == TaskState::Done)
}

/// Lists the tasks that are done in a version and not in `result`, with the reason. In an unresolved
/// conflict of `result`, it suffices that one side has the task as done.
pub fn gone(shape: Shape, beside: &[Source], versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
    let results: Vec<Tasks> =
        views::of(result).iter().map(|bytes| tasks(shape, beside, bytes)).collect();
    gone_of(versions.map(|bytes| tasks(shape, beside, bytes)).each_ref(), &results)
}

/// Lists the tasks that are done in a version and not in a result. Of several results, which are the sides
/// of unresolved conflicts, it suffices that one has the task as done.
pub fn gone_of([base, ours, theirs]: [&Tasks; 3], results: &[Tasks]) -> Vec<Lost> {
    let in_result = |key: &str| results.iter().find_map(|tasks| tasks.get(key));
    let mut gone = Vec::new();
    for (key, task) in base.iter().chain(ours).chain(theirs) {
        if task.state != TaskState::Done || results.iter().any(|tasks| is_done(tasks, key)) {
            continue;
        }
        let now = in_result(key);
        let opened = [ours, theirs].map(|side| side.contains_key(key) && !is_done(side, key));
        let is_removed = [ours, theirs].iter().any(|side| !side.contains_key(key));
        let kind = match (is_done(base, key), opened, now) {
            (true, [true, true], _) => continue,
            (true, [true, false], Some(_)) => LossKind::Reopened(MergeSide::Ours),
            (true, [false, true], Some(_)) => LossKind::Reopened(MergeSide::Theirs),
            (true, _, None) if is_removed => LossKind::Removed,
            (_, _, Some(_)) => LossKind::TakenBack,
            (_, _, None) => LossKind::Missing,
        };
        let line = match kind {
            LossKind::Removed => base.get(key).map_or(task.line, |it| it.line),
            _ => now.map_or(task.line, |it| it.line),
        };
        gone.push(Lost { line, title: task.title.clone(), kind });
    }
    gone.sort();
    gone.dedup();
    gone
}

/// Lists the tasks that are done in the base, opened by a side, and done in `result`.
pub fn ticked_again(
    shape: Shape,
    beside: &[Source],
    versions: [&[u8]; 3],
    result: &[u8],
) -> Vec<Lost> {
    let results = views::of(result);
    let [result] = &results[..] else { return Vec::new() };
    let versions = versions.map(|bytes| tasks(shape, beside, bytes));
    ticked_again_of(versions.each_ref(), &tasks(shape, beside, result))
}

/// Lists the tasks of a result that are done in the base, opened by a side, and done in the result.
pub fn ticked_again_of([base, ours, theirs]: [&Tasks; 3], result: &Tasks) -> Vec<Lost> {
    let opens = |side: &Tasks, key: &str| side.contains_key(key) && !is_done(side, key);
    let mut again = Vec::new();
    for (key, task) in result {
        if task.state != TaskState::Done || !is_done(base, key) {
            continue;
        }
        let side = if opens(ours, key) {
            MergeSide::Ours
        } else if opens(theirs, key) {
            MergeSide::Theirs
        } else {
            continue;
        };
        let title = task.title.clone();
        again.push(Lost { line: task.line, title, kind: LossKind::Reopened(side) });
    }
    again.sort();
    again
}

/// Counts the tasks of `backlog` that `file` has.
pub fn kept(shape: Shape, beside: &[Source], backlog: &[u8], file: &[u8]) -> Kept {
    let [before, after] = [backlog, file].map(|bytes| tasks(shape, beside, bytes));
    let mut kept = Kept { tasks: before.len(), found: 0, same: 0 };
    for (key, task) in before {
        let Some(now) = after.get(&key) else { continue };
        let is_same = now.title == task.title;
        // A page has one task, which its title names.
        if is_same || !matches!(shape, Shape::Page(_)) {
            kept.found += 1;
            kept.same += usize::from(is_same);
        }
    }
    kept
}

/// Reads the tasks of a version.
fn tasks(shape: Shape, beside: &[Source], bytes: &[u8]) -> Tasks {
    let Ok(text) = std::str::from_utf8(bytes) else { return Tasks::new() };
    // Markers above a front matter leave blank lines.
    let page = text.trim_start_matches(['\r', '\n']);
    match shape {
        Shape::Lines(fields) => of_lines(text, Rules { fields, beside }),
        Shape::Document(fields) => of_document(text.trim(), text, Rules { fields, beside }),
        Shape::Page(fields) => front::task(page, Rules { fields, beside })
            .map_or_else(Tasks::new, |(title, state)| {
                Tasks::from([(String::new(), Known { line: 1, title, state })])
            }),
        Shape::Checklist(_) | Shape::Text => Tasks::new(),
    }
}

fn of_lines(text: &str, rules: Rules) -> Tasks {
    let mut tasks = Tasks::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(task) = known(line.trim(), index + 1, rules) {
            tasks.entry(lines::key(line)).or_insert(task);
        }
    }
    tasks
}

fn of_document(text: &str, whole: &str, rules: Rules) -> Tasks {
    let mut tasks = Tasks::new();
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', whole.as_bytes()).collect();
    let offset = |part: &str| part.as_ptr().addr() - whole.as_ptr().addr();
    let line = |part: &str| ends.partition_point(|&end| end < offset(part)) + 1;
    for (tag, holder) in document::holders(text) {
        for raw in document::tasks(&holder) {
            let Some(record) = Collection::of(raw).filter(|it| it.is_object) else { continue };
            let Some(id) = record.scalar("id") else { continue };
            if let Some(task) = known(raw, line(raw), rules) {
                tasks.entry(format!("{tag}\u{1}{id}")).or_insert(task);
            }
            let steps = record.get("subtasks").and_then(Collection::of);
            for step in steps.iter().flat_map(|steps| &steps.members) {
                let own = Collection::of(step.value).and_then(|step| step.scalar("id"));
                if let (Some(own), Some(task)) = (own, known(step.value, line(step.value), rules)) {
                    tasks.entry(format!("{tag}\u{1}{id}.{own}")).or_insert(task);
                }
            }
        }
    }
    tasks
}

/// Reads a record with an id.
fn known(raw: &str, line: usize, rules: Rules) -> Option<Known> {
    let record = Collection::of(raw).filter(|it| it.is_object)?;
    let id = record.scalar("id")?;
    let state = rules.state(&record.scalar(rules.fields.status).unwrap_or_default());
    Some(Known { line, title: record.scalar("title").unwrap_or(id), state })
}
