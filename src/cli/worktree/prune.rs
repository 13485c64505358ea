//! `ctx worktree prune`.

use anyhow::Result;
use clap::Args;

use super::teardown::tell;
use super::{Place, recover};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::worktree::{self, Ended, Lock, PruneVerdict};

const EXAMPLES: &str = "\
Examples:
  ctx worktree prune --dry-run     what would go, what stays, and why
  ctx worktree prune               remove what is merged and clean";

/// Remove the worktrees whose work is merged already and that hold nothing else
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Only say what would go, what stays, and why
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    place: Place,
}

/// Prunes.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let mut home = arguments.place.home()?;
    let _lock;
    if !arguments.dry_run {
        _lock = Lock::take(&home, "prune")?;
        match recover(home, None)? {
            Some(now) => home = now,
            None => return Ok(Exit::Answered),
        }
    }
    let survey = worktree::survey(&home)?;
    if survey.is_empty() {
        output::print("No worktrees of tracks.\n")?;
    }
    for (name, verdict) in survey {
        let would = if arguments.dry_run { "would be " } else { "" };
        let line = match &verdict {
            PruneVerdict::Goes(_) => format!("{name}: {would}removed: merged and clean"),
            PruneVerdict::Forgotten => {
                format!("{name}: {would}forgotten: its worktree is gone; its branch stays")
            }
            PruneVerdict::Stays(why) => format!("{name}: stays: {why}"),
        };
        output::print(&crate::report::clean_lines(&format!("{line}\n")))?;
        if arguments.dry_run {
            continue;
        }
        if let Some(Ended::Done(receipt)) = worktree::prune(&home, &name, verdict)? {
            tell(&receipt)?;
        }
    }
    Ok(Exit::Answered)
}
