//! The next round: which groups are worked on now, and which wait.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alike::Alike;
use super::bonds::Bonds;
use super::groups::mean;
use super::order;
use super::overlap::Overlaps;
use crate::model::{Confidence, Priority, Task, TaskState, Verdict, WaitReason};

/// Weight of the risk that a task brings beside its value: one of ordinary value is left out where
/// it is tied to the other tracks of a full round as much as tasks drawn at random are. On 38
/// windows of 36 finished tasks (16 repositories), weights of 0.8, 1 and 1.3 placed 59, 53 and 48 %
/// of the tasks, with .67, .64 and .63 of the collisions that chance gives; the partition of all
/// tasks had .74.
const COST_OF_RISK: f64 = 1.0;

/// Value that a track of its own must bring, for each task that it has room for: a worktree, a
/// branch and a merge are work too. With room for six, one task does not pay, two do. Chosen, not
/// measured.
const COST_OF_TRACK: f64 = 1.0 / 6.0;

/// Weight of the likeness inside a group beside the value of its tasks. Chosen: three times as much
/// moved no figure of those windows by more than a twentieth.
const COHERENCE: f64 = 0.5;

/// Mean likeness to the tasks of a track from which a single task may join it. On those windows, 0.2
/// placed 2 % more of the tasks than 0.3, at the same share of collisions.
const MIN_LIKENESS_TO_JOIN: f64 = 0.25;

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
    let limits = (max_tracks.max(1), per_track.max(1));
    let choice = Choice::new(tasks, overlaps, alike, bonds, groups, limits);
    let chosen = choice.best();
    let (mut tracks, _) = choice.drawn(&chosen);
    choice.prune(&mut tracks);
    choice.fill(alike, &mut tracks);
    tracks.retain(|track| !track.is_empty());
    choice.finish(tasks, tracks)
}

/// Returns how much it is worth to do a task in this round; 1 for one of ordinary priority whose
/// files are near certain. An uncertain prediction hides collisions. `progress` is how far down its
/// backlog the task stands, from 0 to 1. All these factors are chosen, not measured.
fn value(task: &Task, confidence: Confidence, progress: f64) -> f64 {
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
    let early = 1.0 - 0.4 * progress;
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

/// Groups to choose from.
struct Choice<'a> {
    overlaps: &'a Overlaps<'a>,
    bonds: &'a Bonds,
    max_tracks: f64,
    per_track: usize,
    /// Value of each task.
    values: Vec<f64>,
    /// Tasks of each group, in the order to do them.
    groups: Vec<Vec<usize>>,
    /// Value of each group beyond that of its tasks.
    coherence: Vec<f64>,
    /// Groups that are considered, the most valuable first.
    considered: Vec<usize>,
    ties: Ties,
}

impl<'a> Choice<'a> {
    fn new(
        tasks: &[Task],
        overlaps: &'a Overlaps<'a>,
        alike: &Alike,
        bonds: &'a Bonds,
        groups: &[Vec<usize>],
        (max_tracks, per_track): (usize, usize),
    ) -> Self {
        let progress = progress(tasks);
        let value = |at: usize| value(&tasks[at], overlaps.confidence(at), progress[at]);
        let coherence = |group: &Vec<usize>| COHERENCE * mean(group, group, |a, b| alike.of(a, b));
        let mut choice = Self {
            overlaps,
            bonds,
            max_tracks: max_tracks as f64,
            per_track,
            values: relative((0..tasks.len()).map(value).collect()),
            groups: groups.iter().map(|group| order::order(tasks, group)).collect(),
            coherence: groups.iter().map(coherence).collect(),
            considered: Vec::new(),
            ties: Ties::default(),
        };
        let mut alone: Vec<(usize, f64)> =
            (0..groups.len()).map(|group| (group, choice.draw(group, &[]).1)).collect();
        alone.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        alone.truncate(MAX_CONSIDERED);
        choice.considered = alone.into_iter().map(|(group, _)| group).collect();
        let members = choice.considered.iter().flat_map(|&group| groups[group].clone()).collect();
        choice.ties = Ties::new(members, overlaps, alike);
        choice
    }

