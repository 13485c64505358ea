//! What a merge, however it was made, took back.

use std::collections::BTreeSet;

use super::classes::{BASE, OURS, THEIRS};
use super::identity::{self, Pairs};
use super::tree::{Node, Numbers, Tree};
use crate::model::TaskState;

/// How a finished task was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is in the result, but not finished.
    Reopened,
    /// It is not in the result, though no side removed it.
    Missing,
}

/// A task that was finished before a merge and is not any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Its line in the result, counted from 1; of one that is missing, that in the version which
    /// finished it.
    pub line: usize,
    /// What it says, without marker, box and labels, in lower case.
    pub title: String,
    /// How it was lost.
    pub how: How,
}

/// The tasks that are done in `base`, `ours` or `theirs`, but not in `result`, by line. What a side
/// removed is not lost. Conflicts in `result` may still stand there: what is done in one of their
/// sides counts.
pub fn lost(base: &[u8], ours: &[u8], theirs: &[u8], result: &[u8]) -> Vec<Lost> {
    let mut numbers = Numbers::default();
    let plain = without_markers(result);
    let result = Tree::new(&plain, &mut numbers);
    let trees = [base, ours, theirs].map(|bytes| Tree::new(bytes, &mut numbers));
    let into = |side: usize| identity::follow(&trees[BASE], &trees[side]);
    let sides = [into(OURS), into(THEIRS)];
    let mut lost = BTreeSet::new();
    for (version, tree) in trees.iter().enumerate() {
        let found = identity::follow(tree, &result);
        for (index, node) in tree.nodes.iter().enumerate() {
            if node.state == Some(TaskState::Done)
                && let Some(lost_here) = one(&result, &found, index, node)
                && !(lost_here.how == How::Missing && is_removed(&sides, version, index))
            {
                lost.insert(lost_here);
            }
        }
    }
    lost.into_iter().collect()
}

fn one(result: &Tree, found: &Pairs, index: usize, node: &Node) -> Option<Lost> {
    // In a conflict it may stand twice.
    let same = |other: &&Node| other.kind == node.kind && other.keys[0] == node.keys[0];
    let Some(other) = found.right[index].map(|other| &result.nodes[other]) else {
        let done = result.nodes.iter().filter(same).any(|n| n.state == Some(TaskState::Done));
        let (line, title) = (node.start + 1, node.words.clone());
        return (!done).then_some(Lost { line, title, how: How::Missing });
    };
    if other.state == Some(TaskState::Done) {
        return None;
    }
    let (line, title) = (other.start + 1, node.words.clone());
    Some(Lost { line, title, how: How::Reopened })
}

/// Whether a side removed what the others had.
fn is_removed(sides: &[Pairs; 2], version: usize, node: usize) -> bool {
    let before = if version == BASE { Some(node) } else { sides[version - OURS].left[node] };
    let Some(before) = before else { return false };
    sides.iter().any(|side| side.right[before].is_none())
}

/// A result with its lines of conflict markers made blank, since `=======` below a line would make
/// a heading of it.
fn without_markers(result: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut plain = Vec::with_capacity(result.len());
    for line in result.split_inclusive(|&byte| byte == b'\n') {
        let is = |sign: u8| {
            let length = line.iter().take_while(|&&byte| byte == sign).count();
            length >= 7 && matches!(line.get(length), None | Some(b' ' | b'\r' | b'\n'))
        };
        let opens = is(b'<');
        let marker = opens || (inside && (is(b'=') || is(b'|') || is(b'>')));
        inside = opens || (inside && !is(b'>'));
        plain.extend(if marker { &b"\n"[..] } else { line });
    }
    plain
}
