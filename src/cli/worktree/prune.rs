//! `ctx worktree prune`.

use std::ops::ControlFlow;

use anyhow::Result;
use clap::Args;

use super::teardown::tell;
use super::{Place, recover, tell_done, tell_pending};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::model::Pruned;
use crate::report;
use crate::worktree::{self, Ended, Home, Lock, PruneVerdict};

const EXAMPLES: &str = "\
Examples:
  ctx worktree prune --dry-run    show what would be removed
  ctx worktree prune              remove merged worktrees
  ctx worktree prune --backups    remove backups that are already on a branch";

const NOTES: &str = "\
A worktree is removed only if its work is merged and it holds nothing else.

Exit codes:
  0  Success, including when there is nothing to remove
  1  Removed, but the answer could not be written
  2  Refused or failed";

/// Remove worktrees whose work is merged, or old backups
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Backups, or tracks of backups, to remove even if no branch has their commits
    #[arg(value_name = "NAME", requires = "backups")]
    names: Vec<String>,

    /// Remove backups that are already on a branch, instead of worktrees
    #[arg(long)]
    backups: bool,

    /// Show what would be removed and why, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    place: Place,
}

/// Removes merged worktrees, or backups.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let mut home = arguments.place.home_for(arguments.dry_run)?;
    let mut exit = Exit::Answered;
    let _lock;
    if arguments.dry_run {
        worktree::check_not_waiting(&home, None)?;
        tell_pending(&home)?;
    } else {
        _lock = Lock::take(&home, "prune")?;
        match recover(home, None)? {
            ControlFlow::Continue(now) => home = now,
            ControlFlow::Break(exit) => return Ok(exit),
        }
    }
    if arguments.backups {
        return prune_backups(&home, arguments);
    }
    let survey = worktree::survey(&home)?;
    if survey.is_empty() {
        output::print(report::NO_TRACKS)?;
    }
    for (name, verdict) in survey {
        let fate = match &verdict {
            PruneVerdict::Goes(_) => Pruned::Removed,
            PruneVerdict::Forgotten => Pruned::Forgotten,
            PruneVerdict::Stays(why) => Pruned::Stays(why.clone()),
        };
        let answer = report::render_pruned(&name, &fate, arguments.dry_run);
        if let PruneVerdict::Goes(prepared) = &verdict {
            let planned = prepared.planned();
            if !planned.open.is_empty() {
                output::narrate(&report::render_open_of(&name, &planned));
            }
        }
        if arguments.dry_run || matches!(verdict, PruneVerdict::Stays(_)) {
            output::print(&answer)?;
            continue;
        }
        let ended = worktree::prune(&home, &name, verdict)?;
        let mut told = vec![tell_done(report::PRUNED, &answer)];
        if let Some(Ended::Done(receipt)) = ended {
            told.push(tell(&receipt));
        }
        if told.contains(&Exit::Wanting) {
            exit = Exit::Wanting;
        }
    }
    Ok(exit)
}

fn prune_backups(home: &Home, arguments: &Arguments) -> Result<Exit> {
    let mut exit = Exit::Answered;
    let backups = worktree::backups(home)?;
    worktree::check_names(&backups, &arguments.names)?;
    if backups.is_empty() {
        output::print(report::NO_BACKUPS)?;
    }
    for backup in backups {
        let is_named = arguments.names.iter().any(|name| backup.is_called(name));
        let goes = is_named || backup.is_elsewhere();
        if goes && !arguments.dry_run {
            worktree::drop_backup(home, &backup)?;
        }
        let answer = report::render_backup(&backup, goes, arguments.dry_run);
        if !goes || arguments.dry_run {
            output::print(&answer)?;
        } else if tell_done(report::BACKUP_REMOVED, &answer) == Exit::Wanting {
            exit = Exit::Wanting;
        }
    }
    Ok(exit)
}
