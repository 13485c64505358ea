//! `ctx worktree teardown`.

use std::ops::ControlFlow;

use anyhow::Result;
use clap::Args;

use super::{Place, recover, tell_done, tell_pending};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::model::{Foreseen, Method, Receipt};
use crate::report;
use crate::worktree::{self, Allowed, Ended, Home, Lock, TeardownOptions, TeardownRefusal};

const EXAMPLES: &str = "\
Examples:
  ctx worktree teardown docs --dry-run    show what would happen
  ctx worktree teardown docs              merge, verify, remove the worktree and its branch
  ctx worktree teardown --continue        resume after you resolved the conflicts
  ctx worktree teardown --abort           undo a teardown that stopped";

const NOTES: &str = "\
Teardown takes these steps:
  1. Refuse if files would be lost, or if a process, lock or git operation is active there
  2. Name the tasks that are still open
  3. Back up the branch under refs/ctx/backup
  4. Merge the branch into that of the main checkout
  5. Verify that its commits are there and that no finished task lost its [x]
  6. Remove the worktree and delete the branch

Ignored files of known tools do not stop it. Files that can be rebuilt are dropped, others move to
the main checkout or to the backup. A repository adds its own in .ctx-analyze.toml.

Exit codes:
  0  The track is merged and removed
  1  Stopped with everything in place; go on with --continue or --abort (--dry-run: would stop).
     Or done, but the receipt could not be written
  2  Refused or failed before anything was merged";

/// Merge a finished track, then remove its worktree and branch
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Arguments {
    /// Track, branch or path of the worktree to merge
    #[arg(required_unless_present_any = ["continue", "abort"])]
    name: Option<String>,

    /// Merge into BRANCH of the main checkout, even if the track started elsewhere
    #[arg(long, value_name = "BRANCH")]
    into: Option<String>,

    /// Merge as a single commit
    #[arg(long, conflicts_with_all = ["rebase", "no_merge"])]
    squash: bool,

    /// Rebase instead of merging
    #[arg(long, conflicts_with = "no_merge")]
    rebase: bool,

    /// Remove a track that is already merged
    #[arg(long)]
    no_merge: bool,

    /// Keep the branch
    #[arg(long)]
    keep_branch: bool,

    /// Discard uncommitted work, after a backup
    #[arg(long)]
    force: bool,

    /// With --no-merge, remove an unmerged track, after a backup
    #[arg(short = 'D', requires = "no_merge")]
    drop_unmerged: bool,

    /// Continue even if finished tasks are open again
    #[arg(long)]
    allow_reopened: bool,

    /// With --continue, commit files that still have conflict markers
    #[arg(long, requires = "continue")]
    allow_markers: bool,

    /// Show what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Resume a teardown that stopped
    #[arg(
        long,
        conflicts_with_all = [
            "abort", "into", "squash", "rebase", "no_merge", "keep_branch", "drop_unmerged", "dry_run",
        ]
    )]
    r#continue: bool,

    /// Undo a teardown that stopped
    #[arg(
        long,
        conflicts_with_all = [
            "into", "squash", "rebase", "no_merge", "keep_branch", "drop_unmerged", "dry_run", "force",
            "allow_reopened",
        ]
    )]
    abort: bool,

    #[command(flatten)]
    place: Place,
}

/// Tears a worktree down.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let home = arguments.place.home_for(arguments.dry_run)?;
    let name = match &arguments.name {
        Some(name) if !arguments.r#continue && !arguments.abort => {
            &worktree::of_track(&home, name)?
        }
        _ => return resume(&home, arguments),
    };
    let options = TeardownOptions {
        method: match (arguments.squash, arguments.rebase, arguments.no_merge) {
            (true, ..) => Method::Squash,
            (_, true, _) => Method::Rebase,
            (.., true) => Method::None,
            _ => Method::Merge,
        },
        into: arguments.into.clone(),
        keep_branch: arguments.keep_branch,
        force: arguments.force,
        drop_unmerged: arguments.drop_unmerged,
        allow_reopened: arguments.allow_reopened,
        allow_markers: false,
    };
    if arguments.dry_run {
        worktree::check_not_waiting(&home, Some(name))?;
        tell_pending(&home)?;
        let prepared = worktree::prepare(&home, name, &options, true)?;
        let foreseen = match options.method {
            Method::None => Foreseen::default(),
            _ => worktree::foresee(&home, &prepared)?,
        };
        output::print(&report::render_dry_run(&prepared.planned(), &foreseen))?;
        return Ok(if foreseen.is_wanting() { Exit::Wanting } else { Exit::Answered });
    }
    let _lock = Lock::take(&home, &format!("teardown {name}"))?;
    let home = match recover(home, Some(name))? {
        ControlFlow::Continue(home) => home,
        ControlFlow::Break(exit) => return Ok(exit),
    };
    let prepared = worktree::prepare(&home, name, &options, false)?;
    let planned = prepared.planned();
    if !planned.open.is_empty() {
        output::narrate(&report::render_open(&planned));
    }
    if let Some(dropping) = report::render_dropping(&planned.uncommitted).filter(|_| options.force)
    {
        output::narrate(&dropping);
    }
    output::narrate(&report::render_merge(&planned));
    Ok(conclude(&worktree::tear_down(&home, prepared)?))
}

fn resume(home: &Home, arguments: &Arguments) -> Result<Exit> {
    let abort = arguments.abort;
    let name = arguments.name.as_ref().map(|name| worktree::of_track(home, name)).transpose()?;
    let name = name.as_deref();
    let _lock = Lock::take(home, if abort { "teardown --abort" } else { "teardown --continue" })?;
    if abort {
        let Some(aborted) = worktree::abort(home, name)? else {
            return Err(TeardownRefusal::NoTeardown.into());
        };
        let done = report::aborted(&aborted);
        return Ok(tell_done(&done, &report::render_aborted(&aborted)));
    }
    let allowed = Allowed {
        reopened: arguments.allow_reopened,
        markers: arguments.allow_markers,
        force: arguments.force,
    };
    match worktree::go_on(home, name, allowed)? {
        Some(ended) => Ok(conclude(&ended)),
        None => Err(TeardownRefusal::NoTeardown.into()),
    }
}

/// Says how a teardown ended.
fn conclude(ended: &Ended) -> Exit {
    match ended {
        Ended::Done(receipt) => tell(receipt),
        Ended::Stopped(stop) => {
            tell_done(report::STOPPED, &report::render_stop(stop));
            Exit::Wanting
        }
    }
}

/// Says what was merged, removed and kept.
pub(super) fn tell(receipt: &Receipt) -> Exit {
    for remark in report::receipt_remarks(receipt) {
        output::narrate(&remark);
    }
    tell_done(&report::torn_down(receipt), &report::render_receipt(receipt))
}
