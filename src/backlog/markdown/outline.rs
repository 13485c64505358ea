//! Lines to the tree that headings, list items and paragraphs make.
//!
//! A small part of `CommonMark`, read as people write backlogs: an item holds what is indented by
//! two columns or more past its marker (`CommonMark` wants the column of its text, which few hit
//! below `10.`), and a fence in an item also ends where an item or heading begins left of it.

use std::ops::Range;

use super::checkbox::{self, Checkbox, Mark};
use super::marker::{self, Fence};
use crate::backlog::lines::number;

/// Items nested deeper than this are siblings.
const DEEPEST: usize = 64;

/// What a node of the outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading with all below it, and its level.
    Heading(u8),
    /// A list item with all in it.
    Item,
    /// A further paragraph of an item, or one below a heading.
    Paragraph,
    /// The inside of a code fence.
    Code,
}

/// A heading, item, paragraph or fence.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub kind: Kind,
    /// 1-based.
    pub line: u32,
    /// The box of an item or heading.
    pub checkbox: Option<Checkbox<'a>>,
    /// The item or heading it stands in.
    pub parent: Option<usize>,
    /// The node after the last one inside this one.
    pub end: usize,
    /// Its own lines (of an item: its first paragraph) in [`Outline::lines`].
    lines: Range<usize>,
    /// The column of an item's marker.
    column: usize,
}

impl<'a> Node<'a> {
    /// What its box says.
    pub(super) fn mark(&self) -> Option<Mark<'a>> {
        self.checkbox.as_ref().map(|found| found.mark)
    }

    /// Whether it has a box.
    pub(super) fn has_box(&self) -> bool {
        self.checkbox.is_some()
    }
}

/// Where a line belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Owner {
    /// The innermost heading or item that it is in.
    pub node: Option<usize>,
    /// Whether it goes on with a fence or comment that began above it.
    pub hidden: bool,
}

/// The nodes of a file in reading order, so that what is inside a node directly follows it.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    pub nodes: Vec<Node<'a>>,
    lines: Vec<(u32, &'a str)>,
    /// Of each line read.
    pub owners: Vec<Owner>,
    /// The line of a fence or comment that nothing closes, and which of the two it is.
    pub unclosed: Option<(u32, &'static str)>,
}

impl<'a> Outline<'a> {
    /// Reads `lines` from the one at index `first`.
    pub(super) fn new(lines: &[&'a str], first: usize) -> Self {
        let mut builder = Builder::default();
        for (index, line) in lines.iter().enumerate().skip(first) {
            builder.line(number(index), line);
        }
        builder.finish()
    }

    /// The node's own lines with their numbers; of an item, its first paragraph.
    pub(super) fn lines(&self, node: usize) -> &[(u32, &'a str)] {
        &self.lines[self.nodes[node].lines.clone()]
    }

    /// The node's own lines, joined by line ends.
    pub(super) fn text(&self, node: usize) -> String {
        let lines: Vec<&str> = self.lines(node).iter().map(|&(_, text)| text).collect();
        lines.join("\n")
    }

    /// The first of the node's own lines.
    pub(super) fn first_line(&self, node: usize) -> &'a str {
        self.lines(node).first().map_or("", |&(_, text)| text)
    }
}

/// What the next lines are inside of.
#[derive(Default)]
enum Inside<'a> {
    #[default]
    Nothing,
    /// The fence, its own column and the column of the item that holds it, if one does.
    Fence {
        fence: Fence<'a>,
        column: usize,
        item: Option<usize>,
        line: u32,
    },
    Comment {
        line: u32,
    },
}

#[derive(Default)]
struct Builder<'a> {
    outline: Outline<'a>,
    /// The headings and items that are open, outermost first.
    open: Vec<usize>,
    /// The item or paragraph that a line of text continues.
    paragraph: Option<usize>,
    inside: Inside<'a>,
}

impl<'a> Builder<'a> {
    fn line(&mut self, number: u32, line: &'a str) {
        let (column, rest) = marker::skip_space(line, 0);
        let hidden = self.goes_on(number, line, column, rest);
        if !hidden {
            self.block(number, column, rest);
        }
        let node = self.owner(column, rest, hidden);
        self.outline.owners.push(Owner { node, hidden });
    }

    /// Whether the line goes on with the fence or comment that is open, its end included.
    fn goes_on(&mut self, number: u32, line: &'a str, column: usize, rest: &'a str) -> bool {
        match self.inside {
            Inside::Nothing => false,
            Inside::Comment { .. } => {
                if rest.contains("-->") {
                    self.inside = Inside::Nothing;
                }
                true
            }
            Inside::Fence { fence, column: own, item, .. } => {
                if item.is_some_and(|item| column <= item && starts_structure(rest)) {
                    self.inside = Inside::Nothing;
                    return false;
                }
                if marker::closes(rest, fence) {
                    self.inside = Inside::Nothing;
                } else {
                    self.push_line(number, outdent(line, own));
                }
                true
            }
        }
    }

