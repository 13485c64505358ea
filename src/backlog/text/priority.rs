//! Priorities, from the words that people use for them.
//!
//! Only a known level counts, and only if it is set off: `[P1]`, `High priority: …`, `… (low)`,
//! `Priority: high` on its own line, `!high`. A level within prose, a quotation or a code span is a
//! part of the text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::Label;
use super::lines::prefix;
use super::quoted;
use crate::model::Priority;

/// Maximum length of a statement in brackets, in bytes.
const MAX_BRACKET_BYTES: usize = 60;
/// Maximum length of a statement before a colon or dash, in bytes.
const MAX_LEADING_BYTES: usize = 24;
/// Length of the start of a paragraph that is searched for a priority, in bytes.
const MAX_EXAMINED_BYTES: usize = 4000;

/// Words that are a priority on their own if they are set off.
const PLAIN: [&str; 9] =
    ["critical", "urgent", "high", "medium", "low", "deferred", "postponed", "someday", "icebox"];

/// Words that put a task off where a reason or a time follows.
const PUT_OFF: [&str; 2] = ["deferred", "postponed"];

/// Words of a label for tasks that are put off: `#later`.
const LATER: [&str; 5] = ["later", "someday", "deferred", "postponed", "icebox"];
/// Words around these in a label: `#backlog-later`.
const AROUND_LATER: [&str; 5] = ["backlog", "maybe", "for", "do", "priority"];

/// Nouns after the priority in a heading: `High Priority Tasks`.
const NOUNS: [&str; 12] = [
    "task", "tasks", "item", "items", "work", "issue", "issues", "bug", "bugs", "todo", "todos",
    "fixes",
];

/// Reads the value of a label or field: `high`, `P1`, `urgent`, `1` …
pub fn parse(word: &str) -> Option<Priority> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    Some(match word.as_str() {
        "critical" | "urgent" | "blocker" | "highest" | "top" | "p0" | "0" => Priority::Critical,
        "high" | "important" | "p1" | "1" => Priority::High,
        "medium" | "normal" | "moderate" | "p2" | "2" => Priority::Medium,
        "low" | "lowest" | "minor" | "trivial" | "p3" | "p4" | "p5" | "3" | "4" | "5" => {
            Priority::Low
        }
        "deferred" | "defer" | "postponed" | "someday" | "later" | "icebox" => Priority::Deferred,
        _ => return None,
    })
}

/// Reads `P0` to `P5`, a priority and never an id.
pub fn level(word: &str) -> Option<Priority> {
    let digit = word.strip_prefix(['P', 'p'])?;
    (digit.len() == 1).then(|| parse(word)).flatten()
}

/// Reads a text that is in brackets or otherwise set off as a whole: `P1`, `high`, `high priority`,
/// `deferred to v2`.
pub fn set_off(text: &str) -> Option<Priority> {
    phrase(text).or_else(|| plain(text)).or_else(|| put_off(text))
}

/// Reads that a task is put off, with a reason or a time: `deferred - needs production`, `postponed
/// until May`, `❌ DEFERRED - needs hardware`.
fn put_off(text: &str) -> Option<Priority> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let rest = PUT_OFF.iter().find_map(|word| text.strip_prefix(word))?;
    let rest_of_word = rest.trim_start();
    let is_set_apart = rest_of_word.starts_with(['-', '–', '—', ':', ',', ';']);
    let is_followed = rest_of_word.len() < rest.len()
        && ["to ", "until ", "till ", "for ", "pending "]
            .iter()
            .any(|it| rest_of_word.starts_with(it));
    (is_set_apart || is_followed).then_some(Priority::Deferred)
}

/// Reads a label: `#priority:high`, `#priority-high`, `#p1`, `#high`, `#later`, `#backlog:later`.
pub fn of_label(label: &Label) -> Option<Priority> {
    let is = |names: &[&str]| names.iter().any(|name| label.name.eq_ignore_ascii_case(name));
    if label.value.is_empty() {
        return set_off(&label.name).or_else(|| later(&label.name));
    }
    if is(&["priority", "prio"]) {
        return parse(&label.value).or_else(|| later(&label.value));
    }
    later(&label.value).filter(|_| is(&["backlog", "when", "status", "milestone"]))
}

/// Reads words that only put a task off: `later`, `someday-maybe`.
fn later(words: &str) -> Option<Priority> {
    let words = words.to_lowercase();
    let words = words.split(['-', '_', '/']).collect::<Vec<_>>();
    let is_known = |word: &&str| LATER.contains(word) || AROUND_LATER.contains(word);
    let says_so = words.iter().all(is_known) && words.iter().any(|word| LATER.contains(word));
    says_so.then_some(Priority::Deferred)
}

