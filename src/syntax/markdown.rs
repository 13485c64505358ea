//! Markdown files: blocks by one grammar, and within them inline content by another.

use tree_sitter::Node;

use super::anchor::Anchors;
use super::grammar::{Budget, GrammarId, Worker};
use super::query::{Found, Role};
use super::{heading, inline};
use crate::model::{Fence, Heading, Link, MarkdownFacts, Problem, RepoPath};

/// Steps of the parsers for each byte, and for a file however small.
const BLOCK_STEPS_PER_BYTE: u64 = 16;
const INLINE_STEPS_PER_BYTE: u64 = 32;
const STEPS_PER_FILE: u64 = 100_000;

/// The facts of a Markdown file.
pub(super) fn facts(path: &RepoPath, content: &[u8], problems: &mut Vec<Problem>) -> MarkdownFacts {
    Worker::with(|worker| {
        let mut reader =
            Reader { content, facts: MarkdownFacts::default(), anchors: Anchors::default() };
        match reader.read(worker) {
            Ok(None) => {}
            Ok(Some(line)) => problems.push(Problem::at(
                path.as_str(),
                line,
                "text too tangled to parse within bounds: its links and code spans do not count",
            )),
            Err(message) => problems.push(Problem::new(path.as_str(), message)),
        }
        reader.facts
    })
}

struct Reader<'a> {
    content: &'a [u8],
    facts: MarkdownFacts,
    anchors: Anchors,
}

impl Reader<'_> {
    /// Fills the facts; gives the line of the first text whose inline content was cut off.
    fn read(&mut self, worker: &mut Worker) -> Result<Option<u32>, String> {
        let size = self.content.len() as u64;
        let grammar = worker.grammar(GrammarId::Markdown)?;
        let mut budget = Budget::steps(STEPS_PER_FILE + BLOCK_STEPS_PER_BYTE * size);
        let tree = worker
            .parse(GrammarId::Markdown, self.content, &[], &mut budget)
            .ok_or("too tangled to parse within bounds: known by its words only")?;
        let mut texts = Vec::new();
        for rules in &grammar.rules {
            rules.run(&mut worker.cursor, tree.root_node(), self.content, |found| {
                self.block(&found, &mut texts);
            });
        }
        let title = self.facts.headings.iter().find(|heading| heading.level == 1);
        if self.facts.title.is_none() {
            self.facts.title = title.map(|heading| heading.text.clone());
        }
        let cut_off = self.read_texts(worker, &texts)?;
        self.facts.links.sort_by_key(|link| link.line);
        Ok(cut_off)
    }

    fn block<'tree>(&mut self, found: &Found<'tree>, texts: &mut Vec<Node<'tree>>) {
        match found.role {
            Role::Heading => self.heading(found),
            Role::Fence => self.fence(found),
            Role::Metadata => self.facts.title = front_matter_title(&self.text(found.node)),
            Role::Link => {
                if let Some(name) = found.name {
                    let target = inline::link_target(&self.text(name)).to_owned();
                    self.facts.links.push(Link { target, line: line_of(name) });
                }
            }
            Role::Content => {
                let text = self.content.get(found.node.byte_range()).unwrap_or_default();
                if inline::may_hold_references(text) {
                    texts.push(found.node);
                }
            }
            _ => {}
        }
    }

    fn heading(&mut self, found: &Found) {
        let Some(level) = level_of(found.node) else { return };
        let text = found.name.map(|name| heading::plain(&self.text(name))).unwrap_or_default();
        let anchor = self.anchors.next(&text);
        self.facts.headings.push(Heading { level, text, anchor, line: line_of(found.node) });
    }

    fn fence(&mut self, found: &Found) {
        let language = found
            .name
            .map(|info| {
                let info = self.text(info);
                info.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ','))
                    .find(|word| !word.is_empty())
                    .unwrap_or_default()
                    .to_owned()
            })
            .unwrap_or_default();
        let line = line_of(found.node);
        // A block ends where the next line begins, unless the file ends without a line break.
        let end = found.node.end_position();
        let end_line = u32::try_from(end.row + usize::from(end.column > 0)).unwrap_or(u32::MAX);
        self.facts.fences.push(Fence { language, line, end_line: end_line.max(line) });
    }

    fn read_texts(&mut self, worker: &mut Worker, texts: &[Node]) -> Result<Option<u32>, String> {
        let size: usize = texts.iter().map(|text| text.byte_range().len()).sum();
        let mut budget = Budget::steps(STEPS_PER_FILE + INLINE_STEPS_PER_BYTE * size as u64);
        let mut cut_off = None;
        for &text in texts {
            let outcome = inline::read(
                worker,
                text,
                self.content,
                &mut budget,
                &mut self.facts.code_spans,
                &mut self.facts.links,
            )?;
            if let inline::Outcome::CutOff = outcome {
                cut_off = cut_off.or(Some(line_of(text)));
            }
        }
        Ok(cut_off)
    }

    fn text(&self, node: Node) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.content.get(node.byte_range()).unwrap_or_default())
    }
}

fn line_of(node: Node) -> u32 {
    u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1
}

/// From `atx_h3_marker` or `setext_h1_underline`.
fn level_of(heading: Node) -> Option<u8> {
    let mut cursor = heading.walk();
    heading.children(&mut cursor).find_map(|child| {
        let kind = child.kind();
        let digit = kind.strip_prefix("atx_h").or_else(|| kind.strip_prefix("setext_h"))?;
        digit.as_bytes().first().map(|digit| digit - b'0')
    })
}

/// `title: x` of YAML or `title = "x"` of TOML, at the outermost level.
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