    /// The heading or item that the line just read belongs to.
    fn owner(&self, column: usize, rest: &str, hidden: bool) -> Option<usize> {
        if hidden {
            return self.outline.owners.last().and_then(|owner| owner.node);
        }
        if let Some(node) = self.paragraph {
            return if self.is_item(node) { Some(node) } else { self.outline.nodes[node].parent };
        }
        if rest.starts_with("<!--") {
            return self.parent_at(column);
        }
        self.open.last().copied()
    }

    /// A line that is in no fence and no comment.
    fn block(&mut self, number: u32, column: usize, rest: &'a str) {
        if rest.is_empty() {
            self.paragraph = None;
        } else if let Some(level) = self.underlined(column, rest) {
            self.underline(level);
        } else if self.is_indented_code(column) {
            // A box in it is an example, not a task.
        } else if self.begins_item(column, rest) {
            self.item(number, column, rest);
        } else if marker::is_rule(rest) {
            // An empty paragraph stands for it: what a line like `Acceptance criteria:` says of the
            // list below it ends here.
            self.close_items(column);
            self.push(Kind::Paragraph, number, None, column);
            self.paragraph = None;
        } else {
            self.leaf(number, column, rest);
        }
    }

    /// Anything but an item: a fence, a comment, a heading or text.
    fn leaf(&mut self, number: u32, column: usize, rest: &'a str) {
        if let Some(fence) = marker::fence(rest) {
            self.close_items(column);
            let item = self.innermost_item().map(|item| self.outline.nodes[item].column);
            self.inside = Inside::Fence { fence, column, item, line: number };
            self.push(Kind::Code, number, None, column);
            self.paragraph = None;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            self.paragraph = None;
            match comment.find("-->") {
                None => self.inside = Inside::Comment { line: number },
                Some(end) => {
                    let after = comment[end + 3..].trim();
                    if !after.is_empty() {
                        self.text(number, column, after);
                    }
                }
            }
        } else if let Some((level, text)) = self.heading(column, rest) {
            self.push_heading(level, number, text);
        } else {
            self.text(number, column, rest);
        }
    }

    fn text(&mut self, number: u32, column: usize, text: &'a str) {
        if self.paragraph.is_none() {
            self.close_items(column);
            self.paragraph = Some(self.push(Kind::Paragraph, number, None, column));
        }
        self.push_line(number, text.trim_end());
    }

    fn item(&mut self, number: u32, column: usize, rest: &'a str) {
        self.close_items(column);
        if self.open.len() >= DEEPEST
            && let Some(item) = self.innermost_item()
        {
            self.close_at(item);
        }
        let (inside, rest) = after_bullet(rest, column);
        let found = box_in(rest);
        let text = found.as_ref().map_or(rest, |found| found.text);
        let node = self.push(Kind::Item, number, found, column);
        self.open.push(node);
        if rest.is_empty() {
            self.paragraph = None;
        } else if marker::fence(rest).is_some() || rest.starts_with("<!--") {
            self.leaf(number, inside, rest);
        } else {
            self.paragraph = Some(node);
            self.push_line(number, text.trim_end());
        }
    }

    /// A list marker begins an item, but in a paragraph only where `CommonMark` lets it: a wrapped
    /// line may well begin with `14. ` or be a lone dash.
    fn begins_item(&self, column: usize, rest: &str) -> bool {
        let Some(bullet) = marker::bullet(rest) else { return false };
        if marker::is_rule(rest) {
            return false;
        }
        let (_, text) = after_bullet(rest, column);
        let interrupts = self.paragraph.is_some_and(|node| match self.outline.nodes[node].kind {
            Kind::Item => column >= self.outline.nodes[node].column + 2,
            _ => self.outline.nodes[node].parent == self.parent_at(column),
        });
        !interrupts
            || checkbox::leading(text).is_some()
            || (!text.is_empty() && bullet.ordinal.is_none_or(|ordinal| ordinal == 1))
    }

    /// A heading stands left of any item's text; within an item it is text of the item.
    fn heading(&self, column: usize, rest: &'a str) -> Option<(u8, &'a str)> {
        let in_item = self.parent_at(column).is_some_and(|node| self.is_item(node));
        marker::heading(rest).filter(|_| !in_item && column < 4)
    }

    fn push_heading(&mut self, level: u8, number: u32, text: &'a str) {
        while let Some(&node) = self.open.last() {
            match self.outline.nodes[node].kind {
                Kind::Heading(above) if above < level => break,
                _ => self.close_at(node),
            }
        }
        let found = checkbox::in_heading(text);
        let text = found.as_ref().map_or(text, |found| found.text);
        let node = self.push(Kind::Heading(level), number, found, 0);
        self.push_line(number, text);
        self.open.push(node);
        self.paragraph = None;
    }

