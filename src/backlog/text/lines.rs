//! Decoding of bytes to lines of text.

use std::borrow::Cow;

use crate::backlog::Source;
use crate::model::{Problem, ProblemKind};

/// Maximum length of a line, in bytes. Longer lines are cut, which bounds the work on each line.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Decodes a backlog. Invalid bytes become U+FFFD, and a problem names the first line with any.
pub fn decode<'a>(source: &'a Source, problems: &mut Vec<Problem>) -> Cow<'a, str> {
    let bytes = source.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&source.bytes);
    if let Some(text) = utf_16(bytes) {
        let message = "UTF-16; save it as UTF-8, so that git can merge it";
        problems.push(Problem::at(ProblemKind::Encoding, &source.name, 1, message));
        return Cow::Owned(text);
    }
    let mut text = String::from_utf8_lossy(bytes);
    if let Cow::Owned(_) = text {
        let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
        let message = "invalid UTF-8, read with replacement characters";
        problems.push(Problem::at(
            ProblemKind::Encoding,
            &source.name,
            line_of(bytes, valid),
            message,
        ));
    }
    if let Some(nul) = memchr::memchr(0, bytes) {
        let message = "NUL bytes, read as replacement characters";
        problems.push(Problem::at(
            ProblemKind::Encoding,
            &source.name,
            line_of(bytes, nul),
            message,
        ));
        text = Cow::Owned(text.replace('\0', "\u{FFFD}"));
    }
    text
}

/// Bytes at the start of a file by which it is told from text, as git takes them.
const PROBED_BYTES: usize = 8_000;
/// Largest share of control characters in text. Bytes drawn at random have 27 of 256, a compressed file
/// about as many, and text hardly any.
const MAX_CONTROL_SHARE: f64 = 1.0 / 16.0;

/// Returns true for bytes that are no text in any encoding: many of the first ones are control
/// characters other than white space, backspace and escape.
pub fn is_binary(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(PROBED_BYTES)];
    if utf_16(start).is_some() {
        return false;
    }
    let is_control = |byte: &&u8| matches!(byte, 0..=7 | 14..=26 | 28..=31 | 127);
    start.iter().filter(is_control).count() as f64 > MAX_CONTROL_SHARE * start.len() as f64
}

/// Minimum share of zero bytes in UTF-16. A list with marks, blanks and line ends has more in any
/// language.
const MIN_ZERO_SHARE: f64 = 0.1;

/// Decodes UTF-16 with a byte order mark. Returns `None` for other text.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let is_little = bytes.starts_with(b"\xFF\xFE");
    if !is_little && !bytes.starts_with(b"\xFE\xFF") {
        return None;
    }
    let bytes = &bytes[2..];
    let zeros = memchr::memchr_iter(0, bytes).count();
    if (zeros as f64) < MIN_ZERO_SHARE * bytes.len() as f64 {
        return None;
    }
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units).replace('\0', "\u{FFFD}"))
}

/// Returns the lines of `text` without their ends. Long lines are cut and reported.
pub fn split<'a>(text: &'a str, name: &str, problems: &mut Vec<Problem>) -> Vec<&'a str> {
    let mut lines: Vec<&str> = each(text).collect();
    for (index, line) in lines.iter_mut().enumerate() {
        if line.len() > MAX_LINE_BYTES {
            let message = format!("line of {} bytes, cut after {MAX_LINE_BYTES}", line.len());
            problems.push(Problem::at(ProblemKind::LongLine, name, number(index), message));
            *line = prefix(line, MAX_LINE_BYTES);
        }
    }
    lines
}

/// Returns the lines of `text` without their ends, as editors number them.
pub fn each(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (length, end) = first(rest.as_bytes());
        let line = &rest[..length];
        let is_line = !rest.is_empty();
        rest = &rest[length + end..];
        is_line.then_some(line)
    })
}

/// Returns the lengths of the first line of `bytes` and of its end: `\n`, `\r\n`, or `\r`.
pub fn first(bytes: &[u8]) -> (usize, usize) {
    match memchr::memchr2(b'\n', b'\r', bytes) {
        None => (bytes.len(), 0),
        Some(at) if bytes[at..].starts_with(b"\r\n") => (at, 2),
        Some(at) => (at, 1),
    }
}

