//! Reasons for conflicts.

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
    /// Lines, where a merge by task was not possible.
    Lines,
}
