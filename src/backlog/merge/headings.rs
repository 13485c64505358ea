//! Headings that a side put above what was there.
//!
//! What stands below such a heading is in another section now, but did not move. So all versions are
//! seen with all of these headings in them: what was added behind a task is behind it still, and the
//! headings of both sides divide what is between them.

use std::collections::{BTreeMap, BTreeSet};

use super::classes::{BASE, Classes, OURS, THEIRS};
use super::diff3::places;
use super::list;
use super::tree::{Child, Kind};
use crate::model::TaskState;

/// A section of base, by its class, and whether it is about the sections in it or about all else.
type Group = (usize, bool);

/// A section that begins within one of base.
#[derive(Clone, Copy, Debug)]
struct Put {
    /// The place of the first of its children among those of the other one. What is before `last`
    /// was removed, so it may as well begin there.
    start: usize,
    last: usize,
    section: usize,
}

/// Gives the children of sections to those that a side began above them, in all versions.
pub(super) fn settle(classes: &mut Classes) {
    let [ours, theirs] = [OURS, THEIRS].map(|side| puts(classes, side));
    let groups = ours.keys().chain(theirs.keys()).copied();
    for group in groups.collect::<BTreeSet<Group>>() {
        let own = |side: &BTreeMap<Group, Vec<Put>>| side.get(&group).cloned().unwrap_or_default();
        let mut own = [Vec::new(), own(&ours), own(&theirs)];
        if classes.list[group.0].at.iter().any(Option::is_none) {
            continue;
        }
        let all = united(classes, &own);
        let begins: BTreeMap<usize, usize> =
            all.iter().map(|put| (put.section, put.start)).collect();
        for own in &mut own {
            own.retain(|put| begins.contains_key(&put.section));
            for put in own {
                put.start = put.last.min(begins[&put.section]);
            }
        }
        let base = children(classes, group.0, BASE, group.1);
        for version in [BASE, OURS, THEIRS] {
            divide(classes, group, version, &base, [&own[version], &all]);
        }
        for Put { start, section, .. } in all {
            let line = match base[start] {
                Child::Text(line) => line,
                Child::Node(node) => classes.trees[BASE].nodes[node].start,
            };
            classes.begun.entry(section).or_insert((group.0, line));
        }
    }
}

/// The sections that a side began, by what they begin within, in reading order.
fn puts(classes: &Classes, side: usize) -> BTreeMap<Group, Vec<Put>> {
    let tree = &classes.trees[side];
    let is_known = |node: usize| classes.list[classes.of[side][node]].at[BASE].is_some();
    let mut begun: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    // The section that a line would be in if the new headings were not there.
    let mut last = 0;
    for (node, found) in tree.nodes.iter().enumerate().skip(1) {
        if found.kind != Kind::Section || tree.nodes[found.parent].kind == Kind::Item {
            continue;
        }
        if is_known(node) {
            last = node;
            continue;
        }
        let class = classes.of[side][node];
        begun.entry((classes.of[side][last], false)).or_default().push(class);
        let mut around = last;
        loop {
            if is_known(around) {
                begun.entry((classes.of[side][around], true)).or_default().push(class);
            }
            if around == 0 {
                break;
            }
            around = tree.nodes[around].parent;
        }
    }
    let puts = begun.into_iter().map(|(group, new)| (group, within(classes, side, group, &new)));
    puts.filter(|(_, puts)| !puts.is_empty()).collect()
}

/// Which of the sections `new` begin above what was in `group`.
fn within(classes: &Classes, side: usize, group: Group, new: &[usize]) -> Vec<Put> {
    let base = children(classes, group.0, BASE, group.1);
    let sections = [&[group.0], new].concat();
    let (found, known) = along(classes, side, &sections, group.1, &base);
    let found: Vec<((usize, Child), Option<usize>)> = found.into_iter().zip(known).collect();
    let mut puts = Vec::new();
    // Behind all that is in a section further up.
    let mut below = 0;
    for here in found.chunk_by(|one, other| one.0.0 == other.0.0) {
        let section = here[0].0.0;
        let here: Vec<(Child, usize)> =
            here.iter().filter_map(|&((_, child), place)| Some((child, place?))).collect();
        let taken = here.iter().map(|&(_, place)| place).filter(|&place| place >= below);
        let is_as_before = taken.clone().count() == here.len() && here.is_sorted_by_key(|it| it.1);
        let is_archive = !is_as_before && is_finished(classes, side, &here);
        if let Some(last) = taken.min()
            && section != group.0
            && !is_archive
        {
            puts.push(Put { start: below, last, section });
        }
        below = here.iter().map(|&(_, place)| place + 1).max().unwrap_or(0).max(below);
    }
    puts
}

/// Whether all tasks of these are finished: where some were moved there, they were put away.
fn is_finished(classes: &Classes, side: usize, children: &[(Child, usize)]) -> bool {
    children.iter().all(|&(child, _)| match child {
        Child::Node(node) => {
            let state = classes.trees[side].nodes[node].state;
            state.is_none_or(|state| state >= TaskState::Skipped)
        }
        Child::Text(_) => true,
    })
}

