//! The children of a node, merged: lines as git would, nodes by what they are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::classes::{BASE, Classes, OURS, THEIRS};
use super::diff3::{Hunk, hunks};
use super::tree::{Child, Kind};

/// A child in one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// The number of what a line says, and its index.
    Text(u32, usize),
    /// A class.
    Node(usize),
}

impl Token {
    /// A number that is the same for what is the same, and another for all else.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Text(number, _) => number * 2,
            Self::Node(class) => u32::try_from(class).unwrap_or(u32::MAX / 2) * 2 + 1,
        }
    }

    fn node(self) -> Option<usize> {
        match self {
            Self::Node(class) => Some(class),
            Self::Text(..) => None,
        }
    }
}

/// A part of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A line, with its index in each version that has it here.
    Line([Option<usize>; 3]),
    /// A class, to be merged.
    Node(usize),
    /// Tokens of base, ours and theirs.
    Conflict([Vec<Token>; 3]),
}

/// The children of `class` in the result.
pub(super) fn merge(classes: &Classes, class: usize) -> Vec<Part> {
    let lists = [BASE, OURS, THEIRS].map(|version| list(classes, class, version));
    let only = |side: usize| {
        let parts = lists[side].iter().map(|&token| part(token, side));
        parts.collect::<Vec<Part>>()
    };
    match [OURS, THEIRS].map(|side| classes.has(class, side)) {
        [true, false] => return only(OURS),
        [false, true] => return only(THEIRS),
        _ => {}
    }
    // What only one side has here is no longer in base: the other one did not remove it.
    let has = |side: usize| -> BTreeSet<usize> {
        lists[side].iter().filter_map(|token| token.node()).collect()
    };
    let (ours, theirs) = (has(OURS), has(THEIRS));
    let [mut base, one, other] = lists;
    base.retain(|token| {
        token.node().is_none_or(|node| ours.contains(&node) && theirs.contains(&node))
    });
    let numbers = |list: &[Token]| list.iter().map(|token| token.number()).collect::<Vec<u32>>();
    let found = hunks(&numbers(&base), &numbers(&one), &numbers(&other));
    let lists = [&base, &one, &other];
    let mut parts = Vec::new();
    for hunk in found {
        resolve(lists, &hunk, &mut parts);
    }
    // What both sides put elsewhere in the list is in it twice; the first place is as good.
    let mut seen = BTreeSet::new();
    // What stands behind a section is in it.
    parts.sort_by_key(|part| match part {
        Part::Line(_) => false,
        Part::Node(node) => is_section(classes, *node),
        Part::Conflict(sides) => sides[OURS..]
            .iter()
            .flatten()
            .any(|token| token.node().is_some_and(|node| is_section(classes, node))),
    });
    parts.retain(|part| !matches!(part, Part::Node(node) if !seen.insert(*node)));
    parts
}

/// The children of a class in one version, as far as they stay in it.
fn list(classes: &Classes, class: usize, version: usize) -> Vec<Token> {
    let stays = |token: &Token| match *token {
        Token::Text(..) => true,
        Token::Node(inner) => classes.list[inner].fate.parent(version.max(OURS)) == Some(class),
    };
    let children = classes.children(class, version).iter();
    let tokens = children.map(|&child| token(classes, version, child)).filter(stays).collect();
    let begun = classes.begun_in.get(&class).into_iter().flatten().copied();
    let absent = begun.filter(|&section| classes.list[section].at[version].is_none()).collect();
    with_absent(classes, tokens, absent)
}

/// Puts the sections that the other side began, in order of their lines, where they would be: each
/// behind what was above it in base.
fn with_absent(classes: &Classes, tokens: Vec<Token>, absent: Vec<usize>) -> Vec<Token> {
    let is_one = |token: &Token| token.node().is_some_and(|node| is_section(classes, node));
    let first = tokens.iter().position(is_one).unwrap_or(tokens.len());
    let sections = tokens.iter().enumerate().skip(first).filter(|(_, token)| is_one(token));
    let mut known: Vec<(usize, usize)> =
        sections.filter_map(|(place, token)| Some((classes.line(token.node()?)?, place))).collect();
    known.sort_unstable();
    let mut known = known.into_iter().peekable();
    let mut rest = tokens.into_iter();
    let mut all = Vec::new();
    let (mut place, mut taken) = (first, 0);
    for section in absent {
        let line = classes.line(section);
        while let Some((_, above)) = known.next_if(|&(above, _)| Some(above) < line) {
            place = place.max(above + 1);
        }
        all.extend(rest.by_ref().take(place - taken));
        taken = place;
        all.push(Token::Node(section));
    }
    all.extend(rest);
    all
}

/// A child of a version.
pub(super) fn token(classes: &Classes, version: usize, child: Child) -> Token {
    match child {
        Child::Text(line) => Token::Text(classes.trees[version].numbers[line], line),
        Child::Node(node) => Token::Node(classes.of[version][node]),
    }
}

/// Returns whether a class is a section.
pub(super) fn is_section(classes: &Classes, class: usize) -> bool {
    let mut nodes = classes.list[class].at.iter().zip(classes.trees);
    nodes.any(|(node, tree)| node.is_some_and(|node| tree.nodes[node].kind == Kind::Section))
}

fn part(token: Token, version: usize) -> Part {
    match token {
        Token::Node(class) => Part::Node(class),
        Token::Text(_, line) => {
            let mut at = [None; 3];
            at[version] = Some(line);
            Part::Line(at)
        }
    }
}

