//! Lines that look like open tasks but are not in a form that is read as one.

use super::{checkbox, marker};

/// Characters that look like an empty box, besides those of `checkbox::EMPTY`.
const BOXES: &str = "◯○◌⚪⭕🔲🔳🔘";
/// Words in brackets in place of a box: `[TODO] text`.
const WORDS: [&str; 24] = [
    "todo",
    "to do",
    "to-do",
    "wip",
    "open",
    "pending",
    "planned",
    "not started",
    "in progress",
    "in-progress",
    "in_progress",
    "doing",
    "blocked",
    "incomplete",
    "not done",
    "not yet",
    "on hold",
    "ongoing",
    "paused",
    "started",
    "tbd",
    "undone",
    "unfinished",
    "waiting",
];
/// First words of an open status.
const OPEN: [&str; 16] = [
    "pending",
    "todo",
    "to do",
    "to-do",
    "open",
    "not started",
    "planned",
    "in progress",
    "in-progress",
    "in_progress",
    "wip",
    "backlog",
    "blocked",
    "ready",
    "ongoing",
    "new",
];
/// Names of fields for the status of the work above or below them.
const FIELDS: [&str; 3] = ["status", "state", "progress"];
/// Words behind `TODO` with which it names a list, not a task.
const LISTS: [&str; 4] = ["list", "lists", "items", "file"];
/// Marks before the status at the end of a heading.
const SEPARATORS: [&str; 6] = ["(", "[", ": ", " - ", " – ", " — "];

/// Returns true if the unindented line `rest` begins with an empty box that is not read as one, or is a
/// table row with an empty box in a cell.
pub fn is_box(rest: &str) -> bool {
    if rest.starts_with('|') {
        let is_empty = |cell: &str| empty_box(cell) == Some("") || is_unchecked(cell);
        return rest.split('|').any(|cell| is_empty(cell.trim()));
    }
    let rest = without_markers(rest);
    let says = |after: &str| !after.trim().is_empty();
    empty_box(rest).or_else(|| word_in_brackets(rest)).map_or_else(|| is_unchecked(rest), says)
}

/// Returns true if an item begins with `TODO: `, as in notes of programmers.
pub fn is_note(rest: &str) -> bool {
    let inner = without_markers(rest);
    let after = inner.strip_prefix("TODO:").unwrap_or_default();
    inner.len() < rest.len() && after.starts_with(' ') && !after.trim().is_empty()
}

/// Returns true if an item is only a link, perhaps behind a label: `[Rules](a.md)`, `Code: [core](src/core/)`.
pub fn is_reference(rest: &str) -> bool {
    let inner = without_markers(rest).trim_end();
    let label = inner.find('[').map_or("", |at| &inner[..at]);
    let (name, link) = inner.split_at(label.len());
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || "*_`".contains(c));
    let is_label = name.is_empty() || name.ends_with([':', '：']);
    let end = link.find("](").and_then(|at| Some(at + link[at..].find(')')? + 1));
    is_label && end == Some(link.len())
}

/// Removes bullets, quote marks, heading marks and backslashes from the start of `rest`.
fn without_markers(mut rest: &str) -> &str {
    loop {
        let inner = match marker::bullet(rest) {
            Some(bullet) => &rest[bullet.width..],
            None => rest
                .trim_start_matches(|c| matches!(c, '>' | '\\' | '#') || marker::SIGNS.contains(c)),
        };
        let inner = inner.trim_start();
        if inner.len() == rest.len() {
            return rest;
        }
        rest = inner;
    }
}

/// Returns the text after an empty box at the start of `text`.
fn empty_box(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['`', '\\']);
    if let Some(after) = text.strip_prefix(|c| BOXES.contains(c) || checkbox::EMPTY.contains(c)) {
        return Some(after.trim_start_matches('\u{fe0f}'));
    }
    let (close, inner) = match text.as_bytes().first()? {
        b'[' => (']', &text[1..]),
        b'(' => (')', &text[1..]),
        _ => return None,
    };
    let inner = inner.trim_start().trim_start_matches(['\\', '_']);
    let after = inner.strip_prefix(close)?.trim_start_matches('`');
    // Otherwise it is a link without text, or a type: `[]string`.
    let is_apart = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ':');
    is_apart.then_some(after)
}

