//! Choice of a round: how many tracks it has, and whether splitting pays at all.

use std::collections::BTreeSet;

use super::alike::Alike;
use super::bonds::Bonds;
use super::collisions::{self, Collisions};
use super::draw::{self, Limits};
use super::overlap::Overlaps;
use super::round::{self, Round};
use super::{PerTrack, groups, hubs, order, partition};
use crate::model::{Alternative, BlastRadius, Hopeless, RepoPath, Task};

/// Number of tracks below which nothing runs side by side.
const MIN_TRACKS: usize = 2;

/// Number of tracks that are drawn where fewer leave one track only: as many as people have without asking.
const MAX_DRAWN_TRACKS: usize = 4;

/// Number of tasks that can be started, below which those that fit into one round are distributed by their
/// overlaps alone. Chosen: of a handful, groups tell little.
const MIN_TASKS_TO_GROUP: usize = 10;

/// Expected collisions from which fewer tracks are suggested, where they avoid most of them. Chosen: a merge
/// conflict or two is what a person expects of four branches.
const MIN_TO_AVOID: f64 = 3.0;

/// Share of the expected collisions that fewer tracks may leave to be suggested. Chosen.
const MAX_LEFT: f64 = 0.5;

/// Tasks that a round is chosen from.
pub struct Pool<'a> {
    /// All tasks; the other lists number them by their place.
    pub tasks: &'a [Task],
    /// Their files, in the same order.
    pub radii: &'a [BlastRadius],
    /// Their overlaps.
    pub overlaps: &'a Overlaps<'a>,
    /// Their conflicts and dependencies.
    pub bonds: &'a Bonds,
    /// Files that are left out of the overlaps.
    pub hubs: &'a BTreeSet<RepoPath>,
    /// Tasks that are given no place.
    pub aside: &'a BTreeSet<usize>,
}

/// Round with what was found while it was chosen.
pub struct Chosen {
    /// The round.
    pub round: Round,
    /// Its collisions.
    pub collisions: Collisions,
    /// Round of more tracks that was given up, since too many of them collide.
    pub too_many: Option<Alternative>,
    /// Round of fewer tracks that avoids most of the collisions.
    pub with_fewer_collisions: Option<Alternative>,
    /// Reason for which one track is better.
    pub hopeless: Option<Hopeless>,
}

/// Ways to draw a round from one pool.
struct Draws<'a> {
    pool: &'a Pool<'a>,
    clear: &'a [f64],
    formed: Option<(Alike<'a>, Vec<Vec<usize>>, usize)>,
    /// Set where all tasks fit into one round.
    everything: bool,
    /// Number of tasks after which a track is cut.
    cut: usize,
    /// Mean overlap of two startable tasks.
    mean: f64,
}

impl Pool<'_> {
    /// Chooses a round of at most so many tracks from the `free` tasks. `clear` is the probability of each task
    /// not to collide with work in flight.
    pub fn choose(
        &self,
        free: &[bool],
        clear: &[f64],
        max_tracks: usize,
        per_track: PerTrack,
    ) -> Chosen {
        let startable: Vec<usize> = (0..self.tasks.len()).filter(|&task| free[task]).collect();
        let limit = per_track.limit();
        let room = limit.map_or(usize::MAX, |limit| max_tracks.saturating_mul(limit));
        let everything = startable.len() <= room.min(draw::MAX_CONSIDERED);
        let is_handful = everything && startable.len() < MIN_TASKS_TO_GROUP;
        let formed = limit.filter(|_| !is_handful).map(|per_track| {
            let alike = Alike::new(self.tasks, self.overlaps);
            let groups = groups::form(self.tasks, &alike, self.bonds, free, per_track);
            (alike, groups, per_track)
        });
        let draws = Draws {
            pool: self,
            clear,
            formed,
            everything,
            cut: match per_track {
                PerTrack::About(_) if everything => usize::MAX,
                _ => limit.unwrap_or(usize::MAX),
            },
            mean: self.overlaps.mean(&startable),
        };
        let mut chosen = draws.draw(max_tracks);
        // Where every task is to be placed, the number of tracks is the user's.
        if per_track != PerTrack::All {
            draws.take_from_more(&mut chosen, max_tracks);
            draws.reduce(&mut chosen);
        }
        if everything && chosen.collisions.are_like_chance() {
            draws.distribute(&mut chosen);
        }
        if max_tracks > 1 && per_track != PerTrack::All {
            let common = hubs::common(self.hubs, self.tasks, self.radii);
            chosen.hopeless = collisions::one_file(self.radii, &common, free)
                .or_else(|| collisions::everywhere(chosen.collisions, draws.mean, startable.len()));
        }
        if chosen.hopeless.is_some() {
            chosen.round = Round::of([order::order(self.tasks, &startable)]);
            chosen.round.cut(draws.cut);
            chosen.collisions = Collisions::default();
        } else if per_track != PerTrack::All {
            chosen.with_fewer_collisions = draws.with_fewer_collisions(&chosen);
        }
        chosen
    }
}

