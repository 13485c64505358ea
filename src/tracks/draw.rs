//! Draws the tasks of a round: of most value, least likely to collide across tracks, each track
//! about one thing.
//!
//! Groups give the start: the best addition again and again. Then single tasks move in, out and
//! between the tracks, as long as the round gains from it.

use std::collections::BTreeMap;

use super::alike::{Alike, MAX_SECTION};
use super::bonds::Bonds;
use super::concern;
use super::order;
use super::overlap::Overlaps;
use super::ties::Ties;
use super::topics::is_collection;
use crate::model::{Confidence, Priority, Task, TaskState};

/// Weight of the risk that a task brings beside its value: one of ordinary value is left out where
/// it is tied to the other tracks of a full round two thirds as much as tasks drawn at random are.
///
/// On 96 windows of 36 finished tasks (16 repositories, a new window every 14 tasks), weights of 1.3,
/// 1.5 and 2 placed 49, 46 and 42 % of the tasks, with .55, .48 and .42 of the collisions that
/// chance gives.
const COST_OF_RISK: f64 = 1.5;

/// Weight of a task's likeness to the others of its track beside its value.
const LIKENESS: f64 = 2.0;

/// Mean likeness to the others of a track above which a task gains from being there. On those
/// windows, pairs inside a track changed a common folder 1.80 times as often as any pair with 0.35,
/// and 1.75 times with 0.3.
const ORDINARY_LIKENESS: f64 = 0.35;

/// Cost of each task of the same small section that is in another track. Chosen: with it, 4 % of
/// the small sections of those windows were split.
const COST_OF_SPLIT: f64 = 1.0;

/// Value that a track of its own must bring, for each task that it has room for: a worktree, a
/// branch and a merge are work too. Chosen, not measured.
const COST_OF_TRACK: f64 = 0.05;

/// Number of tasks that are considered, those of the most valuable groups first.
pub const MAX_CONSIDERED: usize = 400;

/// Number of groups that the choice is started from in turn.
const STARTS: usize = 8;

/// Number of times that every task may move. Chosen: it bounds the search.
const MAX_SWEEPS: usize = 12;

/// Improvement below which a change is rounding.
const MIN_IMPROVEMENT: f64 = 1e-9;

/// Size of a round.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Number of tracks; at least 1.
    pub max_tracks: usize,
    /// Number of tasks of a track; at least 1.
    pub per_track: usize,
    /// Set where all tasks fit: then those that are about something else join the track where they fit best.
    pub everything: bool,
}

/// Groups to choose from, and the measures of a round.
pub struct Choice<'a> {
    bonds: &'a Bonds,
    max_tracks: usize,
    per_track: usize,
    /// Value of each task.
    values: Vec<f64>,
    /// Tasks of each group, in the order to do them.
    pub groups: Vec<Vec<usize>>,
    /// Groups that are considered, the most valuable first.
    considered: Vec<usize>,
    /// Other considered tasks of the same small section.
    mates: BTreeMap<usize, Vec<usize>>,
    /// Ties of the considered tasks.
    pub ties: Ties,
}

/// Tasks of each track while a round is drawn.
type Tracks = Vec<Vec<usize>>;

impl<'a> Choice<'a> {
    /// Computes the measures of the tasks in `groups`. `clear` is the probability of each task not to
    /// collide with work in flight.
    pub fn new(
        tasks: &[Task],
        overlaps: &Overlaps,
        alike: &Alike,
        bonds: &'a Bonds,
        groups: &[Vec<usize>],
        clear: &[f64],
        Limits { max_tracks, per_track, .. }: Limits,
    ) -> Self {
        let progress = progress(tasks);
        let value =
            |at: usize| clear[at] * value(&tasks[at], overlaps.confidence(at), progress[at]);
        let values = relative((0..tasks.len()).map(value).collect());
        let groups: Vec<Vec<usize>> =
            groups.iter().map(|group| order::order(tasks, group)).collect();
        let worth = |group: &Vec<usize>| -> f64 {
            let mut values: Vec<f64> = group.iter().map(|&task| values[task]).collect();
            values.sort_by(|a, b| b.total_cmp(a));
            values.iter().take(per_track).sum()
        };
        let mut by_worth: Vec<(usize, f64)> = groups.iter().map(worth).enumerate().collect();
        by_worth.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut members = Vec::new();
        let mut considered = Vec::new();
        for (group, _) in by_worth {
            if members.is_empty() || members.len() + groups[group].len() <= MAX_CONSIDERED {
                members.extend(&groups[group]);
                considered.push(group);
            }
        }
        let mates = mates(tasks, &members);
        let ties = Ties::new(members, overlaps, alike, bonds);
        Self { bonds, max_tracks, per_track, values, groups, considered, mates, ties }
    }

