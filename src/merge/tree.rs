//! Tree of a version: sections contain the nodes below their heading, items those nested in them.
//!
//! Blank lines are in no node: they are gaps between lines, merged when the result is written. The
//! lines of the tree in reading order are the lines of the file.

use std::collections::{BTreeSet, HashMap};

use super::text::{self, Text};
use crate::backlog::text::{id_marks, ids, inline, labels, lines};
use crate::backlog::{Block, Divide};
use crate::model::TaskState;

/// Length of the start of a paragraph that identifies a node, in bytes.
const MAX_EXAMINED_BYTES: usize = 2000;

/// Labels for the state of a task.
const STATES: [&str; 3] = ["in-progress", "done", "blocked"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Root,
    Section,
    Item,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Child {
    /// Line, by its index.
    Text(usize),
    /// Child node, by its index.
    Node(usize),
}

/// Indexes of the keys in [`Node::keys`].
pub(super) const ALL: usize = 0;
pub(super) const WITHOUT_ID: usize = 1;
pub(super) const FIRST_LINE: usize = 2;

/// Whole file, section or item.
#[derive(Debug)]
pub(super) struct Node {
    pub kind: Kind,
    /// Level of its heading, 1 to 6; 0 without a heading.
    pub level: u8,
    /// Parent node; the root is its own parent.
    pub parent: usize,
    /// Lines of its first paragraph; none for the root.
    pub start: usize,
    pub own: usize,
    pub children: Vec<Child>,
    /// White space before its marker, which its nested lines also have; empty for a section.
    pub indent: Vec<u8>,
    pub state: Option<TaskState>,
    /// Its text in lower case, without marker, box and labels.
    pub words: String,
    /// Numbers of its text: whole, without its id, and the first line.
    pub keys: [u32; 3],
    /// Numbers of its lines, up to a limit.
    pub lines: Vec<u32>,
    /// Its text without its id, as written.
    pub said: String,
    /// Numbers of its link targets and of its labels without a value.
    pub targets: Vec<u32>,
    pub tags: Vec<u32>,
    /// Number of the rest of its text, beyond the limit.
    pub tail: u32,
    /// Numbers of its words without its id, and the same numbers sorted.
    pub spoken: Vec<u32>,
    pub bag: Vec<u32>,
    /// Ids of the node.
    pub ids: Vec<String>,
}

impl Node {
    /// Returns the last of its own lines.
    pub(super) fn last(&self) -> usize {
        self.start + self.own.saturating_sub(1)
    }
}

/// Numbers for equal contents, shared by all versions.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<Vec<u8>, u32>,
}

impl Numbers {
    pub(super) fn of(&mut self, kind: u8, bytes: &[u8]) -> u32 {
        let mut key = Vec::with_capacity(bytes.len() + 1);
        key.push(kind);
        key.extend_from_slice(bytes);
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(key).or_insert(next)
    }
}

