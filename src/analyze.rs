//! The composer of the stages: settings to the whole answer.

use std::path::PathBuf;

use crate::backlog::{self, Granularity, Selection};
use crate::model::Analysis;

/// Where a backlog comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BacklogArgument {
    /// A file; may lie outside the root.
    File(PathBuf),
    /// Already read, from standard input.
    Text(Vec<u8>),
}

/// What to analyze, validated.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder to scan, as given or found.
    pub root: PathBuf,
    /// Where the tasks come from; empty means to look for a backlog by convention.
    pub backlogs: Vec<BacklogArgument>,
    /// What a task is made of.
    pub granularity: Granularity,
    /// Which tasks to keep.
    pub selection: Selection,
    /// How to split them.
    pub tracks: crate::tracks::Options,
    /// How many threads to scan with; at least 1.
    pub threads: usize,
}

/// The stages that take long enough to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Listing the files.
    Walk,
    /// Reading the facts of so many files.
    Scan(usize),
    /// Predicting the files of so many tasks.
    Predict(usize),
}

/// Told how far the analysis has come; called from several threads.
pub trait Progress: Sync {
    /// A stage begins.
    fn begin(&self, stage: Stage);
    /// One more item of the stage is done.
    fn advance(&self);
}

/// Says nothing.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn advance(&self) {}
}

/// Why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No backlog where one is looked for.
    #[error(transparent)]
    NotFound(#[from] backlog::NotFound),
    /// A selection that matches nothing.
    #[error(transparent)]
    NoSuch(#[from] backlog::NoSuch),
    /// The root is no folder.
    #[error("{}: not a directory; name one with --root DIR", .0.display())]
    NotADirectory(PathBuf),
    /// A backlog cannot be read.
    #[error(
        "cannot read the backlog {name}: {source}; expected a Markdown file with `- [ ]` items"
    )]
    Backlog {
        /// As printed.
        name: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The threads could not be started.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Analyzes. An answer without tasks means that the backlog has no open ones.
pub fn run(settings: &Settings, progress: &dyn Progress) -> Result<Analysis, Error> {
    progress.begin(Stage::Walk);
    Ok(Analysis { root: settings.root.clone(), ..Analysis::default() })
}
