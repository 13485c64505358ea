//! Headings: their text as readers see it, and those that lines show where a file is not parsed.

use crate::model::Heading;

/// Maximum length of a line that may be a heading, in bytes. People write shorter ones.
const MAX_HEADING_BYTES: usize = 1_000;

/// Reads the headings that lines like `## Title` show, outside of fences. Also returns the text of the
/// first one of level 1.
pub(super) fn of_lines(content: &[u8]) -> (Vec<Heading>, Option<String>) {
    let (mut headings, mut first) = (Vec::new(), None);
    let mut fence: Option<&[u8]> = None;
    for (number, line) in (1..).zip(content.split(|&byte| byte == b'\n')) {
        let mark =
            line.get(..3).filter(|mark| matches!(mark, [b'`', b'`', b'`'] | [b'~', b'~', b'~']));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            (None, None) => {
                let level = line.iter().take_while(|&&byte| byte == b'#').count();
                let text = line.get(level..).unwrap_or_default();
                let is_apart = text.first().is_none_or(u8::is_ascii_whitespace);
                if (1..=6).contains(&level) && is_apart && line.len() <= MAX_HEADING_BYTES {
                    let text = plain(&String::from_utf8_lossy(text));
                    if level == 1 && first.is_none() {
                        first = Some(text.clone());
                    }
                    headings.push(Heading { text, line: number });
                }
            }
            _ => {}
        }
    }
    (headings, first)
}

/// Strips emphasis, code marks, link targets, HTML tags and the closing `#`s.
pub(super) fn plain(source: &str) -> String {
    let source = without_closing_marks(source.trim());
    let bytes = source.as_bytes();
    let mut text = String::with_capacity(source.len());
    let mut in_code = false;
    let mut at = 0;
    while let Some(char) = source[at..].chars().next() {
        let rest = &source[at..];
        let mut step = char.len_utf8();
        match char {
            '`' => in_code = !in_code,
            _ if in_code => text.push(char),
            '\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                text.push(bytes[at + 1].into());
                step = 2;
            }
            '_' if is_word_end(&text) && next_is_word(rest) => text.push('_'),
            '*' | '~' | '_' | '[' => {}
            '!' if rest.starts_with("![") => {}
            ']' => step += target_length(&rest[1..]),
            '<' => match tag_length(rest) {
                Some(length) => step = length,
                None => text.push('<'),
            },
            '\n' | '\r' => text.push(' '),
            _ => text.push(char),
        }
        at += step;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Strips the closing marks of `## Title ##`, which are no text; the `#` of `C#` is.
fn without_closing_marks(source: &str) -> &str {
    let open = source.trim_end_matches('#');
    if open.is_empty() || open.ends_with(char::is_whitespace) { open.trim_end() } else { source }
}

fn is_word_end(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

fn next_is_word(rest: &str) -> bool {
    rest.chars().nth(1).is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Measures the `(target)` or `[label]` right behind a link's text.
fn target_length(rest: &str) -> usize {
    let close = match rest.as_bytes().first() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        _ => return 0,
    };
    rest.find(close).map_or(0, |end| end + 1)
}

/// Measures an HTML tag; returns `None` for the `<` of `a < b`.
fn tag_length(rest: &str) -> Option<usize> {
    let name = rest.as_bytes().get(1)?;
    (name.is_ascii_alphabetic() || matches!(name, b'/' | b'!'))
        .then(|| rest.find('>'))?
        .map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::{MAX_HEADING_BYTES, of_lines, plain};

    #[test]
    fn lines_show_headings_outside_of_fences() {
        let long = format!("# {}", "x".repeat(MAX_HEADING_BYTES));
        let content = format!(
            "# The `tool`\r\n#hashtag\n ## Indented\n####### Seven\n```sh\n# not one\n~~~\n# nor this\n\
             ```\n{long}\n###\n~~~\n# nor that\n~~~\n###### Six ##"
        );
        let (headings, first) = of_lines(content.as_bytes());
        let shown: Vec<_> = headings.iter().map(|it| (it.text.as_str(), it.line)).collect();
        assert_eq!(shown, [("The tool", 1), ("", 11), ("Six", 15)]);
        assert_eq!(first.as_deref(), Some("The tool"));
        assert_eq!(of_lines(b"## Two\n").1, None);
        assert_eq!(of_lines(b""), (Vec::new(), None));
    }

    #[test]
    fn marks_are_stripped_and_text_stays() {
        for (source, text) in [
            ("Title ##", "Title"),
            ("About C#", "About C#"),
            ("The `ctx_*` **bold** _it_ snake_case", "The ctx_* bold it snake_case"),
            ("See [the guide](docs/a.md) and ![logo](x.png)", "See the guide and logo"),
            ("1 \\* 2 < 3", "1 * 2 < 3"),
            ("<a id=\"x\"></a>Setup", "Setup"),
            ("", ""),
            ("#", ""),
        ] {
            assert_eq!(plain(source), text, "{source}");
        }
    }
}