/// Counts the line ends in `bytes`.
pub fn ended(bytes: &[u8]) -> usize {
    let carriage = memchr::memchr_iter(b'\r', bytes);
    let lone = carriage.filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    memchr::memchr_iter(b'\n', bytes).count() + lone
}

/// Replaces each lone carriage return by a line feed, for parsers that know no other line end. All
/// offsets stay.
pub fn with_line_feeds(text: Cow<str>) -> Cow<str> {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(is_lone) {
        return text;
    }
    let mut signs = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        let is_lone = sign == '\r' && signs.peek() != Some(&'\n');
        out.push(if is_lone { '\n' } else { sign });
    }
    Cow::Owned(out)
}

/// Converts an index of a line to its number, from 1.
pub fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// Returns the longest prefix of at most `bytes` bytes.
pub fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn line_of(bytes: &[u8], offset: usize) -> u32 {
    number(ended(&bytes[..offset]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Vec<String>, Vec<Problem>) {
        let source = Source { name: "TASKS.md".into(), bytes: bytes.to_vec() };
        let mut problems = Vec::new();
        let text = decode(&source, &mut problems);
        let lines = split(&text, "TASKS.md", &mut problems);
        (lines.into_iter().map(str::to_owned).collect(), problems)
    }

    #[test]
    fn ends_and_byte_order_marks_are_dropped() {
        let (lines, problems) = read(b"\xEF\xBB\xBFa\r\nb\nc");
        assert_eq!(lines, ["a", "b", "c"]);
        assert_eq!(problems, []);
    }

    #[test]
    fn utf_16_is_read_and_reported() {
        for text in ["- [ ] a\r\n- [ ] b", "- [ ] é 日 🚧\n"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [[&b"\xFF\xFE"[..], &little].concat(), [&b"\xFE\xFF"[..], &big].concat()] {
                let (lines, problems) = read(&bytes);
                assert_eq!(lines, text.lines().collect::<Vec<_>>());
                assert_eq!(problems.len(), 1, "{problems:?}");
            }
        }
        // Half a sign at the end, and a pair cut in half.
        let (lines, _) = read(b"\xFF\xFEa\0\x3D\xD8b");
        assert_eq!(lines, ["a\u{FFFD}"]);
    }

    #[test]
    fn lone_carriage_returns_become_line_feeds() {
        for (text, expected) in [
            ("a\rb\r", "a\nb\n"),
            ("a\r\nb\r\r\n", "a\r\nb\n\r\n"),
            ("é\r\r", "é\n\n"),
            ("a\nb", "a\nb"),
            ("", ""),
        ] {
            assert_eq!(with_line_feeds(Cow::Borrowed(text)), expected, "{text:?}");
        }
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        for text in ["a\rb\r\rc", "a\r\nb\r\n\r\nc\r\n", "a\nb\r\n\rc\r", "a\rb\n\nc"] {
            let (lines, _) = read(text.as_bytes());
            assert_eq!(lines, ["a", "b", "", "c"], "{text:?}");
            let open = usize::from(!text.ends_with(['\n', '\r']));
            assert_eq!(ended(text.as_bytes()) + open, 4, "{text:?}");
        }
        let (_, problems) = read(b"a\rb\r\n\xFF");
        assert_eq!(problems[0].line, Some(3));
    }

    #[test]
    fn what_is_not_text_is_replaced_and_named() {
        let (lines, problems) = read(b"a\nb\xFFc\n\0d\n");
        assert_eq!(lines, ["a", "b\u{FFFD}c", "\u{FFFD}d"]);
        let named: Vec<_> = problems.iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(
            named,
            [
                (Some(2), "invalid UTF-8, read with replacement characters"),
                (Some(3), "NUL bytes, read as replacement characters"),
            ]
        );
    }

    #[test]
    fn an_overlong_line_is_cut_at_a_character() {
        let mut text = "x".repeat(MAX_LINE_BYTES - 1);
        text.push_str("é and more");
        let (lines, problems) = read(text.as_bytes());
        assert_eq!(lines[0].len(), MAX_LINE_BYTES - 1);
        assert_eq!(problems[0].line, Some(1));
        assert!(problems[0].message.contains("cut"));
    }
}
