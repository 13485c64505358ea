//! Blast radii to overlaps, and overlaps to the next round.
//!
//! 1. `hubs`: files that tell nothing about collisions are left out;
//! 2. `overlap`: the overlap of two tasks and its verdict; `likely` finds those that may conflict;
//! 3. `bonds`: conflicts and dependencies, which hold tasks together or apart;
//! 4. a small backlog is one round: `partition` finds the track of each task. Those that would
//!    connect everything into one group are deferred (`glue`); the groups are distributed by a local
//!    search (`search`) that balances the load (`work`);
//! 5. of a larger one, `groups` are formed by how much tasks are `alike`, and `round` chooses some;
//! 6. `collisions`: how many are expected across the tracks, whether fewer tracks are better, and
//!    whether splitting pays at all;
//! 7. `tie`: why two tasks are kept together;
//! 8. `order`, `name` (of `slug`s that are not `taken`) and `touches`: the presentation of a track.

mod alike;
mod bonds;
mod collisions;
mod draw;
mod glue;
mod groups;
#[cfg(test)]
mod growth;
mod hubs;
mod in_flight;
mod likely;
mod name;
mod order;
mod overlap;
mod partition;
mod round;
#[cfg(test)]
mod sample;
mod search;
mod slug;
mod taken;
#[cfg(test)]
mod tests;
mod tie;
mod ties;
mod touches;
mod work;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::{
    BlastRadius, Deferral, DeferralReason, Hopeless, InFlight, LaterGroup, OrderReason, Overlap,
    Plan, Precedence, RepoPath, Task, TaskId, Track, WaitReason,
};
use alike::Alike;
use bonds::Bonds;
use collisions::Collisions;
use in_flight::Flights;
use overlap::Overlaps;
use partition::{Deferred, Placement};
use round::{Drawn, Left, Round};
use touches::Expected;

pub use tie::tie;

/// Number of tracks below which nothing runs side by side.
const MIN_TRACKS: usize = 2;

/// Number of files that are named of what a waiting group collides over.
const MAX_FILES_OF_GROUP: usize = 3;

/// Options of the split.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Maximum number of tracks; at least 1.
    pub max_tracks: usize,
    /// Number of tasks of each.
    pub per_track: PerTrack,
    /// Set to list the overlaps of all pairs, not only of those in the round.
    pub all_pairs: bool,
}

/// Number of tasks of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerTrack {
    /// As many as there are: every task is placed.
    All,
    /// At most so many, unless all tasks together fit into one round of that size: then all.
    About(usize),
    /// At most so many.
    AtMost(usize),
}

/// Finds the overlaps of all pairs that are not independent, by `a`, then `b`, as [`split`] does.
/// `radii` has one entry for each task, in the same order.
pub fn overlaps(tasks: &[Task], radii: &[BlastRadius]) -> Vec<Overlap> {
    Overlaps::new(tasks, radii, &hubs::find(tasks, radii)).listed()
}

/// Chooses what to work on next. `radii` has one entry for each task, in the same order. The tasks in
/// `aside` are given no place. What is `in_flight` is planned around.
///
/// Returns the overlaps of the round (or all) that are not independent, by `a`, then `b`, and the
/// plan. In the plan every task is in exactly one place, and no two tasks that conflict are in different
/// tracks. With [`PerTrack::All`] every task that can be started is in a track or deferred.
pub fn split(
    tasks: &[Task],
    radii: &[BlastRadius],
    aside: &[TaskId],
    in_flight: &[InFlight],
    options: Options,
) -> (Vec<Overlap>, Plan) {
    let found = find(tasks, radii, aside, in_flight, options);
    let listed = if options.all_pairs {
        found.overlaps.listed()
    } else {
        let mut now: Vec<usize> =
            found.round.tracks.iter().flat_map(|track| &track.now).copied().collect();
        now.sort_unstable();
        found.overlaps.listed_among(&now)
    };
    (listed, found.plan())
}

