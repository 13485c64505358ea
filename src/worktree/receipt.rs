//! How a teardown ends.

use crate::model::{Receipt, Stop};

/// How a teardown ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The worktree is gone.
    Done(Box<Receipt>),
    /// Everything is in place, and the user has to look.
    Stopped(Stop),
}
