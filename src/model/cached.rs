//! What is kept between runs: its size, and trouble with it.

/// Entries of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheUsage {
    /// Number of entries.
    pub entries: usize,
    /// Their size, in bytes.
    pub bytes: u64,
}

/// Trouble with the cache, which costs time and never an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheTrouble {
    /// An entry is damaged; it is replaced.
    Damaged {
        /// Name of the entry.
        entry: String,
    },
    /// An entry cannot be read.
    Unreadable {
        /// Name of the entry.
        entry: String,
        /// Reason of the system.
        reason: String,
    },
    /// Nothing can be written into the folder.
    Unwritable {
        /// Reason of the system.
        reason: String,
    },
}
