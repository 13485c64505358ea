//! Messages of `ctx worktree teardown`.

use std::cell::Cell;
use std::fmt::Write;
use std::path::PathBuf;

use super::lost::{self, lost_task};
use crate::model::{
    Aborted, BackedUp, Deleted, DroppedTask, Foreseen, MergePlace, Method, PlannedTeardown,
    Receipt, Stop, Uncommitted, quoted, shown,
};
use crate::report::layout::cut;
use crate::report::wording::count;
use crate::report::{clean, clean_lines};

/// Maximum number of things of a kind that a message lists.
const MAX_LISTED: usize = 10;

/// Maximum number of open tasks that are named, and the columns of each: a line or two in all.
const MAX_OPEN: usize = 3;
const OPEN_COLUMNS: usize = 40;

/// Maximum number of files that are named for a backlog that may have moved.
const MAX_CANDIDATES: usize = 3;

/// Says what is being merged, and into what.
pub fn render_merge(planned: &PlannedTeardown) -> String {
    let PlannedTeardown { branch, into, .. } = planned;
    let commits = commits(planned);
    match planned.method {
        Method::None if planned.commits > 0 => {
            let stay = if planned.commits == 1 { "stays" } else { "stay" };
            format!("{commits} of {branch} {stay} out of {into}: nothing is merged")
        }
        _ if planned.commits == 0 => format!("nothing to merge: {into} has all of {branch}"),
        Method::Squash => format!("squashing {branch} ({commits}) into {into}"),
        Method::Rebase => format!("rebasing {branch} ({commits}) onto {into}"),
        Method::Merge | Method::None => format!("merging {branch} ({commits}) into {into}"),
    }
}

/// Says what would be merged, and into what.
fn merge_step(planned: &PlannedTeardown) -> String {
    let PlannedTeardown { branch, into, .. } = planned;
    let commits = commits(planned);
    match planned.method {
        _ if planned.commits == 0 => format!("merge nothing: {into} has all of {branch}"),
        Method::Merge => format!("merge {branch} ({commits}) into {into}"),
        Method::Squash => format!("squash {branch} ({commits}) into {into}"),
        Method::Rebase => format!("rebase {branch} ({commits}) onto {into}"),
        Method::None => format!("leave {commits} of {branch} out of {into}: nothing is merged"),
    }
}

fn commits(planned: &PlannedTeardown) -> String {
    match planned.commits {
        1 => "1 commit".to_owned(),
        more => format!("{more} commits"),
    }
}

/// Names the tasks that are still open.
pub fn render_open(planned: &PlannedTeardown) -> String {
    match open(planned) {
        (1, tasks) => format!("1 task of the track is still open: {tasks}"),
        (more, tasks) => format!("{more} tasks of the track are still open: {tasks}"),
    }
}

/// Names the tasks of one of several tracks that are still open.
pub fn render_open_of(name: &str, planned: &PlannedTeardown) -> String {
    format!("{}: {}", clean(name), render_open(planned))
}

/// Counts and names the tasks that are still open.
fn open(planned: &PlannedTeardown) -> (usize, String) {
    let mut tasks: Vec<String> =
        planned.open.iter().take(MAX_OPEN).map(|task| cut(&clean(task), OPEN_COLUMNS)).collect();
    if planned.open.len() > MAX_OPEN {
        tasks.push(format!("and {} more", planned.open.len() - MAX_OPEN));
    }
    (planned.open.len(), tasks.join("; "))
}

/// Says what `--force` drops, if anything.
pub fn render_dropping(uncommitted: &Uncommitted) -> Option<String> {
    let files = match uncommitted.changed.len() + uncommitted.untracked.len() {
        0 => return None,
        1 => "1 file".to_owned(),
        more => format!("{more} files"),
    };
    Some(format!("dropping uncommitted changes in {files}"))
}

