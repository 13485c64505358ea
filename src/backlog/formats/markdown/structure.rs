//! Lines of a backlog with their places in the outline, for the merge, which must keep every line.

use std::ops::Range;

use super::checkbox;
use super::outline::{Kind, Outline, Owner};
use super::{body, marker, roles};
use crate::backlog::shape::{Block, Structure};
use crate::backlog::text::lines;

/// Parses `text`, whatever it is.
pub fn structure(text: &str) -> Structure {
    let lines = lines::split(text, "", &mut Vec::new());
    let (first, end) = body(&lines);
    let outline = Outline::new(&lines[..end], first);
    let dash = roles::dash(&outline);
    let mut structure = Structure { blocks: Vec::new(), lines: vec![(None, true); lines.len()] };
    let mut places = vec![None; outline.nodes.len()];
    for (index, node) in outline.nodes.iter().enumerate() {
        if matches!(node.kind, Kind::Heading(_) | Kind::Item) {
            places[index] = Some(structure.blocks.len());
            structure.blocks.push(Block {
                line: node.line as usize - 1,
                own: own(&outline, index),
                parent: node.parent.and_then(|parent| places[parent]),
                level: match node.kind {
                    Kind::Heading(level) => Some(level),
                    _ => None,
                },
                state: node.mark().map(|mark| mark.state(dash)),
                text: outline.text(index),
            });
        }
    }
    for (line, &Owner { node, hidden }) in structure.lines[first..].iter_mut().zip(&outline.owners)
    {
        *line = (node.and_then(|node| places[node]), hidden);
    }
    structure
}

/// Counts the lines of the first paragraph of `node`, from the line of its marker.
fn own(outline: &Outline, node: usize) -> usize {
    let start = outline.nodes[node].line;
    let lines = outline.lines(node).iter().zip(start..);
    lines.take_while(|&(&(number, _), expected)| number == expected).count().max(1)
}

/// Finds the end of the marker of a heading or item, with the white space after it, and the
/// position of its box.
pub fn parts(line: &str, is_heading: bool) -> (usize, Option<Range<usize>>) {
    let rest = line.trim_start_matches([' ', '\t']);
    let offset = |rest: &str| line.len() - rest.len();
    if is_heading {
        let Some((_, text)) = marker::heading(rest) else { return (offset(rest), None) };
        let hashes = rest.trim_start_matches('#').trim_start_matches([' ', '\t']);
        let start = offset(hashes);
        let found = checkbox::in_heading(text).map(|found| found.span);
        return (start, found.map(|span| start + span.start..start + span.end));
    }
    let mut inner = rest;
    let mut first = None;
    while let Some(bullet) = marker::bullet(inner) {
        inner = inner[bullet.width..].trim_start_matches([' ', '\t']);
        first.get_or_insert(offset(inner));
    }
    if let Some(found) = checkbox::leading(inner) {
        let start = offset(inner);
        return (start, Some(start..start + found.span.end));
    }
    (first.unwrap_or(offset(rest)), None)
}

/// Returns true if two boxes or signs, as [`parts`] finds them, mean the same. Unknown signs must be equal.
pub fn is_same_sign(one: &str, other: &str) -> bool {
    // `[]` is a box only before a text.
    let [one_box, other_box] = [one, other].map(|mark| format!("{mark} a"));
    let meaning = |mark, text| {
        checkbox::leading(text).map(|found| found.mark).or_else(|| checkbox::sign(mark))
    };
    let [one, other] = [meaning(one, &one_box), meaning(other, &other_box)];
    one.is_some() && one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_place() {
        let text = "---\nx: y\n---\npre\n# A\n- [ ] a\n  wrapped\n\n  ```\n- [ ] no\n  ```\n\
                    \x20 - [x] b\n<!-- c\n- d -->\n- e\n\nB\n---\nf\n";
        let found = structure(text);
        let places: Vec<Option<usize>> = found.lines.iter().map(|line| line.0).collect();
        let (a, item, b) = (Some(0), Some(1), Some(2));
        // A box left of the fence's item ends the fence.
        assert_eq!(places[..9], [None, None, None, None, a, item, item, item, item]);
        assert_eq!(found.blocks[1].own, 2);
        assert_eq!(found.blocks[2].parent, a);
        assert_eq!(places[9], b);
        let last = found.blocks.last().expect("a heading");
        assert!(last.level == Some(2) && last.line == 16 && last.own == 1);
        assert_eq!(places[17..], [Some(found.blocks.len() - 1); 2]);
    }

    #[test]
    fn parts_of_a_first_line() {
        for (line, is_heading, marker, found) in [
            ("- [ ] a", false, "- ", "[ ]"),
            ("  10. [x] a", false, "  10. ", "[x]"),
            ("- 1. [~] a", false, "- 1. ", "[~]"),
            ("- [ ]* 1.2 a", false, "- ", "[ ]*"),
            ("- `[ ]` a", false, "- ", "`[ ]`"),
            ("-[ ] a", false, "-", "[ ]"),
            ("1.[x]a", false, "1.", "[x]"),
            ("- [🏗\u{fe0f}] a", false, "- ", "[🏗\u{fe0f}]"),
            ("- 1. a", false, "- ", ""),
            ("- a", false, "- ", ""),
            ("-", false, "-", ""),
            ("## [✓] A", true, "## ", "[✓]"),
            ("## A [x] ##", true, "## ", "[x]"),
            ("## [!] A", true, "## ", ""),
            ("## ✅ Task 1: A", true, "## ", "✅"),
            ("### Task 1: A 🚧 ##", true, "### ", "🚧"),
            ("## ✅ Done", true, "## ", ""),
            ("A", true, "", ""),
        ] {
            let (end, mark) = parts(line, is_heading);
            assert_eq!((&line[..end], mark.map_or("", |mark| &line[mark])), (marker, found));
        }
    }
}
