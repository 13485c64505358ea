//! Options of a teardown.

use crate::model::Method;
use serde::{Deserialize, Serialize};

/// Options of a teardown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct TeardownOptions {
    /// Way of merging.
    pub method: Method,
    /// Branch to merge into, if it is not the one that the track started from.
    pub into: Option<String>,
    /// Set if the branch is kept.
    pub keep_branch: bool,
    /// Set if uncommitted work may be dropped.
    pub force: bool,
    /// Set if an unmerged branch may be deleted.
    pub drop_unmerged: bool,
    /// Set if finished tasks may be open again after the merge.
    pub allow_reopened: bool,
    /// Set if files with conflict markers may be committed.
    #[serde(default)]
    pub allow_markers: bool,
}

/// Permissions that `--continue` adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Set if finished tasks may be open again.
    pub reopened: bool,
    /// Set if files with conflict markers may be committed.
    pub markers: bool,
    /// Set if uncommitted work may be dropped.
    pub force: bool,
}
