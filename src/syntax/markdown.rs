//! Facts of Markdown files: the grammar reads the blocks, off an outline of the file, and `inline` what
//! stands within them.

use tree_sitter::{Node, Point, Range};

use super::grammar::{Budget, GrammarId, Worker};
use super::markdown_outline::Outline;
use super::query::{Found, Role};
use super::{heading, inline};
use crate::model::{Heading, Link, MarkdownFacts, Problem, ProblemKind, RepoPath};

/// Bytes of a line that are parsed: the block grammar looks ahead to the end of the line from every
/// backquote, and no line that a person wrote is longer.
const MAX_LINE_BYTES: usize = 32 << 10;

const LINE_TOO_LONG: &str = "line longer than 32 KiB: the rest of it is known by its words only";

/// Reads the facts of a Markdown file.
pub(super) fn facts(path: &RepoPath, content: &[u8], problems: &mut Vec<Problem>) -> MarkdownFacts {
    let ranges = ranges(content);
    let outline = if ranges.is_empty() { Outline::of(content) } else { Outline::whole(content) };
    Worker::with(|worker| {
        let mut reader = Reader::new(content, &outline);
        let cut_off = ranges.first().map(|range| (line_at(range.end_point), LINE_TOO_LONG));
        if let Err(message) = reader.read(worker, &ranges) {
            problems.push(Problem::new(ProblemKind::CutOff, path.as_str(), message));
        }
        let cut_off = cut_off
            .map(|(line, message)| Problem::at(ProblemKind::CutOff, path.as_str(), line, message));
        problems.extend(cut_off);
        reader.facts
    })
}

/// Reads the facts of a Markdown file by an outline of it.
#[cfg(test)]
pub(super) fn facts_within(content: &[u8], outline: &Outline) -> MarkdownFacts {
    Worker::with(|worker| {
        let mut reader = Reader::new(content, outline);
        reader.read(worker, &[]).unwrap();
        reader.facts
    })
}

struct Reader<'a> {
    content: &'a [u8],
    /// Text that is parsed.
    outline: &'a Outline<'a>,
    /// Text of the first heading of level 1.
    first_heading: Option<String>,
    facts: MarkdownFacts,
}

impl<'a> Reader<'a> {
    fn new(content: &'a [u8], outline: &'a Outline) -> Self {
        Self { content, outline, first_heading: None, facts: MarkdownFacts::default() }
    }

    fn read(&mut self, worker: &mut Worker, ranges: &[Range]) -> Result<(), String> {
        let grammar = worker.grammar(GrammarId::Markdown)?;
        let mut budget = Budget::new(GrammarId::Markdown, self.content.len());
        let text = &self.outline.bytes;
        let tree = match worker.parse(GrammarId::Markdown, text, ranges, &mut budget) {
            Ok(tree) => tree,
            Err(why) => {
                (self.facts.headings, self.first_heading) = heading::of_lines(self.content);
                self.set_title();
                return Err(why.message("its words, and by the headings that its lines show"));
            }
        };
        for rules in &grammar.rules {
            let root = tree.root_node();
            let watch = &budget.watch;
            rules
                .run(&mut worker.cursor, root, text, watch, |found| self.block(&found))
                .map_err(|why| why.message("its words, and by what was read until then"))?;
        }
        self.set_title();
        self.facts.links.sort_by_key(|link| link.line);
        Ok(())
    }

    /// Takes the first heading of level 1 for the title where there is no other.
    fn set_title(&mut self) {
        if self.facts.title.is_none() {
            self.facts.title = self.first_heading.take();
        }
    }

