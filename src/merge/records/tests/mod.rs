//! The merges of records.

mod laws;
mod rules;

use super::super::{Merged, Merger, Options};
use crate::model::ConflictKind;

/// A file of each shape.
pub const BEADS: &str = ".beads/issues.jsonl";
pub const TASK_MASTER: &str = ".taskmaster/tasks/tasks.json";
pub const BACKLOG_MD: &str = "backlog/tasks/task-1 - One.md";

/// Merges texts: the result, and whether it is clean.
pub fn merged(name: &str, base: &str, ours: &str, theirs: &str) -> (String, bool) {
    let way = Merger::of(name, ours.as_bytes(), &[]);
    let versions = [base, ours, theirs].map(str::as_bytes);
    let Merged { bytes, conflicts } = way.merge(versions, &Options::default());
    (String::from_utf8(bytes).unwrap(), conflicts.is_empty())
}

/// Returns the values of a text in an order of their own.
pub fn sorted(text: &str) -> Vec<&str> {
    let values = text.split(['\n', ',', '[', ']']).map(str::trim);
    let mut values: Vec<&str> = values.filter(|it| !it.is_empty()).collect();
    values.sort_unstable();
    values
}

/// Merges texts cleanly, in both directions.
pub fn clean(name: &str, base: &str, ours: &str, theirs: &str) -> String {
    let (text, is_clean) = merged(name, base, ours, theirs);
    assert!(is_clean, "{text}");
    let (swapped, is_clean) = merged(name, base, theirs, ours);
    assert!(is_clean, "{swapped}");
    assert_eq!(sorted(&swapped), sorted(&text));
    text
}

/// The kinds of the conflicts of a merge.
pub fn conflicts(name: &str, base: &str, ours: &str, theirs: &str) -> Vec<ConflictKind> {
    let way = Merger::of(name, ours.as_bytes(), &[]);
    let versions = [base, ours, theirs].map(str::as_bytes);
    let merged = way.merge(versions, &Options::default());
    merged.conflicts.into_iter().map(|conflict| conflict.kind).collect()
}
