//! Status of the worktrees: their tasks, the files that they touched, and a forecast of merging
//! them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use super::contained::integrated;
use super::forecast::{InTheWay, Side, forecast};
use super::prepare::changed;
use super::resume::{pending, waiting_for_tasks};
use super::runtime_files::Rules;
use super::survey::{self, Seen, survey};
use super::{Error, Home, ScratchObjects, Snapshot, driver, tasks};
use crate::git::{Git, Renamed};
use crate::model::{
    Forecast, Ignored, IgnoredFiles, LostTask, LostTasks, Operation, Outcome, Pending, Presence,
    Remark, Reopened, RepositoryStatus, Touched,
};
use crate::regular::{self, MAX_STATE_BYTES};

/// Returns the main checkout and all worktrees, without files and forecast.
pub fn list(home: &Home) -> Result<RepositoryStatus, Error> {
    let (main, seen, remarks) = survey(home)?;
    let worktrees = seen.into_iter().map(|it| it.status).collect();
    let (pending, mut remarks) = with_pending(home, remarks);
    remarks.extend(settings_remark(home));
    Ok(RepositoryStatus { main, worktrees, forecast: None, pending, remarks })
}

/// Returns all worktrees with the files that they touched and a forecast of merging them. With
/// `only` (a name, branch or path), returns one worktree and its merges with the others.
pub fn status(home: &Home, only: Option<&str>) -> Result<RepositoryStatus, Error> {
    let (main, mut seen, mut remarks) = survey(home)?;
    let only = only.map(|only| survey::find(&seen, only)).transpose()?;
    let scratch = ScratchObjects::open(&home.common)?;
    let shared = shared_backlogs(home, &seen);
    remarks.extend(settings_remark(home));
    predict_ignored_files(home, &mut seen);
    look_for_work(home, &mut seen);
    let commits: Vec<Option<String>> =
        seen.par_iter_mut().map(|it| look_into(&scratch, it, &shared)).collect();
    let sides: Vec<Side> =
        seen.iter().zip(commits).filter_map(|(it, commit)| side(it, commit?)).collect();
    let name = only.map(|only| seen[only].status.name.clone());
    let in_the_way = in_the_way(home);
    let checked = checked_backlogs(home, &seen, &shared);
    let mut forecast =
        forecast(&scratch, &sides, [&shared, &checked], name.as_deref(), &in_the_way);
    match waiting_for_tasks(home) {
        Ok(waiting) => {
            let of_it = waiting.filter(|(track, _)| name.as_ref().is_none_or(|name| name == track));
            if let Some((track, lost)) = of_it {
                add_lost(&mut forecast, &track, lost);
            }
        }
        Err(error) => remarks.push(Remark::Error(error.to_string())),
    }
    remarks.extend(merged_by_line(home, &forecast, &shared)?);
    let forecast = Some(forecast);
    if let Some(only) = only {
        seen = vec![seen.swap_remove(only)];
    }
    let worktrees = seen.into_iter().map(|it| it.status).collect();
    let (pending, remarks) = with_pending(home, remarks);
    Ok(RepositoryStatus { main, worktrees, forecast, pending, remarks })
}

/// Adds the finished tasks that a teardown has stopped at.
fn add_lost(forecast: &mut Forecast, track: &str, lost: Vec<LostTask>) {
    let (by_track, by_merge): (Vec<LostTask>, Vec<LostTask>) =
        lost.into_iter().partition(LostTask::is_reopened);
    if !by_track.is_empty() {
        let tasks = by_track.into_iter().map(|it| it.task).collect();
        forecast.reopened.push(Reopened { name: track.to_owned(), tasks });
    }
    if !by_merge.is_empty() {
        forecast.lost.push(LostTasks { name: track.to_owned(), tasks: by_merge });
    }
}

/// Returns a remark if the settings of the repository cannot be used.
pub fn settings_remark(home: &Home) -> Option<Remark> {
    home.main().ok().filter(|main| !main.is_bare)?;
    Rules::of(home).err().map(|error| Remark::Settings(error.to_string()))
}

/// Looks for the work of worktrees in their bases, which may have it squashed, rebased or merged by hand.
fn look_for_work(home: &Home, seen: &mut [Seen]) {
    let may_be_there = |it: &&mut Seen| {
        let is_known =
            matches!(it.status.presence, Presence::Present | Presence::Missing | Presence::Unknown);
        is_known && !it.status.is_integrated && it.status.operation.is_none() && !it.is_merged
    };
    seen.par_iter_mut().filter(may_be_there).for_each(|it| {
        if let (Some(head), Some(tip)) = (&it.status.head, &it.tip) {
            // What cannot be compared counts as work.
            let found = integrated(&home.here, head, tip);
            it.status.is_integrated = found.is_ok_and(|found| found.is_some());
        }
    });
}

