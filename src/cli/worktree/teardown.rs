//! `ctx worktree teardown`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use super::{Place, recover, shown, tell_pending};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::model;
use crate::report::{clean, clean_lines};
use crate::worktree::{
    self, Aborted, Allowed, Deleted, Ended, Foreseen, Home, Lock, Method, Prepared, Receipt, Stop,
    Uncommitted, Wishes, quoted,
};

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
  1  Stopped with everything in place; go on with --continue or --abort (--dry-run: would stop)
  2  Refused or failed before anything was merged";

/// Merge a finished track, then remove its worktree and branch
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Arguments {
    /// Track to merge
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

/// Tears down.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let home = arguments.place.home_for(arguments.dry_run)?;
    let name = match &arguments.name {
        Some(name) if !arguments.r#continue && !arguments.abort => name,
        _ => return resume(&home, arguments),
    };
    let wishes = Wishes {
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
        tell_pending(&home)?;
        let prepared = worktree::prepare(&home, name, &wishes, true)?;
        let foreseen = match wishes.method {
            Method::None => Foreseen::default(),
            _ => worktree::foresee(&home, &prepared)?,
        };
        output::print(&announcement(&prepared, &wishes, &foreseen))?;
        return Ok(if foreseen.is_wanting() { Exit::Wanting } else { Exit::Answered });
    }
    let _lock = Lock::take(&home, &format!("teardown {name}"))?;
    let Some(home) = recover(home, Some(name))? else { return Ok(Exit::Answered) };
    let prepared = worktree::prepare(&home, name, &wishes, false)?;
    if !prepared.open.is_empty() {
        output::narrate(&still_open(&prepared));
    }
    mention(&prepared.uncommitted, wishes.force);
    output::narrate(&merge_of(&prepared, wishes.method));
    report(worktree::tear_down(&home, prepared)?)
}

fn resume(home: &Home, arguments: &Arguments) -> Result<Exit> {
    let (abort, name) = (arguments.abort, arguments.name.as_deref());
    let _lock = Lock::take(home, if abort { "teardown --abort" } else { "teardown --continue" })?;
    if abort {
        let Some(aborted) = worktree::abort(home, name)? else { bail!("no teardown is under way") };
        let Aborted { name, is_back, kept } = aborted;
        let mut text = if is_back {
            format!("Back to before the teardown of {name}; its worktree is as it was.\n")
        } else {
            format!(
                "The teardown of {name} is forgotten; the main checkout has gone its own way.\n"
            )
        };
        for (reference, place) in kept {
            let _ = writeln!(text, "kept     what stood in {place}: {reference}");
        }
        output::print(&clean_lines(&text))?;
        return Ok(Exit::Answered);
    }
    let allowed = Allowed {
        reopened: arguments.allow_reopened,
        markers: arguments.allow_markers,
        force: arguments.force,
    };
    match worktree::go_on(home, name, allowed)? {
        Some(ended) => report(ended),
        None => bail!("no teardown is under way"),
    }
}

/// Says how it ended.
fn report(ended: Ended) -> Result<Exit> {
    match ended {
        Ended::Done(receipt) => {
            tell(&receipt)?;
            Ok(Exit::Answered)
        }
        Ended::Stopped(stop) => {
            output::print(&stopped(&stop))?;
            Ok(Exit::Wanting)
        }
    }
}

/// The merge, as an order.
fn merge_of(prepared: &Prepared, method: Method) -> String {
    let (branch, into) = (prepared.branch(), prepared.into());
    let commits = match prepared.commits {
        1 => "1 commit".to_owned(),
        more => format!("{more} commits"),
    };
    match method {
        Method::Merge => format!("merge {branch} ({commits}) into {into}"),
        Method::Squash => format!("squash {branch} ({commits}) into {into}"),
        Method::Rebase => format!("rebase {branch} ({commits}) onto {into}"),
        Method::None if prepared.commits == 0 => {
            format!("merge nothing: {into} has all of {branch}")
        }
        Method::None => format!("merge nothing of {branch} ({commits} that {into} has not)"),
    }
}

/// The tasks that the track leaves to be done.
fn still_open(prepared: &Prepared) -> String {
    let tasks = clean(&some(&prepared.open).join("; "));
    match prepared.open.len() {
        1 => format!("leave 1 task of the track open: {tasks}"),
        more => format!("leave {more} tasks of the track open: {tasks}"),
    }
}