    /// Finds the groups that are worth most together: the best addition again and again, from
    /// several starts, and then exchanges.
    fn best(&self) -> Vec<usize> {
        let mut best = (f64::NEG_INFINITY, Vec::new());
        for &start in self.considered.iter().take(STARTS) {
            let mut chosen = vec![start];
            while (chosen.len() as f64) < self.max_tracks {
                let Some((group, _)) = self.addition(&chosen) else { break };
                chosen.push(group);
            }
            let mut worth = self.worth(&chosen);
            for _ in 0..MAX_EXCHANGES * chosen.len() {
                // The first is taken out, and the best in its place comes last.
                let mut exchanged: Vec<usize> = chosen.iter().skip(1).copied().collect();
                exchanged.extend(self.addition(&exchanged).map(|(group, _)| group));
                let found = self.worth(&exchanged);
                if !exchanged.is_empty() && found > worth + MIN_IMPROVEMENT {
                    (worth, chosen) = (found, exchanged);
                } else {
                    chosen.rotate_left(1);
                }
            }
            if worth > best.0 + MIN_IMPROVEMENT {
                best = (worth, chosen);
            }
        }
        best.1
    }

    /// Finds the group that is worth most beside the chosen ones, if one is worth anything.
    fn addition(&self, chosen: &[usize]) -> Option<(usize, f64)> {
        let drawn = self.drawn(chosen).0;
        let mut best: Option<(usize, f64)> = None;
        for &group in self.considered.iter().filter(|group| !chosen.contains(group)) {
            let worth = self.draw(group, &drawn).1;
            if worth > best.map_or(0.0, |best| best.1) + MIN_IMPROVEMENT {
                best = Some((group, worth));
            }
        }
        best
    }

    fn worth(&self, chosen: &[usize]) -> f64 {
        self.drawn(chosen).1
    }

    /// Draws the tasks of the chosen groups, one group after the other, and sums what they are
    /// worth.
    fn drawn(&self, chosen: &[usize]) -> (Vec<Vec<usize>>, f64) {
        let mut drawn = Vec::with_capacity(chosen.len());
        let mut sum = 0.0;
        for &group in chosen {
            let (track, worth) = self.draw(group, &drawn);
            drawn.push(track);
            sum += worth;
        }
        (drawn, sum)
    }

    /// Draws the tasks of a group beside other tracks, and computes what they are worth. Left out is
    /// what would collide with the other tracks, and what waits for a task that is not drawn.
    fn draw(&self, group: usize, others: &[Vec<usize>]) -> (Vec<usize>, f64) {
        let mut track: Vec<usize> = Vec::new();
        let mut worth = 0.0;
        for &task in &self.groups[group] {
            let gain = self.gain(task, others.iter().flatten());
            if track.len() < self.per_track && gain > 0.0 && self.is_ready(task, &track) {
                track.push(task);
                worth += gain;
            }
        }
        if !track.is_empty() {
            worth += track.len() as f64 * self.coherence[group];
            worth -= COST_OF_TRACK * self.per_track as f64;
        }
        (track, worth)
    }

