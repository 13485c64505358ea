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

/// Number of files of a commit, beyond which its subject tells nothing about any one of them.
pub const MAX_WORK_FILES: usize = 15;

/// Words of subjects that name no work on particular files: upkeep, versions, and what git or a
/// robot wrote.
const UPKEEP: [&str; 33] = [
    "backport",
    "bump",
    "bumped",
    "bumps",
    "changelog",
    "cleanup",
    "copyright",
    "dependabot",
    "deps",
    "fixup",
    "fmt",
    "formatting",
    "gofmt",
    "goimports",
    "golangci",
    "initial",
    "license",
    "lint",
    "linter",
    "linting",
    "merge",
    "merged",
    "misc",
    "prettier",
    "rebase",
    "release",
    "renovate",
    "revert",
    "reverts",
    "tidy",
    "typo",
    "typos",
    "wip",
];

/// Returns the work that a subject names: without the prefix of a conventional commit (`fix(cli): `)
/// and the numbers of issues at its end (`(#12)`). `None` where it names upkeep.
pub fn work_of_subject(subject: &str) -> Option<&str> {
    let is_upkeep = |word: &str| UPKEEP.iter().any(|upkeep| upkeep.eq_ignore_ascii_case(word));
    if subject.split(|c: char| !c.is_alphanumeric()).any(is_upkeep) {
        return None;
    }
    let mut work = match subject.split_once(": ") {
        Some((prefix, rest)) if is_prefix(prefix) => rest.trim_start(),
        _ => subject,
    };
    while let Some((before, number)) = work.rsplit_once(" (") {
        let number = number.strip_suffix(')').unwrap_or(number);
        let digits = number.trim_start_matches(['#', '!']);
        if digits.len() == number.len() || !digits.chars().all(|c| c.is_ascii_digit()) {
            break;
        }
        work = before.trim_end();
    }
    Some(work)
}

/// Returns whether a text is the prefix of a conventional commit, or the name of a package as in
/// Go's own commits: `feat`, `fix(cli)!`, `net/http`.
fn is_prefix(text: &str) -> bool {
    let (name, scope) = text.trim_end_matches('!').split_once('(').unwrap_or((text, ")"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-,*!".contains(c);
    !name.is_empty() && name.len() <= 40 && name.chars().all(plain) && scope.ends_with(')')
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
    use super::{is_trailer, subject, work_of_subject};

    #[test]
    fn trailers_are_known_by_their_keys() {
        assert!(is_trailer("Signed-off-by: A <a@b.c>") && is_trailer("Change-Id: I3"));
        assert!(!is_trailer("Note: the index") && !is_trailer("the well-known: x"));
        assert!(!is_trailer("fix(x-y): z"));
    }

    #[test]
    fn work_is_what_a_subject_says_without_prefix_and_numbers() {
        for (subject, work) in [
            ("fix(cli): print the path (#12)", Some("print the path")),
            ("feat!: drop the old cache (#3) (!4)", Some("drop the old cache")),
            ("net/http: close idle connections", Some("close idle connections")),
            ("Note this here: it is kept", Some("Note this here: it is kept")),
            ("Add the cache (in memory)", Some("Add the cache (in memory)")),
            ("chore(deps): update x", None),
            ("Bump the version", None),
            ("Merge branch 'x'", None),
            ("Fix typo", None),
        ] {
            assert_eq!(work_of_subject(subject), work, "{subject}");
        }
    }

    #[test]
    fn the_subject_is_the_first_line() {
        assert_eq!(subject("one\n\ntwo"), "one");
        assert_eq!(subject(""), "");
    }
}