/// Finds one place in several versions.
fn same(lists: [&Vec<Token>; 3], at: [Option<usize>; 3]) -> Option<Part> {
    let lines = [BASE, OURS, THEIRS].map(|version| match lists[version].get(at[version]?)? {
        Token::Text(_, line) => Some(*line),
        Token::Node(_) => None,
    });
    let version = [OURS, THEIRS].into_iter().find(|&side| at[side].is_some())?;
    match lists[version].get(at[version]?)? {
        Token::Node(class) => Some(Part::Node(*class)),
        Token::Text(..) => Some(Part::Line(lines)),
    }
}

fn resolve(lists: [&Vec<Token>; 3], hunk: &Hunk, parts: &mut Vec<Part>) {
    let [b, o, t] = hunk.at.clone();
    let [base, ours, theirs] =
        [&lists[BASE][b.clone()], &lists[OURS][o.clone()], &lists[THEIRS][t.clone()]];
    if hunk.stable {
        let at = |step: usize| [Some(b.start + step), Some(o.start + step), Some(t.start + step)];
        parts.extend((0..b.len()).filter_map(|step| same(lists, at(step))));
    } else if equal(ours, theirs) {
        let at = |step: usize| [None, Some(o.start + step), Some(t.start + step)];
        parts.extend((0..o.len()).filter_map(|step| same(lists, at(step))));
    } else if equal(base, theirs) {
        parts.extend(ours.iter().map(|&token| part(token, OURS)));
    } else if equal(base, ours) {
        parts.extend(theirs.iter().map(|&token| part(token, THEIRS)));
    } else if let Some(merged) = by_node(base, ours, theirs) {
        parts.extend(merged);
    } else {
        conflict(lists, [b, o, t], parts);
    }
}

fn equal(one: &[Token], other: &[Token]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.number() == b.number())
}

/// Both sides changed it, but for one of them only nodes came and went: then each node can be told
/// apart from the lines.
fn by_node(base: &[Token], ours: &[Token], theirs: &[Token]) -> Option<Vec<Part>> {
    let texts = |list: &[Token]| -> Vec<u32> {
        list.iter().filter(|token| token.node().is_none()).map(|token| token.number()).collect()
    };
    let (before, one, other) = (texts(base), texts(ours), texts(theirs));
    if one == other || before == other {
        Some(graft(base, (ours, OURS), (theirs, THEIRS)))
    } else if before == one {
        Some(graft(base, (theirs, THEIRS), (ours, OURS)))
    } else {
        None
    }
}

/// `into` with the nodes that `from` has besides, each behind what it is behind there, and without
/// those that it removed.
fn graft(base: &[Token], into: (&[Token], usize), from: (&[Token], usize)) -> Vec<Part> {
    let nodes = |list: &[Token]| list.iter().filter_map(|token| token.node()).collect();
    let (before, own, other): (BTreeSet<usize>, BTreeSet<usize>, BTreeSet<usize>) =
        (nodes(base), nodes(into.0), nodes(from.0));
    let gone = |token: &Token| {
        token.node().is_some_and(|node| before.contains(&node) && !other.contains(&node))
    };
    let kept: Vec<Token> = into.0.iter().copied().filter(|token| !gone(token)).collect();
    let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, token) in kept.iter().enumerate() {
        places.entry(token.number()).or_default().push(place);
    }
    // A node that only `into` has; at one place, those of ours come first.
    let is_own = |token: &Token| {
        token.node().is_some_and(|node| !before.contains(&node) && !other.contains(&node))
    };
    let is_new = |node: usize| !own.contains(&node) && !before.contains(&node);
    let mut new: Vec<Vec<Token>> = vec![Vec::new(); kept.len() + 1];
    let mut at = 0;
    for &token in from.0 {
        if token.node().is_some_and(is_new) {
            while into.1 == OURS && kept.get(at).is_some_and(is_own) {
                at += 1;
            }
            new[at].push(token);
        } else if let Some(places) = places.get(&token.number()) {
            let next = places.partition_point(|&place| place < at);
            at = places.get(next).map_or(at, |&place| place + 1);
        }
    }
    let mut parts = Vec::new();
    for (place, new) in new.into_iter().enumerate() {
        parts.extend(new.into_iter().map(|token| part(token, from.1)));
        parts.extend(kept.get(place).map(|&token| part(token, into.1)));
    }
    parts
}

/// Adds a conflict, without the start and end that both sides share.
fn conflict(lists: [&Vec<Token>; 3], at: [Range<usize>; 3], parts: &mut Vec<Part>) {
    let [b, mut o, mut t] = at;
    let number = |side: usize, place: usize| lists[side][place].number();
    while !o.is_empty() && !t.is_empty() && number(OURS, o.start) == number(THEIRS, t.start) {
        parts.extend(same(lists, [None, Some(o.start), Some(t.start)]));
        (o.start, t.start) = (o.start + 1, t.start + 1);
    }
    let mut tail = Vec::new();
    while !o.is_empty() && !t.is_empty() && number(OURS, o.end - 1) == number(THEIRS, t.end - 1) {
        (o.end, t.end) = (o.end - 1, t.end - 1);
        tail.extend(same(lists, [None, Some(o.end), Some(t.end)]));
    }
    let sides = [&lists[BASE][b], &lists[OURS][o], &lists[THEIRS][t]];
    parts.push(Part::Conflict(sides.map(<[Token]>::to_vec)));
    parts.extend(tail.into_iter().rev());
}
