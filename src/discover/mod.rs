//! The walk: a folder to the sorted list of its files, and their bytes.

use std::path::Path;

use crate::model::{Problem, SourceFile};

/// What a walk found.
#[derive(Debug, Default)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    /// What could not be listed, sorted.
    pub problems: Vec<Problem>,
}

/// Lists the regular files below `root` that `.gitignore` and `.ignore` leave, hidden ones
/// included, on `threads` threads.
pub fn walk(root: &Path, threads: usize) -> Listing {
    let _ = (root, threads);
    Listing::default()
}

/// The bytes of a file as text facts are read from; `None` where only its path counts (binary, too
/// large), with a problem where the user should know.
pub fn read(root: &Path, file: &SourceFile) -> (Option<Vec<u8>>, Option<Problem>) {
    let _ = (root, file);
    (None, None)
}
