//! Tasks that a side removed and for which it added others in their place, which may be the same
//! tasks reworded.

use std::collections::{BTreeMap, BTreeSet};

use super::classes::{BASE, Classes, other};
use super::tree::{Child, Kind};
use super::wording::{likeness, share_id};

/// Minimum likeness of a removed and a new task for the new one to be the removed one reworded.
const MIN_POSSIBLE_LIKENESS: f64 = 0.5;

/// Maximum number of pairs of nodes that are compared by words.
const MAX_PAIRS: usize = 2_000_000;

/// Nodes that a side removed and added.
#[derive(Debug)]
pub(super) struct Replaced {
    /// Removed nodes of base with as many new ones in their place.
    in_place: BTreeSet<usize>,
    /// New items of the side.
    added: Vec<usize>,
    side: usize,
    budget: usize,
}

impl Replaced {
    /// Finds the nodes that `side` removed and added.
    pub(super) fn new(classes: &Classes, side: usize) -> Self {
        let nodes = classes.trees[side].nodes.iter().enumerate();
        // A node that both sides added is certainly new.
        let is_new = |node: usize| {
            let at = classes.list[classes.of[side][node]].at;
            at[BASE].is_none() && at[other(side)].is_none()
        };
        let added = nodes.filter(|&(node, found)| found.kind == Kind::Item && is_new(node));
        let added: Vec<usize> = added.map(|(node, _)| node).collect();
        let mut replaced = Self { in_place: BTreeSet::new(), added, side, budget: MAX_PAIRS };
        if !replaced.added.is_empty() {
            for class in 0..classes.list.len() {
                replaced.look(classes, class);
            }
        }
        replaced
    }

    /// Compares the children of a class between nodes that both versions have.
    fn look(&mut self, classes: &Classes, class: usize) {
        if classes.list[class].at[BASE].is_none() || !classes.has(class, self.side) {
            return;
        }
        let beside = other(self.side);
        // Items that the other version does not have, by the node before them.
        let apart = |version: usize, against: usize| {
            let mut apart: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
            let mut behind = None;
            for child in classes.children(class, version) {
                let Child::Node(node) = *child else { continue };
                let inner = classes.of[version][node];
                if classes.list[inner].at[against].is_none() {
                    let is_shared = version != BASE && classes.list[inner].at[beside].is_some();
                    if !is_shared && classes.trees[version].nodes[node].kind == Kind::Item {
                        apart.entry(behind).or_default().push(node);
                    }
                } else if classes.parent(inner, against) == Some(class) {
                    behind = Some(inner);
                }
            }
            apart
        };
        let added = apart(self.side, BASE);
        if added.is_empty() {
            return;
        }
        for (behind, removed) in apart(BASE, self.side) {
            if added.get(&behind).is_some_and(|added| added.len() == removed.len()) {
                self.in_place.extend(removed);
            }
        }
    }

    /// Returns true if a removed node of base may still exist with other words.
    pub(super) fn has(&mut self, classes: &Classes, node: usize) -> bool {
        if self.in_place.contains(&node) {
            return true;
        }
        let Some(budget) = self.budget.checked_sub(self.added.len()) else { return false };
        self.budget = budget;
        let [base, side] = [BASE, self.side].map(|version| &classes.trees[version].nodes);
        self.added.iter().any(|&new| {
            let (before, new) = (&base[node], &side[new]);
            share_id(before, new) || likeness(before, new) >= MIN_POSSIBLE_LIKENESS
        })
    }
}
