//! Draws the tasks of a round: of most value, least likely to collide across tracks, each track
//! about one thing.
//!
//! Groups give the start: the best addition again and again. Then single tasks move in, out and
//! between the tracks, as long as the round gains from it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::alike::Alike;
use super::bonds::Bonds;
use super::concern;
use super::order;
use super::overlap::Overlaps;
use super::sections;
use super::ties::Ties;
use super::worth;
use crate::model::{Priority, Task};

/// Weight of the risk that a task brings beside its value: one of ordinary value is left out where
/// it is tied to the other tracks of a full round more than half as much as tasks drawn at random are.
///
/// Measured on windows of 36 finished tasks with a new window every 12: 75 of four repositories, and 35
/// of nine whose authors the model never saw (docs/accuracy.md). Weights of 1.5, 1.85 and 2.25 placed
/// 47, 44 and 41 % of the tasks with .41, .31 and .29 of the collisions that chance gives, on the others
/// 48, 44 and 41 % with .47, .40 and .39.
const COST_OF_RISK: f64 = 1.85;

/// Weight of a task's likeness to the others of its track beside its value.
const LIKENESS: f64 = 2.0;

/// Mean likeness to the others of a track above which a task gains from being there. On 96 other
/// windows, pairs inside a track changed a common folder 1.80 times as often as any pair with 0.35,
/// and 1.75 times with 0.3.
const ORDINARY_LIKENESS: f64 = 0.35;

/// Cost of each task of the same small section that is in another track. With it, 2 % of the small
/// sections of the 75 windows were split, without it 7 %.
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

/// Mean probability of a common folder with the tasks of a track, from which a task fills it up although
/// it has little else in common with them. At 0.25, 0.35 and 0.5, the 75 windows had .35, .31 and .32 of
/// the collisions, with 46, 44 and 43 % of the tasks placed, and pairs inside a track changed a common
/// folder 1.77, 1.81 and 1.91 times as often as any pair; the 35 windows .46, .40 and .39, with 46, 44
/// and 41 %, and 1.95, 2.02 and 2.12 times. Where nothing is filled up, 40 and 37 % are placed.
const MIN_NEARNESS: f64 = 0.35;

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
    /// Conflicts and dependencies of the tasks.
    pub bonds: &'a Bonds,
    /// Number of tracks; at least 1.
    pub max_tracks: usize,
    /// Number of tasks of a track; at least 1.
    pub per_track: usize,
    /// Value of each task.
    values: Vec<f64>,
    /// Priority of each task.
    pub priorities: Vec<Priority>,
    /// For each task, those to be done before it: it depends on them, or they stand before it in a numbered
    /// section.
    pub before: Vec<Vec<usize>>,
    /// Tasks of each group, in the order to do them.
    pub groups: Vec<Vec<usize>>,
    /// Groups that are considered, the most valuable first.
    pub considered: Vec<usize>,
    /// Other considered tasks of the same small section.
    mates: BTreeMap<usize, Vec<usize>>,
    /// Ties of the considered tasks.
    pub ties: Ties,
}

