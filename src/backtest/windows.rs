//! Collisions that tracks avoid.
//!
//! Tasks that were finished one after another form a backlog, which is split as the program would
//! split it.

use super::judged::{self, Judged};
use super::score::average;
use crate::model::SplitScores;
use crate::tracks::{self, Options, PerTrack};

const WINDOW: usize = SplitScores::WINDOW;
const TRACKS: usize = SplitScores::TRACKS;

/// Number of searches of the oracle, each from a start of its own.
const ORACLE_STARTS: usize = 20;

/// Number of rounds after which a search of the oracle ends.
const MAX_ROUNDS: usize = 200;

/// Window of tasks, which are numbered by their place in it.
pub struct Window {
    collisions: usize,
    random: f64,
    oracle: usize,
    placed: f64,
    largest: f64,
}

/// Splits the tasks of one repository into windows, and keeps those in which tasks collide. The
/// last tasks that fill no window are left out.
pub fn of_repository(tasks: &[&Judged]) -> Vec<Window> {
    let mut by_date = tasks.to_vec();
    by_date.sort_by_key(|task| (task.replay.case.date, &task.replay.case.id));
    by_date.chunks_exact(WINDOW).filter_map(Window::new).collect()
}

/// Combines windows: sums of the counts, means of the shares.
pub fn together(windows: &[&Window]) -> SplitScores {
    let share = |value: fn(&Window) -> f64| {
        average(windows.iter().map(|window| value(window))).unwrap_or(0.0)
    };
    SplitScores {
        windows: windows.len(),
        collisions: windows.iter().map(|window| window.collisions).sum(),
        // A sum of nothing would be -0.
        random: windows.iter().fold(0.0, |sum, window| sum + window.random),
        oracle: windows.iter().map(|window| window.oracle).sum(),
        placed: share(|window| window.placed),
        largest: share(|window| window.largest),
    }
}

impl Window {
    fn new(tasks: &[&Judged]) -> Option<Self> {
        let collide: Vec<Vec<bool>> = tasks
            .iter()
            .enumerate()
            .map(|(a, first)| {
                let others = tasks.iter().enumerate();
                others.map(|(b, second)| a != b && first.collides_with(second)).collect()
            })
            .collect();
        if !collide.iter().flatten().any(|&yes| yes) {
            return None;
        }
        let placed = split(tasks);
        let mut sizes = [0; TRACKS];
        for &track in placed.iter().flatten() {
            sizes[track] += 1;
        }
        let best = search(&collide, TRACKS);
        let best: Vec<Option<usize>> =
            placed.iter().zip(best).map(|(track, best)| track.map(|_| best)).collect();
        Some(Self {
            collisions: across(&collide, &placed),
            random: by_chance(&collide, &placed, &sizes),
            oracle: across(&collide, &best),
            placed: sizes.iter().sum::<usize>() as f64 / tasks.len() as f64,
            largest: sizes.iter().copied().max().unwrap_or(0) as f64 / tasks.len() as f64,
        })
    }
}

/// Splits the tasks and returns the track of each; `None` where it is deferred or unknown.
fn split(tasks: &[&Judged]) -> Vec<Option<usize>> {
    let (backlog, radii) = judged::as_backlog(tasks);
    let options = Options { max_tracks: TRACKS, per_track: PerTrack::All, all_pairs: false };
    let (_, plan) = tracks::split(&backlog, &radii, tracks::Beside::default(), options);
    let mut placed = vec![None; tasks.len()];
    for (at, track) in plan.tracks.iter().enumerate() {
        for task in track.tasks.iter().chain(&track.later) {
            placed[task.index()] = Some(at);
        }
    }
    placed
}

/// Returns the tracks of the pairs that collide and of which both are placed.
fn meeting<'a>(
    collide: &'a [Vec<bool>],
    placed: &'a [Option<usize>],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    placed.iter().enumerate().flat_map(move |(b, track_of_b)| {
        placed[..b]
            .iter()
            .zip(&collide[b])
            .filter(|(_, collide)| **collide)
            .filter_map(move |(track_of_a, _)| track_of_a.zip(*track_of_b))
    })
}

/// Counts the pairs that collide across tracks.
fn across(collide: &[Vec<bool>], placed: &[Option<usize>]) -> usize {
    meeting(collide, placed).filter(|(a, b)| a != b).count()
}

/// Computes the number of pairs that collide across tracks on average over all ways to deal the
/// placed tasks into tracks of these sizes: each pair with probability 1 − Σ s(s − 1) / (n(n − 1)).
fn by_chance(collide: &[Vec<bool>], placed: &[Option<usize>], sizes: &[usize]) -> f64 {
    let pairs = |n: usize| (n * n.saturating_sub(1)) as f64;
    let together: f64 = sizes.iter().map(|&size| pairs(size)).sum();
    let all = pairs(sizes.iter().sum());
    if all > 0.0 { meeting(collide, placed).count() as f64 * (1.0 - together / all) } else { 0.0 }
}

