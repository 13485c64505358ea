//! Facts that are kept from one run to the next.
//!
//! Facts are kept by the digest of the content that they were read from, in segments: entries of the
//! store that never change, which branches and worktrees share. A catalogue for each root lists the
//! segments, and the files of the root as they were when their contents were read. A file whose state is
//! still the same is not read again.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::segment::{self, Known};
use crate::cache::{Digest, Key, Store, digest};
use crate::model::{SourceFile, Stamp};

/// Time before a reading within which a file must not have changed, so that its state tells whether it
/// changed since: git's rule for racy timestamps, with room for clocks that tick every two seconds and
/// for servers whose clocks are late.
const RACY: Duration = Duration::from_secs(3);

/// Number of segments from which they are merged into one, without the facts that no file needs.
const MAX_SEGMENTS: usize = 8;

/// Place of what is kept about a root.
#[derive(Clone, Debug)]
pub struct FactsCache {
    /// The store.
    pub store: Arc<Store>,
    /// Root that is analysed, absolute.
    pub root: PathBuf,
    /// Folder that all worktrees of the repository share; `None` outside of git.
    pub repository: Option<PathBuf>,
}

/// List of what is kept about a root.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Catalogue {
    segments: Vec<Segment>,
    /// Files that were read, by path.
    files: BTreeMap<String, Seen>,
}

/// Entry of the store, with the digests of the contents whose facts it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Segment {
    id: Digest,
    holds: Vec<Digest>,
}

/// File as it was when its content was read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub size: u64,
    pub stamp: Stamp,
    pub content: Digest,
}

impl Seen {
    /// Notes a file whose content was read not before `clock`, and whose state has been the same since
    /// it was listed; `None` if it might change without showing it.
    pub(super) fn of(file: &SourceFile, content: Digest, clock: SystemTime) -> Option<Self> {
        let stamp = file.stamp?;
        let now = clock.checked_sub(RACY)?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let now = (i64::try_from(now.as_secs()).ok()?, i64::from(now.subsec_nanos()));
        let is_old = stamp.modified < now && stamp.changed < now;
        is_old.then_some(Self { size: file.size, stamp, content })
    }
}

impl FactsCache {
    /// Returns the keys of the catalogues: that of the root, then that of the last root of the
    /// repository.
    fn keys(&self) -> impl Iterator<Item = Key> {
        let key = |kind: &str, path: &PathBuf| {
            let path = path.as_os_str().as_encoded_bytes();
            Key::new("files", [kind.as_bytes(), b"\0", path].concat())
        };
        let root = key("root", &self.root);
        [root].into_iter().chain(self.repository.iter().map(move |path| key("repository", path)))
    }

    /// Returns whether the root has been analysed before.
    pub fn is_known(&self) -> bool {
        self.keys().next().is_some_and(|key| self.store.has(&key))
    }

    /// Reads the catalogue of the root, or that of the root of the same repository that was analysed
    /// last.
    pub(super) fn catalogue(&self) -> Catalogue {
        self.keys().find_map(|key| self.read(&key)).unwrap_or_default()
    }

    fn read(&self, key: &Key) -> Option<Catalogue> {
        let read = postcard::from_bytes(&self.store.get(key)?);
        if read.is_err() {
            self.store.forget(key);
        }
        read.ok()
    }

    /// Keeps a catalogue, for the root and for the next new worktree of the repository.
    fn write(&self, catalogue: &Catalogue) {
        if let Ok(content) = postcard::to_stdvec(catalogue) {
            self.keys().for_each(|key| self.store.put(&key, &content));
        }
    }

    fn segment_key(id: Digest) -> Key {
        Key::new("facts", id.to_vec())
    }

    /// Reads the facts of a catalogue, as far as they are still kept.
    pub(super) fn facts(&self, catalogue: &Catalogue) -> HashMap<Digest, Known> {
        let mut facts = HashMap::new();
        for Segment { id, holds } in &catalogue.segments {
            let key = Self::segment_key(*id);
            let Some(bytes) = self.store.get(&key) else { continue };
            match segment::unpack(&bytes).filter(|read| read.len() == holds.len()) {
                Some(read) => facts.extend(holds.iter().copied().zip(read)),
                None => self.store.forget(&key),
            }
        }
        facts
    }

    /// Keeps what a scan has found: the files as they were `seen`, and the facts of contents that were
    /// new. `all` gives the facts of every content, if they are at hand.
    pub(super) fn keep(
        &self,
        before: &Catalogue,
        seen: BTreeMap<String, Seen>,
        new: &BTreeMap<Digest, Known>,
        all: Option<&BTreeMap<Digest, Known>>,
    ) {
        let mut segments = before.segments.clone();
        if !new.is_empty() {
            let kept: usize = segments.iter().map(|segment| segment.holds.len()).sum();
            let is_due = |all: &&BTreeMap<Digest, Known>| {
                segments.len() >= MAX_SEGMENTS || kept + new.len() > 2 * all.len()
            };
            let whole = all.filter(is_due);
            if whole.is_some() {
                segments.clear();
            }
            let added = whole.unwrap_or(new);
            let holds: Vec<Digest> = added.keys().copied().collect();
            let Some(bytes) = segment::pack(&added.values().collect::<Vec<_>>()) else { return };
            let id = digest(&[&holds.concat()]);
            self.store.put(&Self::segment_key(id), &bytes);
            segments.push(Segment { id, holds });
        }
        let after = Catalogue { segments, files: seen };
        if after != *before {
            self.write(&after);
        }
    }
}

/// Returns whether bytes are a list of kept facts. Reads all of it.
pub fn is_catalogue(bytes: &[u8]) -> bool {
    postcard::from_bytes::<Catalogue>(bytes).is_ok_and(|it| it.contents().is_sorted())
}

impl Catalogue {
    /// Returns a file as it was read, if it has not changed since.
    pub(super) fn unchanged(&self, file: &SourceFile) -> Option<Seen> {
        let seen = self.files.get(file.path.as_str())?;
        (seen.size == file.size && Some(seen.stamp) == file.stamp).then_some(*seen)
    }

    /// Returns the digests of the contents whose facts are kept, sorted.
    pub(super) fn contents(&self) -> Vec<Digest> {
        let holds = self.segments.iter().flat_map(|segment| &segment.holds);
        let mut contents: Vec<Digest> = holds.copied().collect();
        contents.sort_unstable();
        contents
    }
}
