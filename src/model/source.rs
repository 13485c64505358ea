//! Files that the walk finds.

use super::{Language, RepoPath};

/// Place of a file in the list that the walk returns, which is sorted by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl FileId {
    /// Returns the place as an index into a slice of files.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Origin of a file. Files that people do not edit by hand are kept, but count less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Written by hand in this repository, as far as is known.
    #[default]
    Written,
    /// Written by a program.
    Generated,
    /// Copied from elsewhere.
    Vendored,
}

/// Regular file below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path of the file.
    pub path: RepoPath,
    /// Size in bytes when the walk saw it.
    pub size: u64,
    /// Language that it is read in.
    pub language: Language,
    /// Origin according to its path and `.gitattributes`. Its content may say more.
    pub origin: Origin,
}
