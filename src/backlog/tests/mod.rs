//! The room as its neighbours see it: text in, tasks out.

mod boxes;
mod by_format;
mod dependencies;
mod doubtful;
mod laws;
mod lists;
mod reading;
mod selection;
mod snapshot;
mod spellings;
mod stated;
mod titles;
mod unplanned;
mod unread;
mod waiting;

use super::*;
use crate::model::{TaskId, TaskLineKind, TaskState};

/// Reads `text` as the backlog `TASKS.md`.
fn read_all(text: &str, granularity: Granularity) -> (Vec<Task>, Vec<Problem>) {
    let source = Source { name: "TASKS.md".into(), bytes: text.as_bytes().to_vec() };
    read(&[source], granularity)
}

fn tasks(text: &str) -> Vec<Task> {
    read_all(text, Granularity::Outermost).0
}

/// The one task of `text`.
fn task(text: &str) -> Task {
    let mut tasks = tasks(text);
    assert_eq!(tasks.len(), 1, "{text:?} gives {tasks:#?}");
    tasks.remove(0)
}

fn titles(text: &str) -> Vec<String> {
    tasks(text).into_iter().map(|task| task.title).collect()
}

fn messages(text: &str) -> Vec<String> {
    let (_, problems) = read_all(text, Granularity::Outermost);
    problems.into_iter().map(|problem| problem.message).collect()
}

/// The lines of a task, as `kind text`.
fn lines(task: &Task) -> Vec<String> {
    task.lines.iter().map(|line| format!("{:?} {}", line.kind, line.text)).collect()
}

/// How many lines of `kind` a task has.
fn count(task: &Task, kind: TaskLineKind) -> usize {
    task.lines.iter().filter(|line| line.kind == kind).count()
}
