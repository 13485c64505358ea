//! Blast radii to overlaps, and overlaps to the next round.
//!
//! 1. `hubs`: files that tell nothing about collisions are left out;
//! 2. `overlap`: the overlap of two tasks and its verdict; `likely` finds those that may conflict;
//! 3. `bonds`: conflicts and dependencies, stated or because one task `creates` what another names, which
//!    hold tasks together or apart;
//! 4. `groups` are formed by how much tasks are `alike`, and `round` chooses some (`draw`) by their `worth`,
//!    each track about one `concern`, numbered `sections` in their order, and critical tasks in any case
//!    (`urgent`); where all tasks fit into one
//!    round, the others join the tracks (`complete`), and large tracks are divided (`divide`);
//! 5. of a handful, and where every task is to be placed however many there are, `partition` finds
//!    the track of each. Those that would connect everything into one group are deferred (`glue`);
//!    the groups are distributed by a local search (`search`) that balances the load (`work`);
//! 6. `collisions`: how many are expected across the tracks; `choose`: whether fewer tracks are better, and
//!    whether splitting pays at all;
//! 7. `tie`: why two tasks are kept together;
//! 8. `order`, `name` (of `topics` and `places` that its tasks share, as `slug`s that are not `taken`) and
//!    `touches`: the presentation of a track.

mod alike;
mod bonds;
mod choose;
mod collisions;
mod complete;
mod concern;
mod creates;
mod divide;
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
mod places;
mod round;
#[cfg(test)]
mod sample;
mod search;
mod sections;
mod shares;
mod slug;
mod taken;
#[cfg(test)]
mod tests;
mod tie;
mod ties;
mod topics;
mod touches;
mod urgent;
mod work;
mod worth;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Alternative, BlastRadius, Deferral, DeferralReason, Hopeless, InFlight, LaterGroup,
    OrderReason, Origin, Overlap, Plan, Precedence, RepoPath, SharedHub, Task, TaskId, Track,
    WaitReason,
};
use bonds::Bonds;
use choose::{Chosen, Pool};
use collisions::Collisions;
use in_flight::Flights;
use overlap::Overlaps;
use partition::{Deferred, Placement};
use round::{Left, Round};
use touches::Expected;

pub use overlap::Meeting;
pub use tie::tie;

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

/// Input of a split besides the tasks and their files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Tasks that are given no place.
    pub aside: &'a [TaskId],
    /// Work that goes on, which is planned around.
    pub in_flight: &'a [InFlight],
    /// Files that commits only add lines to, each at a place of its own: no reason to keep two tasks
    /// together.
    pub appended: &'a [RepoPath],
}

/// Finds the overlaps of all pairs that are not independent, by `a`, then `b`, as [`split`] does.
/// `radii` has one entry for each task, in the same order.
pub fn overlaps(tasks: &[Task], radii: &[BlastRadius]) -> Vec<Overlap> {
    Overlaps::new(tasks, radii, &hubs::find(tasks, radii, &[])).listed()
}

/// Lists the files that tracks might share: those that two tasks or more may change, the likeliest
/// first, and not too many.
pub fn contended(radii: &[BlastRadius]) -> Vec<&RepoPath> {
    hubs::contended(radii)
}

/// Chooses what to work on next. `radii` has one entry for each task, in the same order.
///
/// Returns the overlaps of the round (or all) that are not independent, by `a`, then `b`, and the
/// plan. In the plan every task is in exactly one place, and no two tasks that conflict are in different
/// tracks. With [`PerTrack::All`] every task that can be started is in a track or deferred.
pub fn split(
    tasks: &[Task],
    radii: &[BlastRadius],
    beside: Beside,
    options: Options,
) -> (Vec<Overlap>, Plan) {
    let aside: BTreeSet<TaskId> = beside.aside.iter().copied().collect();
    let aside: BTreeSet<usize> =
        (0..tasks.len()).filter(|&task| aside.contains(&tasks[task].id)).collect();
    let created = creates::find(tasks, radii, &aside);
    let mut ordered = Cow::Borrowed(tasks);
    for &(before, after) in &created {
        let id = tasks[before].id;
        ordered.to_mut()[after].depends_on.push(id);
    }
    let found = Found { created, ..find(&ordered, radii, &aside, beside, options) };
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
    aside: &BTreeSet<usize>,
    Beside { in_flight, appended, .. }: Beside<'a>,
    options: Options,
) -> Found<'a> {
    let hubs = hubs::find(tasks, radii, appended);
    let overlaps = Overlaps::new(tasks, radii, &hubs);
    let bonds = Bonds::new(tasks, &overlaps);
    let Flights { clear, mut waiting } = Flights::new(tasks, &overlaps, in_flight);
    waiting.retain(|it| !aside.contains(&it.task));
    let aside: BTreeSet<usize> =
        aside.iter().copied().chain(waiting.iter().map(|it| it.task)).collect();
    let free = partition::free(tasks, &overlaps, &aside, &bonds);
    // The agent of a track in flight takes no other.
    let busy = in_flight.iter().filter(|work| !work.tasks.is_empty()).count();
    let max_tracks = options.max_tracks.saturating_sub(busy).max(1);
    let pool =
        Pool { tasks, radii, overlaps: &overlaps, bonds: &bonds, hubs: &hubs, aside: &aside };
    let Chosen { round, collisions, too_many, with_fewer_collisions, hopeless } =
        pool.choose(&free, &clear, max_tracks, options.per_track);
    let mut homes = round.homes(tasks.len());
    for &task in round.later.iter().flat_map(|left| &left.tasks) {
        homes[task] = Some(round.tracks.len());
    }
    let mut placement = Placement::of(tasks, &overlaps, &aside, &bonds, &homes);
    placement.deferred.extend(waiting);
    placement.deferred.sort_by_key(|deferred| deferred.task);
    Found {
        tasks,
        radii,
        hubs,
        appended,
        overlaps,
        bonds,
        created: Vec::new(),
        placement,
        round,
        collisions,
        too_many,
        with_fewer_collisions,
        hopeless,
        in_flight,
        max_tracks,
    }
}

