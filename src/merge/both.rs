//! Corrections of the pairs of each side that need both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::Pairs;
use super::tree::{ALL, Kind, Tree, WITHOUT_ID};
use super::wording::MIN_DISTINCTIVE_WORDS;

/// Separates the pair of a reworded task if the other side added a task with just those words: then
/// these are two tasks.
pub(super) fn part([base, ours, theirs]: &[Tree; 3], [in_ours, in_theirs]: [&mut Pairs; 2]) {
    let new = |tree: &Tree, pairs: &Pairs| -> BTreeSet<u32> {
        let new = tree.nodes.iter().zip(&pairs.left).filter(|(_, before)| before.is_none());
        new.map(|(node, _)| node.keys[WITHOUT_ID]).collect()
    };
    let (new_in_ours, new_in_theirs) = (new(ours, in_ours), new(theirs, in_theirs));
    for (tree, pairs, new) in [(ours, in_ours, new_in_theirs), (theirs, in_theirs, new_in_ours)] {
        for (before, node) in base.nodes.iter().enumerate() {
            let Some(now) = pairs.right[before] else { continue };
            let key = tree.nodes[now].keys[WITHOUT_ID];
            if node.kind == Kind::Item && key != node.keys[WITHOUT_ID] && new.contains(&key) {
                (pairs.right[before], pairs.left[now]) = (None, None);
            }
        }
    }
}

/// Pairs nodes of base that both sides moved, even to different places.
pub(super) fn moved([base, ours, theirs]: &[Tree; 3], [in_ours, in_theirs]: [&mut Pairs; 2]) {
    let alone = |tree: &Tree| -> BTreeMap<u32, Option<usize>> {
        let mut alone = BTreeMap::new();
        let items = tree.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Item);
        for (index, node) in items {
            let entry = alone.entry(node.keys[ALL]);
            entry.and_modify(|known| *known = None).or_insert(Some(index));
        }
        alone
    };
    let [all, ones, others] = [base, ours, theirs].map(alone);
    for (key, before) in all {
        let (Some(before), Some(&Some(one)), Some(&Some(other))) =
            (before, ones.get(&key), others.get(&key))
        else {
            continue;
        };
        let is_free = in_ours.right[before].is_none()
            && in_theirs.right[before].is_none()
            && in_ours.left[one].is_none()
            && in_theirs.left[other].is_none();
        if is_free && base.nodes[before].bag.len() >= MIN_DISTINCTIVE_WORDS {
            (in_ours.right[before], in_ours.left[one]) = (Some(one), Some(before));
            (in_theirs.right[before], in_theirs.left[other]) = (Some(other), Some(before));
        }
    }
}
