//! Taskwarrior: what `task export` prints.
//!
//! `depends` still names deleted tasks, which do not block. A task with `start` is in progress.

use crate::backlog::Source;
use crate::backlog::data::json::{self, Document, Fields};
use crate::backlog::record::{self, Dependency, Files, Record};
use crate::model::{Priority, Problem, ProblemKind, TaskState};

/// Number of signs of a uuid by which Taskwarrior calls a task without a number.
const SHORT_UUID: usize = 8;

/// Returns true if the first record is a task of Taskwarrior.
pub fn sniff(source: &Source) -> bool {
    let Ok(text) = std::str::from_utf8(&source.bytes) else { return false };
    json::first(text)
        .is_some_and(|task| ["uuid", "status", "entry"].iter().all(|name| task.raw(name).is_some()))
}

/// Reads the tasks, deleted ones as given up.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let document = Document::new(file, problems);
        let mut waiting: Vec<String> = Vec::new();
        for raw in document.records(problems) {
            if let Some(task) = document.record(raw, problems) {
                let record = record(source, &document, raw, &task);
                if record.state.is_unfinished() && task.raw("wait").is_some() {
                    waiting.extend(record.id.clone());
                }
                records.push(record);
            }
        }
        if !waiting.is_empty() {
            let message = format!(
                "tasks with a date to wait for, until which `task list` hides them: {}",
                record::named(waiting.iter().map(String::as_str))
            );
            problems.push(Problem::new(ProblemKind::OtherCount, &file.name, message));
        }
    }
    records
}

fn record(source: usize, document: &Document, raw: &str, task: &Fields) -> Record {
    let lines = document.lines(raw);
    let line = *lines.start();
    let title = task.text("description").unwrap_or_default();
    let mut record = Record::new(source, line, title, state(task));
    record.lines = lines;
    let uuid = task.text("uuid").unwrap_or_default();
    let short: String = uuid.chars().take(SHORT_UUID).collect();
    record.id = task.text("id").filter(|id| id != "0").or(Some(short).filter(|it| !it.is_empty()));
    record.aliases = vec![uuid];
    record.priority = task.text("priority").and_then(|level| match level.as_str() {
        "H" => Some(Priority::High),
        "M" => Some(Priority::Medium),
        "L" => Some(Priority::Low),
        _ => None,
    });
    if let Some(project) = task.text("project") {
        record.section = project.split('.').map(str::to_owned).collect();
    }
    for tag in task.texts("tags") {
        record.label(&tag, "");
    }
    for name in ["due", "scheduled", "wait"] {
        if let Some(date) = task.text(name) {
            record.label(name, &date);
        }
    }
    // An array, or one text with commas before version 2.6.
    let ids: Vec<String> = task
        .texts("depends")
        .iter()
        .flat_map(|ids| ids.split(','))
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
        .collect();
    if !ids.is_empty() {
        record.needs.push(Dependency { ids, line });
    }
    for raw in task.items("annotations") {
        if let Some(text) = Fields::parse(raw).and_then(|note| note.text("description")) {
            record.add_text(&text, *document.lines(raw).start(), true);
        }
    }
    record
}

fn state(task: &Fields) -> TaskState {
    match task.text("status").as_deref() {
        Some("completed") => TaskState::Done,
        // A recurring task is a template of tasks that are listed by themselves.
        Some("deleted" | "recurring") => TaskState::Skipped,
        _ if task.raw("start").is_some() => TaskState::InProgress,
        _ => TaskState::Open,
    }
}
