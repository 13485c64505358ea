//! Doc comments in Go.

/// Lines over which a comment is followed upwards.
const MAX_LINES: usize = 200;

/// Bytes over which a block comment is followed upwards.
const MAX_BLOCK_BYTES: usize = 8 << 10;

/// Characters of a first sentence.
const MAX_CHARS: usize = 240;

/// Reads the first sentence of the comment that ends on the line right above `at`, where a
/// declaration begins. Returns `None` where something else precedes the declaration on its own line.
///
/// The bytes are searched, since each look-up of a sibling in a tree walks its parent.
pub(super) fn above(content: &[u8], at: usize) -> Option<String> {
    let start = line_start(content, at);
    let lead = content[start..at].trim_ascii();
    if !matches!(lead, b"" | b"type" | b"const" | b"var") {
        return None;
    }
    let end = start.checked_sub(1)?;
    let last = content[line_start(content, end)..end].trim_ascii();
    if last.starts_with(b"//") {
        first_sentence(line_comments(content, end).into_iter().rev())
    } else if last.ends_with(b"*/") {
        let reach = end.saturating_sub(MAX_BLOCK_BYTES);
        let open = reach + memchr::memmem::rfind(&content[reach..end], b"/*")?;
        let block = content[open + 2..end].trim_ascii_end().strip_suffix(b"*/")?;
        let alone = content[line_start(content, open)..open].trim_ascii().is_empty();
        let lines = block.split(|&byte| byte == b'\n').map(|line| {
            let line = line.trim_ascii();
            line.strip_prefix(b"*").unwrap_or(line)
        });
        if alone { first_sentence(lines) } else { None }
    } else {
        None
    }
}

/// Collects the text of the `//` lines that end at `end`, the last line first, without directives
/// such as `//go:embed` and `//nolint:x`.
fn line_comments(content: &[u8], mut end: usize) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    while lines.len() < MAX_LINES {
        let start = line_start(content, end);
        let Some(text) = content[start..end].trim_ascii().strip_prefix(b"//") else { break };
        if !is_directive(text) {
            lines.push(text);
        }
        match start.checked_sub(1) {
            Some(before) => end = before,
            None => break,
        }
    }
    lines
}

fn is_directive(text: &[u8]) -> bool {
    let word = text.iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let length = word.count();
    length > 0
        && text.get(length) == Some(&b':')
        && text.get(length + 1).is_some_and(|&b| b != b' ')
        || text == b"nolint"
}

fn line_start(content: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &content[..at]).map_or(0, |newline| newline + 1)
}

fn first_sentence<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    let mut sentence = String::new();
    for line in lines {
        let line = String::from_utf8_lossy(line.trim_ascii());
        if line.is_empty() {
            if sentence.is_empty() {
                continue;
            }
            break;
        }
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        // A full stop may end the line before, so look from there.
        let from = sentence.len().saturating_sub(2);
        sentence.push_str(&line);
        if let Some(end) = sentence_end(&sentence, from) {
            sentence.truncate(end);
            break;
        }
        if sentence.len() > MAX_CHARS {
            break;
        }
    }
    if let Some((cut, _)) = sentence.char_indices().nth(MAX_CHARS) {
        sentence.truncate(cut);
    }
    (!sentence.is_empty()).then_some(sentence)
}

/// Finds the end of the first full stop that a blank follows. A stop after a single capital
/// (`J. Doe`) or in `e.g.` ends no sentence.
fn sentence_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'.', &bytes[from.min(bytes.len())..])
        .map(|offset| from + offset)
        .find(|&dot| {
            let abbreviation = matches!(bytes[..dot].rsplit(|&b| b == b' ' || b == b'(').next(),
                Some(word) if word == b"e.g" || word == b"i.e" || word == b"vs"
                    || (word.len() == 1 && word[0].is_ascii_uppercase()));
            !abbreviation && bytes.get(dot + 1) == Some(&b' ')
        })
        .map(|dot| dot + 1)
}
