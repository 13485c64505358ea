//! Refusals of the executor: each with a stable id, its data and its message, in files by subject.
//!
//! A message says what happened, why, and what to do next. All of them stand in one snapshot.

mod create;
mod merge;
mod repository;
mod teardown;
#[cfg(test)]
mod tests;

pub use create::CreateRefusal;
pub(super) use create::placed;
pub use merge::MergeRefusal;
pub use repository::RepositoryRefusal;
pub use teardown::TeardownRefusal;

/// Declares the refusals of a subject: documentation, stable id, variant with its data, message.
macro_rules! refusals {
    (
        $(#[doc = $about:literal])+ $name:ident;
        $(
            $(#[doc = $doc:literal])+
            $id:literal $kind:ident $({ $($field:ident: $type:ty),+ $(,)? })?
                => $message:literal $(, $argument:expr)* $(,)?;
        )+
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the message of a refusal shows what its fields mean")]
        pub enum $name {
            $($(#[doc = $doc])+ $kind $({ $($field: $type),+ })?,)+
        }

        impl $name {
            /// Ids of all refusals of the subject.
            #[cfg(test)]
            pub(super) const IDS: &[&str] = &[$($id),+];

            /// Returns the id, which never changes.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $id,)+
                }
            }
        }

        impl std::error::Error for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$kind $({ $($field),+ })? => write!(f, $message $(, $argument)*),)+
                }
            }
        }
    };
}
use refusals;

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
