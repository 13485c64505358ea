//! A merge is not believed, it is looked at: what was written is read again.

use std::collections::BTreeMap;

use super::head::Head;
use super::render::{Out, Pieces, Role};
use super::text::{self, Text};
use super::tree::{Child, Numbers, Tree};
use super::write::Written;
use crate::backlog::markdown::parts;
use crate::backlog::{inline, labels};

/// Whether a result holds all that it has to.
pub(super) fn holds(texts: [&Text; 3], pieces: &Pieces, written: &Written) -> bool {
    no_line_lost(texts, &written.bytes) && (!pieces.spots.is_empty() || reads_back(pieces, written))
}

/// Whether the tree that was written is the one that is read: each head with its box, and all where
/// it belongs.
fn reads_back(pieces: &Pieces, written: &Written) -> bool {
    let result = Tree::new(&written.bytes, &mut Numbers::default());
    let nodes: BTreeMap<usize, usize> =
        result.nodes.iter().enumerate().skip(1).map(|(index, node)| (node.start, index)).collect();
    let owners: BTreeMap<usize, usize> = (0..result.nodes.len())
        .flat_map(|node| result.nodes[node].children.iter().map(move |child| (node, child)))
        .filter_map(|(node, child)| match child {
            Child::Text(line) => Some((*line, node)),
            Child::Node(_) => None,
        })
        .collect();
    // The node that each class is in the result.
    let mut found: BTreeMap<usize, usize> = BTreeMap::from([(0, 0)]);
    pieces.out.iter().zip(&written.lines).all(|(piece, line)| match piece {
        Out::Lines { role: Role::Head { class, parent, mark }, .. } => {
            let Some(&node) = nodes.get(line) else { return false };
            found.insert(*class, node);
            Head::new(&result, node).mark == *mark
                && found.get(parent) == Some(&result.nodes[node].parent)
        }
        Out::Lines { role: Role::Text { class }, .. } => owners.get(line) == found.get(class),
        _ => true,
    })
}

/// Whether each line is there as often as the sides have left it, boxes, labels and indentation
/// aside.
pub(super) fn no_line_lost(texts: [&Text; 3], result: &[u8]) -> bool {
    let [base, ours, theirs] = texts.map(counts);
    let result = counts(&Text::new(result));
    let of = |counts: &BTreeMap<String, usize>, line: &str| counts.get(line).copied().unwrap_or(0);
    ours.keys().chain(theirs.keys()).all(|line| {
        let (before, one, other) = (of(&base, line), of(&ours, line), of(&theirs, line));
        let least = if one >= before && other >= before {
            one.max(other)
        } else {
            (one + other).saturating_sub(before)
        };
        of(&result, line) >= least
    })
}

/// How often each line is there.
fn counts(text: &Text) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in &text.lines {
        let essence = essence(&text::readable(line.content));
        if !essence.is_empty() {
            *counts.entry(essence).or_default() += 1;
        }
    }
    counts
}

/// A line without what is merged by rules of its own.
fn essence(line: &str) -> String {
    let is_heading = line.trim_start().starts_with('#');
    let (marker, mark) = parts(line, is_heading);
    let text = match mark {
        Some(mark) => format!("{}{}", &line[marker.min(mark.start)..mark.start], &line[mark.end..]),
        None => line[marker..].to_owned(),
    };
    inline::fold(&labels::strip(&text, &labels::find(&text)))
}
