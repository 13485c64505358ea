//! Pairs of nodes that are the same node in two versions. The passes go from the safest to the
//! least safe. Each pairs only nodes with a single candidate, and later ones look within paired
//! parents.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{ALL, Child, FIRST_LINE, Kind, Node, Tree, WITHOUT_ID};
use super::wording::{
    MIN_DISTINCTIVE_WORDS, MIN_LIKENESS, is_back, is_finished, is_plain, is_surely, likeness,
};
use super::{best, turns};

/// Minimum likeness of nodes that were reworded and moved. No other node may be as similar.
const MIN_MOVED_LIKENESS: f64 = 0.75;

/// Minimum likeness of tasks with the same id, since an id may be reused for another task.
const MIN_LIKENESS_WITH_ID: f64 = 0.5;

/// Minimum likeness below which a shared id was reused for another task.
const MIN_LIKENESS_OF_KEPT_ID: f64 = 0.25;

/// Maximum number of pairs of nodes that are compared by words, in one parent and in total.
const MAX_IN_ONE: usize = 40_000;
const MAX_IN_ALL: usize = 2_000_000;

/// Partners of the nodes: those of the left version in the right one, and the reverse.
#[derive(Debug)]
pub(super) struct Pairs {
    pub right: Vec<Option<usize>>,
    pub left: Vec<Option<usize>>,
}

/// Pairs the nodes of a version with those of a later one.
pub(super) fn follow(left: &Tree, right: &Tree) -> Pairs {
    follow_from(left, right, &[])
}

/// Pairs the nodes of a version with those of a later one, given further pairs.
pub(super) fn follow_from(left: &Tree, right: &Tree, known: &[(usize, usize)]) -> Pairs {
    let mut matcher = Matcher::new(left, right, [(0, 0)].iter().chain(known).copied());
    matcher.within(ALL, false);
    // This comes before ids, which may have been renumbered.
    matcher.within(WITHOUT_ID, true);
    matcher.alone_anywhere();
    matcher.by_id(true);
    matcher.within(FIRST_LINE, true);
    matcher.by_id(false);
    for _ in 0..3 {
        let before = matcher.count;
        matcher.anywhere(ALL);
        matcher.anywhere(FIRST_LINE);
        matcher.renamed_sections(2);
        matcher.within(WITHOUT_ID, true);
        matcher.reworded(MIN_MOVED_LIKENESS);
        matcher.reworded_elsewhere();
        matcher.reworded(MIN_LIKENESS);
        matcher.renamed_sections(1);
        matcher.within(FIRST_LINE, true);
        if matcher.count == before {
            break;
        }
    }
    matcher.is_last = true;
    matcher.within(ALL, false);
    matcher.pairs
}

/// Pairs nodes that both versions added, given the nodes known to be the same. Only nodes within
/// one parent are paired: tasks added in different places are different, unless one is finished.
pub(super) fn added(left: &Tree, right: &Tree, known: Vec<(usize, usize)>) -> Pairs {
    let mut matcher = Matcher::new(left, right, known);
    matcher.is_between_sides = true;
    matcher.is_last = true;
    matcher.within(ALL, false);
    matcher.by_id_within();
    matcher.within(WITHOUT_ID, true);
    matcher.elsewhere();
    matcher.pairs
}

struct Matcher<'t, 'a> {
    left: &'t Tree<'a>,
    right: &'t Tree<'a>,
    pairs: Pairs,
    count: usize,
    budget: usize,
    /// Keys that several nodes of a version share.
    repeated: BTreeSet<u32>,
    /// Left and right nodes of equal, distinctive text that is unique in both versions, by either node.
    alone: [BTreeMap<usize, usize>; 2],
    /// True if the versions are two sides, so that neither is earlier.
    is_between_sides: bool,
    /// True in the last pass, which may pair nodes with several candidates.
    is_last: bool,
}

