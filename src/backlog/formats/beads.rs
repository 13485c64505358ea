//! beads: `.beads/issues.jsonl`, and what `bd export` and `bd list --json` print.
//!
//! `blocks` and `waits-for` are dependencies, `parent-child` makes the parent a container of its
//! children, and other kinds of links are none of either. Tombstones are deleted issues.

use std::collections::BTreeSet;

use crate::backlog::Source;
use crate::backlog::data::json::{self, Document, Fields};
use crate::backlog::record::{self, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::model::{Priority, Problem, ProblemKind, TaskState};

/// File that names the database behind the export.
const METADATA: &str = ".beads/metadata.json";
/// Fields with text about an issue.
const TEXTS: [&str; 4] = ["description", "design", "acceptance_criteria", "notes"];
/// Kinds of links by which an issue waits for another.
const WAITS: [&str; 3] = ["blocks", "waits-for", "conditional-blocks"];
/// Types of issues that `bd list` leaves out: conditions, and the agents and messages of the tool itself.
const NO_WORK: [&str; 6] = ["gate", "event", "agent", "rig", "role", "message"];

/// Fields that merges treat by rules of their own. Deleted issues stay deleted, since beads refuses
/// an issue of another status with the fields of a deleted one.
pub const FIELDS: RecordFields = RecordFields {
    state: |status, _| state(status),
    deleted: &["tombstone"],
    stamps: &["updated_at", "closed_at", "compacted_at"],
    ..PLAIN
};

/// Returns true if the first record is an issue of beads.
pub fn sniff(source: &Source) -> bool {
    let Ok(text) = std::str::from_utf8(&source.bytes) else { return false };
    json::first(text).is_some_and(|fields| {
        let has = |name: &str| fields.raw(name).is_some();
        has("id") && (has("issue_type") || (has("_type") && has("title")))
    })
}

/// Reads the issues, deleted ones as given up.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    // The parent of each record, by id.
    let mut parents: Vec<Option<String>> = Vec::new();
    // Open conditions, by id.
    let mut gates: BTreeSet<String> = BTreeSet::new();
    for (source, file) in files.sources.iter().enumerate() {
        let document = Document::new(file, problems);
        let mut newest = String::new();
        let mut hidden: Vec<String> = Vec::new();
        for raw in document.records(problems) {
            let Some(issue) = document.record(raw, problems) else { continue };
            if issue.text("_type").is_some_and(|kind| kind != "issue") {
                continue;
            }
            let Some(id) = issue.text("id") else {
                let line = *document.lines(raw).start();
                let message = "an issue without an id, not read";
                problems.push(Problem::at(ProblemKind::Record, &file.name, line, message));
                continue;
            };
            newest = newest.max(issue.text("updated_at").unwrap_or_default());
            let (mut record, parent) = record(source, &document, raw, &issue, id.clone());
            if record.state.is_unfinished() && is_no_work(&issue) {
                record.state = TaskState::Skipped;
                if issue.text("issue_type").as_deref() == Some("gate") {
                    gates.insert(id.clone());
                }
                hidden.push(id);
            } else if issue.text("status").as_deref() == Some("pinned") {
                hidden.push(id);
            }
            records.push(record);
            parents.push(parent);
        }
        problems.extend(stale(file, &newest, files.beside));
        if !hidden.is_empty() {
            let message = format!(
                "pinned issues, templates, gates and messages, no work; `bd list` leaves them out as well: {}",
                record::named(hidden.iter().map(String::as_str))
            );
            problems.push(Problem::new(ProblemKind::OtherCount, &file.name, message));
        }
    }
    for record in &mut records {
        for need in &mut record.needs {
            let (shut, ids) =
                std::mem::take(&mut need.ids).into_iter().partition(|id| gates.contains(id));
            need.ids = ids;
            let shut: Vec<String> = shut;
            record
                .blocked_by
                .extend(shut.into_iter().map(|id| format!("{id}, a gate that is shut")));
        }
    }
    record::nest(&mut records, &parents);
    records
}

