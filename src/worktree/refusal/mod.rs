//! Refusals of the executor: each with a stable id, its data and its message, in files by subject.
//!
//! A message says what happened, why, and what to do next. One snapshot holds all of them.

mod create;
mod merge;
mod plan;
mod repository;
#[cfg(test)]
pub(crate) mod samples;
mod teardown;
pub(crate) mod unforeseen;

pub use create::CreateRefusal;
pub use merge::MergeRefusal;
pub use plan::{NotYet, PlanRemark, TaskFate};
pub use repository::{RepositoryRefusal, WorktreeAction};
pub use teardown::{SubmoduleLoss, TeardownRefusal};

/// Refusal of a worktree command: it would be unsafe or make no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The repository, its settings or one of its worktrees does not allow it.
    #[error(transparent)]
    Repository(#[from] RepositoryRefusal),
    /// Worktrees cannot be made.
    #[error(transparent)]
    Create(#[from] CreateRefusal),
    /// A worktree cannot be torn down or pruned.
    #[error(transparent)]
    Teardown(#[from] TeardownRefusal),
    /// A branch cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeRefusal),
}

impl Refusal {
    /// Returns the id, which never changes.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Repository(refusal) => refusal.id(),
            Self::Create(refusal) => refusal.id(),
            Self::Teardown(refusal) => refusal.id(),
            Self::Merge(refusal) => refusal.id(),
        }
    }
}
