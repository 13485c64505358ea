//! Past changes of files, under the names that the files have now.

use std::collections::{BTreeMap, HashMap};

use super::PastCommit;
use super::message::subject;
use crate::git::{Change, Commit};
use crate::model::TermId;

/// Number of changed files, beyond which a commit tells nothing about any one of them: licence
/// headers, formatting, a vendored tree. Such commits are followed only for the files they move.
pub const MAX_FILES: usize = 100;

/// Lists the commits, newest first, with every file under the name that it has after the newest.
pub fn up_to_now<'a>(
    commits: impl IntoIterator<Item = (&'a Commit, &'a [(TermId, u16)])>,
) -> Vec<PastCommit> {
    let mut names: HashMap<Vec<u8>, String> = HashMap::new();
    let now = |names: &HashMap<Vec<u8>, String>, path: &[u8]| match names.get(path) {
        Some(name) => Some(name.clone()),
        None => std::str::from_utf8(path).ok().map(str::to_owned),
    };
    let mut past = Vec::new();
    for (commit, terms) in commits {
        let moves = moves(&commit.changes);
        let few = commit.changes.len() <= MAX_FILES;
        let changed = commit.changes.iter().filter(|_| few);
        let mut files: Vec<String> =
            changed.filter_map(|change| now(&names, &change.path)).collect();
        files.sort_unstable();
        files.dedup();
        // Together, since a commit may swap two files.
        let older: Vec<_> = moves
            .into_iter()
            .filter_map(|(from, to)| Some((from.to_owned(), now(&names, to)?)))
            .collect();
        names.extend(older);
        let subject = subject(&commit.message).to_owned();
        past.push(PastCommit { id: commit.id.clone(), subject, terms: terms.to_vec(), files });
    }
    past
}

/// Finds the files that a commit moved: those whose content stayed, as the log shows, and those
/// deleted in one folder while the only other file of that name was added in another. Code that
/// moves changes its imports, so its content does not stay.
fn moves(changes: &[Change]) -> Vec<(&[u8], &[u8])> {
    let mut moves: Vec<(&[u8], &[u8])> = Vec::new();
    let mut deleted: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
    let mut added = deleted.clone();
    for change in changes {
        let name = change.path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
        match (&change.moved_from, change.status) {
            (Some(from), _) => moves.push((from, &change.path)),
            (None, b'D') => deleted.entry(name).or_default().push(&change.path),
            (None, b'A') => added.entry(name).or_default().push(&change.path),
            _ => {}
        }
    }
    for (name, deleted) in deleted {
        if let (&[from], Some(&[to])) = (&deleted[..], added.get(name).map(Vec::as_slice)) {
            moves.push((from, to));
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::{Change, Commit, MAX_FILES, up_to_now};

    fn commit(changes: &[&str]) -> Commit {
        let change = |text: &&str| {
            let fields: Vec<&str> = text.split(' ').collect();
            let (from, path) = match fields[..] {
                [_, from, path] => (Some(from.as_bytes().to_vec()), path),
                _ => (None, fields[1]),
            };
            Change {
                path: path.as_bytes().to_vec(),
                moved_from: from,
                status: fields[0].as_bytes()[0],
                before: String::new(),
                after: String::new(),
            }
        };
        let changes = changes.iter().map(change).collect();
        let (id, parents) = ("0".to_owned(), Vec::new());
        Commit { id, parents, time: 0, message: "work".to_owned(), changes }
    }

    fn files(commits: &[&[&str]]) -> Vec<Vec<String>> {
        let commits: Vec<_> = commits.iter().map(|changes| commit(changes)).collect();
        let past = up_to_now(commits.iter().map(|commit| (commit, [].as_slice())));
        past.into_iter().map(|commit| commit.files).collect()
    }

    #[test]
    fn history_reaches_a_moved_file() {
        let past = files(&[&["M c.go"], &["R b.go c.go"], &["R a.go b.go", "M x.go"], &["M a.go"]]);
        assert_eq!(past[2], ["c.go", "x.go"]);
        assert_eq!(past[3], ["c.go"]);
    }

    #[test]
    fn a_name_used_again_is_another_file() {
        let past = files(&[&["A a.go"], &["R a.go b.go"], &["M a.go"]]);
        assert_eq!(past, [["a.go"], ["b.go"], ["b.go"]]);
    }

    #[test]
    fn two_files_can_be_swapped() {
        let past = files(&[&["R a.go b.go", "R b.go a.go"], &["M a.go"]]);
        assert_eq!(past[1], ["b.go"]);
    }

    #[test]
    fn a_file_that_changes_while_it_moves_is_followed_by_its_name() {
        let past = files(&[&["D old/a.go", "A new/a.go"], &["M old/a.go"]]);
        assert_eq!(past[1], ["new/a.go"]);
        let past = files(&[&["D old/a.go", "A new/a.go", "A other/a.go"], &["M old/a.go"]]);
        assert_eq!(past[1], ["old/a.go"], "no telling which");
    }

    #[test]
    fn a_big_commit_is_followed_but_tells_nothing() {
        let mut changes: Vec<String> = (0..MAX_FILES).map(|n| format!("M {n}.go")).collect();
        changes.push("R a.go b.go".to_owned());
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        let past = files(&[&changes, &["M a.go"]]);
        assert!(past[0].is_empty());
        assert_eq!(past[1], ["b.go"]);
    }
}
