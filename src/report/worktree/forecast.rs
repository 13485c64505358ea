//! Outcome of merging, in sentences.

use std::collections::BTreeSet;

use crate::model::{
    Forecast, LostTasks, MainCheckout, Meeting, Outcome, Presence, RemovedTasks, Reopened,
    RepositoryStatus, WorktreeStatus,
};
use crate::report::executor::lost_task;
use crate::report::layout::{self, CARE, DIM, clean, paint};
use crate::report::page::Page;
use crate::report::wording::{count, enumerate};

use super::wording;

/// Files named of one conflict.
const MAX_SHOWN: usize = 5;

/// Writes the conflicts, the order, and what to type next.
pub fn write(page: &mut Page, status: &RepositoryStatus) {
    let lines = sentences(status);
    if !lines.is_empty() {
        page.line("");
    }
    for (style, said) in lines {
        for line in layout::paragraph(&said, page.width) {
            page.line(&paint(style, &line));
        }
    }
}

/// Lists the conflicts, the order, and what to type next, with the style of each.
pub fn sentences(status: &RepositoryStatus) -> Vec<(anstyle::Style, String)> {
    let Some(forecast) = &status.forecast else { return Vec::new() };
    let mut lines: Vec<(anstyle::Style, String)> = Vec::new();
    let blocked = blocked(forecast);
    let mut wanting = blocked.is_some();
    lines.extend(blocked.map(|said| (CARE, said)));
    for (meeting, is_pair) in forecast
        .pairs
        .iter()
        .map(|meeting| (meeting, true))
        .chain(forecast.with_base.iter().map(|meeting| (meeting, false)))
    {
        if let Some(said) = sentence(meeting, is_pair) {
            wanting = true;
            lines.push((CARE, said));
        }
    }
    if !wanting && !forecast.with_base.is_empty() {
        let text = match (forecast.pairs.len(), forecast.steps.is_empty()) {
            (0, _) => {
                let meetings = forecast.with_base.iter();
                let names: Vec<String> = meetings.map(|meeting| clean(&meeting.a)).collect();
                format!("{} would merge without a conflict.", enumerate(&names, usize::MAX))
            }
            (_, true) => "It conflicts with no other worktree, and not with its base.".to_owned(),
            _ => "No two of them conflict, and none conflicts with its base.".to_owned(),
        };
        lines.push((anstyle::Style::new(), text));
    }
    lines.extend(in_turn(forecast).map(|said| (CARE, said)));
    lines.extend(forecast.reopened.iter().map(|reopened| (CARE, opened_again(reopened))));
    lines.extend(forecast.lost.iter().map(|lost| (CARE, lost_tasks(lost))));
    for removed in &forecast.removed {
        lines.extend(
            [removed_tasks(removed), archived_tasks(removed)]
                .into_iter()
                .flatten()
                .map(|line| (CARE, line)),
        );
    }
    lines.extend(order(forecast).map(|said| (anstyle::Style::new(), said)));
    if status.pending.is_none() {
        lines.extend(next(status, forecast).map(|said| (DIM, said)));
    }
    lines
}

/// Returns what the user must do in the main checkout before anything else.
fn blocked(forecast: &Forecast) -> Option<String> {
    let (mut names, mut files) = (Vec::new(), BTreeSet::new());
    for meeting in &forecast.with_base {
        if let Outcome::Blocked(some) = &meeting.outcome {
            names.push(clean(&meeting.a));
            files.extend(some.iter().map(|file| clean(file)));
        }
    }
    let files: Vec<String> = files.into_iter().collect();
    (!names.is_empty()).then(|| {
        format!(
            "{} cannot be merged yet: the main checkout has uncommitted changes in {}. Commit or \
             stash them.",
            enumerate(&names, usize::MAX),
            enumerate(&files, MAX_SHOWN)
        )
    })
}

/// Returns what goes wrong between two.
fn sentence(meeting: &Meeting, is_pair: bool) -> Option<String> {
    let (a, b) = (clean(&meeting.a), clean(&meeting.b));
    let both = if is_pair { format!("{a} and {b}") } else { format!("{a} and its base {b}") };
    match &meeting.outcome {
        // Said of all of them at once.
        Outcome::Clean | Outcome::Blocked(_) => None,
        Outcome::Conflict { files, only_backlogs } => {
            let backlogs = if *only_backlogs { " (only in the backlog)" } else { "" };
            Some(format!("{both} would conflict{}{backlogs}.", within(files)))
        }
        Outcome::Unknown(why) => {
            Some(format!("It is unknown if {both} would conflict: {}.", clean(why)))
        }
    }
}

