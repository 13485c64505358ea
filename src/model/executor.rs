//! Results of the executor: what commands on worktrees found, did and left.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{LostTask, RepeatedId};

/// Way of merging a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Like `git merge`.
    #[default]
    Merge,
    /// One commit for all changes.
    Squash,
    /// Its commits, put on top.
    Rebase,
    /// Not at all.
    None,
}

/// Teardown that passed all checks, as it is announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedTeardown {
    /// Branch of the track.
    pub branch: String,
    /// Branch that it is merged into.
    pub into: String,
    /// The worktree.
    pub path: PathBuf,
    /// Way of merging.
    pub method: Method,
    /// Number of commits that `into` does not have.
    pub commits: usize,
    /// Tasks of the track that are still open, as `key: title`.
    pub open: Vec<String>,
    /// Uncommitted files.
    pub uncommitted: Uncommitted,
    /// Set if the branch stays.
    pub keep_branch: bool,
}

/// Uncommitted files of a worktree, as paths relative to its top, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncommitted {
    /// Tracked files that are changed, staged or not.
    pub changed: Vec<PathBuf>,
    /// Files that git does not know.
    pub untracked: Vec<PathBuf>,
    /// Files that git ignores.
    pub ignored: Ignored,
}

impl Uncommitted {
    /// Returns true if nothing would be lost with the worktree.
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty() && self.untracked.is_empty() && self.ignored.stopping.is_empty()
    }
}

/// Ignored files of a worktree, relative to its top. A folder of which all shares one fate is one
/// entry with a slash at its end, but for what a person may look for by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Files that stop a teardown: no rule names them, and they would be lost.
    pub stopping: Vec<PathBuf>,
    /// Files that go to the main checkout.
    pub carried: Vec<PathBuf>,
    /// Files that go to the backup.
    pub kept: Vec<PathBuf>,
    /// Files that go with the worktree: they can be rebuilt, or the main checkout has them too.
    pub dropped: Vec<PathBuf>,
    /// All of them, as git lists them.
    pub entries: Vec<PathBuf>,
}

impl Ignored {
    /// Returns true if there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the files by the rules of `after`, except for those that stop a teardown before.
    #[must_use]
    pub fn then(self, mut after: Self) -> Self {
        let stops = |path: &PathBuf| self.stopping.contains(path);
        for paths in [&mut after.carried, &mut after.kept, &mut after.dropped] {
            paths.retain(|path| !stops(path));
        }
        after.stopping.extend(self.stopping);
        after.stopping.sort();
        after.stopping.dedup();
        after
    }
}

/// Forecast of a teardown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// The files that it would stop at.
    pub conflicts: Vec<String>,
    /// The commit that a rebase would stop at them with: its id and subject.
    pub commit: Option<(String, String)>,
    /// The finished tasks that would be lost or reopened, unless that is allowed.
    pub lost: Vec<LostTask>,
    /// Open tasks that the track removed.
    pub without: Vec<DroppedTask>,
}

impl Foreseen {
    /// Returns true if the teardown would stop.
    pub fn is_wanting(&self) -> bool {
        !self.conflicts.is_empty() || !self.lost.is_empty()
    }
}

/// Reason why a teardown stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// These files of this working tree conflict.
    Conflict {
        /// The track.
        name: String,
        /// Working tree as the user types it; `None` for the current directory.
        place: Option<String>,
        /// Conflicting files, relative to it.
        files: Vec<PathBuf>,
        /// The backlogs among them that one side deleted.
        deleted: Vec<Deleted>,
    },
    /// Git stopped with nothing to resolve.
    Halted {
        /// The track.
        name: String,
        /// Message of git.
        why: String,
    },
    /// Something failed after the merge.
    InTheWay {
        /// The track.
        name: String,
        /// Reason, and what to do.
        why: String,
        /// Set if there was a merge to make.
        is_merged: bool,
        /// Set if the worktree is gone already.
        is_removed: bool,
    },
    /// The merge is made, and the branch has got more commits since.
    Moved {
        /// The track.
        name: String,
        /// Worktree as the user types it.
        place: String,
        /// Commands that merge these commits in the same way.
        way: Vec<String>,
    },
    /// The merge is made, but finished tasks lost their `[x]` in the track or in it.
    Lost {
        /// The track.
        name: String,
        /// Tasks that were lost.
        tasks: Vec<LostTask>,
    },
}

