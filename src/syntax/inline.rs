//! The inline content of Markdown: code spans and links.

use tree_sitter::{Node, Range};

use super::grammar::{Budget, GrammarId, Worker};
use super::query::Role;
use crate::model::{CodeSpan, Link};

/// Bytes of an inline node. A longer one is no prose, and the inline grammar slows down with the
/// square of the length.
const MAX_BYTES: usize = 16 << 10;

/// Outcome of reading one stretch of text.
pub(super) enum Outcome {
    Read,
    /// The text is too long, or the budget is spent.
    CutOff,
}

/// Returns whether the text may hold code spans or links, for which the inline grammar is needed.
pub(super) fn may_hold_references(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'`', b']', text)
        .any(|at| text[at] == b'`' || text.get(at + 1) == Some(&b'('))
}

/// Reads the code spans and links of an `inline` or `pipe_table_cell` node.
pub(super) fn read(
    worker: &mut Worker,
    node: Node,
    content: &[u8],
    budget: &mut Budget,
    code_spans: &mut Vec<CodeSpan>,
    links: &mut Vec<Link>,
) -> Result<Outcome, String> {
    if node.byte_range().len() > MAX_BYTES {
        return Ok(Outcome::CutOff);
    }
    let grammar = worker.grammar(GrammarId::MarkdownInline)?;
    let Some(tree) = worker.parse(GrammarId::MarkdownInline, content, &text_ranges(node), budget)
    else {
        return Ok(Outcome::CutOff);
    };
    for rules in &grammar.rules {
        rules.run(&mut worker.cursor, tree.root_node(), content, |found| {
            let node = found.name.unwrap_or(found.node);
            let text = content.get(node.byte_range()).unwrap_or_default();
            let line = u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1;
            let text = String::from_utf8_lossy(text);
            match found.role {
                Role::Code => code_spans.push(CodeSpan { text: code_text(&text), line }),
                Role::Link => links.push(Link { target: link_target(&text).to_owned(), line }),
                _ => {}
            }
        });
    }
    Ok(Outcome::Read)
}

/// Returns the node's ranges without its named children, which are the marks of enclosing quotes and
/// lists.
fn text_ranges(node: Node) -> Vec<Range> {
    let mut rest = node.range();
    if node.child_count() == 0 {
        return vec![rest];
    }
    let mut ranges = Vec::new();
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        let hole = child.range();
        ranges.push(Range { end_byte: hole.start_byte, end_point: hole.start_point, ..rest });
        rest.start_byte = hole.end_byte;
        rest.start_point = hole.end_point;
    }
    ranges.push(rest);
    ranges
}

/// Returns the text between the backquotes. A line break counts as a blank, and one blank on either
/// side only separates a backquote from the marks.
fn code_text(span: &str) -> String {
    let marks = span.len() - span.trim_start_matches('`').len();
    let inside = span.get(marks..span.len().saturating_sub(marks)).unwrap_or_default();
    if !inside.contains('\n') {
        return inside
            .strip_prefix(' ')
            .and_then(|text| text.strip_suffix(' '))
            .filter(|text| !text.trim().is_empty())
            .unwrap_or(inside)
            .to_owned();
    }
    let lines: Vec<&str> = inside
        .lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '>'))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

/// Strips the angle brackets, between which a target may hold blanks: `<a b.md>`.
pub(super) fn link_target(destination: &str) -> &str {
    destination.strip_prefix('<').and_then(|target| target.strip_suffix('>')).unwrap_or(destination)
}