fn within(files: &[String]) -> String {
    let names: Vec<String> = files.iter().map(|file| clean(file)).collect();
    if names.is_empty() { String::new() } else { format!(" in {}", enumerate(&names, MAX_SHOWN)) }
}

/// Returns what goes wrong only where more than two come together.
fn in_turn(forecast: &Forecast) -> Option<String> {
    let alone = |name: &str| {
        let meetings = forecast.pairs.iter().chain(&forecast.with_base);
        let mut of = meetings.filter(|meeting| meeting.a == name || meeting.b == name);
        of.all(|meeting| meeting.outcome == Outcome::Clean)
    };
    forecast.steps.iter().find_map(|step| match &step.outcome {
        Outcome::Conflict { files, .. } if alone(&step.name) => Some(format!(
            "After the merges before it, {} would conflict{}, although no two of them do.",
            clean(&step.name),
            within(files)
        )),
        _ => None,
    })
}

/// Says that a teardown will stop at what the track opened again.
fn opened_again(reopened: &Reopened) -> String {
    let tasks: Vec<String> = reopened.tasks.iter().map(|task| clean(task)).collect();
    format!(
        "{} opened {} again: {}. Its teardown stops there without --allow-reopened.",
        clean(&reopened.name),
        count(tasks.len(), "finished task"),
        enumerate(&tasks, MAX_SHOWN)
    )
}

/// Says that a teardown will stop at finished tasks that the merge loses.
fn lost_tasks(lost: &LostTasks) -> String {
    let tasks: Vec<String> = lost.tasks.iter().map(|task| clean(&lost_task(task))).collect();
    format!(
        "The teardown of {} would stop after its merge, without --allow-reopened: {}.",
        clean(&lost.name),
        enumerate(&tasks, MAX_SHOWN)
    )
}

/// Says that a merge will remove open tasks, if there are any.
fn removed_tasks(removed: &RemovedTasks) -> Option<String> {
    let name = clean(&removed.name);
    let tasks = removed.tasks.iter().filter(|it| it.archive.is_none());
    let tasks =
        tasks.map(|it| format!("{}:{}: {:?}", clean(&it.backlog), it.line, clean(&it.title)));
    let tasks: Vec<String> = tasks.collect();
    (!tasks.is_empty()).then(|| format!(
        "{name} removed {} from the backlog: {}. Merging removes them too; put back in {name} what is still to do.",
        count(tasks.len(), "open task"),
        enumerate(&tasks, MAX_SHOWN)
    ))
}

/// Says that open tasks will end in an archive, if there are any.
fn archived_tasks(removed: &RemovedTasks) -> Option<String> {
    let name = clean(&removed.name);
    let archived = removed.tasks.iter().filter_map(|it| {
        let archive = it.archive.as_ref()?;
        let place = format!("{}:{}", clean(&it.backlog), it.line);
        Some(format!("{place}: {:?} (to {})", clean(&it.title), clean(archive)))
    });
    let tasks: Vec<String> = archived.collect();
    (!tasks.is_empty()).then(|| {
        format!(
            "Merging {name} leaves {} in an archive, where no plan finds them: {}. Move to a backlog what is \
             still to do.",
            count(tasks.len(), "open task"),
            enumerate(&tasks, MAX_SHOWN)
        )
    })
}

fn order(forecast: &Forecast) -> Option<String> {
    if forecast.steps.len() < 2 {
        return None;
    }
    let names: Vec<String> = forecast.steps.iter().map(|step| clean(&step.name)).collect();
    let stops: Vec<String> = forecast
        .steps
        .iter()
        .filter(|step| step.outcome != Outcome::Clean)
        .map(|step| clean(&step.name))
        .collect();
    let stops = if stops.is_empty() {
        "no conflicts".to_owned()
    } else {
        format!("{}, at {}", count(stops.len(), "conflict"), enumerate(&stops, usize::MAX))
    };
    Some(format!("Merge in this order: {} ({stops}).", names.join(", ")))
}

