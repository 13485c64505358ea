//! A file that a commit changed.

/// Change of one file by a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path after the commit, or before it where the commit deleted the file.
    pub path: Vec<u8>,
    /// Where the file lay before, if the commit moved it unchanged.
    pub moved_from: Option<Vec<u8>>,
    /// As git puts it: `A`dded, `M`odified, `D`eleted, `R`enamed (moved), `T`ype changed.
    pub status: u8,
    /// The blob before; all zeros where there was none.
    pub before: String,
    /// The blob after; all zeros where there is none.
    pub after: String,
}
