//! Tasks that one side of a merge moved to another backlog while the other side finished them: git merges
//! both, and they are finished in one file and open in another.

use super::Error;
use super::archived::candidates;
use super::error::one_line;
use super::lists::{Lists, at_commit};
use super::moved::Trail;
use crate::backlog::{Checklist, without_id};
use crate::git::{Git, differing};
use crate::model::{LostTask, TaskState, TickFate};

/// Key for finding a task by its title alone: a line that no backlog has.
const NO_KEY: &str = "L0";

/// Task that a side finished and the other one moved away.
struct Moved {
    title: String,
    /// File in which it is finished after the merge.
    finished_in: String,
}

/// Lists tasks that are open in one file of the result and finished in another, since one side moved them.
/// `commits` are the merge base, our side, their side and the result.
pub(super) fn open_copies(
    git: &Git,
    trails: &[Trail],
    commits: [&str; 4],
) -> Result<Vec<LostTask>, Error> {
    let [base, ours, theirs, result] = commits;
    let sides = [(ours, Trail::ours as fn(&Trail) -> &str), (theirs, Trail::theirs)];
    let changed: [Vec<String>; 2] = [changed(git, base, ours)?, changed(git, base, theirs)?];
    let mut copies = Vec::new();
    for (mover, other) in [(0, 1), (1, 0)] {
        let by_both = |trail: &&Trail| {
            [mover, other].into_iter().all(|side| {
                let now = sides[side].1(trail);
                changed[side].iter().any(|path| path == now || path == trail.name())
            })
        };
        let of_both: Vec<&Trail> = trails.iter().filter(by_both).collect();
        if of_both.is_empty() {
            continue;
        }
        let read = |commit: &str, path: fn(&Trail) -> &str| -> Result<Lists, Error> {
            at_commit(git, commit, of_both.iter().map(|trail| path(trail)))
        };
        let before = read(base, Trail::name)?;
        let [moved_from, finished] =
            [read(sides[mover].0, sides[mover].1)?, read(sides[other].0, sides[other].1)?];
        let mut moved = Vec::new();
        for trail in of_both {
            let (Some(before), Some(finished)) =
                (before.get(trail.name()), finished.get(sides[other].1(trail)))
            else {
                continue;
            };
            let left = moved_from.get(sides[mover].1(trail));
            moved.extend(
                finished_and_gone(before, finished, left)
                    .into_iter()
                    .map(|title| Moved { title, finished_in: trail.result().to_owned() }),
            );
        }
        if !moved.is_empty() {
            copies.extend(found(
                git,
                trails,
                [base, sides[mover].0, result],
                &changed[mover],
                &moved,
            )?);
        }
    }
    copies.sort();
    copies.dedup();
    Ok(copies)
}

/// Returns the titles of tasks that are open in `before`, finished in `finished` and not in `left`.
fn finished_and_gone(
    before: &Checklist,
    finished: &Checklist,
    left: Option<&Checklist>,
) -> Vec<String> {
    let is_open = |at: &usize| before.entries[*at].state.is_some_and(TaskState::is_unfinished);
    let open = (0..before.entries.len()).filter(is_open);
    let open: Vec<(Option<String>, String)> =
        open.map(|at| (before.id(at), before.title(at))).filter(|it| !it.1.is_empty()).collect();
    let wanted: Vec<(&str, &str)> =
        open.iter().map(|(id, title)| (id.as_deref().unwrap_or(NO_KEY), title.as_str())).collect();
    let done = finished
        .find(&wanted)
        .into_iter()
        .map(|at| at.is_some_and(|at| finished.entries[at].state == Some(TaskState::Done)));
    let gone: Vec<bool> = match left {
        Some(left) => left.find(&wanted).iter().map(Option::is_none).collect(),
        None => vec![true; wanted.len()],
    };
    let both = open.iter().zip(done.zip(gone)).filter(|(_, (done, gone))| *done && *gone);
    both.map(|((_, title), _)| without_id(title)).collect()
}

/// Finds the moved tasks that are open in the result, in files to which their side added them. `commits` are
/// the merge base, that side and the result; `changed` are the files that it changed.
fn found(
    git: &Git,
    trails: &[Trail],
    [base, side, result]: [&str; 3],
    changed: &[String],
    moved: &[Moved],
) -> Result<Vec<LostTask>, Error> {
    let backlogs: Vec<&str> = trails.iter().map(Trail::name).collect();
    let mut names = candidates(changed.iter().map(String::as_str), &backlogs);
    names.extend(
        backlogs
            .iter()
            .filter(|it| changed.iter().any(|path| path == **it))
            .map(|&it| it.to_owned()),
    );
    let names = || names.iter().map(String::as_str);
    let [before, after, now] = [
        at_commit(git, base, names())?,
        at_commit(git, side, names())?,
        at_commit(git, result, names())?,
    ];
    let mut copies = Vec::new();
    for Moved { title, finished_in } in moved {
        for (file, list) in now.iter().filter(|(file, _)| *file != finished_in) {
            let is_new = !is_in(before.get(file), title, |_| true);
            let is_open = |state: TaskState| state.is_unfinished();
            if !is_new || !is_in(after.get(file), title, is_open) {
                continue;
            }
            if let Some(at) =
                find(list, title).filter(|&at| list.entries[at].state.is_some_and(is_open))
            {
                let line = list.entries[at].lines.start + 1;
                copies.push(LostTask {
                    task: format!("{}:{line}: {title:?}", one_line(file)),
                    fate: TickFate::FinishedIn(one_line(finished_in)),
                });
            }
        }
    }
    Ok(copies)
}

/// Returns true if a list has a task with this title in a state that passes the test.
fn is_in(list: Option<&Checklist>, title: &str, is_wanted: impl Fn(TaskState) -> bool) -> bool {
    list.is_some_and(|list| {
        find(list, title).and_then(|at| list.entries[at].state).is_some_and(is_wanted)
    })
}

fn find(list: &Checklist, title: &str) -> Option<usize> {
    list.find(&[(NO_KEY, title)]).into_iter().next().flatten()
}

/// Lists the files that differ between two commits.
fn changed(git: &Git, from: &str, to: &str) -> Result<Vec<String>, Error> {
    let paths = differing(git, from, to)?.into_iter();
    Ok(paths.filter_map(|path| String::from_utf8(path).ok()).collect())
}
