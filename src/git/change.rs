//! Change of one file by a commit.

/// Change of one file by a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path after the commit; for a deleted file, its path before.
    pub path: Vec<u8>,
    /// Path before, if the commit moved the file unchanged.
    pub moved_from: Option<Vec<u8>>,
    /// Git's letter: `A`dded, `M`odified, `D`eleted, `R`enamed, `T`ype changed.
    pub status: u8,
    /// Id of the blob before; all zeros for an added file.
    pub before: String,
    /// Id of the blob after; all zeros for a deleted file.
    pub after: String,
}