/// Returns the text after a word, several signs or a progress in brackets at the start of `text`:
/// `[TODO] text`, `[x?] text`, `[50%] text`.
fn word_in_brackets(text: &str) -> Option<&str> {
    let inner = text.trim_start_matches(['*', '_', '`']).strip_prefix('[')?;
    let (word, after) = inner.split_once(']')?;
    let after = after.trim_start_matches(['*', '_', '`']);
    let is_known = WORDS.contains(&word.trim().to_lowercase().as_str())
        || checkbox::is_several(word)
        || is_progress(word.trim());
    (is_known && after.starts_with([' ', '\t'])).then_some(after)
}

/// Returns true for the progress of something that is not finished: `50%`, `1/3`.
fn is_progress(text: &str) -> bool {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(percent) = text.strip_suffix('%') {
        return number(percent).is_some_and(|percent| percent < 100);
    }
    let parts = text.split_once('/').map(|(done, all)| (number(done), number(all)));
    matches!(parts, Some((Some(done), Some(all))) if done < all)
}

/// Returns true if `text` begins with HTML tags, one of them an unchecked checkbox.
fn is_unchecked(text: &str) -> bool {
    let mut rest = text;
    while let Some(tag) = rest.strip_prefix('<') {
        let Some((tag, after)) = tag.split_once('>') else { return false };
        let tag = tag.to_ascii_lowercase();
        if tag.starts_with("input") && tag.contains("checkbox") {
            let mut attributes = tag.split(|c: char| !(c.is_alphanumeric() || c == '-'));
            return !attributes.any(|name| name == "checked");
        }
        rest = after.trim_start();
    }
    false
}

