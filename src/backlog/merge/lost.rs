//! What a merge, however it was made, took back.

use std::collections::BTreeSet;

use super::classes::{BASE, OURS, THEIRS};
use super::head;
use super::identity::{self, FIRST_LINE, Pairs};
use super::tree::{Node, Numbers, Tree};
use crate::backlog::lines;
use crate::model::TaskState;

/// How a finished task was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It is in the result, but not finished.
    Reopened,
    /// It is not in the result, though no side removed it.
    Missing,
    /// A side removed it, and the other one had left it as it was.
    Removed,
}

/// A task that was finished before a merge and is not any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Its line in the result, counted from 1; of one that is missing, that in the version which
    /// finished it; of one that a side removed, that in base.
    pub line: usize,
    /// Its title behind its id, as it was when it was finished.
    pub title: String,
    /// How it was lost.
    pub how: How,
}

/// The tasks that are done in `base`, `ours` or `theirs`, but not in `result`, by line. What a side
/// removed is not lost. Conflicts in `result` may still stand there: what is done in one of their
/// sides counts.
pub fn lost(base: &[u8], ours: &[u8], theirs: &[u8], result: &[u8]) -> Vec<Lost> {
    let mut gone = gone(base, ours, theirs, result);
    gone.retain(|task| task.how != How::Removed);
    gone
}

/// The same, with those that a side removed.
pub fn gone(base: &[u8], ours: &[u8], theirs: &[u8], result: &[u8]) -> Vec<Lost> {
    let in_conflict = without_markers(result).len() != result.len();
    let mut numbers = Numbers::default();
    let plain = [base, ours, theirs, result].map(without_markers);
    let [base, ours, theirs, result] = plain.each_ref().map(|bytes| Tree::new(bytes, &mut numbers));
    let trees = [base, ours, theirs];
    let into = |side: usize| identity::follow(&trees[BASE], &trees[side]);
    let sides = [into(OURS), into(THEIRS)];
    let found = trees.each_ref().map(|tree| identity::follow(tree, &result));
    // What a side has added as open is no task of before, though it may say the same.
    let mut added = BTreeSet::new();
    for side in [OURS, THEIRS] {
        let nodes = trees[side].nodes.iter().zip(&sides[side - OURS].left).enumerate();
        let new = nodes.filter(|(_, (node, before))| before.is_none() && !is_done(node));
        added.extend(new.filter_map(|(node, _)| found[side].right[node]));
    }
    let result = Found { tree: &result, added, in_conflict };
    let mut gone = BTreeSet::new();
    for (version, tree) in trees.iter().enumerate() {
        for (index, node) in tree.nodes.iter().enumerate() {
            let partner = found[version].right[index];
            if is_done(node)
                && let Some(mut task) = result.lacks((tree, index), partner)
            {
                if task.how == How::Missing
                    && let Some(before) = removed(&trees[BASE], &sides, version, index)
                {
                    (task.line, task.how) = (before.start + 1, How::Removed);
                }
                gone.insert(task);
            }
        }
    }
    gone.into_iter().collect()
}

fn is_done(node: &Node) -> bool {
    node.state == Some(TaskState::Done)
}

/// The result of a merge.
struct Found<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Its nodes that a side has added as open ones.
    added: BTreeSet<usize>,
    in_conflict: bool,
}

impl Found<'_, '_> {
    /// What became of a finished task, where it is not finished any more: `partner` is where it is.
    fn lacks(&self, (tree, index): (&Tree, usize), partner: Option<usize>) -> Option<Lost> {
        let node = &tree.nodes[index];
        let nodes = &self.tree.nodes;
        if partner.is_some_and(|at| is_done(&nodes[at])) {
            return None;
        }
        let partner = partner.filter(|at| !self.added.contains(at));
        // There may be more behind its first line, or the marker of a conflict.
        let same =
            |it: &&Node| it.kind == node.kind && it.keys[FIRST_LINE] == node.keys[FIRST_LINE];
        if (self.in_conflict || partner.is_none()) && nodes.iter().filter(same).any(is_done) {
            return None;
        }
        let (line, how) = match partner {
            Some(at) => (nodes[at].start + 1, How::Reopened),
            None => (node.start + 1, How::Missing),
        };
        Some(Lost { line, title: head::title(tree, index), how })
    }
}

/// What a finished task was in base, if it was finished there and a side removed it.
fn removed<'t>(
    base: &'t Tree,
    sides: &[Pairs; 2],
    version: usize,
    node: usize,
) -> Option<&'t Node> {
    let before = if version == BASE { Some(node) } else { sides[version - OURS].left[node] }?;
    let found = &base.nodes[before];
    let is_gone = sides.iter().any(|side| side.right[before].is_none());
    (is_gone && found.state == Some(TaskState::Done)).then_some(found)
}

/// A file with its lines of conflict markers made blank, since `=======` below a line would make
/// a heading of it.
fn without_markers(bytes: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut plain = Vec::with_capacity(bytes.len());
    let mut left = bytes;
    while !left.is_empty() {
        let (length, end) = lines::first(left);
        let (line, rest) = left.split_at(length + end);
        left = rest;
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
