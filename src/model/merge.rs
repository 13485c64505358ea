//! Results of merging a backlog by task: conflicts, and finished tasks that are lost or reopened.

/// Reason for a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConflictKind {
    /// Both sides say something else in one place.
    Changed,
    /// The sides changed the state of a task, each to another one.
    State,
    /// One side finished a task, and the other one put it in words that may mean another.
    Reworded,
    /// One side removed what the other one changed.
    Removed,
    /// The sides moved it to different places.
    Moved,
    /// The sides added tasks with the same id that are not the same.
    SameId,
    /// Lines, where a merge by task was not possible.
    Lines,
}

/// Conflict that the user has to resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Line of its first marker in the result, counted from 1.
    pub line: usize,
    /// Task, heading or line that it is about; empty where it is about several.
    pub title: String,
    /// Reason.
    pub kind: ConflictKind,
}

/// Side of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MergeSide {
    /// The version that the other one is merged into.
    Ours,
    /// The other one.
    Theirs,
}

/// Reason why a task is no longer finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// It is in the result, but not finished, though no side took its `[x]` away.
    TakenBack,
    /// This side opened it again or gave it up, and the other one did not.
    Reopened(MergeSide),
    /// It is not in the result, though no side removed it.
    Missing,
    /// A side removed it, and the other one had left it as it was.
    Removed,
}

/// Task that was finished before a merge and is not after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Its line in the result, counted from 1. That of a missing task is the line in the version
    /// that finished it, and that of a removed task the line in the base.
    pub line: usize,
    /// Its title without its id, as it was when it was finished.
    pub title: String,
    /// Reason.
    pub kind: LossKind,
}

/// Forecast of a merge, by task and by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeCheck {
    /// Conflicts of the merge by task.
    pub conflicts: Vec<Conflict>,
    /// Number of conflicts of the merge by line.
    pub conflicts_by_line: usize,
    /// Finished tasks that one side alone opened again.
    pub reopened: Vec<Lost>,
    /// Finished tasks that the merge by line reopens or loses.
    pub lost_by_line: Vec<Lost>,
    /// Number of finished tasks that taking only our version loses.
    pub lost_with_ours: usize,
    /// Number of finished tasks that taking only their version loses.
    pub lost_with_theirs: usize,
}

impl MergeCheck {
    /// Returns true if the merge by line is as good as the one by task.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.conflicts_by_line == 0 && self.lost_by_line.is_empty()
    }
}

/// Finished tasks before and after a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeVerification {
    /// Tasks that are no longer finished.
    pub gone: Vec<Lost>,
    /// Tasks that a side opened again, and the merge finished all the same.
    pub ticked_again: Vec<Lost>,
}

impl MergeVerification {
    /// Returns true if every finished task that no side removed is still finished, and no other is.
    pub fn is_kept(&self) -> bool {
        self.ticked_again.is_empty() && self.gone.iter().all(|it| it.kind == LossKind::Removed)
    }
}
