//! Pairing of nodes with equal texts in two versions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::diff3::places;
use super::tree::{Child, Tree};
use super::wording::is_finished;
use crate::model::TaskState;

/// Nodes with equal texts in two versions, to be paired.
struct Turns<'t, 'a> {
    trees: [&'t Tree<'a>; 2],
    lefts: Vec<usize>,
    rights: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

/// Pairs equal children of two nodes in order. If one version has more, or a state would go back,
/// the states decide.
pub(super) fn pairs(
    trees: [&Tree; 2],
    parents: [usize; 2],
    lefts: Vec<usize>,
    rights: Vec<usize>,
) -> Vec<(usize, usize)> {
    if lefts.len() == rights.len() || lefts.is_empty() || rights.is_empty() {
        return by_state(trees, lefts, rights);
    }
    Turns { trees, lefts, rights, pairs: Vec::new() }.run(&aligned(trees, parents))
}

/// Pairs equal nodes of two sides, neither of which is earlier. Swapping the sides gives the same
/// pairs.
pub(super) fn between_sides(
    trees: [&Tree; 2],
    mut lefts: Vec<usize>,
    mut rights: Vec<usize>,
) -> Vec<(usize, usize)> {
    let mut free: BTreeMap<Option<TaskState>, VecDeque<usize>> = BTreeMap::new();
    for &right in &rights {
        free.entry(trees[1].nodes[right].state).or_default().push_back(right);
    }
    let mut same = |left: usize| free.get_mut(&trees[0].nodes[left].state)?.pop_front();
    let mut pairs: Vec<(usize, usize)> =
        lefts.iter().filter_map(|&left| Some((left, same(left)?))).collect();
    take_out(&pairs, &mut lefts, &mut rights);
    pairs.extend(lefts.into_iter().zip(rights));
    pairs
}

fn take_out(pairs: &[(usize, usize)], lefts: &mut Vec<usize>, rights: &mut Vec<usize>) {
    let (one, other): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    lefts.retain(|left| !one.contains(left));
    rights.retain(|right| !other.contains(right));
}

/// Pairs sections of the same name by equal content, and removes them from both lists.
pub(super) fn by_content(
    trees: [&Tree; 2],
    lefts: &mut Vec<usize>,
    rights: &mut Vec<usize>,
) -> Vec<(usize, usize)> {
    let content = |tree: &Tree, node: usize| -> Vec<u32> {
        let number = |child: &Child| match *child {
            Child::Node(inner) => tree.nodes[inner].keys[0],
            Child::Text(line) => tree.numbers[line],
        };
        tree.nodes[node].children.iter().map(number).collect()
    };
    let mut free: BTreeMap<Vec<u32>, VecDeque<usize>> = BTreeMap::new();
    for &right in rights.iter().filter(|&&right| !trees[1].nodes[right].children.is_empty()) {
        free.entry(content(trees[1], right)).or_default().push_back(right);
    }
    let mut same = |left: usize| free.get_mut(&content(trees[0], left))?.pop_front();
    let equal: Vec<(usize, usize)> =
        lefts.iter().filter_map(|&left| Some((left, same(left)?))).collect();
    take_out(&equal, lefts, rights);
    equal
}

/// Pairs equal nodes in different parents.
pub(super) fn by_state(
    trees: [&Tree; 2],
    lefts: Vec<usize>,
    rights: Vec<usize>,
) -> Vec<(usize, usize)> {
    let zipped: Vec<(usize, usize)> = lefts.iter().copied().zip(rights.iter().copied()).collect();
    let turns = Turns { trees, lefts, rights, pairs: Vec::new() };
    let goes_back =
        |&(left, right): &(usize, usize)| trees[1].nodes[right].state < trees[0].nodes[left].state;
    if turns.lefts.len().max(turns.rights.len()) < 2 || !zipped.iter().any(goes_back) {
        return zipped;
    }
    turns.run(&BTreeMap::new())
}

impl Turns<'_, '_> {
    /// Pairs from the safest to the least safe: nobody takes a tick back while ticking another
    /// task, and new tasks are open.
    fn run(mut self, aligned: &BTreeMap<usize, usize>) -> Vec<(usize, usize)> {
        let [lefts, rights] = self.trees.map(|tree| &tree.nodes);
        let done = |left: usize| is_finished(&lefts[left]);
        let state = |right: usize| rights[right].state;
        // The most advanced ones have the fewest candidates.
        self.lefts.sort_by_key(|&left| Reverse(lefts[left].state));
        self.take_aligned(aligned, done);
        self.take(state, |left| done(left).then(|| lefts[left].state));
        self.take_forward(done);
        // A finished node may have moved when it was ticked.
        let ticked = |right: usize| is_finished(&rights[right]);
        let is_there = |left: &usize| aligned.get(left).is_some_and(|&right| !ticked(right));
        self.take(ticked, |left| (!done(left) && !is_there(&left)).then_some(true));
        self.take(ticked, |left| (!done(left)).then_some(true));
        self.take_aligned(aligned, |_| true);
        self.take(state, |left| Some(lefts[left].state));
        self.take_forward(|_| true);
        let Self { lefts, rights, mut pairs, .. } = self;
        pairs.extend(lefts.into_iter().zip(rights));
        pairs
    }

