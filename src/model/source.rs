//! What the walk finds.

use super::{Language, RepoPath};

/// A file's place in the list that the walk returns, which is sorted by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl FileId {
    /// The place as an index into a slice of files.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Who wrote a file. Files that a person does not edit by hand are kept, but damped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Written here by hand, as far as one can tell.
    #[default]
    Written,
    /// Made by a program.
    Generated,
    /// Copied from elsewhere.
    Vendored,
}

/// One regular file below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it lies.
    pub path: RepoPath,
    /// Bytes on disk when the walk saw it.
    pub size: u64,
    /// What it is read as.
    pub language: Language,
    /// What its path and `.gitattributes` say about who wrote it. Its content may say more.
    pub origin: Origin,
}
