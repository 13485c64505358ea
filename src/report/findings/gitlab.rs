//! Findings as `GitLab`'s code quality report.

use serde::Serialize;

use super::entry::Entry;
use crate::model::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes an array of issues. `GitLab` shows no `check_name`, so the rule stands in the description.
pub fn render(entries: &[Entry]) -> String {
    let issue = |entry| -> Issue {
        let Entry { rule, severity, path, line, message, fingerprint, .. }: &Entry = entry;
        Issue {
            description: format!("{}: {message}", rule.id()),
            check_name: rule.id(),
            fingerprint,
            severity: match severity {
                Severity::Note => "info",
                Severity::Warning => "minor",
                Severity::Error => "major",
            },
            location: Location { path, lines: Lines { begin: *line } },
        }
    };
    crate::report::json::written(&entries.iter().map(issue).collect::<Vec<_>>())
}
