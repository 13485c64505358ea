//! The folder of the entries: its size, its bound, its owner.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::model::CacheUsage;

/// Beginning of the names of entries. Other files in the folder are not touched.
pub(super) const PREFIX: &str = "ctx-";

/// Beginning of the names of entries that are being written.
pub(super) const DRAFT: &str = "ctx-draft-";

/// Age from which a draft belongs to a run that was killed.
const STALE_DRAFT_AGE: Duration = Duration::from_secs(3600);

/// Measures the entries in a folder; a folder that does not exist has none.
pub fn usage(folder: &Path) -> io::Result<CacheUsage> {
    let entries = entries(folder)?;
    Ok(CacheUsage { entries: entries.len(), bytes: entries.iter().map(|entry| entry.size).sum() })
}

/// Removes all entries of a folder, and returns what was removed. The first error is returned after
/// the others are removed.
pub fn clear(folder: &Path) -> io::Result<CacheUsage> {
    let mut removed = CacheUsage::default();
    let mut failed = None;
    for entry in entries(folder)? {
        match fs::remove_file(&entry.path) {
            Ok(()) => {
                removed.entries += 1;
                removed.bytes += entry.size;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(removed), Err)
}

/// Removes the entries that were not used for longest, until `limit` bytes are left, and the drafts
/// of killed runs.
pub(super) fn prune(folder: &Path, limit: u64) {
    // What cannot be listed or removed is another user's, or another run removes it just now.
    let Ok(mut entries) = entries(folder) else { return };
    entries.sort_unstable_by(|a, b| (b.used, &b.path).cmp(&(a.used, &a.path)));
    let now = SystemTime::now();
    let mut total = 0;
    for entry in entries {
        let is_draft = entry.path.file_name().is_some_and(|name| is_draft(&name.to_string_lossy()));
        let age = now.duration_since(entry.used).unwrap_or_default();
        total += entry.size;
        if if is_draft { age > STALE_DRAFT_AGE } else { total > limit } {
            let _ = fs::remove_file(&entry.path);
        }
    }
}

/// Returns whether a file belongs to the user who runs the program.
#[cfg(unix)]
pub(super) fn is_own(known: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(known) == rustix::process::geteuid().as_raw()
}

/// Returns whether a file belongs to the user who runs the program: other systems keep the folders
/// of users apart.
#[cfg(not(unix))]
pub(super) fn is_own(_: &Metadata) -> bool {
    true
}

struct Entry {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

fn is_draft(name: &str) -> bool {
    name.starts_with(DRAFT)
}

/// Lists the entries and drafts. Folders and links with such names are none.
fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut entries = Vec::new();
    for entry in listed {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        // It may be gone by now.
        let Ok(known) = entry.path().symlink_metadata() else { continue };
        if known.is_file() {
            let used = known.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            entries.push(Entry { path: entry.path(), size: known.len(), used });
        }
    }
    Ok(entries)
}
