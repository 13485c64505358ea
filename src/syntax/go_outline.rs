//! The parts of a Go file that declare something at its top level.

use tree_sitter::{Point, Range};

/// Bytes between two braces that are worth leaving out. Fewer cost more as a further range of the
/// parse than as text.
const MIN_CUT: usize = 32;

/// Returns the ranges of the content to parse for its declarations: all of it but what stands between
/// the braces of functions and of literals. The braces themselves remain, and so does a part in which
/// `is_wanted` finds something. Types keep their fields and methods.
///
/// If the content is valid Go, the rest is valid too, with the same declarations in the same
/// places. Returns `None` if braces, quotation marks or comments do not match: no part is safe to
/// leave out then.
pub(super) fn ranges(
    content: &[u8],
    is_wanted: impl Fn(std::ops::Range<usize>) -> bool,
) -> Option<Vec<Range>> {
    let mut kept = Kept::default();
    let mut open = 0_usize;
    // Whether a brace here would open a type: only `struct` or `interface` stands before it.
    let mut is_type = false;
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        if let Some(end) = opaque_end(content, at)? {
            // A comment may stand between `struct` and its brace.
            is_type &= byte == b'/';
            at = end;
            continue;
        }
        match byte {
            b'{' if is_type => open += 1,
            b'{' => {
                let end = block_end(content, at)?;
                let inside = at + 1..end - 1;
                if inside.len() >= MIN_CUT && !is_wanted(inside.clone()) {
                    kept.leave_out(content, inside);
                }
                at = end - 1;
            }
            b'}' => open = open.checked_sub(1)?,
            _ if is_word(byte) => {
                let word = word_at(content, at);
                is_type = matches!(word, b"struct" | b"interface");
                at += word.len();
                continue;
            }
            _ => {}
        }
        is_type &= byte.is_ascii_whitespace();
        at += 1;
    }
    (open == 0).then(|| kept.finish())
}

/// Ranges that are kept, in their order.
#[derive(Default)]
struct Kept {
    ranges: Vec<Range>,
    /// Start of the range after them.
    start: usize,
    start_point: Point,
}

impl Kept {
    /// Ends a range where `part` begins, and begins the next one where it ends.
    fn leave_out(&mut self, content: &[u8], part: std::ops::Range<usize>) {
        let end_point = advance(self.start_point, &content[self.start..part.start]);
        self.ranges.push(Range {
            start_byte: self.start,
            start_point: self.start_point,
            end_byte: part.start,
            end_point,
        });
        self.start = part.end;
        self.start_point = advance(end_point, &content[part]);
    }

    /// Ends the last range with the content. Returns no range where nothing was left out.
    fn finish(mut self) -> Vec<Range> {
        if !self.ranges.is_empty() {
            self.ranges.push(Range {
                start_byte: self.start,
                start_point: self.start_point,
                end_byte: usize::MAX,
                end_point: Point::new(usize::MAX, usize::MAX),
            });
        }
        self.ranges
    }
}

/// Computes the place behind some text.
fn advance(from: Point, text: &[u8]) -> Point {
    match memchr::memrchr(b'\n', text) {
        Some(last) => {
            Point::new(from.row + memchr::memchr_iter(b'\n', text).count(), text.len() - last - 1)
        }
        None => Point::new(from.row, from.column + text.len()),
    }
}

