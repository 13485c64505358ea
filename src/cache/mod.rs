//! The store of what is kept from one run to the next: plain files in one folder of the user's.
//!
//! An entry is named after the hash of its key, and the key states all that the content depends on, so
//! that an entry is right or absent. The sources of this build are part of every key. An entry appears
//! whole by a rename and never changes afterwards, so that parallel and killed runs leave nothing half
//! done. Content is checked before it is used. A damaged entry counts as a cache miss.

mod entry;
mod folder;
mod trouble;

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::CacheTrouble;
use crate::regular;
use crate::shutdown::TemporaryFile;

pub use entry::{Digest, Key, digest};
pub use folder::{clear, usage};

/// Maximum size of all entries together, in bytes: beyond it, those that were not used for longest
/// are removed. A repository of 4,000 files needs about 10 MB for each of its worktrees.
pub const MAX_BYTES: u64 = 512 << 20;

/// Maximum size of one entry, in bytes: larger ones are neither written nor read.
const MAX_ENTRY_BYTES: u64 = MAX_BYTES / 4;

/// Store of entries, and the first trouble met with it.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    trouble: Mutex<Option<CacheTrouble>>,
}

impl Store {
    /// Makes the store of a folder, which is created when the first entry is written.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, trouble: Mutex::default() }
    }

    /// Returns whether its folder lies outside of `top`: nothing is written into a repository that is
    /// analysed.
    pub fn is_outside(&self, top: &Path) -> bool {
        let there = self.folder.ancestors().find_map(|folder| folder.canonicalize().ok());
        there.is_some_and(|there| !there.starts_with(top))
    }

    /// Returns the first trouble met, if any.
    pub fn trouble(&self) -> Option<CacheTrouble> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes a trouble. The owner of an entry calls it, too, if checked content makes no sense to it.
    pub fn note(&self, trouble: CacheTrouble) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(trouble);
    }

    /// Returns whether there seems to be an entry for a key.
    pub fn has(&self, key: &Key) -> bool {
        regular::is_file(&self.folder.join(key.name()))
    }

    /// Returns the content of a key; `None` where there is none that can be trusted.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.folder.join(key.name());
        match read(&path, key) {
            Ok(content) => Some(content),
            Err(error) => {
                if let Some(trouble) = trouble::of_reading(&path, &error) {
                    self.note(trouble);
                }
                None
            }
        }
    }

    /// Keeps the content of a key in place of an earlier one, and removes what is beyond the bound.
    pub fn put(&self, key: &Key, content: &[u8]) {
        let (head, sum) = key.around(content);
        let entry = [&head[..], content, &sum];
        if entry.iter().map(|part| part.len() as u64).sum::<u64>() > MAX_ENTRY_BYTES {
            return;
        }
        if let Err(error) = write(&self.folder, &key.name(), &entry) {
            if let Some(trouble) = trouble::of_writing(&self.folder, &error) {
                self.note(trouble);
            }
            return;
        }
        folder::prune(&self.folder, MAX_BYTES);
    }

    /// Returns the value of a key; `None` where there is none that can be trusted.
    pub fn get_as<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let read = postcard::from_bytes(&self.get(key)?);
        if read.is_err() {
            self.forget(key);
        }
        read.ok()
    }

    /// Keeps the value of a key in place of an earlier one.
    pub fn put_as(&self, key: &Key, value: &impl Serialize) {
        if let Ok(content) = postcard::to_stdvec(value) {
            self.put(key, &content);
        }
    }

    /// Removes the entry of a key whose content makes no sense to its owner.
    pub fn forget(&self, key: &Key) {
        self.note(CacheTrouble::Damaged { entry: key.name() });
        let _ = fs::remove_file(self.folder.join(key.name()));
    }
}

fn read(path: &Path, key: &Key) -> io::Result<Vec<u8>> {
    let file = regular::open(path)?;
    let known = file.metadata()?;
    if !folder::is_own(&known) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, trouble::FOREIGN));
    }
    let bytes = regular::read_all(&file, MAX_ENTRY_BYTES)?;
    let content = key.content(bytes).ok_or(io::ErrorKind::InvalidData)?;
    // For `prune`: it is still of use. A minute more or less does not matter there.
    let now = SystemTime::now();
    let age = known.modified().ok().and_then(|then| now.duration_since(then).ok());
    if age.is_none_or(|age| age.as_secs() >= 60) {
        let _ = file.set_modified(now);
    }
    Ok(content)
}

fn write(folder: &Path, name: &str, entry: &[&[u8]]) -> io::Result<()> {
    let mut maker = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.recursive(true).create(folder)?;
    let file = TemporaryFile::new(folder, folder::DRAFT, 0o600)?;
    for part in entry {
        file.as_file()?.write_all(part)?;
    }
    file.persist(&folder.join(name))
}

#[cfg(test)]
mod tests;
