//! Divides tracks that hold more tasks than a track of a round should.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::draw::{Choice, Tracks};
use super::search::{self, Units};
use super::work::cap;

/// Divides tracks of more tasks than a track should have, the largest first, as long as there may be more tracks,
/// and then those of tasks that have nothing in common. Tasks that conflict, that are done in order, or that were
/// grouped by heading and likeness stay together; tasks that may collide or are alike come into one part rather
/// than two.
pub fn divide(choice: &Choice, tracks: &mut Tracks) {
    tracks.sort_by_key(|track| Reverse(track.len()));
    let mut at = 0;
    while at < tracks.len() && tracks.len() < choice.max_tracks {
        let most = tracks[at].len().div_ceil(choice.per_track);
        at += divide_one(choice, tracks, at, most);
    }
    at = 0;
    while at < tracks.len() && tracks.len() < choice.max_tracks {
        let units = units(choice, &tracks[at]);
        let most = if are_strangers(choice, &units) { units.len() } else { 1 };
        at += divide_one(choice, tracks, at, most);
    }
}

/// Divides the track at `at` into at most so many, and returns into how many.
fn divide_one(choice: &Choice, tracks: &mut Tracks, at: usize, most: usize) -> usize {
    let parts = parts(choice, &tracks[at], most.min(choice.max_tracks - tracks.len() + 1));
    let count = parts.len();
    tracks.splice(at..=at, parts);
    count
}

/// Returns whether no task of a unit has anything in common with one of another.
fn are_strangers(choice: &Choice, units: &[Vec<usize>]) -> bool {
    let are_related = |a: &[usize], b: &[usize]| {
        a.iter().any(|&a| b.iter().any(|&b| choice.ties.are_related(a, b)))
    };
    let mut rest = units;
    while let Some((unit, others)) = rest.split_first() {
        if others.iter().any(|other| are_related(unit, other)) {
            return false;
        }
        rest = others;
    }
    true
}

/// Distributes the tasks of a track over at most so many parts. None is empty.
fn parts(choice: &Choice, track: &[usize], most: usize) -> Tracks {
    let units = units(choice, track);
    let most = most.min(units.len());
    if most < 2 {
        return vec![track.to_vec()];
    }
    let of = search::assign(&weighed(choice, &units, track.len()), most, cap(most, track.len()));
    let mut parts = vec![Vec::new(); most];
    for (unit, part) in units.iter().zip(of) {
        parts[part].extend(unit);
    }
    parts.retain(|part: &Vec<usize>| !part.is_empty());
    parts
}

/// Joins the tasks of a track that must stay together.
fn units(choice: &Choice, track: &[usize]) -> Tracks {
    let place: BTreeMap<usize, usize> =
        track.iter().enumerate().map(|(at, &task)| (task, at)).collect();
    let mut unit: Vec<usize> = (0..track.len()).collect();
    let mut join = |a: usize, b: usize| {
        if let (Some(&a), Some(&b)) = (place.get(&a), place.get(&b)) {
            let (into, from) = (unit[a].min(unit[b]), unit[a].max(unit[b]));
            unit.iter_mut().filter(|it| **it == from).for_each(|it| *it = into);
        }
    };
    for &task in track {
        let conflicts = &choice.bonds.conflicts[task];
        for &other in conflicts.iter().chain(&choice.before[task]) {
            join(task, other);
        }
    }
    for group in &choice.groups {
        let members: Vec<usize> =
            group.iter().copied().filter(|task| place.contains_key(task)).collect();
        members.windows(2).for_each(|two| join(two[0], two[1]));
    }
    let mut units = vec![Vec::new(); track.len()];
    for (&task, unit) in track.iter().zip(unit) {
        units[unit].push(task);
    }
    units.retain(|unit: &Vec<usize>| !unit.is_empty());
    units
}

/// Weighs the units: the load of each is its number of tasks, and the weight between two the sum of their ties.
fn weighed(choice: &Choice, units: &[Vec<usize>], tasks: usize) -> Units {
    let between = |a: &[usize], b: &[usize]| -> f64 {
        a.iter().flat_map(|&a| b.iter().map(move |&b| choice.attraction(a, b))).sum()
    };
    let weights = units.iter().enumerate().map(|(at, unit)| {
        let others = units.iter().enumerate().filter(|&(bt, _)| bt != at);
        others.map(|(bt, other)| (bt, between(unit, other))).filter(|it| it.1 > 0.0).collect()
    });
    Units {
        weights: weights.collect(),
        loads: units.iter().map(|unit| unit.len() as f64 / tasks as f64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use crate::model::{BlastRadius, Plan, Task, TaskId};

    /// Plans twenty tasks in one file without headings, on a file each.
    fn plan(change: impl Fn(&mut [Task], &mut [BlastRadius])) -> Plan {
        let names: Vec<String> = (0..20).map(|at| format!("src/f{at}.py")).collect();
        let mut radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(at, name)| radius(at, &[(name.as_str(), 0.6)])).collect();
        let mut tasks: Vec<Task> = (0..20).map(task).collect();
        change(&mut tasks, &mut radii);
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        split(&tasks, &radii, Beside::default(), options).1
    }

    fn sizes(plan: &Plan) -> Vec<usize> {
        plan.tracks.iter().map(|track| track.tasks.len()).collect()
    }

    #[test]
    fn a_flat_backlog_of_tasks_that_do_not_meet_is_four_tracks() {
        let sizes = sizes(&plan(|_, _| ()));
        assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (4, 20), "{sizes:?}");
        assert!(sizes.iter().all(|&size| (2..=7).contains(&size)), "{sizes:?}");
    }

    #[test]
    fn tasks_that_conflict_or_wait_stay_together() {
        let plan = plan(|tasks, radii| {
            for at in [1, 8, 15] {
                radii[at].files[0].path = radii[0].files[0].path.clone();
                radii[at].files[0].probability = 0.9;
            }
            radii[0].files[0].probability = 0.9;
            tasks[19].depends_on = vec![TaskId(2)];
        });
        let home = |id: u32| plan.tracks.iter().position(|it| it.tasks.contains(&TaskId(id)));
        assert_eq!(sizes(&plan).len(), 4, "{plan:?}");
        assert!([1, 8, 15].iter().all(|&id| home(id) == home(0)), "{plan:?}");
        assert_eq!(home(19), home(2));
    }

    #[test]
    fn tasks_that_all_conflict_are_not_divided() {
        let plan = plan(|_, radii| {
            for radius in radii {
                radius.files[0].path = crate::model::RepoPath::new("src/one.py").unwrap();
                radius.files[0].probability = 0.6;
            }
        });
        assert_eq!(sizes(&plan), [20]);
    }
}
