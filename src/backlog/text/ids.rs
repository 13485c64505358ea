//! Leading ids, in the styles that backlogs have.

use super::dashes::fold_dashes;
use super::{blocked, priority};
use crate::model::Priority;

/// Ids and marks before the text proper of an item or heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// Id with plain dashes.
    pub id: Option<String>,
    /// All ids of the task; more than one for `H-10 + H-11`.
    pub aliases: Vec<String>,
    /// `[P]`, `[US1]`, and the `Fix` of `T038 · Fix · P1: …`.
    pub tags: Vec<String>,
    /// `[P0]`, and the `P1` of `T038 · Fix · P1: …`.
    pub priority: Option<Priority>,
    /// True if `[P]` marks the task as one that may run in parallel with others.
    pub is_parallel: bool,
    /// Text after the ids and marks.
    pub rest: String,
}

/// Separation of an id from the text after it. A weaker separation requires a stricter id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SetOff {
    /// By white space only: `T012 Create …`.
    Bare,
    /// By a colon, brackets, a dash, a dot or bold type.
    Marked,
}

/// Names of standards and products that look like ids.
const NOT_IDS: [&str; 24] = [
    "AES", "BASE", "CRC", "CVE", "ECMA", "ED", "ES", "GPT", "HTTP", "IEEE", "IP", "ISO", "IPV",
    "MD", "PEP", "RFC", "RSA", "SHA", "SSL", "TLS", "UCS", "USB", "UTF", "V",
];

/// Parses the id, tags and priority at the start of `text`.
pub fn lead(text: &str) -> Lead {
    let mut lead = Lead::default();
    let mut rest = text.trim_start_matches([' ', '\t']);
    let mark = ["**", "__"].into_iter().find(|mark| rest.starts_with(mark)).unwrap_or("");
    rest = &rest[mark.len()..];
    let mut bold = !mark.is_empty();
    loop {
        let before = rest;
        rest = bracketed(rest, &mut lead);
        rest = worded(rest, &mut lead);
        if lead.id.is_none() {
            rest = token(rest, bold, &mut lead);
            if lead.id.is_some() {
                rest = segments(rest, &mut lead);
            }
        }
        if rest.len() == before.len() {
            break;
        }
        if bold {
            // `**T1** …` and `**T1:** …` close here.
            if let Some(closed) = rest.strip_prefix(mark) {
                bold = false;
                rest = closed.strip_prefix(':').unwrap_or(closed);
            }
        }
        rest = separator(rest);
    }
    if lead == Lead::default() {
        rest = text;
        bold = false;
    }
    lead.rest = if bold { format!("{mark}{rest}") } else { rest.to_owned() };
    lead
}

/// Removes the id at the start of `text`, even one that is too short to be recognized: `T1 …`, `#1 …`.
pub fn without(text: &str) -> String {
    let rest = lead(text).rest;
    let Some((number, text)) = rest.split_once(' ') else { return rest };
    let is_counted = number.strip_prefix(['T', '#']).is_some_and(is_number);
    if is_counted { text.trim_start().to_owned() } else { rest }
}

/// Removes a mark in brackets from the start: `[E2]`, `[P]`, `[US1]`, `[P0]`, `(high)`, `[blocked]`.
fn bracketed<'a>(rest: &'a str, lead: &mut Lead) -> &'a str {
    let (inner, end) = match (rest.strip_prefix('['), rest.strip_prefix('(')) {
        (Some(inner), _) => (inner, ']'),
        (_, Some(inner)) => (inner, ')'),
        _ => return rest,
    };
    let Some((close, _)) = inner.char_indices().take(48).find(|&(_, c)| c == end) else {
        return rest;
    };
    let after = &inner[close + 1..];
    if after.starts_with(['(', '[']) {
        return rest;
    }
    let inner = fold_dashes(&inner[..close]);
    let story = inner.strip_prefix("US").is_some_and(is_number);
    if let Some(level) = priority::set_off(&inner) {
        lead.priority = Some(level);
    } else if blocked::is_word(&inner) {
        lead.tags.push(blocked::LABEL.to_owned());
    } else if end == ')' {
        return rest;
    } else if inner == "P" || story {
        lead.is_parallel |= !story;
        lead.tags.push(inner);
    } else if lead.id.is_none() && is_id(&inner, SetOff::Marked) {
        lead.aliases.push(inner.clone());
        lead.id = Some(inner);
    } else {
        return rest;
    }
    after.strip_prefix(':').unwrap_or(after)
}

