//! Assignment of tasks to tracks.

use std::collections::{BTreeMap, BTreeSet};

use super::bonds::Bonds;
use super::overlap::Overlaps;
use super::work::{Work, cap};
use super::{glue, search, sections};
use crate::model::{DeferralReason, Task, TaskState};

/// Number of tasks below which a second worktree costs more than it saves.
const MIN_TASKS_TO_SPLIT: usize = 3;

/// Track or other place of every task; tasks are numbered by their place in the list.
#[derive(Debug)]
pub struct Placement {
    /// The tracks, each in reading order, none empty.
    pub tracks: Vec<Vec<usize>>,
    /// In reading order.
    pub deferred: Vec<Deferred>,
    /// In reading order.
    pub unknown: Vec<usize>,
}

/// Deferred task, with the reason and the tasks that cause it (in reading order).
#[derive(Debug)]
pub struct Deferred {
    /// The task.
    pub task: usize,
    /// The reason.
    pub reason: DeferralReason,
    /// Tasks that cause it.
    pub with: Vec<usize>,
}

/// Splits the tasks over at most `max_tracks` tracks. No two tasks that conflict are put into
/// different tracks; a task's dependencies are put into its own track, or the task is deferred. The
/// tasks in `aside` are placed nowhere, and what depends on them is deferred.
pub fn partition(
    tasks: &[Task],
    overlaps: &Overlaps,
    aside: &BTreeSet<usize>,
    max_tracks: usize,
) -> Placement {
    let bonds = Bonds::new(tasks, overlaps);
    let free = free(tasks, overlaps, aside, &bonds);
    let work = Work::new(tasks, overlaps, &free);
    let glue = glue::find(&work, &bonds, &free, max_tracks);
    let kept: Vec<bool> = (0..tasks.len()).map(|t| free[t] && !glue.contains(&t)).collect();
    let chosen: Vec<usize> = (0..tasks.len()).filter(|&task| kept[task]).collect();
    let sections = sections::in_order(tasks, &chosen, |a, b| overlaps.between(a, b));
    let components = with_sections(bonds.components(&kept), &sections, max_tracks, tasks.len());
    let mut track_of = distribute(&work, &components, tasks.len(), max_tracks);
    put_back(&bonds, &glue, &mut track_of);

    Placement::of(tasks, overlaps, aside, &bonds, &track_of)
}

/// Returns for each task whether it can be started, as soon as what it names is done: it is known,
/// not blocked, and waits for none that is.
pub fn free(
    tasks: &[Task],
    overlaps: &Overlaps,
    aside: &BTreeSet<usize>,
    bonds: &Bonds,
) -> Vec<bool> {
    let is_known = |task: usize| !overlaps.is_unknown(task) && !aside.contains(&task);
    let startable: Vec<bool> = (0..tasks.len())
        .map(|task| is_known(task) && tasks[task].state != TaskState::Blocked)
        .collect();
    let mut free = startable.clone();
    for (task, _) in startable.iter().enumerate().filter(|&(_, &startable)| !startable) {
        for waiting in bonds.waiting_for(task, &free) {
            free[waiting] = false;
        }
    }
    free
}

impl Placement {
    /// Sorts the tasks by their tracks. Those that have none are unknown, or deferred with the reason.
    pub fn of(
        tasks: &[Task],
        overlaps: &Overlaps,
        aside: &BTreeSet<usize>,
        bonds: &Bonds,
        track_of: &[Option<usize>],
    ) -> Self {
        let mut placement = Self { tracks: Vec::new(), deferred: Vec::new(), unknown: Vec::new() };
        for (at, task) in tasks.iter().enumerate() {
            if let Some(track) = track_of[at] {
                if placement.tracks.len() <= track {
                    placement.tracks.resize(track + 1, Vec::new());
                }
                placement.tracks[track].push(at);
            } else if !aside.contains(&at) && overlaps.is_unknown(at) {
                placement.unknown.push(at);
            } else if !aside.contains(&at) {
                placement.deferred.push(reason(task, at, bonds, track_of));
            }
        }
        placement.tracks.retain(|track| !track.is_empty());
        placement
    }
}

