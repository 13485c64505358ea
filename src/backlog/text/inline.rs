//! Marks inside a paragraph: code spans, emphasis and links, read in one pass.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Finds the code spans of `text` with their backquotes, in order.
pub fn code_spans(text: &str) -> Vec<Range<usize>> {
    let runs = backquote_runs(text);
    // For each run of backquotes, the next one of the same length. Searching from the back keeps
    // texts with many runs cheap.
    let mut next_same = vec![None; runs.len()];
    let mut last_of_length = HashMap::new();
    for (index, run) in runs.iter().enumerate().rev() {
        next_same[index] = last_of_length.insert(run.len(), index);
    }
    let mut spans = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        match next_same[index] {
            Some(close) => {
                spans.push(runs[index].start..runs[close].end);
                index = close + 1;
            }
            None => index += 1,
        }
    }
    spans
}

fn backquote_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', text.as_bytes()) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// Returns `text` without marks: no emphasis, backquotes and comments, links as their text, and
/// white space folded. A mark without a partner stays, as in `topics/** and topics/*`.
pub fn plain(text: &str) -> String {
    let mut dropped = dropped_marks(text);
    dropped.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for range in dropped {
        if range.start >= position {
            out.push_str(&text[position..range.start]);
            if line_break(&text[range.clone()]).is_some() {
                out.push(' ');
            }
        }
        position = position.max(range.end);
    }
    out.push_str(&text[position..]);
    fold(&out)
}

/// Returns `text` without comments; their line breaks stay. Those in code spans are no comments.
pub fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return Cow::Borrowed(text);
    }
    let mut comments = dropped_marks(text);
    comments.retain(|range| text[range.clone()].starts_with("<!--"));
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for range in comments {
        out.push_str(text[position..range.start].trim_end_matches([' ', '\t']));
        out.extend(text[range.clone()].matches('\n'));
        let rest = &text[range.end..];
        position = text.len() - rest.trim_start_matches([' ', '\t']).len();
        let is_between = !out.is_empty() && !out.ends_with([' ', '\n']);
        if is_between && !matches!(text.as_bytes().get(position), None | Some(b'\n')) {
            out.push(' ');
        }
    }
    out.push_str(&text[position..]);
    Cow::Owned(out)
}

/// Returns the targets of the links and images of `text`, in order.
pub fn targets(text: &str) -> impl Iterator<Item = &str> {
    let dropped = if text.contains("](") { dropped_marks(text) } else { Vec::new() };
    let target = |range: Range<usize>| text[range].strip_prefix("](")?.strip_suffix(')');
    dropped.into_iter().filter_map(target)
}

/// Folds white space in `text` to single spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Finds the bytes of `text` that are marks.
fn dropped_marks(text: &str) -> Vec<Range<usize>> {
    let mut dropped = Vec::new();
    let mut spans = code_spans(text).into_iter().peekable();
    let mut emphasis = Emphasis::default();
    let mut brackets = Vec::new();
    let bytes = text.as_bytes();
    let mut position = 0;
    while position < bytes.len() {
        if let Some(span) = spans.next_if(|span| span.start == position) {
            let ticks = text[span.clone()].bytes().take_while(|&b| b == b'`').count();
            dropped.push(span.start..span.start + ticks);
            dropped.push(span.end - ticks..span.end);
            position = span.end;
            continue;
        }
        let mut width = 1;
        match bytes[position] {
            mark @ (b'*' | b'_' | b'~') => {
                width = bytes[position..].iter().take_while(|&&b| b == mark).count();
                emphasis.run(text, position..position + width, &mut dropped);
            }
            b'\\' if bytes.get(position + 1).is_some_and(u8::is_ascii_punctuation) => {
                dropped.push(position..position + 1);
                width = 2;
            }
            b'<' if text[position..].starts_with("<!--") => {
                // A comment without an end is text. The search runs to the end only once.
                match text[position + 2..].find("-->") {
                    Some(end) => {
                        width = end + 5;
                        dropped.push(position..position + width);
                    }
                    None => width = bytes.len() - position,
                }
            }
            b'<' if line_break(&text[position..]).is_some() => {
                width = line_break(&text[position..]).unwrap_or(1);
                dropped.push(position..position + width);
            }
            b'[' => brackets.push(position),
            b']' => {
                if let Some(open) = brackets.pop()
                    && let Some(target) = link_target(&text[position + 1..])
                {
                    let image = open > 0 && bytes[open - 1] == b'!';
                    dropped.push(open - usize::from(image)..open + 1);
                    width = 1 + target;
                    dropped.push(position..position + width);
                }
            }
            _ => {}
        }
        // The code span is inside another mark.
        position += width;
        while spans.next_if(|span| span.start < position).is_some() {}
    }
    dropped
}

