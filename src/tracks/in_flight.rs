//! Tasks that must wait for work that goes on beside the plan.

use std::collections::BTreeMap;

use super::overlap::{CONFLICT, Meeting, Overlaps};
use super::partition::Deferred;
use crate::model::{DeferralReason, InFlight, RepoPath, Task, TaskId};

/// Probability from which a file is likely for both sides: reports call it so.
const LIKELY: f64 = 0.6;

/// Collisions of the tasks with the work in flight.
pub struct Flights {
    /// Probability of each task that no work in flight changes a file that it changes.
    pub clear: Vec<f64>,
    /// Tasks that wait, with the reason, in reading order.
    pub waiting: Vec<Deferred>,
}

impl Flights {
    /// Compares every task with the work in flight. A task waits that is under way, that probably
    /// collides, or that likely changes a file which the work likely changes, too.
    pub fn new(tasks: &[Task], overlaps: &Overlaps, in_flight: &[InFlight]) -> Self {
        let place: BTreeMap<TaskId, usize> =
            tasks.iter().enumerate().map(|(at, task)| (task.id, at)).collect();
        let mut under_way: BTreeMap<usize, &str> = BTreeMap::new();
        for work in in_flight {
            let known = work.tasks.iter().filter_map(|id| place.get(id));
            under_way.extend(known.map(|&at| (at, work.name.as_str())));
        }
        let touched: Vec<(&InFlight, BTreeMap<&RepoPath, f64>)> =
            in_flight.iter().map(|work| (work, work.touched())).collect();
        let mut found = Self { clear: vec![1.0; tasks.len()], waiting: Vec::new() };
        for task in 0..tasks.len() {
            if let Some(&name) = under_way.get(&task) {
                let reason = DeferralReason::UnderWay(name.to_owned());
                found.waiting.push(Deferred { task, reason, with: Vec::new() });
                continue;
            }
            let collisions = touched.iter().map(|(work, touched)| {
                let theirs = |file| touched.get(overlaps.path(file)).copied().unwrap_or(0.0);
                let mut meeting = Meeting::default();
                let mut is_likely_for_both = false;
                for &(file, p) in overlaps.files(task) {
                    meeting.add(p * theirs(file));
                    is_likely_for_both |= p >= LIKELY && theirs(file) >= LIKELY;
                }
                (is_likely_for_both, meeting.probability(), work)
            });
            let collisions: Vec<_> = collisions.collect();
            found.clear[task] = collisions.iter().map(|(_, p, _)| 1.0 - p).product();
            let worst = collisions.iter().max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            if let Some((is_likely_for_both, p, work)) = worst
                && (*is_likely_for_both || *p >= CONFLICT)
                && !overlaps.is_unknown(task)
            {
                let reason = DeferralReason::InFlight(work.name.clone());
                found.waiting.push(Deferred { task, reason, with: Vec::new() });
            }
        }
        found
    }

    /// Lists the files of a task that a work in flight touches too, the likeliest first.
    pub fn files(overlaps: &Overlaps, task: usize, work: &InFlight) -> Vec<RepoPath> {
        let touched = work.touched();
        let mut files: Vec<(f64, &RepoPath)> = overlaps
            .files(task)
            .iter()
            .map(|&(file, p)| (p, overlaps.path(file)))
            .filter_map(|(p, path)| Some((p * touched.get(path)?, path)))
            .collect();
        files.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        files.into_iter().map(|(_, path)| path.clone()).collect()
    }
}
