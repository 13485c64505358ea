//! Boxes that a tool numbers by their position: `- [ ] #2 It is fast`.
//!
//! The numbers name nothing, since the tool renumbers when a box goes. They are left out of a merge and
//! written again after it.

use std::fmt::Write;

/// Ends of the comments around such boxes.
const BEGIN: &str = ":BEGIN -->";
const END: &str = ":END -->";
/// Names of the lists whose boxes are numbered: acceptance criteria and definition of done.
const LISTS: [&str; 2] = ["<!-- AC", "<!-- DOD"];

/// Returns a text without the numbers of its boxes. `None` if they are not as the tool writes them.
pub(super) fn without_numbers(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut expected = None;
    for line in text.split_inclusive('\n') {
        expected = inside(line, expected);
        match (box_and_text(line), expected) {
            (Some((mark, rest)), Some(number)) => {
                out.push_str(mark);
                out.push_str(rest.strip_prefix(&format!("#{number} "))?);
                expected = Some(number + 1);
            }
            _ => out.push_str(line),
        }
    }
    Some(out)
}

/// Writes the numbers of the boxes. Both sides of a conflict go on from the box before it.
pub(super) fn numbered(text: &str, marker_size: usize) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut next = None;
    let mut at_conflict = None;
    for line in text.split_inclusive('\n') {
        let is_marker = |sign: &str| line.starts_with(&sign.repeat(marker_size));
        if is_marker("<") {
            at_conflict = next;
        } else if at_conflict.is_some() && (is_marker("|") || is_marker("=")) {
            next = at_conflict;
        }
        next = inside(line, next);
        match (box_and_text(line), next) {
            (Some((mark, rest)), Some(number)) => {
                let _ = write!(out, "{mark}#{number} {rest}");
                next = Some(number + 1);
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// Returns the number of the next box after a line that may begin or end a list of boxes.
fn inside(line: &str, next: Option<usize>) -> Option<usize> {
    let line = line.trim_end();
    let is_of_list = LISTS.iter().any(|list| line.starts_with(list));
    if is_of_list && line.ends_with(BEGIN) {
        Some(1)
    } else if is_of_list && line.ends_with(END) {
        None
    } else {
        next
    }
}

/// Splits a line with a box at the left margin.
fn box_and_text(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("- [")?;
    let is_box = rest.starts_with([' ', 'x', 'X']) && rest[1..].starts_with("] ");
    is_box.then(|| line.split_at("- [ ] ".len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "- [ ] #7 x\n<!-- AC:BEGIN -->\n- [x] #1 a\n- [ ] #2 b\n<!-- AC:END -->\n\
        <!-- DOD:BEGIN -->\n- [ ] #1 c\n<!-- DOD:END -->\n";

    #[test]
    fn numbers_go_and_come_back() {
        let bare = without_numbers(TEXT).unwrap();
        assert!(bare.contains("- [x] a\n- [ ] b\n") && bare.contains("- [ ] #7 x\n"));
        assert_eq!(numbered(&bare, 7), TEXT);
        assert_eq!(without_numbers(&TEXT.replace("#2", "#3")), None);
        assert_eq!(without_numbers("").as_deref(), Some(""));
    }

    #[test]
    fn both_sides_of_a_conflict_have_the_same_numbers() {
        let text = "<!-- AC:BEGIN -->\n- [ ] a\n<<<<<<< ours\n- [ ] b\n=======\n- [ ] c\n>>>>>>> theirs\n- [ ] d\n";
        let expected =
            text.replace("] a", "] #1 a").replace("] b", "] #2 b").replace("] c", "] #2 c");
        assert_eq!(numbered(text, 7), expected.replace("] d", "] #3 d"));
    }
}