/// Removes the priority at the start of a title: `High priority: x`, `Priority 1 - x`, `Urgent: x`.
/// Brackets and `P1: x` are read with the ids.
pub fn leading(text: &str) -> Option<(Priority, &str)> {
    let end = prefix(text, MAX_LEADING_BYTES).find([':', '—', '–', '\n']);
    let dash = prefix(text, MAX_LEADING_BYTES).find(" - ");
    let end = end.into_iter().chain(dash).min()?;
    let (before, after) = text.split_at(end);
    let has_colon = after.starts_with(':');
    let words = before.trim_end_matches(['*', '_']);
    if let Some(value) = after.strip_prefix(':').filter(|_| is_name(words)) {
        // `Priority: high — x`
        let length = value.find(['—', '–', ';', '|', '.', '\n']).or_else(|| value.find(" - "))?;
        let (value, rest) = value.split_at(length);
        return parse(single(value)?).map(|priority| (priority, behind(rest)));
    }
    let found = phrase(words).or_else(|| plain(words).filter(|_| has_colon))?;
    let is_text = after.starts_with([':', '—', '–', ' ']) && !after.starts_with('\n');
    is_text.then(|| (found, behind(after)))
}

/// Returns the text after the mark at the start of `rest`, without closing emphasis.
fn behind(rest: &str) -> &str {
    let rest = rest.trim_start_matches(' ');
    rest.strip_prefix([':', '—', '–', '-', ';', '|', '.']).unwrap_or(rest)
}

/// Finds the priority in a title: `Fix it (high priority)`, `Fix it — P1`, `Fix it !high`, or
/// `Priority: high` on its own line. A level without the word counts only in brackets at the end.
pub fn of_title(text: &str) -> Option<Priority> {
    let text = prefix(text, MAX_EXAMINED_BYTES).trim_end();
    let quoted = quoted::spans(text);
    let first = text.split('\n').next().unwrap_or_default();
    bracketed(text, &quoted)
        .or_else(|| bang(text, &quoted))
        .or_else(|| trailing(first))
        .or_else(|| text.split('\n').skip(1).find_map(of_field))
}

/// Finds the priority in a heading, which applies to everything below it: `Login (Priority: P1) 🎯`,
/// `High priority`, `Critical issues`.
pub fn of_heading(text: &str) -> Option<Priority> {
    let stated = of_title(text).or_else(|| of_field(text)).or_else(|| Some(leading(text)?.0));
    stated.or_else(|| {
        let whole = text.split(" (").next().unwrap_or_default();
        let whole = whole.trim_matches(|c: char| !c.is_alphanumeric());
        let (level, noun) = whole.rsplit_once(' ').unwrap_or((whole, ""));
        let is_noun = NOUNS.iter().any(|known| noun.eq_ignore_ascii_case(known));
        let is_later = whole.eq_ignore_ascii_case("later");
        set_off(if is_noun { level } else { whole })
            .or_else(|| is_later.then_some(Priority::Deferred))
    })
}

/// Reads a line that is a field: `Priority: high`, `**Priority:** P1 | **Effort:** 2h`.
pub fn of_field(line: &str) -> Option<Priority> {
    line.split(['|', '·', ';']).find_map(|part| {
        let (name, value) = part.split_once(':')?;
        if !is_name(name) {
            return None;
        }
        let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':'));
        // A remark may follow.
        let end = value.find(['(', ',', '—', '–', '.']).or_else(|| value.find(" - "));
        parse(single(&value[..end.unwrap_or(value.len())])?)
    })
}

/// Returns true for the name of a priority field: `Priority`, `**Priority**`, `- Prio`.
fn is_name(name: &str) -> bool {
    let name = name.trim_matches(|c: char| c.is_whitespace() || "*_-`[".contains(c));
    ["priority", "prio", "priority level"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns the only word of `value`, without signs before it.
fn single(value: &str) -> Option<&str> {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric());
    let value = value.strip_suffix(" priority").unwrap_or(value);
    (!value.is_empty() && !value.contains(char::is_whitespace)).then_some(value)
}

/// Reads a text that is only a priority, and says so: `P1`, `high priority`, `priority: 1`,
/// `low-prio`.
fn phrase(text: &str) -> Option<Priority> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if text.len() > MAX_BRACKET_BYTES {
        return None;
    }
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_noun = |word: &&str| matches!(*word, "priority" | "prio");
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        [word] => level(word),
        [noun, word] | [word, noun] if is_noun(noun) => parse(word),
        ["priority", "level", word] => parse(word),
        _ => None,
    }
}

fn plain(text: &str) -> Option<Priority> {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_plain = PLAIN.iter().any(|known| word.eq_ignore_ascii_case(known));
    is_plain.then(|| parse(word)).flatten()
}