/// Finds the best layout by moving one task at a time to where it collides least, with no track
/// larger than 1.4 times an even one.
fn search(collide: &[Vec<bool>], tracks: usize) -> Vec<usize> {
    let tasks = collide.len();
    let cap = (14 * tasks).div_ceil(10 * tracks);
    let mut dice = Dice(1);
    let mut best: Option<(usize, Vec<usize>)> = None;
    for _ in 0..ORACLE_STARTS {
        let mut layout = vec![0; tasks];
        let mut sizes = vec![0; tracks];
        for (at, task) in dice.shuffled(tasks).into_iter().enumerate() {
            layout[task] = at % tracks;
            sizes[at % tracks] += 1;
        }
        for _ in 0..MAX_ROUNDS {
            let mut moved = false;
            for task in dice.shuffled(tasks) {
                moved |= improve(collide, &mut layout, &mut sizes, task, cap);
            }
            if !moved {
                break;
            }
        }
        let placed: Vec<Option<usize>> = layout.iter().copied().map(Some).collect();
        let cost = across(collide, &placed);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, layout));
        }
    }
    best.map(|(_, layout)| layout).unwrap_or_default()
}

/// Moves a task to the track with room that holds most of those it collides with, and returns
/// whether it moved. Of equal tracks the first is taken, which lets a search leave a plateau.
fn improve(
    collide: &[Vec<bool>],
    layout: &mut [usize],
    sizes: &mut [usize],
    task: usize,
    cap: usize,
) -> bool {
    let mut held = vec![0_usize; sizes.len()];
    for (&track, &collides) in layout.iter().zip(&collide[task]) {
        held[track] += usize::from(collides);
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&track| std::cmp::Reverse(held[track]));
    let current = layout[task];
    let better = order.into_iter().take_while(|&t| t != current).find(|&t| sizes[t] < cap);
    if let Some(track) = better {
        sizes[current] -= 1;
        sizes[track] += 1;
        layout[task] = track;
    }
    better.is_some()
}

/// Pseudo-random numbers that are the same in every run: `SplitMix64` (Steele et al., "Fast
/// splittable pseudorandom number generators", 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns the numbers below `n` in a random order.
    fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<(u64, usize)> = (0..n).map(|i| (self.next(), i)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, i)| i).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Replay;
    use super::super::sample::{close, replay};
    use super::*;

    /// Builds three tasks on each of four files, in turns.
    fn replays(predicted: impl Fn(u32) -> &'static str) -> Vec<Replay> {
        let path = |i: u32| ["a.go", "b.go", "c.go", "d.go"][i as usize % 4];
        (0..12).map(|i| replay("x/y", i, "it", &[(predicted(i), 0.9)], &[path(i)])).collect()
    }

    fn scores(replays: &[Replay]) -> SplitScores {
        let judged: Vec<Judged> = replays.iter().map(Judged::new).collect();
        let windows = of_repository(&judged.iter().collect::<Vec<_>>());
        together(&windows.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_perfect_prediction_avoids_all_that_can_be_avoided() {
        let found = scores(&replays(|i| ["a.go", "b.go", "c.go", "d.go"][i as usize % 4]));
        assert_eq!((found.windows, found.collisions, found.oracle), (1, 0, 0));
        // 12 pairs; two of 12 tasks in four tracks of 3 are apart with 1 − 4·6 / (12·11).
        close(found.random, 12.0 * (1.0 - 24.0 / 132.0));
        close(found.avoided().unwrap(), 1.0);
        close(found.placed, 1.0);
        close(found.largest, 0.25);
    }

    #[test]
    fn unknown_tasks_count_against_what_is_placed() {
        let mut replays = replays(|i| ["a.go", "b.go", "c.go", "d.go"][i as usize % 4]);
        for replay in &mut replays[..3] {
            replay.radius.confidence = crate::model::Confidence::Unknown;
        }
        close(scores(&replays).placed, 0.75);
    }

    #[test]
    fn windows_without_collisions_and_incomplete_ones_say_nothing() {
        let apart = |i: u32| replay("x/y", i, "it", &[("a.go", 0.9)], &[&format!("{i}.go")]);
        assert_eq!(scores(&(0..12).map(apart).collect::<Vec<_>>()), SplitScores::default());
        assert_eq!(scores(&replays(|_| "a.go")[..11]), SplitScores::default());
        assert_eq!(SplitScores::default().avoided(), None);
    }

    #[test]
    fn the_oracle_keeps_to_its_cap() {
        let all = vec![vec![true; 12]; 12];
        let mut sizes = [0; TRACKS];
        for track in search(&all, TRACKS) {
            sizes[track] += 1;
        }
        assert!(sizes.iter().all(|&size| size <= 5), "{sizes:?}");
        assert_eq!(search(&all, TRACKS), search(&all, TRACKS));
    }
}
