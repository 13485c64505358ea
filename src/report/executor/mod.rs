//! Messages of the commands that change worktrees.

mod create;
mod driver;
mod lost;
mod prune;
mod recover;
mod skills;
mod teardown;
#[cfg(test)]
mod tests;
mod untold;

pub use create::{
    NO_DRIVER, ROLLING_BACK, render_creation, render_exec_failure, render_incomplete,
    render_numbered, render_rolled_back, render_tmux_session,
};
pub use driver::{render_driver_findings, render_installed, render_uninstalled};
pub use lost::lost_task;
pub use prune::{NO_BACKUPS, NO_TRACKS, render_backup, render_pruned};
pub use recover::render_recovered;
pub use skills::render_skills;
pub use teardown::{
    receipt_remarks, render_aborted, render_dropping, render_dry_run, render_merge, render_open,
    render_open_of, render_receipt, render_stop,
};
pub use untold::{
    BACKUP_REMOVED, DRIVER_INSTALLED, DRIVER_UNINSTALLED, PRUNED, SKILLS_WRITTEN, STOPPED, aborted,
    render_untold, torn_down,
};
