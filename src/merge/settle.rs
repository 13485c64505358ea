//! Fate of each node: placed, kept, contested, split or removed.

use super::classes::{BASE, Classes, Fate, OURS, THEIRS, other};
use super::replaced::Replaced;
use super::tree::{Child, Tree};
use super::{head, headings, heads};

/// Work of a side on a node that the other one removed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Done {
    Nothing,
    /// Its state advanced, or it was moved.
    Forward,
    Changed,
}

/// Finds the nodes that belong together in the three versions, and sets their fates.
pub(super) fn settled<'t, 'a>(trees: &'t [Tree<'a>; 3]) -> Classes<'t, 'a> {
    let mut classes = Classes::matched(trees);
    headings::settle(&mut classes);
    classes.place();
    for side in [OURS, THEIRS] {
        classes.settle_removed(side);
    }
    classes
}

impl Classes<'_, '_> {
    /// Sets the fate of nodes that the other side removed.
    fn settle_removed(&mut self, side: usize) {
        let tree = &self.trees[side];
        let mut work = vec![Done::Nothing; tree.nodes.len()];
        let mut all = work.clone();
        for node in (0..tree.nodes.len()).rev() {
            let class = self.of[side][node];
            if self.is_removed(class, side) {
                work[node] = self.done_with(class, side);
                all[node] = tree.nodes[node]
                    .children
                    .iter()
                    .filter_map(|child| match *child {
                        Child::Node(inner) if self.is_removed(self.of[side][inner], side) => {
                            Some(all[inner])
                        }
                        // Other children were moved there.
                        Child::Node(inner) => {
                            let fate = self.list[self.of[side][inner]].fate;
                            (fate.parent(side) == Some(class)).then_some(Done::Changed)
                        }
                        Child::Text(_) => None,
                    })
                    .fold(work[node], Done::max);
            }
        }
        let mut replaced = Replaced::new(self, other(side));
        // Whether each kept node is kept with all of its children.
        let mut whole = vec![None; tree.nodes.len()];
        for node in 0..tree.nodes.len() {
            let class = self.of[side][node];
            let Some(parent) = self.parent(class, side) else { continue };
            if !self.is_removed(class, side) {
                continue;
            }
            let around = tree.nodes[node].parent;
            let inside = self.is_removed(parent, side);
            let kept = Fate::Kept { parent, side };
            let contested = Fate::Contested { parent, side };
            let mut may_be_there = || {
                let before = self.list[class].at[BASE];
                work[node] == Done::Forward && before.is_some_and(|node| replaced.has(self, node))
            };
            (self.list[class].fate, whole[node]) = match (inside, whole[around], all[node]) {
                (true, Some(true), _) => (kept, Some(true)),
                (true, None, _) | (_, _, Done::Nothing) => (Fate::Removed, None),
                (_, _, Done::Changed) => (contested, Some(true)),
                (_, _, Done::Forward) if may_be_there() => (contested, Some(true)),
                (_, _, Done::Forward) => (kept, Some(work[node] == Done::Forward)),
            };
        }
    }

    /// Returns the work of a side on the head and the lines of a node.
    fn done_with(&self, class: usize, side: usize) -> Done {
        let nodes = self.list[class].at;
        let (Some(before), Some(now)) = (nodes[BASE], nodes[side]) else { return Done::Nothing };
        let (base, tree) = (&self.trees[BASE], &self.trees[side]);
        if numbers(base, before) != numbers(tree, now) {
            return Done::Changed;
        }
        let heads = (head::Head::new(base, before), head::Head::new(tree, now));
        match heads::is_forward(&heads.0, &heads.1) {
            None => Done::Changed,
            Some(true) => Done::Forward,
            // A side that moved a node still needs it.
            Some(false) if self.parent(class, BASE) != self.parent(class, side) => Done::Forward,
            Some(false) => Done::Nothing,
        }
    }
}

/// Returns the numbers of a node's own lines.
fn numbers(tree: &Tree, node: usize) -> Vec<u32> {
    let lines = tree.nodes[node].children.iter().filter_map(|child| match child {
        Child::Text(line) => Some(tree.numbers[*line]),
        Child::Node(_) => None,
    });
    lines.collect()
}
