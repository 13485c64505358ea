//! Files that a commit moved without changes.
//!
//! Git could detect them, but its time grows with the square of the number of files with the same
//! content: almost a minute for a commit that moves 100,000 of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;

/// Places where a commit deleted and added files with the same content.
#[derive(Default)]
struct Places<'a> {
    deleted: Vec<&'a Change>,
    added: Vec<&'a Change>,
}

impl<'a> Places<'a> {
    fn add(&mut self, change: &'a Change) {
        if change.status == b'D' { &mut self.deleted } else { &mut self.added }.push(change);
    }

    /// Pairs each deleted file with an added one, unless that is ambiguous.
    fn pairs(&self) -> impl Iterator<Item = (&'a Change, &'a Change)> {
        let sure = self.deleted.len() == self.added.len();
        let pairs = self.deleted.iter().copied().zip(self.added.iter().copied());
        pairs.filter(move |_| sure)
    }
}

/// Joins a deleted and an added file with the same content to one change: first files of the same
/// name, in order of their paths, then a single remaining pair.
pub fn joined(changes: Vec<Change>) -> Vec<Change> {
    let mut by_blob: BTreeMap<&str, Places> = BTreeMap::new();
    for change in &changes {
        match change.status {
            b'D' => by_blob.entry(change.before.as_str()).or_default().add(change),
            b'A' => by_blob.entry(change.after.as_str()).or_default().add(change),
            _ => {}
        }
    }
    by_blob.retain(|_, places| !places.deleted.is_empty() && !places.added.is_empty());
    let mut moved: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for places in by_blob.into_values() {
        let mut by_name: BTreeMap<&[u8], Places> = BTreeMap::new();
        for &change in places.deleted.iter().chain(&places.added) {
            by_name.entry(name(&change.path)).or_default().add(change);
        }
        let (mut left, mut pairs) = (Places::default(), Vec::new());
        for same in by_name.values() {
            let before = pairs.len();
            pairs.extend(same.pairs());
            if pairs.len() == before {
                left.deleted.extend(&same.deleted);
                left.added.extend(&same.added);
            }
        }
        pairs.extend(left.pairs().filter(|_| left.deleted.len() == 1));
        moved.extend(pairs.into_iter().map(|(from, to)| (to.path.clone(), from.path.clone())));
    }
    if moved.is_empty() {
        return changes;
    }
    let gone: BTreeSet<Vec<u8>> = moved.values().cloned().collect();
    changes
        .into_iter()
        .filter(|change| change.status != b'D' || !gone.contains(&change.path))
        .map(|change| match moved.remove(&change.path) {
            Some(from) if change.status == b'A' => Change {
                moved_from: Some(from),
                status: b'R',
                before: change.after.clone(),
                ..change
            },
            _ => change,
        })
        .collect()
}

fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Change, joined};

    /// Renders changes as `A path blob` and the like, as git lists them, and as this room does.
    fn told(changes: &[&str]) -> Vec<String> {
        let change = |text: &&str| {
            let [status, path, blob]: [&str; 3] =
                text.split(' ').collect::<Vec<_>>().try_into().unwrap();
            Change {
                path: path.as_bytes().to_vec(),
                moved_from: None,
                status: status.as_bytes()[0],
                before: if status == "A" { "0" } else { blob }.to_owned(),
                after: if status == "D" { "0" } else { blob }.to_owned(),
            }
        };
        let said = |change: Change| {
            let from = change.moved_from.map(|from| String::from_utf8(from).unwrap() + " ");
            let path = String::from_utf8(change.path).unwrap();
            format!("{} {}{path}", char::from(change.status), from.unwrap_or_default())
        };
        joined(changes.iter().map(change).collect()).into_iter().map(said).collect()
    }

    #[test]
    fn what_goes_here_and_comes_there_has_moved() {
        assert_eq!(told(&["D a.go 1", "A b.go 1", "M c.go 1"]), ["R a.go b.go", "M c.go"]);
        assert_eq!(told(&["D a.go 1", "A b.go 2"]), ["D a.go", "A b.go"]);
        assert_eq!(told(&["A a.go 1", "D b.go 1"]), ["R b.go a.go"]);
    }

    #[test]
    fn of_the_same_content_those_of_the_same_name() {
        let changes = ["D x/a 1", "D x/b 1", "D x/y/b 1", "A z/a 1", "A z/b 1", "A z/y/b 1"];
        assert_eq!(told(&changes), ["R x/a z/a", "R x/b z/b", "R x/y/b z/y/b"]);
        assert_eq!(told(&["D x/a 1", "D b 1", "A z/a 1", "A c 1"]), ["R x/a z/a", "R b c"]);
        let unclear = ["D a 1", "D b 1", "A c 1", "A d 1", "A e 1"];
        assert_eq!(told(&unclear), ["D a", "D b", "A c", "A d", "A e"]);
    }

    #[test]
    fn a_hundred_thousand_are_no_matter() {
        let change = |status, folder: &str, file: usize| Change {
            path: format!("{folder}/{file}").into_bytes(),
            moved_from: None,
            status,
            before: "1".to_owned(),
            after: "1".to_owned(),
        };
        let gone = (0..100_000).map(|file| change(b'D', "a", file));
        let come = (0..100_000).map(|file| change(b'A', "b", file));
        let told = joined(gone.chain(come).collect());
        assert_eq!(told.len(), 100_000);
        assert!(told.iter().all(|change| change.status == b'R'));
    }
}
