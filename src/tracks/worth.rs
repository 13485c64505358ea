//! Worth of doing a task in this round.

use std::collections::BTreeMap;

use super::overlap::Overlaps;
use crate::model::{Confidence, Priority, Task, TaskState};

/// Part of its value that the last task of a backlog loses against the first. Chosen, not measured.
const LATER_SHARE: f64 = 0.2;

/// Part that it loses where its heading is numbered: such sections are the steps of a plan, in which tests and
/// documents come last. Chosen, not measured.
const LATER_STEP_SHARE: f64 = 0.6;

/// Computes the value of each task. `clear` is the probability of each not to collide with work in flight.
pub fn values(tasks: &[Task], overlaps: &Overlaps, clear: &[f64]) -> Vec<f64> {
    let progress = progress(tasks);
    let value = |at: usize| clear[at] * value(&tasks[at], overlaps.confidence(at), progress[at]);
    relative((0..tasks.len()).map(value).collect())
}

/// Returns how much it is worth to do a task in this round; 1 for one of ordinary priority whose
/// files are near certain. An uncertain prediction hides collisions. `progress` is how far down its
/// backlog the task stands, from 0 to 1. All these factors are chosen, not measured.
fn value(task: &Task, confidence: Confidence, progress: f64) -> f64 {
    let by_priority = match task.priority() {
        Priority::Critical => 4.0,
        Priority::High => 2.0,
        Priority::Medium => 1.0,
        Priority::Low => 0.6,
        Priority::Deferred => 0.1,
    };
    let by_confidence = match confidence {
        Confidence::High => 1.0,
        Confidence::Medium => 0.9,
        Confidence::Low => 0.7,
        Confidence::Unknown => 0.0,
    };
    let started = if task.state == TaskState::InProgress { 1.5 } else { 1.0 };
    let needed = if task.is_optional() { 0.6 } else { 1.0 };
    let loses = if task.is_step() { LATER_STEP_SHARE } else { LATER_SHARE };
    let early = 1.0 - loses * progress;
    by_priority * by_confidence * started * needed * early
}

/// Raises values none of which is ordinary: where all tasks are put off, some are done all the same.
fn relative(mut values: Vec<f64>) -> Vec<f64> {
    let most = values.iter().copied().fold(0.0, f64::max);
    if most > 0.0 && most < 1.0 {
        for value in &mut values {
            *value /= most;
        }
    }
    values
}

/// Computes how far down its backlog each task stands, by phase, from 0 to 1.
fn progress(tasks: &[Task]) -> Vec<f64> {
    let mut phases: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for task in tasks {
        let (first, last) = phases.entry(&task.backlog).or_insert((task.phase, task.phase));
        *first = task.phase.min(*first);
        *last = task.phase.max(*last);
    }
    let of = |task: &Task| {
        let (first, last) = phases.get(task.backlog.as_str()).copied().unwrap_or_default();
        f64::from(task.phase - first) / f64::from((last - first).max(1))
    };
    tasks.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use super::*;
    use crate::model::{BlastRadius, Plan, TaskId};

    /// Plans forty tasks: every eight of them are about one file each.
    fn plan(urgent: &[(usize, Priority)]) -> Plan {
        let names: Vec<String> = (0..40).map(|at| format!("p{}/f.go", at % 5)).collect();
        let radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(id, name)| radius(id, &[(name.as_str(), 0.6)])).collect();
        let mut tasks: Vec<Task> = (0..40).map(task).collect();
        for &(at, priority) in urgent {
            tasks[at].priority = Some(priority);
        }
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        split(&tasks, &radii, Beside::default(), options).1
    }

    #[test]
    fn urgent_tasks_take_the_place_of_others_in_a_full_track() {
        let urgent = [33, 38, 39].map(|at| (at, Priority::Critical));
        let plan = plan(&[&urgent[..], &[(36, Priority::High)]].concat());
        let placed: Vec<TaskId> = plan.tracks.iter().flat_map(|it| it.tasks.clone()).collect();
        assert_eq!(placed.len(), 24, "all tracks are full");
        for id in [33, 38, 39, 36].map(TaskId) {
            assert!(placed.contains(&id), "{id:?} {plan:?}");
        }
    }

    #[test]
    fn the_group_of_the_most_urgent_task_is_taken_first() {
        let without: Vec<u32> =
            plan(&[]).later.iter().flat_map(|it| &it.tasks).map(|it| it.0).collect();
        let left_out = (0..5)
            .find(|file| (0..40).filter(|at| at % 5 == *file).all(|at| without.contains(&at)));
        let critical = left_out.unwrap() as usize + 35;
        let tracks = plan(&[(critical, Priority::Critical)]).tracks;
        let id = TaskId(u32::try_from(critical).unwrap());
        assert!(
            tracks.iter().any(|track| track.tasks[0] == id && track.tasks.len() == 6),
            "{tracks:?}"
        );
    }

    #[test]
    fn a_task_fills_up_the_track_in_whose_folder_it_works() {
        let alone = [("p0/other.go", 0.8), ("z0/f.go", 0.65), ("z1/f.go", 0.65)];
        let alone = [&alone[..], &[("z2/f.go", 0.65), ("z3/f.go", 0.65)]].concat();
        let files = |at: u32| match at {
            0..4 => vec![("p0/f.go", 0.7)],
            4..10 => vec![("p1/f.go", 0.7)],
            10..21 => vec![("p0/f.go", 0.75), ("p1/f.go", 0.75)],
            _ => alone.clone(),
        };
        let radii: Vec<BlastRadius> = (0..22).map(|at| radius(at, &files(at))).collect();
        let mut tasks: Vec<Task> = (0..22).map(task).collect();
        for (at, task) in tasks.iter_mut().enumerate() {
            task.title = format!("Do part {at}");
            // These collide with both tracks, and must not be tracks of their own.
            task.priority = (10..21).contains(&at).then_some(Priority::Low);
        }
        let options = Options { max_tracks: 2, per_track: PerTrack::About(6), all_pairs: false };
        let (_, plan) = split(&tasks, &radii, Beside::default(), options);
        let tracks: Vec<Vec<u32>> =
            plan.tracks.iter().map(|it| it.tasks.iter().map(|id| id.0).collect()).collect();
        assert_eq!(tracks, [vec![4, 5, 6, 7, 8, 9], vec![0, 1, 2, 3, 21]]);
    }
}
