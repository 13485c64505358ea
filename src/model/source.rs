//! Files that the walk finds.

use serde::{Deserialize, Serialize};

use super::{Language, RepoPath};

/// Place of a file in the list that the walk returns, which is sorted by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

impl FileId {
    /// Returns the place as an index into a slice of files.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Origin of a file. Files that people do not edit by hand are kept, but count less.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Origin {
    /// Written by hand in this repository, as far as is known.
    #[default]
    Written,
    /// Written by a program.
    Generated,
    /// Copied from elsewhere.
    Vendored,
}

/// Start of every HTML page that ctx writes. Files that begin like this are no sources.
pub const PAGE_START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"><meta \
                              name=\"generator\" content=\"ctx analyze\">";

/// Starts of the JSON of `ctx analyze`, `check` and `next`, of `worktree status` and of `backtest`.
pub const JSON_STARTS: [&str; 3] = [
    "{\n  \"schema_version\": 1,\n  \"root\": \"",
    "{\n  \"schema_version\": 1,\n  \"main\": {\n",
    "{\n  \"schema_version\": 1,\n  \"weights\": \"",
];

/// First line of the comments on pull requests that ctx writes.
pub const COMMENT_START: &str = "<!-- ctx-check -->";

/// Name of the program in reports for other programs: SARIF, reviewdog, `JUnit`.
pub const CHECK_NAME: &str = "ctx check";

/// Start of the source of a finding in Checkstyle, which has no place for the name of the program.
pub const RULE_PREFIX: &str = "ctx.";

/// State of a file on disk. It changes whenever the content does, but for changes within one tick of
/// the clock of the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Time of the last change of the content, in seconds and nanoseconds since 1970.
    pub modified: (i64, i64),
    /// Time of the last change of the content or of the state, which no program can set.
    pub changed: (i64, i64),
    /// Number of the file in its file system.
    pub inode: u64,
    /// Number of the file system.
    pub device: u64,
}

/// Regular file below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path of the file.
    pub path: RepoPath,
    /// Size in bytes when the walk saw it.
    pub size: u64,
    /// State when the walk saw it; `None` where it comes from no walk, or the system does not tell.
    pub stamp: Option<Stamp>,
    /// Language that it is read in.
    pub language: Language,
    /// Origin according to its path and `.gitattributes`. Its content may say more.
    pub origin: Origin,
}
