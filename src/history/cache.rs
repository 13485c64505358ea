//! Histories that are kept, so that the log of a HEAD is read once.
//!
//! Object ids are addresses of contents: what a commit reaches never changes, in no clone.

use serde::Serialize;

use super::History;
use crate::cache::{self, Store};

/// Everything that a history depends on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Key<'a> {
    /// Commit that it ends with.
    pub head: &'a str,
    /// Folder that its paths are relative to.
    pub prefix: &'a str,
    /// Commits at which a shallow clone ends.
    pub shallow: &'a [String],
    /// Number of commits that were requested.
    pub depth: usize,
    /// Backlogs whose lines it knows.
    pub backlogs: &'a [&'a str],
}

impl Key<'_> {
    /// Returns the key of its entry; `None` where there can be none.
    fn of_entry(self) -> Option<cache::Key> {
        // The name of a folder that is not UTF-8 is incomplete, and may be that of several folders.
        if self.prefix.contains(char::REPLACEMENT_CHARACTER) {
            return None;
        }
        Some(cache::Key::new("history", postcard::to_stdvec(&self).ok()?))
    }
}

/// Reads the history of a key.
pub fn get(store: &Store, key: Key) -> Option<History> {
    let key = key.of_entry()?;
    let history = postcard::from_bytes(&store.get(&key)?);
    if history.is_err() {
        store.forget(&key);
    }
    history.ok()
}

/// Keeps the history of a key.
pub fn put(store: &Store, key: Key, history: &History) {
    // Without it, the next run takes as long as this one.
    if let Some((key, content)) = key.of_entry().zip(postcard::to_stdvec(history).ok()) {
        store.put(&key, &content);
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, get, put};
    use crate::cache::Store;
    use crate::history::{History, PastCommit, message};
    use crate::words::{Lexer, tally};

    const KEY: Key =
        Key { head: "ab12", prefix: "", shallow: &[], depth: 9, backlogs: &["TASKS.md"] };

    fn history() -> History {
        let terms =
            tally(message::terms("Fix the parser of `getUserByID`\n", &mut Lexer::default()));
        let commit = PastCommit {
            id: "ab12".to_owned(),
            subject: "Fix the parser".to_owned(),
            terms,
            files: vec!["a.go".to_owned(), "line\nend.go".to_owned()],
        };
        History { head: Some("ab12".to_owned()), commits: vec![commit], ..History::default() }
    }

    #[test]
    fn what_was_put_is_got_for_the_same_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("made/when/needed"));
        assert_eq!(get(&store, KEY), None);
        put(&store, KEY, &history());
        assert_eq!(get(&store, KEY), Some(history()));
        let shallow = ["cd34".to_owned()];
        for other in [
            Key { head: "cd34", ..KEY },
            Key { prefix: "a/", ..KEY },
            Key { shallow: &shallow, ..KEY },
            Key { depth: 8, ..KEY },
            Key { backlogs: &[], ..KEY },
        ] {
            assert_eq!(get(&store, other), None, "{other:?}");
        }
        assert_eq!(store.trouble(), None);
    }

    #[test]
    fn content_that_is_no_history_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let key = KEY.of_entry().unwrap();
        store.put(&key, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff");
        assert_eq!(get(&store, KEY), None);
        assert!(store.trouble().is_some());
        assert_eq!(store.get(&key), None, "it is gone");
    }
}
