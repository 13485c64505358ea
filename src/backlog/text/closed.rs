//! Words that say that a task is finished or dropped, without a ticked box.

use super::{depends, ids};

/// Words in capitals at the start or end of a task.
const WORDS: [&str; 12] = [
    "ABANDONED",
    "CANCELED",
    "CANCELLED",
    "COMPLETED",
    "CUT",
    "DONE",
    "DROPPED",
    "FINISHED",
    "OBSOLETE",
    "SKIPPED",
    "SUPERSEDED",
    "WONTFIX",
];

/// Words before a word in capitals that make it the subject of the task: `until all is DONE`.
const LEADING_ON: [&str; 14] = [
    "is", "are", "be", "been", "being", "as", "to", "until", "when", "not", "says", "say", "or",
    "and",
];

/// Finds the word in an open task's text that says that it ended: `~~`, `DONE`, `CUT`.
pub fn word(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if is_struck(text) {
        return Some("~~");
    }
    let first = text.split_whitespace().next()?;
    exactly(first).or_else(|| at_end(text)).or_else(|| in_brackets(text))
}

/// Finds the word in capitals at the end, perhaps followed by a date.
fn at_end(text: &str) -> Option<&'static str> {
    let last = text.split_whitespace().rev().find(|word| !is_date(bare(word)))?;
    let found = exactly(last)?;
    let before = text[..text.rfind(last)?].trim_end();
    let leading = before.split_whitespace().next_back().unwrap_or_default();
    (!LEADING_ON.contains(&leading) && !is_of_another(before)).then_some(found)
}

/// Returns true if a status after `before` is that of another task: of an id there, or in a
/// dependency, as in `Depends on T003 (done)`.
fn is_of_another(before: &str) -> bool {
    if before.ends_with([')', ']']) {
        return false;
    }
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(|c: char| !(c.is_alphanumeric() || c == '#'));
    let is_issue = last.strip_prefix('#').is_some_and(|number| number.parse::<u32>().is_ok());
    is_issue || ids::may_be_id(last) || depends::ends_with_need(before)
}

/// Returns true if `text` is struck through, perhaps with a remark after it.
fn is_struck(text: &str) -> bool {
    let Some(inner) = text.trim_start_matches(['*', '_']).strip_prefix("~~") else { return false };
    let Some(end) = inner.find("~~") else { return false };
    let after = inner[end + 2..].trim_start_matches(['*', '_', '.']).trim_start();
    after.is_empty() || after.starts_with(|c: char| !c.is_alphanumeric() && c != '`')
}

/// Parses a word in capitals, alone or in marks: `**DONE**`, `CUT:`, `[DROPPED]`.
fn exactly(word: &str) -> Option<&'static str> {
    let word = bare(word);
    WORDS.into_iter().find(|known| *known == word)
}

/// Finds the word in brackets at the end, in any case: `(done)`, `[Cut 2026-08-17]`.
fn in_brackets(text: &str) -> Option<&'static str> {
    let text = text.trim_end_matches(['*', '_', '.']);
    let open = match text.chars().next_back()? {
        ')' => text.rfind('(')?,
        ']' => text.rfind('[')?,
        _ => return None,
    };
    let mut words = text[open + 1..text.len() - 1].split_whitespace().map(bare);
    let first = words.next()?.to_uppercase();
    let known = WORDS.into_iter().find(|known| *known == first)?;
    (words.all(is_date) && !is_of_another(text[..open].trim_end())).then_some(known)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns true for a date such as `2026-08-17`, or for marks only.
fn is_date(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_by_words() {
        for (text, expected) in [
            ("~~Write it~~", Some("~~")),
            ("**~~Write it~~** (moved)", Some("~~")),
            ("~~Write it~~ — too slow", Some("~~")),
            ("DONE 2026-08-17 Write it", Some("DONE")),
            ("**DONE:** Write it", Some("DONE")),
            ("[CUT] Write it", Some("CUT")),
            ("Write it — DROPPED", Some("DROPPED")),
            ("Write it (done)", Some("DONE")),
            ("Write it (DONE 2026-08-17)", Some("DONE")),
            ("Write it. DONE 2026-08-17", Some("DONE")),
            ("Write it **[Cancelled]**", Some("CANCELLED")),
            ("Write ~~it~~ all", None),
            ("~~Write~~ Read it", None),
            ("~~Write `it`~~ `b`", None),
            ("Say DONE to the user", None),
            ("Done is better than perfect", None),
            ("Cut the branch", None),
            ("Handle it (done by hand)", None),
            ("Write it (not done)", None),
            ("Show what is done", None),
            ("Depends on T003 (done)", None),
            ("Write it, which depends on T003 and T004 (done)", None),
            ("Blocked by legal (finished)", None),
            ("Needs the API (completed 2026-08-17)", None),
            ("After #12 (done)", None),
            ("Follow up on T003 [DONE]", None),
            ("Follow up on #12 (cancelled)", None),
            ("Write it (depends on T003) (done)", Some("DONE")),
            ("Depends on T003. Write it (done)", Some("DONE")),
            ("Write it after the release (done)", Some("DONE")),
            ("Depends on T003 DONE", None),
            ("Wait until all is DONE", None),
            ("Move it to DONE", None),
            ("Write it DONE", Some("DONE")),
            ("", None),
            ("2026", None),
            ("()", None),
        ] {
            assert_eq!(word(text), expected, "{text}");
        }
    }
}
