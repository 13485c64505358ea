//! Messages of `ctx worktree prune`.

use crate::model::{Backup, Kept, Pruned, quoted};
use crate::report::clean_lines;

/// Message where no worktree is that of a track.
pub const NO_TRACKS: &str = "No worktrees of tracks.\n";

/// Message where there is no backup.
pub const NO_BACKUPS: &str = "No backups.\n";

/// Says what becomes of a track's worktree.
pub fn render_pruned(name: &str, fate: &Pruned, is_dry_run: bool) -> String {
    let would = if is_dry_run { "would be " } else { "" };
    let line = match fate {
        Pruned::Removed => format!("{name}: {would}removed: merged and clean"),
        Pruned::Forgotten => {
            format!("{name}: {would}forgotten: its worktree is gone; its branch stays")
        }
        Pruned::Stays(why) => format!("{name}: stays: {why}"),
    };
    clean_lines(&format!("{line}\n"))
}

/// Says what becomes of a backup: it `goes` or stays.
pub fn render_backup(backup: &Backup, goes: bool, is_dry_run: bool) -> String {
    let fate = match (goes, is_dry_run) {
        (true, true) => "would be removed",
        (true, false) => "removed",
        (false, _) => "stays",
    };
    clean_lines(&format!("{}: {fate}: {}\n", backup.name, described(backup, goes)))
}

/// Describes what a backup holds; if it stays, also how to see and remove it.
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