/// Predicts for each worktree what a teardown would do with its ignored files.
fn predict_ignored_files(home: &Home, seen: &mut [Seen]) {
    let Some(main) = home.checkouts.first().filter(|main| !main.is_bare) else { return };
    // Invalid settings have a remark of their own.
    let Ok(rules) = Rules::of(home) else { return };
    let told = |paths: Vec<PathBuf>| -> Vec<String> {
        paths.iter().map(|path| path.to_string_lossy().into_owned()).collect()
    };
    seen.par_iter_mut().filter(|it| it.own.is_some()).for_each(|it| {
        let after = it.status.head.clone().zip(it.tip.clone()).zip(it.status.branch.clone());
        let after =
            after.map(|((head, tip), branch)| Rules::after_merge(home, &branch, [&tip, &head]));
        let after = match after.transpose() {
            Ok(after) => after.flatten(),
            Err(error) => {
                let refused = matches!(error, Error::Refused(_));
                it.status.remarks.extend(refused.then(|| Remark::Error(error.to_string())));
                None
            }
        };
        let rules = [Some(&rules), after.as_ref()];
        let read = |rules| Ignored::read(&Git::at(&it.place), &main.path, &it.place, rules);
        // A teardown asks both rules, and the later ones hold when it removes the worktree.
        let found =
            rules.into_iter().flatten().map(read).reduce(|now, after| Ok(now?.then(after?)));
        match found.unwrap_or_else(|| Ok(Ignored::default())) {
            Ok(Ignored { stopping, carried, kept, dropped, .. }) => {
                it.status.ignored = Some(IgnoredFiles {
                    stopping: told(stopping),
                    carried: told(carried),
                    kept: told(kept),
                    dropped: told(dropped),
                });
            }
            Err(error) => {
                it.status.remarks.push(Remark::UnknownIgnored(error.to_string()));
            }
        }
    });
}

/// Returns a remark if backlogs conflict that the merge driver would merge, were it installed.
fn merged_by_line(
    home: &Home,
    forecast: &Forecast,
    backlogs: &BTreeSet<String>,
) -> Result<Option<Remark>, Error> {
    let meetings = forecast.pairs.iter().chain(&forecast.with_base).map(|it| &it.outcome);
    let outcomes = meetings.chain(forecast.steps.iter().map(|step| &step.outcome));
    let files = outcomes.flat_map(|outcome| match outcome {
        Outcome::Conflict { files, .. } => files.as_slice(),
        _ => &[],
    });
    let files: BTreeSet<&String> = files.filter(|file| backlogs.contains(*file)).collect();
    let files: Vec<String> = files.into_iter().cloned().collect();
    let by_line = driver::merged_by_line(home, &files)?;
    Ok(Some(by_line).filter(|files| !files.is_empty()).map(Remark::MergedByLine))
}

/// Returns what can stop merges in the main checkout. If that is unreadable, a remark says so.
fn in_the_way(home: &Home) -> InTheWay {
    let Some(main) = home.checkouts.first().filter(|main| !main.is_bare) else {
        return InTheWay::default();
    };
    let changed = changed(&Git::at(&main.path)).unwrap_or_default();
    InTheWay { head: main.head.clone(), changed }
}

/// Returns the unfinished command, if there is one, and adds a remark if the journal cannot be
/// read.
fn with_pending(home: &Home, mut remarks: Vec<Remark>) -> (Option<Pending>, Vec<Remark>) {
    let pending = pending(home).unwrap_or_else(|error| {
        remarks.push(Remark::Error(error.to_string()));
        None
    });
    (pending, remarks)
}

/// Returns the backlogs of all worktrees and of the main checkout.
fn shared_backlogs(home: &Home, seen: &[Seen]) -> BTreeSet<String> {
    let main = home.checkouts.first().filter(|main| !main.is_bare);
    let mut names: BTreeSet<String> =
        main.map(|main| tasks::everywhere(&main.path)).unwrap_or_default().into_iter().collect();
    for it in seen {
        if it.own.is_some() {
            names.extend(tasks::everywhere(&it.place));
        }
        names.extend(it.status.tasks.iter().map(|task| task.backlog.clone()));
    }
    names
}

/// Adds the backlogs of all formats to `shared`, also of those that are merged by line: their tasks can be
/// opened or removed as well.
fn checked_backlogs(home: &Home, seen: &[Seen], shared: &BTreeSet<String>) -> BTreeSet<String> {
    let main = home.checkouts.first().filter(|main| !main.is_bare).map(|main| &main.path);
    let places =
        main.into_iter().chain(seen.iter().filter(|it| it.own.is_some()).map(|it| &it.place));
    let found = places.flat_map(|place| tasks::of_all_formats(place));
    shared.iter().cloned().chain(found).collect()
}

