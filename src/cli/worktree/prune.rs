//! `ctx worktree prune`.

use anyhow::Result;
use clap::Args;

use super::teardown::tell;
use super::{Place, quoted, recover, tell_pending};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::report::clean_lines;
use crate::worktree::{self, Backup, Ended, Home, Kept, Lock, PruneVerdict};

const EXAMPLES: &str = "\
Examples:
  ctx worktree prune --dry-run    show what would be removed
  ctx worktree prune              remove merged worktrees
  ctx worktree prune --backups    remove backups that are already on a branch";

const NOTES: &str = "\
A worktree is removed only if its work is merged and it holds nothing else.

Exit codes:
  0  Success, including when there is nothing to remove
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

/// Prunes.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let mut home = arguments.place.home_for(arguments.dry_run)?;
    let _lock;
    if arguments.dry_run {
        tell_pending(&home)?;
    } else {
        _lock = Lock::take(&home, "prune")?;
        match recover(home, None)? {
            Some(now) => home = now,
            None => return Ok(Exit::Answered),
        }
    }
    if arguments.backups {
        return prune_backups(&home, arguments);
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
        output::print(&clean_lines(&format!("{line}\n")))?;
        if arguments.dry_run {
            continue;
        }
        if let Some(Ended::Done(receipt)) = worktree::prune(&home, &name, verdict)? {
            tell(&receipt)?;
        }
    }
    Ok(Exit::Answered)
}

fn prune_backups(home: &Home, arguments: &Arguments) -> Result<Exit> {
    let backups = worktree::backups(home)?;
    worktree::check_names(&backups, &arguments.names)?;
    if backups.is_empty() {
        output::print("No backups.\n")?;
    }
    for backup in backups {
        let is_named = arguments.names.iter().any(|name| backup.is_called(name));
        let goes = is_named || backup.is_elsewhere();
        if goes && !arguments.dry_run {
            worktree::drop_backup(home, &backup)?;
        }
        let what = match (goes, arguments.dry_run) {
            (true, true) => "would be removed",
            (true, false) => "removed",
            (false, _) => "stays",
        };
        let text = format!("{}: {what}: {}\n", backup.name, described(&backup, goes));
        output::print(&clean_lines(&text))?;
    }
    Ok(Exit::Answered)
}

/// What a backup holds, and where it stays how to see it and to get rid of it.
fn described(backup: &Backup, goes: bool) -> String {
    let name = quoted(&backup.name);
    let (holds, see) = match &backup.what {
        Kept::Commit { branch: Some(branch), .. } => return format!("the branch {branch} has it"),
        Kept::Commit { reference, commit, .. } if goes => {
            return format!("no branch has it; it was {commit} under {reference}");
        }
        Kept::Commit { reference, .. } => {
            ("no branch has it", format!("git log -p {}", quoted(reference)))
        }
        Kept::Files(_) if goes => return "files that were ignored".to_owned(),
        Kept::Files(folder) => {
            ("files that were ignored", format!("ls -R {}", quoted(&folder.to_string_lossy())))
        }
    };
    format!("{holds}\n  see it: {see}\n  remove it: ctx worktree prune --backups {name}")
}
