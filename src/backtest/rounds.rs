//! Rounds that would have been proposed: whether their tracks collide, and whether each is about one
//! thing.

use std::collections::{BTreeMap, BTreeSet};

use super::judged::{self, Judged};
use crate::model::RoundScores;
use crate::tracks::{self, Options, PerTrack};

/// Number of tasks between the starts of two windows.
const STEP_TASKS: usize = 12;

/// Number of tasks under one heading that make a small section.
const SMALL_SECTION: std::ops::RangeInclusive<usize> = 2..=8;

/// Measures the rounds of one repository: of each window of consecutive tasks, the round that would
/// be proposed.
pub fn of_repository(tasks: &[&Judged]) -> RoundScores {
    let mut by_date = tasks.to_vec();
    by_date.sort_by_key(|task| (task.replay.case.date, &task.replay.case.id));
    let windows = by_date.windows(RoundScores::WINDOW).step_by(STEP_TASKS);
    together(windows.map(|window| of_window(window)).collect::<Vec<_>>().iter())
}

/// Sums the measures of windows or repositories.
pub fn together<'a>(scores: impl Iterator<Item = &'a RoundScores>) -> RoundScores {
    scores.fold(RoundScores::default(), |sum, it| RoundScores {
        windows: sum.windows + it.windows,
        stopped: sum.stopped + it.stopped,
        collisions: sum.collisions + it.collisions,
        chance: sum.chance + it.chance,
        expected: sum.expected + it.expected,
        placed: sum.placed + it.placed,
        near: sum.near + it.near,
        near_by_chance: sum.near_by_chance + it.near_by_chance,
        sections: sum.sections + it.sections,
        split_sections: sum.split_sections + it.split_sections,
    })
}

fn of_window(tasks: &[&Judged]) -> RoundScores {
    let (tracks, expected) = tracks_of(tasks);
    let mut scores = RoundScores { windows: 1, ..RoundScores::default() };
    if tracks.iter().flatten().collect::<BTreeSet<_>>().len() < 2 {
        scores.stopped = 1;
        return scores;
    }
    scores.expected = expected;
    scores.placed = tracks.iter().flatten().count();
    let folders: Vec<BTreeSet<&str>> = tasks.iter().map(|task| folders(task)).collect();
    let (mut colliding, mut alike) = (0_usize, 0_usize);
    let (mut across, mut inside) = (0_usize, 0_usize);
    for b in 0..tasks.len() {
        for a in 0..b {
            let collide = usize::from(tasks[a].collides_with(tasks[b]));
            let near = usize::from(!folders[a].is_disjoint(&folders[b]));
            colliding += collide;
            alike += near;
            match (tracks[a], tracks[b]) {
                (Some(a), Some(b)) if a == b => {
                    inside += 1;
                    scores.near += near;
                }
                (Some(_), Some(_)) => {
                    across += 1;
                    scores.collisions += collide;
                }
                _ => {}
            }
        }
    }
    let pairs = (tasks.len() * tasks.len().saturating_sub(1) / 2).max(1) as f64;
    scores.chance = across as f64 * colliding as f64 / pairs;
    scores.near_by_chance = inside as f64 * alike as f64 / pairs;
    count_sections(tasks, &tracks, &mut scores);
    scores
}

/// Proposes a round for a backlog of these tasks. Returns the track of each task that is in it, and the number of
/// collisions that are expected.
fn tracks_of(tasks: &[&Judged]) -> (Vec<Option<usize>>, f64) {
    let (backlog, radii) = judged::as_backlog(tasks);
    let options = Options {
        max_tracks: RoundScores::TRACKS,
        per_track: PerTrack::About(RoundScores::PER_TRACK),
        all_pairs: false,
    };
    let (_, plan) = tracks::split(&backlog, &radii, tracks::Beside::default(), options);
    let mut tracks = vec![None; tasks.len()];
    for (at, track) in plan.tracks.iter().enumerate() {
        for task in &track.tasks {
            tracks[task.index()] = Some(at);
        }
    }
    (tracks, plan.expected_collisions)
}

/// Returns the folders of the files that a task changed or added, other than documents that every
/// task adds to.
fn folders<'a>(task: &Judged<'a>) -> BTreeSet<&'a str> {
    let files = task.changed.iter().chain(&task.added).filter(|path| !judged::is_hub(path));
    files.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect()
}

/// Counts the small sections of a round, and those of which the tasks are in several tracks.
fn count_sections(tasks: &[&Judged], tracks: &[Option<usize>], scores: &mut RoundScores) {
    let mut sections: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (task, track) in tasks.iter().zip(tracks) {
        let headings = task.replay.case.headings.as_slice();
        if let (Some(track), false) = (track, headings.is_empty()) {
            sections.entry(headings).or_default().push(*track);
        }
    }
    for tracks in sections.values().filter(|tracks| SMALL_SECTION.contains(&tracks.len())) {
        scores.sections += 1;
        scores.split_sections += usize::from(tracks.iter().any(|track| *track != tracks[0]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Replay;
    use super::super::sample::{close, replay};
    use super::*;

    /// Builds as many tasks as a window has, on one file each of four folders in turns, with a
    /// section for each folder.
    fn replays(changed: impl Fn(u32) -> String) -> Vec<Replay> {
        let folder = |i: u32| ["a", "b", "c", "d"][i as usize % 4];
        let count = u32::try_from(RoundScores::WINDOW).unwrap();
        let build = |i: u32| {
            let file = format!("{}/{}.go", folder(i), i / 4);
            let mut replay = replay("x/y", i, "it", &[(&file, 0.9)], &[&changed(i)]);
            replay.case.headings = vec![folder(i).to_owned()];
            replay.task.section.clone_from(&replay.case.headings);
            replay
        };
        (0..count).map(build).collect()
    }

    fn scores(replays: &[Replay]) -> RoundScores {
        let judged: Vec<Judged> = replays.iter().map(Judged::new).collect();
        of_repository(&judged.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_perfect_prediction_collides_nowhere_and_each_track_is_one_folder() {
        let found = scores(&replays(|i| format!("{}/x.go", ["a", "b", "c", "d"][i as usize % 4])));
        assert_eq!((found.windows, found.stopped, found.collisions), (1, 0, 0));
        assert_eq!((found.placed, found.split_sections), (24, 0));
        // Of 36 tasks in four folders, 4 · 36 of 630 pairs share one.
        close(found.chance, 6.0 * 36.0 * 144.0 / 630.0);
        assert_eq!(found.near, 4 * 15);
        close(found.near_by_chance, 60.0 * 144.0 / 630.0);
    }

    #[test]
    fn what_collides_everywhere_is_as_bad_as_chance() {
        let found = scores(&replays(|_| "a/x.go".to_owned()));
        assert!(found.collisions > 0);
        close(found.collisions as f64, found.chance);
        close(found.expected, 0.0);
    }

    #[test]
    fn too_few_tasks_make_no_window() {
        assert_eq!(scores(&replays(|_| "a/x.go".to_owned())[1..]), RoundScores::default());
    }
}