/// Says what a teardown would do. Steps after a stop are marked `after that`.
pub fn render_dry_run(planned: &PlannedTeardown, foreseen: &Foreseen) -> String {
    let mut text = String::new();
    let is_stopped = Cell::new(false);
    let mut step = |line: String| {
        let when = if is_stopped.get() { "would, after that" } else { "would" };
        let _ = writeln!(text, "{when}: {line}");
    };
    match open(planned) {
        (0, _) => {}
        (1, tasks) => step(format!("leave 1 task of the track open: {tasks}")),
        (more, tasks) => step(format!("leave {more} tasks of the track open: {tasks}")),
    }
    step(format!("keep {} under refs/ctx/backup", planned.branch));
    step(merge_step(planned));
    if !foreseen.conflicts.is_empty() {
        let at = match &foreseen.commit {
            Some((id, subject)) => format!(" of its commit {} ({})", short(id), clean(subject)),
            None => String::new(),
        };
        step(format!(
            "stop at conflicts{at}, with everything in place (--continue goes on): {}",
            clean(&foreseen.conflicts.join(", "))
        ));
        is_stopped.set(true);
    }
    if planned.method != Method::None {
        step(format!("check that {} has all commits, and every [x]", planned.into));
    }
    for task in &foreseen.lost {
        step(format!(
            "stop, since a finished task would be open again (--allow-reopened goes on): {}",
            clean(&lost_task(task))
        ));
    }
    is_stopped.set(is_stopped.get() || !foreseen.lost.is_empty());
    let (removed, archived) = by_fate(&foreseen.without);
    for task in without(&removed) {
        step(format!("remove the open task {task}, as the track did"));
    }
    for task in archived {
        step(format!("leave open {task}, where no plan finds it"));
    }
    let Uncommitted { changed, untracked, ignored } = &planned.uncommitted;
    for (what, paths) in [
        ("drop the changes of", changed),
        ("drop", untracked),
        ("keep in the backup", &[&ignored.stopping[..], &ignored.kept].concat()),
        ("carry to the main checkout", &ignored.carried),
        ("drop, since it can be rebuilt or is in the main checkout too:", &ignored.dropped),
    ] {
        for path in paths {
            step(format!("{what} {}", clean(&path.to_string_lossy())));
        }
    }
    step(format!("remove {}", shown(&planned.path)));
    if !planned.keep_branch {
        step(format!("delete the branch {}", planned.branch));
    }
    clean_lines(&text)
}

/// Lists what is unusual about a finished teardown, one remark each.
pub fn receipt_remarks(receipt: &Receipt) -> Vec<String> {
    let mut remarks = Vec::new();
    if !receipt.markers.is_empty() {
        remarks.push(format!(
            "conflict markers were committed: {}",
            clean(&receipt.markers.join(", "))
        ));
    }
    if !receipt.not_as_merged.is_empty() {
        remarks.push(format!(
            "these files of the main checkout differ from the merge: {}; `git diff HEAD` shows how",
            clean(&first(&receipt.not_as_merged).join(", "))
        ));
    }
    remarks
}

