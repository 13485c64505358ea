//! Errors of the system as troubles of the cache.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::model::CacheTrouble;

/// Message of an entry that another user owns.
pub(super) const FOREIGN: &str = "it belongs to another user";

/// Returns the trouble of an entry that cannot be read; `None` where it does not exist.
pub(super) fn of_reading(path: &Path, error: &io::Error) -> Option<CacheTrouble> {
    let entry = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => None,
        ErrorKind::InvalidData => Some(CacheTrouble::Damaged { entry }),
        _ => Some(CacheTrouble::Unreadable { entry, reason: error.to_string() }),
    }
}

/// Returns the trouble of a folder that cannot be written; `None` where there can be no folder, since
/// the user has no home.
pub(super) fn of_writing(folder: &Path, error: &io::Error) -> Option<CacheTrouble> {
    let is_nowhere = folder.ancestors().any(|above| above.exists() && !above.is_dir());
    let is_absence = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    (!is_nowhere && !is_absence).then(|| CacheTrouble::Unwritable { reason: error.to_string() })
}