/// Returns what to type next.
fn next(status: &RepositoryStatus, forecast: &Forecast) -> Option<String> {
    let first = forecast.steps.first().map(|step| step.name.as_str());
    let only = status.worktrees.first().map(|worktree| worktree.name.as_str());
    let wanted = first.or_else(|| only.filter(|_| !forecast.with_base.is_empty()));
    let known = |name: &str| status.worktrees.iter().find(|worktree| worktree.name == name);
    // Ctx takes down no worktree on a branch of another kind.
    let is_track = |worktree: &&WorktreeStatus| {
        let branch = worktree.branch.as_deref().unwrap_or_default();
        worktree.is_ours || branch.starts_with("work/")
    };
    let track = wanted.and_then(known).filter(is_track);
    // Without a main checkout, there is nothing to merge into.
    if let Some(track) = track.filter(|_| !status.main.is_bare) {
        return Some(teardown(status, forecast, track));
    }
    let find = |presence| status.worktrees.iter().find(|it| it.presence == presence);
    if let Some(absent) = find(Presence::Missing) {
        // How, is said beside it.
        return Some(format!(
            "Next: move {} back, tell git its new path, or forget it",
            clean(&absent.name)
        ));
    }
    find(Presence::Unknown).map(|_| "Next: ctx worktree prune forgets what is gone".to_owned())
}

fn teardown(status: &RepositoryStatus, forecast: &Forecast, worktree: &WorktreeStatus) -> String {
    let main = &status.main;
    let name = clean(&worktree.name);
    // Where it belongs is not known.
    let into = if worktree.is_ours && worktree.recorded_base.is_none() {
        String::new()
    } else {
        format!(" --into {}", main.branch.as_deref().map_or("BRANCH".to_owned(), wording::typed))
    };
    let command = format!("ctx worktree teardown{into} {}", wording::typed(&worktree.name));
    let is_later = worktree.operation.is_none() && worktree.is_planned && !worktree.is_finished();
    let mut steps = in_worktree(worktree);
    if !is_later
        && worktree.operation.is_none()
        && worktree.dirt.is_some_and(|dirt| !dirt.is_clean())
    {
        steps.push(format!("commit the changes in {name}"));
    }
    steps.extend(in_main(main, forecast, worktree));
    let steps =
        if steps.is_empty() { command } else { format!("{}, then {command}", steps.join(", ")) };
    let when = if is_later { format!("When {name} is done") } else { "Next".to_owned() };
    let place = if main.is_here { "" } else { ", in the main checkout" };
    format!("{when}{place}: {steps}")
}

/// Returns what has to be done with a worktree before its teardown is not refused.
fn in_worktree(worktree: &WorktreeStatus) -> Vec<String> {
    let name = clean(&worktree.name);
    let mut steps = Vec::new();
    if worktree.operation.is_some() {
        steps.push(format!("finish the git operation in {name}"));
    }
    // A rebase comes back to its branch by itself.
    let is_away = worktree.operation.is_none() || worktree.branch.is_some();
    if let Some(branch) = worktree.recorded_branch.as_ref().filter(|_| is_away) {
        let back = format!("switch {name} back to {}", clean(branch));
        steps.push(match &worktree.branch {
            Some(other) => format!("{back} (merge {} there if it has work)", clean(other)),
            None => back,
        });
    }
    if worktree.locked.is_some() {
        steps.push(format!("git worktree unlock {}", wording::typed(&worktree.path)));
    }
    steps
}

/// Lists the steps in the main checkout.
fn in_main(main: &MainCheckout, forecast: &Forecast, worktree: &WorktreeStatus) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(doing) = main.operation {
        steps.push(format!("finish the {} in the main checkout", doing.name()));
    }
    let base = worktree.base_branch.as_ref().filter(|_| worktree.recorded_base.is_none());
    let is_away = main.operation.is_none() || main.branch.is_some();
    match base {
        Some(base) if main.branch.as_ref() != Some(base) && is_away => {
            steps.push(format!("switch the main checkout to {}", clean(base)));
        }
        None if main.branch.is_none() && is_away => {
            steps.push("switch the main checkout to a branch".to_owned());
        }
        _ => {}
    }
    let is_blocked = |meeting: &Meeting| {
        meeting.a == worktree.name && matches!(meeting.outcome, Outcome::Blocked(_))
    };
    if forecast.with_base.iter().any(is_blocked) {
        steps.push("commit or stash the changes in the main checkout".to_owned());
    }
    steps
}
