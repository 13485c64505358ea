//! Terms of commit messages.

use crate::model::TermId;
use crate::words::Lexer;

/// Returns the terms of a message without its trailers. The subject, which names the work, counts
/// twice.
pub fn terms(message: &str, lexer: &mut Lexer) -> Vec<TermId> {
    let mut terms = lexer.terms(subject(message));
    for line in message.lines().filter(|line| !is_trailer(line)) {
        terms.extend(lexer.terms(line));
    }
    terms
}

/// Returns the first line.
pub fn subject(message: &str) -> &str {
    message.lines().next().unwrap_or_default().trim()
}

/// Returns whether a line is a trailer, such as `Signed-off-by: …` or `Change-Id: …`.
fn is_trailer(line: &str) -> bool {
    let Some((key, value)) = line.split_once(": ") else { return false };
    let is_key = key.contains('-')
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_key && !value.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{is_trailer, subject};

    #[test]
    fn trailers_are_known_by_their_keys() {
        assert!(is_trailer("Signed-off-by: A <a@b.c>") && is_trailer("Change-Id: I3"));
        assert!(!is_trailer("Note: the index") && !is_trailer("the well-known: x"));
        assert!(!is_trailer("fix(x-y): z"));
    }

    #[test]
    fn the_subject_is_the_first_line() {
        assert_eq!(subject("one\n\ntwo"), "one");
        assert_eq!(subject(""), "");
    }
}
