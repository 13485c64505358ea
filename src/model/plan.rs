//! Overlaps of tasks, and how tasks are split into tracks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{RepoPath, TaskId};

/// Verdict on working on two tasks at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Overlap from which two tasks are never independent, however sure their files are.
    pub const MAX_INDEPENDENT: f64 = 0.08;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// The task that comes first in reading order.
    pub a: TaskId,
    /// The other task.
    pub b: TaskId,
    /// Probability that both change a common file, in [0, 1] (`tracks::Meeting`).
    pub probability: f64,
    /// The verdict on the pair.
    pub verdict: Verdict,
    /// The files that count most, the heaviest first.
    pub files: Vec<RepoPath>,
}

/// Tasks for one worktree, in the order to do them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeferralReason {
    /// It would collide with tasks of more than one track.
    WouldGlue,
    /// It depends on tasks of more than one track, or on one that is deferred, unknown or doubtful.
    Dependency,
    /// It is marked as blocked.
    Blocked,
    /// A branch of this name is at it.
    UnderWay(String),
    /// It would collide with the changes of this branch or worktree.
    InFlight(String),
}

/// Work that goes on beside the plan: a branch that is not merged, or a worktree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InFlight {
    /// Branch; for a detached worktree, its directory.
    pub name: String,
    /// Open tasks that it is at, in reading order.
    pub tasks: Vec<TaskId>,
    /// Files that it changed, sorted.
    pub changed: Vec<RepoPath>,
    /// Files that its tasks were predicted to change, with the probability, by path.
    pub predicted: Vec<(RepoPath, f64)>,
}

impl InFlight {
    /// Returns the probability of each file that it touches: 1 for those it changed.
    pub fn touched(&self) -> BTreeMap<&RepoPath, f64> {
        let predicted = self.predicted.iter().map(|(path, p)| (path, *p));
        predicted.chain(self.changed.iter().map(|path| (path, 1.0))).collect()
    }
}

/// Task to be done after the tracks are merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Deferral {
    /// Returns whether a branch or worktree is at the task already.
    pub fn is_under_way(&self) -> bool {
        matches!(self.reason, DeferralReason::UnderWay(_))
    }
}

/// Reason why a group waits for a later round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WaitReason {
    /// It waits for tasks that this round does not finish in one track.
    Dependency,
    /// It would collide with tasks of the round.
    Collision,
    /// The round is full, and others come first.
    Room,
}

impl WaitReason {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dependency => "dependency",
            Self::Collision => "collision",
            Self::Room => "room",
        }
    }
}

/// Group of tasks that waits for a later round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaterGroup {
    /// The concern that sets it apart, unique among tracks and waiting groups.
    pub name: String,
    /// Its tasks, in the order to do them. Never empty.
    pub tasks: Vec<TaskId>,
    /// The reason.
    pub reason: WaitReason,
    /// Tasks that cause it, in reading order.
    pub with: Vec<TaskId>,
    /// Files that cause it, the heaviest first.
    pub files: Vec<RepoPath>,
}

/// Two tasks of which one must be done first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Precedence {
    /// The task to do first.
    pub before: TaskId,
    /// The task that needs it.
    pub after: TaskId,
    /// The reason.
    pub because: OrderReason,
}

/// Reason why one task comes before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OrderReason {
    /// The backlog says so.
    Stated,
    /// One names a file that the other creates.
    Creates,
}

impl OrderReason {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Creates => "creates",
        }
    }
}

/// File that tasks of several tracks probably change, and that is no reason to keep them together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedHub {
    /// The file.
    pub path: RepoPath,
    /// Names of the tracks, in the order to merge them.
    pub tracks: Vec<String>,
    /// Set if the last commits mostly only added lines to it, each at a place of its own.
    pub only_adds: bool,
}

/// File that holds tasks back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// The file.
    pub path: RepoPath,
    /// Number of tasks that could run beside the round if they did not touch it; of a file that most
    /// tasks name, the number of these.
    pub tasks: usize,
}

/// Reason why splitting the work does not pay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Hopeless {
    /// One file is expected of most tasks.
    File {
        /// The file.
        path: RepoPath,
        /// Number of tasks that it is predicted for.
        tasks: usize,
        /// Number of tasks that could be started.
        of: usize,
    },
    /// Whatever is chosen collides about as often as chance has it.
    Everywhere {
        /// Collisions expected across the tracks that were found.
        expected: f64,
        /// Collisions expected of tracks drawn at random.
        chance: f64,
        /// Number of tasks that could be started.
        of: usize,
    },
}

/// Round that was not taken, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Number of tracks.
    pub tracks: usize,
    /// Number of tasks in them.
    pub tasks: usize,
    /// Collisions expected across the tracks.
    pub expected: f64,
    /// Collisions expected if the same numbers of tasks were drawn at random.
    pub chance: f64,
}

/// The split of a backlog. Every task of the answer is in exactly one place: a track (its
/// `later` included), a group that waits, the deferred, the unknown, or the doubtful of the prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Number of tracks that the round could have had.
    pub max_tracks: usize,
    /// The tracks, the largest effort first, then by name.
    pub tracks: Vec<Track>,
    /// Groups that wait for a later round, those to be done first at the front.
    pub later: Vec<LaterGroup>,
    /// In reading order.
    pub deferred: Vec<Deferral>,
    /// Tasks without predictable files, in reading order.
    pub unknown: Vec<TaskId>,
    /// Files that several tracks probably change, by path.
    pub shared: Vec<SharedHub>,
    /// Files left out of the overlaps because most tasks touch them or because they merge without
    /// conflicts, sorted.
    pub hubs: Vec<RepoPath>,
    /// Pairs of tasks on different tracks that are expected to change a common file.
    pub expected_collisions: f64,
    /// The number of such pairs if the same numbers of tasks were drawn at random.
    pub chance_collisions: f64,
    /// Tasks that must be done in order, by the first, then the second.
    pub order: Vec<Precedence>,
    /// Files that hold tasks back, those that hold back most first.
    pub unlock: Vec<Contested>,
    /// Round of more tracks that was given up, since too many of them collide.
    pub too_many: Option<Alternative>,
    /// Round of fewer tracks that avoids most of the expected collisions.
    pub with_fewer_collisions: Option<Alternative>,
    /// Reason for there being one track only, where there could be more.
    pub hopeless: Option<Hopeless>,
    /// Work that goes on beside it and that it was planned around, by name.
    pub in_flight: Vec<InFlight>,
}
