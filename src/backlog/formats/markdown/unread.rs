//! Lines that look like open tasks to people and are not read as tasks.

use super::outline::{Kind, Outline};
use super::{body, marker};
use crate::backlog::Source;
use crate::backlog::text::lines;

/// Bullets of word processors, before a box.
const BULLETS: &str = "•‣◦●·–—∙";
/// Signs that look like a box.
const BOXES: &str = "☐□◻⬜🔲🔳";
/// Starts of values of a status field that mean open.
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
/// Words of headings of finished items.
const FINISHED: [&str; 6] = ["done", "completed", "finished", "archive", "archived", "closed"];

/// Returns the numbers of lines of `source` that look like open tasks and are not read: boxes in
/// unknown forms; and in a file without boxes, open status fields, else plain items.
pub fn unread(source: &Source) -> Vec<u32> {
    let text = lines::decode(source, &mut Vec::new());
    let all = lines::split(&text, "", &mut Vec::new());
    let (first, end) = body(&all);
    let outline = Outline::new(&all[..end], first);
    let read: Vec<u32> =
        outline.nodes.iter().filter(|node| node.has_box()).map(|node| node.line).collect();
    let mut candidates = Vec::new();
    let mut indented = Vec::new();
    for (index, (line, owner)) in all[first..end].iter().zip(&outline.owners).enumerate() {
        let number = lines::number(first + index);
        let (column, rest) = marker::skip_space(line, 0);
        let in_item = owner.node.is_some_and(|node| outline.nodes[node].kind == Kind::Item);
        if owner.hidden || read.binary_search(&number).is_ok() {
            continue;
        }
        if column < 4 || in_item {
            candidates.push((number, is_box(rest), rest));
        } else if is_box(rest) {
            indented.push(number);
        }
    }
    let boxes: Vec<u32> = candidates.iter().filter(|it| it.1).map(|it| it.0).collect();
    if !boxes.is_empty() || !read.is_empty() {
        return boxes;
    }
    if !indented.is_empty() {
        // The whole list is indented.
        return indented;
    }
    let open: Vec<u32> =
        candidates.iter().filter(|it| is_open_status(it.2)).map(|it| it.0).collect();
    if open.is_empty() { plain_items(&outline) } else { open }
}

/// Returns the outermost items, except those below headings of finished items.
fn plain_items(outline: &Outline) -> Vec<u32> {
    let nodes = &outline.nodes;
    let mut is_finished = vec![false; nodes.len()];
    let mut items = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let around = node.parent.is_some_and(|parent| is_finished[parent]);
        let words = outline.first_line(index).to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        let says = matches!(node.kind, Kind::Heading(_)) && words.any(|it| FINISHED.contains(&it));
        is_finished[index] = around || says;
        let in_item = node.parent.is_some_and(|parent| nodes[parent].kind == Kind::Item);
        if node.kind == Kind::Item && !in_item && !around {
            items.push(node.line);
        }
    }
    items
}

/// Returns true if an empty box is at the start of `rest`, or alone in a cell of it.
fn is_box(rest: &str) -> bool {
    if rest.starts_with('|') {
        return rest.split('|').any(|cell| empty_box(cell.trim()) == Some(""));
    }
    let mut rest = rest;
    loop {
        let inner = match marker::bullet(rest) {
            Some(bullet) => &rest[bullet.width..],
            None => {
                rest.trim_start_matches(|c| matches!(c, '>' | '\\' | '#') || BULLETS.contains(c))
            }
        };
        let inner = inner.trim_start();
        if inner.len() == rest.len() {
            break;
        }
        rest = inner;
    }
    let is_input = || rest.starts_with("<input") && rest.contains("checkbox");
    match empty_box(rest) {
        Some(after) => !after.trim().is_empty(),
        None => is_input() && !rest.contains("checked"),
    }
}

