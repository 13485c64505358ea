//! Findings as a Checkstyle report.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::xml::Writer;
use crate::model::{RULE_PREFIX, Severity};

/// Writes an element for each backlog with its findings.
pub fn render(entries: &[Entry]) -> String {
    let mut files: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        files.entry(&entry.path).or_default().push(entry);
    }
    let mut writer = Writer::new();
    writer.open("checkstyle", &[("version", "10.0")]);
    for (path, entries) in files {
        writer.open("file", &[("name", path)]);
        for entry in entries {
            let severity = match entry.severity {
                Severity::Note => "info",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            writer.empty(
                "error",
                &[
                    ("line", &entry.line.to_string()),
                    ("severity", severity),
                    ("message", &entry.message),
                    ("source", &format!("{RULE_PREFIX}{}", entry.rule.id())),
                ],
            );
        }
        writer.close();
    }
    writer.finish()
}