/// Says what a teardown merged, removed and kept.
pub fn render_receipt(receipt: &Receipt) -> String {
    let mut text = String::new();
    let mut line = |what: &str, rest: String| {
        let _ = writeln!(text, "{what:<9}{rest}");
    };
    if let Some((into, commit)) = &receipt.merged {
        line(
            "merged",
            match &receipt.head {
                _ if !receipt.had_work => format!("nothing: {into} had all of {}", receipt.branch),
                None => format!("{} into {into}, now at {}", receipt.branch, short(commit)),
                Some(head) => {
                    let (commit, head) = (short(commit), short(head));
                    format!("{} into {into} at {commit}; {into} is at {head} now", receipt.branch)
                }
            },
        );
    }
    for task in first(&receipt.finished) {
        line("finished", task);
    }
    for task in first(&receipt.removed) {
        line("without", format!("{task}, which was finished and the track removed"));
    }
    let (removed, archived) = by_fate(&receipt.without);
    for task in without(&removed) {
        line("without", format!("{task}, which was open and the track removed"));
    }
    for task in &archived {
        line("without", format!("{task}: move what is still to do to a backlog"));
    }
    let mut backlogs: Vec<&str> = removed.iter().map(|it| it.backlog.as_str()).collect();
    backlogs.dedup();
    for backlog in backlogs {
        let was = quoted(&format!("{}:{}", short(&receipt.before), clean(backlog)));
        line("", format!("put back what is still to do from: git show {was}"));
    }
    let repeated: Vec<String> = receipt.repeated.iter().map(lost::repeated).collect();
    for id in first(&repeated) {
        line("twice", format!("{id}: give one of them another id"));
    }
    line("removed", shown(&receipt.path));
    if !receipt.dropped.is_empty() {
        let what = ignored(&receipt.dropped);
        line("dropped", format!("{what}: can be rebuilt, or in the main checkout too"));
    }
    if !receipt.carried.is_empty() {
        line("carried", format!("to the main checkout, {}", ignored(&receipt.carried)));
    }
    if let Some(path) = &receipt.branch_used_in {
        line("kept", format!("the branch {}, which {} uses", receipt.branch, shown(path)));
    } else if receipt.branch_kept {
        line("kept", format!("the branch {}", receipt.branch));
    } else {
        line(
            "deleted",
            format!("the branch {}, which was at {}", receipt.branch, short(&receipt.tip)),
        );
    }
    for (reference, what) in &receipt.backups {
        line("kept", format!("{}: {reference}", backed_up(*what)));
    }
    if let Some(folder) = &receipt.moved_to {
        line("kept", format!("{}: {}", ignored(&receipt.kept), shown(folder)));
    }
    let back: Vec<String> = receipt
        .backups
        .iter()
        .filter(|(_, what)| *what != BackedUp::Branch || receipt.merged.is_none())
        .map(|(reference, _)| format!("git switch -c NAME {reference}"))
        .collect();
    if !back.is_empty() {
        line("back", back.join(", or "));
    }
    clean_lines(&text)
}

/// Says what a backup keeps.
fn backed_up(what: BackedUp) -> &'static str {
    match what {
        BackedUp::Branch => "the branch as it was",
        BackedUp::Uncommitted => "what was not committed",
        BackedUp::OnNoBranch => "commits that were on no branch",
        BackedUp::Interrupted => "what was interrupted",
    }
}

/// Says what an aborted teardown put back and kept.
pub fn render_aborted(aborted: &Aborted) -> String {
    let name = &aborted.name;
    let mut text = if aborted.is_back {
        let worktree = match aborted.left {
            0 if aborted.kept.iter().all(|(_, place)| *place != MergePlace::Worktree) => {
                "its worktree is unchanged".to_owned()
            }
            0 => format!("{} is as it was before", aborted.branch),
            left => format!(
                "{} is as it was before, and {} made since left it",
                aborted.branch,
                count(left, "commit")
            ),
        };
        format!("The teardown of {name} is undone; {worktree}.\n")
    } else {
        format!(
            "The teardown of {name} is abandoned; the main checkout has changed since, and stays as it is.\n"
        )
    };
    for (reference, place) in &aborted.kept {
        let _ = writeln!(text, "kept     {}", lost::kept(reference, *place));
    }
    let back: Vec<String> = aborted
        .kept
        .iter()
        .map(|(reference, _)| format!("git switch -c NAME {reference}"))
        .collect();
    if !back.is_empty() {
        let _ = writeln!(text, "back     {}", back.join(", or "));
    }
    clean_lines(&text)
}