/// Finds everything that the plan is presented from.
fn find<'a>(
    tasks: &'a [Task],
    radii: &'a [BlastRadius],
    aside: &[TaskId],
    in_flight: &'a [InFlight],
    options: Options,
) -> Found<'a> {
    let hubs = hubs::find(tasks, radii);
    let overlaps = Overlaps::new(tasks, radii, &hubs);
    let bonds = Bonds::new(tasks, &overlaps);
    let aside: BTreeSet<TaskId> = aside.iter().copied().collect();
    let aside: BTreeSet<usize> =
        (0..tasks.len()).filter(|&task| aside.contains(&tasks[task].id)).collect();
    let Flights { clear, mut waiting } = Flights::new(tasks, &overlaps, in_flight);
    waiting.retain(|it| !aside.contains(&it.task));
    let aside: BTreeSet<usize> =
        aside.iter().copied().chain(waiting.iter().map(|it| it.task)).collect();
    let free = partition::free(tasks, &overlaps, &aside, &bonds);
    // The agent of a track in flight takes no other.
    let busy = in_flight.iter().filter(|work| !work.tasks.is_empty()).count();
    let max_tracks = options.max_tracks.saturating_sub(busy).max(1);
    let options = Options { max_tracks, ..options };

    let startable: Vec<usize> = (0..tasks.len()).filter(|&task| free[task]).collect();
    let mean = overlaps.mean(&startable);
    let chosen = chosen_from(options, &free).map(|per_track| {
        let alike = Alike::new(tasks, &overlaps);
        let groups = groups::form(tasks, &alike, &bonds, &free, per_track);
        (alike, groups, per_track)
    });
    let draw = |max_tracks: usize| {
        let (placement, round) = if let Some((alike, groups, per_track)) = &chosen {
            let limits = (max_tracks, *per_track);
            let round = round::choose(tasks, &overlaps, alike, &bonds, groups, &clear, limits);
            (Placement::of_rest(tasks, &overlaps, &aside, &bonds, &free), round)
        } else {
            let placement = partition::partition(tasks, &overlaps, &aside, max_tracks);
            let round = whole(tasks, &placement.tracks, options);
            (placement, round)
        };
        let collisions = Collisions::across(&overlaps, &round, mean);
        (placement, round, collisions)
    };
    let (mut placement, mut round, mut collisions) = draw(max_tracks);
    // Where every task is to be placed, the number of tracks is the user's.
    while options.per_track != PerTrack::All
        && round.tracks.len() > MIN_TRACKS
        && collisions.are_many()
    {
        (placement, round, collisions) = draw(round.tracks.len() - 1);
    }
    let mut hopeless = None;
    if max_tracks > 1 && options.per_track != PerTrack::All {
        hopeless = collisions::one_file(radii, &hubs::common(&hubs, tasks, radii), &free)
            .or_else(|| collisions::everywhere(collisions, mean, startable.len()));
    }
    if hopeless.is_some() {
        placement = Placement::of_rest(tasks, &overlaps, &aside, &bonds, &free);
        round = one_track(tasks, &free, options);
        collisions = Collisions::default();
    }
    placement.deferred.extend(waiting);
    placement.deferred.sort_by_key(|deferred| deferred.task);
    Found { tasks, radii, hubs, overlaps, bonds, placement, round, collisions, hopeless, in_flight }
}

/// Returns how many tasks of a group are chosen, where groups are chosen at all.
fn chosen_from(options: Options, free: &[bool]) -> Option<usize> {
    let count = free.iter().filter(|&&is_free| is_free).count();
    let fits = |per_track: usize| count <= options.max_tracks.max(1) * per_track;
    match options.per_track {
        PerTrack::All => None,
        PerTrack::About(most) => (!fits(most)).then_some(most),
        PerTrack::AtMost(most) => (!fits(most)).then_some(most.max(1)),
    }
}

/// Makes a round of tracks that hold everything, or the first tasks of each where there is a limit.
fn whole(tasks: &[Task], tracks: &[Vec<usize>], options: Options) -> Round {
    let most = match options.per_track {
        PerTrack::AtMost(most) => most.max(1),
        PerTrack::All | PerTrack::About(_) => usize::MAX,
    };
    let tracks = tracks.iter().map(|track| drawn(order::order(tasks, track), most)).collect();
    Round { tracks, later: Vec::new() }
}

/// Makes a round of one track, for where splitting does not pay.
fn one_track(tasks: &[Task], free: &[bool], options: Options) -> Round {
    let all: Vec<usize> = (0..tasks.len()).filter(|&task| free[task]).collect();
    let most = match options.per_track {
        PerTrack::AtMost(most) => most.max(1),
        PerTrack::All | PerTrack::About(_) => chosen_from(options, free).unwrap_or(usize::MAX),
    };
    Round { tracks: vec![drawn(order::order(tasks, &all), most)], later: Vec::new() }
}

fn drawn(mut now: Vec<usize>, most: usize) -> Drawn {
    let rest = now.split_off(now.len().min(most));
    Drawn { now, rest }
}

/// Everything that a plan is presented from.
struct Found<'a> {
    tasks: &'a [Task],
    radii: &'a [BlastRadius],
    hubs: BTreeSet<RepoPath>,
    overlaps: Overlaps<'a>,
    bonds: Bonds,
    placement: Placement,
    round: Round,
    collisions: Collisions,
    hopeless: Option<Hopeless>,
    in_flight: &'a [InFlight],
}

