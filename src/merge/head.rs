//! First paragraph of a heading or item: marker, box, text and labels.

use super::state::Ticked;
use super::tree::{Kind, Tree};
use crate::backlog::formats::markdown;
use crate::backlog::text::labels;
use crate::backlog::text::title;
use crate::model::TaskState;

/// Prefix of a further line that lacks the indentation of its item. It is valid UTF-8 and no
/// character of a text.
const UNINDENTED: &[u8] = "\u{FFFF}".as_bytes();

/// Parts of a first paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Marker: `- `, `10. `, `## `
    pub marker: Vec<u8>,
    /// Box: `[x]`
    pub mark: Option<Vec<u8>>,
    pub state: Option<TaskState>,
    /// Star after the box of an optional task, if there is one.
    pub star: Vec<u8>,
    /// True if the box is after the text, as it may be in a heading.
    pub trailing: bool,
    /// Text between the box and the title.
    pub glue: Vec<u8>,
    /// Lines without indentation, the first one without marker and box. For a heading with a box
    /// after its text, the second line is the rest after the box.
    pub text: Vec<Vec<u8>>,
}

impl Head {
    pub(super) fn new(tree: &Tree, node: usize) -> Self {
        let content = &tree.nodes[node];
        let first = tree.relative(node, content.start).unwrap_or_default();
        let readable = String::from_utf8_lossy(first);
        let (marker, mark) = markdown::parts(&readable, content.kind == Kind::Section);
        let marker = marker.min(first.len());
        let (before, after) = first.split_at(marker);
        // Bytes that are no text are after a leading box and before a trailing one.
        let from_end = mark.as_ref().map(|mark| readable.len() - mark.start);
        let mut head = Self {
            marker: before.to_vec(),
            mark: None,
            state: None,
            star: Vec::new(),
            trailing: false,
            glue: b" ".to_vec(),
            text: Vec::new(),
        };
        let mut rest = after;
        let mut behind: Option<&[u8]> = None;
        if let (Some(mark), Some(from_end)) = (mark, from_end) {
            let leads = mark.start == marker || readable[marker..mark.start].trim().is_empty();
            let leads = leads || content.kind == Kind::Item;
            let start = if leads { mark.start } else { first.len().saturating_sub(from_end) };
            let end = (start + mark.len()).min(first.len());
            let found_box = &first[start..end];
            let close = found_box.iter().rposition(|byte| b"]`".contains(byte));
            let (mark, star) = found_box.split_at(close.map_or(end - start, |close| close + 1));
            (head.mark, head.star) = (Some(mark.to_vec()), star.to_vec());
            head.state = content.state;
            head.trailing = !leads;
            if leads {
                head.marker = first[..start].to_vec();
                rest = &first[end..];
                let text = rest.trim_ascii_start();
                if !rest.is_empty() {
                    head.glue = rest[..rest.len() - text.len()].to_vec();
                }
            } else {
                rest = &first[marker..start];
                behind = Some(&first[end..]);
                let text = rest.trim_ascii_end();
                head.glue = rest[text.len()..].to_vec();
                rest = text;
            }
        }
        head.text.push(rest.trim_ascii_start().to_vec());
        if let Some(behind) = behind {
            head.text.push(behind.to_vec());
        }
        let more = content.start + 1..content.start + content.own;
        head.text.extend(more.map(|line| {
            match tree.relative(node, line).filter(|inner| !inner.starts_with(UNINDENTED)) {
                Some(inner) => inner.to_vec(),
                None => [UNINDENTED, tree.text.lines[line].content].concat(),
            }
        }));
        head
    }

    /// Returns the lines as they are written, without indentation.
    pub(super) fn lines(&self) -> Vec<Vec<u8>> {
        let mut lines = self.text.clone();
        let mut first = self.marker.clone();
        match &self.mark {
            Some(mark) if self.trailing => {
                let behind = if lines.len() > 1 { lines.remove(1) } else { Vec::new() };
                let parts = [&lines[0], &self.glue, mark, &self.star, &behind];
                first.extend(parts.into_iter().flatten());
            }
            Some(mark) => {
                first.extend(mark.iter().chain(&self.star));
                if lines[0].is_empty() {
                    first.extend(self.glue.iter().filter(|_| self.glue != b" "));
                } else {
                    first.extend(self.glue.iter().chain(&lines[0]));
                }
            }
            None => first.extend(&lines[0]),
        }
        lines[0] = first;
        lines
    }

    /// Returns the lines with the indentation of their item.
    pub(super) fn written(&self, indent: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = self.lines();
        for line in &mut lines {
            match line.strip_prefix(UNINDENTED) {
                Some(whole) => *line = whole.to_vec(),
                None => *line = [indent, line].concat(),
            }
        }
        lines
    }

    /// Returns the box with its state.
    pub(super) fn ticked(&self) -> Option<Ticked<'_>> {
        Some(Ticked { mark: self.mark.as_deref()?, state: self.state? })
    }

    /// Returns the lines as one text, if they are UTF-8.
    pub(super) fn joined(&self) -> Option<String> {
        String::from_utf8(self.text.join(&b'\n')).ok()
    }

    /// Returns the head with another text.
    pub(super) fn with(&self, text: &str) -> Self {
        let text = text.split('\n').map(|line| line.as_bytes().to_vec()).collect();
        Self { text, ..self.clone() }
    }
}

/// Returns the title of a node without its id, for messages.
pub(super) fn title(tree: &Tree, node: usize) -> String {
    let text = Head::new(tree, node).text;
    let text: Vec<&[u8]> = text
        .iter()
        .map(|line| line.strip_prefix(UNINDENTED).unwrap_or(line).trim_ascii())
        .collect();
    let text = String::from_utf8_lossy(&text.join(&b' ')).into_owned();
    title::title(&labels::strip(&text, &labels::find(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::formats::markdown::structure;
    use crate::merge::tree::Numbers;

    fn head(line: &str) -> Head {
        Head::new(&Tree::new(line.as_bytes(), structure, &mut Numbers::default()), 1)
    }

    #[test]
    fn a_head_is_its_parts() {
        for line in [
            "- [ ] a",
            "- [x]  a",
            "- [x]",
            "-",
            "- a",
            "1. [ ] a #b",
            "- 1. [~] a",
            "## A",
            "## A [x] #",
            "## [X] A",
            "- [ ] a\n  b",
            "A\n===",
            "##",
            "- [ ]  ",
            "- [x]* 1.2 a",
            "-[ ] a",
            "* [👩\u{200d}💻] a",
            "## \u{e9} [x]",
        ] {
            let lines = head(line).lines().join(&b'\n');
            let first = line.strip_suffix("\n===").unwrap_or(line);
            assert_eq!(String::from_utf8(lines).unwrap(), first);
        }
    }

    #[test]
    fn a_title_is_that_of_the_task_behind_its_id() {
        for (text, expected) in [
            ("- [x] **T1**: Write `docs/a.md` #done", "T1: Write docs/a.md"),
            (
                "- [x] Write down what the\n  parser does #p:1. More of it",
                "Write down what the parser does",
            ),
            ("## Core #p:1 [x]", "Core"),
        ] {
            let tree = Tree::new(text.as_bytes(), structure, &mut Numbers::default());
            assert_eq!(title(&tree, 1), expected);
        }
        let long = format!("- [x] Write {}\n  the end", "on and ".repeat(20));
        let tree = Tree::new(long.as_bytes(), structure, &mut Numbers::default());
        let title = title(&tree, 1);
        assert!(title.ends_with("on and on…") && title.chars().count() <= 100, "{title}");
    }
}
