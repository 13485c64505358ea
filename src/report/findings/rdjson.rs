//! Findings as reviewdog's diagnostics (`rdjson`).

use serde::Serialize;

use super::entry::{Entry, Related};
use crate::model::{CHECK_NAME, Severity};

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

/// Finding with the names of the fields as reviewdog declares them. It also takes them in camel case, but
/// other readers do not.
#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation>,
}

#[derive(Serialize)]
struct RelatedLocation {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
}

/// Writes one document with all diagnostics.
pub fn render(entries: &[Entry]) -> String {
    let source = Source { name: CHECK_NAME, url: env!("CARGO_PKG_REPOSITORY") };
    crate::report::json::written(&Document {
        source,
        diagnostics: entries.iter().map(diagnostic).collect(),
    })
}

fn diagnostic(entry: &Entry) -> Diagnostic {
    let related = |it: &Related| RelatedLocation {
        message: format!("{}: {}", it.task, it.title),
        location: location(&it.path, it.line),
    };
    Diagnostic {
        message: entry.message.clone(),
        location: location(&entry.path, entry.line),
        severity: match entry.severity {
            Severity::Note => "INFO",
            Severity::Warning => "WARNING",
            Severity::Error => "ERROR",
        },
        code: Code { value: entry.rule.id() },
        related_locations: entry.related.iter().map(related).collect(),
    }
}

fn location(path: &str, line: u32) -> Location {
    Location { path: path.to_owned(), range: Range { start: Position { line } } }
}
