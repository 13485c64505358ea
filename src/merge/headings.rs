//! Headings that a side inserted above existing nodes.
//!
//! The nodes below such a heading are in another section now, but they did not move. Therefore, the
//! inserted headings of both sides are added to all versions: a node that was added after a task
//! stays after it, and the headings of both sides divide the nodes between them.

use std::collections::{BTreeMap, BTreeSet};

use super::classes::{BASE, Classes, OURS, THEIRS};
use super::diff3::places;
use super::list::{self, level};
use super::tree::{Child, Kind};
use crate::model::TaskState;

/// Words in headings of finished tasks, as boards and archives have them.
const ARCHIVES: [&str; 6] = ["done", "completed", "finished", "closed", "archive", "archived"];

/// Section that a side inserted into a section of base.
#[derive(Clone, Copy, Debug)]
struct Put {
    /// First position of its children among the children of the section around it. The children
    /// between `last` and this position were removed, so it may also start there.
    start: usize,
    last: usize,
    section: usize,
    /// True if it ends the section around it; false if it is inside.
    ends: bool,
}

/// Moves children of sections, in all versions, to the sections that a side inserted above them.
pub(super) fn settle(classes: &mut Classes) {
    let [ours, theirs] = [OURS, THEIRS].map(|side| puts(classes, side));
    let around: BTreeSet<usize> = ours.keys().chain(theirs.keys()).copied().collect();
    for around in around {
        if classes.list[around].at.iter().any(Option::is_none) {
            continue;
        }
        let of = |side: &BTreeMap<usize, Vec<Put>>| side.get(&around).cloned().unwrap_or_default();
        let mut own = [Vec::new(), of(&ours), of(&theirs)];
        let all = united(classes, &own);
        let begins: BTreeMap<usize, usize> =
            all.iter().map(|put| (put.section, put.start)).collect();
        for own in &mut own {
            own.retain(|put| begins.contains_key(&put.section));
            for put in own {
                put.start = put.last.min(begins[&put.section]);
            }
        }
        let base = classes.children(around, BASE).to_vec();
        let cuts = Cuts::new(classes, around, &all);
        for version in [BASE, OURS, THEIRS] {
            let own = Cuts::new(classes, around, &own[version]);
            divide(classes, version, &base, &own, &cuts);
        }
        for Put { start, section, .. } in all {
            let line = line(classes, BASE, base[start]);
            begin(classes, section, line);
        }
    }
    classes.begun_in = begun_in(classes);
}

/// Records the line at which an inserted section starts, and of inserted sections around it. Each
/// side may have moved one section into another.
fn begin(classes: &mut Classes, section: usize, line: usize) {
    let mut new = Some(section);
    while let Some(section) = new.filter(|&it| classes.list[it].at[BASE].is_none()) {
        if classes.begun.get(&section).is_some_and(|&known| known <= line) {
            return;
        }
        classes.begun.insert(section, line);
        new = [OURS, THEIRS].into_iter().find_map(|side| classes.parent(section, side));
    }
}

/// Returns the inserted sections by their parents, in order of their lines in base.
fn begun_in(classes: &Classes) -> BTreeMap<usize, Vec<usize>> {
    let mut sections: Vec<(usize, usize)> =
        classes.begun.iter().map(|(&section, &line)| (line, section)).collect();
    sections.sort_unstable();
    let mut inserted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (_, section) in sections {
        let parent = [OURS, THEIRS].into_iter().find_map(|side| classes.parent(section, side));
        inserted.entry(parent.unwrap_or(0)).or_default().push(section);
    }
    inserted
}

/// Returns the sections that a side inserted, by the section of base around them, in reading order.
fn puts(classes: &Classes, side: usize) -> BTreeMap<usize, Vec<Put>> {
    let tree = &classes.trees[side];
    let class = |node: usize| classes.of[side][node];
    let is_known = |node: usize| classes.list[class(node)].at[BASE].is_some();
    // The flag says whether the section ends the one around it.
    let mut begun: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
    // Section that a line would be in without the inserted headings.
    let mut last = 0;
    for (node, found) in tree.nodes.iter().enumerate().skip(1) {
        if found.kind != Kind::Section || tree.nodes[found.parent].kind == Kind::Item {
            continue;
        }
        if is_known(node) {
            last = node;
            continue;
        }
        let mut inside = found.parent;
        while !is_known(inside) {
            inside = tree.nodes[inside].parent;
        }
        let mut around = last;
        while around != inside && around != 0 {
            if is_known(around) {
                begun.entry(class(around)).or_default().push((class(node), true));
            }
            around = tree.nodes[around].parent;
        }
        // It may also contain the deeper ones of the sections that follow.
        begun.entry(class(inside)).or_default().push((class(node), false));
    }
    let puts = begun.into_iter().map(|(around, new)| (around, within(classes, side, around, &new)));
    puts.filter(|(_, puts)| !puts.is_empty()).collect()
}

