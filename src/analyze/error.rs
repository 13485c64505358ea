//! Reasons why there is no answer at all.

use std::path::PathBuf;

use super::hint;
use crate::model::{one_line, shown};
use crate::{backlog, predict};

/// Reason why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No backlog where one is looked for.
    #[error(transparent)]
    NotFound(#[from] backlog::NotFound),
    /// A backlog with work in it of which nothing is read.
    #[error(transparent)]
    Unread(#[from] backlog::Unread),
    /// A selection that matches nothing.
    #[error(transparent)]
    NoSuch(#[from] backlog::NoSuch),
    /// A hint that cannot be used.
    #[error(transparent)]
    Hint(#[from] hint::Error),
    /// The root is not a directory.
    #[error("{}: not a directory; name one with --root DIR", shown(.0))]
    NotADirectory(PathBuf),
    /// The root does not exist.
    #[error("{}: there is no such folder; name one with --root DIR", shown(.0))]
    NoFolder(PathBuf),
    /// A backlog cannot be read.
    #[error(
        "cannot read the backlog {}; `ctx analyze --list-formats` lists what is read",
        one_line(name)
    )]
    Backlog {
        /// As printed.
        name: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// The repository's own weights cannot be used.
    #[error(transparent)]
    Model(#[from] predict::ModelError),
    /// The threads could not be started.
    #[error("cannot start {count} threads: {why}; `--threads 1` needs none")]
    Threads {
        /// Number that was requested.
        count: usize,
        /// Error of the system.
        why: rayon::ThreadPoolBuildError,
    },
}

impl Error {
    /// All ids.
    #[cfg(test)]
    pub(crate) const IDS: [&str; 9] = [
        "no-backlog",
        "unread-backlog",
        "no-match",
        "hint",
        "not-a-directory",
        "no-folder",
        "unreadable-backlog",
        "model",
        "threads",
    ];

    /// Returns the id, which never changes.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "no-backlog",
            Self::Unread(_) => "unread-backlog",
            Self::NoSuch(_) => "no-match",
            Self::Hint(_) => "hint",
            Self::NotADirectory(_) => "not-a-directory",
            Self::NoFolder(_) => "no-folder",
            Self::Backlog { .. } => "unreadable-backlog",
            Self::Model(_) => "model",
            Self::Threads { .. } => "threads",
        }
    }

    /// Returns the error for a root that is not a directory.
    pub fn of_root(root: PathBuf) -> Self {
        if root.exists() { Self::NotADirectory(root) } else { Self::NoFolder(root) }
    }
}