/// Returns the text after the empty box at the start of `text`.
fn empty_box(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['`', '\\']);
    if let Some(after) = text.strip_prefix(|c| BOXES.contains(c)) {
        return Some(after.trim_start_matches('\u{fe0f}'));
    }
    let (close, inner) = match text.as_bytes().first()? {
        b'[' => (']', &text[1..]),
        b'(' => (')', &text[1..]),
        _ => return None,
    };
    let inner = inner.trim_start().trim_start_matches('\\');
    let after = inner.strip_prefix(close)?.trim_start_matches('`');
    // Otherwise it is a link without text, or a type such as `[]string`.
    let is_apart = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ':');
    is_apart.then_some(after)
}

/// Returns true if `rest` has a field `Status:` or a table cell with an open status.
fn is_open_status(rest: &str) -> bool {
    let lower = rest.to_lowercase();
    let opens = |value: &str| {
        let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = |word: &&str| value.strip_prefix(*word);
        OPEN.iter().find_map(rest).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let marks = ['*', '_', '`', ' '];
    let mut fields = lower.match_indices("status").map(|(at, word)| &lower[at + word.len()..]);
    let in_field =
        fields.any(|after| after.trim_start_matches(marks).strip_prefix(':').is_some_and(opens));
    in_field || (rest.starts_with('|') && lower.split('|').any(|cell| is_word(cell.trim())))
}

/// Returns true if a cell is only an open status.
fn is_word(cell: &str) -> bool {
    let word = cell.trim_matches(|c: char| !c.is_alphanumeric());
    OPEN.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<u32> {
        unread(&Source { name: "T.md".into(), bytes: text.as_bytes().to_vec() })
    }

    #[test]
    fn boxes_in_other_forms() {
        for line in [
            "> - [ ] a",
            "[ ] a",
            "• [ ] a",
            "– [ ] a",
            "- ( ) a",
            "☐ a",
            "## ☐ a",
            "### 🔲 Task 1: a",
            "- ☐ a",
            "⬜\u{fe0f} a",
            "\\- \\[ \\] a",
            "- \\[ \\] a",
            "| T1 | a | [ ] |",
            "| ☐ | a |",
            "- <input type=\"checkbox\"> a",
            "- [ ]: a",
        ] {
            assert_eq!(found(&format!("- [x] done\n\n{line}\n")), [3], "{line}");
        }
    }

    #[test]
    fn what_is_no_box_is_not_counted() {
        for line in [
            "[text](url)",
            "- [](url)",
            "- see [1]",
            "[1]: url",
            "[x]: url",
            "`a[ ]`",
            "- f() a",
            "    - [ ] code",
            "```\n- [ ] code\n```",
            "<!-- - [ ] a -->",
            "| a | b |",
            "Status: pending",
            "- plain",
            "text\n`[]string` and\n[]int",
            "- <input type=\"checkbox\" checked> a",
            "☐",
        ] {
            assert_eq!(found(&format!("- [x] done\n\n{line}\n")), [0; 0], "{line}");
        }
    }

    #[test]
    fn a_file_without_boxes_shows_its_work_otherwise() {
        for (text, expected) in [
            ("## A\n\nStatus: pending\n\n## B\n**Status**: In Progress\n", vec![3, 6]),
            ("## A\n- **Status:** ⏳ Not started\n", vec![2]),
            ("| Task | Status |\n|---|---|\n| a | TODO |\n| b | Done |\n", vec![3]),
            ("## A\nStatus: done\n", vec![]),
            ("## A\nStatus: openly discussed\n", vec![]),
            ("# TODO\n- a\n  - b\n- c\n", vec![2, 4]),
            ("# Done\n- a\n## B\n- b\n# Next\n- c\n", vec![6]),
            ("# Tasks\n\n    - [ ] a\n    - [ ] b\n", vec![3, 4]),
            ("# Tasks\n\n\t- [ ] a\n", vec![3]),
            ("# Tasks\n\n    - [x] a\n", vec![]),
            ("# Tasks\n\n    [] string\n    a\n- [x] done\n", vec![]),
            ("# Tasks\n\nNothing to do.\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