/// Tasks of each track while a round is drawn.
pub type Tracks = Vec<Vec<usize>>;

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
        let values = worth::values(tasks, overlaps, clear);
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
        let mates = sections::mates(tasks, &members);
        let priorities = tasks.iter().map(Task::priority).collect();
        let mut before = bonds.depends_on.clone();
        for (task, first) in sections::before(tasks, &members, alike, max_tracks) {
            before[task].extend(first);
        }
        let ties = Ties::new(members, overlaps, alike, bonds);
        Self {
            bonds,
            max_tracks,
            per_track,
            values,
            priorities,
            before,
            groups,
            considered,
            mates,
            ties,
        }
    }

    /// Finds the tracks that are worth most together. None is empty.
    pub fn best(&self) -> Tracks {
        let mut best = (f64::NEG_INFINITY, Tracks::new());
        for start in self.starts() {
            let mut chosen = vec![start];
            let mut tracks = vec![self.draw(start, &[]).0];
            while tracks.len() < self.max_tracks {
                let Some((group, track)) = self.addition(&chosen, &tracks) else { break };
                chosen.push(group);
                tracks.push(track);
            }
            self.settle(&mut tracks);
            self.put_urgent_first(&mut tracks);
            self.fill(&mut tracks);
            let worth = self.worth(&tracks);
            if worth > best.0 + MIN_IMPROVEMENT {
                best = (worth, tracks);
            }
        }
        best.1
    }

    /// Lists the groups to start from: the most valuable of those with a task of the highest priority.
    fn starts(&self) -> Vec<usize> {
        let urgency = |&group: &usize| self.priority(&self.groups[group]);
        let highest = self.considered.iter().map(urgency).min();
        let urgent = self.considered.iter().filter(|group| Some(urgency(group)) == highest);
        urgent.copied().take(STARTS).collect()
    }

    /// Returns the highest priority of some tasks.
    fn priority(&self, tasks: &[usize]) -> Priority {
        tasks.iter().map(|&task| self.priorities[task]).min().unwrap_or_default()
    }

    /// Puts tasks that wait in the place of less urgent ones of a full track, where they belong there and the
    /// round gains from them.
    fn put_urgent_first(&self, tracks: &mut Tracks) {
        let mut waiting = self.by_value();
        waiting.sort_by_key(|&task| self.priorities[task]);
        for task in waiting {
            if tracks.iter().any(|track| track.contains(&task)) {
                continue;
            }
            let places =
                (0..tracks.len()).filter_map(|at| Some((at, self.place_of(task, &tracks[at])?)));
            let gains = places.map(|(at, track)| (self.gain_in(task, at, tracks), at, track));
            let best = gains.filter(|it| it.0 > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, at, track)) = best {
                tracks[at] = track;
            }
        }
    }

    /// Makes room in a track for a task that belongs there.
    fn place_of(&self, task: usize, track: &[usize]) -> Option<Vec<usize>> {
        self.in_place_of_another(task, track, |rest| self.belongs(task, rest))
    }

    /// Puts a task into a track in place of the least urgent of those that are less urgent, and that no other
    /// waits for, where it may be with the rest.
    pub fn in_place_of_another(
        &self,
        task: usize,
        track: &[usize],
        may_be_with: impl Fn(&[usize]) -> bool,
    ) -> Option<Vec<usize>> {
        let mut less: Vec<usize> = track
            .iter()
            .copied()
            .filter(|&it| self.priorities[it] > self.priorities[task])
            .collect();
        less.sort_by_key(|&it| Reverse((self.priorities[it], self.ties.row(it))));
        less.into_iter().find_map(|leaving| {
            let waits = track.iter().any(|&other| self.before[other].contains(&leaving));
            let rest: Vec<usize> = track.iter().copied().filter(|&it| it != leaving).collect();
            (!waits && self.is_ready(task, &rest) && may_be_with(&rest))
                .then(|| [&rest[..], &[task]].concat())
        })
    }

    /// Finds the group that is worth most beside the tracks, if one is worth anything.
    fn addition(&self, chosen: &[usize], tracks: &Tracks) -> Option<(usize, Vec<usize>)> {
        let mut best: Option<(bool, f64, usize, Vec<usize>)> = None;
        for &group in self.considered.iter().filter(|group| !chosen.contains(group)) {
            let (track, worth) = self.draw(group, tracks);
            let is_critical = self.priority(&track) == Priority::Critical;
            let least = match best {
                Some((critical, ..)) if critical && !is_critical => continue,
                Some((critical, least, ..)) if critical == is_critical => least,
                _ => 0.0,
            };
            if worth > least + MIN_IMPROVEMENT {
                best = Some((is_critical, worth, group, track));
            }
        }
        best.map(|(.., group, track)| (group, track))
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

    /// Adds single tasks to tracks with room in whose folders they work, those of most gain first.
    fn fill(&self, tracks: &mut Tracks) {
        while let Some((task, at)) = self.best_filling(tracks) {
            tracks[at].push(task);
        }
    }

    /// Finds the task and the track that a round of several tracks gains most from, whatever else the task
    /// has in common with the track.
    fn best_filling(&self, tracks: &Tracks) -> Option<(usize, usize)> {
        let is_placed = |task: usize| tracks.iter().any(|track| track.contains(&task));
        let mut best: Option<(f64, usize, usize)> = None;
        for task in self.by_value().into_iter().filter(|&task| tracks.len() > 1 && !is_placed(task))
        {
            for (at, track) in tracks.iter().enumerate() {
                if track.len() < self.per_track
                    && self.is_ready(task, track)
                    && self.is_near(task, track)
                {
                    let gain = self.values[task]
                        - self.cost_beside(COST_OF_RISK, task, others_than(at, tracks));
                    if gain > best.map_or(0.0, |best| best.0) + MIN_IMPROVEMENT {
                        best = Some((gain, task, at));
                    }
                }
            }
        }
        best.map(|(_, task, at)| (task, at))
    }

    /// Returns whether a task works in the folders of a track: nearly as likely as not, it changes a file in a
    /// folder that one of the track changes, on average over them.
    pub fn is_near(&self, task: usize, track: &[usize]) -> bool {
        let nearness = || track.iter().map(|&other| self.ties.nearness(task, other));
        nearness().all(|it| it > 0.0)
            && nearness().sum::<f64>() >= MIN_NEARNESS * track.len() as f64
    }

    /// Lists the tasks that are considered, the most valuable first.
    pub fn by_value(&self) -> Vec<usize> {
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
            let waits = |other: &usize| self.before[*other].contains(&task);
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
    pub fn gain_in(&self, task: usize, at: usize, tracks: &Tracks) -> f64 {
        self.gain(task, &tracks[at], others_than(at, tracks))
    }

    /// Computes what a task adds to the round in a track beside others: its value, less the risk of
    /// collisions, more where it is like the others of its track, less for each task of its small
    /// section in another track.
    pub fn gain<'t>(
        &self,
        task: usize,
        track: &[usize],
        others: impl Iterator<Item = &'t Vec<usize>>,
    ) -> f64 {
        let likeness = self.likeness(task, track).map_or(0.0, |mean| mean - ORDINARY_LIKENESS);
        self.values[task] + LIKENESS * likeness - self.cost_beside(COST_OF_RISK, task, others)
    }

    /// Computes what a task costs beside the tasks of other tracks: the risk of collisions, by its weight,
    /// and each task of its small section among them.
    fn cost_beside<'t>(
        &self,
        weight: f64,
        task: usize,
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
        weight * risk / full_round as f64 + COST_OF_SPLIT * split
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

    /// Computes how much two tasks should be in one track: their overlap, and their likeness.
    pub fn attraction(&self, a: usize, b: usize) -> f64 {
        self.ties.overlap(a, b) + LIKENESS * self.ties.likeness(a, b).max(0.0)
    }

    fn belongs(&self, task: usize, track: &[usize]) -> bool {
        concern::belongs(task, track, self.bonds, |a, b| self.ties.are_related(a, b))
    }

    pub fn is_ready(&self, task: usize, track: &[usize]) -> bool {
        self.before[task].iter().all(|first| track.contains(first))
    }
}

/// Returns the tracks besides the one at `at`.
fn others_than(at: usize, tracks: &Tracks) -> impl Iterator<Item = &Vec<usize>> {
    tracks.iter().enumerate().filter(move |&(other, _)| other != at).map(|(_, track)| track)
}
