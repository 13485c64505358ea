//! Tests of how the work grows with the tasks: by the number of steps, never by a clock.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::likely::{self, Row};
use super::overlap::Overlaps;
use super::sample::{radius, task};
use super::{Beside, Options, PerTrack, find};
use crate::model::{BlastRadius, Confidence, Task, Verdict};

/// Number of files of the repository, whatever the number of tasks.
const FILE_COUNT: usize = 1_000;

/// Number of files of each task.
const FILES_OF_TASK: usize = 16;

/// Makes tasks of which each has one probable file, two possible ones, and many improbable ones.
fn backlog(count: u32) -> (Vec<Task>, Vec<BlastRadius>) {
    let mut random = 7_u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(random >> 33).unwrap()
    };
    let mut tasks = Vec::new();
    let mut radii = Vec::new();
    for id in 0..count {
        let mut paths = BTreeSet::new();
        while paths.len() < FILES_OF_TASK {
            let file = next() % FILE_COUNT;
            paths.insert(format!("internal/p{}/f{file}.go", file % 40));
        }
        let mut paths: Vec<String> = paths.into_iter().collect();
        let first = next() % FILES_OF_TASK;
        paths.rotate_left(first);
        let p = |at: usize| match at {
            0 => 0.8,
            1 | 2 => 0.3,
            _ => 0.02,
        };
        let files: Vec<(&str, f64)> =
            paths.iter().enumerate().map(|(at, path)| (path.as_str(), p(at))).collect();
        radii.push(radius(id, &files));
        tasks.push(Task { section: vec![format!("Part {}", id / 20)], ..task(id) });
    }
    (tasks, radii)
}

fn steps(count: u32) -> usize {
    let (tasks, radii) = backlog(count);
    let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
    let found = find(&tasks, &radii, &BTreeSet::new(), Beside::default(), options);
    found.plan();
    found.overlaps.steps()
}

#[test]
fn the_pairs_that_are_looked_at_grow_with_the_tasks() {
    let (few, many) = (steps(1_000), steps(4_000));
    assert!(many <= 5 * few, "{few} steps for 1,000 tasks, {many} for 4,000");
}

#[test]
fn tasks_that_nothing_answers_to_cost_nothing() {
    let (tasks, mut radii) = backlog(500);
    for radius in &mut radii {
        radius.confidence = Confidence::Unknown;
        radius.files.clear();
    }
    let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
    let found = find(&tasks, &radii, &BTreeSet::new(), Beside::default(), options);
    assert_eq!(found.plan().unknown.len(), 500);
    assert_eq!(found.overlaps.steps(), 0);
    assert_eq!(found.overlaps.listed_among(&[]), []);
}

#[test]
fn conflicts_are_those_of_all_pairs() {
    let (tasks, mut radii) = backlog(300);
    radii[7].confidence = Confidence::Unknown;
    let overlaps = Overlaps::new(&tasks, &radii, &BTreeSet::new());
    let conflicts = overlaps.conflicts();
    for (task, found) in conflicts.iter().enumerate() {
        let is_conflict =
            |&(other, p): &(usize, f64)| overlaps.verdict(task, other, p) == Verdict::Conflict;
        let all: Vec<usize> =
            overlaps.of(task).into_iter().filter(is_conflict).map(|(other, _)| other).collect();
        assert_eq!(*found, all, "task {task}");
    }
    assert!(conflicts.iter().any(|found| !found.is_empty()));
}

proptest! {
    #[test]
    fn no_pair_that_overlaps_enough_is_missed(
        rows in prop::collection::vec(prop::collection::btree_map(0_usize..8, 0.01_f64..1.0, 0..8), 2..12),
    ) {
        let rows: Vec<Row> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
        let found = likely::pairs(&rows, 8, |_| true, 0.5).pairs;
        for a in 0..rows.len() {
            for b in a + 1..rows.len() {
                let both = rows[a].iter().filter_map(|&(file, p)| {
                    rows[b].iter().find(|&&(other, _)| other == file).map(|&(_, other)| 1.0 - p * other)
                });
                let overlap = 1.0 - both.product::<f64>();
                prop_assert!(overlap < 0.5 || found.contains(&(a, b)), "{} {} {}", a, b, overlap);
            }
        }
    }
}
