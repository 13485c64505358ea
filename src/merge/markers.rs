//! Conflict markers of a file.

use crate::backlog::text::lines;

/// Minimum length of a marker.
const MIN_LENGTH: usize = 7;

/// Splits a file into lines, each with its end.
pub(super) fn lines_of(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let (length, end) = lines::first(bytes);
        let (line, rest) = bytes.split_at(length + end);
        bytes = rest;
        Some(line)
    })
}

/// Returns the sign of a line that has the form of a marker: `<`, `|`, `=` or `>`.
pub(super) fn sign(line: &[u8]) -> Option<u8> {
    let &sign = line.first().filter(|sign| b"<|=>".contains(sign))?;
    let length = line.iter().take_while(|&&byte| byte == sign).count();
    let is_marker =
        length >= MIN_LENGTH && matches!(line.get(length), None | Some(b' ' | b'\r' | b'\n'));
    is_marker.then_some(sign)
}

/// Returns a file with its conflict markers replaced by blank lines, since `=======` below a line
/// would make that line a heading.
pub(super) fn without(bytes: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut plain = Vec::with_capacity(bytes.len());
    for line in lines_of(bytes) {
        let sign = sign(line).filter(|&sign| inside || sign == b'<');
        inside = sign.map_or(inside, |sign| sign != b'>');
        plain.extend(if sign.is_some() { &b"\n"[..] } else { line });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_other_lines() {
        for (line, expected) in [
            ("<<<<<<< ours\n", Some(b'<')),
            ("=======\r\n", Some(b'=')),
            (">>>>>>>>>>", Some(b'>')),
            ("||||||| base", Some(b'|')),
            ("======", None),
            ("=======x", None),
            (" =======", None),
            ("", None),
        ] {
            assert_eq!(sign(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn only_the_lines_of_a_conflict_are_blanked() {
        let text = b"Title\n=======\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n>>>>>>> e\n";
        assert_eq!(without(text), b"Title\n=======\n\nb\n\nc\n\n>>>>>>> e\n");
    }
}
