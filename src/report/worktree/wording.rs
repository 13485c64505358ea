//! Phrases for the status of a worktree.

use crate::model::{
    Dirt, MainCheckout, Pending, PendingState, Presence, RepositoryStatus, TaskState, TaskStatus,
    WorktreeStatus,
};
use crate::report::layout::clean;
use crate::report::remark::render_remark;
use crate::report::wording::{count, enumerate};

/// Ignored files named of a kind.
const MAX_NAMED: usize = 3;

/// Shortens the id of a commit.
pub fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

/// Says that a command is not over, and what to do about it.
pub fn pending(pending: &Pending) -> String {
    let tracks = pending.tracks.iter().map(|track| clean(track)).collect::<Vec<_>>().join(", ");
    match (pending.is_create, pending.state) {
        (true, PendingState::Running) => format!("`ctx worktree create` is making {tracks}."),
        (true, _) => {
            format!(
                "`ctx worktree create` was interrupted while it made {tracks}; `ctx worktree prune` \
                 rolls it back, and so does the next create or teardown."
            )
        }
        (false, PendingState::Running) => format!("The teardown of {tracks} is running."),
        (false, PendingState::Waiting) => format!(
            "The teardown of {tracks} waits for you: resolve what it stopped at, then ctx worktree \
             teardown --continue, or undo it with ctx worktree teardown --abort."
        ),
        (false, PendingState::Interrupted) => format!(
            "The teardown of {tracks} was interrupted; `ctx worktree prune` finishes it or rolls it back, \
             and so does the next create or teardown."
        ),
    }
}

/// Returns the branch of the main checkout, or the commit it is at.
pub fn main_branch(main: &MainCheckout) -> String {
    match (&main.branch, &main.head) {
        (Some(branch), _) => clean(branch),
        (None, Some(head)) => short(head).to_owned(),
        (None, None) => "nothing".to_owned(),
    }
}

/// Returns the name of the folder of the main checkout.
pub fn repository(main: &MainCheckout) -> String {
    let name = main.path.rsplit('/').find(|part| !part.is_empty() && *part != ".git");
    clean(name.unwrap_or(&main.path))
}

/// Describes the current commit of the main checkout.
pub fn main_place(main: &MainCheckout) -> String {
    let at = main
        .head
        .as_deref()
        .map_or("without a commit".to_owned(), |head| format!("at {}", short(head)));
    match &main.branch {
        Some(branch) => format!("on {} {at}", clean(branch)),
        None => format!("detached {at}"),
    }
}

/// Returns the branch of a worktree.
pub fn branch(worktree: &WorktreeStatus) -> String {
    match (&worktree.branch, &worktree.head) {
        (Some(branch), _) => clean(branch),
        (None, Some(head)) => format!("detached at {}", short(head)),
        (None, None) => "no branch".to_owned(),
    }
}

/// Returns what a worktree is merged into.
pub fn base(status: &RepositoryStatus, worktree: &WorktreeStatus) -> String {
    worktree.base_branch.as_deref().map_or_else(|| main_branch(&status.main), clean)
}

/// Counts the commits that only one of a worktree and its base has; `base` is named if given.
pub fn distance(worktree: &WorktreeStatus, base: Option<&str>) -> String {
    let of = |word: &str| base.map_or(String::new(), |base| format!(" {word} {base}"));
    match worktree.distance {
        None if worktree.presence != Presence::Present => String::new(),
        None if worktree.head.is_none() => "no commit yet".to_owned(),
        None => "not comparable".to_owned(),
        Some(distance) => match (distance.ahead, distance.behind) {
            (0, 0) => format!("up to date{}", of("with")),
            (ahead, 0) => format!("{} ahead{}", count(ahead, "commit"), of("of")),
            (0, behind) => {
                let base = base.map_or(String::new(), |base| format!(" {base}"));
                format!("{} behind{base}", count(behind, "commit"))
            }
            (ahead, behind) => {
                format!("{} ahead{}, {behind} behind", count(ahead, "commit"), of("of"))
            }
        },
    }
}

/// Counts the uncommitted files; empty if unknown.
pub fn dirt(dirt: Option<Dirt>) -> String {
    let Some(dirt) = dirt else { return String::new() };
    let numbers =
        [(dirt.changed, "changed"), (dirt.untracked, "new"), (dirt.unmerged, "in conflict")];
    let parts: Vec<String> = numbers
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if parts.is_empty() { "clean".to_owned() } else { parts.join(", ") }
}

