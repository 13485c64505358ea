//! Forecast of merges, of worktrees with their uncommitted work.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::contained::is_ancestor;
use super::order::{Collisions, order};
use super::verify::Ticks;
use super::{Error, Home, Prepared, ScratchObjects, verify};
use crate::git::Merged;
use crate::model::{
    Forecast, Foreseen, LostTask, LostTasks, Meeting, Method, Outcome, RemovedTasks, Reopened, Step,
};

/// Worktree that has something to merge.
#[derive(Clone, Debug)]
pub(super) struct Side {
    /// Name.
    pub name: String,
    /// Commit of its current state, with uncommitted work.
    pub commit: String,
    /// Commit that it would be merged into.
    pub tip: String,
    /// Branch of that commit.
    pub base: String,
    /// Set if all its tasks are done.
    pub is_finished: bool,
    /// Number of tasks that are done.
    pub done: usize,
}

/// Obstacles to merges in the main checkout.
#[derive(Clone, Debug, Default)]
pub(super) struct InTheWay {
    /// Commit of the main checkout.
    pub head: Option<String>,
    /// Its files with uncommitted changes.
    pub changed: Vec<String>,
}

/// Predicts the merge of a teardown, without changing the repository.
pub fn foresee(home: &Home, prepared: &Prepared) -> Result<Foreseen, Error> {
    let teardown = &prepared.journal;
    let scratch = ScratchObjects::open(&home.common)?;
    let backlogs: BTreeSet<String> = teardown.backlogs.iter().cloned().collect();
    let sides = [&*teardown.before, &*teardown.tip];
    let (mut merged, commit) = match teardown.options.method {
        Method::Rebase => rebased(&scratch, sides[0], sides[1], &backlogs)?,
        _ => (scratch.merge_by_task(sides[0], sides[1], &backlogs)?, None),
    };
    let conflicts = merged.conflicts.clone();
    let conflicts = conflicts.iter().map(|path| String::from_utf8_lossy(path).into_owned());
    if merged.stops && commit.is_some() {
        // A rebase that stops has only the commits before.
        merged.tree = scratch.merge_by_task(sides[0], sides[1], &backlogs)?.tree;
    }
    let ticks = verify::foreseen(&scratch.asked(), sides, &teardown.backlogs, &merged)?;
    Ok(Foreseen {
        lost: if teardown.options.allow_reopened { Vec::new() } else { ticks.lost },
        without: ticks.dropped,
        commit,
        conflicts: conflicts.filter(|_| merged.stops).collect(),
    })
}

/// Predicts a rebase of the commits of `tip` onto `before`, up to the first that stops. Returns
/// that commit with its subject.
fn rebased(
    scratch: &ScratchObjects,
    before: &str,
    tip: &str,
    backlogs: &BTreeSet<String>,
) -> Result<(Merged, Option<(String, String)>), Error> {
    let git = scratch.asked();
    let clean = |tree: String| Merged { tree, stops: false, conflicts: Vec::new() };
    let (mut state, mut tree) = (before.to_owned(), format!("{before}^{{tree}}"));
    if is_ancestor(&git, before, tip)? {
        tree = format!("{tip}^{{tree}}");
    } else {
        // `git rebase` leaves out commits that `before` has as well.
        let listing = ["rev-list", "--reverse", "--topo-order", "--no-merges", "--right-only"];
        let range = format!("{before}...{tip}");
        let commits = git.line(&[&listing[..], &["--cherry-pick", &range, "--"]].concat())?;
        for id in commits.lines() {
            let merged = scratch.pick_by_task(&state, id, backlogs)?;
            if merged.stops {
                let subject = git.line(&["log", "--max-count=1", "--format=%s", id, "--"])?;
                return Ok((merged, Some((id.to_owned(), subject))));
            }
            state = scratch.commit(&merged.tree, &[&state])?;
            tree = merged.tree;
        }
    }
    let tree = git.line(&["rev-parse", "--verify", &tree])?;
    Ok((clean(tree), None))
}

/// Returns those of the files in `changed` that a merge from a commit to a tree would write.
fn overwritten(
    scratch: &ScratchObjects,
    before: &str,
    after: &str,
    changed: &[String],
) -> Result<Vec<String>, Error> {
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let written = scratch.differing(Some(before), after)?;
    let written = written.iter().map(|path| String::from_utf8_lossy(path).into_owned());
    Ok(written.filter(|path| changed.contains(path)).collect())
}

