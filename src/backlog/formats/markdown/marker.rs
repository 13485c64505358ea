//! Starts of Markdown lines: headings, items, fences, rules, comments and text.

use super::checkbox;

/// Start of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bullet {
    /// Length of the marker, in bytes.
    pub width: usize,
    /// Number of an ordered item.
    pub ordinal: Option<u32>,
}

/// Start of a code fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence<'a> {
    /// Backquote or tilde.
    pub mark: u8,
    /// Number of marks.
    pub length: usize,
    /// Text after the marks.
    pub info: &'a str,
}

/// Skips white space from column `column`, with tab stops at multiples of four. Returns the column
/// reached and the rest.
pub fn skip_space(text: &str, mut column: usize) -> (usize, &str) {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return (column, &text[at..]),
        }
    }
    (column, "")
}

/// Parses `# Heading #` to its level and text.
pub fn heading(rest: &str) -> Option<(u8, &str)> {
    let level = rest.bytes().take_while(|&b| b == b'#').count();
    let text = &rest[level..];
    if !(1..=6).contains(&level) || !(text.is_empty() || text.starts_with([' ', '\t'])) {
        return None;
    }
    let text = text.trim();
    let open = text.trim_end_matches('#');
    // A closing run needs white space before it: `C#` keeps its sign.
    let text = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text };
    Some((u8::try_from(level).unwrap_or(6), text))
}

/// Returns true for a rule, such as `---`, `* * *` or `___`: three or more equal marks and white
/// space.
pub fn is_rule(rest: &str) -> bool {
    let Some(mark @ (b'-' | b'*' | b'_')) = rest.bytes().next() else { return false };
    let mut count = 0;
    for byte in rest.bytes() {
        match byte {
            b' ' | b'\t' => {}
            _ if byte == mark => count += 1,
            _ => return false,
        }
    }
    count >= 3
}

/// Returns the heading level of an underline, which makes the paragraph above it a heading.
pub fn underline(rest: &str) -> Option<u8> {
    let line = rest.trim_end();
    let level = match line.bytes().next()? {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    let mark = line.as_bytes()[0];
    (line.len() >= 2 && line.bytes().all(|b| b == mark)).then_some(level)
}

/// Counts the cells of a table's second row: `|---|:--:|`. Returns `None` for other lines.
pub fn delimiters(rest: &str) -> Option<usize> {
    let is_one = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    let is_row = rest.contains(['|', ':']);
    let row = row(rest);
    (is_row && row.split('|').all(is_one)).then(|| row.split('|').count())
}

/// Counts the cells of a table's row.
pub fn cells(line: &str) -> usize {
    let row = row(line);
    let escaped = row.matches("\\|").count();
    row.split('|').count() - escaped
}

/// Returns a row of a table without the marks around it.
fn row(line: &str) -> &str {
    let row = line.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row)
}

/// Parses the start of a code fence.
pub fn fence(rest: &str) -> Option<Fence<'_>> {
    let mark @ (b'`' | b'~') = rest.bytes().next()? else { return None };
    let length = rest.bytes().take_while(|&b| b == mark).count();
    let info = rest[length..].trim();
    // With a backquote in the rest, it is a code span.
    (length >= 3 && (mark == b'~' || !info.contains('`'))).then_some(Fence { mark, length, info })
}

/// Returns true if `rest` closes `fence`.
pub fn closes(rest: &str, fence: Fence<'_>) -> bool {
    let line = rest.trim_end();
    line.len() >= fence.length && line.bytes().all(|b| b == fence.mark)
}

/// Bullets of word processors. They mark an item only in front of a box.
pub const SIGNS: &str = "•‣◦●∙·⁃▪▸►–—";

