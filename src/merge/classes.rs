//! Classes of nodes: the same node in up to three versions, with its fate.

use std::collections::BTreeMap;

use super::tree::{Child, Node, Tree};
use super::wording::{MIN_LIKENESS, is_annotated, is_finished, is_named_only, is_surely, likeness};
use super::{both, identity};

/// Indexes of the versions, in all lists with an entry for each version.
pub(super) const BASE: usize = 0;
pub(super) const OURS: usize = 1;
pub(super) const THEIRS: usize = 2;

/// Maximum number of nodes before and behind a task of base among which a task beside it is looked for.
const MAX_BESIDE: usize = 64;

/// Returns the other side.
pub(super) fn other(side: usize) -> usize {
    OURS + THEIRS - side
}

/// Same node in up to three versions.
#[derive(Debug)]
pub(super) struct Class {
    pub at: [Option<usize>; 3],
    pub fate: Fate,
}

/// Fate of a node. Parents are classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Removed,
    /// The node is merged from all versions that have it.
    Placed {
        parent: usize,
    },
    /// The other side removed the node, and this one worked on it.
    Kept {
        parent: usize,
        side: usize,
    },
    /// The other side removed the node, and this one changed its text.
    Contested {
        parent: usize,
        side: usize,
    },
    /// The sides moved it to different places.
    Split {
        ours: usize,
        theirs: usize,
    },
}

impl Fate {
    /// Returns the parent of the node in the result, as seen by `side`.
    pub(super) fn parent(self, side: usize) -> Option<usize> {
        match self {
            Self::Removed => None,
            Self::Placed { parent } => Some(parent),
            Self::Kept { parent, side: own } | Self::Contested { parent, side: own } => {
                (own == side).then_some(parent)
            }
            Self::Split { ours, theirs } => [None, Some(ours), Some(theirs)][side],
        }
    }

    /// Returns the parent of the node, whichever side it comes from.
    fn up(self, side: usize) -> Option<usize> {
        match self {
            Self::Kept { parent, .. } | Self::Contested { parent, .. } => Some(parent),
            _ => self.parent(side),
        }
    }
}

/// All classes of the three versions.
#[derive(Debug)]
pub(super) struct Classes<'t, 'a> {
    pub trees: &'t [Tree<'a>; 3],
    /// The classes; the first is the root.
    pub list: Vec<Class>,
    /// Class of each node, by version.
    pub of: [Vec<usize>; 3],
    /// Parent class of each node, by version.
    pub parents: [Vec<usize>; 3],
    /// Children of classes, by version, where they differ from the tree.
    pub children: [BTreeMap<usize, Vec<Child>>; 3],
    /// Sections that a side inserted above existing nodes, each with its line in base.
    pub begun: BTreeMap<usize, usize>,
    /// Inserted sections by their parent class, in order of their lines.
    pub begun_in: BTreeMap<usize, Vec<usize>>,
}

