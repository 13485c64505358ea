//! Findings as `GitHub`'s workflow commands, which become annotations.
//!
//! The grammar is that of `@actions/core`: `::kind name=value,…::message`, with `%`, CR and LF escaped,
//! and in values also `:` and `,`.

use std::fmt::Write;

use super::entry::Entry;
use super::text::total_of;
use crate::model::{Checked, Severity};

/// Annotations of each kind that `GitHub` shows for a step; it drops others without a word.
const MAX_OF_KIND: usize = 10;

/// Writes at most ten commands of each kind, then the counts as a plain line. The last command of a
/// kind says how many findings there are beyond it.
pub fn render(entries: &[Entry], checked: &Checked) -> String {
    let mut text = String::new();
    for severity in Severity::ALL.into_iter().rev() {
        let of_kind: Vec<&Entry> =
            entries.iter().filter(|entry| entry.severity == severity).collect();
        for (at, entry) in of_kind.iter().take(MAX_OF_KIND).enumerate() {
            let more = of_kind.len().saturating_sub(MAX_OF_KIND);
            let more = match more {
                0 => String::new(),
                more if at + 1 == MAX_OF_KIND => {
                    format!(" ({more} more {}s are in the job summary)", severity.name())
                }
                _ => String::new(),
            };
            let _ = writeln!(
                text,
                "::{} file={},line={},title={}::{}",
                kind(severity),
                value(&entry.path),
                entry.line,
                value(&format!("ctx check: {}", entry.rule.id())),
                message(&format!("{}{more}", entry.message))
            );
        }
    }
    // A line that begins with `::` would be a command; this one never does.
    let _ = writeln!(text, "ctx check: {}", total_of(checked, entries));
    text
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn value(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
