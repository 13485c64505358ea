//! The merge as a whole.

mod dialects;
mod ends;
mod generated;
mod headings;
mod laws;
mod openspec;
mod pairing;
mod rules;
mod states;

use super::*;
use crate::model::{ConflictKind, LossKind, Lost, MergeSide};

/// The finished tasks that a merge loses though no side opened or removed them.
fn lost(base: &[u8], ours: &[u8], theirs: &[u8], result: &[u8]) -> Vec<Lost> {
    Merger::of("TASKS.md", result, &[]).lost([base, ours, theirs], result)
}

/// The finished tasks that a merge does not have any more, for any reason.
fn gone(base: &[u8], ours: &[u8], theirs: &[u8], result: &[u8]) -> Vec<Lost> {
    Merger::of("TASKS.md", result, &[]).gone([base, ours, theirs], result)
}

/// A merge of texts: the result, and whether it is clean.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, bool) {
    let Merged { bytes, conflicts } =
        merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &Options::default());
    (String::from_utf8_lossy(&bytes).into_owned(), conflicts.is_empty())
}

/// Name, base, ours, theirs, expected; each is tried with the sides swapped as well.
fn clean(cases: &[(&str, &str, &str, &str, &str)]) {
    for &(name, base, ours, theirs, expected) in cases {
        assert_eq!(merged(base, ours, theirs), (expected.to_owned(), true), "{name}");
        let (swapped, is_clean) = merged(base, theirs, ours);
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert!(is_clean, "{name}, swapped: {swapped}");
        assert_eq!(sorted(&swapped), sorted(expected), "{name}, swapped");
    }
}

fn conflict(name: &str, base: &str, ours: &str, theirs: &str, expected: &str) {
    let (text, is_clean) = merged(base, ours, theirs);
    assert!(!is_clean, "{name}: {text}");
    assert_eq!(text, expected, "{name}");
    assert!(!merged(base, theirs, ours).1, "{name}, swapped");
}
