//! Sides of a dependency.

/// One side of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Task(usize),
    /// All tasks of a group.
    Group(usize),
}