/// Removes a priority or a block in words from the start: `High priority: …`, `Blocked: …`.
fn worded<'a>(rest: &'a str, lead: &mut Lead) -> &'a str {
    if let Some(after) = blocked::leading(rest) {
        lead.tags.push(blocked::LABEL.to_owned());
        return after;
    }
    let found = priority::leading(rest).filter(|_| lead.priority.is_none());
    let Some((level, after)) = found else { return rest };
    lead.priority = Some(level);
    after
}

/// Removes an id from the start: `P0.9.2:`, `T012`, `1.1`, `**H-01**`, `Task 3:`, `**H-10 + H-11**`,
/// `P1:`.
fn token<'a>(rest: &'a str, bold: bool, lead: &mut Lead) -> &'a str {
    let (word, number) = match rest.split_at_checked(5) {
        Some((word, number)) if word.eq_ignore_ascii_case("task ") => ("Task ", number),
        _ => ("", rest),
    };
    // `Task ID: CLEANUP-003`
    let (word, number) = number.strip_prefix("ID: ").map_or((word, number), |id| ("", id));
    // `#T012: …`
    let hashed =
        number.strip_prefix('#').filter(|id| id.starts_with(|c: char| c.is_ascii_uppercase()));
    let number = hashed.unwrap_or(number);
    let end = number.find(|c| !is_id_char(c)).unwrap_or(number.len());
    let dotted = &number[..end];
    let id = dotted.trim_end_matches(['.', '-']);
    if id.is_empty() || id.len() > 24 {
        return rest;
    }
    let after = &number[id.len()..];
    let end_marks =
        [":", ")", ". ", ".**", ".__", " ·", " — ", " – ", " - ", " -- ", " [P]", " [US"];
    let marked = end_marks.iter().any(|mark| after.starts_with(mark))
        || after == "."
        || (bold
            && (after.starts_with("**") || after.starts_with("__") || joined(after).is_some()));
    let set_off = if marked || hashed.is_some() { SetOff::Marked } else { SetOff::Bare };
    let bare_end = after.is_empty() || after.starts_with([' ', '\t', '\n']);
    if !marked && !bare_end {
        return rest;
    }
    let id = fold_dashes(id);
    let after = after.strip_prefix([':', ')', '.']).unwrap_or(after);
    if let Some(level) = priority::level(&id).filter(|_| word.is_empty()) {
        if !marked {
            return rest;
        }
        lead.priority = Some(level);
        return after;
    }
    let is_numbered_task = !word.is_empty() && (marked || after.is_empty());
    let counts = if word.is_empty() {
        is_id(&id, set_off) || (is_number(&id) && (marked || dotted.ends_with('.')))
    } else {
        is_numbered_task && id.starts_with(|c: char| c.is_ascii_digit())
    };
    if !counts {
        return rest;
    }
    lead.aliases.push(id.clone());
    lead.id = Some(format!("{word}{id}"));
    match joined(after).filter(|_| bold) {
        Some((other, after)) => {
            lead.id = Some(format!("{id}+{other}"));
            lead.aliases.push(other);
            after
        }
        None => after,
    }
}

/// Parses the second id of `H-10 + H-11`.
fn joined(after: &str) -> Option<(String, &str)> {
    let rest = after.strip_prefix(" + ").or_else(|| after.strip_prefix(" / "))?;
    let end = rest.find(|c| !is_id_char(c)).unwrap_or(rest.len());
    let id = fold_dashes(&rest[..end]);
    is_id(&id, SetOff::Marked).then(|| (id, &rest[end..]))
}

