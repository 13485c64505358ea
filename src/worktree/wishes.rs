//! What is asked of a teardown.

use serde::{Deserialize, Serialize};

/// How a track's work comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// As `git merge` does it.
    #[default]
    Merge,
    /// As one commit.
    Squash,
    /// Its commits, put on top.
    Rebase,
    /// Not at all.
    None,
}

/// What to do with a worktree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Wishes {
    /// How its work comes back.
    pub method: Method,
    /// The branch to merge into, where that is not the one that the track began at.
    pub into: Option<String>,
    /// Whether its branch stays.
    pub keep_branch: bool,
    /// Whether what is not committed may be dropped.
    pub force: bool,
    /// Whether a branch may be dropped that is not merged.
    pub drop_unmerged: bool,
    /// Whether finished tasks may be open again.
    pub allow_reopened: bool,
    /// Whether what still has conflict markers may be committed.
    #[serde(default)]
    pub allow_markers: bool,
}

/// What somebody who goes on with a teardown allows besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// That finished tasks are open again.
    pub reopened: bool,
    /// That conflict markers are committed.
    pub markers: bool,
    /// That what is not committed is dropped.
    pub force: bool,
}
