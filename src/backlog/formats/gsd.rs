//! GSD's `.planning/phases/*/*-PLAN.md`: a plan is a task.
//!
//! A plan is done when the summary of the same name exists. The wave is an order within a phase. Boxes
//! in a plan are checks, never tasks.

use std::collections::BTreeSet;

use crate::backlog::data::page::Page;
use crate::backlog::record::{Boxes, Dependency, Files, Record};
use crate::backlog::text::declared;
use crate::model::{Action, DeclaredFile, Problem, TaskState};

/// Ends of the names of plans and of their summaries.
const PLAN: &str = "-PLAN.md";
const SUMMARY: &str = "-SUMMARY.md";

/// Reads the plans, finished ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let summaries: BTreeSet<&str> =
        files.beside.iter().filter_map(|file| file.name.strip_suffix(SUMMARY)).collect();
    let mut records = Vec::new();
    // The phase and the wave of each record.
    let mut waves: Vec<(String, u32)> = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let Some(page) = Page::read(file, problems) else { continue };
        let stem = file.name.strip_suffix(PLAN).unwrap_or(&file.name);
        let mut parts = stem.rsplit('/');
        let id = parts.next().unwrap_or_default();
        let phase = parts.next().unwrap_or_default();
        let state = if summaries.contains(stem) { TaskState::Done } else { TaskState::Open };
        let title = title(&page).unwrap_or_else(|| format!("{phase}, plan {id}"));
        let mut record = Record::new(source, 1, title, state);
        record.lines = 1..=page.last;
        record.id = Some(id.to_owned());
        record.section = vec![phase.to_owned()];
        record.boxes = Boxes::Criteria;
        for (pattern, line) in page.fields.texts("files_modified") {
            record.declared.push(DeclaredFile { pattern, action: Action::Modify, line });
        }
        let ids: Vec<String> =
            page.fields.texts("depends_on").into_iter().map(|(it, _)| whole(&it, id)).collect();
        if !ids.is_empty() {
            record.needs.push(Dependency { ids, line: page.fields.line_of("depends_on") });
        }
        for name in ["type", "autonomous"] {
            if let Some(value) = page.fields.text(name) {
                record.label(name, value);
            }
        }
        let wave = page.fields.text("wave").and_then(|wave| wave.parse().ok()).unwrap_or(1);
        record.phase = wave;
        for (number, line) in &page.body {
            let inner = between(line, "<files>", "</files>");
            if let Some(inner) = inner {
                record.declared.extend(declared::in_item(inner, Action::Modify, *number));
            }
            let text = without_tags(line);
            if !text.is_empty() {
                record.text.push((*number, text));
            }
        }
        waves.push((phase.to_owned(), wave));
        records.push(record);
    }
    wait_for_waves(&mut records, &waves);
    records
}

/// Makes the plans of a wave that name no dependency wait for the wave before it.
fn wait_for_waves(records: &mut [Record], waves: &[(String, u32)]) {
    for at in 0..records.len() {
        let (phase, wave) = &waves[at];
        if *wave < 2 || !records[at].needs.is_empty() {
            continue;
        }
        let is_before = |other: &(String, u32)| other.0 == *phase && other.1 + 1 == *wave;
        let before = (0..records.len()).filter(|&other| is_before(&waves[other]));
        let ids: Vec<String> = before.filter_map(|other| records[other].id.clone()).collect();
        let line = *records[at].lines.start();
        records[at].needs.push(Dependency { ids, line });
    }
    let phases: Vec<&String> = waves.iter().map(|(phase, _)| phase).collect();
    let mut sorted = phases.clone();
    sorted.sort();
    sorted.dedup();
    let most = waves.iter().map(|&(_, wave)| wave).max().unwrap_or(1).min(1000);
    for (record, phase) in records.iter_mut().zip(phases) {
        let place = sorted.binary_search(&phase).unwrap_or(0);
        let before = u32::try_from(place).unwrap_or(u32::MAX).saturating_mul(most + 1);
        record.phase = before.saturating_add(record.phase.min(most));
    }
}

/// Makes the id of a dependency whole: `01` of plan `03-02` is `03-01`.
fn whole(id: &str, own: &str) -> String {
    let id = id.trim_end_matches("-PLAN");
    match own.rsplit_once('-') {
        Some((phase, _)) if !id.contains('-') => format!("{phase}-{id}"),
        _ => id.to_owned(),
    }
}

/// Returns the first line of the objective, else the first heading.
fn title(page: &Page) -> Option<String> {
    let lines = page.body.iter().map(|(_, line)| line.as_str());
    let mut inside = lines.skip_while(|line| !line.contains("<objective>"));
    let first = inside.next().and_then(|line| line.split_once("<objective>")).map(|it| it.1);
    let found = first.into_iter().chain(inside).map(str::trim).find(|line| !line.is_empty());
    found
        .map(without_tags)
        .filter(|title| !title.is_empty())
        .or_else(|| page.heading().map(str::to_owned))
}

fn between<'a>(line: &'a str, start: &str, end: &str) -> Option<&'a str> {
    line.split_once(start)?.1.split_once(end).map(|(inner, _)| inner)
}

/// Returns a line without the tags at its ends.
fn without_tags(line: &str) -> String {
    let mut text = line.trim();
    while let Some((_, rest)) = text.strip_prefix('<').and_then(|it| it.split_once('>')) {
        text = rest.trim();
    }
    while let Some(at) = text.rfind("</").filter(|_| text.ends_with('>')) {
        text = text[..at].trim();
    }
    text.to_owned()
}
