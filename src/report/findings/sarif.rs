//! Findings as SARIF 2.1.0, for code scanning.
//!
//! `GitHub` refuses a whole file if one result has no physical location, so every result has one.

use std::fmt::Write;

use serde::Serialize;

use super::entry::{Entry, Related};
use super::rules::{Prose, prose};
use crate::model::{CHECK_NAME, Rule, Severity};

/// Number of results beyond which `GitHub` refuses a run.
const MAX_RESULTS: usize = 25_000;

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: Automation,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
struct Automation {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    help_uri: String,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
    properties: Tags,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: [&'static str; 1],
}

/// Result in SARIF's words.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "ctxFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "SARIF has the names")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// Writes one run with all rules. Beyond the limit, the lightest findings are left out.
pub fn render(entries: &[Entry], baseline: bool) -> String {
    let mut heaviest: Vec<usize> = (0..entries.len()).collect();
    heaviest.sort_by_key(|&at| std::cmp::Reverse(entries[at].severity));
    heaviest.truncate(MAX_RESULTS);
    heaviest.sort_unstable();
    let result = |at: usize| outcome(&entries[at], baseline);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: CHECK_NAME,
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: Rule::ALL.iter().map(|&rule| descriptor(rule)).collect(),
                },
            },
            automation_details: Automation { id: "ctx-check/" },
            column_kind: "unicodeCodePoints",
            results: heaviest.into_iter().map(result).collect(),
        }],
    };
    crate::report::json::written(&log)
}

fn descriptor(rule: Rule) -> Descriptor {
    let Prose { summary, why, fix, example } = prose(rule);
    let sentence = format!("{summary}.");
    Descriptor {
        id: rule.id(),
        help_uri: format!("{}/blob/main/docs/rules.md#{}", env!("CARGO_PKG_REPOSITORY"), rule.id()),
        short_description: Text { text: sentence.clone() },
        full_description: Text { text: format!("{sentence} {why}") },
        help: Help {
            text: format!("{why}\n\nTo resolve it: {fix}\n\nExample:\n\n{example}"),
            markdown: format!("{why}\n\n**To resolve it:** {fix}\n\n```markdown\n{example}\n```\n"),
        },
        default_configuration: Configuration { level: rule.severity().name() },
        properties: Tags { tags: ["backlog"] },
    }
}

fn outcome(entry: &Entry, baseline: bool) -> Outcome {
    Outcome {
        rule_id: entry.rule.id(),
        rule_index: Rule::ALL.iter().position(|&rule| rule == entry.rule).unwrap_or_default(),
        level: level(entry.severity),
        message: Text { text: format!("{}.", entry.message) },
        locations: [Location {
            id: None,
            physical_location: physical(&entry.path, entry.line),
            message: None,
        }],
        related_locations: entry.related.iter().map(related).collect(),
        partial_fingerprints: Fingerprints { finding: entry.fingerprint.clone() },
        baseline_state: baseline.then_some(if entry.is_known { "unchanged" } else { "new" }),
    }
}

fn level(severity: Severity) -> &'static str {
    // SARIF has the same words.
    severity.name()
}

fn related(related: &Related) -> Location {
    Location {
        id: Some(1),
        physical_location: physical(&related.path, related.line),
        message: Some(Text { text: format!("{}: {}", related.task, related.title) }),
    }
}

fn physical(path: &str, line: u32) -> Physical {
    Physical { artifact_location: Artifact { uri: uri(path) }, region: Region { start_line: line } }
}

/// Writes a path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("docs/a b:c%#?é.md"), "docs/a%20b%3Ac%25%23%3F%C3%A9.md");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
