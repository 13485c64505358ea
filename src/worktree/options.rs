//! Options of a teardown.

use crate::model::Method;
use serde::{Deserialize, Serialize};

/// Options of a teardown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct TeardownOptions {
    /// How its work comes back.
    pub method: Method,
    /// The branch to merge into, where that is not the one that the track began at.
    pub into: Option<String>,
    /// Set if its branch stays.
    pub keep_branch: bool,
    /// Set if uncommitted work may be dropped.
    pub force: bool,
    /// Set if an unmerged branch may be dropped.
    pub drop_unmerged: bool,
    /// Set if finished tasks may be open again.
    pub allow_reopened: bool,
    /// Set if files with conflict markers may be committed.
    #[serde(default)]
    pub allow_markers: bool,
}

/// Permissions that `--continue` adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// That finished tasks are open again.
    pub reopened: bool,
    /// That conflict markers are committed.
    pub markers: bool,
    /// That what is not committed is dropped.
    pub force: bool,
}
