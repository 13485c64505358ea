//! Issues of GitHub (`gh issue list --json …`) and GitLab (`glab issue list -O json`).
//!
//! A task list in the body holds the steps of the issue. A parent with open sub-issues is a container.

use std::collections::BTreeMap;

use crate::backlog::Source;
use crate::backlog::data::json::{self, Document, Fields};
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::text::{depends, labels, priority};
use crate::model::{Problem, ProblemKind, TaskState};

/// Number of issues that `gh issue list` prints unless told otherwise.
const GH_LIMIT: usize = 30;

/// Names of the fields that differ.
struct Names {
    number: &'static str,
    body: &'static str,
    open: &'static str,
}

const GITHUB: Names = Names { number: "number", body: "body", open: "open" };
const GITLAB: Names = Names { number: "iid", body: "description", open: "opened" };

/// Returns true if the first record is an issue of GitHub.
pub fn sniff_github(source: &Source) -> bool {
    has_fields(source, &["number", "title"])
}

/// Returns true if the first record is an issue of GitLab.
pub fn sniff_gitlab(source: &Source) -> bool {
    has_fields(source, &["iid", "title"])
}

fn has_fields(source: &Source, names: &[&str]) -> bool {
    let Ok(text) = std::str::from_utf8(&source.bytes) else { return false };
    json::first(text).is_some_and(|issue| names.iter().all(|name| issue.raw(name).is_some()))
}

/// Reads issues of GitHub.
pub fn github(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    read(files, &GITHUB, problems)
}

/// Reads issues of GitLab.
pub fn gitlab(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    read(files, &GITLAB, problems)
}

fn read(files: Files, names: &Names, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut parents: Vec<Option<String>> = Vec::new();
    // Issues that wait for each record, and those that are a part of it.
    let (mut blocks, mut children) = (Vec::new(), Vec::new());
    for (source, file) in files.sources.iter().enumerate() {
        let document = Document::new(file, problems);
        let issues = document.records(problems);
        if names.number == GITHUB.number && issues.len() == GH_LIMIT {
            let message = "30 issues, the limit of `gh issue list`; if there are more, use --limit";
            problems.push(Problem::new(ProblemKind::NotSelected, &file.name, message));
        }
        for raw in issues {
            let Some(issue) = document.record(raw, problems) else { continue };
            let Some(number) = issue.text(names.number) else {
                let line = *document.lines(raw).start();
                let message = format!("an issue without {}, not read", names.number);
                problems.push(Problem::at(ProblemKind::Record, &file.name, line, message));
                continue;
            };
            parents.push(number_of(&issue, "parent").map(|number| format!("#{number}")));
            blocks.push(named(&numbers_of(&issue, "blocking")));
            children.push(named(&numbers_of(&issue, "subIssues")));
            records.push(record(source, &document, raw, &issue, (&number, names)));
        }
    }
    let mut parent_of: BTreeMap<&str, &str> = BTreeMap::new();
    for (record, children) in records.iter().zip(&children) {
        let id = record.id.as_deref().unwrap_or_default();
        parent_of.extend(children.iter().map(|child| (child.as_str(), id)));
    }
    for (record, parent) in records.iter().zip(&mut parents) {
        let found = record.id.as_deref().and_then(|id| parent_of.get(id));
        *parent = parent.take().or_else(|| found.map(|&id| id.to_owned()));
    }
    record::nest(&mut records, &parents);
    record::block(&mut records, &blocks);
    records
}

fn record(
    source: usize,
    document: &Document,
    raw: &str,
    issue: &Fields,
    (number, names): (&str, &Names),
) -> Record {
    let lines = document.lines(raw);
    let line = *lines.start();
    let title = issue.text("title").unwrap_or_default();
    let state = issue.text("state").unwrap_or_else(|| names.open.to_owned()).to_lowercase();
    let state = if state == names.open { TaskState::Open } else { TaskState::Done };
    let mut record = Record::new(source, line, title.clone(), state);
    record.lines = lines;
    record.id = Some(format!("#{number}"));
    record.aliases = vec![number.to_owned()];
    record.boxes = Boxes::Steps;
    for raw in issue.items("labels") {
        let name = json::scalar(raw).or_else(|| Fields::parse(raw)?.text("name"));
        let Some(name) = name else { continue };
        let (key, value) =
            name.split_once("::").or_else(|| name.split_once(':')).unwrap_or((&name, ""));
        let span = 0..0;
        let label =
            labels::Label { name: key.trim().to_owned(), value: value.trim().to_owned(), span };
        record.priority = priority::of_label(&label).or(record.priority);
        record.label(key, value);
    }
    for (name, inner) in [("milestone", "title"), ("issueType", "name"), ("assignee", "username")] {
        let value = issue.text(name).or_else(|| Fields::parse(issue.raw(name)?)?.text(inner));
        if let Some(value) = value {
            record.label(name, &value);
        }
    }
    if let Some(weight) = issue.text("weight") {
        record.label("weight", &weight);
    }
    let ids = numbers_of(issue, "blockedBy");
    if !ids.is_empty() {
        record.needs.push(Dependency { ids, line });
    }
    record.statements = depends::in_text(&title, true, line);
    if let Some(body) = issue.text(names.body) {
        let line = issue.raw(names.body).map_or(line, |raw| *document.lines(raw).start());
        record.add_text(&body, line, true);
        let fields = body.lines().filter(|line| line.to_lowercase().contains("blocked by"));
        for text in fields.take(20) {
            record.statements.extend(depends::in_text(text.trim(), false, line));
        }
    }
    record
}

/// Returns the number of the issue in a field.
fn number_of(issue: &Fields, name: &str) -> Option<String> {
    number_in(issue.raw(name)?)
}

/// Returns the numbers of the issues in a field: a list, or an object with the list `nodes`.
fn numbers_of(issue: &Fields, name: &str) -> Vec<String> {
    let nodes = issue.raw(name).and_then(Fields::parse).map(|it| it.items("nodes"));
    nodes.unwrap_or_else(|| issue.items(name)).into_iter().filter_map(number_in).collect()
}

fn named(numbers: &[String]) -> Vec<String> {
    numbers.iter().map(|number| format!("#{number}")).collect()
}

fn number_in(raw: &str) -> Option<String> {
    json::scalar(raw).or_else(|| Fields::parse(raw)?.text("number"))
}
