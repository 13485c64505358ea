//! CSV exports of Linear and Jira: an issue in each row.

use crate::backlog::Source;
use crate::backlog::data::csv::{self, Sheet};
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::text::priority;
use crate::model::{Problem, ProblemKind, TaskState};

/// Names of the columns of a tool.
struct Columns {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    labels: &'static str,
    parents: &'static [&'static str],
    waits_for: &'static [&'static str],
    blocks: &'static [&'static str],
    others: &'static [(&'static str, &'static str)],
}

const LINEAR: Columns = Columns {
    id: "ID",
    title: "Title",
    text: "Description",
    labels: "Labels",
    parents: &["Parent issue"],
    waits_for: &["Blocked by"],
    blocks: &["Blocking"],
    others: &[("Assignee", "assignee"), ("Estimate", "estimate"), ("Project", "project")],
};

const JIRA: Columns = Columns {
    id: "Issue key",
    title: "Summary",
    text: "Description",
    labels: "Labels",
    parents: &["Parent key", "Custom field (Epic Link)"],
    waits_for: &["Inward issue link (Blocks)"],
    blocks: &["Outward issue link (Blocks)"],
    others: &[
        ("Assignee", "assignee"),
        ("Issue Type", "type"),
        ("Story Points", "estimate"),
        ("Custom field (Story Points)", "estimate"),
        ("Custom field (Story point estimate)", "estimate"),
        ("Story point estimate", "estimate"),
    ],
};

/// Returns true if the first line has the columns of Linear's export.
pub fn sniff_linear(source: &Source) -> bool {
    csv::has_columns(source, &["ID", "Title", "Status"])
}

/// Returns true if the first line has the columns of Jira's export.
pub fn sniff_jira(source: &Source) -> bool {
    csv::has_columns(source, &["Issue key", "Summary"])
}

/// Reads an export of Linear.
pub fn linear(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    read(files, &LINEAR, problems)
}

/// Reads an export of Jira.
pub fn jira(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    read(files, &JIRA, problems)
}

fn read(files: Files, columns: &Columns, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let (mut parents, mut blocks) = (Vec::new(), Vec::new());
    for (source, file) in files.sources.iter().enumerate() {
        let sheet = Sheet::read(file, problems);
        let missing: Vec<&str> = [columns.id, columns.title, "Status"]
            .into_iter()
            .filter(|name| !sheet.has(name))
            .collect();
        if !missing.is_empty() {
            let message = format!("no column {}", missing.join(", "));
            problems.push(Problem::at(ProblemKind::Record, &file.name, 1, message));
        }
        if missing.contains(&columns.title) {
            continue;
        }
        for row in 0..sheet.len() {
            let get = |name: &str| sheet.all(row, name).into_iter().next();
            let lines = sheet.lines(row);
            let status = get("Status").unwrap_or_default().to_lowercase();
            let title = get(columns.title).unwrap_or_default();
            let mut record = Record::new(source, *lines.start(), title, state(&status));
            record.id = get(columns.id).map(str::to_owned);
            record.boxes = Boxes::Steps;
            record.priority = get("Priority").and_then(priority::parse);
            if let Some(text) = get(columns.text) {
                record.lines = lines.clone();
                record.add_text(text, *lines.start(), true);
            }
            for label in sheet.all(row, columns.labels).iter().flat_map(|it| it.split(',')) {
                record.label(label, "");
            }
            for &(name, label) in columns.others {
                if let Some(value) = get(name) {
                    record.label(label, value);
                }
            }
            let ids = list(&sheet, row, columns.waits_for);
            if !ids.is_empty() {
                record.needs.push(Dependency { ids, line: *lines.start() });
            }
            blocks.push(list(&sheet, row, columns.blocks));
            parents.push(list(&sheet, row, columns.parents).into_iter().next());
            records.push(record);
        }
    }
    record::nest(&mut records, &parents);
    record::block(&mut records, &blocks);
    records
}

/// Returns the ids in columns that may repeat.
fn list(sheet: &Sheet, row: usize, names: &[&str]) -> Vec<String> {
    let cells = names.iter().flat_map(|name| sheet.all(row, name));
    let ids = cells.flat_map(|cell| cell.split([',', ';'])).map(str::trim);
    ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// Returns the state of a status, in lower case. A name of the team's own is open.
fn state(status: &str) -> TaskState {
    match status {
        "done" | "closed" | "resolved" | "completed" | "released" | "merged" => TaskState::Done,
        "canceled" | "cancelled" | "duplicate" | "won't do" | "wont do" | "rejected" => {
            TaskState::Skipped
        }
        "blocked" => TaskState::Blocked,
        _ if status.contains("progress") || status.contains("review") => TaskState::InProgress,
        _ => TaskState::Open,
    }
}
