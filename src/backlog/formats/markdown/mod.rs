//! Markdown checklists.
//!
//! Lines are parsed to an [`outline`], the nodes of the outline get [`roles`], and [`units`] makes
//! tasks of them.

mod checkbox;
mod context;
mod doubts;
mod foreign;
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

use crate::backlog::Entry;
use crate::backlog::draft::{MarkdownFile, Reading};
use crate::backlog::text::lines;
use crate::model::{Problem, ProblemKind};
pub use checkbox::finished_sign;
use outline::{Kind, Node, Outline};
use roles::Roles;
pub use structure::{is_same_sign, parts, structure};
pub use unread::unread;

/// Reads the tasks of a file.
pub fn read(file: MarkdownFile, problems: &mut Vec<Problem>) -> Reading {
    let source = file.source;
    let text = lines::decode(source, problems);
    if let Some(kind) = foreign::kind(&text, &source.name) {
        let message = format!(
            "{kind} in a form that is not known; `ctx analyze --list-formats` lists what is read"
        );
        problems.push(Problem::at(ProblemKind::Record, &source.name, 1, message));
        return Reading::default();
    }
    let lines = lines::split(&text, &source.name, problems);
    let (first, end) = body(&lines);
    let outline = Outline::new(&lines[..end], first);
    let roles = Roles::new(&outline, &source.name, problems);
    let mut reading = units::cut(&outline, &roles, file);
    doubts::settle(&mut reading.drafts, &outline);
    let body = unread::File { lines: &lines[..end], first, outline: &outline, roles: &roles };
    problems.extend(body.unclosed(&source.name));
    problems.extend(body.problem(&source.name, !reading.drafts.is_empty()));
    doubts::name(&reading.drafts, &source.name, problems);
    reading
}

/// Returns true if a file with these bytes may have boxes. Fast; false is always right.
pub fn may_have_boxes(bytes: &[u8]) -> bool {
    checkbox::may_be_in(bytes)
}

/// Splits a line of a heading or item into its marker with the indentation, and its text without
/// the box.
pub fn marker_and_text(line: &str) -> (&str, &str) {
    let is_heading = line.trim_start().starts_with('#');
    let (end, mark) = parts(line, is_heading);
    match mark {
        Some(mark) if line[end..mark.start].trim().is_empty() => {
            (&line[..mark.start], line[mark.end..].trim_start())
        }
        Some(mark) => (&line[..end], line[end..mark.start].trim_end()),
        None => line.split_at(end),
    }
}

/// Returns the headings and items of `text`, in any state.
pub fn entries(text: &str) -> Vec<Entry> {
    let lines = lines::split(text, "", &mut Vec::new());
    let (first, end) = body(&lines);
    let outline = Outline::new(&lines[..end], first);
    let roles = Roles::new(&outline, "", &mut Vec::new());
    let mut entries: Vec<Entry> = Vec::new();
    // Entry of each node. A paragraph or fence has that of the node before it.
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
                id: None,
            });
        }
        places.push(entries.len().saturating_sub(1));
    }
    entries
}

/// Returns the lines of a node with everything inside it, counted from 0, up to the last one with
/// content.
fn range(outline: &Outline, lines: &[&str], node: usize) -> Range<usize> {
    let Node { line: start, end, .. } = outline.nodes[node];
    // A rule is an empty paragraph.
    let says = |&inner: &usize| {
        outline.nodes[inner].kind != Kind::Paragraph || !outline.lines(inner).is_empty()
    };
    let last = (node..end).rev().find(says).unwrap_or(node);
    let last_line =
        outline.lines(last).last().map_or(outline.nodes[last].line, |&(number, _)| number);
    let mut end = last_line as usize;
    let closes = |line: &&str| marker::fence(line.trim_start()).is_some();
    if outline.nodes[last].kind == Kind::Code && lines.get(end).is_some_and(closes) {
        end += 1;
    }
    start as usize - 1..end
}

/// Returns the range of lines without front matter. If the whole file is in a Markdown fence that
/// starts with a heading, as in answers of language models, the fence is left out as well.
fn body(lines: &[&str]) -> (usize, usize) {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else {
        return (0, lines.len());
    };
    if first == 0 && lines[0].trim_end() == "---" {
        let closes = |line: &&str| matches!(line.trim_end(), "---" | "...");
        if let Some(length) = lines[1..].iter().position(closes) {
            // The text between two rules may be a list.
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
