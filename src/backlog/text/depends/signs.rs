//! Emoji that state a dependency: `⛔ T001`, as in Obsidian Tasks.

use super::{DependencyStatement, Form, Relation, phrases};
use crate::backlog::text::ids::is_id_char;
use crate::backlog::text::{blocked, quoted};

/// Emoji that mean blocked.
const SIGNS: [char; 3] = ['⛔', '🚫', '🔒'];
/// Maximum number of signs that are read in one text.
const MAX_SIGNS: usize = 50;

/// Returns the dependencies that `text` states with signs.
pub fn in_text(text: &str, line: u32) -> Vec<DependencyStatement> {
    let mut needs = Vec::new();
    if !text.contains(SIGNS) {
        return needs;
    }
    let quoted = quoted::spans(text);
    for (at, sign) in text.match_indices(SIGNS).take(MAX_SIGNS) {
        let is_quoted = quoted.iter().any(|span| span.contains(&at));
        let is_boxed = text[..at].ends_with('[');
        if !is_quoted && !is_boxed {
            let value = value(&text[at + sign.len()..]);
            needs.extend(need(&text[..at], sign, value, line));
        }
    }
    needs
}

/// Returns the text after a sign, up to the next emoji or the end of the line or bracket.
fn value(after: &str) -> &str {
    let after = after.trim_start_matches(['\u{fe0e}', '\u{fe0f}', ':', ' ']);
    let is_end = |c: char| matches!(c, '\n' | ')' | ']' | '|' | '(') || is_pictograph(c);
    after[..after.find(is_end).unwrap_or(after.len())].trim()
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// Returns the dependency that `sign` states with `value`: ids, or a reason in words after `⛔`.
fn need(before: &str, sign: &str, value: &str, line: u32) -> Option<DependencyStatement> {
    if value.is_empty() {
        return None;
    }
    let is_id = |word: &str| {
        let word = word.trim().trim_start_matches('#');
        word.contains(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| is_id_char(c) || c == '_')
    };
    let names_tasks = value.split([',', '&', '+']).all(is_id);
    let word = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let states_reason = sign == "⛔" && !word.is_empty() && !blocked::leads_on(&word);
    if phrases::leading(value).is_some() {
        // `in_text` of `phrase` reads it.
        return None;
    }
    let value = blocked::without_lead(value);
    (names_tasks || states_reason).then(|| DependencyStatement {
        form: if names_tasks { Form::Field } else { Form::SetOff },
        ..DependencyStatement::field(Relation::BlockedBy, value, line)
    })
}
