//! Rendering of the merged tree to lines.

use std::collections::BTreeSet;

use super::classes::{BASE, Class, Classes, Fate, OURS, THEIRS, other};
use super::head::{self, Head};
use super::heads;
use super::list::{self, Part, Token};
use super::text::pick;
use super::tree::{Child, Kind};
use crate::model::ConflictKind;

/// Maximum depth of nodes; deeper ones do not come from a file.
const MAX_DEPTH: usize = 400;

/// Conflict marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Ours,
    Base,
    Between,
    Theirs,
}

/// Piece of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Out {
    /// Adjacent lines, without line ends.
    Lines {
        lines: Vec<Vec<u8>>,
        /// First and last line in each version that has them.
        first: [Option<usize>; 3],
        last: [Option<usize>; 3],
        role: Role,
    },
    Marker(Marker),
}

/// Role of lines in the merged tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Head of a class inside its parent, with its box.
    Head { class: usize, parent: usize, mark: Option<Vec<u8>>, is_heading: bool },
    /// Text line of a class.
    Text { class: usize },
    /// Line of a side that is copied as it is.
    Loose,
}

/// Conflict before its line is known: the piece of its first marker, and its title.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub piece: usize,
    pub title: String,
    pub kind: ConflictKind,
}

/// Pieces of the result.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub out: Vec<Out>,
    pub spots: Vec<Spot>,
}

/// Renders all classes; returns `None` if a class would be missing.
pub(super) fn render(classes: &Classes, with_base: bool) -> Option<Pieces> {
    let mut renderer = Renderer {
        classes,
        with_base,
        pieces: Pieces::default(),
        rendered: vec![false; classes.list.len()],
    };
    renderer.node(0, &[], 0)?;
    let whole = classes
        .list
        .iter()
        .zip(&renderer.rendered)
        .all(|(class, &rendered)| rendered || class.fate == Fate::Removed);
    whole.then_some(renderer.pieces)
}

/// Returns the first line of each node of a side, by index, with the merged state.
pub(super) fn with_states(classes: &Classes, side: usize) -> Vec<(usize, Vec<u8>)> {
    let mut lines = Vec::new();
    // The root has no head.
    for (index, class) in classes.list.iter().enumerate().skip(1) {
        let [base, Some(ours), Some(theirs)] = class.at else { continue };
        if classes.is_doubtful(index) {
            continue;
        }
        let head = |version: usize, node: usize| Head::new(&classes.trees[version], node);
        let (base, sides) =
            (base.map(|node| head(BASE, node)), [head(OURS, ours), head(THEIRS, theirs)]);
        let side_head = &sides[side - OURS];
        let joined = heads::joined(side_head, base.as_ref(), &sides[0], &sides[1]);
        let node = &classes.trees[side].nodes[[ours, theirs][side - OURS]];
        if joined.mark != side_head.mark {
            lines.extend(joined.written(&node.indent).into_iter().next().map(|l| (node.start, l)));
        }
    }
    lines
}

struct Renderer<'c, 't, 'a> {
    classes: &'c Classes<'t, 'a>,
    with_base: bool,
    pieces: Pieces,
    rendered: Vec<bool>,
}

