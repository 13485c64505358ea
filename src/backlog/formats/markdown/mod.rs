//! Markdown checklists.
//!
//! Lines become an [`outline`], the outline's nodes get [`roles`], and [`units`] cuts the tasks
//! out of it.

mod checkbox;
mod doubts;
mod groups;
mod html;
mod looks;
mod marker;
mod outline;
mod roles;
mod signs;
mod structure;
mod units;
mod unread;

use std::ops::Range;

use crate::backlog::draft::Reading;
use crate::backlog::text::lines;
use crate::backlog::{Entry, Granularity, Source};
use crate::model::Problem;
use outline::{Kind, Node, Outline};
use roles::Roles;
pub use structure::{Block, is_same_sign, parts, structure};
pub use unread::unread;

/// Reads the tasks of `source`, the backlog number `backlog`.
pub fn read(
    source: &Source,
    backlog: usize,
    granularity: Granularity,
    problems: &mut Vec<Problem>,
) -> Reading {
    let text = lines::decode(source, problems);
    let lines = lines::split(&text, &source.name, problems);
    let (first, end) = body(&lines);
    let outline = Outline::new(&lines[..end], first);
    let roles = Roles::new(&outline, &source.name, problems);
    let reading = units::cut(&outline, &roles, source, backlog, granularity);
    let file = unread::File { lines: &lines[..end], first, outline: &outline, roles: &roles };
    problems.extend(file.unclosed(&source.name));
    problems.extend(file.problem(&source.name, !reading.drafts.is_empty()));
    doubts::name(&reading.drafts, &source.name, problems);
    reading
}

/// Returns whether a box may be in a file of these bytes; quick, and right where it says no.
pub fn may_have_boxes(bytes: &[u8]) -> bool {
    checkbox::may_be_in(bytes)
}

/// The marker of a heading or item with the indentation before it, and the text without its box.
pub fn marker_and_text(line: &str) -> (&str, &str) {
    let is_heading = line.trim_start().starts_with('#');
    let (end, found) = parts(line, is_heading);
    match found {
        Some(found) if line[end..found.start].trim().is_empty() => {
            (&line[..found.start], line[found.end..].trim_start())
        }
        Some(found) => (&line[..end], line[end..found.start].trim_end()),
        None => line.split_at(end),
    }
}

/// The headings and items of `text`, whatever their state.
pub fn entries(text: &str) -> Vec<Entry> {
    let lines = lines::split(text, "", &mut Vec::new());
    let (first, end) = body(&lines);
    let outline = Outline::new(&lines[..end], first);
    let roles = Roles::new(&outline, "", &mut Vec::new());
    let mut entries: Vec<Entry> = Vec::new();
    // The entry of each node; of a paragraph or fence, that of the node before it.
    let mut places = Vec::with_capacity(outline.nodes.len());
    for (index, node) in outline.nodes.iter().enumerate() {
        if matches!(node.kind, Kind::Heading(_) | Kind::Item) {
            entries.push(Entry {
                state: roles.state[index],
                has_box: node.has_box(),
                is_heading: node.kind != Kind::Item,
                parent: node.parent.map(|parent| places[parent]),
                lines: range(&outline, &lines, index),
                own: outline.text(index),
            });
        }
        places.push(entries.len().saturating_sub(1));
    }
    entries
}

/// The lines of a node with all that is in it, counted from 0, up to the last that says something.
fn range(outline: &Outline, lines: &[&str], node: usize) -> Range<usize> {
    let Node { line: start, end, .. } = outline.nodes[node];
    // An empty paragraph is a rule.
    let says = |&inner: &usize| {
        outline.nodes[inner].kind != Kind::Paragraph || !outline.lines(inner).is_empty()
    };
    let last = (node..end).rev().find(says).unwrap_or(node);
    let own = outline.lines(last).last().map_or(outline.nodes[last].line, |&(number, _)| number);
    let mut end = own as usize;
    let closes = |line: &&str| marker::fence(line.trim_start()).is_some();
    if outline.nodes[last].kind == Kind::Code && lines.get(end).is_some_and(closes) {
        end += 1;
    }
    start as usize - 1..end
}

/// The lines without the front matter, and without the fence of a file that is as a whole fenced
/// as Markdown, which is how language models like to answer; it begins with a heading.
fn body(lines: &[&str]) -> (usize, usize) {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else {
        return (0, lines.len());
    };
    if first == 0 && lines[0].trim_end() == "---" {
        let closes = |line: &&str| matches!(line.trim_end(), "---" | "...");
        if let Some(length) = lines[1..].iter().position(closes) {
            // Between two rules there may well stand a list.
            if !lines[1..=length].iter().any(|line| outline::box_of(line).is_some()) {
                return (length + 2, lines.len());
            }
        }
    }
    if let Some(fence) = marker::fence(lines[first])
        && matches!(fence.info, "markdown" | "md")
        && lines.get(first + 1).is_some_and(|line| marker::heading(line).is_some())
    {
        let last = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(first);
        let end = if marker::closes(lines[last], fence) { last } else { lines.len() };
        return (first + 1, end.max(first + 1));
    }
    (0, lines.len())
}
