//! Tasks that a side removed, with something new in their place: nobody can tell whether that is the
//! same task in other words.

use std::collections::{BTreeMap, BTreeSet};

use super::classes::{BASE, Classes, other};
use super::tree::{Child, Kind};
use super::wording::{likeness, share_id};

/// How alike the words of a task and of a new one are, at least, for them to be one in other words.
const MAYBE_ALIKE: f64 = 0.5;

/// Maximum number of pairs of nodes that are compared by their words.
const MAX_PAIRS: usize = 2_000_000;

/// Nodes that a side removed and added.
#[derive(Debug)]
pub(super) struct Replaced {
    /// The nodes of base with as many new ones in their place.
    in_place: BTreeSet<usize>,
    /// The new items of the side.
    added: Vec<usize>,
    side: usize,
    budget: usize,
}

impl Replaced {
    /// Looks at what `side` did.
    pub(super) fn new(classes: &Classes, side: usize) -> Self {
        let nodes = classes.trees[side].nodes.iter().enumerate();
        // What both sides added is another one for sure.
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

    /// Returns what is between two nodes that both versions have in a class.
    fn look(&mut self, classes: &Classes, class: usize) {
        if classes.list[class].at[BASE].is_none() || !classes.has(class, self.side) {
            return;
        }
        let beside = other(self.side);
        // The items of a version that the other one has not, by the node that they are behind.
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

    /// Returns whether a node of base, which the side removed, may still be there in other words.
    pub(super) fn has(&mut self, classes: &Classes, node: usize) -> bool {
        if self.in_place.contains(&node) {
            return true;
        }
        let Some(budget) = self.budget.checked_sub(self.added.len()) else { return false };
        self.budget = budget;
        let [base, side] = [BASE, self.side].map(|version| &classes.trees[version].nodes);
        self.added.iter().any(|&new| {
            let (before, new) = (&base[node], &side[new]);
            share_id(before, new) || likeness(before, new) >= MAYBE_ALIKE
        })
    }
}
