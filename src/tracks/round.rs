//! The next round: which groups are worked on now, and which wait.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::alike::Alike;
use super::bonds::Bonds;
use super::groups::mean;
use super::order;
use super::overlap::Overlaps;
use crate::model::{Confidence, Priority, Task, TaskState, Verdict, WaitReason};

/// Number of tasks of ordinary value that one expected collision across tracks outweighs.
const COST_OF_COLLISION: f64 = 2.0;

/// Number of tasks of ordinary value that a track of its own must bring: a worktree, a branch and a
/// merge are work too.
const COST_OF_TRACK: f64 = 1.0;

/// Weight of the likeness inside a group beside the value of its tasks.
const COHERENCE: f64 = 0.5;

/// Mean likeness to the tasks of a track from which a single task may join it.
const MIN_LIKENESS_TO_JOIN: f64 = 0.3;

/// Number of groups that are considered, the most valuable first.
const MAX_CONSIDERED: usize = 200;

/// Number of groups that the choice is started from in turn.
const STARTS: usize = 8;

/// Number of times that each chosen group may be exchanged for a better one.
const MAX_EXCHANGES: usize = 4;

/// Improvement below which a change is rounding.
const MIN_IMPROVEMENT: f64 = 1e-9;

/// Round: what is worked on side by side, and what waits.
#[derive(Debug, Default)]
pub struct Round {
    /// The tracks, none empty.
    pub tracks: Vec<Drawn>,
    /// The groups that wait, those to be done first at the front.
    pub later: Vec<Left>,
}

/// Tasks of one track.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Those of this round, in the order to do them.
    pub now: Vec<usize>,
    /// Those of the same concern that wait for the next round, in order.
    pub rest: Vec<usize>,
}

/// Group that waits.
#[derive(Debug)]
pub struct Left {
    /// Its tasks, in the order to do them.
    pub tasks: Vec<usize>,
    /// The reason.
    pub reason: WaitReason,
    /// The tasks of the round that are the reason, in reading order.
    pub with: Vec<usize>,
}

/// Chooses at most `max_tracks` of the groups, of each at most `per_track` tasks: those of most
/// value that are expected to collide least.
pub fn choose(
    tasks: &[Task],
    overlaps: &Overlaps,
    alike: &Alike,
    bonds: &Bonds,
    groups: &[Vec<usize>],
    (max_tracks, per_track): (usize, usize),
) -> Round {
    let phases = tasks.iter().map(|task| task.phase).max().unwrap_or(0);
    let value = |at: usize| value(&tasks[at], overlaps.confidence(at), phases);
    let choice = Choice {
        overlaps,
        bonds,
        per_track: per_track.max(1),
        values: (0..tasks.len()).map(value).collect(),
        groups: groups.iter().map(|group| order::order(tasks, group)).collect(),
        coherence: groups
            .iter()
            .map(|group| COHERENCE * mean(group, group, |a, b| alike.of(a, b)))
            .collect(),
    };
    let chosen = choice.best(max_tracks.max(1));
    let mut tracks = choice.draw(&chosen).0;
    tracks.retain(|track| !track.is_empty());
    let mut placed = vec![None; tasks.len()];
    for (at, track) in tracks.iter().enumerate() {
        track.iter().for_each(|&task| placed[task] = Some(at));
    }
    choice.fill(alike, &mut tracks, &mut placed);
    choice.finish(tasks, tracks, &placed)
}

/// Returns how much it is worth to do a task in this round; 1 for one of ordinary priority whose
/// files are near certain. An uncertain prediction hides collisions.
fn value(task: &Task, confidence: Confidence, phases: u32) -> f64 {
    let by_priority = match task.priority() {
        Priority::Critical => 2.0,
        Priority::High => 1.5,
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
    let early = 1.0 - 0.3 * f64::from(task.phase) / f64::from(phases.max(1));
    by_priority * by_confidence * started * needed * early
}

/// Groups to choose from.
struct Choice<'a> {
    overlaps: &'a Overlaps<'a>,
    bonds: &'a Bonds,
    per_track: usize,
    /// Value of each task.
    values: Vec<f64>,
    /// Tasks of each group, in the order to do them.
    groups: Vec<Vec<usize>>,
    /// Value of each group beyond that of its tasks.
    coherence: Vec<f64>,
}

