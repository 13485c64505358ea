//! GSD's `.planning/phases/*/*-PLAN.md`: a plan is a task.
//!
//! A plan is done when the summary of the same name or number exists, also where the plan is gone or cannot be
//! read. The wave is an order within a phase, and the plans of one wave run at the same time. Boxes in a plan are
//! checks, never tasks. The files of GSD itself that a plan names are no part of the work.

use std::collections::BTreeSet;
use std::path::Path;

use crate::backlog::data::page::Page;
use crate::backlog::order;
use crate::backlog::record::{Boxes, Dependency, Files, Record};
use crate::backlog::text::declared;
use crate::model::{Action, DeclaredFile, Problem, TaskState};

/// Ends of the names of plans and of their summaries.
const PLAN: &str = "-PLAN.md";
const SUMMARY: &str = "-SUMMARY.md";
/// Start of a line that has an agent read one of GSD's own files.
const OWN_FILE: &str = "@.planning/";

/// Reads the plans, finished ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let summaries: BTreeSet<&str> =
        files.beside.iter().filter_map(|file| file.name.strip_suffix(SUMMARY)).collect();
    let done: BTreeSet<&str> = summaries.iter().flat_map(|stem| names(stem)).collect();
    // The summary of a plan stands in its folder.
    let numbers: BTreeSet<(&str, &str)> =
        summaries.iter().map(|stem| (folder(stem), names(stem)[1])).collect();
    let mut records = Vec::new();
    // The phase and the wave of each record.
    let mut waves: Vec<(String, u32)> = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let stem = file.name.strip_suffix(PLAN).unwrap_or(&file.name);
        let number = names(stem)[1];
        let is_done = summaries.contains(stem) || numbers.contains(&(folder(stem), number));
        let Some(page) = Page::read_in_state(file, is_done, problems) else { continue };
        let mut parts = stem.rsplit('/');
        let id = parts.next().unwrap_or_default();
        let phase = parts.next().unwrap_or_default();
        let state = if is_done { TaskState::Done } else { TaskState::Open };
        let title = title(&page).unwrap_or_else(|| format!("{phase}, plan {id}"));
        let mut record = Record::new(source, 1, title, state);
        record.lines = 1..=page.last;
        record.id = Some(id.to_owned());
        record.aliases.extend(Some(number.to_owned()).filter(|number| number != id));
        record.section = vec![phase.to_owned()];
        record.boxes = Boxes::Criteria;
        let of_name = |name| page.fields.texts(name);
        for (pattern, line) in ["files_modified", "files-modified"].into_iter().flat_map(of_name) {
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
        let stated = page.fields.text("wave");
        record.parallel = stated.map(|wave| format!("{} / wave {wave}", folder(stem)));
        let wave = stated.and_then(|wave| wave.parse().ok()).unwrap_or(1);
        record.phase = wave;
        let mut in_output = false;
        for (number, line) in &page.body {
            // It says how to write the summary.
            in_output |= line.contains("<output>");
            if in_output || line.trim_start().starts_with(OWN_FILE) {
                in_output &= !line.contains("</output>");
                continue;
            }
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
    for record in &mut records {
        for need in &mut record.needs {
            need.ids.retain(|id| !done.contains(id.as_str()));
        }
        record.needs.retain(|need| !need.ids.is_empty());
    }
    records
}

/// Returns the folder of a path, with the name of its phase.
fn folder(stem: &str) -> &str {
    stem.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the name of a plan, and its number: `03-01` of `03-01-log-in`. A name without a number is its own.
fn names(stem: &str) -> [&str; 2] {
    let name = stem.rsplit('/').next().unwrap_or_default();
    // A number may have a letter and further numbers: `03`, `3A`, `03.1`.
    let is_number = |part: &str| {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = digits.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(digits);
        let rest = rest.strip_prefix('.').map_or(rest.is_empty(), |rest| {
            rest.split('.').all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
        });
        digits.len() < part.len() && rest
    };
    let mut start = 0;
    let mut parts = name.split('-').peekable();
    while let Some(part) = parts.next() {
        match parts.peek() {
            Some(next) if is_number(part) => {
                let end = start + part.len() + 1 + next.len();
                return if is_number(next) { [name, &name[start..end]] } else { [name; 2] };
            }
            _ => start += part.len() + 1,
        }
    }
    [name; 2]
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
    sorted.sort_by(|one, other| order::by_number(Path::new(one), Path::new(other)));
    sorted.dedup();
    let most = waves.iter().map(|&(_, wave)| wave).max().unwrap_or(1).min(1000);
    for (record, phase) in records.iter_mut().zip(phases) {
        let place = sorted.iter().position(|&it| it == phase).unwrap_or(0);
        let before = u32::try_from(place).unwrap_or(u32::MAX).saturating_mul(most + 1);
        record.phase = before.saturating_add(record.phase.min(most));
    }
}

/// Makes the id of a dependency whole: `01` of plan `03-02` is `03-01`.
fn whole(id: &str, own: &str) -> String {
    let id = id.rsplit('/').next().unwrap_or_default();
    let id = id.strip_suffix(".md").unwrap_or(id).trim_end_matches("-PLAN");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::Source;

    fn plan(name: &str, text: &str) -> Source {
        Source { name: format!(".planning/phases/{name}"), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn dependencies_may_be_files_and_plans_that_are_gone() {
        let sources = [
            plan(
                "03-loss/03-02-PLAN.md",
                "---\nwave: 2\ndepends_on:\n  - 03-01-PLAN.md\n---\nText\n",
            ),
            plan(
                "06-model/06-03-PLAN.md",
                "---\nwave: 3\ndepends_on: [06-02, ../03-loss/03-02-PLAN.md]\n---\nText\n",
            ),
        ];
        let beside = [plan("03-loss/03-01-SUMMARY.md", ""), plan("06-model/06-02-SUMMARY.md", "")];
        let records =
            records(Files { sources: &sources, first: 0, beside: &beside }, &mut Vec::new());
        let ids = |record: &Record| record.needs.iter().flat_map(|need| need.ids.clone()).collect();
        let needs: Vec<Vec<String>> = records.iter().map(ids).collect();
        assert_eq!(needs, [vec![], vec!["03-02".to_owned()]]);
    }

    #[test]
    fn a_plan_and_its_summary_have_the_same_number() {
        for (name, number) in [
            ("03-01", "03-01"),
            ("a/03-01-log-in", "03-01"),
            ("3A-2-log-in", "3A-2"),
            ("03.1-02", "03.1-02"),
            ("CK-01-02-log-in", "01-02"),
            ("06-gap-fixes", "06-gap-fixes"),
            ("log-in", "log-in"),
            ("03-", "03-"),
            ("", ""),
        ] {
            assert_eq!(names(name)[1], number, "{name}");
        }
        let text = |needs: &str| {
            format!("---\nwave: 1\nfiles-modified: [a.ts]\ndepends_on: [{needs}]\n---\nText\n")
        };
        let sources = [
            plan("03-a/03-01-log-in-PLAN.md", &text("")),
            plan("03-a/03-02-PLAN.md", &text("03-01")),
            plan("03-a/03-03-stay-PLAN.md", &text("03-01, 03-02")),
            plan("03-a/03-04-PLAN.md", &text("03-03")),
            plan("04-b/04-01-PLAN.md", &text("")),
        ];
        for (summaries, done) in [
            (
                ["03-a/03-01-SUMMARY.md", "03-a/03-02-log-out-SUMMARY.md"],
                [true, true, false, false, false],
            ),
            (
                ["03-a/03-01-log-in-SUMMARY.md", "03-a/04-01-SUMMARY.md"],
                [true, false, false, false, false],
            ),
        ] {
            let beside = summaries.map(|name| plan(name, ""));
            let records =
                records(Files { sources: &sources, first: 0, beside: &beside }, &mut Vec::new());
            let states: Vec<bool> = records.iter().map(|it| it.state == TaskState::Done).collect();
            assert_eq!(states, done, "{summaries:?}");
            assert_eq!(records[3].needs[0].ids, ["03-03"]);
            assert_eq!(records[2].aliases, ["03-03"]);
            assert_eq!(records[4].declared[0].pattern, "a.ts");
        }
    }

    #[test]
    fn files_of_gsd_itself_are_no_part_of_the_work() {
        let text = "---\nwave: 1\n---\n<context>\n@.planning/STATE.md\n@src/store.ts\n</context>\n<output>\nAfter \
            completion, create .planning/phases/a/01-01-SUMMARY.md with:\n- changes\n</output>\nVerify it\n";
        let sources = [plan("a/01-01-PLAN.md", text)];
        let records = records(Files { sources: &sources, first: 0, beside: &[] }, &mut Vec::new());
        let lines: Vec<&str> = records[0].text.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["@src/store.ts", "Verify it"]);
    }
}