    /// Finds the tracks that are worth most together. None is empty.
    pub fn best(&self) -> Tracks {
        let mut best = (f64::NEG_INFINITY, Tracks::new());
        for &start in self.considered.iter().take(STARTS) {
            let mut chosen = vec![start];
            let mut tracks = vec![self.draw(start, &[]).0];
            while tracks.len() < self.max_tracks {
                let Some((group, track)) = self.addition(&chosen, &tracks) else { break };
                chosen.push(group);
                tracks.push(track);
            }
            self.settle(&mut tracks);
            let worth = self.worth(&tracks);
            if worth > best.0 + MIN_IMPROVEMENT {
                best = (worth, tracks);
            }
        }
        best.1
    }

    /// Finds the group that is worth most beside the tracks, if one is worth anything.
    fn addition(&self, chosen: &[usize], tracks: &Tracks) -> Option<(usize, Vec<usize>)> {
        let mut best: Option<(f64, usize, Vec<usize>)> = None;
        for &group in self.considered.iter().filter(|group| !chosen.contains(group)) {
            let (track, worth) = self.draw(group, tracks);
            if worth > best.as_ref().map_or(0.0, |best| best.0) + MIN_IMPROVEMENT {
                best = Some((worth, group, track));
            }
        }
        best.map(|(_, group, track)| (group, track))
    }

    /// Draws the tasks of a group beside other tracks, and computes what they are worth. Left out is
    /// what would collide with the other tracks, and what waits for a task that is not drawn.
    fn draw(&self, group: usize, others: &[Vec<usize>]) -> (Vec<usize>, f64) {
        let mut track: Vec<usize> = Vec::new();
        let mut worth = -self.cost_of_track();
        for &task in &self.groups[group] {
            let gain = self.gain(task, &track, others.iter());
            if gain > 0.0 && self.fits(task, &track) {
                track.push(task);
                worth += gain;
            }
        }
        (track, worth)
    }

    /// Moves single tasks in, out and between the tracks while the round gains from it, then drops
    /// the tracks that are not worth a worktree.
    fn settle(&self, tracks: &mut Tracks) {
        let order = self.by_value();
        for _ in 0..MAX_SWEEPS {
            let mut moved = false;
            for &task in &order {
                moved |= self.resettle(task, tracks);
            }
            if !moved {
                break;
            }
        }
        while let Some(at) = (0..tracks.len()).find(|&at| self.is_too_small(at, tracks)) {
            tracks.remove(at);
        }
    }

    /// Adds the other tasks that are considered, whatever they are about. Most of a group takes a track that is
    /// free. Every other task joins the track that gains most from it, among equals the one with fewest
    /// tasks. Left out is what collides with several tracks, and what waits for tasks in several or in none.
    pub fn complete(&self, tracks: &mut Tracks) {
        for &group in &self.considered {
            let mut track: Vec<usize> = Vec::new();
            for &task in &self.groups[group] {
                let is_placed = tracks.iter().any(|track| track.contains(&task));
                let gain = self.gain(task, &track, tracks.iter());
                if !is_placed && gain > f64::NEG_INFINITY && self.is_ready(task, &track) {
                    track.push(task);
                }
            }
            let is_most = 2 * track.len() > self.groups[group].len();
            if track.len() > 1 && is_most && tracks.len() < self.max_tracks {
                tracks.push(track);
            }
        }
        if tracks.is_empty() {
            tracks.push(Vec::new());
        }
        let mut left = self.by_value();
        left.retain(|task| !tracks.iter().any(|track| track.contains(task)));
        loop {
            let home = |&task: &usize| {
                let ready = (0..tracks.len()).filter(|&at| self.is_ready(task, &tracks[at]));
                let gains = ready.map(|at| (at, self.gain_in(task, at, tracks)));
                let possible = gains.filter(|&(_, gain)| gain > f64::NEG_INFINITY);
                possible.max_by(|a, b| {
                    let fewer = || tracks[b.0].len().cmp(&tracks[a.0].len());
                    a.1.total_cmp(&b.1).then_with(fewer).then(b.0.cmp(&a.0))
                })
            };
            let next = left.iter().enumerate().find_map(|(place, task)| Some((place, home(task)?)));
            let Some((place, (at, _))) = next else { break };
            tracks[at].push(left.remove(place));
        }
        tracks.retain(|track| !track.is_empty());
    }