/// Version of the file as a tree.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub text: Text<'a>,
    /// Function that divided the text.
    pub divide: Divide,
    /// Nodes in reading order; the first is the root.
    pub nodes: Vec<Node>,
    /// Number of each line's content, without the indentation of its node.
    pub numbers: Vec<u32>,
    /// True for a gap: a blank line outside of fences and comments.
    pub gap: Vec<bool>,
    /// Ids of all nodes.
    pub ids: BTreeSet<String>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(bytes: &'a [u8], divide: Divide, numbers: &mut Numbers) -> Self {
        let text = Text::new(bytes);
        let parsed = divide(&text::decode(bytes));
        let mut tree = Self {
            nodes: vec![root()],
            numbers: vec![0; text.lines.len()],
            gap: vec![false; text.lines.len()],
            ids: BTreeSet::new(),
            text,
            divide,
        };
        let mut blocks = parsed.blocks.iter().enumerate().peekable();
        // Open nodes, each with its block; the root has none.
        let mut open: Vec<(usize, Option<usize>)> = vec![(0, None)];
        let mut line = 0;
        while line < tree.text.lines.len() {
            let (owner, hidden) = parsed.lines.get(line).copied().unwrap_or((None, true));
            if let Some((index, block)) = blocks.next_if(|(_, block)| block.line == line) {
                close(&mut open, block.parent);
                let parent = open.last().map_or(0, |&(node, _)| node);
                let node = tree.push(block, parent, numbers);
                open.push((node, Some(index)));
                line += block.own;
                continue;
            }
            if !hidden && tree.text.is_blank(line) {
                tree.gap[line] = true;
            } else {
                close(&mut open, owner);
                let node = open.last().map_or(0, |&(node, _)| node);
                tree.nodes[node].children.push(Child::Text(line));
                let (inner, kind) = match tree.relative(node, line) {
                    Some(inner) => (inner, 0),
                    None => (tree.text.lines[line].content, 1),
                };
                tree.numbers[line] = numbers.of(kind, inner);
            }
            line += 1;
        }
        tree
    }

    /// Returns a line of a node without the node's indentation; `None` if it lacks that.
    pub(super) fn relative(&self, node: usize, line: usize) -> Option<&'a [u8]> {
        self.text.lines[line].content.strip_prefix(self.nodes[node].indent.as_slice())
    }

    /// Returns the indentation of a node relative to its parent; `None` if it lacks the parent's.
    pub(super) fn relative_indent(&self, node: usize) -> Option<&[u8]> {
        let Node { parent, ref indent, .. } = self.nodes[node];
        indent.strip_prefix(self.nodes[parent].indent.as_slice())
    }

    /// Returns the parent that each node would have without the headings that have no partner in another
    /// version: a heading that is inserted above a task does not move it.
    pub(super) fn around(&self, partners: &[Option<usize>]) -> Vec<usize> {
        let is_section = |node: usize| self.nodes[node].kind == Kind::Section;
        // Sections with a partner that contain the current line.
        let mut open = vec![0];
        let around = self.nodes.iter().enumerate().map(|(index, node)| {
            let level = if is_section(index) { node.level } else { u8::MAX };
            let outer = open.iter().rposition(|&it| self.nodes[it].level < level).unwrap_or(0);
            let is_inserted = is_section(node.parent) && partners[node.parent].is_none();
            let parent = if is_inserted { open[outer] } else { node.parent };
            if is_section(index) && partners[index].is_some() {
                open.truncate(outer + 1);
                open.push(index);
            }
            parent
        });
        around.collect()
    }

    fn push(&mut self, block: &Block, parent: usize, numbers: &mut Numbers) -> usize {
        let first = self.text.lines[block.line].content;
        let is_heading = block.level.is_some();
        let indent = if is_heading {
            0
        } else {
            first.iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count()
        };
        let paragraph = lines::prefix(&block.text, MAX_EXAMINED_BYTES);
        let plain_text = plain(paragraph, is_heading);
        let words = plain_text.to_lowercase();
        let first_line = paragraph.lines().next().unwrap_or_default();
        let mut rest = ids::without(&plain_text);
        if rest.trim().is_empty() {
            // The text is only an id.
            rest.clone_from(&plain_text);
        }
        let mut known = ids::lead(first_line).aliases;
        known.extend(id_marks::id(first_line).map(str::to_owned));
        let lower = rest.to_lowercase();
        let bare = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let spoken = lower.split_whitespace().map(bare).filter(|word| !word.is_empty());
        let spoken: Vec<u32> = spoken.map(|word| numbers.of(3, word.as_bytes())).collect();
        let mut bag = spoken.clone();
        bag.sort_unstable();
        let line = plain(first_line, is_heading).to_lowercase();
        let lines = paragraph.lines().map(|line| numbers.of(2, inline::plain(line).as_bytes()));
        let lines = lines.collect();
        let labels = labels::find(paragraph).into_iter();
        // Labels such as `done` are the state of a task.
        let tags = labels.filter(|it| it.value.is_empty() && !STATES.contains(&&*it.name));
        let tags: Vec<u32> = tags.map(|it| numbers.of(6, it.name.as_bytes())).collect();
        let known: Vec<String> = known.iter().map(|id| ids::canonical(id)).collect();
        self.ids.extend(known.iter().cloned());
        let node = self.nodes.len();
        self.nodes.push(Node {
            kind: if is_heading { Kind::Section } else { Kind::Item },
            level: block.level.unwrap_or(0),
            parent,
            start: block.line,
            own: block.own,
            children: Vec::new(),
            indent: first[..indent].to_vec(),
            state: block.state,
            keys: [&words, &lower, &line].map(|key| numbers.of(2, key.as_bytes())),
            words,
            lines,
            said: rest,
            targets: inline::targets(paragraph).map(|it| numbers.of(5, it.as_bytes())).collect(),
            tags,
            tail: numbers.of(4, &block.text.as_bytes()[paragraph.len()..]),
            spoken,
            bag,
            ids: known,
        });
        self.nodes[parent].children.push(Child::Node(node));
        node
    }
}

fn root() -> Node {
    Node {
        kind: Kind::Root,
        level: 0,
        parent: 0,
        start: 0,
        own: 0,
        children: Vec::new(),
        indent: Vec::new(),
        state: None,
        words: String::new(),
        lines: Vec::new(),
        said: String::new(),
        targets: Vec::new(),
        tags: Vec::new(),
        tail: 0,
        keys: [0; 3],
        spoken: Vec::new(),
        bag: Vec::new(),
        ids: Vec::new(),
    }
}

/// Closes the nodes in `owner`, if that is still open. A line with less indentation may be between
/// two lines of an item; the later ones then stay with the earlier node.
fn close(open: &mut Vec<(usize, Option<usize>)>, owner: Option<usize>) {
    if let Some(at) = open.iter().rposition(|&(_, block)| block == owner) {
        open.truncate(at + 1);
    }
}

/// Returns the text of a paragraph without marks.
fn plain(own: &str, is_heading: bool) -> String {
    let text =
        if is_heading { labels::of_heading(own).0 } else { labels::strip(own, &labels::find(own)) };
    inline::plain(&text)
}
