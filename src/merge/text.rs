//! Lines of a version, apart from line ends and byte order mark.

use std::borrow::Cow;

use crate::backlog::Source;
use crate::backlog::text::lines;

/// End of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Lf,
    CrLf,
    /// A lone carriage return.
    Cr,
    /// End of the file without a newline.
    Nothing,
}

impl End {
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
            Self::Cr => b"\r",
            Self::Nothing => b"",
        }
    }
}

/// Line with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub content: &'a [u8],
    pub end: End,
}

/// Version of the file as lines.
#[derive(Clone, Debug)]
pub(super) struct Text<'a> {
    pub bom: bool,
    pub lines: Vec<Line<'a>>,
}

impl<'a> Text<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let rest = bytes.strip_prefix(b"\xEF\xBB\xBF");
        let mut lines: Vec<Line> = Vec::new();
        let mut left = rest.unwrap_or(bytes);
        while !left.is_empty() {
            let (length, end) = lines::first(left);
            let (content, after) = left.split_at(length);
            let end = match &after[..end] {
                b"\n" => End::Lf,
                b"\r\n" => End::CrLf,
                b"\r" => End::Cr,
                _ => End::Nothing,
            };
            lines.push(Line { content, end });
            left = &after[end.bytes().len()..];
        }
        Self { bom: rest.is_some(), lines }
    }

    /// Returns true if the last line has an end; `None` without lines.
    pub(super) fn is_ended(&self) -> Option<bool> {
        self.lines.last().map(|line| line.end != End::Nothing)
    }

    /// Returns the end that all lines have; `None` if they differ, or without lines.
    pub(super) fn end(&self) -> Option<End> {
        let mut ends = self.lines.iter().map(|line| line.end).filter(|&end| end != End::Nothing);
        let first = ends.next()?;
        ends.all(|end| end == first).then_some(first)
    }

    pub(super) fn is_blank(&self, line: usize) -> bool {
        self.lines[line].content.trim_ascii().is_empty()
    }
}

/// Decodes the bytes to text with the same lines.
pub(super) fn decode(bytes: &[u8]) -> String {
    let source = Source { name: String::new(), bytes: bytes.to_vec() };
    lines::decode(&source, &mut Vec::new()).into_owned()
}

/// Returns a line as text.
pub(super) fn readable(content: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(content)
}

/// Chooses a value three-way: the one that one side changed. Returns `None` if both changed it
/// differently, or if there is no base.
pub(super) fn pick<T: PartialEq>(base: Option<T>, ours: T, theirs: T) -> Option<T> {
    if ours == theirs {
        return Some(ours);
    }
    match base {
        Some(base) if base == theirs => Some(ours),
        Some(base) if base == ours => Some(theirs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_bytes() {
        let bytes = b"\xEF\xBB\xBFa\r\n\xFF\n\nb\rc\r\rd";
        let text = Text::new(bytes);
        assert!(text.bom && text.is_ended() == Some(false) && text.end().is_none());
        let back: Vec<u8> =
            text.lines.iter().flat_map(|line| [line.content, line.end.bytes()].concat()).collect();
        assert_eq!(back, bytes[3..]);
        assert_eq!(lines::each(&decode(bytes)).count(), text.lines.len());
        assert_eq!(Text::new(b"a\rb\r").end(), Some(End::Cr));
        assert_eq!(Text::new(b"").is_ended(), None);
    }

    #[test]
    fn one_sides_change_is_picked() {
        assert_eq!(pick(Some(1), 1, 2), Some(2));
        assert_eq!(pick(Some(1), 2, 1), Some(2));
        assert_eq!(pick(None, 2, 2), Some(2));
        assert_eq!(pick(Some(1), 2, 3), None);
        assert_eq!(pick(None, 1, 2), None);
    }
}