/// Counts the finished tasks.
pub fn tasks(worktree: &WorktreeStatus) -> String {
    let number = |state| worktree.count(state);
    if !worktree.is_planned {
        return match worktree.tasks.len() {
            0 => "no plan".to_owned(),
            done => format!("{} finished", count(done, "task")),
        };
    }
    format!("{} of {} done", number(TaskState::Done), count(worktree.tasks.len(), "task"))
}

/// Tasks that are neither done nor simply open.
pub fn other_tasks(worktree: &WorktreeStatus) -> Option<String> {
    let lost = worktree.tasks.iter().filter(|task| task.state.is_none()).count();
    let parts: Vec<String> = [
        (worktree.count(TaskState::InProgress), "in progress"),
        (worktree.count(TaskState::Blocked), "blocked"),
        (worktree.count(TaskState::Skipped), "skipped"),
        (lost, "not found in the backlog"),
    ]
    .iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    (!parts.is_empty()).then(|| format!("the others: {}", parts.join(", ")))
}

/// Names the state of a task.
pub fn state(task: &TaskStatus) -> &'static str {
    match task.state {
        Some(TaskState::Open) => "open",
        Some(TaskState::InProgress) => "in progress",
        Some(TaskState::Blocked) => "blocked",
        Some(TaskState::Skipped) => "skipped",
        Some(TaskState::Done) => "done",
        None => "not found",
    }
}

/// Returns what asks for care, in a phrase each.
pub fn cares(worktree: &WorktreeStatus) -> Vec<String> {
    let mut cares = Vec::new();
    let path = clean(&worktree.path);
    match &worktree.presence {
        Presence::Present => {}
        Presence::Missing => {
            cares.push(format!("gone: there is no longer a worktree at {path}"));
            cares.extend(left_of(worktree));
            cares.push(ways_out(worktree));
        }
        Presence::Unknown => {
            cares.push(format!("gone: git no longer knows a worktree at {path}"));
            cares.extend(left_of(worktree));
            cares.push(ways_out(worktree));
        }
        Presence::Foreign => cares.push(format!("{path} holds another repository")),
        Presence::Unreadable(why) => cares.push(format!("git cannot read it: {}", clean(why))),
    }
    if let Some(branch) = &worktree.recorded_branch {
        let now = if worktree.branch.is_some() { "on another branch" } else { "detached" };
        cares.push(format!("it was made on {}, and is now {now}", clean(branch)));
    }
    if let Some(doing) = worktree.operation {
        cares.push(format!("in the middle of a {}", doing.name()));
    }
    if let Some(ignored) = worktree.ignored.as_ref().filter(|it| !it.stopping.is_empty()) {
        let names = named(&ignored.stopping);
        cares.push(format!("ignored files that would be lost stop a teardown: {names}"));
    }
    cares.extend(worktree.remarks.iter().map(|it| clean(&render_remark(it))));
    cares
}

/// Returns what becomes of the ignored files that do not stop a teardown.
pub fn ignored(worktree: &WorktreeStatus) -> Option<String> {
    let ignored = worktree.ignored.as_ref()?;
    let parts: Vec<String> = [
        ("carries to the main checkout", &ignored.carried),
        ("keeps in the backup", &ignored.kept),
        ("drops", &ignored.dropped),
    ]
    .iter()
    .filter(|(_, files)| !files.is_empty())
    .map(|(what, files)| format!("{what} {}", named(files)))
    .collect();
    (!parts.is_empty()).then(|| format!("of the ignored files, a teardown {}", parts.join("; ")))
}

/// Names the first of some files.
fn named(files: &[String]) -> String {
    enumerate(&files.iter().map(|file| clean(file)).collect::<Vec<_>>(), MAX_NAMED)
}

/// Says what the branch of a worktree that is gone still has.
fn left_of(worktree: &WorktreeStatus) -> Option<String> {
    let branch = clean(worktree.branch.as_deref()?);
    let base = worktree.base_branch.as_deref().map_or("its base".to_owned(), clean);
    Some(match worktree.distance {
        _ if worktree.is_integrated => {
            format!("its branch {branch} is still there, and {base} has all of its work")
        }
        Some(distance) => format!(
            "its branch {branch} is still there, with {} that {base} lacks",
            count(distance.ahead, "commit")
        ),
        None => format!("its branch {branch} is still there"),
    })
}

