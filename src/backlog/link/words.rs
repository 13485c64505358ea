//! Words of values: their parts, titles, and words that name nothing.

use std::ops::Range;

use crate::backlog::text::depends::list::Member;
use crate::backlog::text::depends::{DependencyStatement, Relation};

/// Maximum number of parts of a value.
const MAX_PARTS: usize = 50;

/// Returns true if `value` means the task that it is written in: `this`, `this task`, `it`.
pub fn is_self(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut words = value.split(|c: char| !c.is_alphanumeric());
    match words.next() {
        Some(DependencyStatement::SELF) => words.next().is_none_or(|word| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            ["task", "item", "one", "step", "ticket", "issue", "story", "first"].contains(&singular)
        }),
        Some("it") => words.next().is_none(),
        _ => false,
    }
}

/// Returns true if `member`, in a sentence, counts things: `depends on 2 libraries`, `needs 3`.
pub fn counts(member: &Member, relation: Relation) -> bool {
    let is_firm = matches!(relation, Relation::DependsOn | Relation::BlockedBy);
    let is_number = member.text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_whole = !member.text.contains('.');
    is_number
        && !member.is_marked
        && member.kind.is_none()
        && (!is_firm || (is_whole && member.counts))
}

/// Returns true if the id of `member`, in a sentence, qualifies a thing: `blocked by T002 lock`.
pub fn qualifies(member: &Member, relation: Relation) -> bool {
    relation == Relation::BlockedBy && member.counts && !member.text.starts_with('#')
}

pub fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true if `text` alone, in lower case, may name a heading: `2`, `us1`.
pub fn may_be_heading(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Returns the title in a part of a list.
pub fn title(part: &str) -> String {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '“' | '”' | '.');
    crate::backlog::text::title::title(part.trim_matches(marks)).trim_matches(marks).to_owned()
}

/// Splits a list at commas, semicolons and `and`, outside of brackets.
pub fn parts(value: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (at, c) in value.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let length = match c {
            ',' | ';' => 1,
            ' ' if value.as_bytes()[at..]
                .get(..5)
                .is_some_and(|b| b.eq_ignore_ascii_case(b" and ")) =>
            {
                5
            }
            _ => 0,
        };
        if length > 0 && depth == 0 && at >= start && parts.len() < MAX_PARTS {
            parts.push(start..at);
            start = at + length;
        }
    }
    parts.push(start..value.len());
    parts.retain(|part| value[part.clone()].contains(char::is_alphanumeric));
    parts
}

/// Returns true for an empty value, `none`, `n/a`, `-`, `None (comes first)` and the like.
pub fn is_none(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = value.split_whitespace().next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let nothing = ["no dependencies", "no dependency", "no blockers", "no other", "no one"];
    matches!(word, "" | "none" | "nothing" | "n/a" | "na" | "nobody" | "nil" | "null")
        || matches!(value.as_str(), "no" | "false")
        || nothing.iter().any(|nothing| value.starts_with(nothing))
}
