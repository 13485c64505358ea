//! The part of a Markdown file that decides about its blocks.
//!
//! The beginning of a line, and a few marks within it, decide about its block. A line without such marks
//! that begins like a paragraph or an item is shortened to its first word before the grammar reads it.

use std::borrow::Cow;

/// Marks for which a line is read to its end: of code spans, links, HTML and tables.
const MARKS: &[u8] = b"`[]<>|\r";

/// Number of bytes at the end of a line from which leaving them out pays.
const MIN_BYTES: usize = 8;

/// Content without the ends of plain lines.
pub(super) struct Outline<'a> {
    /// Text that is parsed. It has the lines of the content.
    pub bytes: Cow<'a, [u8]>,
    /// Places in `bytes` where something is left out, with the number of bytes left out up to there.
    gaps: Vec<(usize, usize)>,
}

impl<'a> Outline<'a> {
    /// Leaves nothing out.
    pub(super) fn whole(content: &'a [u8]) -> Self {
        Self { bytes: Cow::Borrowed(content), gaps: Vec::new() }
    }

    /// Leaves out the ends of lines that do not decide about blocks.
    pub(super) fn of(content: &'a [u8]) -> Self {
        let mut bytes = Vec::with_capacity(content.len());
        let mut gaps = Vec::new();
        let (mut start, mut left_out) = (0, 0);
        // The parts of a link's definition may stand on lines of their own.
        let mut may_define = false;
        while start < content.len() {
            let end =
                memchr::memchr(b'\n', &content[start..]).map_or(content.len(), |at| start + at);
            let line = &content[start..end];
            let text = line.strip_suffix(b"\r").unwrap_or(line);
            may_define = !text.trim_ascii().is_empty()
                && (may_define || memchr::memmem::find(text, b"]:").is_some());
            let kept = if may_define { text.len() } else { telling(text) };
            bytes.extend_from_slice(&text[..kept]);
            if kept < text.len() {
                left_out += text.len() - kept;
                gaps.push((bytes.len(), left_out));
            }
            let next = content.len().min(end + 1);
            bytes.extend_from_slice(&content[start + text.len()..next]);
            start = next;
        }
        Self { bytes: Cow::Owned(bytes), gaps }
    }

    /// Returns the place in the content of a place in the outline. The end of a shortened line is the
    /// end of the whole line.
    pub(super) fn place(&self, at: usize) -> usize {
        let gaps = self.gaps.partition_point(|&(gap, _)| gap <= at);
        at + gaps.checked_sub(1).map_or(0, |last| self.gaps[last].1)
    }
}

/// Returns how many bytes of a line decide about blocks.
fn telling(line: &[u8]) -> usize {
    let begin = text_start(line);
    if !line.get(begin).is_some_and(u8::is_ascii_alphabetic) {
        return line.len();
    }
    let text = &line[begin..];
    let Some(word) = memchr::memchr(b' ', text) else { return line.len() };
    if text.len() - word < MIN_BYTES || text.iter().any(|byte| MARKS.contains(byte)) {
        return line.len();
    }
    begin + word
}

/// Returns where the text of a line begins, behind the marks of quotes, items and emphasis.
fn text_start(line: &[u8]) -> usize {
    let mut at = 0;
    let is_blank = |at: usize| matches!(line.get(at), Some(b' ' | b'\t'));
    loop {
        while is_blank(at) {
            at += 1;
        }
        let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at += match line.get(at) {
            Some(b'>') => 1,
            Some(b'-' | b'+' | b'*') if is_blank(at + 1) => 2,
            Some(b'0'..=b'9') if matches!(line.get(at + digits), Some(b'.' | b')')) => digits + 1,
            Some(b'[') if matches!(line[at..], [_, b' ' | b'x' | b'X', b']', b' ', ..]) => 4,
            _ => break,
        };
    }
    at + line[at..].iter().take_while(|byte| matches!(byte, b'*' | b'_')).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Outline;
    use crate::syntax::markdown::facts_within;

    /// Returns the facts with and without the ends of lines.
    fn both(content: &str) -> [crate::model::MarkdownFacts; 2] {
        let content = content.as_bytes();
        [Outline::of(content), Outline::whole(content)]
            .map(|outline| facts_within(content, &outline))
    }

    #[test]
    fn the_ends_of_plain_lines_are_left_out() {
        for (line, left) in [
            ("Words of a paragraph", "Words"),
            ("  - **Words** of an item", "  - **Words**"),
            ("> 12. [x] Words of a task", "> 12. [x] Words"),
            ("Words with `code`", "Words with `code`"),
            ("Words | of a table", "Words | of a table"),
            ("# Words of a heading", "# Words of a heading"),
            ("Words are", "Words are"),
            ("Words of a line\r", "Words\r"),
        ] {
            let content = format!("{line}\nnext");
            let outline = Outline::of(content.as_bytes());
            assert_eq!(outline.bytes, format!("{left}\nnext").as_bytes(), "{line}");
            let place = |text: &str, of: &[u8]| {
                of.windows(text.len()).position(|window| window == text.as_bytes()).unwrap()
            };
            let next = place("next", &outline.bytes);
            assert_eq!(outline.place(next), place("next", content.as_bytes()));
        }
    }

    #[test]
    fn facts_are_those_of_the_whole_file() {
        for content in [
            "Words of a heading\n===\n\nmore `code` and\nwords of its end\n",
            "A heading of two lines\nthat are very plain  \n---\n",
            "---\ntitle: A title of words\n---\n\n# H\n",
            "[a b]: words/of.md\n[c]:\nwords/of/d.md \"a title\nof some words\nthat ends\"\n\nx\n",
            "See [the text\nof some words](a.md\n\"and a title\nof words\")\nand so on and on\n",
            "- [ ] Words of a task\n  that goes on here `x`\n  and here it ends\n",
            "> Words of a quote `a`\nlazily going on here\n",
            "<div>\nwords of a `block`\n\n`b`\n",
            "<!-- words\nof a `comment`\nthat ends here --> `c`\n\n`d`\n",
            "| a | b |\n|---|---|\n| `x` | y |\nwords of a last row\n",
            "```\nwords of some code\n```\n`a`\n~~~ words of an info\n`b`\n~~~\n",
        ] {
            let [outlined, whole] = both(content);
            assert_eq!(outlined, whole, "{content}");
            assert_ne!(whole, crate::model::MarkdownFacts::default(), "{content}");
        }
    }

    /// Pieces that lines are made of.
    const PIECES: [&str; 40] = [
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n    ",
        "\n  ",
        "\n- ",
        "\n* ",
        "\n1. ",
        "\n> ",
        "\n# ",
        "\n## ",
        "\n===\n",
        "\n---\n",
        "\n```\n",
        "\n~~~\n",
        "\n- [ ] ",
        "\n| ",
        "\n|-|-|\n",
        "\n[a]: ",
        "\n<div>",
        "\n<!-- ",
        " -->",
        "`",
        "`code`",
        "[text]",
        "(a.md)",
        "[a](b.md)",
        "](",
        ")",
        "<b>",
        " | ",
        "\\",
        "words of a line ",
        "Words and more of them",
        "**bold** ",
        "title: ",
        "\"",
        "x",
        "\t",
    ];

    proptest! {
        #[test]
        fn facts_of_any_mixture_are_those_of_the_whole(
            pieces in proptest::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)
        ) {
            let content = pieces.concat();
            let [outlined, whole] = both(&content);
            prop_assert_eq!(outlined, whole, "{}", content);
        }
    }
}
