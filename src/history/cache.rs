//! Histories on disk, so that the log of a HEAD is read once.
//!
//! Object ids are addresses of contents: what a commit reaches never changes, in no clone. An entry
//! is named after all that it depends on. A damaged entry or an unusable folder counts as no entry.

use std::fs::{self, DirBuilder};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;

use super::History;
use crate::regular;
use crate::words::stable_hash;

/// Version of the entries' layout and of how their content is computed.
const FORMAT: u32 = 1;

/// First bytes of every entry.
const MAGIC: &[u8] = b"ctx-analyze history\n";

/// Size of an entry in bytes: larger ones are neither written nor read. An entry of 2,000 commits
/// has one or two million.
const MAX_ENTRY_BYTES: u64 = 32 << 20;

/// Number of entries that are kept, the most recently used.
const MAX_ENTRIES: usize = 20;

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

/// Folder of histories.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Opens the histories in `folder`, which is created when it is needed. Returns `None` where it
    /// lies below `top`: nothing is written into a repository that is analysed.
    pub fn at(folder: &Path, top: &Path) -> Option<Self> {
        let there = folder.ancestors().find_map(|folder| folder.canonicalize().ok())?;
        (!there.starts_with(top)).then(|| Self { folder: folder.to_owned() })
    }

    /// Reads the history of a key.
    pub fn get(&self, key: Key) -> Option<History> {
        let (name, head) = head(key)?;
        let path = self.folder.join(name);
        let file = regular::open(&path).ok()?;
        let mut entry = Vec::new();
        (&file).take(MAX_ENTRY_BYTES).read_to_end(&mut entry).ok()?;
        let (rest, sum) = entry.split_last_chunk()?;
        let content = rest.strip_prefix(&head[..])?;
        if stable_hash(content) != u64::from_le_bytes(*sum) {
            return None;
        }
        let history = postcard::from_bytes(content).ok()?;
        // For `prune`: it is still of use.
        let _ = file.set_modified(SystemTime::now());
        Some(history)
    }

    /// Keeps the history of a key.
    pub fn put(&self, key: Key, history: &History) {
        // Without it, the next run takes as long as this one.
        let _ = self.write(key, history);
        self.prune();
    }

    fn write(&self, key: Key, history: &History) -> Option<()> {
        let (name, mut entry) = head(key)?;
        let content = postcard::to_stdvec(history).ok()?;
        entry.extend(&content);
        entry.extend(stable_hash(&content).to_le_bytes());
        if entry.len() as u64 > MAX_ENTRY_BYTES {
            return None;
        }
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.folder).ok()?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).ok()?;
        file.write_all(&entry).ok()?;
        file.persist(self.folder.join(name)).ok()?;
        Some(())
    }

    /// Removes the entries that were not used for longest.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut entries: Vec<(SystemTime, PathBuf)> = entries
            .flatten()
            .filter_map(|entry| {
                let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                Some((metadata.modified().ok()?, entry.path()))
            })
            .collect();
        entries.sort_unstable_by(|a, b| b.cmp(a));
        for (_, entry) in entries.iter().skip(MAX_ENTRIES) {
            let _ = fs::remove_file(entry);
        }
    }
}

/// Computes the name of an entry and its first bytes.
fn head(key: Key) -> Option<(String, Vec<u8>)> {
    // The name of a folder that is not UTF-8 is incomplete, and may be that of several folders.
    if key.prefix.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    let key_text = postcard::to_stdvec(&(FORMAT, env!("CARGO_PKG_VERSION"), key)).ok()?;
    let name = format!("{}-{:016x}", key.head, stable_hash(&key_text));
    Some((name, [MAGIC, &key_text].concat()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use super::{Cache, Key, MAX_ENTRIES};
    use crate::history::{History, PastCommit, message};
    use crate::words::{Lexer, stable_hash, tally};

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

    fn cache(folder: &Path) -> Cache {
        Cache::at(folder, Path::new("/nowhere")).unwrap()
    }

    fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[test]
    fn what_was_put_is_got_for_the_same_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(&folder.path().join("made/when/needed"));
        assert_eq!(cache.get(KEY), None);
        cache.put(KEY, &history());
        assert_eq!(cache.get(KEY), Some(history()));
        let shallow = ["cd34".to_owned()];
        for other in [
            Key { head: "cd34", ..KEY },
            Key { prefix: "a/", ..KEY },
            Key { shallow: &shallow, ..KEY },
            Key { depth: 8, ..KEY },
            Key { backlogs: &[], ..KEY },
        ] {
            assert_eq!(cache.get(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_no_entry_is_ignored_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.put(KEY, &history());
        let entry = entries(folder.path()).remove(0);
        let whole = fs::read(&entry).unwrap();
        let mut wrongs: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
        for at in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 1;
            wrongs.push(wrong);
        }
        wrongs.push([&whole[..], b"more"].concat());
        for wrong in wrongs {
            fs::write(&entry, &wrong).unwrap();
            assert_eq!(cache.get(KEY), None, "{:?}", String::from_utf8_lossy(&wrong));
        }
        cache.put(KEY, &history());
        assert_eq!(cache.get(KEY), Some(history()));
        // What cannot be read or replaced is no reason to fail.
        fs::remove_file(&entry).unwrap();
        fs::create_dir(&entry).unwrap();
        cache.put(KEY, &history());
        assert_eq!(cache.get(KEY), None);
    }

    #[test]
    fn the_most_recently_used_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        cache.put(KEY, &history());
        let old = SystemTime::now() - Duration::from_secs(1000);
        let age = |path: &Path| fs::File::open(path).unwrap().set_modified(old).unwrap();
        age(&entries(folder.path())[0]);
        for depth in 100..100 + MAX_ENTRIES {
            if depth == 110 {
                assert!(cache.get(KEY).is_some(), "and is young again");
            }
            cache.put(Key { depth, ..KEY }, &history());
            if depth == 105 {
                for path in entries(folder.path()) {
                    age(&path);
                }
            }
        }
        assert_eq!(entries(folder.path()).len(), MAX_ENTRIES);
        assert!(cache.get(KEY).is_some());
    }

    #[test]
    fn nothing_is_kept_in_what_is_analysed() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        assert!(Cache::at(&top.join("not/yet/there"), &top).is_none());
        assert!(Cache::at(&top.join("not/yet/there"), &top.join("sub")).is_some());
    }

    #[test]
    fn entries_of_another_lexer_have_another_format() {
        let terms = stable_hash(&format!("{:?}", history().commits[0].terms));
        assert_eq!(terms, 8_066_252_430_301_572_690, "count FORMAT up, then correct this number");
    }
}