impl Choice<'_> {
    /// Finds the groups that are worth most together: the best addition again and again, from
    /// several starts, and then exchanges.
    fn best(&self, max_tracks: usize) -> Vec<usize> {
        let mut alone: Vec<(usize, f64)> =
            (0..self.groups.len()).map(|group| (group, self.draw(&[group]).1)).collect();
        alone.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let considered: Vec<usize> =
            alone.iter().take(MAX_CONSIDERED).map(|&(group, _)| group).collect();
        let mut best = (f64::NEG_INFINITY, Vec::new());
        for &start in considered.iter().take(STARTS) {
            let mut chosen = vec![start];
            let mut worth = self.draw(&chosen).1;
            while chosen.len() < max_tracks {
                let with = |group: usize| [&chosen[..], &[group]].concat();
                let Some(better) = self.better(&considered, worth, with) else { break };
                (worth, chosen) = better;
            }
            let places = chosen.len();
            for at in (0..MAX_EXCHANGES).flat_map(|_| 0..places) {
                let exchanged = |group: usize| {
                    let mut exchanged = chosen.clone();
                    exchanged[at] = group;
                    exchanged
                };
                if let Some(better) = self.better(&considered, worth, exchanged) {
                    (worth, chosen) = better;
                }
            }
            if worth > best.0 + MIN_IMPROVEMENT {
                best = (worth, chosen);
            }
        }
        best.1
    }

    /// Finds the best of the choices that a group makes, if it is worth more than `worth`.
    fn better(
        &self,
        groups: &[usize],
        worth: f64,
        of: impl Fn(usize) -> Vec<usize>,
    ) -> Option<(f64, Vec<usize>)> {
        let mut best: Option<(f64, Vec<usize>)> = None;
        for &group in groups {
            let choice = of(group);
            let is_new = choice.iter().filter(|&&chosen| chosen == group).count() == 1;
            if is_new {
                let found = self.draw(&choice).1;
                if found > best.as_ref().map_or(worth, |best| best.0) + MIN_IMPROVEMENT {
                    best = Some((found, choice));
                }
            }
        }
        best
    }

    /// Draws the tasks of the chosen groups, one group after the other, and sums what they are
    /// worth. Left out is what would collide with the groups before, and what waits for a task
    /// that is not drawn.
    fn draw(&self, chosen: &[usize]) -> (Vec<Vec<usize>>, f64) {
        let mut drawn: Vec<Vec<usize>> = Vec::with_capacity(chosen.len());
        let mut worth = 0.0;
        for &group in chosen {
            let mut track: Vec<usize> = Vec::new();
            let mut gained = 0.0;
            for &task in &self.groups[group] {
                let gain = self.gain(task, drawn.iter().flatten());
                if track.len() < self.per_track && gain > 0.0 && self.is_ready(task, &track) {
                    track.push(task);
                    gained += gain;
                }
            }
            if !track.is_empty() {
                let share = track.len() as f64 / self.groups[group].len() as f64;
                worth += gained - COST_OF_TRACK + share * track.len() as f64 * self.coherence[group];
            }
            drawn.push(track);
        }
        (drawn, worth)
    }

    /// Computes what a task adds to the round, beside tasks of other tracks.
    fn gain<'t>(&self, task: usize, others: impl Iterator<Item = &'t usize>) -> f64 {
        let mut risk = 0.0;
        for &other in others {
            let overlap = self.overlaps.between(task, other);
            if self.overlaps.verdict(task, other, overlap) == Verdict::Conflict {
                return f64::NEG_INFINITY;
            }
            risk += overlap;
        }
        self.values[task] - COST_OF_COLLISION * risk
    }

    fn is_ready(&self, task: usize, track: &[usize]) -> bool {
        self.bonds.depends_on[task].iter().all(|dependency| track.contains(dependency))
    }

    /// Adds tasks that were not drawn to tracks that are about the same thing and have room.
    fn fill(&self, alike: &Alike, tracks: &mut [Vec<usize>], placed: &mut [Option<usize>]) {
        let mut left: Vec<usize> =
            self.groups.iter().flatten().copied().filter(|&task| placed[task].is_none()).collect();
        left.sort_by(|&a, &b| self.values[b].total_cmp(&self.values[a]).then(a.cmp(&b)));
        for task in left {
            let best = (0..tracks.len())
                .filter(|&at| tracks[at].len() < self.per_track && self.is_ready(task, &tracks[at]))
                .map(|at| (at, mean(&[task], &tracks[at], |a, b| alike.of(a, b))))
                .filter(|&(_, likeness)| likeness >= MIN_LIKENESS_TO_JOIN)
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((at, _)) = best else { continue };
            let others = tracks.iter().enumerate().filter(|&(other, _)| other != at);
            if self.gain(task, others.flat_map(|(_, track)| track)) > 0.0 {
                tracks[at].push(task);
                placed[task] = Some(at);
            }
        }
    }

    /// Says where the tasks that were not drawn wait: with a track of the same group, or in a group
    /// of their own.
    fn finish(&self, tasks: &[Task], drawn: Vec<Vec<usize>>, placed: &[Option<usize>]) -> Round {
        let now: Vec<usize> = drawn.iter().flatten().copied().collect();
        let mut tracks: Vec<Drawn> = drawn
            .into_iter()
            .map(|now| Drawn { now: order::order(tasks, &now), rest: Vec::new() })
            .collect();
        let mut later = Vec::new();
        for group in &self.groups {
            let mut homes: Vec<usize> = group.iter().filter_map(|&task| placed[task]).collect();
            homes.sort_unstable();
            homes.dedup();
            let mut waiting = Vec::new();
            for &task in group.iter().filter(|&&task| placed[task].is_none()) {
                match homes.as_slice() {
                    &[home] if self.may_follow(task, home, &tracks) => tracks[home].rest.push(task),
                    _ => waiting.push(task),
                }
            }
            if !waiting.is_empty() {
                later.push(self.left(waiting, &now));
            }
        }
        later.sort_by_key(|left| {
            let urgency = left.tasks.iter().map(|&task| order::Urgency::of(&tasks[task])).min();
            (urgency, Reverse(left.tasks.len()))
        });
        Round { tracks, later }
    }

    /// Returns whether a task may wait in a track: all that it needs is there, and nothing that it
    /// conflicts with is in another.
    fn may_follow(&self, task: usize, home: usize, tracks: &[Drawn]) -> bool {
        let holds = |track: &Drawn, task: &usize| track.now.contains(task) || track.rest.contains(task);
        self.bonds.depends_on[task].iter().all(|dependency| holds(&tracks[home], dependency))
            && !self.bonds.conflicts[task].iter().any(|other| {
                tracks.iter().enumerate().any(|(at, track)| at != home && holds(track, other))
            })
    }

    /// Says why a group waits.
    fn left(&self, tasks: Vec<usize>, now: &[usize]) -> Left {
        let outside: BTreeSet<usize> = tasks
            .iter()
            .flat_map(|&task| &self.bonds.depends_on[task])
            .copied()
            .filter(|dependency| !tasks.contains(dependency))
            .collect();
        let collides = |task: usize| self.gain(task, now.iter()) <= 0.0;
        let colliding = tasks.iter().filter(|&&task| collides(task)).count();
        let (reason, with) = if !outside.is_empty() {
            (WaitReason::Dependency, outside)
        } else if 2 * colliding >= tasks.len() {
            let meets = |other: &usize| {
                tasks.iter().any(|&task| {
                    let overlap = self.overlaps.between(task, *other);
                    self.overlaps.verdict(task, *other, overlap) >= Verdict::Risk
                })
            };
            (WaitReason::Collision, now.iter().copied().filter(meets).collect())
        } else {
            (WaitReason::Room, BTreeSet::new())
        };
        Left { tasks, reason, with: with.into_iter().collect() }
    }
}