    /// The level that `rest` gives to the paragraph above it as its underline.
    fn underlined(&self, column: usize, rest: &str) -> Option<u8> {
        let node = &self.outline.nodes[self.paragraph?];
        let free = node.parent.is_none_or(|parent| !self.is_item(parent));
        let one_line = node.lines.len() == 1;
        if node.kind != Kind::Paragraph || !free || !one_line || column >= 4 {
            return None;
        }
        marker::underline(rest)
    }

    /// Turns the paragraph above, the last node there is, into a heading.
    fn underline(&mut self, level: u8) {
        let Some(node) = self.outline.nodes.pop() else { return };
        if let Some((number, text)) = self.outline.lines.pop() {
            debug_assert_eq!(number, node.line);
            self.push_heading(level, number, text);
        }
    }

    /// Four columns in, with no item and no paragraph that the line could belong to.
    fn is_indented_code(&self, column: usize) -> bool {
        column >= 4 && self.paragraph.is_none() && self.innermost_item().is_none()
    }

    fn push(
        &mut self,
        kind: Kind,
        line: u32,
        checkbox: Option<Checkbox<'a>>,
        column: usize,
    ) -> usize {
        let at = self.outline.lines.len();
        let parent = self.open.last().copied();
        let node = Node { kind, line, checkbox, parent, end: 0, lines: at..at, column };
        self.outline.nodes.push(node);
        self.outline.nodes.len() - 1
    }

    /// Adds a line to the last node, the only one that can still grow.
    fn push_line(&mut self, number: u32, text: &'a str) {
        if let Some(node) = self.outline.nodes.last_mut() {
            self.outline.lines.push((number, text));
            node.lines.end = self.outline.lines.len();
        }
    }

    fn is_item(&self, node: usize) -> bool {
        self.outline.nodes[node].kind == Kind::Item
    }

    fn innermost_item(&self) -> Option<usize> {
        self.open.last().copied().filter(|&node| self.is_item(node))
    }

    /// The open node that a line at `column` belongs to.
    fn parent_at(&self, column: usize) -> Option<usize> {
        let holds =
            |&&node: &&usize| !self.is_item(node) || column >= self.outline.nodes[node].column + 2;
        self.open.iter().rev().find(holds).copied()
    }

    /// Closes the items that do not hold a line at `column`.
    fn close_items(&mut self, column: usize) {
        while let Some(item) = self.innermost_item() {
            if column >= self.outline.nodes[item].column + 2 {
                break;
            }
            self.close_at(item);
        }
    }

    /// Closes the innermost open node, which is `node`.
    fn close_at(&mut self, node: usize) {
        self.outline.nodes[node].end = self.outline.nodes.len();
        self.open.pop();
    }

    fn finish(mut self) -> Outline<'a> {
        while let Some(&node) = self.open.last() {
            self.close_at(node);
        }
        for (index, node) in self.outline.nodes.iter_mut().enumerate() {
            if matches!(node.kind, Kind::Paragraph | Kind::Code) {
                node.end = index + 1;
            }
        }
        self.outline.unclosed = match self.inside {
            Inside::Nothing => None,
            Inside::Fence { line, .. } => Some((line, "code fence")),
            Inside::Comment { line } => Some((line, "comment")),
        };
        self.outline
    }
}

/// Whether `line` begins an item with a box.
pub(super) fn is_box(line: &str) -> bool {
    let line = line.trim_start();
    marker::bullet(line).is_some() && box_in(line).is_some()
}

/// The column and the text after the list marker at the start of `rest`.
fn after_bullet(rest: &str, column: usize) -> (usize, &str) {
    let width = marker::bullet(rest).map_or(0, |bullet| bullet.width);
    marker::skip_space(&rest[width..], column + width)
}

/// The box of an item with the text `rest`. Markers may repeat before it: `- 1. [ ] a`. Without a
/// box, as in `- 1. a`, the second marker is text.
fn box_in(mut rest: &str) -> Option<Checkbox<'_>> {
    while marker::bullet(rest).is_some() {
        rest = after_bullet(rest, 0).1;
    }
    checkbox::leading(rest)
}

fn starts_structure(rest: &str) -> bool {
    marker::heading(rest).is_some() || (marker::bullet(rest).is_some() && !marker::is_rule(rest))
}

/// `line` without up to `column` columns of white space.
fn outdent(line: &str, column: usize) -> &str {
    let blank = |c: char| c == ' ' || c == '\t';
    let width = line.chars().take_while(|&c| blank(c)).count().min(column);
    line[width..].trim_end()
}

#[cfg(test)]
mod tests;
