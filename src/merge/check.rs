//! Verification of a merge: the result is parsed again.

use std::collections::BTreeMap;

use super::diff3::places;
use super::head::Head;
use super::render::{Out, Pieces, Role};
use super::text::{self, Text};
use super::tree::{Child, Numbers, Tree};
use super::write::Written;
use crate::backlog::Divide;
use crate::backlog::formats::markdown::parts;
use crate::backlog::text::{inline, labels};

/// Returns true if a result passes all checks.
pub(super) fn holds(trees: &[Tree; 3], pieces: &Pieces, written: &Written) -> bool {
    let [base, ours, theirs] = trees;
    let (texts, divide) = ([&base.text, &ours.text, &theirs.text], base.divide);
    no_line_lost(texts, &written.bytes)
        && (!pieces.spots.is_empty() || reads_back(divide, pieces, written))
}

/// Returns true if the parsed result is the tree that was written: the same heads, boxes and
/// parents.
fn reads_back(divide: Divide, pieces: &Pieces, written: &Written) -> bool {
    let result = Tree::new(&written.bytes, divide, &mut Numbers::default());
    let nodes: BTreeMap<usize, usize> =
        result.nodes.iter().enumerate().skip(1).map(|(index, node)| (node.start, index)).collect();
    let owners: BTreeMap<usize, usize> = (0..result.nodes.len())
        .flat_map(|node| result.nodes[node].children.iter().map(move |child| (node, child)))
        .filter_map(|(node, child)| match child {
            Child::Text(line) => Some((*line, node)),
            Child::Node(_) => None,
        })
        .collect();
    // The node of the result for each class.
    let mut class_nodes: BTreeMap<usize, usize> = BTreeMap::from([(0, 0)]);
    pieces.out.iter().zip(&written.lines).all(|(piece, line)| match piece {
        Out::Lines { role: Role::Head { class, parent, mark, .. }, .. } => {
            let Some(&node) = nodes.get(line) else { return false };
            class_nodes.insert(*class, node);
            Head::new(&result, node).mark == *mark
                && class_nodes.get(parent) == Some(&result.nodes[node].parent)
        }
        Out::Lines { role: Role::Text { class }, .. } => owners.get(line) == class_nodes.get(class),
        _ => true,
    })
}

/// Returns true if each line is in the result as often as the sides left it, apart from boxes,
/// labels and indentation.
pub(super) fn no_line_lost(texts: [&Text; 3], result: &[u8]) -> bool {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let [base, ours, theirs] = texts.map(|text| essences(text, &mut numbers));
    let result = counts(&essences(&Text::new(result), &mut numbers));
    let [before, one, other] = [&base, &ours, &theirs].map(|lines| counts(lines));
    let sides = [&ours, &theirs].map(|side| Changes::new(&base, side));
    let of = |counts: &BTreeMap<u32, usize>, line: u32| counts.get(&line).copied().unwrap_or(0);
    one.keys().chain(other.keys()).all(|&line| {
        let (before, one, other) = (of(&before, line), of(&one, line), of(&other, line));
        let by_count = if one >= before && other >= before {
            one.max(other)
        } else {
            (one + other).saturating_sub(before)
        };
        // The sides may have moved the same line, or one of them may have added what the other
        // moved.
        let [added, removed] = [
            sides.each_ref().map(|side| of(&side.added, line)),
            sides.each_ref().map(|side| of(&side.removed, line)),
        ];
        let by_change = before.saturating_sub(removed[0] + removed[1]) + added[0].max(added[1]);
        of(&result, line) >= by_count.min(by_change)
    })
}

/// Number of times that a side removed and added each line.
struct Changes {
    removed: BTreeMap<u32, usize>,
    added: BTreeMap<u32, usize>,
}

impl Changes {
    fn new(base: &[u32], side: &[u32]) -> Self {
        let kept = places(base, side);
        let gone = base.iter().zip(&kept).filter(|(_, place)| place.is_none());
        let gone: Vec<u32> = gone.map(|(&line, _)| line).collect();
        let mut is_new = vec![true; side.len()];
        kept.into_iter().flatten().for_each(|place| is_new[place] = false);
        let new = side.iter().zip(is_new).filter(|&(_, is_new)| is_new);
        let new: Vec<u32> = new.map(|(&line, _)| line).collect();
        Self { removed: counts(&gone), added: counts(&new) }
    }
}

/// Counts the occurrences of each line.
fn counts(lines: &[u32]) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for &line in lines {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

/// Returns the numbers of the lines with content; lines of equal content have equal numbers.
fn essences(text: &Text, numbers: &mut BTreeMap<String, u32>) -> Vec<u32> {
    let essences = text.lines.iter().map(|line| essence(&text::readable(line.content)));
    let mut number = |essence: String| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(essence).or_insert(next)
    };
    essences.filter(|essence| !essence.is_empty()).map(&mut number).collect()
}

/// Returns a line without the parts that have their own merge rules.
fn essence(line: &str) -> String {
    let is_heading = line.trim_start().starts_with('#');
    let (marker, mark) = parts(line, is_heading);
    let text = match mark {
        Some(mark) => format!("{}{}", &line[marker.min(mark.start)..mark.start], &line[mark.end..]),
        None => line[marker..].to_owned(),
    };
    inline::fold(&labels::strip(&text, &labels::find(&text)))
}