/// Receipt of a teardown: what it merged, removed and kept.
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
    /// Commit that this branch is at, if it has others since.
    pub head: Option<String>,
    /// Set if there was anything to merge.
    pub had_work: bool,
    /// The worktree that was removed.
    pub path: PathBuf,
    /// Set if the branch is still there.
    pub branch_kept: bool,
    /// Another worktree that has the branch checked out, so that it is still there.
    pub branch_used_in: Option<PathBuf>,
    /// References that keep what was dropped, with what they keep.
    pub backups: Vec<(String, BackedUp)>,
    /// The ignored files and folders that went, since they can be made again or are in the main
    /// checkout, too.
    pub dropped: Vec<PathBuf>,
    /// The ignored files that went to the main checkout.
    pub carried: Vec<PathBuf>,
    /// The ignored files that went to the backup, relative to its folder.
    pub kept: Vec<PathBuf>,
    /// Folder of these files in the backup, if there are any.
    pub moved_to: Option<PathBuf>,
    /// The tasks that the track finished.
    pub finished: Vec<String>,
    /// The finished tasks that the track removed, as `file:line: title`, the line being that before.
    pub removed: Vec<String>,
    /// Open tasks that the track removed.
    pub without: Vec<DroppedTask>,
    /// Commit of the main checkout before the merge.
    pub before: String,
    /// Ids that two tasks have since the merge.
    pub repeated: Vec<RepeatedId>,
    /// Committed conflict markers, as `file:line`.
    pub markers: Vec<String>,
    /// Files of the main checkout that the merge has changed, and that are not as it left them.
    pub not_as_merged: Vec<String>,
}

/// Content of a backup of a teardown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackedUp {
    /// The branch as it was.
    Branch,
    /// Uncommitted files.
    Uncommitted,
    /// Commits that were on no branch.
    OnNoBranch,
    /// State of an interrupted merge.
    Interrupted,
}

/// Working tree of a track's merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MergePlace {
    /// The main checkout.
    Main,
    /// The worktree of the track.
    Worktree,
}

/// Open task that a merge of a track removes from its backlog, or leaves in an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DroppedTask {
    /// Path of the backlog in the main checkout; of a task that ends in an archive, its path in the track.
    pub backlog: String,
    /// Line of the task there before the merge, from 1.
    pub line: usize,
    /// Title.
    pub title: String,
    /// Archive in which the task is still open after the merge; `None` if the task is gone.
    pub archive: Option<String>,
}

/// A backlog that one side of a merge deleted and the other changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Its path.
    pub path: String,
    /// New files of the side that deleted it with more than half of its tasks, the likeliest first.
    pub candidates: Vec<String>,
}

/// A teardown that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aborted {
    /// The track.
    pub name: String,
    /// Set if the main checkout is at the commit where it was before.
    pub is_back: bool,
    /// Branch of the track.
    pub branch: String,
    /// Number of commits that the branch had since it was rebased, and that left it.
    pub left: usize,
    /// References that keep what stood there when it was given up, and where that was.
    pub kept: Vec<(String, MergePlace)>,
}

/// Outcome of recovering from an interrupted command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// None was.
    Nothing,
    /// An interrupted `create` is rolled back.
    Undone(Vec<String>),
    /// A teardown had not merged anything yet, or it was rolled back; with the references that keep what
    /// stood there, and where that was.
    NotBegun(String, Vec<(String, MergePlace)>),
    /// A teardown had merged the track, which has new commits since.
    Merged(String),
    /// A teardown had merged already, and is finished now.
    Finished(Box<Receipt>),
}

/// Worktrees that `ctx worktree create` made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Creation {
    /// Branch that they start from.
    pub base_branch: String,
    /// Commit that they start from.
    pub base: String,
    /// The worktrees.
    pub worktrees: Vec<CreatedWorktree>,
    /// Ignored files that were not copied.
    pub not_copied: Vec<NotCopied>,
    /// Settings of spec-kit.
    pub spec_kit: Vec<SpecKit>,
    /// Set if they have the context folder of `ActiveMemory/ctx`.
    pub has_context: bool,
    /// Set if the repository has submodules.
    pub has_submodules: bool,
}

