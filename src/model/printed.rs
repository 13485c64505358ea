//! Names and paths in messages.

use std::path::Path;

/// Puts a name, title or argument on one line, whatever it holds, so that it forges no other line of a
/// message.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// Puts a path on one line; see [`one_line`].
pub fn shown(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_holds_it_is_on_one_line() {
        for (name, line) in [
            ("a\nb", "a\u{FFFD}b"),
            ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
            ("a\u{85}b", "a\u{FFFD}b"),
            ("a\u{1b}[2Jb", "a\u{FFFD}[2Jb"),
            ("a\tb", "a\u{FFFD}b"),
            ("é 日 a b", "é 日 a b"),
        ] {
            assert_eq!(one_line(name), line);
            assert_eq!(shown(Path::new(name)), line);
        }
    }
}