/// Returns those of the sections `new` that are above existing children of `around`.
fn within(classes: &Classes, side: usize, around: usize, new: &[(usize, bool)]) -> Vec<Put> {
    let base = classes.children(around, BASE);
    let sections: Vec<usize> =
        [around].into_iter().chain(new.iter().map(|&(section, _)| section)).collect();
    let before = base.iter().filter(|&&child| !is_section(classes, BASE, child)).count();
    let kind = |child: Child| usize::from(!is_section(classes, side, child));
    let nodes = &classes.trees[side].nodes;
    let (children, known) = along(classes, side, &sections, base);
    let children: Vec<(usize, Child, usize)> = children
        .into_iter()
        .zip(known)
        .filter_map(|((section, child), place)| Some((section, child, place?)))
        .collect();
    let mut of: BTreeMap<usize, Vec<(Child, usize)>> = BTreeMap::new();
    for &(section, child, place) in &children {
        of.entry(section).or_default().push((child, place));
    }
    let mut above = children.into_iter().peekable();
    let mut puts = Vec::new();
    // Positions after all children above a section: for sections, and for other nodes.
    let mut below = [0; 2];
    for &(section, ends) in new {
        let start = classes.list[section].at[side].map_or(0, |node| nodes[node].start);
        let is_above = |it: &(usize, Child, usize)| line(classes, side, it.1) < start;
        while let Some((_, child, place)) = above.next_if(is_above) {
            // All other children are before the sections.
            let is_section = kind(child) == 0;
            below[1] = below[1].max(if is_section { before } else { place + 1 });
            below[0] = below[0].max(if is_section { place + 1 } else { 0 });
        }
        let here = of.remove(&section).unwrap_or_default();
        let taken: Vec<(Child, usize)> =
            here.iter().copied().filter(|&(child, place)| place >= below[kind(child)]).collect();
        let is_as_before = taken.len() == here.len() && here.is_sorted_by_key(|it| it.1);
        let is_archive = (!is_as_before || is_archive(classes, side, section))
            && is_finished(classes, side, &here);
        if let Some(&(first, last)) = taken.iter().min_by_key(|it| it.1)
            && !is_archive
        {
            let start = below[kind(first)].max(if kind(first) == 0 { before } else { 0 });
            puts.push(Put { start, last, section, ends });
        }
    }
    puts
}

/// Returns true if a heading says that the tasks below it are finished.
fn is_archive(classes: &Classes, side: usize, section: usize) -> bool {
    classes.list[section].at[side].is_some_and(|node| {
        let words = classes.trees[side].nodes[node].words.split(|c: char| !c.is_alphanumeric());
        words.into_iter().any(|word| ARCHIVES.contains(&word))
    })
}

/// Returns true if all of these tasks are finished. If some were moved there, the section is an
/// archive.
fn is_finished(classes: &Classes, side: usize, children: &[(Child, usize)]) -> bool {
    children.iter().all(|&(child, _)| match child {
        Child::Node(node) => {
            let state = classes.trees[side].nodes[node].state;
            state.is_none_or(|state| state >= TaskState::Skipped)
        }
        Child::Text(_) => true,
    })
}

