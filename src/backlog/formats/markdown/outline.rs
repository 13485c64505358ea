//! Lines to the tree that headings, list items and paragraphs make.
//!
//! A part of `CommonMark`, read as people write backlogs: an item holds what is indented by two
//! columns or more past its marker (`CommonMark` wants the column of its text, which few hit below
//! `10.`), a fence in an item also ends where an item or heading begins left of it, and a block is
//! one however far it is indented. Where a paragraph ends is as in `CommonMark`;
//! `tests/oracle/cmark.py` compares the two and lists what is meant to differ.

use std::ops::Range;

use super::checkbox::{self, Checkbox, Mark};
use super::marker;
use crate::backlog::text::lines::number;
use builder::Builder;

mod builder;

/// Items nested deeper than this are siblings.
const MAX_DEPTH: usize = 64;

/// Kind of a node of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
pub struct Node<'a> {
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
    /// Returns what its box says.
    pub fn mark(&self) -> Option<Mark<'a>> {
        self.checkbox.as_ref().map(|found| found.mark)
    }

    /// Returns whether it has a box.
    pub fn has_box(&self) -> bool {
        self.checkbox.is_some()
    }
}

/// Where a line belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The innermost heading or item that it is in.
    pub node: Option<usize>,
    /// True if it goes on with a fence or comment that began above it.
    pub hidden: bool,
}

/// The nodes of a file in reading order, so that what is inside a node directly follows it.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    pub nodes: Vec<Node<'a>>,
    lines: Vec<(u32, &'a str)>,
    /// Of each line read.
    pub owners: Vec<Owner>,
    /// The line of a fence or comment that nothing closes, and which of the two it is.
    pub unclosed: Option<(u32, &'static str)>,
}

impl<'a> Outline<'a> {
    /// Reads `lines` from the one at index `first`.
    pub fn new(lines: &[&'a str], first: usize) -> Self {
        let mut builder = Builder::default();
        for (index, line) in lines.iter().enumerate().skip(first) {
            builder.line(number(index), line);
        }
        builder.finish()
    }

    /// The node's own lines with their numbers; of an item, its first paragraph.
    pub fn lines(&self, node: usize) -> &[(u32, &'a str)] {
        &self.lines[self.nodes[node].lines.clone()]
    }

    /// The node's own lines, joined by line ends.
    pub fn text(&self, node: usize) -> String {
        let lines: Vec<&str> = self.lines(node).iter().map(|&(_, text)| text).collect();
        lines.join("\n")
    }

    /// The first of the node's own lines.
    pub fn first_line(&self, node: usize) -> &'a str {
        self.lines(node).first().map_or("", |&(_, text)| text)
    }
}

/// The box of the item that `line` begins.
pub fn box_of(line: &str) -> Option<Mark<'_>> {
    let line = line.trim_start();
    marker::bullet(line)?;
    Some(box_in(line)?.mark)
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

#[cfg(test)]
mod tests;
