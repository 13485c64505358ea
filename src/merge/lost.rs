//! Finished tasks that a merge, by any tool, lost or reopened.

use std::collections::BTreeSet;

use super::classes::{BASE, OURS, THEIRS};
use super::head;
use super::identity::{self, Pairs};
use super::markers;
use super::text;
use super::tree::{FIRST_LINE, Kind, Node, Numbers, Tree};
use crate::backlog::Divide;
use crate::backlog::formats::markdown;
use crate::model::{LossKind, Lost, MergeSide, TaskState};

/// Sign of a finished task in its heading.
const TICK: &str = "✅";

/// Lists the tasks that are done in `base`, `ours` or `theirs` and not in `result`, by line, with the
/// reason. In an unresolved conflict of `result`, it suffices that one side has the task as done.
pub fn gone(divide: Divide, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
    let [base, ours, theirs] = versions;
    let in_conflict = markers::without(result).len() != result.len();
    let mut numbers = Numbers::default();
    let plain = [base, ours, theirs, result].map(markers::without);
    let mut trees = plain.each_ref().map(|bytes| Tree::new(bytes, divide, &mut numbers));
    let mut by_steps: [BTreeSet<usize>; 4] = Default::default();
    if plain.iter().any(|bytes| memchr::memmem::find(bytes, TICK.as_bytes()).is_some()) {
        let versions = trees.iter_mut().zip(&plain).zip(&mut by_steps);
        versions.for_each(|((tree, bytes), by_steps)| *by_steps = add_headings(tree, bytes));
    }
    let [base, ours, theirs, result] = trees;
    let trees = [base, ours, theirs];
    let into = |side: usize| identity::follow(&trees[BASE], &trees[side]);
    let sides = [into(OURS), into(THEIRS)];
    let pairs = trees.each_ref().map(|tree| identity::follow(tree, &result));
    // A task that a side added as open is a new one, even if its text is that of a finished task.
    let mut added = BTreeSet::new();
    for side in [OURS, THEIRS] {
        let nodes = trees[side].nodes.iter().zip(&sides[side - OURS].left).enumerate();
        let new = nodes.filter(|(_, (node, before))| before.is_none() && !is_done(node));
        added.extend(new.filter_map(|(node, _)| pairs[side].right[node]));
    }
    let merge = Merge { trees: &trees, sides: &sides, found: &pairs };
    let result = Found { tree: &result, added, in_conflict };
    let mut gone = BTreeSet::new();
    for (version, tree) in trees.iter().enumerate() {
        for (index, node) in tree.nodes.iter().enumerate() {
            let partner = merge.followed(version, index);
            if is_done(node)
                && !by_steps[version].contains(&index)
                && let Some(task) = result.lacks((tree, index), partner)
            {
                gone.extend(merge.explained(task, (version, index), result.tree));
            }
        }
    }
    gone.into_iter().collect()
}

/// Adds the states of finished task headings without a box. Returns the nodes of those that are finished
/// only by the boxes below them, which are compared themselves.
fn add_headings(tree: &mut Tree, bytes: &[u8]) -> BTreeSet<usize> {
    let done = markdown::entries(&text::decode(bytes))
        .into_iter()
        .filter(|entry| entry.is_heading && !entry.has_box && entry.state == Some(TaskState::Done));
    let done: BTreeSet<usize> = done.map(|entry| entry.lines.start).collect();
    let mut by_steps = BTreeSet::new();
    for (index, node) in tree.nodes.iter_mut().enumerate() {
        if node.kind == Kind::Section && node.state.is_none() && done.contains(&node.start) {
            node.state = Some(TaskState::Done);
            let first = tree.text.lines[node.start].content;
            if memchr::memmem::find(first, TICK.as_bytes()).is_none() {
                by_steps.insert(index);
            }
        }
    }
    by_steps
}

fn is_done(node: &Node) -> bool {
    node.state == Some(TaskState::Done)
}

/// The result of a merge.
struct Found<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Nodes that a side added as open tasks.
    added: BTreeSet<usize>,
    in_conflict: bool,
}

impl Found<'_, '_> {
    /// Returns the loss of a finished task that is not finished in the result; `partner` is its
    /// node there, if it has one.
    fn lacks(&self, (tree, index): (&Tree, usize), partner: Option<usize>) -> Option<Lost> {
        let node = &tree.nodes[index];
        let nodes = &self.tree.nodes;
        if partner.is_some_and(|at| is_done(&nodes[at])) {
            return None;
        }
        let partner = partner.filter(|at| !self.added.contains(at));
        // The rest of its text may differ, and a conflict marker may follow its first line.
        let same =
            |it: &&Node| it.kind == node.kind && it.keys[FIRST_LINE] == node.keys[FIRST_LINE];
        if (self.in_conflict || partner.is_none()) && nodes.iter().filter(same).any(is_done) {
            return None;
        }
        let (line, kind) = match partner {
            Some(at) => (nodes[at].start + 1, LossKind::TakenBack),
            None => (node.start + 1, LossKind::Missing),
        };
        Some(Lost { line, title: head::title(tree, index), kind })
    }
}

/// The versions that were merged.
struct Merge<'t, 'a> {
    trees: &'t [Tree<'a>; 3],
    /// Pairs of base with each side.
    sides: &'t [Pairs; 2],
    /// Pairs of each version with the result.
    found: &'t [Pairs; 3],
}

impl Merge<'_, '_> {
    /// Finds the node of a version in the result: itself, or what another version made of it. Where
    /// each side reworded a part of it, the result is like none of them.
    fn followed(&self, version: usize, node: usize) -> Option<usize> {
        self.found[version].right[node].or_else(|| {
            let before =
                if version == BASE { node } else { self.sides[version - OURS].left[node]? };
            let by_side =
                |side: usize| self.found[side].right[self.sides[side - OURS].right[before]?];
            by_side(OURS).or_else(|| by_side(THEIRS)).or_else(|| self.found[BASE].right[before])
        })
    }

    /// Returns the loss with its cause; `None` if both sides opened the task.
    fn explained(
        &self,
        task: Lost,
        (version, node): (usize, usize),
        result: &Tree,
    ) -> Option<Lost> {
        let base = &self.trees[BASE].nodes;
        let before =
            if version == BASE { Some(node) } else { self.sides[version - OURS].left[node] };
        let Some(before) = before.filter(|&before| is_done(&base[before])) else {
            return Some(task);
        };
        let (side, name, opened) = match [OURS, THEIRS].map(|side| self.opened(before, side)) {
            [Some(_), Some(_)] => return None,
            [Some(node), None] => (OURS, MergeSide::Ours, node),
            [None, Some(node)] => (THEIRS, MergeSide::Theirs, node),
            [None, None] => {
                let is_removed = self.sides.iter().any(|side| side.right[before].is_none());
                let (line, kind) = (base[before].start + 1, LossKind::Removed);
                let removed = is_removed && task.kind == LossKind::Missing;
                return Some(if removed { Lost { line, kind, ..task } } else { task });
            }
        };
        let Some(now) = self.found[side].right[opened] else { return Some(task) };
        Some(Lost { line: result.nodes[now].start + 1, kind: LossKind::Reopened(name), ..task })
    }

    /// Returns the node of a finished task on a side that opened it.
    fn opened(&self, before: usize, side: usize) -> Option<usize> {
        let now = self.sides[side - OURS].right[before]?;
        (!is_done(&self.trees[side].nodes[now])).then_some(now)
    }
}