/// Parses the ` · Fix · P1:` of `T038 · Fix · P1: …`.
fn segments<'a>(mut rest: &'a str, lead: &mut Lead) -> &'a str {
    while let Some(segment) = rest.trim_start_matches(' ').strip_prefix('·') {
        let Some((end, stop)) =
            segment.char_indices().take(24).find(|&(_, c)| matches!(c, '·' | ':' | '\n' | '*'))
        else {
            break;
        };
        if !matches!(stop, '·' | ':') {
            break;
        }
        let name = segment[..end].trim();
        match priority::set_off(name) {
            Some(level) => lead.priority = Some(level),
            None if name.is_empty() || name.contains(' ') => break,
            None => lead.tags.push(name.to_owned()),
        }
        rest = &segment[end..];
    }
    rest.strip_prefix(':').unwrap_or(rest)
}

/// Removes the blanks and the dash between an id and its text.
fn separator(rest: &str) -> &str {
    let rest = rest.trim_start_matches([' ', '\t']);
    let dash = rest.strip_prefix("--").or_else(|| rest.strip_prefix(['—', '–', '-', '·']));
    let bare = dash.filter(|after| after.starts_with(' '));
    bare.unwrap_or(rest).trim_start_matches([' ', '\t'])
}

/// Returns true if `word`, with plain dashes, is an id.
fn is_id(word: &str, set_off: SetOff) -> bool {
    let parts: Vec<&str> = word.split(['.', '-']).collect();
    if word.len() > 24 || parts.iter().any(|part| part.is_empty()) {
        return false;
    }
    if parts.iter().all(|part| is_number(part)) {
        // `1.1`; dates have dashes.
        return parts.len() > 1 && parts.len() <= 6 && !word.contains('-');
    }
    let prefix_len = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (prefix, rest) = word.split_at(prefix_len);
    if prefix.is_empty() || NOT_IDS.contains(&prefix.to_ascii_uppercase().as_str()) {
        return false;
    }
    if prefix == "bd" {
        return rest.starts_with('-') && rest[1..].bytes().all(|b| is_lower_id(b) || b == b'.');
    }
    if !word.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    if prefix.bytes().all(|b| b.is_ascii_lowercase()) {
        return set_off == SetOff::Marked
            && rest.starts_with('-')
            && word.bytes().all(|b| is_lower_id(b) || b == b'-' || b == b'.');
    }
    // Capitals, but for one letter at the end as in `H-22a`.
    let body = word.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(word);
    if !body.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b".-".contains(&b)) {
        return false;
    }
    if set_off == SetOff::Marked {
        return true;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest.as_bytes()[digits..].first() {
        // `T012`, `T032A`, but not `S3`, `E2E`.
        None => digits >= 3 && prefix.len() <= 4,
        Some(b'A'..=b'Z' | b'a'..=b'z') => digits >= 3 && rest.len() == digits + 1,
        // `O.4`, `SEC.1`, `P0.9.2`, `H-01`, `WC2.1`
        Some(_) => rest[digits + 1..].starts_with(|c: char| c.is_ascii_digit()),
    }
}

