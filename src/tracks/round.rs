//! The next round: which tasks are worked on now, and which wait.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alike::{Alike, MAX_SECTION};
use super::bonds::Bonds;
use super::complete;
use super::divide;
use super::draw::{Choice, Limits};
use super::order;
use super::overlap::Overlaps;
use super::topics::is_collection;
use super::urgent;
use crate::model::{Task, Verdict, WaitReason};

/// Round: what is worked on side by side, and what waits.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// The tracks, none empty.
    pub tracks: Vec<Drawn>,
    /// The groups that wait, those to be done first at the front.
    pub later: Vec<Left>,
}

/// Tasks of one track.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Those of this round, in the order to do them.
    pub now: Vec<usize>,
    /// Those of the same concern that wait for the next round, in order.
    pub rest: Vec<usize>,
}

impl Drawn {
    /// Makes a track of which no task waits.
    pub fn all(now: Vec<usize>) -> Self {
        Self { now, rest: Vec::new() }
    }
}

impl Round {
    /// Makes a round of these tracks, for which nothing waits.
    pub fn of(tracks: impl IntoIterator<Item = Vec<usize>>) -> Self {
        Self { tracks: tracks.into_iter().map(Drawn::all).collect(), later: Vec::new() }
    }

    /// Cuts each track after so many tasks. The others wait for the next round.
    pub fn cut(&mut self, per_track: usize) {
        for track in &mut self.tracks {
            let rest = track.now.split_off(track.now.len().min(per_track));
            track.rest.splice(0..0, rest);
        }
    }

    /// Returns the track of each of so many tasks, if it has one.
    pub fn homes(&self, tasks: usize) -> Vec<Option<usize>> {
        let mut homes = vec![None; tasks];
        for (at, track) in self.tracks.iter().enumerate() {
            for &task in track.now.iter().chain(&track.rest) {
                homes[task] = Some(at);
            }
        }
        homes
    }

    /// Makes a round without one of its tracks, which waits because it collides with the others.
    pub fn without(&self, at: usize, overlaps: &Overlaps) -> Self {
        let mut round = self.clone();
        let Drawn { now, rest } = round.tracks.remove(at);
        let tasks = [now, rest].concat();
        let with = meeting(overlaps, &tasks, round.tracks.iter().flat_map(|track| &track.now));
        let left = Left { tasks, reason: WaitReason::Collision, with: with.into_iter().collect() };
        round.later.insert(0, left);
        round
    }
}

/// Lists those of `others` that may collide with some tasks.
fn meeting<'t>(
    overlaps: &Overlaps,
    tasks: &[usize],
    others: impl Iterator<Item = &'t usize>,
) -> BTreeSet<usize> {
    let meets = |other: &usize| {
        tasks.iter().any(|&task| {
            let overlap = overlaps.between(task, *other);
            overlaps.verdict(task, *other, overlap) >= Verdict::Risk
        })
    };
    others.copied().filter(meets).collect()
}

/// Group that waits.
#[derive(Clone, Debug)]
pub struct Left {
    /// Its tasks, in the order to do them.
    pub tasks: Vec<usize>,
    /// The reason.
    pub reason: WaitReason,
    /// The tasks of the round that are the reason, in reading order.
    pub with: Vec<usize>,
}

/// Chooses at most so many tracks of so many tasks each: those of most value that are expected to collide
/// least, each about one thing. What is not chosen waits in its group, or joins a track. `clear`
/// is the probability of each task not to collide with work in flight.
pub fn choose(
    tasks: &[Task],
    overlaps: &Overlaps,
    alike: &Alike,
    bonds: &Bonds,
    groups: &[Vec<usize>],
    clear: &[f64],
    limits: Limits,
) -> Round {
    let choice = Choice::new(tasks, overlaps, alike, bonds, groups, clear, limits);
    let mut drawn = choice.best();
    urgent::place_critical(&choice, &mut drawn);
    if limits.everything {
        complete::complete(&choice, &mut drawn);
        divide::divide(&choice, &mut drawn);
        return Round::of(drawn.iter().map(|track| order::order(tasks, track)));
    }
    Waiting { tasks, overlaps, bonds, choice: &choice }.round(&drawn)
}