    fn block(&mut self, found: &Found) {
        match found.role {
            Role::Heading => self.heading(found),
            Role::Metadata => self.facts.title = front_matter_title(&self.text(found.node)),
            Role::Link => {
                if let Some(name) = found.name {
                    let target = link_target(&self.text(name)).to_owned();
                    self.facts.links.push(Link { target, line: line_of(name) });
                }
            }
            Role::Content if inline::may_hold_references(self.bytes(found.node)) => {
                let text = self.without_marks(found.node);
                let MarkdownFacts { code_spans, links, .. } = &mut self.facts;
                inline::read(&text, line_of(found.node), code_spans, links);
            }
            _ => {}
        }
    }

    fn heading(&mut self, found: &Found) {
        let Some(level) = level_of(found.node) else { return };
        let text = found.name.map(|name| heading::plain(&self.text(name))).unwrap_or_default();
        if level == 1 && self.first_heading.is_none() {
            self.first_heading = Some(text.clone());
        }
        self.facts.headings.push(Heading { text, line: line_of(found.node) });
    }

    fn bytes(&self, node: Node) -> &[u8] {
        let place = |at| self.outline.place(at);
        self.content.get(place(node.start_byte())..place(node.end_byte())).unwrap_or_default()
    }

    fn text(&self, node: Node) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(node))
    }

    /// Returns the text of a node without its named children, which are the marks of enclosing quotes
    /// and lists.
    fn without_marks(&self, node: Node) -> String {
        let mut text = String::new();
        let mut add = |from: usize, to: usize| {
            let range = self.outline.place(from)..self.outline.place(to);
            text.push_str(&String::from_utf8_lossy(self.content.get(range).unwrap_or_default()));
        };
        let mut from = node.start_byte();
        for mark in node.named_children(&mut node.walk()) {
            add(from, mark.start_byte());
            from = mark.end_byte();
        }
        add(from, node.end_byte());
        text
    }
}

fn line_of(node: Node) -> u32 {
    line_at(node.start_position())
}

fn line_at(point: Point) -> u32 {
    u32::try_from(point.row).unwrap_or(u32::MAX - 1) + 1
}

/// Strips the angle brackets, between which a target may hold blanks: `<a b.md>`.
fn link_target(destination: &str) -> &str {
    destination.strip_prefix('<').and_then(|target| target.strip_suffix('>')).unwrap_or(destination)
}

/// Returns the ranges of the content that lie within [`MAX_LINE_BYTES`], or none where all of it does.
fn ranges(content: &[u8]) -> Vec<Range> {
    let mut ranges = Vec::new();
    let (mut from, mut from_point) = (0, Point::new(0, 0));
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', content).chain([content.len()]);
    for (row, end) in ends.enumerate() {
        if end - start > MAX_LINE_BYTES {
            ranges.push(Range {
                start_byte: from,
                start_point: from_point,
                end_byte: start + MAX_LINE_BYTES,
                end_point: Point::new(row, MAX_LINE_BYTES),
            });
            (from, from_point) = (end, Point::new(row, end - start));
        }
        start = end + 1;
    }
    if !ranges.is_empty() && from < content.len() {
        ranges.push(Range {
            start_byte: from,
            start_point: from_point,
            end_byte: usize::MAX,
            end_point: Point::new(usize::MAX, usize::MAX),
        });
    }
    ranges
}

/// Reads the level off `atx_h3_marker` or `setext_h1_underline`.
fn level_of(heading: Node) -> Option<u8> {
    let mut cursor = heading.walk();
    heading.children(&mut cursor).find_map(|child| {
        let kind = child.kind();
        let digit = kind.strip_prefix("atx_h").or_else(|| kind.strip_prefix("setext_h"))?;
        digit.as_bytes().first().map(|digit| digit - b'0')
    })
}

/// Reads `title: x` of YAML or `title = "x"` of TOML, at the outermost level.
fn front_matter_title(metadata: &str) -> Option<String> {
    metadata.lines().find_map(|line| {
        let value = line.strip_prefix("title")?.trim_start().strip_prefix([':', '='])?.trim();
        let value = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(value);
        (!value.is_empty()).then(|| value.to_owned())
    })
}