fn is_lower_id(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_number(word: &str) -> bool {
    (1..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true if `word` may be an id where ids are expected.
pub fn may_be_id(word: &str) -> bool {
    is_id(&fold_dashes(word), SetOff::Marked)
}

/// Returns true if `text` starts with a plain number, as Rune and Kiro give: `1.`, `2.3`, `2.3.`.
pub fn is_plainly_numbered(text: &str) -> bool {
    lead(text).aliases.first().is_some_and(|id| id.split('.').all(is_number))
}

/// Finds the number of the issue that a task is known by, with its `#`: `#12 Fix it`, `[#12] Fix it`,
/// `Fix it (#12)`.
pub fn issue(text: &str) -> Option<&str> {
    let number = |text: &str| {
        let digits = text.strip_prefix('#')?.bytes().take_while(u8::is_ascii_digit).count();
        (1..=9).contains(&digits).then_some(digits + 1)
    };
    let text = text.trim().trim_start_matches(['*', '_']);
    let inner = text.strip_prefix('[').unwrap_or(text);
    if let Some(end) = number(inner) {
        let after = &inner[end..];
        let ends = if inner.len() < text.len() {
            after.starts_with(']')
        } else {
            !after.starts_with(char::is_alphanumeric)
        };
        return ends.then(|| &inner[..end]);
    }
    let first = text.lines().next()?.trim_end_matches(['.', ' ', '*', '_']);
    let inner = &first[first.rfind(['(', '['])? + 1..];
    let end = number(inner)?;
    matches!(&inner[end..], ")" | "]").then(|| &inner[..end])
}

/// Returns the form of `id` by which ids are compared: in lower case, with plain dashes, without a dot
/// at the end.
pub fn canonical(id: &str) -> String {
    fold_dashes(id).trim_end_matches('.').to_lowercase()
}

/// Returns true if `c` can stand in an id.
pub fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '.' | '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_its_id() {
        for (text, rest) in [
            ("T012: Do it", "Do it"),
            ("T1 Do it", "Do it"),
            ("#1 Do it", "Do it"),
            ("T1", "T1"),
            ("Top 1", "Top 1"),
            ("#one Do it", "#one Do it"),
        ] {
            assert_eq!(without(text), rest, "{text}");
        }
    }

    #[test]
    fn ids_in_all_styles() {
        for (text, id, rest) in [
            ("P0.9.2: Split it", Some("P0.9.2"), "Split it"),
            ("O.4 Do it", Some("O.4"), "Do it"),
            ("SEC.1: Do it", Some("SEC.1"), "Do it"),
            ("[E2] Do it", Some("E2"), "Do it"),
            ("[T002]: Do it", Some("T002"), "Do it"),
            ("T012 Do it", Some("T012"), "Do it"),
            ("T032A Do it", Some("T032A"), "Do it"),
            ("1.1 Do it", Some("1.1"), "Do it"),
            ("1. Do it", Some("1"), "Do it"),
            ("2.1.3. Do it", Some("2.1.3"), "Do it"),
            ("**8.1 Do it**", Some("8.1"), "**Do it**"),
            ("bd-dgp Do it", Some("bd-dgp"), "Do it"),
            ("[bd-a1b.2] Do it", Some("bd-a1b.2"), "Do it"),
            ("**H-01** Do it", Some("H-01"), "Do it"),
            ("**H\u{2011}01:** Do it", Some("H-01"), "Do it"),
            ("**H-22a (why)** Do it", Some("H-22a"), "**(why)** Do it"),
            ("**H-10 + H-11** Do it", Some("H-10+H-11"), "Do it"),
            ("PD-M3: Do it", Some("PD-M3"), "Do it"),
            ("WC2.1: Do it", Some("WC2.1"), "Do it"),
            ("M5: Do it", Some("M5"), "Do it"),
            ("H2: Do it", Some("H2"), "Do it"),
            ("H2 -- Do it", Some("H2"), "Do it"),
            ("H2 [P] Do it", Some("H2"), "Do it"),
            ("T5 [US1] Do it", Some("T5"), "Do it"),
            ("E4-1: Do it", Some("E4-1"), "Do it"),
            ("E4-1 Do it", Some("E4-1"), "Do it"),
            ("**E4-1.** Do it", Some("E4-1"), "Do it"),
            ("T001 — Do it", Some("T001"), "Do it"),
            ("T1 - Do it", Some("T1"), "Do it"),
            ("Task 3: Do it", Some("Task 3"), "Do it"),
            ("Task 1.2 - Do it", Some("Task 1.2"), "Do it"),
            ("Task ID: CLEANUP-003", Some("CLEANUP-003"), ""),
            ("#T012: Fix it", Some("T012"), "Fix it"),
            ("#A1 Fix it", Some("A1"), "Fix it"),
            ("**#H-10** Fix it", Some("H-10"), "Fix it"),
            ("#SEC.1 - Fix it", Some("SEC.1"), "Fix it"),
            ("#Fix it", None, "#Fix it"),
            ("**T1**\nDo it", Some("T1"), "\nDo it"),
        ] {
            let lead = lead(text);
            assert_eq!((lead.id.as_deref(), lead.rest.as_str()), (id, rest), "{text}");
        }
    }

    #[test]
    fn words_that_are_no_ids() {
        for text in [
            "3 tests fail",
            "S3 bucket",
            "E2E tests",
            "UTF-8 support",
            "UTF8 handling",
            "H2 database upgrade",
            "H2 [beta] upgrade",
            "SHA-256: use it",
            "IPv6: use it",
            "v1.2 release",
            "TLS1.3 only",
            "2026-01-02 notes",
            "pre-commit: fix",
            "Phase 2: more",
            "Task 3 is too large",
            "P1 bugs",
            "Bug: broken",
            "[x](url) a",
            "[T1](url) a",
            "**Bold** text",
            "M5 machines",
            "HTTP2: on",
            "foo.go: fix",
            "",
        ] {
            let lead = lead(text);
            assert_eq!((lead.id, lead.rest.as_str()), (None, text));
        }
    }

    #[test]
    fn tags_and_priorities_before_the_text() {
        let spec_kit = lead("T012 [P] [US1] Create it");
        assert_eq!(spec_kit.id.as_deref(), Some("T012"));
        assert_eq!(spec_kit.tags, ["P", "US1"]);
        assert!(spec_kit.is_parallel && !lead("T012 [US1] Create it").is_parallel);
        assert_eq!(spec_kit.rest, "Create it");

        let dotted = lead("**T038 · Fix · P1: Update it**");
        assert_eq!(dotted.id.as_deref(), Some("T038"));
        assert_eq!(dotted.tags, ["Fix"]);
        assert_eq!(dotted.priority, Some(Priority::High));
        assert_eq!(dotted.rest, "**Update it**");

        let bracket = lead("[P0] [E2] Do it");
        assert_eq!(
            (bracket.priority, bracket.id.as_deref()),
            (Some(Priority::Critical), Some("E2"))
        );
        for text in [
            "[DEFERRED - PROD] Do it",
            "(deferred until the audit is done) Do it",
            "(❌ DEFERRED - needs hardware) Do it",
        ] {
            let put_off = lead(text);
            assert_eq!(put_off.priority, Some(Priority::Deferred), "{text}");
            assert_eq!(put_off.rest.trim_start(), "Do it", "{text}");
        }
        let colon = lead("P2: Do it");
        assert_eq!((colon.priority, colon.id), (Some(Priority::Medium), None));
        assert_eq!(colon.rest, "Do it");
    }

    #[test]
    fn both_ids_of_a_pair_are_known() {
        assert_eq!(lead("**H-10 + H-11** Do it").aliases, ["H-10", "H-11"]);
        assert_eq!(lead("Task 3: Do it").aliases, ["3"]);
    }

    #[test]
    fn ids_compare_without_case_and_dash() {
        assert_eq!(canonical("H\u{2011}01."), canonical("h-01"));
    }

    #[test]
    fn numbers_of_issues() {
        for (text, number) in [
            ("#12 Fix it", Some("#12")),
            ("[#12] Fix it", Some("#12")),
            ("**#12** Fix it", Some("#12")),
            ("#12: Fix it", Some("#12")),
            ("Fix it (#12)", Some("#12")),
            ("Fix it (#12).", Some("#12")),
            ("Fix it [#12]\nand more", Some("#12")),
            ("Fix #12 here", None),
            ("Fix it (see #12)", None),
            ("#12a Fix it", None),
            ("# 12", None),
            ("", None),
        ] {
            assert_eq!(issue(text), number, "{text}");
        }
    }

    #[test]
    fn plain_numbers() {
        assert!(is_plainly_numbered("1. a") && is_plainly_numbered("2.3.1 a"));
        assert!(!is_plainly_numbered("P0.5: a") && !is_plainly_numbered("T012 a"));
    }
}