    /// Lists the tasks that are considered, the most valuable first.
    fn by_value(&self) -> Vec<usize> {
        let mut order = self.ties.tasks.clone();
        order.sort_by(|&a, &b| self.values[b].total_cmp(&self.values[a]).then(a.cmp(&b)));
        order
    }

    fn is_too_small(&self, at: usize, tracks: &Tracks) -> bool {
        let worth: f64 = tracks[at].iter().map(|&task| self.gain_in(task, at, tracks)).sum();
        worth <= self.cost_of_track()
    }

    /// Moves a task to where the round gains most. Returns whether it moved. A task that others of
    /// its track wait for only leaves, with them, where the round gains from that.
    fn resettle(&self, task: usize, tracks: &mut Tracks) -> bool {
        let from = tracks.iter().position(|track| track.contains(&task));
        if let Some(at) = from {
            let waits = |other: &usize| self.bonds.depends_on[*other].contains(&task);
            if tracks[at].iter().any(waits) {
                if self.gain_in(task, at, tracks) >= 0.0 {
                    return false;
                }
                self.remove(task, &mut tracks[at]);
                return true;
            }
            tracks[at].retain(|&other| other != task);
        }
        let mut best: Option<(usize, f64)> = None;
        if tracks.len() < self.max_tracks {
            tracks.push(Vec::new());
        }
        for at in 0..tracks.len() {
            if self.fits(task, &tracks[at]) {
                let opening = if tracks[at].is_empty() { self.cost_of_track() } else { 0.0 };
                let gain = self.gain_in(task, at, tracks) - opening;
                let stays = if from == Some(at) { MIN_IMPROVEMENT } else { 0.0 };
                if gain + stays > best.map_or(0.0, |best| best.1) + MIN_IMPROVEMENT / 2.0 {
                    best = Some((at, gain + stays));
                }
            }
        }
        let to = best.map(|(at, _)| at);
        if let Some(at) = to {
            tracks[at].push(task);
        }
        to != from
    }

    /// Takes a task out of a track, with what waits for it.
    fn remove(&self, task: usize, track: &mut Vec<usize>) {
        let mut kept: Vec<usize> = Vec::new();
        let mut left: Vec<usize> = track.iter().copied().filter(|&other| other != task).collect();
        // Tasks may stand before those that they depend on.
        while let Some(at) = left.iter().position(|&other| self.is_ready(other, &kept)) {
            kept.push(left.remove(at));
        }
        *track = kept;
    }

    /// Computes the worth of a round.
    fn worth(&self, tracks: &Tracks) -> f64 {
        let of = |at: usize| -> f64 {
            tracks[at].iter().map(|&task| self.gain_in(task, at, tracks)).sum::<f64>()
        };
        (0..tracks.len()).map(|at| of(at) - self.cost_of_track()).sum()
    }

    fn cost_of_track(&self) -> f64 {
        COST_OF_TRACK * self.per_track as f64
    }

    /// Computes what a task adds to the round in the track at `at`.
    fn gain_in(&self, task: usize, at: usize, tracks: &Tracks) -> f64 {
        let others = tracks.iter().enumerate().filter(|&(other, _)| other != at);
        self.gain(task, &tracks[at], others.map(|(_, track)| track))
    }