impl<'t, 'a> Matcher<'t, 'a> {
    fn new(
        left: &'t Tree<'a>,
        right: &'t Tree<'a>,
        known: impl IntoIterator<Item = (usize, usize)>,
    ) -> Self {
        let pairs =
            Pairs { right: vec![None; left.nodes.len()], left: vec![None; right.nodes.len()] };
        let mut repeated = BTreeSet::new();
        for tree in [left, right] {
            let mut seen = BTreeSet::new();
            let again =
                tree.nodes.iter().map(|node| node.keys[ALL]).filter(|&key| !seen.insert(key));
            repeated.extend(again);
        }
        let budget = MAX_IN_ALL;
        let (count, is_between_sides, is_last) = (0, false, false);
        let alone = Default::default();
        let mut matcher =
            Self { left, right, pairs, count, budget, repeated, alone, is_between_sides, is_last };
        for (one, other) in known {
            matcher.link(one, other);
        }
        matcher
    }

    fn link(&mut self, left: usize, right: usize) {
        self.pairs.right[left] = Some(right);
        self.pairs.left[right] = Some(left);
        self.count += 1;
    }

    /// Returns the children of a node that have no partner yet.
    fn free(tree: &Tree, paired: &[Option<usize>], node: usize) -> Vec<usize> {
        let nodes = tree.nodes[node].children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(*node),
            Child::Text(_) => None,
        });
        nodes.filter(|&node| paired[node].is_none()).collect()
    }

    /// Returns the children of both nodes of a pair that have no partner yet.
    fn free_of(&self, (left, right): (usize, usize)) -> (Vec<usize>, Vec<usize>) {
        let lefts = Self::free(self.left, &self.pairs.right, left);
        if lefts.is_empty() {
            return (lefts, Vec::new());
        }
        (lefts, Self::free(self.right, &self.pairs.left, right))
    }

    /// Pairs children of pairs by a key, in order. If the key leaves out part of the text, the
    /// numbers of nodes must be equal.
    fn within(&mut self, key: usize, same_count: bool) {
        // Parents come before their children, so one round also covers the pairs it makes.
        for left in 0..self.left.nodes.len() {
            let Some(right) = self.pairs.right[left] else { continue };
            let (lefts, rights) = self.free_of((left, right));
            for (mut one, mut other) in self.groups(key, &lefts, &rights) {
                if !same_count || one.len() == other.len() {
                    let trees = [self.left, self.right];
                    let is_section = self.left.nodes[one[0]].kind == Kind::Section;
                    let mut pairs = if is_section && one.len().max(other.len()) > 1 {
                        turns::by_content(trees, &mut one, &mut other)
                    } else {
                        Vec::new()
                    };
                    pairs.extend(if self.is_between_sides {
                        turns::between_sides(trees, one, other)
                    } else {
                        turns::pairs(trees, [left, right], one, other)
                    });
                    for (one, other) in pairs {
                        if self.is_last || !self.may_be_others(one, other) {
                            self.link(one, other);
                        }
                    }
                }
            }
        }
        if key != ALL && self.count > 0 {
            self.within(ALL, false);
        }
    }

    /// Returns true if one task is finished and the other open, and further tasks with the same
    /// text could be their partners.
    fn may_be_others(&self, left: usize, right: usize) -> bool {
        let (one, other) = (&self.left.nodes[left], &self.right.nodes[right]);
        is_back(one, other) && [one, other].iter().any(|it| self.repeated.contains(&it.keys[ALL]))
    }

    /// Groups the nodes of both versions by a key.
    fn groups(
        &self,
        key: usize,
        lefts: &[usize],
        rights: &[usize],
    ) -> Vec<(Vec<usize>, Vec<usize>)> {
        if lefts.is_empty() || rights.is_empty() {
            return Vec::new();
        }
        let group = |tree: &Tree, nodes: &[usize]| {
            let mut groups: BTreeMap<(Kind, u32), Vec<usize>> = BTreeMap::new();
            for &node in nodes {
                let Node { kind, keys, .. } = &tree.nodes[node];
                groups.entry((*kind, keys[key])).or_default().push(node);
            }
            groups
        };
        let mut theirs = group(self.right, rights);
        let ours = group(self.left, lefts).into_iter();
        ours.filter_map(|(key, nodes)| Some((nodes, theirs.remove(&key)?))).collect()
    }

    /// Pairs nodes by ids that are unique in both versions.
    fn by_id(&mut self, alike: bool) {
        let rights = unique_ids(self.right);
        for (id, left) in unique_ids(self.left) {
            let (Some(left), Some(&Some(right))) = (left, rights.get(id)) else { continue };
            if self.can_link(left, right) && self.id_counts(id, left, right, alike) {
                self.link(left, right);
            }
        }
        self.within(ALL, false);
    }

    fn by_id_within(&mut self) {
        let rights = unique_ids(self.right);
        for (id, left) in unique_ids(self.left) {
            let (Some(left), Some(&Some(right))) = (left, rights.get(id)) else { continue };
            let parent = self.left.nodes[left].parent;
            let together = self.pairs.right[parent] == Some(self.right.nodes[right].parent);
            let (one, other) = (&self.left.nodes[left], &self.right.nodes[right]);
            // Both sides may give the next free id to different tasks.
            let is_one = || is_surely(one, other) || likeness(one, other) >= MIN_MOVED_LIKENESS;
            if together && self.can_link(left, right) && !is_plain(id) && is_one() {
                self.link(left, right);
            }
        }
        self.within(ALL, false);
    }

    fn can_link(&self, left: usize, right: usize) -> bool {
        self.pairs.right[left].is_none()
            && self.pairs.left[right].is_none()
            && self.left.nodes[left].kind == self.right.nodes[right].kind
    }

    fn id_counts(&self, id: &str, left: usize, right: usize, alike: bool) -> bool {
        let (left, right) = (&self.left.nodes[left], &self.right.nodes[right]);
        let likeness = likeness(left, right);
        let least =
            if is_back(left, right) { MIN_LIKENESS_WITH_ID } else { MIN_LIKENESS_OF_KEPT_ID };
        if alike { likeness >= MIN_LIKENESS_WITH_ID } else { !is_plain(id) && likeness >= least }
    }

    /// Pairs equal tasks in different places, one of them finished, if there is no other candidate.
    /// Children of tasks and short texts occur in many places, and are left out.
    fn elsewhere(&mut self) {
        let alone = |tree: &Tree, nodes: Vec<usize>| -> BTreeMap<u32, Option<usize>> {
            let is_telling = |node: &Node| {
                let is_within = tree.nodes[node.parent].kind == Kind::Item;
                node.state.is_some() && node.bag.len() >= MIN_DISTINCTIVE_WORDS && !is_within
            };
            let mut alone = BTreeMap::new();
            for node in nodes.into_iter().filter(|&node| is_telling(&tree.nodes[node])) {
                let entry = alone.entry(tree.nodes[node].keys[ALL]);
                entry.and_modify(|known| *known = None).or_insert(Some(node));
            }
            alone
        };
        let rights = alone(self.right, movable(self.right, &self.pairs.left));
        for (key, left) in alone(self.left, movable(self.left, &self.pairs.right)) {
            let (Some(left), Some(&Some(right))) = (left, rights.get(&key)) else { continue };
            let (one, other) = (&self.left.nodes[left], &self.right.nodes[right]);
            if one.kind == other.kind && is_finished(one) != is_finished(other) {
                self.link(left, right);
            }
        }
    }

    /// Pairs equal nodes in different places, if both versions have as many of them, or as many
    /// finished ones: those were archived, and the others are new.
    fn anywhere(&mut self, key: usize) {
        let around = self.right.around(&self.pairs.left);
        let lefts = movable(self.left, &self.pairs.right);
        let rights = movable(self.right, &self.pairs.left);
        for (mut lefts, mut rights) in self.groups(key, &lefts, &rights) {
            if lefts.len() != rights.len() {
                lefts.retain(|&left| is_finished(&self.left.nodes[left]));
                rights.retain(|&right| is_finished(&self.right.nodes[right]));
            }
            if lefts.len() == rights.len() {
                for (one, other) in turns::by_state([self.left, self.right], lefts, rights) {
                    if self.may_move(&around, one, other, false) {
                        self.link(one, other);
                    }
                }
            }
        }
        self.within(ALL, false);
    }

    /// Pairs equal nodes in different places, if they are unique in both versions.
    fn alone_anywhere(&mut self) {
        let alone = |tree: &Tree| -> BTreeMap<(Kind, u32), Option<usize>> {
            let mut alone = BTreeMap::new();
            let nodes = tree.nodes.iter().enumerate().skip(1);
            for (index, node) in nodes.filter(|(_, node)| node.bag.len() > 1) {
                let entry = alone.entry((node.kind, node.keys[WITHOUT_ID]));
                entry.and_modify(|known| *known = None).or_insert(Some(index));
            }
            alone
        };
        let rights = alone(self.right);
        let mut both: Vec<(usize, usize)> = alone(self.left)
            .into_iter()
            .filter_map(|(key, left)| Some((left?, (*rights.get(&key)?)?)))
            .collect();
        both.sort_unstable();
        for &(left, right) in &both {
            if self.left.nodes[left].bag.len() >= MIN_DISTINCTIVE_WORDS {
                self.alone[0].insert(left, right);
                self.alone[1].insert(right, left);
            }
        }
        // The second round pairs children of parents that the first one paired.
        for _ in 0..2 {
            let around = self.right.around(&self.pairs.left);
            for &(left, right) in &both {
                if self.can_link(left, right) && self.may_move(&around, left, right, true) {
                    self.link(left, right);
                }
            }
        }
        self.within(ALL, false);
    }

    /// Returns true if a node may have moved between these places. Many tasks have a step `Write
    /// tests`: if one was removed and another added, they are different. A finished task may come
    /// back open only if it is unique.
    fn may_move(&self, around: &[usize], left: usize, right: usize, is_alone: bool) -> bool {
        let (one, other) = (&self.left.nodes[left], &self.right.nodes[right]);
        let is_within = self.left.nodes[one.parent].kind == Kind::Item
            && self.right.nodes[other.parent].kind == Kind::Item;
        let parents = [self.pairs.right[one.parent], self.pairs.left[other.parent]];
        let is_short = one.bag.len() < MIN_DISTINCTIVE_WORDS;
        let is_own = if is_short { parents.contains(&None) } else { parents == [None; 2] };
        let is_in_place = parents[0] == Some(around[right]);
        let returns = is_alone && !is_within && !is_short;
        is_in_place || !((is_back(one, other) && !returns) || (is_within && is_own))
    }

    /// Pairs sections by their content, if more than half of it is equal, and at least `least`
    /// nodes.
    fn renamed_sections(&mut self, least: usize) {
        let sections = |tree: &Tree, paired: &[Option<usize>]| -> Vec<usize> {
            let all = 0..tree.nodes.len();
            all.filter(|&n| tree.nodes[n].kind == Kind::Section && paired[n].is_none()).collect()
        };
        let lefts = sections(self.left, &self.pairs.right);
        let rights = sections(self.right, &self.pairs.left);
        if lefts.len() * rights.len() > MAX_IN_ONE {
            return;
        }
        for left in lefts {
            let mut best: Option<(usize, usize)> = None;
            for &right in rights.iter().filter(|&&right| self.pairs.left[right].is_none()) {
                let same = self.shared(left, right);
                let most = self.left.nodes[left]
                    .children
                    .len()
                    .max(self.right.nodes[right].children.len());
                if same >= least && same * 2 > most && best.is_none_or(|(score, _)| same > score) {
                    best = Some((same, right));
                }
            }
            if let Some((_, right)) = best {
                self.link(left, right);
            }
        }
        self.within(ALL, false);
    }

    /// Counts the children that two sections share.
    fn shared(&self, left: usize, right: usize) -> usize {
        let mut texts: BTreeMap<u32, usize> = BTreeMap::new();
        for child in &self.right.nodes[right].children {
            if let Child::Text(line) = *child {
                *texts.entry(self.right.numbers[line]).or_default() += 1;
            }
        }
        let same = |child: &&Child| match **child {
            Child::Node(node) => {
                self.pairs.right[node].is_some_and(|other| self.right.nodes[other].parent == right)
            }
            Child::Text(line) => match texts.get_mut(&self.left.numbers[line]) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            },
        };
        self.left.nodes[left].children.iter().filter(same).count()
    }

    /// Leaves out nodes whose text stands elsewhere in the other version: they were moved there.
    fn may_be_reworded(
        &self,
        (mut lefts, mut rights): (Vec<usize>, Vec<usize>),
    ) -> (Vec<usize>, Vec<usize>) {
        let is_free = |paired: &[Option<usize>], at: Option<&usize>| {
            at.is_some_and(|&at| paired[at].is_none())
        };
        lefts.retain(|left| !is_free(&self.pairs.left, self.alone[0].get(left)));
        rights.retain(|right| !is_free(&self.pairs.right, self.alone[1].get(right)));
        (lefts, rights)
    }

    /// Pairs children of pairs by their words: each must be the best match of the other.
    fn reworded(&mut self, least: f64) {
        for left in 0..self.left.nodes.len() {
            let Some(right) = self.pairs.right[left] else { continue };
            let (lefts, rights) = self.may_be_reworded(self.free_of((left, right)));
            let work = lefts.len() * rights.len();
            if work == 0 || work > MAX_IN_ONE || work > self.budget {
                continue;
            }
            self.budget -= work;
            for (one, other) in
                best::mutual([self.left, self.right], [&lefts, &rights], least, false)
            {
                self.link(one, other);
            }
        }
        self.within(ALL, false);
    }

    /// Pairs nodes that were moved and reworded, if no other is similar.
    fn reworded_elsewhere(&mut self) {
        let (lefts, rights) = self.may_be_reworded((
            movable(self.left, &self.pairs.right),
            movable(self.right, &self.pairs.left),
        ));
        let work = lefts.len() * rights.len();
        if work == 0 || work > MAX_IN_ONE || work > self.budget {
            return;
        }
        self.budget -= work;
        let around = self.right.around(&self.pairs.left);
        for (one, other) in
            best::mutual([self.left, self.right], [&lefts, &rights], MIN_MOVED_LIKENESS, true)
        {
            if self.may_move(&around, one, other, false) {
                self.link(one, other);
            }
        }
        self.within(ALL, false);
    }
}

/// Returns the nodes without a partner whose text is distinctive.
fn movable(tree: &Tree, paired: &[Option<usize>]) -> Vec<usize> {
    let free = (1..tree.nodes.len()).filter(|&node| paired[node].is_none());
    free.filter(|&node| {
        let Node { state, words, .. } = &tree.nodes[node];
        // Headings such as `Tests` or `Done` occur below many tasks.
        words.contains(' ') || (state.is_some() && !words.is_empty())
    })
    .collect()
}

/// Returns the nodes by id; `None` for an id that several nodes have.
fn unique_ids<'t>(tree: &'t Tree) -> BTreeMap<&'t str, Option<usize>> {
    let mut ids: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (index, node) in tree.nodes.iter().enumerate() {
        for id in &node.ids {
            ids.entry(id)
                .and_modify(|known| *known = known.filter(|&known| known == index))
                .or_insert(Some(index));
        }
    }
    ids
}
