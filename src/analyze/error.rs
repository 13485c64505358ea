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

/// Makes at least one sample of each error.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Error> {
    use std::io;
    let folder = || PathBuf::from("/src/app");
    let with_open_boxes = || vec![("docs/ideas.md".to_owned(), 3)];
    let not_found = |looked_for: &[&str]| backlog::NotFound {
        root: folder(),
        looked_for: looked_for.iter().map(|&place| place.to_owned()).collect(),
        unusable: Vec::new(),
        exports: Vec::new(),
        with_open_boxes: Vec::new(),
    };
    let no_such = |nearest: &[&str], over: Option<&str>| backlog::NoSuch {
        kind: "task",
        wanted: "T9".to_owned(),
        nearest: nearest.iter().map(|&name| name.to_owned()).collect(),
        over: over.map(str::to_owned),
    };
    let several = || backlog::NotOne::Several {
        wanted: "docs".to_owned(),
        count: 2,
        first: vec!["T1: Write the docs".to_owned(), "T2: Read the docs".to_owned()],
    };
    let unread = |count, fault: Option<&str>| backlog::Unread {
        count,
        backlog: "TASKS.md".to_owned(),
        line: 3,
        hidden_by: None,
        fault: fault.map(str::to_owned),
        is_broken: fault.is_some(),
        with_open_boxes: Vec::new(),
    };
    let given = || "T1=src/".to_owned();
    let hint = |why| hint::Error::Nothing { given: given(), path: "src/".to_owned(), why };
    let full = |_| Err(io::Error::other("no more threads"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).spawn_handler(full).build();
    let mut samples = vec![
        not_found(&[".context/TASKS.md", "TASKS.md"]).into(),
        backlog::NotFound { with_open_boxes: with_open_boxes(), ..not_found(&["TASKS.md"]) }.into(),
        unread(1, None).into(),
        unread(2, Some("line 3: a quote without an end")).into(),
        no_such(&["T1", "T2"], None).into(),
        no_such(&[], Some("it is finished, at TASKS.md:3")).into(),
        Error::Several(several()),
        hint::Error::Shape("src/".to_owned()).into(),
        hint::Error::Task { given: given(), source: several() }.into(),
        hint::Error::Outside { given: "T1=../x".to_owned(), path: "../x".to_owned() }.into(),
        hint(hint::NO_FOLDER).into(),
        hint(hint::NO_MATCH).into(),
        Error::NotADirectory(folder()),
        Error::NoFolder(folder()),
        Error::Bare(folder()),
        predict::ModelError::Own("it has no trees".into()).into(),
    ];
    for kind in [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied] {
        samples.push(Error::Backlog { name: "TASKS.md".to_owned(), why: kind.into() });
    }
    let threads = |why| Error::Threads { count: 64, option: "--threads", why };
    samples.extend(pool.err().map(threads));
    samples
}
