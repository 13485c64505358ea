//! ccpm's `.claude/epics/*/*.md`: a file with front matter for each task of an epic.
//!
//! Numbers are those of the epic, before and after they become issue numbers. `*-analysis.md` lists the
//! files of a task's streams.

use std::collections::{BTreeMap, BTreeSet};

use crate::backlog::data::page::Page;
use crate::backlog::record::{Boxes, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::declared;
use crate::model::{Problem, TaskState};

/// End of the name of a file that lists streams.
const ANALYSIS: &str = "-analysis";

/// Fields that merges treat by rules of their own.
pub const FIELDS: RecordFields =
    RecordFields { state: |status, _| state(status), stamps: &["updated"], ..PLAIN };

/// Splits a path into its epic and the name of the file without extension.
fn place(path: &str) -> (&str, &str) {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default().trim_end_matches(".md");
    (parts.next().unwrap_or_default(), name)
}

/// Reads the tasks of all epics, finished ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    let tasks = || files.sources.iter().enumerate().map(|(at, file)| (at, file, place(&file.name)));
    let epics: BTreeSet<&str> =
        tasks().filter(|(.., (_, name))| is_number(name)).map(|(.., (epic, _))| epic).collect();
    let call = |epic: &str, number: &str| {
        if epics.len() > 1 { format!("{epic}/{number}") } else { number.to_owned() }
    };
    let mut records: Vec<Record> = Vec::new();
    let mut places = BTreeMap::new();
    for (source, file, (epic, name)) in tasks().filter(|(.., (_, name))| is_number(name)) {
        let Some(page) = Page::read(file, problems) else { continue };
        let fields = &page.fields;
        let state = state(fields.text("status").unwrap_or_default());
        let title = fields.text("name").or_else(|| page.heading()).unwrap_or(name);
        let mut record = Record::new(source, 1, title, state);
        record.lines = 1..=page.last;
        record.id = Some(call(epic, name));
        record.section = vec![epic.to_owned()];
        record.boxes = Boxes::Criteria;
        record.parallel = (fields.text("parallel") == Some("true")).then(|| epic.to_owned());
        let numbers = |key: &str| -> Vec<String> {
            fields.texts(key).into_iter().map(|(it, _)| call(epic, &it)).collect()
        };
        let ids = numbers("depends_on");
        if !ids.is_empty() {
            record.needs.push(Dependency { ids, line: fields.line_of("depends_on") });
        }
        record.conflicts = numbers("conflicts_with");
        record.text.clone_from(&page.body);
        places.insert((epic, name), records.len());
        records.push(record);
    }
    for (_, file, (epic, name)) in tasks() {
        let Some(number) = name.strip_suffix(ANALYSIS) else { continue };
        let Some(&at) = places.get(&(epic, number)) else { continue };
        let Some(page) = Page::read(file, problems) else { continue };
        for (_, line) in &page.body {
            // The line of the other file is none of this one.
            records[at].declared.extend(declared::in_text(line, 1));
        }
    }
    records
}

fn state(status: &str) -> TaskState {
    match status.to_lowercase().as_str() {
        "closed" | "completed" | "done" => TaskState::Done,
        "in-progress" | "in_progress" => TaskState::InProgress,
        "blocked" => TaskState::Blocked,
        _ => TaskState::Open,
    }
}