    /// Computes what a task adds to the round, beside tasks of other tracks.
    fn gain<'t>(&self, task: usize, others: impl Iterator<Item = &'t usize>) -> f64 {
        let risk: f64 = others.map(|&other| self.ties.between(task, other)).sum();
        let full_round = (self.max_tracks - 1.0).max(1.0) * self.per_track as f64;
        self.values[task] - COST_OF_RISK * risk / full_round
    }

    fn is_ready(&self, task: usize, track: &[usize]) -> bool {
        self.bonds.depends_on[task].iter().all(|dependency| track.contains(dependency))
    }

    /// Takes out the tasks that are not worth the risk that they bring, the worst first, with what
    /// waits for them.
    fn prune(&self, tracks: &mut [Vec<usize>]) {
        loop {
            let mut worst: Option<(usize, usize, f64)> = None;
            for (at, track) in tracks.iter().enumerate() {
                for &task in track {
                    let others = tracks.iter().enumerate().filter(|&(other, _)| other != at);
                    let gain = self.gain(task, others.flat_map(|(_, track)| track));
                    if gain < worst.map_or(0.0, |worst| worst.2) {
                        worst = Some((at, task, gain));
                    }
                }
            }
            let Some((at, task, _)) = worst else { return };
            let mut kept: Vec<usize> = Vec::new();
            for &other in tracks[at].iter().filter(|&&other| other != task) {
                if self.is_ready(other, &kept) {
                    kept.push(other);
                }
            }
            tracks[at] = kept;
        }
    }

    /// Adds tasks that were not drawn to tracks that are about the same thing and have room.
    fn fill(&self, alike: &Alike, tracks: &mut [Vec<usize>]) {
        let placed = tracks.concat();
        let mut left: Vec<usize> =
            self.ties.tasks.iter().copied().filter(|task| !placed.contains(task)).collect();
        left.sort_by(|&a, &b| self.values[b].total_cmp(&self.values[a]).then(a.cmp(&b)));
        for task in left {
            let best = (0..tracks.len())
                .filter(|&at| tracks[at].len() < self.per_track && self.is_ready(task, &tracks[at]))
                .map(|at| (at, mean(&[task], &tracks[at], |a, b| alike.of(a, b))))
                .filter(|&(at, likeness)| {
                    likeness >= MIN_LIKENESS_TO_JOIN && !self.is_begun_elsewhere(task, at, tracks)
                })
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((at, _)) = best else { continue };
            let others = tracks.iter().enumerate().filter(|&(other, _)| other != at);
            if self.gain(task, others.flat_map(|(_, track)| track)) > 0.0 {
                tracks[at].push(task);
            }
        }
    }

    /// Returns whether a task of the same group is in another track.
    fn is_begun_elsewhere(&self, task: usize, at: usize, tracks: &[Vec<usize>]) -> bool {
        let group = self.groups.iter().find(|group| group.contains(&task));
        let mut others = tracks.iter().enumerate().filter(|&(other, _)| other != at);
        others
            .any(|(_, track)| group.is_some_and(|group| group.iter().any(|it| track.contains(it))))
    }

    /// Says where the tasks that were not drawn wait: with a track of the same group, or in a group
    /// of their own.
    fn finish(&self, tasks: &[Task], drawn: Vec<Vec<usize>>) -> Round {
        let now: Vec<usize> = drawn.concat();
        let mut placed = vec![None; tasks.len()];
        for (at, track) in drawn.iter().enumerate() {
            for &task in track {
                placed[task] = Some(at);
            }
        }
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
        let holds =
            |track: &Drawn, task: &usize| track.now.contains(task) || track.rest.contains(task);
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
        let collides =
            |task: usize| self.ties.row.contains_key(&task) && self.gain(task, now.iter()) <= 0.0;
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

/// Ties of tasks to each other.
#[derive(Debug, Default)]
struct Ties {
    /// Tasks that the table covers.
    tasks: Vec<usize>,
    /// Row of each task in the table.
    row: BTreeMap<usize, usize>,
    /// For each pair of rows, how much the tasks are tied; 1 on average, and infinite for those that
    /// conflict.
    table: Vec<f32>,
}

impl Ties {
    /// Computes the ties of `tasks`: the geometric mean of their overlap and the cosine of their
    /// files. The overlap alone is large for any two tasks whose files nobody knows.
    #[expect(clippy::cast_possible_truncation, reason = "three digits are plenty")]
    fn new(tasks: Vec<usize>, overlaps: &Overlaps, alike: &Alike) -> Self {
        let count = tasks.len();
        let mut table = vec![0.0; count * count];
        let mut sum = 0.0;
        for (at, &a) in tasks.iter().enumerate() {
            for (bt, &b) in tasks.iter().enumerate().take(at) {
                let overlap = overlaps.between(a, b);
                let tie = (overlap * alike.by_files(a, b)).sqrt();
                sum += tie;
                let conflict = overlaps.verdict(a, b, overlap) == Verdict::Conflict;
                let tie = if conflict { f32::INFINITY } else { tie as f32 };
                table[at * count + bt] = tie;
                table[bt * count + at] = tie;
            }
        }
        let mean = 2.0 * sum / (count * count.saturating_sub(1)).max(1) as f64;
        if mean > 0.0 {
            for tie in &mut table {
                *tie /= mean as f32;
            }
        }
        let row = tasks.iter().enumerate().map(|(at, &task)| (task, at)).collect();
        Self { tasks, row, table }
    }

    /// Returns the tie of two tasks.
    fn between(&self, a: usize, b: usize) -> f64 {
        match (self.row.get(&a), self.row.get(&b)) {
            (Some(a), Some(b)) => f64::from(self.table[a * self.tasks.len() + b]),
            _ => f64::INFINITY,
        }
    }
}
