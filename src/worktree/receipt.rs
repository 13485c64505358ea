//! End of a teardown.

use crate::model::{Receipt, Stop};

/// End of a teardown.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The worktree is removed.
    Done(Box<Receipt>),
    /// The teardown stopped with everything in place, and the user has to continue it.
    Stopped(Stop),
}