/// Finds a priority in brackets: anywhere with the word, a level without it only at the end.
fn bracketed(text: &str, quoted: &[Range<usize>]) -> Option<Priority> {
    text.match_indices(['(', '[']).find_map(|(open, bracket)| {
        let close = if bracket == "(" { ')' } else { ']' };
        let inner = prefix(&text[open + 1..], MAX_BRACKET_BYTES + 1);
        let inner = &inner[..inner.find([close, '(', '['])?];
        let rest = text[open + 1 + inner.len()..].strip_prefix(close)?;
        let is_link = text[..open].ends_with(']') || rest.starts_with(['(', '[']);
        if is_link || overlaps(quoted, open..open + 1 + inner.len()) {
            return None;
        }
        let parts = || inner.split([',', ';', '|', '·']);
        if is_enumeration(inner) {
            return None;
        }
        let is_last = rest.trim_matches(['*', '_', '.', ' ']).is_empty();
        let alone = || parts().find_map(plain).or_else(|| put_off(inner)).filter(|_| is_last);
        parts().find_map(phrase).or_else(alone)
    })
}

/// Returns true if a text lists levels, as the values of a field: `low, medium, high`, `P1/P2`.
fn is_enumeration(text: &str) -> bool {
    let levels = text.split([',', ';', '|', '·', '/']).filter_map(set_off);
    levels.filter(|&it| it != Priority::Deferred).collect::<BTreeSet<_>>().len() > 1
}

/// Finds `!high` as a separate word.
fn bang(text: &str, quoted: &[Range<usize>]) -> Option<Priority> {
    text.match_indices('!').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let is_apart = (at == 0 || text[..at].ends_with(char::is_whitespace))
            && (rest[end..].is_empty() || rest[end..].starts_with(char::is_whitespace));
        let word = &rest[..end];
        let priority = level(word).or_else(|| plain(word));
        priority.filter(|_| is_apart && !overlaps(quoted, at..at + 1))
    })
}

/// Finds a priority after the last dash or sentence of a line: `Fix it — high priority`.
fn trailing(line: &str) -> Option<Priority> {
    let marks = [" - ", " — ", " – ", " | ", " · ", ". "];
    let last = marks.iter().filter_map(|mark| Some(line.rfind(mark)? + mark.len())).max()?;
    let last = line[last..].trim_matches(['*', '_', '.', ' ']);
    let is_quoted = !last.starts_with(char::is_alphanumeric) || last.ends_with(['`', '"']);
    phrase(last).filter(|_| !is_quoted)
}

