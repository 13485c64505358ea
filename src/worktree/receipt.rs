//! How a teardown ends.

use std::path::PathBuf;

use super::modify_delete::Deleted;

/// How a teardown ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The worktree is gone.
    Done(Box<Receipt>),
    /// Everything is in place, and somebody has to look.
    Stopped(Stop),
}

/// What somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// These files of this working tree conflict.
    Conflict {
        /// The track.
        name: String,
        /// The working tree.
        folder: PathBuf,
        /// Relative to it.
        files: Vec<PathBuf>,
        /// The backlogs among them that one side deleted.
        deleted: Vec<Deleted>,
    },
    /// Git stopped with nothing to resolve.
    Halted {
        /// The track.
        name: String,
        /// What it said.
        why: String,
    },
    /// Something failed after the merge.
    InTheWay {
        /// The track.
        name: String,
        /// Why, and what to do.
        why: String,
        /// Whether there was a merge to make.
        is_merged: bool,
        /// Whether the worktree is gone already.
        is_removed: bool,
    },
    /// The merge is made, but finished tasks lost their `[x]` in the track or in it.
    Lost {
        /// The track.
        name: String,
        /// What was lost, a line each.
        tasks: Vec<String>,
    },
}

/// What was merged, removed and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The track.
    pub name: String,
    /// Its branch.
    pub branch: String,
    /// The commit that its branch was at.
    pub tip: String,
    /// The branch it was merged into, and the commit that holds its work; `None` where it was not.
    pub merged: Option<(String, String)>,
    /// Whether there was anything to merge.
    pub had_work: bool,
    /// The worktree that was removed.
    pub path: PathBuf,
    /// Whether the branch is still there.
    pub branch_kept: bool,
    /// References that keep what was dropped, with what they keep.
    pub backups: Vec<(String, &'static str)>,
    /// The ignored files and folders that went, since they can be made again or are in the main
    /// checkout, too.
    pub dropped: Vec<PathBuf>,
    /// The ignored files that went to the main checkout.
    pub carried: Vec<PathBuf>,
    /// The ignored files that went to the backup, relative to its folder.
    pub kept: Vec<PathBuf>,
    /// That folder, if any did.
    pub moved_to: Option<PathBuf>,
    /// The tasks that the track finished.
    pub finished: Vec<String>,
    /// The finished tasks that a side removed, as `file:line: title`, the line being that before.
    pub removed: Vec<String>,
    /// Conflict markers that somebody has committed, as `file:line`.
    pub markers: Vec<String>,
    /// Files of the main checkout that the merge has changed, and that are not as it left them.
    pub not_as_merged: Vec<String>,
}