/// Predicts the merge of a worktree into its base, and what becomes of its tasks. Of an unknown merge,
/// nothing more is known.
fn into_base(
    scratch: &ScratchObjects,
    side: &Side,
    [backlogs, checked]: [&BTreeSet<String>; 2],
    main: &InTheWay,
) -> (Outcome, Ticks) {
    let merged = match scratch.merge_by_task(&side.tip, &side.commit, checked) {
        Ok(merged) => merged,
        Err(error) => return (unknown(&error), Ticks::default()),
    };
    let sides = [&*side.tip, &*side.commit];
    let names: Vec<_> = checked.iter().cloned().collect();
    let ticks = verify::foreseen(&scratch.asked(), sides, &names, &merged);
    let ticks = ticks.unwrap_or_default();
    let (outcome, tree) = judged(merged, backlogs);
    let is_there = main.head.as_ref() == Some(&side.tip);
    let Some(tree) = tree.filter(|_| is_there) else { return (outcome, ticks) };
    let outcome = match overwritten(scratch, &side.tip, &tree, &main.changed) {
        Ok(files) if files.is_empty() => outcome,
        Ok(files) => Outcome::Blocked(files),
        Err(error) => unknown(&error),
    };
    (outcome, ticks)
}

/// Predicts all merges. Conflicts in `backlogs` only are marked; the tasks of `checked` are compared. With `only`, the name of a
/// worktree, other pairs and the order are left out.
pub(super) fn forecast(
    scratch: &ScratchObjects,
    sides: &[Side],
    [backlogs, checked]: [&BTreeSet<String>; 2],
    only: Option<&str>,
    main: &InTheWay,
) -> Forecast {
    let wanted = |side: &Side| only.is_none_or(|only| only == side.name);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for a in 0..sides.len() {
        let others = (a + 1..sides.len()).filter(|&b| wanted(&sides[a]) || wanted(&sides[b]));
        pairs.extend(others.map(|b| (a, b)));
    }
    let outcomes: Vec<Outcome> = pairs
        .par_iter()
        .map(|&(a, b)| merged(scratch, &sides[a].commit, &sides[b].commit, backlogs).0)
        .collect();
    let alone: Vec<usize> = (0..sides.len()).filter(|&at| wanted(&sides[at])).collect();
    let (with_base, ticks): (Vec<Outcome>, Vec<Ticks>) = alone
        .par_iter()
        .map(|&at| into_base(scratch, &sides[at], [backlogs, checked], main))
        .unzip();
    let steps = if only.is_none() {
        let collisions = collisions(sides.len(), &pairs, &outcomes, &with_base);
        let order = order(&collisions, &liked(sides));
        simulate(scratch, sides, &order, &collisions, backlogs)
    } else {
        Vec::new()
    };
    let (mut reopened, mut lost) = (Vec::new(), Vec::new());
    for (&at, ticks) in alone.iter().zip(&ticks) {
        let name = &sides[at].name;
        let (by_track, by_merge): (Vec<LostTask>, Vec<LostTask>) =
            ticks.lost.iter().cloned().partition(LostTask::is_reopened);
        if !by_track.is_empty() {
            let tasks = by_track.into_iter().map(|it| it.task).collect();
            reopened.push(Reopened { name: name.clone(), tasks });
        }
        if !by_merge.is_empty() {
            lost.push(LostTasks { name: name.clone(), tasks: by_merge });
        }
    }
    let removed = alone.iter().zip(&ticks).filter(|(_, ticks)| !ticks.dropped.is_empty());
    let removed = removed.map(|(&at, ticks)| RemovedTasks {
        name: sides[at].name.clone(),
        tasks: ticks.dropped.clone(),
    });
    let removed = removed.collect();
    let meeting = |a: &str, b: &str, outcome| Meeting { a: a.to_owned(), b: b.to_owned(), outcome };
    Forecast {
        pairs: pairs
            .into_iter()
            .zip(outcomes)
            .map(|((a, b), outcome)| meeting(&sides[a].name, &sides[b].name, outcome))
            .collect(),
        with_base: alone
            .into_iter()
            .zip(with_base)
            .map(|(at, outcome)| meeting(&sides[at].name, &sides[at].base, outcome))
            .collect(),
        steps,
        reopened,
        lost,
        removed,
    }
}