/// Finds the files that a worktree touched; returns a commit of its current state.
fn look_into(
    scratch: &ScratchObjects,
    seen: &mut Seen,
    backlogs: &BTreeSet<String>,
) -> Option<String> {
    let (Some(own), Some(head)) = (&seen.own, &seen.status.head) else { return None };
    let (own, head) = (own.clone(), head.clone());
    let committed = |remark| Snapshot { commit: head.clone(), uncommitted: false, remark };
    let dirt = seen.status.dirt.unwrap_or_default();
    let merging = seen.status.operation == Some(Operation::Merge);
    let snapshot = if dirt.unmerged > 0 {
        Ok(committed(Some(Remark::Unresolved)))
    } else if dirt.is_clean() && !merging {
        Ok(committed(None))
    } else {
        let mut parents = vec![head.clone()];
        if merging {
            let heads = regular::read(&own.join("MERGE_HEAD"), MAX_STATE_BYTES).unwrap_or_default();
            let heads = String::from_utf8_lossy(&heads);
            parents.extend(heads.lines().map(str::to_owned));
        }
        scratch.snapshot(&seen.place, &own, &parents)
    };
    let status = &mut seen.status;
    let snapshot = match snapshot {
        Ok(snapshot) => snapshot,
        Err(error) => committed(Some(Remark::LeftOut(error.to_string()))),
    };
    status.remarks.extend(snapshot.remark);
    if let Some(tip) = &seen.tip {
        let recorded = seen.record.as_ref().map(|record| record.base.as_str());
        // Commits that are being merged into it are not its own work.
        let git = scratch.asked();
        if merging && let Some(common) = survey::common(&git, tip, &snapshot.commit) {
            status.base = survey::own_base(&git, tip, common, recorded).ok();
        }
        if status.base.is_none() {
            status.remarks.push(Remark::UnrelatedBase);
        }
    }
    match scratch.differing(status.base.as_deref(), &snapshot.commit) {
        Ok(paths) => {
            let predicted = seen.record.iter().flat_map(|record| &record.predicted);
            let predicted: Vec<&str> = predicted.map(|file| file.path.as_str()).collect();
            let paths = paths.iter().map(|path| String::from_utf8_lossy(path).into_owned());
            let paths: BTreeSet<String> = paths.collect();
            let renamed = match &status.base {
                // Only a backlog that moved has other files moved with it.
                Some(base) if !paths.is_disjoint(backlogs) => {
                    scratch.renamed(base, &snapshot.commit).unwrap_or_default()
                }
                _ => Vec::new(),
            };
            let along = moved_along(&renamed, &paths, backlogs);
            let backlogs = backlogs.union(&along).cloned().collect();
            status.touched = Some(touched(&paths, &predicted, &backlogs, snapshot.uncommitted));
        }
        Err(error) => status.remarks.push(Remark::UnknownFiles(error.to_string())),
    }
    Some(snapshot.commit)
}

/// Returns those of `paths` that are backlogs that moved, and unchanged files that moved with them from
/// one folder to another, as all files of a change that is archived.
fn moved_along(
    renamed: &[Renamed],
    paths: &BTreeSet<String>,
    backlogs: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut along = BTreeSet::new();
    for backlog in paths.intersection(backlogs) {
        let Some((folder, name)) = backlog.rsplit_once('/') else { continue };
        for it in renamed {
            let inner = it.from.strip_prefix(folder).filter(|inner| inner.starts_with('/'));
            let to = inner.and_then(|inner| it.to.strip_suffix(inner));
            let Some(now) = to.map(|folder| format!("{folder}/{name}")) else { continue };
            // If all its tasks are ticked, git may not see that the backlog itself was renamed.
            if paths.contains(&now) {
                along.extend([backlog.clone(), now]);
                if it.is_same {
                    along.extend([it.from.clone(), it.to.clone()]);
                }
            }
        }
    }
    along
}

fn touched(
    paths: &BTreeSet<String>,
    predicted: &[&str],
    backlogs: &BTreeSet<String>,
    uncommitted: bool,
) -> Touched {
    let (ticked, work): (Vec<String>, Vec<String>) =
        paths.iter().cloned().partition(|path| backlogs.contains(path));
    let (inside, outside) = work.into_iter().partition(|path| predicted.contains(&path.as_str()));
    // The record lists the likeliest files first.
    let untouched = predicted.iter().filter(|&&path| !paths.contains(path));
    let untouched = untouched.map(|&path| path.to_owned()).collect();
    Touched { inside, outside, untouched, backlogs: ticked, uncommitted }
}

/// Returns the worktree as a side of merges, if it exists and has something to merge.
fn side(seen: &Seen, commit: String) -> Option<Side> {
    let status = &seen.status;
    let touched = status.touched.as_ref()?;
    let has_work = touched.files() + touched.backlogs.len() > 0;
    let is_ahead = touched.uncommitted || status.distance.is_some_and(|it| it.ahead > 0);
    let tip = seen.tip.clone()?;
    let is_there = status.presence == Presence::Present && !seen.is_merged;
    (is_there && has_work && is_ahead).then(|| Side {
        name: status.name.clone(),
        commit,
        base: status.base_branch.clone().unwrap_or_else(|| tip.clone()),
        tip,
        is_finished: status.is_finished(),
        done: status.settled(),
    })
}