impl Found<'_> {
    fn plan(&self) -> Plan {
        let expected = |lists: &[&[usize]]| -> Vec<Expected> {
            lists.iter().map(|list| expected(self.radii, list, &self.hubs)).collect()
        };
        let Round { tracks, later } = &self.round;
        let whole: Vec<Vec<usize>> =
            tracks.iter().map(|track| [&track.now[..], &track.rest].concat()).collect();
        let whole: Vec<&[usize]> = whole.iter().map(Vec::as_slice).collect();
        let names = name::names(self.tasks, &whole, &expected(&whole), &self.taken());
        let now: Vec<&[usize]> = tracks.iter().map(|track| track.now.as_slice()).collect();
        let touches = touches::touches(&expected(&now));

        let mut tracks: Vec<Track> = tracks
            .iter()
            .zip(names.iter().cloned())
            .zip(touches)
            .map(|((track, name), touches)| Track {
                name,
                tasks: self.ids(&track.now),
                later: self.ids(&track.rest),
                touches,
                effort: track.now.iter().map(|&task| self.tasks[task].effort).sum(),
            })
            .collect();
        tracks.sort_by(|a, b| Reverse(a.effort).cmp(&Reverse(b.effort)).then(a.name.cmp(&b.name)));
        let now: Vec<usize> = now.concat();
        let lists: Vec<&[usize]> = later.iter().map(|left| left.tasks.as_slice()).collect();
        let of_later = name::names(
            self.tasks,
            &lists,
            &expected(&lists),
            &[&names[..], &self.taken()].concat(),
        );
        let waiting: Vec<usize> = lists.concat();
        Plan {
            tracks,
            later: later.iter().zip(of_later).map(|(left, name)| self.later(left, name)).collect(),
            deferred: self.placement.deferred.iter().map(|it| self.deferral(it)).collect(),
            unknown: self.ids(&self.placement.unknown),
            hubs: hubs::shared(&self.hubs, self.radii),
            expected_collisions: self.collisions.expected,
            chance_collisions: self.collisions.chance,
            order: self.order(),
            unlock: collisions::contested(&self.overlaps, &waiting, &now),
            hopeless: self.hopeless.clone(),
            in_flight: self.in_flight.to_vec(),
        }
    }

    /// Returns the names of tracks that are in flight, which no other may have.
    fn taken(&self) -> Vec<String> {
        let names = self.in_flight.iter().filter_map(|work| work.name.strip_prefix("work/"));
        names.map(str::to_owned).collect()
    }

    fn ids(&self, places: &[usize]) -> Vec<TaskId> {
        places.iter().map(|&task| self.tasks[task].id).collect()
    }

    fn later(&self, left: &Left, name: String) -> LaterGroup {
        let files = match left.reason {
            WaitReason::Collision => {
                let over = |&task: &usize| self.overlaps.shared_files(task, &left.with);
                let mut files: Vec<RepoPath> = left.tasks.iter().flat_map(over).collect();
                let mut seen = BTreeSet::new();
                files.retain(|file| seen.insert(file.clone()));
                files.truncate(MAX_FILES_OF_GROUP);
                files
            }
            WaitReason::Dependency | WaitReason::Room => Vec::new(),
        };
        LaterGroup {
            name,
            tasks: self.ids(&left.tasks),
            reason: left.reason,
            with: self.ids(&left.with),
            files,
        }
    }

    fn deferral(&self, deferred: &Deferred) -> Deferral {
        let work = |name: &str| self.in_flight.iter().find(|work| work.name == *name);
        Deferral {
            task: self.tasks[deferred.task].id,
            reason: deferred.reason.clone(),
            with: self.ids(&deferred.with),
            files: match deferred.reason {
                DeferralReason::WouldGlue => {
                    self.overlaps.shared_files(deferred.task, &deferred.with)
                }
                DeferralReason::InFlight(ref name) => work(name).map_or_else(Vec::new, |work| {
                    Flights::files(&self.overlaps, deferred.task, work)
                }),
                DeferralReason::Dependency
                | DeferralReason::Blocked
                | DeferralReason::UnderWay(_) => Vec::new(),
            },
        }
    }

    /// Lists the tasks of the answer that must be done in order.
    fn order(&self) -> Vec<Precedence> {
        let mut order: Vec<Precedence> = Vec::new();
        for (after, before) in self.bonds.depends_on.iter().enumerate() {
            for &before in before {
                order.push(Precedence {
                    before: self.tasks[before].id,
                    after: self.tasks[after].id,
                    because: OrderReason::Stated,
                });
            }
        }
        order.sort();
        order.dedup();
        order
    }
}

/// Sums what the tasks of a track are expected to change: the files of the blast radii proper. Hubs
/// count only where there is nothing else, since they do not tell one track from another; where a
/// task has no predicted file, all its files count.
fn expected<'a>(
    radii: &'a [BlastRadius],
    track: &[usize],
    hubs: &BTreeSet<RepoPath>,
) -> Expected<'a> {
    let mut expected = Expected::new();
    let mut of_hubs = Expected::new();
    for radius in track.iter().map(|&task| &radii[task]) {
        let any_predicted = radius.predicted().next().is_some();
        for file in radius.files.iter().filter(|file| file.predicted || !any_predicted) {
            let into = if hubs.contains(&file.path) { &mut of_hubs } else { &mut expected };
            *into.entry(&file.path).or_default() += file.probability;
        }
    }
    if expected.is_empty() { of_hubs } else { expected }
}
