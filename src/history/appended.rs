//! Files that commits only add lines to, each at a place of its own: registries, tables of texts, lists.
//!
//! Two changes that lie side by side in such a file merge without a conflict, so it is no reason to keep
//! two tasks together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Place;
use crate::git::{Blob, Git, Log, Objects};

/// Number of the last changes of a file that are looked at.
const MAX_CHANGES: usize = 12;

/// Number of changes below which nothing is known about how a file is changed.
const MIN_CHANGES: usize = 4;

/// Share of the changes that must only add lines, and share of the neighbouring pairs of these that must
/// be mergeable. Chosen: the list of commands in ActiveMemory/ctx has 8 of 12 and 5 of 6.
const MIN_SHARE: f64 = 2.0 / 3.0;

/// Number of commits that change any of the files, after which the search ends.
const MAX_COMMITS: usize = 400;

/// Size in bytes of a version that is compared.
const MAX_BYTES: u64 = 1 << 20;

/// Ids of the blobs before and after a change.
type Versions = (String, String);

/// Returns those of `paths`, relative to `folder`, whose last changes before HEAD mostly only added
/// lines, two in a row at different places. Where git does not tell, there are none.
pub fn appended(folder: &Path, place: &Place, paths: &[&str]) -> BTreeSet<String> {
    let Some(head) = place.head.as_deref().filter(|_| !paths.is_empty()) else {
        return BTreeSet::new();
    };
    let git = Git::at(folder);
    let (changes, objects) = (changes(&git, head, paths), Objects::open(&git));
    let (Some(changes), Ok(mut objects)) = (changes, objects) else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    for (path, versions) in changes {
        if is_appended(&versions, &mut objects) {
            found.insert(path);
        }
    }
    found
}

/// Lists the last changes of each of `paths`, newest first; the commit that adds a file is none.
fn changes(git: &Git, head: &str, paths: &[&str]) -> Option<BTreeMap<String, Vec<Versions>>> {
    let mut log = Log::of_paths(git, head, MAX_COMMITS, paths).ok()?;
    let mut found: BTreeMap<String, Vec<Versions>> = BTreeMap::new();
    while let Some(commit) = log.next_commit().ok()? {
        for change in commit.changes.into_iter().filter(|change| change.status == b'M') {
            let Ok(path) = String::from_utf8(change.path) else { continue };
            let versions = found.entry(path).or_default();
            if versions.len() < MAX_CHANGES {
                versions.push((change.before, change.after));
            }
        }
    }
    Some(found)
}

/// Returns true if most of the changes only add lines, and most neighbours of these would merge.
fn is_appended(versions: &[Versions], objects: &mut Objects) -> bool {
    if versions.len() < MIN_CHANGES {
        return false;
    }
    let mut read = |id: &str| match objects.blob(id, MAX_BYTES) {
        Ok(Blob::Content(content)) => Some(content),
        _ => None,
    };
    let (mut adding, mut pairs, mut clean) = (0, 0, 0);
    // The lines that the newer change adds, by where they stand before it.
    let mut newer: Option<(&str, Vec<Insertion>)> = None;
    for (before, after) in versions {
        let (Some(old), Some(new)) = (read(before), read(after)) else { return false };
        let insertions = insertions(&lines(&old), &lines(&new));
        adding += usize::from(insertions.is_some());
        if let (Some(older), Some((base, later))) = (&insertions, &newer)
            && *base == after
        {
            pairs += 1;
            clean += usize::from(are_apart(older, later));
        }
        newer = insertions.map(|insertions| (before.as_str(), insertions));
    }
    let is_most = |part: usize, all: usize| part as f64 >= MIN_SHARE * all as f64;
    is_most(adding, versions.len()) && pairs > 0 && is_most(clean, pairs)
}

/// Lines that a change adds in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Insertion {
    /// Number of old lines before them.
    at: usize,
    /// Number of new lines before them.
    start: usize,
    /// Number of new lines up to their end.
    end: usize,
}

fn lines(content: &[u8]) -> Vec<&[u8]> {
    content.split_inclusive(|&byte| byte == b'\n').collect()
}

/// Finds the lines that are added, if no other lines change: every old line stands in the new version,
/// in the same order.
fn insertions(old: &[&[u8]], new: &[&[u8]]) -> Option<Vec<Insertion>> {
    let mut found: Vec<Insertion> = Vec::new();
    let mut at = 0;
    for (place, line) in new.iter().enumerate() {
        if old.get(at) == Some(line) {
            at += 1;
            continue;
        }
        match found.last_mut() {
            Some(last) if last.at == at && last.end == place => last.end = place + 1,
            _ => found.push(Insertion { at, start: place, end: place + 1 }),
        }
    }
    (at == old.len() && !found.is_empty()).then_some(found)
}

/// Returns true if no line of a later change stands within or beside those of an earlier one: on two
/// branches, both would merge without a conflict.
fn are_apart(earlier: &[Insertion], later: &[Insertion]) -> bool {
    let touches = |one: &Insertion, other: &Insertion| (one.start..=one.end).contains(&other.at);
    !earlier.iter().any(|one| later.iter().any(|other| touches(one, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(old: &str, new: &str) -> Option<Vec<Insertion>> {
        insertions(&lines(old.as_bytes()), &lines(new.as_bytes()))
    }

    #[test]
    fn only_changes_that_keep_every_line_add() {
        let at = |at, start, end| Insertion { at, start, end };
        assert_eq!(added("a\nb\n", "a\nx\ny\nb\nz\n"), Some(vec![at(1, 1, 3), at(2, 4, 5)]));
        assert_eq!(added("a\nb\n", "a\n"), None);
        assert_eq!(added("a\nb\n", "b\na\n"), None);
        assert_eq!(added("a\n", "a\n"), None, "nothing is added");
        assert_eq!(added("a", "a\nb\n"), None, "the last line has no end");
    }

    #[test]
    fn neighbours_are_not_apart() {
        let first = added("a\nb\nc\n", "a\nx\nb\nc\n").unwrap();
        let apart = |newest: &str| are_apart(&first, &added("a\nx\nb\nc\n", newest).unwrap());
        assert!(apart("a\nx\nb\nc\ny\n") && apart("y\na\nx\nb\nc\n"));
        assert!(!apart("a\ny\nx\nb\nc\n") && !apart("a\nx\ny\nb\nc\n"));
    }
}