impl Draws<'_> {
    /// Draws a round of at most so many tracks.
    fn draw(&self, max_tracks: usize) -> Chosen {
        let Pool { tasks, overlaps, bonds, aside, .. } = *self.pool;
        let round = if let Some((alike, groups, per_track)) = &self.formed {
            let limits = Limits { max_tracks, per_track: *per_track, everything: self.everything };
            round::choose(tasks, overlaps, alike, bonds, groups, self.clear, limits)
        } else {
            let tracks = partition::partition(tasks, overlaps, aside, max_tracks).tracks;
            Round::of(tracks.iter().map(|track| order::order(tasks, track)))
        };
        self.rated(round)
    }

    /// Cuts the tracks of a round, and counts its collisions.
    fn rated(&self, mut round: Round) -> Chosen {
        round.cut(self.cut);
        let collisions = Collisions::across(self.pool.overlaps, &round, self.mean);
        Chosen { round, collisions, too_many: None, with_fewer_collisions: None, hopeless: None }
    }

    /// Draws more tracks than are allowed where only one was found, and leaves out those that collide most: a
    /// smaller limit may leave one track only, where others would do side by side.
    fn take_from_more(&self, chosen: &mut Chosen, max_tracks: usize) {
        for tracks in max_tracks + 1..=MAX_DRAWN_TRACKS {
            if chosen.round.tracks.len() >= MIN_TRACKS.min(max_tracks) {
                return;
            }
            let mut more = self.draw(tracks);
            while more.round.tracks.len() > max_tracks {
                let Some(fewer) = self.without_worst(&more) else { return };
                more = fewer;
            }
            if !more.collisions.are_like_chance() {
                *chosen = more;
            }
        }
    }

    /// Leaves out the track without which a round collides least, in relation to chance.
    fn without_worst(&self, chosen: &Chosen) -> Option<Chosen> {
        let tracks = 0..chosen.round.tracks.len();
        let without = tracks.map(|at| self.rated(chosen.round.without(at, self.pool.overlaps)));
        let ratio = |it: &Chosen| it.collisions.ratio();
        without.min_by(|a, b| ratio(a).total_cmp(&ratio(b)))
    }

    /// Takes fewer tracks as long as those that there are collide too often.
    fn reduce(&self, chosen: &mut Chosen) {
        let mut too_many = None;
        let is_too_much = |it: &Collisions| it.are_many() || it.are_like_chance();
        while chosen.round.tracks.len() > MIN_TRACKS && is_too_much(&chosen.collisions) {
            too_many = too_many.or(Some(alternative(chosen)));
            let fewer = self.draw(chosen.round.tracks.len() - 1);
            if fewer.round.tracks.len() >= MIN_TRACKS {
                *chosen = fewer;
            } else if self.everything {
                break;
            } else {
                // A smaller limit may leave one track only, where others would do side by side.
                let Some(best) = self.without_worst(chosen) else { break };
                *chosen = best;
            }
        }
        chosen.too_many = too_many.filter(|it| it.tracks > chosen.round.tracks.len());
    }

    /// Distributes all tasks by their overlaps alone, where they come apart better that way.
    fn distribute(&self, chosen: &mut Chosen) {
        let Pool { tasks, overlaps, aside, .. } = *self.pool;
        for tracks in (MIN_TRACKS..=chosen.round.tracks.len()).rev() {
            let placed = partition::partition(tasks, overlaps, aside, tracks).tracks;
            let other =
                self.rated(Round::of(placed.iter().map(|track| order::order(tasks, track))));
            if other.round.tracks.len() >= MIN_TRACKS
                && other.collisions.ratio() < chosen.collisions.ratio()
            {
                *chosen = Chosen { too_many: chosen.too_many, ..other };
            }
        }
    }

    /// Finds the round of most tracks that avoids most of the collisions of another, where there are many.
    fn with_fewer_collisions(&self, chosen: &Chosen) -> Option<Alternative> {
        let expected = chosen.collisions.expected;
        let fewer = (MIN_TRACKS..chosen.round.tracks.len()).rev();
        let fewer = fewer.filter(|_| expected >= MIN_TO_AVOID).map(|tracks| self.draw(tracks));
        let mut with_fewer_collisions = fewer.filter(|it| {
            it.round.tracks.len() >= MIN_TRACKS
                && !it.collisions.are_many()
                && it.collisions.expected <= MAX_LEFT * expected
        });
        with_fewer_collisions.next().map(|it| alternative(&it))
    }
}

/// Sums up a round.
fn alternative(chosen: &Chosen) -> Alternative {
    Alternative {
        tracks: chosen.round.tracks.len(),
        tasks: chosen.collisions.tasks,
        expected: chosen.collisions.expected,
        chance: chosen.collisions.chance,
    }
}

impl PerTrack {
    /// Returns the number of tasks of a track in a round, where there is one.
    fn limit(self) -> Option<usize> {
        match self {
            Self::All => None,
            Self::About(most) | Self::AtMost(most) => Some(most.max(1)),
        }
    }
}