impl<'t, 'a> Classes<'t, 'a> {
    /// Finds the nodes that belong together.
    pub(super) fn matched(trees: &'t [Tree<'a>; 3]) -> Self {
        let [base, ours, theirs] = trees;
        let mut in_ours = identity::follow(base, ours);
        let mut in_theirs = identity::follow(base, theirs);
        let [known_in_ours, known_in_theirs] = both::alike(trees, [&in_ours, &in_theirs]);
        if !known_in_ours.is_empty() {
            in_ours = identity::follow_from(base, ours, &known_in_ours);
        }
        if !known_in_theirs.is_empty() {
            in_theirs = identity::follow_from(base, theirs, &known_in_theirs);
        }
        both::part(trees, [&mut in_ours, &mut in_theirs]);
        both::moved(trees, [&mut in_ours, &mut in_theirs]);
        let both = (0..base.nodes.len())
            .filter_map(|node| Some((in_ours.right[node]?, in_theirs.right[node]?)))
            .collect();
        let mut added = identity::added(ours, theirs, both);
        // A node that one side kept and the other removed is no addition.
        for (node, other) in added.right.iter_mut().enumerate() {
            if other.is_some_and(|other| in_theirs.left[other].is_some())
                || in_ours.left[node].is_some()
            {
                *other = None;
            }
        }
        let mut list = Vec::new();
        let mut of = [BASE, OURS, THEIRS].map(|v| vec![usize::MAX; trees[v].nodes.len()]);
        let mut class = |at: [Option<usize>; 3]| {
            for (of, node) in of.iter_mut().zip(at) {
                if let Some(node) = node {
                    of[node] = list.len();
                }
            }
            list.push(Class { at, fate: Fate::Removed });
        };
        for node in 0..base.nodes.len() {
            class([Some(node), in_ours.right[node], in_theirs.right[node]]);
        }
        let mut known = vec![false; theirs.nodes.len()];
        for node in 0..ours.nodes.len() {
            if in_ours.left[node].is_none() {
                let same = added.right[node];
                if let Some(same) = same {
                    known[same] = true;
                }
                class([None, Some(node), same]);
            }
        }
        for (node, &known) in known.iter().enumerate() {
            if in_theirs.left[node].is_none() && !known {
                class([None, None, Some(node)]);
            }
        }
        let parents = [BASE, OURS, THEIRS].map(|version| {
            let nodes = trees[version].nodes.iter();
            nodes.map(|node| of[version][node.parent]).collect()
        });
        let (begun, begun_in) = (BTreeMap::new(), BTreeMap::new());
        Self { trees, list, of, parents, children: Default::default(), begun, begun_in }
    }

    /// Returns the parent of a class in one version.
    pub(super) fn parent(&self, class: usize, version: usize) -> Option<usize> {
        let node = self.list[class].at[version]?;
        Some(self.parents[version][node])
    }

    /// Returns the line in base at which a class is, or was inserted.
    pub(super) fn line(&self, class: usize) -> Option<usize> {
        match self.list[class].at[BASE] {
            Some(node) => Some(self.trees[BASE].nodes[node].start),
            None => self.begun.get(&class).copied(),
        }
    }

    /// Returns the children of a class in one version.
    pub(super) fn children(&self, class: usize, version: usize) -> &[Child] {
        match (self.children[version].get(&class), self.list[class].at[version]) {
            (Some(children), _) => children,
            (None, Some(node)) => &self.trees[version].nodes[node].children,
            (None, None) => &[],
        }
    }

    /// Returns true if a version has a class, if only as an inserted heading of the other side.
    pub(super) fn has(&self, class: usize, version: usize) -> bool {
        self.list[class].at[version].is_some() || self.children[version].contains_key(&class)
    }

    /// Sets the fate of the classes that no side removed.
    pub(super) fn place(&mut self) {
        for class in 0..self.list.len() {
            let parents = [BASE, OURS, THEIRS].map(|version| self.parent(class, version));
            let fate = match parents {
                [_, Some(ours), Some(theirs)] if ours == theirs => Fate::Placed { parent: ours },
                [Some(base), Some(ours), Some(theirs)] if base == theirs => {
                    Fate::Placed { parent: ours }
                }
                [Some(base), Some(ours), Some(theirs)] if base == ours => {
                    Fate::Placed { parent: theirs }
                }
                [_, Some(ours), Some(theirs)] => Fate::Split { ours, theirs },
                [None, Some(parent), None] | [None, None, Some(parent)] => Fate::Placed { parent },
                _ => Fate::Removed,
            };
            self.list[class].fate = fate;
        }
    }

    /// Returns true if the other side removed a class that `side` still has.
    pub(super) fn is_removed(&self, class: usize, side: usize) -> bool {
        let nodes = self.list[class].at;
        nodes[BASE].is_some() && nodes[side].is_some() && nodes[other(side)].is_none()
    }

    /// Returns true if one side finished a task and the other reworded it, so that it may be
    /// another task now.
    pub(super) fn is_doubtful(&self, class: usize) -> bool {
        let [base, Some(ours), Some(theirs)] = self.list[class].at else {
            return false;
        };
        let base_node = base;
        let base = base.map(|base| &self.trees[BASE].nodes[base]);
        let state = base.and_then(|base| base.state);
        [(OURS, ours, theirs), (THEIRS, theirs, ours)].into_iter().any(|(side, one, other)| {
            let one = &self.trees[side].nodes[one];
            let (side, other) = (self::other(side), &self.trees[self::other(side)].nodes[other]);
            let is_new = is_finished(one) && one.state > state;
            let before = base.unwrap_or(one);
            let is_same = || {
                // Both sides may have reworded it alike.
                let is_alike = is_surely(one, other) && one.ids == other.ids;
                let is_kept = is_surely(before, other) || is_annotated(before, other);
                is_alike
                    || is_kept
                        && (!is_named_only(before, other) || self.is_counted_anew(before, other))
            };
            let is_other_finished =
                || base_node.is_some_and(|base| self.may_be_beside(base, (side, other)));
            is_new && (!is_finished(other) || is_other_finished()) && !is_same()
        })
    }

    /// Returns true if the finished node of a side, paired with `base`, may be a task beside that one
    /// instead, which was finished before and which the side does not have any more.
    fn may_be_beside(&self, base: usize, (side, node): (usize, &Node)) -> bool {
        let nodes = &self.trees[BASE].nodes;
        let near = base.saturating_sub(MAX_BESIDE)..(base + MAX_BESIDE).min(nodes.len());
        let is_gone = |at: usize| self.list[self.of[BASE][at]].at[side].is_none();
        near.into_iter().any(|at| {
            let beside = &nodes[at];
            beside.parent == nodes[base].parent
                && is_finished(beside)
                && is_gone(at)
                && likeness(beside, node) >= MIN_LIKENESS
        })
    }

    /// Returns true if the ids of a node now belong to another node, or were another node's before:
    /// inserting a task often renumbers those after it.
    fn is_counted_anew(&self, before: &Node, now: &Node) -> bool {
        let [base, ours, theirs] = self.trees;
        let has = |tree: &Tree, node: &Node| node.ids.iter().any(|id| tree.ids.contains(id));
        has(base, now) || has(ours, before) && has(theirs, before)
    }

    /// Returns true if every class that is not removed leads to the root. If each side moved one
    /// node into another's child, they form a ring.
    pub(super) fn is_tree(&self) -> bool {
        // 0: not visited, 1: on the current path, 2: leads to the root.
        let mut seen = vec![0_u8; self.list.len()];
        seen[0] = 2;
        for class in 1..self.list.len() {
            for side in [OURS, THEIRS] {
                let mut way = Vec::new();
                let mut current = class;
                while seen[current] == 0 {
                    let Some(parent) = self.list[current].fate.up(side) else { break };
                    seen[current] = 1;
                    way.push(current);
                    current = parent;
                }
                // The parent is removed, or the path is a ring.
                let fails = !way.is_empty() && seen[current] != 2;
                if fails {
                    return false;
                }
                for current in way {
                    let split = matches!(self.list[current].fate, Fate::Split { .. });
                    seen[current] = if split && side == OURS { 0 } else { 2 };
                }
            }
        }
        true
    }
}
