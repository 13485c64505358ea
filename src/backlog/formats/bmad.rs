//! BMAD's stories and specs: a file for each, with a status.
//!
//! The status is that of the front matter, else of a `Status:` line, else of `sprint-status.yaml`. A story
//! that `sprint-status.yaml` calls done is done: BMAD's reviews set it there, and often only there. Tasks
//! inside are steps of their story; `` - [ ] `FILE` -- ACTION `` declares a file.

use std::collections::BTreeSet;

use super::unread;
use crate::backlog::Source;
use crate::backlog::data::page::Page;
use crate::backlog::data::yaml::{self, Node, Value};
use crate::backlog::record::{self, Boxes, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::{declared, lines};
use crate::model::{Action, Problem, ProblemKind, TaskState};

/// States of all stories.
const SPRINT: &str = "sprint-status.yaml";

/// Start of the names of files that describe an epic, whose stories are the work.
const EPIC: &str = "tech-spec-epic-";

/// Fields that merges treat by rules of their own.
pub const FIELDS: RecordFields =
    RecordFields { state: |status, _| state(&status.to_lowercase()), ..PLAIN };

/// Reads the stories, finished ones included. A file without a status is none, nor is one beside a story
/// that extends its name, such as `1-2-log-in.validation-report.md`.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let sprints = files.beside.iter().filter(|file| file.name.ends_with(SPRINT));
    let sprints: Vec<Node> = sprints.filter_map(sprint).collect();
    let stems: BTreeSet<&str> = files.sources.iter().map(stem).collect();
    let mut records = Vec::new();
    let mut without_status = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        if extends_another(stem(file), &stems) || stem(file).starts_with(EPIC) {
            continue;
        }
        let stem = stem(file);
        let of_sprint = sprints.iter().find_map(|it| it.text(stem)).map(str::to_lowercase);
        let done = of_sprint.clone().filter(|it| state(it) == TaskState::Done);
        let Some(page) = Page::read_in_state(file, done.is_some(), problems) else { continue };
        let Some(status) = done.or_else(|| status(&page)).or(of_sprint) else {
            without_status.push(file);
            continue;
        };
        records.push(record(source, stem, &page, &status));
    }
    problems.extend(unwritten(files, &sprints, &stems));
    let form = "write a line such as `Status: ready-for-dev`";
    let is_story = |file: &&&Source| id(stem(file)) != stem(file);
    let stories = without_status.iter().filter(is_story).copied();
    let story = unread::pages(stories, "called like a story and without a status", form);
    problems
        .extend(story.or_else(|| unread::boxes(without_status, "in files without a status", form)));
    records
}

/// Reports the open stories of `sprint-status.yaml` that have no file yet.
fn unwritten(files: Files, sprints: &[Node], stems: &BTreeSet<&str>) -> Option<Problem> {
    let stories = sprints.iter().filter_map(|it| match &it.value {
        Value::Map(stories) => Some(stories),
        _ => None,
    });
    let is_open = |node: &Node| {
        node.scalar().is_some_and(|status| state(&status.to_lowercase()).is_unfinished())
    };
    let is_story = |name: &str| id(name) != name && !stems.contains(name);
    let names: Vec<&str> = stories
        .flatten()
        .filter(|(name, node)| is_story(name) && is_open(node))
        .map(|(name, _)| name.as_str())
        .collect();
    if names.is_empty() {
        return None;
    }
    let file = files.beside.iter().find(|file| file.name.ends_with(SPRINT))?;
    let message = format!(
        "open stories that have no file yet, and are not read: {}",
        record::named(names.into_iter())
    );
    Some(Problem::new(ProblemKind::OtherCount, &file.name, message))
}

/// Returns the name of a file without its folder and its ending.
fn stem(file: &Source) -> &str {
    let name = file.name.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".md").unwrap_or(name)
}

/// Returns whether a stem is another one with more behind a dot, or behind a dash where both have the same
/// number.
fn extends_another(stem: &str, stems: &BTreeSet<&str>) -> bool {
    let ends = stem.match_indices(['.', '-']);
    ends.map(|(end, _)| &stem[..end]).any(|start| {
        let is_same = || id(start) != start && id(start) == id(stem);
        stems.contains(start) && (stem[start.len()..].starts_with('.') || is_same())
    })
}

fn sprint(file: &Source) -> Option<Node> {
    let text = lines::decode(file, &mut Vec::new());
    let fields = yaml::parse(&text, 1).ok()?;
    let states = fields.get("development_status").cloned();
    states.filter(|states| matches!(states.value, Value::Map(_)))
}