/// Worktree that `ctx worktree create` made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreatedWorktree {
    /// Name of the track.
    pub name: String,
    /// Branch.
    pub branch: String,
    /// Path, as the user types it.
    pub place: String,
    /// Tasks, by key and title.
    pub tasks: Vec<(String, String)>,
    /// Number of ignored files that were copied.
    pub copied: usize,
}

/// Ignored file that was to be copied and was not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotCopied {
    /// Relative to the repository root.
    pub name: String,
    /// Reason.
    pub reason: NotCopiedReason,
}

/// Reason why an ignored file was not copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotCopiedReason {
    /// The file is a list of files that cannot be read, with the error.
    UnreadableList(String),
    /// Its name is not UTF-8.
    NotUtf8,
    /// It no longer exists.
    Gone,
    /// It is neither a file nor a link.
    NoFile,
    /// Something that is no folder is in the place of its folder, relative to the root of the worktree.
    NoFolder(PathBuf),
    /// The worktree has such a file already.
    Exists,
}

/// Fate of a track's worktree, as `ctx worktree prune` decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pruned {
    /// Its worktree and branch are removed.
    Removed,
    /// Its worktree is gone already, and its record is removed.
    Forgotten,
    /// It stays, with the reason.
    Stays(String),
}

/// Backup that a teardown made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Name: the track, and what sets it apart from other backups of that track.
    pub name: String,
    /// The track.
    pub track: String,
    /// Content.
    pub what: Kept,
}

/// Form of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A reference.
    Commit {
        /// In full.
        reference: String,
        /// The commit it leads to.
        commit: String,
        /// A branch that has that commit, if one does.
        branch: Option<String>,
    },
    /// A folder of files that were ignored.
    Files(PathBuf),
}

impl Backup {
    /// Returns true if nothing is lost with it.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self.what, Kept::Commit { branch: Some(_), .. })
    }

    /// Returns true if `name` means it: its own name or that of its track.
    pub fn is_called(&self, name: &str) -> bool {
        name == self.name || name == self.track
    }
}

/// Check of the merge driver, as `ctx worktree doctor` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverFinding {
    /// Subject.
    pub check: DriverCheck,
    /// Fault, if there is one.
    pub fault: Option<DriverFault>,
}

/// Subject of a check of the merge driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriverCheck {
    /// Setting of git, by its key.
    Setting(String),
    /// The main checkout has no backlog yet.
    NoBacklogs,
    /// Backlog in a usual place, which the merge driver serves.
    Backlog(String),
    /// Backlog outside of the usual places, which the merge driver serves if it is named.
    NamedBacklog(String),
    /// Backlog that has a merge attribute of the user's own.
    OwnAttribute {
        /// Relative to the repository root.
        backlog: String,
        /// Value of the attribute.
        value: String,
    },
    /// Places of backlogs that may come later.
    Later(Vec<String>),
}

/// Fault of the merge driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriverFault {
    /// A setting is not set.
    Unset,
    /// A setting is set for another program or another version of this one.
    OtherProgram,
    /// The attribute `merge` has another value.
    Attribute(String),
    /// The attribute `merge` has another value than the user's own.
    OverridesOwn {
        /// Value that holds.
        value: String,
        /// Value that the user set.
        own: String,
    },
    /// Backlogs would be merged by line.
    ByLine,
}

/// Outcome of writing the file of a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkillOutcome {
    /// It is new.
    New,
    /// It replaced an older version that was unchanged, or a changed one with `--force`.
    Replaced,
    /// It was there already.
    Same,
    /// It was left as it is, since it is another file or was changed.
    Changed,
}

/// Setting of spec-kit's current feature in a new worktree. Places are as the user types them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecKit {
    /// The feature is set.
    Set {
        /// Folder of the project.
        place: String,
        /// Folder of the feature in the project.
        feature: String,
    },
    /// No backlog of the track belongs to a feature of the project.
    NoFeature {
        /// Folder of the project.
        place: String,
    },
    /// The track has backlogs of several features, and spec-kit knows one at a time.
    Several {
        /// Folder of the project.
        place: String,
        /// Folders of the features in the project.
        features: Vec<String>,
    },
}
