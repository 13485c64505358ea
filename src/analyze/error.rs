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
    /// A name that stands for several tasks.
    #[error(transparent)]
    Several(backlog::NotOne),
    /// A hint that cannot be used.
    #[error(transparent)]
    Hint(#[from] hint::Error),
    /// The root is not a directory.
    #[error("{}: not a directory; name one with --root DIR", shown(.0))]
    NotADirectory(PathBuf),
    /// The root does not exist.
    #[error("{}: there is no such folder; name one with --root DIR", shown(.0))]
    NoFolder(PathBuf),
    /// The root is a bare repository.
    #[error("{}: a bare repository, without files to compare tasks with; go to a working tree of it", shown(.0))]
    Bare(PathBuf),
    /// A backlog cannot be read.
    #[error(
        "cannot read the backlog {}: {why}{}",
        one_line(name),
        if why.kind() == std::io::ErrorKind::NotFound {
            ""
        } else {
            "; `ctx analyze --list-formats` lists what is read"
        }
    )]
    Backlog {
        /// As printed.
        name: String,
        /// Error of the system.
        why: std::io::Error,
    },
    /// The repository's own weights cannot be used.
    #[error(transparent)]
    Model(#[from] predict::ModelError),
    /// The threads could not be started.
    #[error(
        "cannot start {count} threads: {why}; ask for fewer with {option}, or raise the limits on \
             processes and memory (ulimit -u, ulimit -v)"
    )]
    Threads {
        /// Number that was requested.
        count: usize,
        /// Option with their number.
        option: &'static str,
        /// Error of the system.
        why: rayon::ThreadPoolBuildError,
    },
}

impl Error {
    /// All ids.
    #[cfg(test)]
    pub(crate) const IDS: [&str; 11] = [
        "no-backlog",
        "unread-backlog",
        "no-match",
        "several-tasks",
        "hint",
        "not-a-directory",
        "no-folder",
        "bare",
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
            Self::Several(_) => "several-tasks",
            Self::Hint(_) => "hint",
            Self::NotADirectory(_) => "not-a-directory",
            Self::NoFolder(_) => "no-folder",
            Self::Bare(_) => "bare",
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
