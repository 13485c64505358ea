//! Words around a name that tell whether its file is to be made, or only spoken of.

/// Words that ask for a new file when they stand at most [`MAX_CHARS_BEFORE`] characters before its
/// name, on the same line.
const MAKING: &[&str] = &[
    "add",
    "adding",
    "adds",
    "create",
    "creates",
    "creating",
    "introduce",
    "new",
    "write",
    "writes",
    "writing",
];
const MAX_CHARS_BEFORE: usize = 80;

/// Words right before a name of which the work makes nothing: it is to go, has gone, or is what a program
/// prints. Sorted.
const KEEPING_OUT: &[&str] = &[
    "delete",
    "deleted",
    "deletes",
    "deleting",
    "drop",
    "dropped",
    "drops",
    "error",
    "errors",
    "former",
    "formerly",
    "instead",
    "log",
    "logs",
    "message",
    "obsolete",
    "output",
    "outputs",
    "previous",
    "previously",
    "print",
    "printed",
    "prints",
    "remove",
    "removed",
    "removes",
    "removing",
    "rename",
    "renames",
    "renaming",
    "replace",
    "replaces",
    "replacing",
    "report",
    "reports",
    "rm",
    "says",
    "warning",
    "warns",
    "was",
    "were",
];

/// Words that end the reach of those above: `Remove the cache from a/b.py` changes that file. Sorted.
const LEADING: &[&str] = &[
    "and", "as", "by", "from", "in", "inside", "into", "on", "onto", "then", "to", "under", "with",
];

/// Words that deny what follows them. Sorted.
const DENYING: &[&str] = &["cannot", "don't", "never", "no", "not", "without"];

/// Words after a name whose file is gone. Sorted.
const GONE: &[&str] = &["deleted", "gone", "obsolete", "removed", "was", "were"];

/// Number of words before a name, and after it, that are looked at for these.
const MAX_WORDS: usize = 4;

/// Returns whether a line asks to create the file that it names.
pub fn asks_to_make(line: &str, name: &str) -> bool {
    let Some(at) = line.find(name) else { return false };
    let words = line[..at].rsplit(|c: char| !c.is_alphanumeric());
    let mut left = MAX_CHARS_BEFORE;
    let near = words.take_while(|word| {
        left = left.saturating_sub(word.len() + 1);
        left > 0
    });
    let makes = |word: &str| MAKING.iter().any(|making| making.eq_ignore_ascii_case(word));
    near.into_iter().any(makes)
        || line[at + name.len()..].trim_start_matches(['`', '*', ' ', '(']).starts_with("new")
}

/// Returns whether a line names a file without meaning to make or change it: it denies that, wants the
/// file gone, tells of one that was there, or quotes what a program prints.
pub fn is_kept_out(line: &str, name: &str) -> bool {
    let Some(at) = line.find(name) else { return false };
    let (before, after) = (&line[..at], &line[at + name.len()..]);
    let of = |words: &[&str], word: &str| words.binary_search(&word).is_ok();
    let start = before.rfind([',', ';']).into_iter().chain(before.rfind(". ")).max();
    let clause = start.map_or(before, |start| &before[start + 1..]);
    let clause = clause.to_lowercase().replace('’', "'");
    let near: Vec<&str> = words(&clause).rev().take(MAX_WORDS).collect();
    let denied = near.iter().any(|word| of(DENYING, word));
    let verb = near
        .iter()
        .find(|&&word| of(LEADING, word) || of(KEEPING_OUT, word) || MAKING.contains(&word));
    let end = after.find([',', ';']).into_iter().chain(after.find(". ")).min();
    let rest = after[..end.unwrap_or(after.len())].to_lowercase();
    denied
        || verb.is_some_and(|verb| of(KEEPING_OUT, verb))
        || words(&rest).take(MAX_WORDS - 1).any(|word| of(GONE, word))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_before_the_name_asks_for_it() {
        let asks = |line| asks_to_make(line, "a/b.go");
        assert!(asks("Create `a/b.go`:") && asks("move it to a new file a/b.go"));
        assert!(asks("- a/b.go (new - parsing logic)"));
        assert!(!asks("Update a/b.go") && !asks("a/b.go: create the pool") && !asks("see c.go"));
        assert!(!asks(&format!("Create {} a/b.go", "word ".repeat(30))));
    }

    #[test]
    fn what_is_to_go_or_is_only_told_of_is_kept_out() {
        for line in [
            "Remove a/b.go",
            "Delete the old `a/b.go`",
            "Rename a/b.go to a/c.go",
            "Create c.go instead of a/b.go",
            "Do not create a/b.go",
            "Extend c.go, don't touch a/b.go",
            "It prints `error: cannot open a/b.go`",
            "The file a/b.go was split",
            "a/b.go is gone: adapt the callers",
        ] {
            assert!(is_kept_out(line, "a/b.go"), "{line}");
        }
        for line in [
            "Implement `a/b.go`",
            "Extend a/b.go",
            "Remove dead code from a/b.go",
            "Rename c.go to a/b.go",
            "Delete c.go and create a/b.go",
            "Not urgent, write a/b.go",
            "Retry charge in a/b.go",
            "Read a/b.go; it was slow",
        ] {
            assert!(!is_kept_out(line, "a/b.go"), "{line}");
        }
    }

    #[test]
    fn the_words_are_sorted() {
        for words in [KEEPING_OUT, LEADING, DENYING, GONE] {
            assert!(words.is_sorted(), "{words:?}");
        }
    }
}