fn mention(uncommitted: &Uncommitted, force: bool) {
    let dropped = uncommitted.changed.len() + uncommitted.untracked.len();
    if force && dropped > 0 {
        let files = if dropped == 1 { "1 file" } else { &format!("{dropped} files") };
        output::narrate(&format!("dropping what is not committed in {files}"));
    }
}

/// What would happen.
fn announcement(prepared: &Prepared, wishes: &Wishes, foreseen: &Foreseen) -> String {
    let mut text = String::new();
    let mut step = |line: String| {
        let _ = writeln!(text, "would: {line}");
    };
    if !prepared.open.is_empty() {
        step(still_open(prepared));
    }
    step(format!("keep {} under refs/ctx/backup", prepared.branch()));
    step(merge_of(prepared, wishes.method));
    if !foreseen.overwritten.is_empty() {
        step(format!(
            "stop before that, since the main checkout has changes that are not committed, and the \
             merge would overwrite them: {}",
            clean(&foreseen.overwritten.join(", "))
        ));
    }
    if !foreseen.conflicts.is_empty() {
        let at = match &foreseen.commit {
            Some((id, subject)) => format!(" of its commit {} ({})", short(id), clean(subject)),
            None => String::new(),
        };
        step(format!(
            "stop at conflicts{at}, with everything in place: {}",
            clean(&foreseen.conflicts.join(", "))
        ));
    }
    if wishes.method != Method::None {
        step(format!("check that {} has all of it, and every [x]", prepared.into()));
    }
    for task in &foreseen.lost {
        step(format!(
            "stop, since a finished task would be open again (--allow-reopened goes on): {}",
            clean(task)
        ));
    }
    let Uncommitted { changed, untracked, ignored } = &prepared.uncommitted;
    for (what, paths) in [
        ("drop the changes of", changed),
        ("drop", untracked),
        ("keep in the backup", &[&ignored.stopping[..], &ignored.kept].concat()),
        ("carry to the main checkout", &ignored.carried),
        ("drop, since it can be made again or is in the main checkout, too:", &ignored.dropped),
    ] {
        for path in paths {
            step(format!("{what} {}", clean(&path.to_string_lossy())));
        }
    }
    step(format!("remove {}", model::shown(prepared.path())));
    if !wishes.keep_branch {
        step(format!("delete the branch {}", prepared.branch()));
    }
    clean_lines(&text)
}

/// How many things a receipt lists of a kind.
const LISTED: usize = 10;

/// The first of them, and how many more there are.
fn some(all: &[String]) -> Vec<String> {
    let more = all.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| format!("and {more} more"));
    all.iter().take(LISTED).cloned().chain(more).collect()
}

/// Ignored files, counted and named.
fn ignored(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| model::shown(path)).collect();
    let number = match names.len() {
        1 => "1 ignored file or folder".to_owned(),
        more => format!("{more} ignored files and folders"),
    };
    format!("{number} ({})", some(&names).join(", "))
}

/// A short id.
fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

/// Says what was merged, removed and kept.
pub(super) fn tell(receipt: &Receipt) -> Result<()> {
    if !receipt.markers.is_empty() {
        output::narrate(&format!(
            "conflict markers were committed: {}",
            clean(&receipt.markers.join(", "))
        ));
    }
    if !receipt.not_as_merged.is_empty() {
        output::narrate(&format!(
            "these files of the main checkout are not as they are merged: {}; `git diff HEAD` shows how",
            clean(&some(&receipt.not_as_merged).join(", "))
        ));
    }
    output::print(&written(receipt))
}

