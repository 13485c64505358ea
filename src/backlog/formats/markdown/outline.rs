//! Tree of headings, list items and paragraphs.
//!
//! This is a part of `CommonMark`, adapted to how people write backlogs: an item contains lines
//! that are indented by two or more columns past its marker (`CommonMark` requires the column of
//! its text, which few people hit below `10.`), a fence in an item also ends where an item or
//! heading starts to its left, and blocks may have any indentation. Paragraphs end as in
//! `CommonMark`. `tests/oracle/cmark.py` compares the two, and lists the intended differences.

use std::ops::Range;

use super::checkbox::{self, Checkbox, Mark};
use super::marker;
use crate::backlog::text::lines::number;
use builder::Builder;

mod builder;

/// Maximum nesting of items. Deeper items become siblings.
const MAX_DEPTH: usize = 64;

/// Kind of a node of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Heading with everything below it, and its level.
    Heading(u8),
    /// List item with everything inside it.
    Item,
    /// Further paragraph of an item, or paragraph below a heading.
    Paragraph,
    /// Content of a code fence.
    Code,
}

/// Heading, item, paragraph or fence.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub kind: Kind,
    /// First line, from 1.
    pub line: u32,
    /// Box of an item or heading.
    pub checkbox: Option<Checkbox<'a>>,
    /// Item or heading around it.
    pub parent: Option<usize>,
    /// Index after the last node inside this one.
    pub end: usize,
    /// Its own lines in [`Outline::lines`]; for an item, those of its first paragraph.
    lines: Range<usize>,
    /// Column of an item's marker.
    column: usize,
}

impl<'a> Node<'a> {
    /// Returns the mark of its box.
    pub fn mark(&self) -> Option<Mark<'a>> {
        self.checkbox.as_ref().map(|found| found.mark)
    }

    /// Returns true if it has a box.
    pub fn has_box(&self) -> bool {
        self.checkbox.is_some()
    }
}

/// Place of a line in the outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// Innermost heading or item that contains the line.
    pub node: Option<usize>,
    /// True if the line continues a fence or comment that started above it.
    pub hidden: bool,
}

/// Nodes of a file in reading order. The nodes inside a node directly follow it.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    pub nodes: Vec<Node<'a>>,
    lines: Vec<(u32, &'a str)>,
    /// Owner of each line.
    pub owners: Vec<Owner>,
    /// Line of a fence or comment without an end, and its kind.
    pub unclosed: Option<(u32, &'static str)>,
}

impl<'a> Outline<'a> {
    /// Parses `lines`, starting at index `first`.
    pub fn new(lines: &[&'a str], first: usize) -> Self {
        let mut builder = Builder::default();
        for (index, line) in lines.iter().enumerate().skip(first) {
            builder.line(number(index), line);
        }
        builder.finish()
    }

    /// Returns a node's own lines with their numbers; for an item, those of its first paragraph.
    pub fn lines(&self, node: usize) -> &[(u32, &'a str)] {
        &self.lines[self.nodes[node].lines.clone()]
    }

    /// Returns a node's own lines, joined by line ends.
    pub fn text(&self, node: usize) -> String {
        let lines: Vec<&str> = self.lines(node).iter().map(|&(_, text)| text).collect();
        lines.join("\n")
    }

    /// Returns the first of a node's own lines.
    pub fn first_line(&self, node: usize) -> &'a str {
        self.lines(node).first().map_or("", |&(_, text)| text)
    }
}

/// Returns the box of the item that `line` starts.
pub fn box_of(line: &str) -> Option<Mark<'_>> {
    let line = line.trim_start();
    marker::bullet(line)?;
    Some(box_in(line)?.mark)
}

/// Returns the column and the text after the list marker at the start of `rest`.
fn after_bullet(rest: &str, column: usize) -> (usize, &str) {
    let width = marker::bullet(rest).map_or(0, |bullet| bullet.width);
    marker::skip_space(&rest[width..], column + width)
}

/// Finds the box of an item with the text `rest`. Markers may repeat before it: `- 1. [ ] a`.
/// Without a box, as in `- 1. a`, the second marker is text.
fn box_in(mut rest: &str) -> Option<Checkbox<'_>> {
    while marker::bullet(rest).is_some() {
        rest = after_bullet(rest, 0).1;
    }
    checkbox::leading(rest)
}

#[cfg(test)]
mod tests;
