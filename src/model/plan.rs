//! Overlaps of tasks, and how tasks are split into tracks.

use super::{RepoPath, TaskId};

/// Verdict on working on two tasks at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The tasks can be worked on side by side.
    Independent,
    /// One of the tasks is not understood well enough to tell.
    Unknown,
    /// The tasks may touch the same file.
    Risk,
    /// The tasks probably touch the same file: they are never put into two tracks.
    Conflict,
}

impl Verdict {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Unknown => "unknown",
            Self::Risk => "risk",
            Self::Conflict => "conflict",
        }
    }
}

/// Two tasks and the files that both may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// The task that comes first in reading order.
    pub a: TaskId,
    /// The other task.
    pub b: TaskId,
    /// 1 − Π over files of (1 − `p_a(f)` · `p_b(f)`), in [0, 1].
    pub probability: f64,
    /// The verdict on the pair.
    pub verdict: Verdict,
    /// The files that count most, the heaviest first.
    pub files: Vec<RepoPath>,
}

/// Tasks for one worktree, in the order to do them.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The concern that sets it apart: a valid last part of a branch name, unique in the plan.
    pub name: String,
    /// Dependencies first, then priority, then phase, then reading order. Never empty.
    pub tasks: Vec<TaskId>,
    /// Tasks of the same concern that `--per-track` leaves for a later round, in order.
    pub later: Vec<TaskId>,
    /// Folders (with a trailing `/`) and files at the top that its tasks touch, most likely first.
    pub touches: Vec<String>,
    /// The sum of its tasks' efforts, in open boxes.
    pub effort: u32,
}

impl Track {
    /// Returns the branch of its worktree.
    pub fn branch(&self) -> String {
        format!("work/{}", self.name)
    }
}

/// Reason why a task is in no track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeferralReason {
    /// It would collide with tasks of more than one track.
    WouldGlue,
    /// It depends on tasks of more than one track, or on one that is deferred, unknown or doubtful.
    Dependency,
    /// It is marked as blocked.
    Blocked,
}

/// Task to be done after the tracks are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    /// The task.
    pub task: TaskId,
    /// The reason.
    pub reason: DeferralReason,
    /// Tasks that cause it, in reading order.
    pub with: Vec<TaskId>,
    /// Files that cause it, the heaviest first.
    pub files: Vec<RepoPath>,
}

/// The split of a backlog. Every task of the answer is in exactly one place: a track (its
/// `later` included), the deferred, the unknown, or the doubtful of the prediction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The tracks, the largest effort first, then by name.
    pub tracks: Vec<Track>,
    /// In reading order.
    pub deferred: Vec<Deferral>,
    /// Tasks without predictable files, in reading order.
    pub unknown: Vec<TaskId>,
    /// Files left out of the overlaps because most tasks touch them or because they merge without
    /// conflicts, sorted.
    pub hubs: Vec<RepoPath>,
}