/// Joins the components that hold the tasks of one section, as long as no component has more tasks than a
/// track should. `tasks` is the number of all tasks.
fn with_sections(
    components: Vec<Vec<usize>>,
    sections: &[Vec<usize>],
    max_tracks: usize,
    tasks: usize,
) -> Vec<Vec<usize>> {
    let count: usize = components.iter().map(Vec::len).sum();
    let most = cap(max_tracks.clamp(1, components.len().max(1)), count) * count as f64;
    let mut component_of = vec![usize::MAX; tasks];
    let mut joined = components;
    for (at, component) in joined.iter().enumerate() {
        for &task in component {
            component_of[task] = at;
        }
    }
    for section in sections {
        for two in section.windows(2) {
            let (into, from) = (component_of[two[0]], component_of[two[1]]);
            if into != from && (joined[into].len() + joined[from].len()) as f64 <= most {
                let moved = std::mem::take(&mut joined[from]);
                for &task in &moved {
                    component_of[task] = into;
                }
                joined[into].extend(moved);
            }
        }
    }
    joined.retain(|component| !component.is_empty());
    for component in &mut joined {
        component.sort_unstable();
    }
    joined.sort();
    joined
}

/// Assigns each task of some components to a track. Components stay whole. `tasks` is the number of all tasks.
fn distribute(
    work: &Work,
    components: &[Vec<usize>],
    tasks: usize,
    max: usize,
) -> Vec<Option<usize>> {
    let count = components.iter().map(Vec::len).sum::<usize>();
    let tracks = if count < MIN_TASKS_TO_SPLIT { 1 } else { max.clamp(1, components.len()) };
    let units = work.units(components, None);
    let mut track_of = vec![None; tasks];
    for (component, t) in components.iter().zip(search::assign(&units, tracks, cap(tracks, count)))
    {
        for &task in component {
            track_of[task] = Some(t);
        }
    }
    track_of
}

/// Places deferred tasks whose bonds turn out to lead into one track, or into none: the latter join
/// the track with the fewest tasks.
fn put_back(bonds: &Bonds, deferred: &BTreeSet<usize>, track_of: &mut [Option<usize>]) {
    let mut changed = true;
    while changed {
        changed = false;
        for &task in deferred {
            let startable = bonds.depends_on[task].iter().all(|&d| track_of[d].is_some());
            if track_of[task].is_none() && startable {
                let tracks: BTreeSet<usize> =
                    bonds.of(task).filter_map(|other| track_of[other]).collect();
                if tracks.len() <= 1 {
                    let only = tracks.first().copied();
                    track_of[task] = only.or_else(|| Some(shortest(track_of)));
                    changed = true;
                }
            }
        }
    }
}

/// Finds the track with the fewest tasks, the first of equals.
fn shortest(track_of: &[Option<usize>]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for &track in track_of.iter().flatten() {
        *counts.entry(track).or_default() += 1;
    }
    counts.into_iter().min_by_key(|&(_, count)| count).map_or(0, |(track, _)| track)
}

/// Finds the reason why a task is in no track.
fn reason(task: &Task, at: usize, bonds: &Bonds, track_of: &[Option<usize>]) -> Deferred {
    let depends_on = &bonds.depends_on[at];
    let sorted = |tasks: BTreeSet<usize>| tasks.into_iter().collect();
    if task.state == TaskState::Blocked {
        let with = sorted(depends_on.iter().copied().collect());
        return Deferred { task: at, reason: DeferralReason::Blocked, with };
    }
    let missing: BTreeSet<usize> =
        depends_on.iter().copied().filter(|&d| track_of[d].is_none()).collect();
    if !missing.is_empty() {
        return Deferred { task: at, reason: DeferralReason::Dependency, with: sorted(missing) };
    }
    let colliding: BTreeSet<usize> =
        bonds.conflicts[at].iter().copied().filter(|&c| track_of[c].is_some()).collect();
    let dependencies: BTreeSet<usize> = depends_on.iter().copied().collect();
    let reason =
        if colliding.is_empty() { DeferralReason::Dependency } else { DeferralReason::WouldGlue };
    Deferred { task: at, reason, with: sorted(&colliding | &dependencies) }
}
