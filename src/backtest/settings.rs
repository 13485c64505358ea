//! Settings of a replay, and who watches it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cache::Store;
use crate::predict::Forest;

/// Location of the repositories of the cases.
#[derive(Clone, Debug)]
pub enum Clones {
    /// All cases are of the repository at this folder.
    One(PathBuf),
    /// Below this folder, as `owner+name/repo`, `owner+name` or `owner/name`.
    Below(PathBuf),
}

/// Settings of a replay.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Location of the repositories.
    pub clones: Clones,
    /// Number of commits of history to consult; 0 for none.
    pub history_depth: usize,
    /// Model to predict with; the shipped one for `None`.
    pub forest: Option<Forest>,
    /// Set to keep what a model is learned from.
    pub keep: bool,
    /// Place where predictions are kept between runs.
    pub store: Option<Arc<Store>>,
}

/// Observer of a replay, which can also stop it.
pub trait Watch {
    /// Reports the number of tasks to replay.
    fn begin(&self, tasks: usize);
    /// Reports that one more task was replayed.
    fn advance(&self);
    /// Returns whether to stop here, with what is done so far.
    fn is_interrupted(&self) -> bool;
}
