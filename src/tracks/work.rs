//! Work that is distributed over tracks: the load of each task, and of a track.

use super::bonds::Bonds;
use super::order::Urgency;
use super::overlap::Overlaps;
use super::search::Units;
use crate::model::Task;

/// Load of a track as a multiple of an even share, above which it is too large. Four tracks then
/// hold at most 35 % of the work each, and one task more where tasks do not divide evenly.
const MAX_OVER_EVEN: f64 = 1.4;

/// Tasks with their loads.
pub struct Work<'a> {
    tasks: &'a [Task],
    overlaps: &'a Overlaps<'a>,
    loads: Vec<f64>,
}

impl<'a> Work<'a> {
    /// Computes the loads. The load of a task is the mean of its share in the number of tasks and
    /// its share in their effort: boxes are no measure of time, and one task with forty boxes must
    /// not fill a track. Shares are of the `free` tasks.
    pub fn new(tasks: &'a [Task], overlaps: &'a Overlaps<'a>, free: &[bool]) -> Self {
        let effort = |task: &Task| f64::from(task.effort.max(1));
        let counted = || tasks.iter().zip(free).filter(|&(_, &is_free)| is_free);
        let all = counted().map(|(task, _)| effort(task)).sum::<f64>();
        let even = 1.0 / counted().count() as f64;
        let loads = tasks.iter().map(|task| f64::midpoint(even, effort(task) / all)).collect();
        Self { tasks, overlaps, loads }
    }

    /// Sums the load of some tasks, as a share of all.
    pub fn load(&self, tasks: &[usize]) -> f64 {
        tasks.iter().map(|&task| self.loads[task]).sum()
    }

    /// Returns the urgency of a task: less is sooner.
    pub fn urgency(&self, task: usize) -> Urgency {
        Urgency::of(&self.tasks[task])
    }

    /// Combines groups of tasks into units to distribute: the weight of two groups is the sum of
    /// the overlaps of their tasks; where `bonds` are given with a weight, each bond adds it.
    pub fn units(&self, groups: &[Vec<usize>], bonds: Option<(&Bonds, f64)>) -> Units {
        let mut group_of = vec![None; self.tasks.len()];
        for (group, tasks) in groups.iter().enumerate() {
            for &task in tasks {
                group_of[task] = Some(group);
            }
        }
        let weights = groups.iter().enumerate().map(|(group, tasks)| {
            let mut row = vec![0.0; groups.len()];
            let mut add = |other: usize, weight: f64| {
                if let Some(theirs) = group_of[other] {
                    row[theirs] += weight;
                }
            };
            for &task in tasks {
                for (other, overlap) in self.overlaps.of(task) {
                    add(other, overlap);
                }
                if let Some((bonds, weight)) = bonds {
                    bonds.of(task).for_each(|other| add(other, weight));
                }
            }
            row[group] = 0.0;
            row.into_iter().enumerate().filter(|&(_, weight)| weight > 0.0).collect()
        });
        Units {
            weights: weights.collect(),
            loads: groups.iter().map(|tasks| self.load(tasks)).collect(),
        }
    }
}

/// Computes the load above which a track is too large.
pub fn cap(tracks: usize, tasks: usize) -> f64 {
    MAX_OVER_EVEN / tracks.max(1) as f64 + 1.0 / tasks.max(1) as f64
}
