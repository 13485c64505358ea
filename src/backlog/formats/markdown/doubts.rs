//! Problems of tasks that are planned although their text is doubtful.

use std::collections::BTreeSet;

use super::outline::{Kind, Outline};
use super::units::NO_TEXT;
use crate::backlog::doubtful::is_contradicted;
use crate::backlog::draft::Draft;
use crate::backlog::text::{closed, placeholder};
use crate::model::{DoubtKind, Problem, ProblemKind, Task};

/// Maximum number of tasks that a problem names.
const MAX_NAMED: usize = 10;

/// Words after the sign of a finished heading.
const FINISHED: [&str; 5] = ["", "complete", "completed", "done", "finished"];

/// Reports tasks without text, and tasks whose text says that they are finished while boxes in them
/// are open.
pub fn name(drafts: &[Draft], path: &str, problems: &mut Vec<Problem>) {
    let silent: Vec<&Task> =
        drafts.iter().map(|draft| &draft.task).filter(|task| task.title == NO_TEXT).collect();
    if let Some(first) = silent.first() {
        let lines = listed(&silent, |task| format!("L{}", task.line));
        let message = format!("boxes without text, planned as they are: {lines}");
        problems.push(Problem::at(ProblemKind::EmptyTask, path, first.line, message));
    }
    let contradicted: Vec<&Task> =
        drafts.iter().map(|draft| &draft.task).filter(|task| is_contradicted(task)).collect();
    if let Some(first) = contradicted.first() {
        let named = listed(&contradicted, |task| {
            let said = task.ended.as_ref().map_or("", |ended| &ended.said);
            format!("{} ({said})", key(task))
        });
        let message = format!(
            "tasks that say they are finished, planned all the same since boxes in them are open (tick \
             the task with [x], or its boxes): {named}"
        );
        problems.push(Problem::at(ProblemKind::LooksDone, path, first.line, message));
    }
    finished_headings(drafts, path, problems);
}

/// Reports headings that say they are finished above boxes that are open.
fn finished_headings(drafts: &[Draft], path: &str, problems: &mut Vec<Problem>) {
    let says_done = |text: &str| closed::stated(text).is_some_and(|it| it.kind == DoubtKind::Done);
    // In `## Login ✅ COMPLETE`, the sign sets the word off.
    let is_signed = |heading: &str| {
        let after = heading.rsplit_once(['✅', '✔', '☑']).map(|(_, after)| after.to_lowercase());
        after.is_some_and(|after| {
            FINISHED.contains(&after.trim_matches(|c: char| !c.is_alphabetic()))
        })
    };
    let is_finished = |heading: &str| says_done(heading) || is_signed(heading);
    let mut found: Vec<(&str, &Task)> = Vec::new();
    let mut last: Option<&[String]> = None;
    for task in drafts.iter().map(|draft| &draft.task) {
        if last.replace(&task.section) == Some(&task.section) {
            continue;
        }
        for heading in task.section.iter().filter(|heading| is_finished(heading)) {
            if found.iter().all(|(known, _)| known != heading) {
                found.push((heading, task));
            }
        }
    }
    if let Some((_, first)) = found.first() {
        let named = listed(&found, |(heading, _)| format!("\"{heading}\""));
        let message = format!(
            "headings that say they are finished above open boxes, which are planned all the same (tick \
             the boxes, or change the heading): {named}"
        );
        problems.push(Problem::at(ProblemKind::LooksDone, path, first.line, message));
    }
}

/// Removes the doubt about tasks such as `Task 1` where a heading says more about them: `## Task 1: Login`.
pub fn settle(drafts: &mut [Draft], outline: &Outline) {
    let is_placeholder = |draft: &&mut Draft| {
        draft.task.ended.as_ref().is_some_and(|it| it.kind == DoubtKind::Placeholder)
    };
    let mut placeholders = drafts.iter_mut().filter(is_placeholder).peekable();
    if placeholders.peek().is_none() {
        return;
    }
    let headings = outline.nodes.iter().enumerate().filter(|(_, node)| node.kind != Kind::Item);
    let named = |(index, _)| {
        let text = outline.first_line(index);
        let (name, more) = text.split_once([':', '–', '—']).or_else(|| text.split_once(" - "))?;
        placeholder::numbered(name).filter(|_| !more.trim().is_empty())
    };
    let detailed: BTreeSet<String> = headings.filter_map(named).collect();
    for draft in placeholders {
        if placeholder::numbered(&draft.task.title).is_some_and(|name| detailed.contains(&name)) {
            draft.task.ended = None;
        }
    }
}

fn key(task: &Task) -> String {
    if task.key.is_empty() { format!("L{}", task.line) } else { task.key.clone() }
}

fn listed<T>(all: &[T], named: impl Fn(&T) -> String) -> String {
    let mut listed: Vec<String> = all.iter().take(MAX_NAMED).map(named).collect();
    if all.len() > MAX_NAMED {
        listed.push(format!("and {} more", all.len() - MAX_NAMED));
    }
    listed.join(", ")
}