    /// Computes what a task adds to the round in a track beside others: its value, less the risk of
    /// collisions, more where it is like the others of its track, less for each task of its small
    /// section in another track.
    fn gain<'t>(
        &self,
        task: usize,
        track: &[usize],
        others: impl Iterator<Item = &'t Vec<usize>>,
    ) -> f64 {
        let full_round = self.max_tracks.saturating_sub(1).max(1) * self.per_track;
        let mates = self.mates.get(&task).map(Vec::as_slice).unwrap_or_default();
        let (mut risk, mut split) = (0.0, 0.0);
        for &other in others.flatten() {
            risk += self.ties.risk(task, other);
            if mates.contains(&other) {
                split += 1.0;
            }
        }
        let likeness = self.likeness(task, track).map_or(0.0, |mean| mean - ORDINARY_LIKENESS);
        self.values[task] - COST_OF_RISK * risk / full_round as f64 + LIKENESS * likeness
            - COST_OF_SPLIT * split
    }

    /// Computes what a task that is not drawn would add beside the whole round; 0 or less where it
    /// collides too much with it.
    pub fn gain_beside(&self, task: usize, tracks: &[Vec<usize>]) -> f64 {
        self.gain(task, &[], tracks.iter())
    }

    /// Computes the mean likeness of a task to the others of a track, if there are any. One that
    /// waits for another of them, or that another waits for, belongs there whatever it is about.
    fn likeness(&self, task: usize, track: &[usize]) -> Option<f64> {
        let others = || track.iter().filter(|&&other| other != task);
        let count = others().count();
        let sum: f64 = others().map(|&other| self.ties.likeness(task, other)).sum();
        let waits = |a: usize, b: usize| self.bonds.depends_on[a].contains(&b);
        let is_bound = others().any(|&other| waits(task, other) || waits(other, task));
        let least = if is_bound { ORDINARY_LIKENESS } else { 0.0 };
        (count > 0).then(|| (sum / count as f64).max(least))
    }

    /// Returns whether a track has room for a task, has something in common with it, and holds all
    /// that the task waits for.
    fn fits(&self, task: usize, track: &[usize]) -> bool {
        track.len() < self.per_track && self.is_ready(task, track) && self.belongs(task, track)
    }

    fn belongs(&self, task: usize, track: &[usize]) -> bool {
        concern::belongs(task, track, self.bonds, |a, b| self.ties.are_kin(a, b))
    }

    fn is_ready(&self, task: usize, track: &[usize]) -> bool {
        self.bonds.depends_on[task].iter().all(|dependency| track.contains(dependency))
    }
}

/// Lists for each of `considered` the others of its section, where that is small.
fn mates(tasks: &[Task], considered: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    let mut sections: BTreeMap<(&str, &[String]), Vec<usize>> = BTreeMap::new();
    let is_concern = |at: usize| tasks[at].section.last().is_some_and(|it| !is_collection(it));
    for &at in considered.iter().filter(|&&at| is_concern(at)) {
        sections.entry((&tasks[at].backlog, &tasks[at].section)).or_default().push(at);
    }
    let mut mates = BTreeMap::new();
    for members in sections.values().filter(|members| members.len() <= MAX_SECTION) {
        for &task in members {
            mates.insert(task, members.iter().copied().filter(|&other| other != task).collect());
        }
    }
    mates
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
    let early = 1.0 - 0.2 * progress;
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
    use crate::model::BlastRadius;

    #[test]
    fn a_small_backlog_leaves_nothing_out_whatever_its_tasks_are_about() {
        let names: Vec<String> = (0..16)
            .map(|id| match id {
                0..5 => "a/a.go".to_owned(),
                5..10 => "b/b.go".to_owned(),
                _ => format!("p{id}/f.go"),
            })
            .collect();
        let mut radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(id, name)| radius(id, &[(name.as_str(), 0.9)])).collect();
        for radius in &mut radii[10..] {
            radius.files[0].probability = 0.3;
        }
        let tasks: Vec<Task> = (0..16).map(task).collect();
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        let (_, plan) = split(&tasks, &radii, Beside::default(), options);
        let placed: usize = plan.tracks.iter().map(|track| track.tasks.len()).sum();
        assert_eq!((placed, plan.later.len(), plan.deferred.len()), (16, 0, 0), "{plan:?}");
        assert!(plan.tracks.len() > 2, "{plan:?}");
    }
}
