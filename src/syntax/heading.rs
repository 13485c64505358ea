//! Text of headings as readers see it.

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
    use super::plain;

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
