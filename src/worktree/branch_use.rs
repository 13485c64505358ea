//! Use of a track's branch in worktrees other than its own.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::refuse;
use super::{Error, Home, TeardownRefusal};
use crate::git::path;
use crate::model::{Method, Operation};
use crate::regular::{self, MAX_STATE_BYTES};

/// Files of a git directory in which an unfinished operation notes the branches that it returns to or
/// moves. `git branch -d` reads these as well.
const NOTES: [(&str, Operation); 4] = [
    ("rebase-merge/head-name", Operation::Rebase),
    ("rebase-merge/update-refs", Operation::Rebase),
    ("rebase-apply/head-name", Operation::Rebase),
    ("BISECT_START", Operation::Bisect),
];

/// Another worktree that uses a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BranchUse {
    /// Its path, even if nothing is there.
    pub path: PathBuf,
    /// Unfinished operation that notes the branch; `None` if the branch is checked out.
    pub operation: Option<Operation>,
}

/// Finds a worktree beside the one at `own` that has `branch` checked out, or whose unfinished rebase or
/// bisect notes it.
pub(super) fn elsewhere(home: &Home, branch: &str, own: &Path) -> Result<Option<BranchUse>, Error> {
    let others = || home.checkouts.iter().filter(|it| it.path != own);
    if let Some(other) = others().find(|it| it.branch.as_deref() == Some(branch)) {
        return Ok(Some(BranchUse { path: other.path.clone(), operation: None }));
    }
    let mut entries = vec![(home.common.clone(), home.main()?.path.clone())];
    for entry in fs::read_dir(home.common.join("worktrees")).into_iter().flatten().flatten() {
        if let Some(place) = place(&entry.path()) {
            entries.push((entry.path(), place));
        }
    }
    entries.sort();
    for (entry, path) in entries.into_iter().filter(|(_, path)| path != own) {
        for (file, operation) in NOTES {
            let noted = regular::read(&entry.join(file), MAX_STATE_BYTES).unwrap_or_default();
            let noted = String::from_utf8_lossy(&noted);
            let mut names = noted.lines().map(str::trim);
            if names.any(|name| name.strip_prefix("refs/heads/").unwrap_or(name) == branch) {
                return Ok(Some(BranchUse { path, operation: Some(operation) }));
            }
        }
    }
    Ok(None)
}

/// Returns the path of a worktree from git's entry for it. A relative path is relative to the entry.
fn place(entry: &Path) -> Option<PathBuf> {
    let mut name = regular::read(&entry.join("gitdir"), MAX_STATE_BYTES).ok()?;
    if name.last() == Some(&b'\n') {
        name.pop();
    }
    let place = entry.join(path(name)).parent()?.to_owned();
    Some(place.canonicalize().unwrap_or(place))
}

/// Refuses a branch that another worktree uses, if it would be deleted or rebased there as well.
pub(super) fn check(
    home: &Home,
    branch: &str,
    own: &Path,
    method: Method,
    keeps_branch: bool,
) -> Result<(), Error> {
    if keeps_branch && method != Method::Rebase {
        return Ok(());
    }
    let Some(BranchUse { path, operation }) = elsewhere(home, branch, own)? else { return Ok(()) };
    refuse(TeardownRefusal::BranchInUse {
        branch: branch.to_owned(),
        is_missing: !path.exists(),
        path,
        operation: operation.map(Operation::name),
        may_keep: method != Method::Rebase,
    })
}