/// Unites the inserted sections of both sides, from the top. Sections that both sides inserted at
/// the same place, or into different sections, are left out, since it is unknown which of them
/// contains the nodes below.
fn united(classes: &Classes, own: &[Vec<Put>; 3]) -> Vec<Put> {
    let parents = |side: usize| -> BTreeSet<Option<usize>> {
        let ends = own[side].iter().filter(|put| put.ends);
        ends.map(|put| classes.parent(put.section, side)).collect()
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

/// Sections of the positions among the children of a section.
struct Cuts {
    around: usize,
    all: Vec<Cut>,
}

/// Start of an inserted section.
struct Cut {
    start: usize,
    section: usize,
    level: u8,
    /// Last one before it with a heading above its own.
    outer: Option<usize>,
}

impl Cuts {
    fn new(classes: &Classes, around: usize, puts: &[Put]) -> Self {
        let mut cuts = Self { around, all: Vec::new() };
        for &Put { start, section, .. } in puts {
            let level = level(classes, section);
            let outer = cuts.above(cuts.all.len(), level);
            cuts.all.push(Cut { start, section, level, outer });
        }
        cuts
    }

    /// Returns the last of the first `count` cuts with a heading above `level`.
    fn above(&self, count: usize, level: u8) -> Option<usize> {
        let mut cuts = std::iter::successors(count.checked_sub(1), |&at| self.all[at].outer);
        cuts.find(|&at| self.all[at].level < level)
    }

    /// Returns the section of a position: for a section with a heading of `level`, or for other
    /// nodes if that is `None`.
    fn section_at(&self, place: usize, level: Option<u8>) -> usize {
        let count = self.all.partition_point(|cut| cut.start <= place);
        let cut = self.above(count, level.unwrap_or(u8::MAX));
        cut.map_or(self.around, |at| self.all[at].section)
    }
}

/// Moves the children of a version to the inserted sections of both sides (`all`); `own` are the
/// sections that this version already has.
fn divide(classes: &mut Classes, version: usize, base: &[Child], own: &Cuts, all: &Cuts) {
    let sections: Vec<usize> =
        [own.around].into_iter().chain(own.all.iter().map(|cut| cut.section)).collect();
    let begins: BTreeMap<usize, usize> =
        own.all.iter().map(|cut| (cut.section, cut.start)).collect();
    let (found, known) = along(classes, version, &sections, base);
    let mut divided: BTreeMap<usize, Vec<Child>> =
        sections.iter().map(|&section| (section, Vec::new())).collect();
    for &Cut { section, .. } in &all.all {
        // Children of the section that came from elsewhere.
        let before = || classes.children(section, version).to_vec();
        divided.entry(section).or_insert_with(before);
    }
    // A node that is not in base goes with the node before it.
    let mut last = 0;
    for ((section, child), place) in found.into_iter().zip(known) {
        last = last.max(begins.get(&section).copied().unwrap_or(0));
        let level = match child {
            Child::Node(node) if is_section(classes, version, child) => {
                Some(classes.trees[version].nodes[node].level)
            }
            _ => None,
        };
        let position = place.unwrap_or(last);
        let mut target = section;
        // Otherwise, the node was moved.
        if own.section_at(position, level) == section {
            target = all.section_at(position, level);
            last = position;
        }
        if let Child::Node(node) = child {
            classes.parents[version][node] = target;
        }
        divided.entry(target).or_default().push(child);
    }
    for (section, mut list) in divided {
        list.sort_by_key(|&child| is_section(classes, version, child));
        classes.children[version].insert(section, list);
    }
}

/// Returns the children of `sections` in a version in reading order, each with its section and its
/// position in `base`.
fn along(
    classes: &Classes,
    version: usize,
    sections: &[usize],
    base: &[Child],
) -> (Vec<(usize, Child)>, Vec<Option<usize>>) {
    let children = |&section: &usize| {
        classes.children(section, version).iter().map(move |&child| (section, child))
    };
    let mut all: Vec<(usize, Child)> = sections.iter().flat_map(children).collect();
    all.sort_by_key(|&(_, child)| line(classes, version, child));
    let number = |version: usize, child: Child| list::token(classes, version, child).number();
    let before: Vec<u32> = base.iter().map(|&child| number(BASE, child)).collect();
    let now: Vec<u32> = all.iter().map(|&(_, child)| number(version, child)).collect();
    let mut known = vec![None; all.len()];
    for (place, to) in places(&before, &now).into_iter().enumerate() {
        if let Some(to) = to {
            known[to] = Some(place);
        }
    }
    // A node is found at any position.
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
    (all, known)
}

/// Returns the first line of a child.
fn line(classes: &Classes, version: usize, child: Child) -> usize {
    match child {
        Child::Node(node) => classes.trees[version].nodes[node].start,
        Child::Text(line) => line,
    }
}

fn is_section(classes: &Classes, version: usize, child: Child) -> bool {
    match child {
        Child::Node(node) => classes.trees[version].nodes[node].kind == Kind::Section,
        Child::Text(_) => false,
    }
}
