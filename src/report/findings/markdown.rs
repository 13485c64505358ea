//! Findings as Markdown: a comment on a pull request, and `GitHub`'s job summary.

use std::fmt::Write;

use super::entry::Entry;
use super::head;
use super::text::total_of;
use crate::model::{COMMENT_START, Checked, Severity};

/// Characters that `GitHub` takes in a comment, less a few for what is around it.
const MAX_COMMENT_BYTES: usize = 65_000;

/// Bytes that `GitHub` takes as the summary of a step: 1 MiB.
pub const MAX_SUMMARY_BYTES: usize = 1 << 20;

/// Writes a comment that replaces the one before, which is found by its first line.
pub fn comment(entries: &[Entry], checked: &Checked) -> String {
    format!("{COMMENT_START}\n{}", within(entries, checked, MAX_COMMENT_BYTES))
}

/// Writes the measures and a table of the findings in at most `room` bytes. Rows that do not fit are
/// counted.
pub fn within(entries: &[Entry], checked: &Checked, room: usize) -> String {
    let mut text = format!("### ctx check\n\n{}\n\n", escaped(&head::line(checked)));
    let _ = writeln!(text, "**{}**", total_of(checked, entries));
    if entries.is_empty() {
        return text;
    }
    text += "\n| | Place | Rule | Finding |\n|---|---|---|---|\n";
    // The longest last line, with two numbers.
    let room = room.saturating_sub(text.len() + 120);
    let mut table = String::new();
    for (at, entry) in entries.iter().enumerate() {
        let row = row(entry);
        if table.len() + row.len() > room {
            let _ = writeln!(
                table,
                "\n{} of {} findings are not shown.",
                entries.len() - at,
                entries.len()
            );
            break;
        }
        table += &row;
    }
    text + &table
}

fn row(entry: &Entry) -> String {
    let sign = match entry.severity {
        Severity::Note => "ℹ️",
        Severity::Warning => "⚠️",
        Severity::Error => "❌",
    };
    let place = format!("{}:{}", escaped(&entry.path), entry.line);
    format!("| {sign} | {place} | {} | {} |\n", entry.rule.id(), escaped(&entry.message))
}

/// Escapes text so that Markdown shows it as it is, and `GitHub` makes no mention, reference or link of
/// it.
fn escaped(text: &str) -> String {
    const GAP: &str = "<!-- -->";
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' | '#' => {
                out.push(c);
                out.push_str(GAP);
            }
            // Addresses are links without any mark.
            ':' if text[at..].starts_with("://") => {
                out.push(':');
                out.push_str(GAP);
            }
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => {
                out.push('.');
                out.push_str(GAP);
            }
            c if "\\`*_{}[]()|~$!".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            escaped("a|b `c` <i> @all #1 https://x.y www.z *d* [e](f) &lt;"),
            "a\\|b \\`c\\` &lt;i&gt; @<!-- -->all #<!-- -->1 https:<!-- -->//x.y www.<!-- -->z \\*d\\* \
             \\[e\\]\\(f\\) &amp;lt;"
        );
    }
}
