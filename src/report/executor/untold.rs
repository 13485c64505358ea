//! Messages about changes that are made, where their answer cannot be written.

use crate::model::{Aborted, Receipt};
use crate::report::{clean, clean_lines};

/// State after a teardown that stopped.
pub const STOPPED: &str = "the teardown stopped, and waits for --continue or --abort";

/// State after `prune` removed a worktree or a record.
pub const PRUNED: &str = "a merged worktree is removed";

/// State after `prune --backups` removed a backup.
pub const BACKUP_REMOVED: &str = "a backup is removed";

/// State after the merge driver was installed.
pub const DRIVER_INSTALLED: &str = "the merge driver is installed";

/// State after the merge driver was uninstalled.
pub const DRIVER_UNINSTALLED: &str = "the merge driver is uninstalled";

/// State after skills were written.
pub const SKILLS_WRITTEN: &str = "the skills are written";

/// Says what a teardown has done.
pub fn torn_down(receipt: &Receipt) -> String {
    let merged = if receipt.merged.is_some() { "merged, and " } else { "" };
    format!("{} is {merged}torn down", clean(&receipt.name))
}

/// Says that a teardown is undone.
pub fn aborted(aborted: &Aborted) -> String {
    format!("the teardown of {} is undone", clean(&aborted.name))
}

/// Says what is done, why its answer could not be written, and the answer.
pub fn render_untold(done: &str, error: &str, answer: &str) -> String {
    clean_lines(&format!("{done}, but {error}. The answer was:\n{}", answer.trim_end()))
}
