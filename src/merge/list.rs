//! Merge of the children of a node: lines as git does, nodes by identity.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::classes::{BASE, Classes, OURS, THEIRS};
use super::diff3::{Hunk, hunks};
use super::tree::{Child, Kind};

/// Child of a node in one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Number of the line's content, and index of the line.
    Text(u32, usize),
    /// Class of the node.
    Node(usize),
}

impl Token {
    /// Returns a number that is equal for equal tokens.
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

/// Part of the merged list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Line, with its index in each version that has it here.
    Line([Option<usize>; 3]),
    /// Class to merge.
    Node(usize),
    /// Conflict between tokens of base, ours and theirs.
    Conflict([Vec<Token>; 3]),
}

/// Merges the children of `class`.
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
    // A node that only one side has here was not removed by the other, since base does not have it
    // here.
    let has = |side: usize| -> BTreeSet<usize> {
        lists[side].iter().filter_map(|token| token.node()).collect()
    };
    let (ours, theirs) = (has(OURS), has(THEIRS));
    let [mut base, one, other] = lists;
    base.retain(|token| {
        token.node().is_none_or(|node| ours.contains(&node) && theirs.contains(&node))
    });
    let numbers = |list: &[Token]| list.iter().map(|token| token.number()).collect::<Vec<u32>>();
    let changes = hunks(&numbers(&base), &numbers(&one), &numbers(&other));
    let lists = [&base, &one, &other];
    let mut parts = Vec::new();
    for hunk in changes {
        resolve(lists, &hunk, &mut parts);
    }
    // A node that both sides moved within the list occurs twice; the first position is kept.
    let mut seen = BTreeSet::new();
    // Nodes after a section belong to it, so sections come last.
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

/// Returns the children of a class in one version that stay in it.
fn list(classes: &Classes, class: usize, version: usize) -> Vec<Token> {
    let stays = |token: &Token| match *token {
        Token::Text(..) => true,
        Token::Node(inner) => classes.list[inner].fate.parent(version.max(OURS)) == Some(class),
    };
    let children = classes.children(class, version).iter();
    let tokens: Vec<Token> =
        children.map(|&child| token(classes, version, child)).filter(stays).collect();
    let begun = classes.begun_in.get(&class).into_iter().flatten().copied();
    let absent: Vec<usize> =
        begun.filter(|&section| classes.list[section].at[version].is_none()).collect();
    with_absent(classes, &tokens, &absent)
}

/// Inserts sections that the other side added, in order of their lines. Each stands after the section that
/// is above it in base, and after new ones there that it would take in.
fn with_absent(classes: &Classes, tokens: &[Token], absent: &[usize]) -> Vec<Token> {
    let section = |token: &Token| token.node().filter(|&node| is_section(classes, node));
    let first = tokens.iter().position(|it| section(it).is_some()).unwrap_or(tokens.len());
    let sections = tokens.iter().enumerate().skip(first);
    let mut known: Vec<(usize, usize)> =
        sections.filter_map(|(place, it)| Some((classes.line(section(it)?)?, place))).collect();
    known.sort_unstable();
    let mut known = known.into_iter().peekable();
    let mut all = Vec::new();
    let (mut place, mut taken) = (first, 0);
    for &new in absent {
        let line = classes.line(new);
        while let Some((_, above)) = known.next_if(|&(above, _)| Some(above) < line) {
            place = place.max(above + 1);
        }
        let would_be_in = |token: &&Token| {
            section(token).is_some_and(|it| {
                classes.line(it).is_none() && level(classes, it) > level(classes, new)
            })
        };
        place += tokens[place..].iter().take_while(would_be_in).count();
        all.extend_from_slice(&tokens[taken..place]);
        taken = place;
        all.push(Token::Node(new));
    }
    all.extend_from_slice(&tokens[taken..]);
    all
}

/// Returns the token of a child.
pub(super) fn token(classes: &Classes, version: usize, child: Child) -> Token {
    match child {
        Child::Text(line) => Token::Text(classes.trees[version].numbers[line], line),
        Child::Node(node) => Token::Node(classes.of[version][node]),
    }
}

/// Returns true if a class is a section.
pub(super) fn is_section(classes: &Classes, class: usize) -> bool {
    let mut nodes = classes.list[class].at.iter().zip(classes.trees);
    nodes.any(|(node, tree)| node.is_some_and(|node| tree.nodes[node].kind == Kind::Section))
}

/// Returns the heading level of a section.
pub(super) fn level(classes: &Classes, class: usize) -> u8 {
    let mut nodes = classes.list[class].at.iter().zip(classes.trees);
    nodes.find_map(|(node, tree)| Some(tree.nodes[(*node)?].level)).unwrap_or(0)
}

fn part(token: Token, version: usize) -> Part {
    match token {
        Token::Node(class) => Part::Node(class),
        Token::Text(_, line) => {
            let mut indexes = [None; 3];
            indexes[version] = Some(line);
            Part::Line(indexes)
        }
    }
}

/// Makes a part of the same token in several versions.
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
        let indexes =
            |step: usize| [Some(b.start + step), Some(o.start + step), Some(t.start + step)];
        parts.extend((0..b.len()).filter_map(|step| same(lists, indexes(step))));
    } else if equal(ours, theirs) {
        let indexes = |step: usize| [None, Some(o.start + step), Some(t.start + step)];
        parts.extend((0..o.len()).filter_map(|step| same(lists, indexes(step))));
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

/// Merges a hunk that both sides changed, if one of them only added and removed nodes: these can be
/// separated from the lines.
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

/// Returns the list `into` with the nodes that `from` added, each after its predecessor there, and
/// without the nodes that `from` removed. Either list may be that of our side.
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
    // Node that only `into` has. At the same position, nodes of our side come first.
    let is_own = |token: &Token| {
        token.node().is_some_and(|node| !before.contains(&node) && !other.contains(&node))
    };
    let is_new = |node: usize| !own.contains(&node) && !before.contains(&node);
    let mut new: Vec<Vec<Token>> = vec![Vec::new(); kept.len() + 1];
    let mut position = 0;
    for &token in from.0 {
        if token.node().is_some_and(is_new) {
            while into.1 == OURS && kept.get(position).is_some_and(is_own) {
                position += 1;
            }
            new[position].push(token);
        } else if let Some(places) = places.get(&token.number()) {
            let next = places.partition_point(|&place| place < position);
            position = places.get(next).map_or(position, |&place| place + 1);
        }
    }
    let mut parts = Vec::new();
    for (place, new) in new.into_iter().enumerate() {
        parts.extend(new.into_iter().map(|token| part(token, from.1)));
        parts.extend(kept.get(place).map(|&token| part(token, into.1)));
    }
    parts
}

/// Adds a conflict, without the common start and end of the sides.
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
