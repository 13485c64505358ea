//! `ctx worktree install-merge-driver`, `uninstall-merge-driver` and `doctor`.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::{Place, tell_done};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::report;
use crate::worktree::{self, Lock, driver};

const INSTALL_EXAMPLES: &str = "\
Examples:
  ctx worktree install-merge-driver                 for all places of backlogs
  ctx worktree install-merge-driver docs/PLAN.md    also for this file";

const INSTALL_NOTES: &str = "\
The merge driver merges backlogs by task, in all worktrees of the repository. It covers every place
where `ctx analyze` looks, also for backlogs that move, are archived or come later. Files for which
you set another merge attribute keep it. `ctx worktree create` installs the driver too.

Only the repository's own git settings and .git/info/attributes change. If you uninstall ctx, git
merges these files by line again.

Exit codes:
  0  The merge driver is installed
  1  It is installed, but the answer could not be written
  2  Refused or failed";

const UNINSTALL_EXAMPLES: &str = "\
Examples:
  ctx worktree uninstall-merge-driver           in the current repository
  ctx worktree uninstall-merge-driver -C DIR    in another repository";

const UNINSTALL_EXIT_CODES: &str = "\
Exit codes:
  0  The merge driver is uninstalled, or was never installed
  1  It is uninstalled, but the answer could not be written
  2  Refused or failed";

const DOCTOR_EXAMPLES: &str = "\
Examples:
  ctx worktree doctor                                         check
  ctx worktree doctor || ctx worktree install-merge-driver    check, and repair";

const DOCTOR_EXIT_CODES: &str = "\
Exit codes:
  0  The merge driver is in force for all backlogs
  1  A check failed
  2  No answer: wrong usage or no repository";

/// Install the merge driver for backlogs
#[derive(Debug, Args)]
#[command(before_help = INSTALL_EXAMPLES, after_help = INSTALL_NOTES)]
pub struct Install {
    /// More backlogs, relative to the repository root
    #[arg(value_name = "FILE")]
    backlogs: Vec<String>,

    #[command(flatten)]
    place: Place,
}

/// Uninstall the merge driver for backlogs
#[derive(Debug, Args)]
#[command(before_help = UNINSTALL_EXAMPLES, after_help = UNINSTALL_EXIT_CODES)]
pub struct Uninstall {
    #[command(flatten)]
    place: Place,
}

/// Check that git uses the merge driver for backlogs
#[derive(Debug, Args)]
#[command(before_help = DOCTOR_EXAMPLES, after_help = DOCTOR_EXIT_CODES)]
pub struct Doctor {
    #[command(flatten)]
    place: Place,
}

/// Installs the merge driver.
pub fn install(arguments: &Install) -> Result<Exit> {
    let home = arguments.place.home()?;
    let _lock = Lock::take(&home, "install-merge-driver")?;
    let mut backlogs = worktree::backlogs(&home)?;
    if !arguments.backlogs.is_empty() {
        backlogs = driver::named(&home, &arguments.backlogs)?;
    }
    let theirs = driver::install(&home, &program()?, &backlogs)?;
    backlogs.retain(|backlog| theirs.iter().all(|(name, _)| name != backlog));
    Ok(tell_done(report::DRIVER_INSTALLED, &report::render_installed(&backlogs, &theirs)))
}

/// Uninstalls the merge driver.
pub fn uninstall(arguments: &Uninstall) -> Result<Exit> {
    let home = arguments.place.home()?;
    let _lock = Lock::take(&home, "uninstall-merge-driver")?;
    let was_there = driver::uninstall(&home)?;
    let backups = worktree::backups(&home)?;
    let folder = home.folder();
    let is_left = folder.is_dir().then_some(&*folder);
    let answer = report::render_uninstalled(was_there, is_left, &backups);
    Ok(tell_done(report::DRIVER_UNINSTALLED, &answer))
}

/// Checks the merge driver.
pub fn doctor(arguments: &Doctor) -> Result<Exit> {
    let home = arguments.place.home()?;
    let findings = driver::examine(&home, &program()?, &worktree::backlogs(&home)?)?;
    output::print(&report::render_driver_findings(&findings))?;
    let is_well = findings.iter().all(|finding| finding.fault.is_none());
    Ok(if is_well { Exit::Answered } else { Exit::Wanting })
}

/// Returns the path of this program, as git is to run it.
pub(super) fn program() -> Result<PathBuf> {
    env::current_exe().context("cannot find the path of this program, which git needs to run it")
}