impl Renderer<'_, '_, '_> {
    /// Renders a class with its children; `around` is the indentation of its parent.
    fn node(&mut self, class: usize, around: &[u8], depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let Class { fate, .. } = self.classes.list[class];
        if let Fate::Contested { side, .. } = fate {
            let mut sides = [vec![Token::Node(class)], Vec::new(), Vec::new()];
            sides[side].push(Token::Node(class));
            self.conflict(&sides, class, ConflictKind::Removed);
            return Some(());
        }
        self.rendered[class] = true;
        let indent = self.indent(class, around);
        if class != 0 {
            self.head(class, &indent);
        }
        for part in list::merge(self.classes, class) {
            match part {
                Part::Line(at) => self.line(class, at, &indent),
                Part::Node(inner) => {
                    if let Fate::Split { ours, .. } = self.classes.list[inner].fate {
                        let side = if ours == class { OURS } else { THEIRS };
                        let mut sides = [Vec::new(), Vec::new(), Vec::new()];
                        sides[side].push(Token::Node(inner));
                        self.conflict(&sides, inner, ConflictKind::Moved);
                    } else {
                        self.node(inner, &indent, depth + 1)?;
                    }
                }
                Part::Conflict(sides) => self.conflict(&sides, class, ConflictKind::Changed),
            }
        }
        Some(())
    }

    /// Returns the indentation of a class in the result: merged relative to its parent.
    fn indent(&self, class: usize, around: &[u8]) -> Vec<u8> {
        let indent = |version: usize| {
            let node = self.classes.list[class].at[version]?;
            let tree = &self.classes.trees[version];
            let relative = tree.relative_indent(node).map(<[u8]>::to_vec);
            Some((relative.is_some(), relative.unwrap_or_else(|| tree.nodes[node].indent.clone())))
        };
        let chosen = match (indent(OURS), indent(THEIRS)) {
            (Some(ours), Some(theirs)) => {
                let least = ours.clone().min(theirs.clone());
                pick(indent(BASE), ours, theirs).unwrap_or(least)
            }
            (Some(indent), None) | (None, Some(indent)) => indent,
            (None, None) => (true, Vec::new()),
        };
        if chosen.0 { [around, &chosen.1].concat() } else { chosen.1 }
    }

    fn head_of(&self, class: usize, version: usize) -> Option<Head> {
        let node = self.classes.list[class].at[version]?;
        Some(Head::new(&self.classes.trees[version], node))
    }

    /// Returns the first and last line of a head in each version.
    fn ends(&self, class: usize) -> ([Option<usize>; 3], [Option<usize>; 3]) {
        let node = |version: usize| {
            let node = self.classes.list[class].at[version]?;
            Some(&self.classes.trees[version].nodes[node])
        };
        let versions = [BASE, OURS, THEIRS];
        (
            versions.map(|version| Some(node(version)?.start)),
            versions.map(|version| Some(node(version)?.last())),
        )
    }

    fn head(&mut self, class: usize, indent: &[u8]) {
        let heads = [BASE, OURS, THEIRS].map(|version| self.head_of(class, version));
        let (first, last) = self.ends(class);
        let (Fate::Placed { parent } | Fate::Kept { parent, .. }) = self.classes.list[class].fate
        else {
            return;
        };
        let is_doubtful = self.classes.is_doubtful(class);
        let merged = match &heads {
            [base, Some(ours), Some(theirs)] => heads::merge(base.as_ref(), ours, theirs),
            [_, Some(one), None] | [_, None, Some(one)] => Ok(one.clone()),
            [_, None, None] => return,
        };
        let kind = match merged {
            Ok(_) if is_doubtful => ConflictKind::Reworded,
            Ok(merged) => {
                let lines = merged.written(indent);
                let is_heading = list::is_section(self.classes, class);
                let role = Role::Head { class, parent, mark: merged.mark, is_heading };
                self.pieces.out.push(Out::Lines { lines, first, last, role });
                return;
            }
            Err(kind) => kind,
        };
        let [base, Some(ours), Some(theirs)] = heads else { return };
        // The user has to decide which of two doubtful tasks is finished.
        let joined = [&ours, &theirs].map(|own| {
            if is_doubtful {
                own.clone()
            } else {
                heads::joined(own, base.as_ref(), &ours, &theirs)
            }
        });
        let sides = [base.as_ref(), Some(&joined[0]), Some(&joined[1])]
            .map(|head| head.map_or_else(Vec::new, |head| head.written(indent)));
        let title = self.title(class);
        self.open(title, kind);
        for version in self.order() {
            self.mark(version);
            let mut only = [[None; 3]; 2];
            (only[0][version], only[1][version]) = (first[version], last[version]);
            if !sides[version].is_empty() {
                let lines = sides[version].clone();
                self.pieces.out.push(Out::Lines {
                    lines,
                    first: only[0],
                    last: only[1],
                    role: Role::Loose,
                });
            }
        }
        self.pieces.out.push(Out::Marker(Marker::Theirs));
    }

    fn line(&mut self, class: usize, at: [Option<usize>; 3], indent: &[u8]) {
        let Some(version) = [OURS, THEIRS, BASE].into_iter().find(|&v| at[v].is_some()) else {
            return;
        };
        let Some(line) = at[version] else { return };
        let tree = &self.classes.trees[version];
        // The node may be a heading, which has no indentation.
        let node = self.classes.list[class].at[version].unwrap_or(0);
        let content = match tree.relative(node, line) {
            Some(inner) => [indent, inner].concat(),
            None => tree.text.lines[line].content.to_vec(),
        };
        let (lines, role) = (vec![content], Role::Text { class });
        self.pieces.out.push(Out::Lines { lines, first: at, last: at, role });
    }

    /// Renders a conflict between the versions of each side.
    fn conflict(&mut self, sides: &[Vec<Token>; 3], class: usize, kind: ConflictKind) {
        let node = sides.iter().flatten().find_map(|token| match token {
            Token::Node(inner) => Some(*inner),
            Token::Text(..) => None,
        });
        let title = self.title(node.unwrap_or(class));
        let sides = self.with_both_versions(sides);
        self.open(title, kind);
        for version in self.order() {
            self.mark(version);
            for &token in &sides[version] {
                self.token(token, version);
            }
        }
        self.pieces.out.push(Out::Marker(Marker::Theirs));
    }

    /// Adds the version of the other side of each task in a conflict that one side finished and the
    /// other reworded. The conflict may be about their place only, and then hold the open version
    /// alone.
    fn with_both_versions(&self, sides: &[Vec<Token>; 3]) -> [Vec<Token>; 3] {
        let mut sides = sides.clone();
        let mut shown = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        let mut found = Vec::new();
        for side in [OURS, THEIRS] {
            for &token in &sides[side] {
                self.doubtful_in(token, side, &mut shown[side], &mut found);
            }
        }
        let mut next = 0;
        while let Some(&(side, class)) = found.get(next) {
            next += 1;
            let side = other(side);
            if !shown[side].contains(&class) {
                let token = Token::Node(class);
                sides[side].push(token);
                self.doubtful_in(token, side, &mut shown[side], &mut found);
            }
        }
        sides
    }

    /// Adds the doubtful tasks that the token of one side shows to `shown`, and to `found` in reading
    /// order. A task that the sides moved to different places has a conflict at each.
    fn doubtful_in(
        &self,
        token: Token,
        side: usize,
        shown: &mut BTreeSet<usize>,
        found: &mut Vec<(usize, usize)>,
    ) {
        let Token::Node(class) = token else { return };
        let classes = self.classes;
        let is_split = matches!(classes.list[class].fate, Fate::Split { .. });
        if !is_split && classes.is_doubtful(class) && shown.insert(class) {
            found.push((side, class));
        }
        for child in classes.children(class, side) {
            if let Token::Node(inner) = list::token(classes, side, *child)
                && self.is_shown(inner, class, side)
            {
                self.doubtful_in(Token::Node(inner), side, shown, found);
            }
        }
    }

    /// Returns true if a node inside one of `around` is shown with it in a conflict.
    fn is_shown(&self, class: usize, around: usize, version: usize) -> bool {
        let fate = self.classes.list[class].fate;
        version == BASE || fate.parent(version) == Some(around) || fate == Fate::Removed
    }

    fn open(&mut self, title: String, kind: ConflictKind) {
        self.pieces.spots.push(Spot { piece: self.pieces.out.len(), title, kind });
    }

    fn order(&self) -> Vec<usize> {
        if self.with_base { vec![OURS, BASE, THEIRS] } else { vec![OURS, THEIRS] }
    }

    /// Adds the marker before the lines of a version.
    fn mark(&mut self, version: usize) {
        let marker = match version {
            BASE => Marker::Base,
            OURS => Marker::Ours,
            _ => Marker::Between,
        };
        self.pieces.out.push(Out::Marker(marker));
    }

    /// Renders a token as it is in one version, with merged states.
    fn token(&mut self, token: Token, version: usize) {
        match token {
            Token::Text(_, line) => self.raw(line, version),
            Token::Node(class) => {
                let Some(node) = self.classes.list[class].at[version] else { return };
                self.raw_node(class, node, version);
            }
        }
    }

    fn raw(&mut self, line: usize, version: usize) {
        let mut indexes = [None; 3];
        indexes[version] = Some(line);
        let lines = vec![self.classes.trees[version].text.lines[line].content.to_vec()];
        self.pieces.out.push(Out::Lines {
            lines,
            first: indexes,
            last: indexes,
            role: Role::Loose,
        });
    }

    /// Renders a node of one version with all children that stay in it.
    fn raw_node(&mut self, class: usize, node: usize, version: usize) {
        self.rendered[class] |= version != BASE;
        let classes = self.classes;
        self.raw_head(class, node, version);
        for child in classes.children(class, version) {
            match *child {
                Child::Text(line) => self.raw(line, version),
                Child::Node(inner) => {
                    let inner_class = classes.of[version][inner];
                    if self.is_shown(inner_class, class, version) {
                        self.raw_node(inner_class, inner, version);
                    }
                }
            }
        }
    }

    fn raw_head(&mut self, class: usize, node: usize, version: usize) {
        let heads = [BASE, OURS, THEIRS].map(|version| self.head_of(class, version));
        let Some(own) = &heads[version] else { return };
        let head = match &heads {
            [base, Some(ours), Some(theirs)]
                if version != BASE && !self.classes.is_doubtful(class) =>
            {
                heads::joined(own, base.as_ref(), ours, theirs)
            }
            _ => own.clone(),
        };
        let lines = head.written(&self.classes.trees[version].nodes[node].indent);
        let (mut first, mut last) = self.ends(class);
        for absent in [BASE, OURS, THEIRS].into_iter().filter(|&v| v != version) {
            (first[absent], last[absent]) = (None, None);
        }
        self.pieces.out.push(Out::Lines { lines, first, last, role: Role::Loose });
    }

    /// Returns the title of a class for messages.
    fn title(&self, class: usize) -> String {
        let [base, ours, theirs] = self.classes.list[class].at;
        let versions = [(OURS, ours), (THEIRS, theirs), (BASE, base)];
        let first = versions.into_iter().find_map(|(version, node)| {
            let tree = &self.classes.trees[version];
            let node = node.filter(|&node| tree.nodes[node].kind != Kind::Root)?;
            Some(head::title(tree, node))
        });
        first.unwrap_or_default()
    }
}