/// Returns true if `rest` has a field such as `Status:`, a table cell, or a heading with an open status.
pub fn is_open_status(rest: &str) -> bool {
    let lower = rest.to_lowercase();
    let opens = |value: &str| {
        let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = |word: &&str| value.strip_prefix(*word);
        OPEN.iter().find_map(rest).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let marks = ['*', '_', '`', ' '];
    let in_field = FIELDS.iter().any(|field| {
        let mut fields = lower.match_indices(field).map(|(at, word)| &lower[at + word.len()..]);
        fields.any(|after| after.trim_start_matches(marks).strip_prefix(':').is_some_and(opens))
    });
    in_field
        || (rest.starts_with('|') && lower.split('|').any(|cell| is_word(cell.trim())))
        || (rest.starts_with('#') && is_open_heading(rest.trim_matches('#').trim()))
}

/// Returns true if a paragraph begins with `TODO`, or with an open status in bold and a colon: `TODO fix it`,
/// `**TODO**: Login`.
pub fn is_open_paragraph(text: &str) -> bool {
    let inner = text.trim_start_matches(['*', '_']);
    let after = inner.strip_prefix("TODO").map(|after| after.trim_start_matches(['*', '_', ':']));
    let says = |after: &str| after.starts_with(' ') && after.contains(char::is_alphanumeric);
    let first = |after: &str| after.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_note = after.is_some_and(|it| says(it) && !LISTS.contains(&&*first(it)));
    let name = (inner.len() < text.len()).then(|| inner.split_once(':')).flatten();
    is_note
        || name.is_some_and(|(name, after)| {
            is_word(&name.to_lowercase()) && says(after.trim_start_matches(['*', '_']))
        })
}

/// Returns true if `text` begins with the id of a task and a mark: `T001: Login`, `AB-12. Login`.
pub fn begins_with_id(text: &str) -> bool {
    let letters = text.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(text.len());
    let rest = text[letters..].strip_prefix('-').unwrap_or(&text[letters..]);
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let after = rest[digits..].strip_prefix([':', '.', ')']);
    let is_id = (1..=5).contains(&letters) && (1..=6).contains(&digits);
    is_id && after.is_some_and(|it| it.starts_with(' ') && it.contains(char::is_alphanumeric))
}

/// Returns true if a heading begins with `TODO` or an open status and a text, or ends with an open status in
/// brackets or behind a dash or colon: `PENDING: Login`, `Login (pending)`, `Login - in progress`.
fn is_open_heading(text: &str) -> bool {
    let after = text.strip_prefix("TODO").unwrap_or_default();
    let first = after.trim_matches([' ', ':']).split(' ').next().unwrap_or_default().to_lowercase();
    let is_note = after.starts_with([' ', ':']) && !first.is_empty() && !LISTS.contains(&&*first);
    let (word, named) = text.split_once(": ").unwrap_or_default();
    let is_led = is_word(&word.to_lowercase()) && named.contains(char::is_alphanumeric);
    let end = SEPARATORS.iter().filter_map(|mark| text.rfind(mark).map(|at| at + mark.len())).max();
    is_note || is_led || end.is_some_and(|at| at > 2 && is_word(&text[at..].to_lowercase()))
}

/// Returns true if a heading is only an open status: `Todo`, `🚧 In progress`.
pub fn is_state(heading: &str) -> bool {
    is_word(&heading.to_lowercase())
}

/// Returns true if a cell contains only an open status.
fn is_word(cell: &str) -> bool {
    let word = cell.trim_matches(|c: char| !c.is_alphanumeric());
    OPEN.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_is_only_a_link_is_a_reference() {
        for line in [
            "- [Rules](AGENTS.md)",
            "- Rules: [`AGENTS.md`](../../AGENTS.md)",
            "* **Code:** [core](services/core/)",
            "- Repository 規則：[`AGENTS.md`](../../../AGENTS.md)",
            "1. See: [the plan](plan.md)  ",
        ] {
            assert!(is_reference(line), "{line}");
        }
        for line in [
            "- Read [the plan](plan.md)",
            "- [core](src/core/): write it",
            "- Code: [a](a) and [b](b)",
            "- Code: [a]",
            "- Code: write it",
            "- [TODO] write it",
            "- ",
        ] {
            assert!(!is_reference(line), "{line}");
        }
    }

    #[test]
    fn boxes_in_other_forms() {
        for line in [
            "( ) a",
            "- ( ) a",
            "☐ a",
            "○ a",
            "- ◯ a",
            "• ☐ a",
            "⭕ a",
            "[TODO] a",
            "- [todo] a",
            "- **[WIP]** a",
            "* [In Progress] a",
            "> [Not started] a",
            "- [Blocked] a",
            "- [x?] a",
            "- [✅❌] a",
            "- [50%] a",
            "* [0 %] a",
            "- [1/3] a",
            "<li><input type=\"checkbox\"> a</li>",
            "<input type=checkbox> show checked items",
            "- <label><input type='checkbox' /> a</label>",
            "| <input type=\"checkbox\"> | a |",
            "[_] a",
        ] {
            assert!(is_box(line), "{line}");
        }
        for line in [
            "(a) b",
            "[TODO](url) a",
            "[TODO]",
            "[open]: url",
            "[Draft] a",
            "[...] a",
            "(...) a",
            "- [100%] a",
            "- [3/3] a",
            "- [2024/11] a",
            "- [api/v2] a",
            "- [done] a",
            "<li>a</li>",
            "<input type=\"checkbox\" checked> a",
            "<input type=\"text\"> checkbox",
            "a <input type=\"checkbox\">",
            "○",
        ] {
            assert!(!is_box(line), "{line}");
        }
    }

    #[test]
    fn fields_cells_and_headings_with_an_open_status() {
        for line in [
            "Status: pending",
            "**Status:** In progress",
            "- Status: ⏳ Not started",
            "State: open",
            "**State**: TODO",
            "- Progress: not started",
            "| a | pending |",
            "## TODO Write it",
            "## TODO: write it",
            "### Write it (pending)",
            "## Write it [In Progress]",
            "## Write it - todo",
            "## 2. Write it — **blocked**",
            "## Write it: planned ##",
            "### PENDING: Write it",
            "## In progress: write it",
        ] {
            assert!(is_open_status(line), "{line}");
        }
        for line in [
            "Status: done",
            "State: closed",
            "Progress: 100 %",
            "The state machine: it opens",
            "# TODO",
            "# TODO list",
            "## TODOs of the year",
            "## Open",
            "## (open)",
            "## Write it (done)",
            "## DONE: Write it",
            "## Open questions: a",
            "## What is new",
            "TODO write it",
        ] {
            assert!(!is_open_status(line), "{line}");
        }
    }

    #[test]
    fn notes_of_programmers() {
        assert!(is_note("- TODO: a") && is_note("* TODO: a"));
        for line in ["TODO: a", "- TODO:", "- TODO list", "- todo: a", "- a TODO: b"] {
            assert!(!is_note(line), "{line}");
        }
    }

    #[test]
    fn paragraphs_that_are_tasks() {
        for line in ["TODO fix it", "TODO: fix it", "**TODO**: fix", "**Pending:** fix it"] {
            assert!(is_open_paragraph(line), "{line}");
        }
        for line in ["TODO", "TODO list", "TODOs are here", "**Done:** a", "pending: a", "Todo a"] {
            assert!(!is_open_paragraph(line), "{line}");
        }
        for line in ["T001: a", "AB-12. a", "E2) a"] {
            assert!(begins_with_id(line), "{line}");
        }
        for line in ["T001", "T: a", "1: a", "t1: a", "T001: ", "HTTP: a", "RFC2616 says a"] {
            assert!(!begins_with_id(line), "{line}");
        }
    }
}