/// Returns true for an open issue that stands for no work.
fn is_no_work(issue: &Fields) -> bool {
    let is_set = |name: &str| issue.raw(name) == Some("true");
    let kind = issue.text("issue_type").unwrap_or_default();
    is_set("pinned")
        || is_set("is_template")
        || is_set("ephemeral")
        || NO_WORK.contains(&kind.as_str())
}

/// Makes a record of an issue. Returns it with the id of its parent.
fn record(
    source: usize,
    document: &Document,
    raw: &str,
    issue: &Fields,
    id: String,
) -> (Record, Option<String>) {
    let lines = document.lines(raw);
    let line = *lines.start();
    let status = issue.text("status").unwrap_or_default();
    let title = issue.text("title").unwrap_or_default();
    let mut record = Record::new(source, line, title, state(&status));
    record.lines = lines;
    record.priority = match status.as_str() {
        "deferred" => Some(Priority::Deferred),
        _ => issue.text("priority").and_then(|number| priority(&number)),
    };
    for name in TEXTS {
        if let Some(text) = issue.text(name) {
            let line = issue.raw(name).map_or(line, |raw| *document.lines(raw).start());
            record.add_text(&text, line, true);
        }
    }
    for (name, label) in [
        ("issue_type", "type"),
        ("assignee", "assignee"),
        ("estimated_minutes", "estimate-minutes"),
    ] {
        if let Some(value) = issue.text(name) {
            record.label(label, &value);
        }
    }
    for label in issue.texts("labels") {
        record.label(&label, "");
    }
    let (mut ids, mut parent) = (Vec::new(), None);
    for raw in issue.items("dependencies") {
        let Some(edge) = Fields::parse(raw) else {
            ids.extend(json::scalar(raw));
            continue;
        };
        // `bd show --json` writes the issue itself, with the kind of the link in it.
        let kind = edge.text("dependency_type").or_else(|| edge.text("type"));
        let kind = kind.unwrap_or_else(|| "blocks".to_owned());
        // `bd list --json` may list the links of other issues along.
        if edge.text("issue_id").is_some_and(|owner| owner != id) {
            continue;
        }
        let other = edge.text("depends_on_id").or_else(|| edge.text("id"));
        let Some(other) = other else { continue };
        if kind == "parent-child" {
            parent = Some(other);
        } else if WAITS.contains(&kind.as_str()) {
            ids.push(other);
        }
    }
    if !ids.is_empty() {
        record.needs.push(Dependency { ids, line });
    }
    record.id = Some(id);
    (record, parent)
}

/// Warns if the database is Dolt's, of which the file is but an export.
fn stale(file: &Source, newest: &str, beside: &[Source]) -> Option<Problem> {
    let metadata = beside.iter().find(|it| it.name.ends_with(METADATA))?;
    let text = std::str::from_utf8(&metadata.bytes).ok()?;
    let backend = Fields::parse(text.trim())?.text("backend")?;
    let day = newest.get(..10).unwrap_or("an unknown day");
    let message = format!(
        "an export of the {backend} database, with changes up to {day}; if it is stale, type `bd \
         export | ctx analyze --tasks -`"
    );
    (backend == "dolt").then(|| Problem::new(ProblemKind::StaleExport, &file.name, message))
}

/// Returns the state of a status. A pinned issue is no work. A custom status is open.
fn state(status: &str) -> TaskState {
    match status {
        "in_progress" | "hooked" => TaskState::InProgress,
        "blocked" => TaskState::Blocked,
        "closed" => TaskState::Done,
        "tombstone" | "pinned" => TaskState::Skipped,
        _ => TaskState::Open,
    }
}

/// Reads a priority: 0 is the highest, 4 the backlog for some day.
fn priority(number: &str) -> Option<Priority> {
    Some(match number {
        "0" => Priority::Critical,
        "1" => Priority::High,
        "2" => Priority::Medium,
        "3" => Priority::Low,
        "4" => Priority::Deferred,
        _ => return None,
    })
}
