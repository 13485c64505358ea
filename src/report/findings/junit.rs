//! Findings as a `JUnit` report: one suite for each backlog, one failed case for each finding.
//!
//! Readers differ in all but the flat form: `testsuites` at the root, one outcome for each case, and
//! names that are unique, since `GitLab` keeps one of equal cases.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::xml::Writer;
use crate::model::CHECK_NAME;

/// Writes the report. Without findings, one case passes.
pub fn render(entries: &[Entry], backlogs: &[String]) -> String {
    let mut suites: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for backlog in backlogs {
        suites.entry(backlog).or_default();
    }
    for entry in entries {
        suites.entry(&entry.path).or_default().push(entry);
    }
    let cases = |entries: &[&Entry]| entries.len().max(1).to_string();
    let all: usize = suites.values().map(|entries| entries.len().max(1)).sum();
    let mut writer = Writer::new();
    writer.open(
        "testsuites",
        &[
            ("name", CHECK_NAME),
            ("tests", &all.to_string()),
            ("failures", &entries.len().to_string()),
        ],
    );
    for (backlog, entries) in &suites {
        writer.open(
            "testsuite",
            &[
                ("name", backlog),
                ("tests", &cases(entries)),
                ("failures", &entries.len().to_string()),
                ("errors", "0"),
                ("skipped", "0"),
            ],
        );
        if entries.is_empty() {
            writer.empty("testcase", &[("name", "no findings"), ("classname", backlog)]);
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries {
            let name = name(entry);
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            let name = if *count > 1 { format!("{name} ({count})") } else { name };
            case(&mut writer, entry, &name);
        }
        writer.close();
    }
    writer.finish()
}

/// Names a finding by its tasks and its rule. Its line would make another case of it after each edit.
fn name(entry: &Entry) -> String {
    let task = entry.task.as_deref().unwrap_or("backlog");
    match &entry.related {
        Some(other) => format!("{task} and {}: {}", other.task, entry.rule.id()),
        None => format!("{task}: {}", entry.rule.id()),
    }
}

fn case(writer: &mut Writer, entry: &Entry, name: &str) {
    writer.open("testcase", &[("name", name), ("classname", &entry.path)]);
    let place = format!("{}:{}", entry.path, entry.line);
    writer.with_text(
        "failure",
        &[("message", &entry.message), ("type", entry.severity.name())],
        &format!("{place}: {}", entry.message),
    );
    writer.close();
}
