//! `ctx worktree install-merge-driver`, `uninstall-merge-driver` and `doctor`.

use std::env;
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::Place;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::report::clean_lines;
use crate::worktree::{self, Lock, driver};

const INSTALL_EXAMPLES: &str = "\
Examples:
  ctx worktree install-merge-driver                 for all places where ctx analyze looks
  ctx worktree install-merge-driver docs/PLAN.md    for this file, too";

const UNINSTALL_EXAMPLES: &str = "\
Examples:
  ctx worktree uninstall-merge-driver          out of the settings and .git/info/attributes
  ctx worktree uninstall-merge-driver -C DIR   the same for another repository";

const DOCTOR_EXAMPLES: &str = "\
Examples:
  ctx worktree doctor                                             is the merge by task in force?
  ctx worktree doctor || ctx worktree install-merge-driver        set right what is wrong";

/// Have git merge backlogs by task, in every worktree of this repository
///
/// It serves every place where `ctx analyze` looks for backlogs, so that one that moves, is archived or
/// comes later is merged by task, too. A file with another merge attribute of yours is left to that.
/// `ctx worktree create` does this as well. It is kept in the repository's own settings and in
/// .git/info/attributes, so that nothing needs committing; where the program is missing one day, git
/// merges backlogs by line as before.
#[derive(Debug, Args)]
#[command(after_help = INSTALL_EXAMPLES)]
pub struct Install {
    /// Further backlogs, relative to the top
    #[arg(value_name = "FILE")]
    backlogs: Vec<String>,

    #[command(flatten)]
    place: Place,
}

/// Have git merge backlogs by line again
#[derive(Debug, Args)]
#[command(after_help = UNINSTALL_EXAMPLES)]
pub struct Uninstall {
    #[command(flatten)]
    place: Place,
}

/// Look whether git would merge the backlogs by task
///
/// Exit codes: 0 all is well, 1 something is wrong.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR_EXAMPLES)]
pub struct Doctor {
    #[command(flatten)]
    place: Place,
}

/// Installs.
pub fn install(arguments: &Install) -> Result<Exit> {
    let home = arguments.place.home()?;
    let _lock = Lock::take(&home, "install-merge-driver")?;
    let mut backlogs = worktree::backlogs(&home)?;
    if !arguments.backlogs.is_empty() {
        backlogs = driver::named(&home, &arguments.backlogs)?;
    }
    let theirs = driver::install(&home, &program()?, &backlogs)?;
    backlogs.retain(|backlog| theirs.iter().all(|(name, _)| name != backlog));
    let names = match (backlogs.is_empty(), theirs.is_empty()) {
        (false, _) => backlogs.join(", "),
        (true, true) => "none found yet".to_owned(),
        (true, false) => "none".to_owned(),
    };
    let mut text = format!("Backlogs are merged by task: {names}\n");
    for (name, value) in theirs {
        let _ = writeln!(text, "Left to your own merge attribute ({value}): {name}");
    }
    output::print(&clean_lines(&text))?;
    Ok(Exit::Answered)
}

/// Uninstalls.
pub fn uninstall(arguments: &Uninstall) -> Result<Exit> {
    let home = arguments.place.home()?;
    let _lock = Lock::take(&home, "uninstall-merge-driver")?;
    let was_there = driver::uninstall(&home)?;
    let said =
        if was_there { "Backlogs are merged by line again." } else { "It was not installed." };
    output::print(&format!("{said}\n"))?;
    Ok(Exit::Answered)
}

/// Examines.
pub fn doctor(arguments: &Doctor) -> Result<Exit> {
    let home = arguments.place.home()?;
    let findings = driver::examine(&home, &program()?, &worktree::backlogs(&home)?)?;
    let mut text = String::new();
    for finding in &findings {
        let _ = match &finding.wrong {
            None => writeln!(text, "ok     {}", finding.what),
            Some(wrong) => writeln!(text, "wrong  {}: {wrong}", finding.what),
        };
    }
    output::print(&clean_lines(&text))?;
    let is_well = findings.iter().all(|finding| finding.wrong.is_none());
    Ok(if is_well { Exit::Answered } else { Exit::Wanting })
}

/// This program, as git is to run it.
pub(super) fn program() -> Result<PathBuf> {
    env::current_exe().context("cannot tell where this program lies, so git cannot be told")
}