    /// Pairs left nodes with aligned ones in the same state.
    fn take_aligned(&mut self, aligned: &BTreeMap<usize, usize>, counts: impl Fn(usize) -> bool) {
        let free: BTreeSet<usize> = self.rights.iter().copied().collect();
        let right = |left: usize| aligned.get(&left).copied().filter(|at| free.contains(at));
        let candidates = self.lefts.iter().filter(|&&left| counts(left));
        self.link(candidates.filter_map(|&left| Some((left, right(left)?))).collect());
    }

    /// Pairs each left node with the first right node of the kind that it wants.
    fn take<K: Ord>(&mut self, kind: impl Fn(usize) -> K, wants: impl Fn(usize) -> Option<K>) {
        let mut free: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for &right in &self.rights {
            free.entry(kind(right)).or_default().push_back(right);
        }
        let mut first = |left: usize| free.get_mut(&wants(left)?)?.pop_front();
        let found = self.lefts.iter().filter_map(|&left| Some((left, first(left)?)));
        let found = found.collect();
        self.link(found);
    }

    /// Pairs each left node with one in the same state, or in the next one.
    fn take_forward(&mut self, counts: impl Fn(usize) -> bool) {
        let [lefts, rights] = self.trees.map(|tree| &tree.nodes);
        let mut free: BTreeMap<Option<TaskState>, VecDeque<usize>> = BTreeMap::new();
        for &right in &self.rights {
            free.entry(rights[right].state).or_default().push_back(right);
        }
        let mut next = |left: usize| {
            free.range_mut(lefts[left].state..).find_map(|(_, rights)| rights.pop_front())
        };
        let candidates = self.lefts.iter().filter(|&&left| counts(left));
        let candidates = candidates.filter_map(|&left| Some((left, next(left)?))).collect();
        self.link(candidates);
    }

    fn link(&mut self, found: Vec<(usize, usize)>) {
        take_out(&found, &mut self.lefts, &mut self.rights);
        self.pairs.extend(found);
    }
}

/// Returns the children of the left node that have the same position and state in the right one.
fn aligned([left, right]: [&Tree; 2], [one, other]: [usize; 2]) -> BTreeMap<usize, usize> {
    let mut numbers = BTreeMap::new();
    let mut children = |tree: &Tree, node: usize| -> (Vec<usize>, Vec<u32>) {
        let nodes = tree.nodes[node].children.iter().filter_map(|child| match *child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        });
        let number = |node: usize| {
            let found = &tree.nodes[node];
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            (node, *numbers.entry((found.keys[0], found.state)).or_insert(next))
        };
        nodes.map(number).unzip()
    };
    let (lefts, before) = children(left, one);
    let (rights, now) = children(right, other);
    let places = places(&before, &now).into_iter().enumerate();
    places.filter_map(|(at, to)| Some((lefts[at], rights[to?]))).collect()
}
