//! Validated settings: the repository to open, and the request to answer.

use std::path::PathBuf;
use std::sync::Arc;

use crate::backlog::{BacklogFormat, Granularity, Selection};
use crate::cache::Store;
use crate::model::InFlight;
use crate::predict::Detail;

/// Source of a backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BacklogArgument {
    /// A file, which may lie outside the root.
    File(PathBuf),
    /// Text already read from standard input.
    Text(Vec<u8>),
}

/// Settings of an engine: the repository and how it is read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder to scan, as given or found.
    pub root: PathBuf,
    /// Sources of the tasks; empty means to look for a backlog by convention.
    pub backlogs: Vec<BacklogArgument>,
    /// Format of all backlogs; `None` to tell it by place and content.
    pub format: Option<&'static BacklogFormat>,
    /// Size of a task.
    pub granularity: Granularity,
    /// Set if a backlog of which nothing is read is a problem of the answer. Else there is none.
    pub keeps_unread: bool,
    /// Number of commits of history to consult; 0 for none.
    pub history_depth: usize,
    /// Store of what is kept from one run to the next, if any. It is not used where it lies in the
    /// repository that is analysed.
    pub store: Option<Arc<Store>>,
    /// Number of threads to scan with; at least 1.
    pub threads: usize,
}

/// Tasks to predict, and statements of the caller about them.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Selection of the tasks; the default selects all.
    pub selection: Selection,
    /// Hints of the caller, `TASK=PATH`, as given.
    pub hints: Vec<String>,
    /// Work in flight to plan around, with ids of all open tasks.
    pub in_flight: Vec<InFlight>,
    /// Evidence that is wanted.
    pub detail: Detail,
}