/// Everything that a plan is presented from.
struct Found<'a> {
    tasks: &'a [Task],
    radii: &'a [BlastRadius],
    hubs: BTreeSet<RepoPath>,
    appended: &'a [RepoPath],
    overlaps: Overlaps<'a>,
    bonds: Bonds,
    /// Pairs of a task that makes what the other names.
    created: Vec<(usize, usize)>,
    placement: Placement,
    round: Round,
    collisions: Collisions,
    too_many: Option<Alternative>,
    with_fewer_collisions: Option<Alternative>,
    hopeless: Option<Hopeless>,
    in_flight: &'a [InFlight],
    max_tracks: usize,
}

impl Found<'_> {
    fn plan(&self) -> Plan {
        let expected_of = |list: &[usize]| expected(self.radii, list, &self.hubs);
        let Round { tracks, later } = &self.round;
        let of_each = |lists: &[&[usize]]| -> Vec<Vec<Expected>> {
            let of = |list: &&[usize]| list.chunks(1).map(expected_of).collect();
            lists.iter().map(of).collect()
        };
        let now: Vec<&[usize]> = tracks.iter().map(|track| track.now.as_slice()).collect();
        let names = name::names(self.tasks, &now, &of_each(&now), &self.taken());
        let touches =
            touches::touches(&now.iter().map(|list| expected_of(list)).collect::<Vec<_>>());

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
            &of_each(&lists),
            &[&names[..], &self.taken()].concat(),
        );
        let waiting: Vec<usize> = lists.concat();
        let shared = self.shared(&tracks);
        Plan {
            max_tracks: self.max_tracks,
            tracks,
            later: later.iter().zip(of_later).map(|(left, name)| self.later(left, name)).collect(),
            deferred: self.placement.deferred.iter().map(|it| self.deferral(it)).collect(),
            unknown: self.ids(&self.placement.unknown),
            shared,
            hubs: hubs::shared(&self.hubs, self.radii),
            expected_collisions: self.collisions.expected,
            chance_collisions: self.collisions.chance,
            order: self.order(),
            unlock: collisions::contested(&self.overlaps, &waiting, &now),
            too_many: self.too_many,
            with_fewer_collisions: self.with_fewer_collisions,
            hopeless: self.hopeless.clone(),
            in_flight: self.in_flight.to_vec(),
        }
    }

    /// Lists the files that tasks of several tracks probably change although they were left out of the
    /// overlaps. The backlogs are merged by `ctx` itself.
    fn shared(&self, tracks: &[Track]) -> Vec<SharedHub> {
        let backlogs = hubs::backlogs(self.tasks);
        let mut by: BTreeMap<&RepoPath, Vec<String>> = BTreeMap::new();
        for track in tracks {
            let radii = track.tasks.iter().filter_map(|id| self.radii.get(id.index()));
            let sure: BTreeSet<&RepoPath> = radii
                .flat_map(|radius| &radius.files)
                .filter(|file| file.probability >= hubs::SURE && self.hubs.contains(&file.path))
                .filter(|file| file.origin == Origin::Written && !backlogs.contains(&file.path))
                .map(|file| &file.path)
                .collect();
            for path in sure {
                by.entry(path).or_default().push(track.name.clone());
            }
        }
        let shared = by.into_iter().filter(|(_, tracks)| tracks.len() > 1);
        shared
            .map(|(path, tracks)| SharedHub {
                path: path.clone(),
                tracks,
                only_adds: self.appended.contains(path),
            })
            .collect()
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
                let is_created = self.created.contains(&(before, after));
                order.push(Precedence {
                    before: self.tasks[before].id,
                    after: self.tasks[after].id,
                    because: if is_created { OrderReason::Creates } else { OrderReason::Stated },
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