/// Returns the end of the block that a brace opens.
fn block_end(content: &[u8], brace: usize) -> Option<usize> {
    let mut open = 0_usize;
    let mut at = brace;
    while let Some(&byte) = content.get(at) {
        if let Some(end) = opaque_end(content, at)? {
            at = end;
            continue;
        }
        at += 1;
        match byte {
            b'{' => open += 1,
            b'}' if open == 1 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the end of a comment, string or rune that begins here, `Some(None)` if none does, and `None`
/// if it does not end.
#[expect(clippy::option_option, reason = "the outer one ends the reading of the file")]
fn opaque_end(content: &[u8], at: usize) -> Option<Option<usize>> {
    let rest = &content[at..];
    let end = match rest {
        [b'/', b'/', ..] => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
        [b'/', b'*', ..] => 4 + memchr::memmem::find(&rest[2..], b"*/")?,
        [b'`', ..] => 2 + memchr::memchr(b'`', &rest[1..])?,
        [quote @ (b'"' | b'\''), ..] => quoted_end(rest, *quote)?,
        _ => return Some(None),
    };
    Some(Some(at + end))
}

/// Returns the length of a string or rune between quotation marks, which ends on its line.
fn quoted_end(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr3(quote, b'\\', b'\n', rest.get(at..)?)?;
        match rest[at] {
            b'\\' if rest.get(at + 1) != Some(&b'\n') => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => return None,
        }
    }
}

fn word_at(content: &[u8], at: usize) -> &[u8] {
    let length = content[at..].iter().take_while(|&&byte| is_word(byte)).count();
    &content[at..at + length]
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::ranges;

    /// Returns what is kept of the content, with `…` for what is left out.
    fn outline(content: &str) -> Option<String> {
        let kept = ranges(content.as_bytes(), |part| content[part].contains("Use:"))?;
        if kept.is_empty() {
            return Some(content.to_owned());
        }
        let parts: Vec<&str> =
            kept.iter().map(|it| &content[it.start_byte..it.end_byte.min(content.len())]).collect();
        Some(parts.join("…"))
    }

    const LONG: &str = "a := 1; b := 2; c := 3; d := 4; e := 5";

    #[test]
    fn bodies_and_literals_are_left_out_and_types_are_kept() {
        for (content, expected) in [
            ("func f() { LONG }\nvar x = 1", "func f() {…}\nvar x = 1"),
            ("func f() struct{ a int } { LONG }", "func f() struct{ a int } {…}"),
            ("func f(a interface{ LONG }) { LONG }", "func f(a interface{ LONG }) {…}"),
            ("type T struct /* { */ { LONG }", "type T struct /* { */ { LONG }"),
            ("type T struct\n{ LONG }", "type T struct\n{ LONG }"),
            ("type T struct { a struct { LONG } }", "type T struct { a struct { LONG } }"),
            ("var x = []struct{ a int }{ LONG }", "var x = []struct{ a int }{…}"),
            ("var x = map[string]interface{}{ LONG }", "var x = map[string]interface{}{…}"),
            ("var x = structs{ LONG }", "var x = structs{…}"),
            ("func f() { if x { LONG } }\nfunc g() {}", "func f() {…}\nfunc g() {}"),
            ("func f() { LONG; \"}\"; '}'; `}`; '\\''; // }\n}", "func f() {…}"),
            ("func f() { LONG /* } */ }", "func f() {…}"),
            ("var c = C{ Use: \"x\", LONG }", "var c = C{ Use: \"x\", LONG }"),
            ("func f() { short }", "func f() { short }"),
        ] {
            let content = content.replace("LONG", LONG);
            assert_eq!(outline(&content), Some(expected.replace("LONG", LONG)), "{content}");
        }
    }

    #[test]
    fn nothing_is_left_out_where_marks_do_not_match() {
        for content in [
            "func f() { LONG",
            "func f() { LONG }}",
            "type T struct {",
            "func f() { LONG; \"x }\n}",
            "func f() { LONG; `x }\n}",
            "func f() { LONG /* }\n}",
        ] {
            assert_eq!(outline(&content.replace("LONG", LONG)), None, "{content}");
        }
    }

    #[test]
    fn places_are_those_of_the_whole_file() {
        let content = format!("func f() {{\n{LONG}\n{LONG}}} // é\nvar x = 1\n");
        let kept = ranges(content.as_bytes(), |_| false).unwrap();
        let next = kept[1];
        assert_eq!((next.start_point.row, next.start_point.column), (2, LONG.len()));
        assert_eq!(&content[next.start_byte..], "} // é\nvar x = 1\n");
    }
}
