//! Critical tasks: those that can be started are part of the round.

use super::draw::{Choice, Tracks};
use crate::model::Priority;

/// Puts the critical tasks that were not drawn into the track that the round gains most from, where one works in
/// the same folders or has a task about the same thing. In a full track, the least urgent task makes room. One that
/// fits nowhere is a track of its own, if there may be one more.
pub fn place_critical(choice: &Choice, tracks: &mut Tracks) {
    for task in choice.by_value() {
        let is_placed = tracks.iter().any(|track| track.contains(&task));
        if is_placed || choice.priorities[task] != Priority::Critical {
            continue;
        }
        let suits = |track: &[usize]| {
            choice.is_near(task, track)
                || track.iter().any(|&other| choice.ties.are_related(task, other))
        };
        let with = |track: &Vec<usize>| {
            let has_room = track.len() < choice.per_track && choice.is_ready(task, track);
            match has_room {
                true if suits(track) => Some([&track[..], &[task]].concat()),
                true => None,
                false => choice.in_place_of_another(task, track, suits),
            }
        };
        let places = (0..tracks.len()).filter_map(|at| Some((at, with(&tracks[at])?)));
        let gains = places.map(|(at, track)| (choice.gain_in(task, at, tracks), at, track));
        let best = gains.filter(|it| it.0 > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at, track)) = best {
            tracks[at] = track;
        } else if tracks.len() < choice.max_tracks
            && choice.is_ready(task, &[])
            && choice.gain_beside(task, tracks) > 0.0
        {
            tracks.push(vec![task]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use super::*;
    use crate::model::{BlastRadius, Plan, Task, TaskId};

    /// Plans forty tasks, eight of high priority on each of five files, the last one with these files and critical.
    fn plan(last: &[(&str, f64)]) -> Plan {
        let names: Vec<String> = (0..39).map(|at| format!("p{}/f.go", at % 5)).collect();
        let mut radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(at, name)| radius(at, &[(name.as_str(), 0.6)])).collect();
        radii.push(radius(39, last));
        let mut tasks: Vec<Task> = (0..40).map(task).collect();
        for task in &mut tasks {
            task.priority = Some(Priority::High);
        }
        tasks[39].priority = Some(Priority::Critical);
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        split(&tasks, &radii, Beside::default(), options).1
    }

    #[test]
    fn a_critical_task_joins_a_track_that_works_in_one_of_its_folders() {
        let plan =
            plan(&[("p3/other.go", 0.65), ("x/a.go", 0.6), ("y/b.go", 0.6), ("z/c.go", 0.6)]);
        let id = TaskId(39);
        let track = plan.tracks.iter().find(|track| track.tasks.contains(&id)).unwrap();
        assert_eq!((track.tasks[0], track.tasks.len()), (id, 6), "{plan:?}");
        assert!(track.tasks[1..].iter().all(|it| it.0 % 5 == 3), "{plan:?}");
    }
}