/// Returns the length of a `<br>` at the start of `rest`, in any spelling.
fn line_break(rest: &str) -> Option<usize> {
    let inner = &rest.as_bytes()[..rest.len().min(8)];
    let end = memchr::memchr(b'>', inner)?;
    let name = inner[1..end].trim_ascii_end();
    let name = name.strip_suffix(b"/").unwrap_or(name).trim_ascii_end();
    name.eq_ignore_ascii_case(b"br").then_some(end + 1)
}

/// Returns the length of `(target)` at the start of `rest`.
fn link_target(rest: &str) -> Option<usize> {
    const MAX_BYTES: usize = 1000;
    let inner = rest.strip_prefix('(')?;
    let mut depth = 0;
    for (at, byte) in inner.bytes().enumerate().take(MAX_BYTES) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at + 2),
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// Last open run of each emphasis mark and length.
#[derive(Default)]
struct Emphasis {
    open: [[Option<usize>; 3]; 3],
}

impl Emphasis {
    fn run(&mut self, text: &str, run: Range<usize>, dropped: &mut Vec<Range<usize>>) {
        let width = run.len();
        let kind = match text.as_bytes()[run.start] {
            b'*' => 0,
            b'_' => 1,
            _ if width != 2 => return,
            _ => 2,
        };
        if width > 3 {
            return;
        }
        let before = text[..run.start].chars().next_back();
        let after = text[run.end..].chars().next();
        // This is stricter than CommonMark beside letters and slashes, since `snake_case` and
        // `topics/*/x` are names in backlogs more often than emphasis.
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '/');
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let slot = &mut self.open[kind][width - 1];
        match *slot {
            Some(open) if !blank(before) && !joins(after) => {
                dropped.push(open..open + width);
                dropped.push(run);
                *slot = None;
            }
            _ if !blank(after) && !joins(before) => *slot = Some(run.start),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_match_runs_of_one_length() {
        let text = "a `b` ``c ` d`` `e";
        let spans: Vec<_> = code_spans(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(spans, ["`b`", "``c ` d``"]);
    }

    #[test]
    fn plain_reads_as_one_sees_it() {
        for (text, expected) in [
            ("**bold** and *it* and __b__ _i_", "bold and it and b i"),
            ("**Fix `a_b` now**", "Fix a_b now"),
            (
                "snake_case_name and topics/** not topics/*",
                "snake_case_name and topics/** not topics/*",
            ),
            ("internal/*/x.go and internal/*/y.go", "internal/*/x.go and internal/*/y.go"),
            ("see [the docs](docs/a_(b).md) or ![img](x.png)", "see the docs or img"),
            ("an [x] or [ref][1] stays", "an [x] or [ref][1] stays"),
            ("~~old~~ new ~5 minutes", "old new ~5 minutes"),
            ("a <!-- id:1 --> b <!-- c", "a b <!-- c"),
            (r"a \* b \_c\_", "a * b _c_"),
            ("`**x**`\n  wrapped\ttext", "**x** wrapped text"),
            ("a * b * c", "a * b * c"),
            ("a<br>b<BR />c<br/>", "a b c"),
            ("map <b> to <br and <bro>", "map <b> to <br and <bro>"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn comments_are_no_text() {
        for (text, expected) in [
            ("a <!-- x --> b", "a b"),
            ("a <!-- x -->", "a"),
            ("<!-- x --> a", "a"),
            ("a <!-- x\ny --> b\nc", "a\nb\nc"),
            ("a\n<!-- x -->\nb", "a\n\nb"),
            ("a<!-- x --><!-- y -->, b", "a , b"),
            ("`<!-- x -->` a <!-- b", "`<!-- x -->` a <!-- b"),
            ("*a* ", "*a* "),
        ] {
            assert_eq!(without_comments(text), expected, "{text}");
        }
    }

    #[test]
    fn long_runs_of_marks_are_one_pass() {
        for unit in ["*a ", "[", "](", "`a``b```", "<!--", "_a_ ", "[a](b"] {
            let text = unit.repeat(300_000 / unit.len());
            assert!(plain(&text).len() <= text.len());
        }
        let runs: String = (1..700).map(|n| "`".repeat(n) + "a").collect();
        assert!(code_spans(&runs).is_empty());
    }
}