/// The sections that either side began, from the top; without those that both sides began at one
/// place, or in different sections, since nobody knows which of them what is below belongs to.
fn united(classes: &Classes, own: &[Vec<Put>; 3]) -> Vec<Put> {
    let parents = |side: usize| -> BTreeSet<Option<usize>> {
        own[side].iter().map(|put| classes.parent(put.section, side)).collect()
    };
    let (ours, theirs) = (parents(OURS), parents(THEIRS));
    if !ours.is_empty() && !theirs.is_empty() && (ours.len() > 1 || ours != theirs) {
        return Vec::new();
    }
    let mut by_section: BTreeMap<usize, Put> = BTreeMap::new();
    for &put in own.iter().flatten() {
        let known = by_section.entry(put.section).or_insert(put);
        (known.start, known.last) = (known.start.min(put.start), known.last.min(put.last));
    }
    let mut all: Vec<Put> = by_section.into_values().collect();
    let order = |put: &Put| (put.last, put.start);
    all.sort_by_key(order);
    let alone = all.chunk_by(|one, other| order(one) == order(other)).filter(|it| it.len() == 1);
    let mut all: Vec<Put> = alone.map(|it| it[0]).collect();
    let mut tied = BTreeSet::new();
    let mut free = 0;
    for put in &mut all {
        put.start = put.start.max(free);
        if put.start > put.last {
            put.start = put.last;
            tied.insert(put.last);
        }
        free = put.start + 1;
    }
    all.retain(|put| !tied.contains(&put.start));
    all
}

/// The section that a place is in.
fn section_at(puts: &[Put], place: usize, around: usize) -> usize {
    let behind = puts.partition_point(|put| put.start <= place);
    behind.checked_sub(1).map_or(around, |last| puts[last].section)
}

/// Gives the children of a version to the sections that either side began. `own` are those of the
/// sections that are in this version already.
fn divide(
    classes: &mut Classes,
    (around, is_sections): Group,
    version: usize,
    base: &[Child],
    [own, all]: [&[Put]; 2],
) {
    let sections: Vec<usize> =
        [around].into_iter().chain(own.iter().map(|put| put.section)).collect();
    let (found, known) = along(classes, version, &sections, is_sections, base);
    let mut divided: BTreeMap<usize, Vec<Child>> =
        all.iter().map(|put| put.section).chain([around]).map(|it| (it, Vec::new())).collect();
    // Where what is not in base goes: with what it is behind.
    let mut last = None;
    for ((container, child), place) in found.into_iter().zip(known) {
        let (before, way) = last.filter(|&(before, _)| before == container).unwrap_or_else(|| {
            let first = section_at(own, 0, around) == container;
            (container, if first { section_at(all, 0, around) } else { container })
        });
        let target = match place {
            None => way,
            Some(place) if section_at(own, place, around) == container => {
                section_at(all, place, around)
            }
            // It was moved.
            Some(_) => container,
        };
        if place.is_none_or(|place| section_at(own, place, around) == container) {
            last = Some((before, target));
        }
        if let Child::Node(node) = child {
            classes.parents[version][node] = target;
        }
        divided.entry(target).or_default().push(child);
    }
    for (section, mut list) in divided {
        let others = children(classes, section, version, !is_sections);
        if is_sections {
            list.splice(0..0, others);
        } else {
            list.extend(others);
        }
        classes.children[version].insert(section, list);
    }
}

/// The children of `sections` in a version, each with the section that it is in there, and the place
/// of each in `base`.
fn along(
    classes: &Classes,
    version: usize,
    sections: &[usize],
    is_sections: bool,
    base: &[Child],
) -> (Vec<(usize, Child)>, Vec<Option<usize>>) {
    let mut found: Vec<(usize, Child)> = Vec::new();
    for &section in sections {
        let children = children(classes, section, version, is_sections);
        found.extend(children.into_iter().map(|child| (section, child)));
    }
    let number = |version: usize, child: Child| list::token(classes, version, child).number();
    let before: Vec<u32> = base.iter().map(|&child| number(BASE, child)).collect();
    let now: Vec<u32> = found.iter().map(|&(_, child)| number(version, child)).collect();
    let mut known = vec![None; found.len()];
    for (place, to) in places(&before, &now).into_iter().enumerate() {
        if let Some(to) = to {
            known[to] = Some(place);
        }
    }
    // A node is known wherever it is.
    let nodes: BTreeMap<u32, usize> = base
        .iter()
        .zip(&before)
        .enumerate()
        .filter(|(_, (child, _))| matches!(child, Child::Node(_)))
        .map(|(place, (_, &number))| (number, place))
        .collect();
    for (known, number) in known.iter_mut().zip(&now) {
        *known = known.or_else(|| nodes.get(number).copied());
    }
    (found, known)
}

/// The children of a class in a version: the sections, or all else.
fn children(classes: &Classes, class: usize, version: usize, is_sections: bool) -> Vec<Child> {
    let tree = &classes.trees[version];
    let is_section = |child: &&Child| match child {
        Child::Node(node) => tree.nodes[*node].kind == Kind::Section,
        Child::Text(_) => false,
    };
    let all = classes.children(class, version).iter();
    all.filter(|child| is_section(child) == is_sections).copied().collect()
}
