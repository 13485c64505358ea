//! Backlog.md's `backlog/tasks/*.md`: a file with front matter for each task.
//!
//! The last status of `backlog/config.yml` means done. Boxes in the text are acceptance criteria or a
//! definition of done, never tasks. A dependency on a completed task is met; one that is archived or
//! missing blocks.

use std::collections::BTreeSet;

use crate::backlog::Source;
use crate::backlog::data::page::{self, Page};
use crate::backlog::data::yaml;
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::{lines, priority};
use crate::model::{Action, DeclaredFile, Problem, ProblemKind, TaskState};

/// Folder of completed tasks.
const COMPLETED: &str = "/completed/";
/// Settings.
const CONFIG: &str = "/config.yml";
/// Record of a file that is no backlog.
const BESIDE: usize = usize::MAX;

/// Fields that merges treat by rules of their own. Criteria have their position before the text.
pub const FIELDS: RecordFields = RecordFields {
    state: |status, beside| state(&status.to_lowercase(), &last_status(beside)),
    stamps: &["updated_date"],
    numbers_boxes: true,
    ..PLAIN
};

/// Returns true if the front matter is that of a task.
pub fn sniff(source: &Source) -> bool {
    page::has_fields(source, &["id", "title", "status", "created_date"])
}

/// Reads the tasks, completed ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let done = last_status(files.beside);
    let mut records = Vec::new();
    let mut parents = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let Some(page) = Page::read(file, problems) else { continue };
        if !page.has_fields {
            // Other pages, such as a README, are named otherwise.
            if file.name.contains(" - ") {
                let message =
                    "a task without front matter, not read; Backlog.md lists it without an id";
                problems.push(Problem::at(ProblemKind::Record, &file.name, 1, message));
            }
            continue;
        }
        let record = record(source, file, &page, &done);
        parents.push(page.fields.text("parent_task_id").map(str::to_owned));
        records.push(record);
    }
    for file in files.beside.iter().filter(|file| file.name.contains(COMPLETED)) {
        let Some(page) = Page::read(file, problems) else { continue };
        let mut record = record(BESIDE, file, &page, &done);
        record.state = TaskState::Done;
        parents.push(None);
        records.push(record);
    }
    record::nest(&mut records, &parents);
    let known: BTreeSet<String> =
        records.iter().filter_map(|record| record.id.as_deref()).map(str::to_lowercase).collect();
    for record in &mut records {
        for need in &mut record.needs {
            let is_known = |id: &String| known.contains(&id.to_lowercase());
            let (found, missing) = std::mem::take(&mut need.ids).into_iter().partition(is_known);
            need.ids = found;
            let reason = |id: &String| format!("{id}, which is archived or missing");
            record.blocked_by.extend(missing.iter().map(reason));
        }
    }
    records
}

/// Returns the status that means done, in lower case: the last one of the settings.
fn last_status(beside: &[Source]) -> String {
    let configured = beside.iter().find(|file| file.name.ends_with(CONFIG)).and_then(|file| {
        let text = lines::decode(file, &mut Vec::new());
        let fields = yaml::parse(&text, 1).ok()?;
        fields.texts("statuses").last().map(|(status, _)| status.to_lowercase())
    });
    configured.unwrap_or_else(|| "done".to_owned())
}

fn record(source: usize, file: &Source, page: &Page, done: &str) -> Record {
    let Page { fields, body, last, .. } = page;
    let stem = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let (file_id, file_title) = stem.split_once(" - ").unwrap_or((stem, stem));
    let title = fields.text("title").unwrap_or(file_title);
    let status = fields.text("status").unwrap_or_default().to_lowercase();
    let mut record = Record::new(source, 1, title, state(&status, done));
    record.lines = 1..=*last;
    record.id = Some(fields.text("id").unwrap_or(file_id).to_owned());
    record.boxes = Boxes::Criteria;
    record.priority = fields.text("priority").and_then(priority::parse);
    for (label, _) in fields.texts("labels") {
        record.label(&label, "");
    }
    for name in ["milestone", "type", "due_date"] {
        if let Some(value) = fields.text(name) {
            record.label(name, value);
        }
    }
    let assignees: Vec<String> = fields.texts("assignee").into_iter().map(|(it, _)| it).collect();
    if !assignees.is_empty() {
        record.label("assignee", &assignees.join(","));
    }
    let ids: Vec<String> = fields.texts("dependencies").into_iter().map(|(id, _)| id).collect();
    if !ids.is_empty() {
        record.needs.push(Dependency { ids, line: fields.line_of("dependencies") });
    }
    for (pattern, line) in fields.texts("modified_files") {
        record.declared.push(DeclaredFile { pattern, action: Action::Modify, line });
    }
    for name in ["references", "documentation"] {
        record.text.extend(fields.texts(name).into_iter().map(|(text, line)| (line, text)));
    }
    let is_text = |(_, line): &&(u32, String)| !line.trim_start().starts_with("<!--");
    record.text.extend(body.iter().filter(is_text).cloned());
    record
}

/// Returns the state of a status, in lower case.
fn state(status: &str, done: &str) -> TaskState {
    let has = |word: &str| status.contains(word);
    if status == done || matches!(status, "done" | "complete" | "completed") {
        TaskState::Done
    } else if has("progress") || has("doing") || has("review") || has("testing") {
        TaskState::InProgress
    } else if has("blocked") {
        TaskState::Blocked
    } else {
        TaskState::Open
    }
}