fn written(receipt: &Receipt) -> String {
    let mut text = String::new();
    let mut line = |what: &str, rest: String| {
        let _ = writeln!(text, "{what:<9}{rest}");
    };
    if let Some((into, commit)) = &receipt.merged {
        line(
            "merged",
            if receipt.had_work {
                format!("{} into {into}, now at {}", receipt.branch, short(commit))
            } else {
                format!("nothing: {into} had all of {}", receipt.branch)
            },
        );
    }
    for task in some(&receipt.finished) {
        line("finished", task);
    }
    for task in some(&receipt.removed) {
        line("without", format!("{task}, which was finished and which a side removed"));
    }
    line("removed", model::shown(&receipt.path));
    if !receipt.dropped.is_empty() {
        let what = ignored(&receipt.dropped);
        line("dropped", format!("{what}: made again when needed, or in the main checkout, too"));
    }
    if !receipt.carried.is_empty() {
        line("carried", format!("to the main checkout, {}", ignored(&receipt.carried)));
    }
    if receipt.branch_kept {
        line("kept", format!("the branch {}", receipt.branch));
    } else {
        line(
            "deleted",
            format!("the branch {}, which was at {}", receipt.branch, short(&receipt.tip)),
        );
    }
    for (reference, what) in &receipt.backups {
        line("kept", format!("{what}: {reference}"));
    }
    if let Some(folder) = &receipt.moved_to {
        line("kept", format!("{}: {}", ignored(&receipt.kept), model::shown(folder)));
    }
    let back: Vec<String> = receipt
        .backups
        .iter()
        .filter(|(_, what)| *what != "the branch as it was" || receipt.merged.is_none())
        .map(|(reference, _)| format!("git switch -c NAME {reference}"))
        .collect();
    if !back.is_empty() {
        line("back", back.join(", or "));
    }
    clean_lines(&text)
}

/// Number of files that are named for one that may have moved.
const CANDIDATES: usize = 3;

/// Where something is to be done.
fn place(folder: &Path) -> String {
    let is_here = std::env::current_dir().is_ok_and(|here| here == folder);
    if is_here { "here".to_owned() } else { format!("in {}", shown(folder)) }
}

/// Says what to do about a backlog that one side deleted and the other changed.
fn way_on(deleted: &Deleted) -> String {
    let path = clean(&deleted.path);
    let remove = format!("`git rm {}`", quoted(&path));
    let candidates: Vec<String> =
        deleted.candidates.iter().take(CANDIDATES).map(|it| quoted(&clean(it))).collect();
    if candidates.is_empty() {
        return format!(
            "One side deleted {path} and the other changed it, and no new file has its tasks. Keep it \
             with `git add {}`, or drop it with {remove}.",
            quoted(&path)
        );
    }
    format!(
        "One side deleted {path} and the other changed it. Its tasks may be in {} now. Make there what the \
         other side changed in {path}, `git add` that file, and drop the old one with {remove}.",
        candidates.join(" or ")
    )
}

fn stopped(stop: &Stop) -> String {
    let mut text = String::new();
    match stop {
        Stop::Conflict { name, folder, files, deleted } => {
            let _ = writeln!(text, "{name}: stopped at conflicts, with everything in place.\n");
            for file in files {
                let _ = writeln!(text, "  {}", clean(&file.to_string_lossy()));
            }
            for backlog in deleted {
                let _ = writeln!(text, "\n{}", way_on(backlog));
            }
            let _ = writeln!(
                text,
                "\nResolve them {}, `git add` them, then:\n\n  ctx worktree teardown \
                 --continue\n\nor go back with:\n\n  ctx worktree teardown --abort",
                place(folder)
            );
        }
        Stop::Halted { name, why } => {
            let _ = writeln!(
                text,
                "{name}: git stopped, with everything in place and nothing to resolve:\n\n  {}\n\n\
                 Look at that, then:\n\n  ctx worktree teardown --continue\n\nor go back \
                 with:\n\n  ctx worktree teardown --abort",
                clean(why)
            );
        }
        Stop::InTheWay { name, why, is_merged, is_removed } => {
            let merged = if *is_merged { "merged, but " } else { "" };
            let rest = if *is_removed { "not all is removed yet" } else { "its worktree stays" };
            let back = if *is_removed {
                ""
            } else {
                "\n\nor go back with:\n\n  ctx worktree teardown --abort"
            };
            let _ = writeln!(
                text,
                "{name}: {merged}{rest}:\n\n{why}\n\nThen:\n\n  ctx worktree teardown --continue{back}"
            );
        }
        Stop::Lost { name, tasks } => {
            let _ = writeln!(
                text,
                "{name}: merged, but these tasks were finished and are not any more:\n"
            );
            for task in tasks {
                let _ = writeln!(text, "  {task}");
            }
            let _ = writeln!(
                text,
                "\nNothing is removed. Tick them again here and commit, or add --allow-reopened if \
                 they are to be open. Then:\n\n  ctx worktree teardown --continue\n\nor go back to \
                 before the merge with:\n\n  ctx worktree teardown --abort"
            );
        }
    }
    clean_lines(&text)
}