/// Sorts what was not drawn.
struct Waiting<'a> {
    tasks: &'a [Task],
    overlaps: &'a Overlaps<'a>,
    bonds: &'a Bonds,
    choice: &'a Choice<'a>,
}

impl Waiting<'_> {
    /// Says where the tasks that were not drawn wait: with a track of the same group, or in a group
    /// of their own.
    fn round(&self, drawn: &[Vec<usize>]) -> Round {
        let tasks = self.tasks;
        let mut placed = vec![None; tasks.len()];
        for (at, track) in drawn.iter().enumerate() {
            for &task in track {
                placed[task] = Some(at);
            }
        }
        let mut tracks: Vec<Drawn> =
            drawn.iter().map(|now| Drawn::all(order::order(tasks, now))).collect();
        let mut later = Vec::new();
        for group in &self.choice.groups {
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
                later.push(self.left(waiting, drawn));
            }
        }
        for track in &mut tracks {
            track.rest = order::order(tasks, &track.rest);
        }
        let mut later = self.beside(later);
        later.sort_by_key(|left| {
            let urgency = left.tasks.iter().map(|&task| order::Urgency::of(&tasks[task])).min();
            (urgency, Reverse(left.tasks.len()))
        });
        Round { tracks, later }
    }

    /// Puts the tasks that wait alone, for one reason and under one heading, into groups of that heading.
    fn beside(&self, later: Vec<Left>) -> Vec<Left> {
        let mut of: BTreeMap<(&str, &[String], WaitReason), usize> = BTreeMap::new();
        let mut groups: Vec<Left> = Vec::new();
        for left in later {
            if let &[task] = left.tasks.as_slice()
                && let Task { backlog, section, .. } = &self.tasks[task]
                && section.last().is_some_and(|heading| !is_collection(heading))
                && left.reason != WaitReason::Dependency
            {
                let place = of.entry((backlog, section, left.reason)).or_insert(groups.len());
                match groups.get_mut(*place) {
                    Some(group) if group.tasks.len() < MAX_SECTION => {
                        group.tasks.push(task);
                        group.with.extend(&left.with);
                        group.with.sort_unstable();
                        group.with.dedup();
                        continue;
                    }
                    _ => *place = groups.len(),
                }
            }
            groups.push(left);
        }
        for group in &mut groups {
            group.tasks = order::order(self.tasks, &group.tasks);
        }
        groups
    }

    /// Returns whether a task may wait in a track: all that it needs is there, and nothing that it
    /// conflicts with is in another.
    fn may_follow(&self, task: usize, home: usize, tracks: &[Drawn]) -> bool {
        let holds =
            |track: &Drawn, task: &usize| track.now.contains(task) || track.rest.contains(task);
        self.choice.before[task].iter().all(|first| holds(&tracks[home], first))
            && !self.bonds.conflicts[task].iter().any(|other| {
                tracks.iter().enumerate().any(|(at, track)| at != home && holds(track, other))
            })
    }

    /// Says why a group waits.
    fn left(&self, tasks: Vec<usize>, drawn: &[Vec<usize>]) -> Left {
        let outside: BTreeSet<usize> = tasks
            .iter()
            .flat_map(|&task| &self.choice.before[task])
            .copied()
            .filter(|dependency| !tasks.contains(dependency))
            .collect();
        let ties = &self.choice.ties;
        let collides =
            |task: usize| ties.covers(task) && self.choice.gain_beside(task, drawn) <= 0.0;
        let colliding = tasks.iter().filter(|&&task| collides(task)).count();
        let (reason, with) = if outside.is_empty() {
            let meets = || meeting(self.overlaps, &tasks, drawn.iter().flatten());
            let with = if 2 * colliding >= tasks.len() { meets() } else { BTreeSet::new() };
            // A task may also be left out because its section would be split.
            let reason = if with.is_empty() { WaitReason::Room } else { WaitReason::Collision };
            (reason, with)
        } else {
            (WaitReason::Dependency, outside)
        };
        Left { tasks, reason, with: with.into_iter().collect() }
    }
}