/// Parses the list marker at the start of `rest`. White space, the end of the line or a box must
/// follow, since `-[ ] a` is obviously meant as an item, and `• [ ] a` too.
pub fn bullet(rest: &str) -> Option<Bullet> {
    let bytes = rest.as_bytes();
    if let Some(after) = rest.strip_prefix(|c| SIGNS.contains(c)) {
        let found = checkbox::leading(after.trim_start_matches([' ', '\t']));
        let width = rest.len() - after.len();
        return found
            .filter(|found| found.mark.is_known())
            .map(|_| Bullet { width, ordinal: None });
    }
    let (width, ordinal) = match *bytes.first()? {
        b'-' | b'*' | b'+' => (1, None),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits > 9 || !matches!(bytes.get(digits), Some(b'.' | b')')) {
                return None;
            }
            (digits + 1, rest[..digits].parse().ok())
        }
        _ => return None,
    };
    let is_apart = match bytes.get(width) {
        None | Some(b' ' | b'\t') => true,
        // `*[a] b*` is emphasis.
        Some(b'[') => checkbox::leading(&rest[width..]).is_some_and(|found| found.mark.is_known()),
        Some(_) => false,
    };
    is_apart.then_some(Bullet { width, ordinal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        for (line, expected) in [
            ("# A", Some((1, "A"))),
            ("###### A ##", Some((6, "A"))),
            ("## C#", Some((2, "C#"))),
            ("##", Some((2, ""))),
            ("####### A", None),
            ("#123 is fixed", None),
            ("#tag", None),
        ] {
            assert_eq!(heading(line), expected, "{line}");
        }
    }

    #[test]
    fn bullets() {
        for (line, expected) in [
            ("- a", Some((1, None))),
            ("*\ta", Some((1, None))),
            ("+", Some((1, None))),
            ("12) a", Some((3, Some(12)))),
            ("-[ ] a", Some((1, None))),
            ("1.[x] a", Some((2, Some(1)))),
            ("• [ ] a", Some((3, None))),
            ("—[x] a", Some((3, None))),
            ("• [?] a", None),
            ("-[a](b)", None),
            ("*[x](b)*", None),
            ("-a", None),
            ("*a *a", None),
            ("1.5 times", None),
            ("1234567890. a", None),
            ("— a", None),
        ] {
            let found = bullet(line).map(|b| (b.width, b.ordinal));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn rules_and_underlines() {
        assert!(is_rule("---") && is_rule("* * *") && is_rule("__ _"));
        assert!(!is_rule("--") && !is_rule("- - [ ] a") && !is_rule("*-*"));
        assert_eq!(underline("=== "), Some(1));
        assert_eq!(underline("--"), Some(2));
        assert_eq!(underline("-="), None);
    }

    #[test]
    fn rows_of_tables() {
        for (line, expected) in [
            ("|---|:--:|", Some(2)),
            ("--- | ---", Some(2)),
            (":-", Some(1)),
            ("| - |", Some(1)),
            ("|---|x|", None),
            ("||", None),
            ("", None),
            ("a", None),
            ("-", None),
        ] {
            assert_eq!(delimiters(line), expected, "{line}");
        }
        for (line, expected) in [("| a | b |", 2), ("a | b", 2), ("a", 1), ("| a \\| b |", 1)] {
            assert_eq!(cells(line), expected, "{line}");
        }
    }

    #[test]
    fn fences_open_and_close() {
        let backquotes = fence("```go").expect("a fence");
        assert_eq!((backquotes.length, backquotes.info), (3, "go"));
        assert!(closes("````  ", backquotes));
        assert!(
            !closes("``", backquotes) && !closes("```x", backquotes) && !closes("~~~", backquotes)
        );
        assert_eq!(fence("```a`b```"), None);
        assert!(fence("~~~ a`b").is_some());
    }

    #[test]
    fn tabs_stop_at_multiples_of_four() {
        assert_eq!(skip_space(" \tx", 0), (4, "x"));
        assert_eq!(skip_space("\tx", 3), (4, "x"));
        assert_eq!(skip_space("  ", 1), (3, ""));
    }
}
