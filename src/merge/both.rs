//! Corrections of the pairs of each side that need both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::Pairs;
use super::tree::{ALL, Kind, Tree, WITHOUT_ID};
use super::wording::MIN_DISTINCTIVE_WORDS;

/// Finds nodes of base that one side reworded, and that the other side lacks while it added a node with
/// just those words: both sides reworded it alike, and the other one also moved it or opened it again.
/// Returns its pairs for each side.
pub(super) fn alike(trees: &[Tree; 3], pairs: [&Pairs; 2]) -> [Vec<(usize, usize)>; 2] {
    let base = &trees[0].nodes;
    [0, 1].map(|other| {
        let side = 1 - other;
        let (one, tree) = (&trees[1 + side].nodes, &trees[1 + other].nodes);
        let mut new: BTreeMap<(Kind, u32), Option<usize>> = BTreeMap::new();
        let is_new = |node: &usize| pairs[other].left[*node].is_none();
        for node in (1..tree.len()).filter(is_new) {
            let entry = new.entry((tree[node].kind, tree[node].keys[WITHOUT_ID]));
            entry.and_modify(|known| *known = None).or_insert(Some(node));
        }
        let mut found = BTreeMap::new();
        for (before, node) in base.iter().enumerate() {
            let Some(now) = pairs[side].right[before] else { continue };
            let key = one[now].keys[WITHOUT_ID];
            let is_gone = pairs[other].right[before].is_none();
            if node.kind != Kind::Item || key == node.keys[WITHOUT_ID] || !is_gone {
                continue;
            }
            let Some(&Some(same)) = new.get(&(node.kind, key)) else { continue };
            let is_in_place = pairs[other].right[node.parent] == Some(tree[same].parent);
            // Steps of different tasks often say the same.
            let is_step =
                base[node.parent].kind == Kind::Item && tree[tree[same].parent].kind == Kind::Item;
            let is_telling = one[now].bag.len() >= MIN_DISTINCTIVE_WORDS;
            if is_in_place || (is_telling && !is_step) {
                let entry = found.entry(same);
                entry.and_modify(|known| *known = None).or_insert(Some(before));
            }
        }
        found.into_iter().filter_map(|(same, before)| Some((before?, same))).collect()
    })
}

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