/// Returns the status of a page, in lower case.
fn status(page: &Page) -> Option<String> {
    if let Some(status) = page.fields.text("status") {
        return Some(status.to_lowercase());
    }
    let mut lines = page.body.iter().map(|(_, line)| line.trim());
    let found = lines.find_map(|line| {
        let bare = line.trim_start_matches(['#', '*', ' ']);
        bare.strip_prefix("Status").filter(|rest| rest.is_empty() || rest.starts_with([':', '*']))
    })?;
    let own = found.trim_start_matches([':', '*', ' ']).trim();
    let below = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let status = if own.is_empty() { below } else { own };
    Some(status.to_lowercase()).filter(|status| !status.is_empty())
}

fn record(source: usize, stem: &str, page: &Page, status: &str) -> Record {
    let title = page.fields.text("title").or_else(|| page.heading()).unwrap_or(stem);
    let title = title
        .split_once(": ")
        .filter(|(head, _)| head.starts_with("Story"))
        .map_or(title, |it| it.1);
    let mut record = Record::new(source, 1, title, state(status));
    record.lines = 1..=page.last;
    record.id = Some(id(stem));
    record.aliases = vec![stem.to_owned()];
    record.boxes = Boxes::Steps;
    let mut in_criteria = false;
    for (number, line) in &page.body {
        if line.starts_with('#') {
            in_criteria = line.to_lowercase().contains("acceptance criteria");
        }
        let trimmed = line.trim_start();
        let boxed = trimmed.strip_prefix("- [ ] ").or_else(|| trimmed.strip_prefix("- [x] "));
        if let Some(text) = boxed.filter(|text| text.starts_with('`') && text.contains("` -- ")) {
            record.declared.extend(declared::in_item(text, Action::Modify, *number));
        }
        if !(in_criteria && boxed.is_some()) {
            record.text.push((*number, line.clone()));
        }
    }
    record
}

/// Returns the id in the name of a file: `1.2` of `1-2-log-in`.
fn id(stem: &str) -> String {
    let mut parts = stem.splitn(3, ['-', '.']);
    match (parts.next(), parts.next()) {
        (Some(epic), Some(story))
            if !epic.is_empty()
                && epic.bytes().all(|b| b.is_ascii_digit())
                && !story.is_empty()
                && story.bytes().all(|b| b.is_ascii_digit()) =>
        {
            format!("{epic}.{story}")
        }
        _ => stem.to_owned(),
    }
}

fn state(status: &str) -> TaskState {
    let has = |word: &str| status.contains(word);
    if has("done") || has("complete") {
        TaskState::Done
    } else if has("progress") || has("review") {
        TaskState::InProgress
    } else if has("blocked") {
        TaskState::Blocked
    } else if has("cancel") || has("dropped") {
        TaskState::Skipped
    } else {
        TaskState::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_done_where_the_sprint_says_so() {
        let file =
            |name: &str, text: &str| Source { name: name.into(), bytes: text.as_bytes().to_vec() };
        let folder = "docs/sprint-artifacts";
        let stories = [
            ("1-1-log-in", "Status: review"),
            ("1-2-log-out", "Status: ready-for-dev"),
            ("1-3-stay", "Status: done"),
            ("1-4-leave", ""),
            ("tech-spec-epic-1", "Status: Draft"),
        ];
        let stories: Vec<Source> = stories
            .iter()
            .map(|(name, status)| {
                file(&format!("{folder}/{name}.md"), &format!("# {name}\n\n{status}\n"))
            })
            .collect();
        let sprint = "development_status:\n  epic-1: contexted\n  1-1-log-in: done\n  1-2-log-out: in-progress\n  \
            1-3-stay: review\n  1-4-leave: backlog\n";
        let beside = [file(&format!("{folder}/sprint-status.yaml"), sprint)];
        let files = Files { sources: &stories, first: 0, beside: &beside };
        let records = records(files, &mut Vec::new());
        let states: Vec<TaskState> = records.iter().map(|record| record.state).collect();
        assert_eq!(states, [TaskState::Done, TaskState::Open, TaskState::Done, TaskState::Open]);
    }

    #[test]
    fn what_extends_the_name_of_a_story_is_no_story() {
        let names = [
            "1-2-log-in",
            "1-2-log-in.validation-report",
            "1-2-log-in-review",
            "spec-log",
            "spec-log-out",
        ];
        let stems = BTreeSet::from(names);
        let stories: Vec<&str> =
            names.into_iter().filter(|name| !extends_another(name, &stems)).collect();
        assert_eq!(stories, ["1-2-log-in", "spec-log", "spec-log-out"]);
    }
}