fn overlaps(quoted: &[Range<usize>], span: Range<usize>) -> bool {
    quoted.iter().any(|quoted| quoted.start < span.end && span.start < quoted.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_levels() {
        assert_eq!(parse("High"), Some(Priority::High));
        assert_eq!(parse("p4"), Some(Priority::Low));
        assert_eq!(parse("soon"), None);
        for word in ["deferred", "Someday", "later", "icebox", "postponed"] {
            assert_eq!(parse(word), Some(Priority::Deferred), "{word}");
        }
        assert!(Priority::Low < Priority::Deferred);
        assert_eq!(level("P0"), Some(Priority::Critical));
        assert_eq!(level("P0.9"), None);
        assert_eq!(level("high"), None);
        assert!(Priority::Critical < Priority::Low);
    }

    #[test]
    fn titles_state_a_priority_where_it_is_set_off() {
        for (text, expected) in [
            ("Fix it (P1)", Some(Priority::High)),
            ("Fix it (low)", Some(Priority::Low)),
            ("Fix it [low].", Some(Priority::Low)),
            ("**Fix it (high priority)**", Some(Priority::High)),
            ("Fix it (2h, high priority) in a day", Some(Priority::High)),
            ("Fix it (priority: 1)", Some(Priority::High)),
            ("Fix it [priority:: low]", Some(Priority::Low)),
            ("Fix it (P2, 2h)", Some(Priority::Medium)),
            ("Fix it (backend, high)", Some(Priority::High)),
            ("Fix it (P1, high)", Some(Priority::High)),
            ("Add an enum of qualities (Low, Medium, High, Ultra)", None),
            ("Add buttons for the quality (low/medium/high)", None),
            ("Show the levels (critical, low)", None),
            ("Show the levels (P0, P1, P2)", None),
            ("Map the severity (High priority, Low priority) to a colour", None),
            ("Fix it (P1, deferred)", Some(Priority::High)),
            ("Fix it (deferred)", Some(Priority::Deferred)),
            ("Fix it (deferred to v2)", Some(Priority::Deferred)),
            ("Fix it (postponed until the audit)", Some(Priority::Deferred)),
            ("Fix it [deferred: needs production]", Some(Priority::Deferred)),
            ("Fix it (deferred loading)", None),
            ("Fix it (deferred functions)", None),
            ("Fix it — P0", Some(Priority::Critical)),
            ("Fix it - low priority", Some(Priority::Low)),
            ("Fix it. High priority.", Some(Priority::High)),
            ("Fix it !high", Some(Priority::High)),
            ("!p0 Fix it", Some(Priority::Critical)),
            ("Fix it\nPriority: high", Some(Priority::High)),
            ("Fix it\n**Priority:** Low | **Effort:** 2h", Some(Priority::Low)),
            ("Fix it\nEffort: 2h | Prio: P1", Some(Priority::High)),
            ("Fix it\nPriority: 🔴 Critical (must)", Some(Priority::Critical)),
            ("Drain the high-priority queue", None),
            ("Drain the high priority queue (high)ly", None),
            ("Read `(high priority)` of a task", None),
            ("Read `#priority-high`", None),
            ("Read \"(P1)\"", None),
            ("Read \"Fix it - P1\"", None),
            ("Set the level (low) by hand", None),
            ("Set [P1](url)", None),
            ("Set `!high`", None),
            ("Use !important", None),
            ("Wait!high", None),
            ("Sort by priority", None),
            ("Priority queue: fast", None),
            ("Fix it\nPriority: high ones come first", None),
            ("Fix it (1)", None),
            ("Fix it (later)", None),
            ("Fix it - high", None),
        ] {
            assert_eq!(of_title(text), expected, "{text}");
        }
    }

    #[test]
    fn a_title_may_begin_with_a_priority() {
        for (text, expected) in [
            ("High priority: Fix it", Some((Priority::High, " Fix it"))),
            ("high-priority - Fix it", Some((Priority::High, " Fix it"))),
            ("Priority 1: Fix it", Some((Priority::High, " Fix it"))),
            ("Priority: high — Fix it", Some((Priority::High, " Fix it"))),
            ("URGENT: Fix it", Some((Priority::Critical, " Fix it"))),
            ("Low: Fix it", Some((Priority::Low, " Fix it"))),
            ("Low - Fix it", None),
            ("High-priority queue: fix it", None),
            ("Priority: queue", None),
            ("Highs: fix", None),
            ("Highlight: fix", None),
            ("high priority", None),
        ] {
            assert_eq!(leading(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_state_the_priority_of_all_in_them() {
        for (text, expected) in [
            ("User Story 1 (Priority: P1) 🎯 MVP", Some(Priority::High)),
            ("High Priority", Some(Priority::High)),
            ("🔴 Critical", Some(Priority::Critical)),
            ("Medium priority tasks", Some(Priority::Medium)),
            ("Low Priority (nice to have)", Some(Priority::Low)),
            ("P2 bugs", Some(Priority::Medium)),
            ("High priority: must have", Some(Priority::High)),
            ("Priority: Low", Some(Priority::Low)),
            ("Deferred", Some(Priority::Deferred)),
            ("Later", Some(Priority::Deferred)),
            ("High availability", None),
            ("Priority queue", None),
            ("Priorities", None),
            ("1", None),
        ] {
            assert_eq!(of_heading(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_name_a_priority_or_its_level() {
        let label = |name: &str, value: &str| Label {
            name: name.to_owned(),
            value: value.to_owned(),
            span: 0..0,
        };
        for (name, value, expected) in [
            ("priority", "high", Some(Priority::High)),
            ("Prio", "P1", Some(Priority::High)),
            ("priority-low", "", Some(Priority::Low)),
            ("high-priority", "", Some(Priority::High)),
            ("p0", "", Some(Priority::Critical)),
            ("urgent", "", Some(Priority::Critical)),
            ("deferred", "", Some(Priority::Deferred)),
            ("later", "", Some(Priority::Deferred)),
            ("Someday", "", Some(Priority::Deferred)),
            ("backlog-later", "", Some(Priority::Deferred)),
            ("someday-maybe", "", Some(Priority::Deferred)),
            ("backlog/deferred", "", Some(Priority::Deferred)),
            ("backlog", "later", Some(Priority::Deferred)),
            ("when", "someday", Some(Priority::Deferred)),
            ("priority", "deferred", Some(Priority::Deferred)),
            ("priority", "backlog-later", Some(Priority::Deferred)),
            ("later-stage", "", None),
            ("backlog", "", None),
            ("do", "", None),
            ("area", "later", None),
            ("priority", "", None),
            ("priority", "soon", None),
            ("area", "high", None),
            ("important-dates", "", None),
            ("low-level", "", None),
        ] {
            assert_eq!(of_label(&label(name, value)), expected, "{name}:{value}");
        }
    }
}
