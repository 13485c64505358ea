//! The inline content of Markdown: code spans and links.

use std::collections::HashMap;
use std::ops;

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
    let text = content.get(node.byte_range()).unwrap_or_default();
    if let Some(found) = (node.named_child_count() == 0).then(|| plain(text)).flatten() {
        let text_of = |range: &ops::Range<usize>| String::from_utf8_lossy(&text[range.clone()]);
        let line = |range: &ops::Range<usize>| line_of(node) + breaks(&text[..range.start]);
        code_spans.extend(
            found.spans.iter().map(|it| CodeSpan { text: code_text(&text_of(it)), line: line(it) }),
        );
        links.extend(
            found.links.iter().map(|it| Link { target: text_of(it).into_owned(), line: line(it) }),
        );
        return Ok(Outcome::Read);
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
            let line = line_of(node);
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

/// Code spans and links of a text, as ranges of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plain {
    spans: Vec<ops::Range<usize>>,
    /// Their targets.
    links: Vec<ops::Range<usize>>,
}

/// Finds the code spans and links of a plain text, for which no grammar is needed: one without HTML,
/// formulas and escapes, in which each link has the form `[text](target)`. Returns `None` for any other.
///
/// A run of backquotes reaches to the next run of the same length, and code spans bind tighter than
/// links (`CommonMark` 0.31, sections 6.1 and 6.3).
fn plain(text: &[u8]) -> Option<Plain> {
    let next_is = |at: usize, tells: fn(&u8) -> bool| text.get(at + 1).is_some_and(tells);
    let is_escape = |at| next_is(at, |next| b"`[]()<\\".contains(next));
    let is_tag = |at| next_is(at, |next| next.is_ascii_alphabetic() || b"/!?".contains(next));
    if memchr::memchr_iter(b'\\', text).any(is_escape)
        || memchr::memchr_iter(b'<', text).any(is_tag)
        || memchr::memchr_iter(b'$', text).nth(1).is_some()
    {
        return None;
    }
    let mut found = Plain { spans: spans(text), links: Vec::new() };
    let mut after = 0;
    for end in memchr::memmem::find_iter(text, b"](") {
        if end < after || covering(&found.spans, end).is_some() {
            continue;
        }
        let Some(bracket) = bracket_before(text, &found.spans, after..end) else {
            if found.links.is_empty() {
                continue;
            }
            // An image within a link.
            return None;
        };
        let target = end + 2;
        let length = text[target..].iter().position(|byte| !is_of_target(*byte))?;
        if text[bracket] == b']' || length == 0 || text[target + length] != b')' {
            return None;
        }
        after = target + length + 1;
        found.links.push(target..after - 1);
    }
    Some(found)
}

/// Pairs the runs of backquotes to code spans.
fn spans(text: &[u8]) -> Vec<ops::Range<usize>> {
    let runs = runs(text);
    // The last run of each length: where there is none further on, a run is only text.
    let mut spans = Vec::new();
    let mut last: HashMap<usize, usize> = HashMap::new();
    for (at, run) in runs.iter().enumerate() {
        last.insert(run.len(), at);
    }
    let mut at = 0;
    while let Some(open) = runs.get(at) {
        let is_closed = last.get(&open.len()).is_some_and(|&last| last > at);
        let close = runs[at + 1..].iter().position(|run| is_closed && run.len() == open.len());
        if let Some(close) = close {
            at += 1 + close;
            spans.push(open.start..runs[at].end);
        }
        at += 1;
    }
    spans
}

/// Returns the code span that covers a place.
fn covering(spans: &[ops::Range<usize>], at: usize) -> Option<&ops::Range<usize>> {
    let next = spans.partition_point(|span| span.start <= at);
    spans[..next].last().filter(|span| at < span.end)
}

/// Finds the last bracket of a part of a text that is in no code span.
fn bracket_before(
    text: &[u8],
    spans: &[ops::Range<usize>],
    part: ops::Range<usize>,
) -> Option<usize> {
    memchr::memrchr2_iter(b'[', b']', &text[part.clone()])
        .map(|at| part.start + at)
        .find(|&at| covering(spans, at).is_none())
}

fn is_of_target(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !byte.is_ascii_control() && !b"()<>`\\".contains(&byte)
}

/// Finds the runs of backquotes.
fn runs(text: &[u8]) -> Vec<ops::Range<usize>> {
    let mut runs: Vec<ops::Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', text) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn breaks(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

fn line_of(node: Node) -> u32 {
    u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn plain_texts_are_read_without_the_grammar() {
        for (text, spans, links) in [
            ("a `b` c `` d`e `` ``` f", &["`b`", "`` d`e ``"][..], &[][..]),
            ("see [a](b/c.md), ![d](e.png) and [f]", &[], &["b/c.md", "e.png"]),
            ("`[a](b)` [`c`](d)", &["`[a](b)`", "`c`"], &["d"]),
            ("1 < 2, cost $5, C:\\a, x](y)", &[], &[]),
            ("[a `]` b](c)", &["`]`"], &["c"]),
        ] {
            let found = plain(text.as_bytes()).unwrap();
            let texts = |ranges: &[std::ops::Range<usize>]| -> Vec<String> {
                ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
            };
            assert_eq!(texts(&found.spans), spans, "{text}");
            assert_eq!(texts(&found.links), links, "{text}");
        }
    }

    #[test]
    fn other_texts_are_left_to_the_grammar() {
        for text in [
            "\\`a`",
            "<a href=`b`>",
            "<https://a.b/`>",
            "$a$ `b`",
            "[a](<b c>)",
            "[a](b \"c\")",
            "[a](b(c))",
            "[a]()",
            "[a [b] c](d)",
            "[![a](b)](c)",
            "[a](b",
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
        }
    }
}
