//! Problems of tasks that are planned although their text is doubtful.

use super::units::NO_TEXT;
use crate::backlog::draft::Draft;
use crate::backlog::text::closed;
use crate::model::{Problem, ProblemKind, Task, TaskLineKind};

/// Maximum number of tasks that a problem names.
const MAX_NAMED: usize = 10;

/// Reports tasks without text, and tasks whose text says that they are finished or dropped.
pub fn name(drafts: &[Draft], path: &str, problems: &mut Vec<Problem>) {
    let silent: Vec<&Task> =
        drafts.iter().map(|draft| &draft.task).filter(|task| task.title == NO_TEXT).collect();
    if let Some(first) = silent.first() {
        let lines = listed(&silent, |task| format!("L{}", task.line));
        let message = format!("boxes without text, planned as they are: {lines}");
        problems.push(Problem::at(ProblemKind::EmptyTask, path, first.line, message));
    }
    let closed: Vec<(&Task, &str)> =
        drafts.iter().filter_map(|draft| Some((&draft.task, end(&draft.task)?))).collect();
    if let Some((first, _)) = closed.first() {
        let named = listed(&closed, |(task, word)| match word {
            &"~~" => format!("{} (struck through)", key(task)),
            word => format!("{} ({word})", key(task)),
        });
        let message = format!(
            "open boxes whose text says that they are finished or dropped, planned all the same \
             (tick them with [x], or drop them with [-]): {named}"
        );
        problems.push(Problem::at(ProblemKind::LooksDone, path, first.line, message));
    }
}

fn end(task: &Task) -> Option<&'static str> {
    let title = task.lines.iter().take_while(|line| line.kind == TaskLineKind::Title);
    let text: Vec<&str> = title.map(|line| line.text.as_str()).collect();
    closed::word(text.first()?).or_else(|| closed::word(&text.join(" ")))
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
