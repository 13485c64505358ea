//! Bonds between tasks that must stay together: conflicts and dependencies.

use std::collections::{BTreeMap, BTreeSet};

use super::overlap::Overlaps;
use crate::model::{Task, TaskId};

/// Bonds between tasks, which are numbered by their place in the list.
pub struct Bonds {
    /// For each task, those it conflicts with, in order: by their files, or since the backlog says that they
    /// do.
    pub conflicts: Vec<Vec<usize>>,
    /// For each task, those to be done before it, as it names them.
    pub depends_on: Vec<Vec<usize>>,
    /// For each task, those that depend on it, in order.
    pub dependants: Vec<Vec<usize>>,
}

impl Bonds {
    /// Reads the bonds from the overlaps, and the conflicts and dependencies that the backlog states.
    pub fn new(tasks: &[Task], overlaps: &Overlaps) -> Self {
        let place: BTreeMap<TaskId, usize> =
            tasks.iter().enumerate().map(|(i, task)| (task.id, i)).collect();
        let mut bonds = Self {
            conflicts: overlaps.conflicts(),
            depends_on: vec![Vec::new(); tasks.len()],
            dependants: vec![Vec::new(); tasks.len()],
        };
        for (a, task) in tasks.iter().enumerate() {
            for dependency in &task.depends_on {
                if let Some(&b) = place.get(dependency)
                    && b != a
                {
                    bonds.depends_on[a].push(b);
                    bonds.dependants[b].push(a);
                }
            }
        }
        for (a, b) in declared(tasks) {
            for (task, other) in [(a, b), (b, a)] {
                if let Err(at) = bonds.conflicts[task].binary_search(&other) {
                    bonds.conflicts[task].insert(at, other);
                }
            }
        }
        bonds
    }

    /// Returns an empty selection of tasks.
    pub fn empty_selection(&self) -> Vec<bool> {
        vec![false; self.conflicts.len()]
    }

    /// Returns every task that `task` is bound to; a task bound twice occurs twice.
    pub fn of(&self, task: usize) -> impl Iterator<Item = usize> + '_ {
        let (conflicts, depends_on) = (&self.conflicts[task], &self.depends_on[task]);
        conflicts.iter().chain(depends_on).chain(&self.dependants[task]).copied()
    }

    /// Returns the groups of `free` tasks that are connected by bonds, each sorted, by first task.
    pub fn components(&self, free: &[bool]) -> Vec<Vec<usize>> {
        let mut left = free.to_vec();
        let mut components = Vec::new();
        for first in 0..left.len() {
            if left[first] {
                left[first] = false;
                let mut component = vec![first];
                let mut next = 0;
                while let Some(&task) = component.get(next) {
                    next += 1;
                    for other in self.of(task) {
                        if std::mem::take(&mut left[other]) {
                            component.push(other);
                        }
                    }
                }
                component.sort_unstable();
                components.push(component);
            }
        }
        components
    }

    /// Returns a task and all `free` ones that depend on it directly or indirectly.
    pub fn waiting_for(&self, task: usize, free: &[bool]) -> BTreeSet<usize> {
        let mut waiting = BTreeSet::from([task]);
        let mut open = vec![task];
        while let Some(task) = open.pop() {
            for &dependant in &self.dependants[task] {
                if free[dependant] && waiting.insert(dependant) {
                    open.push(dependant);
                }
            }
        }
        waiting
    }
}

/// Finds the pairs of tasks of which one declares that it conflicts with the other.
fn declared(tasks: &[Task]) -> Vec<(usize, usize)> {
    let place: BTreeMap<TaskId, usize> =
        tasks.iter().enumerate().map(|(at, task)| (task.id, at)).collect();
    let mut pairs = Vec::new();
    for (a, task) in tasks.iter().enumerate() {
        let named = task.conflicts.iter().filter_map(|other| place.get(other).copied());
        pairs.extend(named.filter(|&b| b != a).map(|b| (a, b)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use super::*;
    use crate::model::BlastRadius;

    #[test]
    fn tasks_that_the_backlog_says_conflict_are_on_one_track() {
        let names: Vec<String> = (0..8).map(|id| format!("p{id}/f.go")).collect();
        let radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(id, name)| radius(id, &[(name.as_str(), 0.9)])).collect();
        let mut tasks: Vec<Task> = (0..8).map(task).collect();
        let track_of = |tasks: &[Task], per_track: PerTrack, id: u32| {
            let (_, plan) = split(
                tasks,
                &radii,
                Beside::default(),
                Options { max_tracks: 4, per_track, all_pairs: false },
            );
            plan.tracks.iter().position(|track| track.tasks.contains(&TaskId(id)))
        };
        for per_track in [PerTrack::All, PerTrack::About(6)] {
            let with_others = |tasks: &[Task]| {
                let first = track_of(tasks, per_track, 0);
                (1..8).map(|id| track_of(tasks, per_track, id) == first).collect::<Vec<bool>>()
            };
            let before = with_others(&tasks);
            let apart = before.iter().position(|&together| !together).unwrap();
            tasks[0].conflicts = vec![TaskId(u32::try_from(apart + 1).unwrap())];
            assert!(with_others(&tasks)[apart], "{per_track:?}");
            tasks[0].conflicts.clear();
        }
    }
}