/// Says why a teardown stopped, and how to continue or go back.
pub fn render_stop(stop: &Stop) -> String {
    let mut text = String::new();
    match stop {
        Stop::Conflict { name, place, files, deleted } => {
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
                 --continue\n\nor undo it with:\n\n  ctx worktree teardown --abort",
                place.as_ref().map_or_else(|| "here".to_owned(), |place| format!("in {place}"))
            );
        }
        Stop::Halted { name, why } => {
            let _ = writeln!(
                text,
                "{name}: git stopped, with everything in place and nothing to resolve:\n\n  {}\n\n\
                 Look at that, then:\n\n  ctx worktree teardown --continue\n\nor undo \
                 it with:\n\n  ctx worktree teardown --abort",
                clean(why)
            );
        }
        Stop::InTheWay { name, why, is_merged, is_removed } => {
            let merged = if *is_merged { "merged, but " } else { "" };
            let rest =
                if *is_removed { "not everything is removed yet" } else { "its worktree stays" };
            let back = if *is_removed {
                ""
            } else {
                "\n\nor undo it with:\n\n  ctx worktree teardown --abort"
            };
            let _ = writeln!(
                text,
                "{name}: {merged}{rest}:\n\n{why}\n\nThen:\n\n  ctx worktree teardown --continue{back}"
            );
        }
        Stop::Moved { name, place, way } => {
            let steps: Vec<String> = way.iter().map(|command| format!("  {command}\n")).collect();
            let _ = writeln!(
                text,
                "{name}: merged, but {place} has new commits since, so it stays.\n\nMerge them too with:\n\n{}\n\
                 or undo the merge with:\n\n  ctx worktree teardown --abort",
                steps.concat()
            );
        }
        Stop::Lost { name, tasks } => {
            let _ = writeln!(
                text,
                "{name}: merged, but these finished tasks are open again, missing, or open and finished at once:\n"
            );
            for task in tasks {
                let _ = writeln!(text, "  {}", lost_task(task));
            }
            let _ = writeln!(
                text,
                "\nNothing is removed. Tick them again here (of a task with two lines, remove one) and commit, then:\n\n  ctx worktree teardown \
                 --continue\n\nor leave them open with:\n\n  ctx worktree teardown --continue \
                 --allow-reopened\n\nor undo the merge with:\n\n  ctx worktree teardown --abort"
            );
        }
    }
    clean_lines(&text)
}

/// Says what to do about a backlog that one side deleted and the other changed.
fn way_on(deleted: &Deleted) -> String {
    let path = clean(&deleted.path);
    let remove = format!("`git rm {}`", quoted(&path));
    let candidates: Vec<String> =
        deleted.candidates.iter().take(MAX_CANDIDATES).map(|it| quoted(&clean(it))).collect();
    if candidates.is_empty() {
        return format!(
            "One side deleted {path} and the other changed it, and no new file has its tasks. Keep it \
             with `git add {}`, or drop it with {remove}.",
            quoted(&path)
        );
    }
    format!(
        "One side deleted {path} and the other changed it. Its tasks may be in {} now. Repeat there the \
         other side's changes to {path}, `git add` that file, and drop the old one with {remove}.",
        candidates.join(" or ")
    )
}

/// Parts open tasks into those that are gone and those that end in an archive, as text.
fn by_fate(tasks: &[DroppedTask]) -> (Vec<&DroppedTask>, Vec<String>) {
    let (archived, removed): (Vec<&DroppedTask>, Vec<_>) =
        tasks.iter().partition(|it| it.archive.is_some());
    let in_archive = |it: &DroppedTask| {
        let archive = it.archive.as_deref().unwrap_or_default();
        format!("{:?} in the archive {}", clean(&it.title), clean(archive))
    };
    let archived: Vec<String> = archived.into_iter().map(in_archive).collect();
    (removed, first(&archived))
}

/// Lists open tasks as `file:line: "title"`.
fn without(tasks: &[&DroppedTask]) -> Vec<String> {
    let listed = tasks
        .iter()
        .map(|it| format!("{}:{}: {:?}", clean(&it.backlog), it.line, clean(&it.title)));
    first(&listed.collect::<Vec<_>>())
}

/// Lists the first things, and how many more there are.
fn first(all: &[String]) -> Vec<String> {
    let more = all.len().saturating_sub(MAX_LISTED);
    let more = (more > 0).then(|| format!("and {more} more"));
    all.iter().take(MAX_LISTED).cloned().chain(more).collect()
}

/// Counts and names ignored files.
fn ignored(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    let number = match names.len() {
        1 => "1 ignored file or folder".to_owned(),
        more => format!("{more} ignored files and folders"),
    };
    format!("{number} ({})", first(&names).join(", "))
}

/// Shortens an id.
fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}