/// Sorts the sides: finished ones first, then those with the most finished tasks, then by name.
fn liked(sides: &[Side]) -> Vec<usize> {
    let mut liked: Vec<usize> = (0..sides.len()).collect();
    liked.sort_by_key(|&at| {
        let side = &sides[at];
        (!side.is_finished, std::cmp::Reverse(side.done), side.name.clone())
    });
    liked
}

/// Predicts a merge. Returns the tree as well, if it succeeds.
fn merged(
    scratch: &ScratchObjects,
    ours: &str,
    theirs: &str,
    backlogs: &BTreeSet<String>,
) -> (Outcome, Option<String>) {
    match scratch.merge_by_task(ours, theirs, backlogs) {
        Ok(merged) => judged(merged, backlogs),
        Err(error) => (unknown(&error), None),
    }
}

/// Returns the outcome of a merge, and its tree if it succeeds.
fn judged(merged: Merged, backlogs: &BTreeSet<String>) -> (Outcome, Option<String>) {
    if !merged.stops {
        return (Outcome::Clean, Some(merged.tree));
    }
    let files = merged.conflicts.iter().map(|path| String::from_utf8_lossy(path));
    let files: BTreeSet<String> = files.map(std::borrow::Cow::into_owned).collect();
    (conflict(files, backlogs), None)
}

fn conflict(files: BTreeSet<String>, backlogs: &BTreeSet<String>) -> Outcome {
    let only_backlogs = !files.is_empty() && files.is_subset(backlogs);
    Outcome::Conflict { files: files.into_iter().collect(), only_backlogs }
}

fn collisions(
    sides: usize,
    pairs: &[(usize, usize)],
    outcomes: &[Outcome],
    with_base: &[Outcome],
) -> Collisions {
    let files = |outcome: &Outcome| -> BTreeSet<String> {
        match outcome {
            Outcome::Clean => BTreeSet::new(),
            // A merge may stop without a conflict in a file.
            Outcome::Conflict { files, .. } if files.is_empty() => [String::new()].into(),
            Outcome::Conflict { files, .. } => files.iter().cloned().collect(),
            Outcome::Blocked(_) | Outcome::Unknown(_) => [String::new()].into(),
        }
    };
    let mut known = vec![vec![BTreeSet::new(); sides]; sides];
    for (&(a, b), outcome) in pairs.iter().zip(outcomes) {
        known[a][b] = files(outcome);
        known[b][a] = files(outcome);
    }
    Collisions { pairs: known, base: with_base.iter().map(files).collect() }
}

/// Predicts merging one after another, since three branches may conflict where no two of them do. A
/// merge that stops is left out of the following ones, but later merges that conflict with it stop
/// as well.
fn simulate(
    scratch: &ScratchObjects,
    sides: &[Side],
    order: &[usize],
    collisions: &Collisions,
    backlogs: &BTreeSet<String>,
) -> Vec<Step> {
    let mut states: BTreeMap<&str, String> = BTreeMap::new();
    let (mut steps, mut stopped): (Vec<Step>, Vec<usize>) = (Vec::new(), Vec::new());
    for &at in order {
        let side = &sides[at];
        let state = states.entry(&side.tip).or_insert_with(|| side.tip.clone());
        let (mut outcome, tree) = merged(scratch, state, &side.commit, backlogs);
        let mut more: BTreeSet<String> = stopped
            .iter()
            .flat_map(|&earlier| collisions.pairs[at][earlier].iter().cloned())
            .collect();
        if !more.is_empty() && !matches!(outcome, Outcome::Unknown(_)) {
            if let Outcome::Conflict { files, .. } = outcome {
                more.extend(files);
            }
            more.remove("");
            outcome = conflict(more, backlogs);
        }
        if let (Outcome::Clean, Some(tree)) = (&outcome, tree) {
            match scratch.commit(&tree, &[state, &side.commit]) {
                Ok(commit) => *state = commit,
                Err(error) => outcome = unknown(&error),
            }
        }
        if outcome != Outcome::Clean {
            stopped.push(at);
        }
        steps.push(Step { name: side.name.clone(), outcome });
    }
    steps
}

fn unknown(error: &Error) -> Outcome {
    Outcome::Unknown(error.to_string())
}
