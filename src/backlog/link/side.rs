//! Sides of a dependency.

use std::ops::Range;

use crate::backlog::draft::Group;

/// One side of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Task(usize),
    /// All tasks of a group.
    Group(usize),
}

impl Side {
    /// Returns the positions of its tasks among all.
    pub fn range(self, groups: &[Group]) -> Range<usize> {
        match self {
            Self::Task(task) => task..task + 1,
            Self::Group(group) => groups[group].drafts.clone(),
        }
    }
}
