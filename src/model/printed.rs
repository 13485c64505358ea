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

/// Quotes a word for a shell, where it needs quotes.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:@%,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_shell() {
        for (word, expected) in
            [("../a-b", "../a-b"), ("../a b", "'../a b'"), ("it's", r"'it'\''s'"), ("", "''")]
        {
            assert_eq!(quoted(word), expected);
        }
    }

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