/// Returns what to type about a worktree that is gone. Its disk may only be absent, so that ctx
/// never has git forget it.
fn ways_out(worktree: &WorktreeStatus) -> String {
    let place = typed(&worktree.path);
    let mut ways = Vec::new();
    let mut first = String::new();
    if worktree.presence == Presence::Missing {
        ways.push("move it back, or tell git its new path: git worktree repair PATH".to_owned());
        if worktree.locked.is_some() {
            first = format!("git worktree unlock {place}, ");
        }
        first.push_str("git worktree prune");
    }
    let then = if first.is_empty() { "" } else { ", then " };
    if let Some(branch) = &worktree.branch {
        let branch = typed(branch);
        ways.push(format!("to restore it: {first}{then}git worktree add {place} {branch}"));
    }
    let prune = if worktree.is_ours { "ctx worktree prune" } else { "" };
    let then = if prune.is_empty() { "" } else { then };
    let branch = match &worktree.branch {
        Some(branch) if worktree.is_integrated => format!(", then git branch -D {}", typed(branch)),
        Some(_) => " (the branch stays)".to_owned(),
        None => String::new(),
    };
    ways.push(format!("to forget it: {first}{then}{prune}{branch}"));
    ways.join("; ")
}

/// Returns what is worth knowing, in a phrase each.
pub fn notes(worktree: &WorktreeStatus) -> Vec<String> {
    let mut notes = Vec::new();
    if !worktree.is_ours {
        notes.push("not made by ctx".to_owned());
    }
    let is_ahead = worktree.distance.is_some_and(|it| it.ahead > 0);
    if worktree.presence == Presence::Present && worktree.is_integrated && is_ahead {
        let base = worktree.base_branch.as_deref().map_or("its base".to_owned(), clean);
        notes.push(format!("{base} has all that it committed, by other commits"));
    }
    if let Some(path) = &worktree.recorded_path {
        notes.push(format!("moved from {}", clean(path)));
    }
    match worktree.locked.as_deref() {
        None => {}
        Some("") => notes.push("locked".to_owned()),
        Some(why) => notes.push(format!("locked: {}", clean(why))),
    }
    if worktree.presence == Presence::Present
        && let Some(why) = &worktree.prunable
    {
        notes.push(format!("git would forget it: {}", clean(why)));
    }
    notes
}

/// Returns what it touched, against what was predicted; at most `most` files are named.
pub fn touched(worktree: &WorktreeStatus, most: usize) -> Option<String> {
    let touched = worktree.touched.as_ref()?;
    let names = |files: &[String]| {
        enumerate(&files.iter().map(|file| clean(file)).collect::<Vec<_>>(), most)
    };
    let is_predicted = !touched.inside.is_empty() || !touched.untouched.is_empty();
    let text = match touched.files() {
        0 => "touched nothing yet".to_owned(),
        files if !is_predicted => {
            format!("touched {}: {}", count(files, "file"), names(&touched.outside))
        }
        files => {
            let inside = match touched.inside.len() {
                0 => "none".to_owned(),
                all if all == files => "all".to_owned(),
                some => some.to_string(),
            };
            let outside = match touched.outside.len() {
                0 => String::new(),
                outside => format!(", {outside} outside ({})", names(&touched.outside)),
            };
            format!("touched {}: {inside} as predicted{outside}", count(files, "file"))
        }
    };
    let beside = match touched.backlogs.len() {
        0 => String::new(),
        _ => format!(", besides {}", names(&touched.backlogs)),
    };
    let untouched = match touched.untouched.len() {
        0 => String::new(),
        number => format!("; {number} predicted and not touched yet"),
    };
    Some(format!("{text}{beside}{untouched}"))
}

/// Quotes a name as one types it in a shell.
pub fn typed(name: &str) -> String {
    let name = clean(name);
    let is_plain = |c: char| c.is_alphanumeric() || "._/-+@".contains(c);
    let word = if name.chars().all(is_plain) && !name.is_empty() {
        name.clone()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    };
    if name.starts_with('-') { format!("-- {word}") } else { word }
}
