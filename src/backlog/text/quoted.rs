//! Quoted parts of a text: quotations, code spans and struck-out text.

use std::ops::Range;

use super::inline::code_spans;

/// Maximum length of a quotation in ASCII quotation marks, in bytes.
const MAX_QUOTE_BYTES: usize = 400;

/// Finds the quotations, code spans and struck-out parts of `text`, in order, without overlaps.
pub fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = code_spans(text);
    spans.extend(between(text, "“", "”"));
    spans.extend(between(text, "«", "»"));
    spans.extend(between(text, "‘", "’"));
    spans.extend(between(text, "~~", "~~"));
    spans.extend(between_equal(text, '"'));
    spans.extend(between_equal(text, '\''));
    spans.sort_by_key(|span| (span.start, span.end));
    let mut end = 0;
    spans.retain(|span| {
        let apart = span.start >= end;
        end = end.max(span.end);
        apart
    });
    spans
}

/// Finds the parts of `text` between `open` and the next `close`.
fn between(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut position = 0;
    while let Some(start) = text[position..].find(open).map(|found| position + found) {
        let inner = start + open.len();
        let Some(end) = text[inner..].find(close).map(|found| inner + found + close.len()) else {
            break;
        };
        spans.push(start..end);
        position = end;
    }
    spans
}

/// Finds the parts of `text` between two equal quotation marks `mark`: one before a word, one after
/// a word.
fn between_equal(text: &str, mark: char) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    for at in memchr::memchr_iter(mark as u8, text.as_bytes()) {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let inside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        match open {
            Some(start) if inside(before) && outside(after) && at - start <= MAX_QUOTE_BYTES => {
                spans.push(start..at + 1);
                open = None;
            }
            _ if outside(before) && inside(after) => open = Some(at),
            _ => {}
        }
    }
    spans
}
