//! Blast radii to overlaps, and overlaps to tracks.
//!
//! 1. `hubs`: files that tell nothing about collisions are left out;
//! 2. `overlap`: the overlap of every pair of tasks and its verdict;
//! 3. `partition`: the track of each task. Tasks that conflict or depend on each other (`bonds`) stay
//!    together; those that would connect everything into one group are deferred (`glue`); the groups
//!    are distributed by a local search (`search`) that balances the load (`work`);
//! 4. `order`, `name` and `touches`: the presentation of a track.

mod bonds;
mod glue;
mod hubs;
mod name;
mod order;
mod overlap;
mod partition;
#[cfg(test)]
mod sample;
mod search;
#[cfg(test)]
mod tests;
mod touches;
mod work;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::{
    BlastRadius, Deferral, DeferralReason, Overlap, Plan, RepoPath, Task, TaskId, Track,
};
use overlap::Overlaps;
use partition::Deferred;
use touches::Expected;

/// Options of the split.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Maximum number of tracks; at least 1.
    pub max_tracks: usize,
    /// Maximum number of tasks in each (at least 1); the rest of a track waits in `later`.
    pub per_track: Option<usize>,
}

/// Finds the overlaps of all pairs that are not independent, by `a`, then `b`, as [`split`] does.
/// `radii` has one entry for each task, in the same order.
pub fn overlaps(tasks: &[Task], radii: &[BlastRadius]) -> Vec<Overlap> {
    Overlaps::new(tasks, radii, &hubs::find(tasks, radii)).listed()
}

/// Finds the overlaps of all pairs and splits the tasks. `radii` has one entry for each task, in
/// the same order. The tasks in `aside` are given no place.
///
/// Returns the overlaps that are not independent, by `a`, then `b`. In the plan every task is in
/// exactly one place, and no two tasks that conflict are in different tracks.
pub fn split(
    tasks: &[Task],
    radii: &[BlastRadius],
    aside: &[TaskId],
    options: Options,
) -> (Vec<Overlap>, Plan) {
    let hubs = hubs::find(tasks, radii);
    let overlaps = Overlaps::new(tasks, radii, &hubs);
    let aside: BTreeSet<TaskId> = aside.iter().copied().collect();
    let aside = (0..tasks.len()).filter(|&task| aside.contains(&tasks[task].id)).collect();
    let placement = partition::partition(tasks, &overlaps, &aside, options.max_tracks.max(1));
    let ids = |places: &[usize]| places.iter().map(|&task| tasks[task].id).collect::<Vec<TaskId>>();

    let ordered: Vec<Vec<usize>> =
        placement.tracks.iter().map(|track| order::order(tasks, track)).collect();
    let expected = |tracks: &[&[usize]]| -> Vec<Expected> {
        tracks.iter().map(|track| expected(radii, track, &hubs)).collect()
    };
    let whole: Vec<&[usize]> = ordered.iter().map(Vec::as_slice).collect();
    let now: Vec<&[usize]> = whole
        .iter()
        .map(|track| &track[..track.len().min(options.per_track.unwrap_or(usize::MAX).max(1))])
        .collect();
    let names = name::names(tasks, &whole, &expected(&whole));
    let touches = touches::touches(&expected(&now));

    let mut tracks: Vec<Track> = names
        .into_iter()
        .zip(touches)
        .zip(whole.iter().zip(&now))
        .map(|((name, touches), (whole, now))| Track {
            name,
            tasks: ids(now),
            later: ids(&whole[now.len()..]),
            touches,
            effort: now.iter().map(|&task| tasks[task].effort).sum(),
        })
        .collect();
    tracks.sort_by(|a, b| Reverse(a.effort).cmp(&Reverse(b.effort)).then(a.name.cmp(&b.name)));
    let plan = Plan {
        tracks,
        deferred: placement.deferred.iter().map(|d| deferral(tasks, &overlaps, d)).collect(),
        unknown: ids(&placement.unknown),
        hubs: hubs::shared(&hubs, radii),
    };
    (overlaps.listed(), plan)
}

fn deferral(tasks: &[Task], overlaps: &Overlaps, deferred: &Deferred) -> Deferral {
    Deferral {
        task: tasks[deferred.task].id,
        reason: deferred.reason.clone(),
        with: deferred.with.iter().map(|&task| tasks[task].id).collect(),
        files: match deferred.reason {
            DeferralReason::WouldGlue => overlaps.shared_files(deferred.task, &deferred.with),
            DeferralReason::Dependency | DeferralReason::Blocked => Vec::new(),
        },
    }
}

/// Sums what the tasks of a track are expected to change: the files of the blast radii proper. Hubs
/// count only where there is nothing else, since they do not tell one track from another; where a
/// task has no predicted file, all its files count.
fn expected<'a>(
    radii: &'a [BlastRadius],
    track: &[usize],
    hubs: &BTreeSet<RepoPath>,
) -> Expected<'a> {
    let mut expected = Expected::new();
    let mut of_hubs = Expected::new();
    for radius in track.iter().map(|&task| &radii[task]) {
        let any_predicted = radius.predicted().next().is_some();
        for file in radius.files.iter().filter(|file| file.predicted || !any_predicted) {
            let into = if hubs.contains(&file.path) { &mut of_hubs } else { &mut expected };
            *into.entry(&file.path).or_default() += file.probability;
        }
    }
    if expected.is_empty() { of_hubs } else { expected }
}
