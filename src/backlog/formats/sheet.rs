//! CSV exports of Linear and Jira: an issue in each row.

use crate::backlog::Source;
use crate::backlog::data::csv::{self, Sheet};
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::text::priority;
use crate::model::{Problem, ProblemKind, TaskState};

/// Names of the columns of a tool.
struct Columns {
    /// Names of the column of ids, of which a sheet has one.
    ids: &'static [&'static str],
    title: &'static str,
    text: &'static str,
    labels: &'static str,
    parents: &'static [&'static str],
    waits_for: &'static [&'static str],
    blocks: &'static [&'static str],
    others: &'static [(&'static str, &'static str)],
    /// Tells by other columns than the status that an issue has ended, whatever the team calls that.
    ended: fn(&Sheet, usize) -> Option<TaskState>,
}

const LINEAR: Columns = Columns {
    ids: &["ID"],
    title: "Title",
    text: "Description",
    labels: "Labels",
    parents: &["Parent issue"],
    waits_for: &["Blocked by"],
    blocks: &["Blocking"],
    others: &[("Assignee", "assignee"), ("Estimate", "estimate"), ("Project", "project")],
    ended: |sheet, row| {
        let cell = |name: &str| sheet.all(row, name).into_iter().next();
        let canceled = cell("Canceled").map(|_| TaskState::Skipped);
        canceled.or_else(|| cell("Completed").map(|_| TaskState::Done))
    },
};

const JIRA: Columns = Columns {
    ids: &["Issue key", "Work item key"],
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
    ended: |sheet, row| {
        let cell = |name: &str| sheet.all(row, name).into_iter().next();
        let resolution = cell("Resolution").unwrap_or_default().to_lowercase();
        match cell("Status Category").map(str::to_lowercase).as_deref() {
            Some("done") | None => resolved(&resolution),
            Some(_) => None,
        }
    },
};

/// Returns true if the first line has the columns of Linear's export.
pub fn sniff_linear(source: &Source) -> bool {
    csv::has_columns(source, &["ID", "Title", "Status"])
}

/// Returns true if the first line has the columns of Jira's export.
pub fn sniff_jira(source: &Source) -> bool {
    JIRA.ids.iter().any(|id| csv::has_columns(source, &[id, "Summary"]))
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
        let id = columns.ids.iter().copied().find(|name| sheet.has(name));
        let missing = [columns.title, "Status"].into_iter().filter(|name| !sheet.has(name));
        let missing: Vec<&str> =
            id.is_none().then_some(columns.ids[0]).into_iter().chain(missing).collect();
        if !missing.is_empty() {
            let message = format!("no column {}", missing.join(", "));
            problems.push(Problem::at(ProblemKind::Record, &file.name, 1, message));
        }
        if missing.contains(&columns.title) {
            continue;
        }
        let mut unknown: Vec<&str> = Vec::new();
        for row in 0..sheet.len() {
            let get = |name: &str| sheet.all(row, name).into_iter().next();
            let lines = sheet.lines(row);
            let status = get("Status").unwrap_or_default();
            let title = get(columns.title).unwrap_or_default();
            let ended = (columns.ended)(&sheet, row);
            let state = ended.or_else(|| state(&status.to_lowercase()));
            let category = get("Status Category").map(str::to_lowercase);
            let state = state.or_else(|| category.as_deref().and_then(self::state));
            if state.is_none() && !unknown.contains(&status) {
                unknown.push(status);
            }
            let state = state.unwrap_or(TaskState::Open);
            let mut record = Record::new(source, *lines.start(), title, state);
            record.id = id.and_then(get).map(str::to_owned);
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
        if !unknown.is_empty() {
            let message = format!(
                "statuses of the team's own, read as open: {}",
                record::named(unknown.into_iter())
            );
            problems.push(Problem::new(ProblemKind::OtherCount, &file.name, message));
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

/// Returns the state that a resolution of Jira, in lower case, gives an issue; `None` if it has none.
fn resolved(resolution: &str) -> Option<TaskState> {
    match resolution {
        "" | "unresolved" => None,
        "won't do" | "won't fix" | "duplicate" | "declined" | "cannot reproduce" | "incomplete" => {
            Some(TaskState::Skipped)
        }
        _ => Some(TaskState::Done),
    }
}

/// Returns the state of a status, in lower case; `None` for a name of the team's own.
fn state(status: &str) -> Option<TaskState> {
    Some(match status {
        ""
        | "backlog"
        | "todo"
        | "to do"
        | "triage"
        | "open"
        | "new"
        | "reopened"
        | "ready"
        | "selected for development" => TaskState::Open,
        "done" | "closed" | "resolved" | "completed" | "released" | "merged" => TaskState::Done,
        "canceled" | "cancelled" | "duplicate" | "won't do" | "wont do" | "rejected" => {
            TaskState::Skipped
        }
        "blocked" => TaskState::Blocked,
        _ if status.contains("progress") || status.contains("review") => TaskState::InProgress,
        _ => return None,
    })
}
