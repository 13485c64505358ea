//! Collisions across tracks: how many are expected, how many chance would give, and over what.

use std::collections::BTreeMap;

use super::hubs;
use super::likely::Row;
use super::overlap::{Meeting, Overlaps};
use super::round::Round;
use crate::model::{BlastRadius, Contested, Hopeless, RepoPath};

/// Share of the startable tasks that are expected to change one file (the mean of its probabilities), from
/// which splitting them does not pay: whatever two of them are picked, they meet in it more likely than
/// not. In the one of 50 windows of 36 finished tasks where 0.73 was expected of a file, only a third
/// of the tasks really changed it, and 23 % of the pairs shared a file.
const MIN_SHARE_OF_ONE_FILE: f64 = 0.75;

/// Probability from which a task probably changes a file: more likely than not.
const PROBABLE: f64 = 0.5;

/// Number of tasks below which such a share is no sign of anything.
const MIN_TASKS: usize = 10;

/// Mean overlap of two startable tasks from which splitting does not pay: any two are as likely as
/// not to collide. Chosen, not measured: no window at hand reached it.
const MAX_MEAN_OVERLAP: f64 = 0.5;

/// Expected collisions, as a share of what chance would give, from which a round is no better than
/// drawing lots. Of 106 windows of 36 finished tasks (12 repositories), two had more than 0.7: one
/// 0.92, of whose pairs across tracks none collided, and one more than 1.
const MAX_RATIO: f64 = 0.95;

/// Collisions, for each task of the round, from which on [`MAX_RATIO`] applies: fewer tell nothing … Chosen; the
/// rounds of 118 windows of 14, 20 and 36 tasks are the same with an eighth.
const MIN_PER_TASK: f64 = 1.0 / 6.0;

/// … and their number from which on it applies to any round.
const MIN_OF_MANY: f64 = 3.0;

/// Expected collisions from which a round must not have more than chance: below, none is likelier than
/// one.
const MIN_WORSE: f64 = 0.5;

/// Expected collisions, as a share of what chance would give, above which fewer tracks are better.
///
/// At a share of 0.65, 0.75 and 0.85, 75 windows of 36 finished tasks (4 repositories) really had .35, .38
/// and .40 of the collisions that chance gives, with 42, 43 and 45 % of the tasks placed; 43 windows of 13
/// others .41, .46 and .48, with 42, 43 and 45 %.
const MAX_RATIO_OF_MANY: f64 = 0.75;

/// Number of contested files that are named.
const MAX_CONTESTED: usize = 5;

/// Probability of a collision with the round from which a task is held back: more likely than not.
const HELD_BACK: f64 = 0.5;

/// Numbers of pairs of tasks across tracks that change a common file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Collisions {
    /// Those expected of the tracks.
    pub expected: f64,
    /// Those expected if the same numbers of tasks were drawn at random.
    pub chance: f64,
    /// Number of tasks in the tracks.
    pub tasks: usize,
}

impl Collisions {
    /// Sums the overlaps of all pairs across the tracks of a round, and what as many pairs of any
    /// startable tasks would give, whose mean overlap is `mean`.
    pub fn across(overlaps: &Overlaps, round: &Round, mean: f64) -> Self {
        let mut pairs = 0;
        let mut expected = 0.0;
        for (at, track) in round.tracks.iter().enumerate() {
            for other in &round.tracks[at + 1..] {
                pairs += track.now.len() * other.now.len();
                for &a in &track.now {
                    expected += other.now.iter().map(|&b| overlaps.between(a, b)).sum::<f64>();
                }
            }
        }
        let tasks = round.tracks.iter().map(|track| track.now.len()).sum();
        Self { expected, chance: pairs as f64 * mean, tasks }
    }

    /// Returns the expected collisions as a share of those of chance.
    pub fn ratio(self) -> f64 {
        if self.chance > 0.0 { self.expected / self.chance } else { 0.0 }
    }

    /// Returns whether so many are expected that fewer tracks are better.
    pub fn are_many(self) -> bool {
        self.matter() && self.expected > MAX_RATIO_OF_MANY * self.chance
    }

    /// Returns whether so many are expected that other tracks must be looked for: no fewer than drawing lots
    /// would give.
    pub fn are_like_chance(self) -> bool {
        let is_worse = self.expected > self.chance && self.expected >= MIN_WORSE;
        self.matter() && self.expected >= MAX_RATIO * self.chance || is_worse
    }

    fn matter(self) -> bool {
        let least = MIN_OF_MANY.min(MIN_PER_TASK * self.tasks as f64);
        self.expected > 0.0 && self.expected.max(self.chance) >= least
    }
}

/// Finds the file that makes splitting hopeless, if there is one. `common` are files that most
/// tasks are expected to change.
pub fn one_file(radii: &[BlastRadius], common: &[RepoPath], free: &[bool]) -> Option<Hopeless> {
    let of = free.iter().filter(|&&is_free| is_free).count();
    let mut expected: BTreeMap<&RepoPath, (f64, usize)> = BTreeMap::new();
    for (radius, _) in radii.iter().zip(free).filter(|&(_, &is_free)| is_free) {
        for file in radius.files.iter().filter(|file| common.contains(&file.path)) {
            let (sum, tasks) = expected.entry(&file.path).or_default();
            *sum += file.probability;
            *tasks += usize::from(file.probability >= PROBABLE);
        }
    }
    let (path, (sum, tasks)) = expected.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    (of >= MIN_TASKS && sum >= MIN_SHARE_OF_ONE_FILE * of as f64).then(|| Hopeless::File {
        path: path.clone(),
        tasks,
        of,
    })
}

/// Says whether the tracks collide so much that splitting does not pay. `mean` is the mean overlap of
/// two of the `of` startable tasks.
pub fn everywhere(found: Collisions, mean: f64, of: usize) -> Option<Hopeless> {
    let Collisions { expected, chance, .. } = found;
    let is_everywhere = chance > 0.0 && mean >= MAX_MEAN_OVERLAP;
    (found.are_like_chance() || is_everywhere).then_some(Hopeless::Everywhere {
        expected,
        chance,
        of,
    })
}

/// Computes the overlap of two tasks with these common files, as if one of them did not count.
fn overlap(common: &Row, without: Option<usize>) -> f64 {
    let counted = common.iter().filter(|&&(file, _)| Some(file) != without);
    counted.map(|&(_, both)| both).collect::<Meeting>().probability()
}

/// Finds the files because of which tasks are held back, which change them more likely than not: without
/// that file alone, they could run beside the round. Documents are not named: to split a list or a page would
/// free nobody.
pub fn contested(overlaps: &Overlaps, waiting: &[usize], now: &[usize]) -> Vec<Contested> {
    let mut held: BTreeMap<usize, usize> = BTreeMap::new();
    for &task in waiting {
        let common: Vec<Row> =
            now.iter().map(|&other| overlaps.common(task, other).collect()).collect();
        let with_all: Vec<f64> = common.iter().map(|row| 1.0 - overlap(row, None)).collect();
        if 1.0 - with_all.iter().product::<f64>() < HELD_BACK {
            continue;
        }
        let apart = |without: usize| -> f64 {
            let holds = |row: &Row| row.binary_search_by_key(&without, |&(file, _)| file).is_ok();
            let of_other = |(row, &apart): (&Row, &f64)| {
                if holds(row) { 1.0 - overlap(row, Some(without)) } else { apart }
            };
            common.iter().zip(&with_all).map(of_other).product()
        };
        // A task collides over a file at most as often as it changes it.
        let likely = overlaps.files(task).iter().filter(|&&(_, changes)| changes >= HELD_BACK);
        let heaviest = likely.map(|&(file, _)| (file, apart(file)));
        if let Some((file, free)) = heaviest.max_by(|a, b| a.1.total_cmp(&b.1))
            && 1.0 - free < HELD_BACK
        {
            *held.entry(file).or_default() += 1;
        }
    }
    let may_be_split = |file: usize| !hubs::is_document(overlaps.path(file));
    let mut held: Vec<(usize, usize)> =
        held.into_iter().filter(|&(file, tasks)| tasks > 1 && may_be_split(file)).collect();
    held.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    held.into_iter()
        .take(MAX_CONTESTED)
        .map(|(file, tasks)| Contested { path: overlaps.path(file).clone(), tasks })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use super::*;
    use crate::model::{Plan, Task};

    #[test]
    fn few_collisions_are_never_many() {
        let are_many = |expected, chance, tasks| Collisions { expected, chance, tasks }.are_many();
        assert!(are_many(7.6, 10.0, 24) && !are_many(7.4, 10.0, 24));
        assert!(!are_many(2.0, 2.5, 24), "chance would give few");
        assert!(are_many(2.0, 2.5, 8), "but not for so few tasks");
    }

    /// Plans forty tasks: each is about one of eight files, and changes the registry with a
    /// probability of `shared`.
    fn plan(shared: f64, per_track: PerTrack) -> Plan {
        let radii: Vec<BlastRadius> = (0..40)
            .map(|at| radius(at, &[(&format!("p{}/own.go", at % 8), 0.6), ("registry.go", shared)]))
            .collect();
        let tasks: Vec<Task> = (0..40).map(task).collect();
        split(
            &tasks,
            &radii,
            Beside::default(),
            Options { max_tracks: 4, per_track, all_pairs: false },
        )
        .1
    }

    #[test]
    fn where_more_tracks_would_collide_there_are_fewer() {
        let shares = [0.0, 0.1, 0.3, 0.5];
        let plans = shares.map(|shared| plan(shared, PerTrack::About(6)));
        for (shared, plan) in shares.iter().zip(&plans) {
            let (expected, chance) = (plan.expected_collisions, plan.chance_collisions);
            let allowed =
                plan.tracks.len() <= 2 || !Collisions { expected, chance, tasks: 24 }.are_many();
            assert!(allowed, "{shared}: {expected} {chance}, {} tracks", plan.tracks.len());
        }
        let counts: Vec<usize> = plans.iter().map(|plan| plan.tracks.len()).collect();
        assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
        assert_eq!(counts[0], 4);
        assert_eq!(counts[3], 2);
        assert!(plan(0.5, PerTrack::All).tracks.len() > 2, "every task is to be placed");
    }

    #[test]
    fn what_collides_as_often_as_chance_has_it_is_not_split() {
        let is_lottery =
            |expected, chance, tasks| Collisions { expected, chance, tasks }.are_like_chance();
        assert!(is_lottery(2.8, 2.2, 20), "worse than chance");
        assert!(is_lottery(2.7, 2.8, 6) && !is_lottery(2.5, 2.8, 6));
        assert!(!is_lottery(0.0, 0.0, 4) && !is_lottery(0.1, 0.05, 4), "none is likely");
        assert!(!is_lottery(2.5, 2.6, 24), "few for so many tasks");
    }

    /// Plans tasks that all pairs of which may collide alike, as many as given.
    fn alike(tasks: u32) -> Plan {
        let radii: Vec<BlastRadius> = (0..tasks)
            .map(|at| radius(at, &[(&format!("a/own{at}.go"), 0.7), ("a/shared.go", 0.45)]))
            .collect();
        let tasks: Vec<Task> = (0..tasks).map(task).collect();
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        split(&tasks, &radii, Beside::default(), options).1
    }

    #[test]
    fn the_rules_hold_for_small_backlogs_too() {
        for tasks in [4, 6, 9, 12, 20] {
            let plan = alike(tasks);
            let is_whole = plan.tracks.len() == 1 && plan.hopeless.is_some();
            let (expected, chance) = (plan.expected_collisions, plan.chance_collisions);
            assert!(is_whole, "{tasks}: {} tracks, {expected} {chance}", plan.tracks.len());
        }
    }

    #[test]
    fn documents_are_not_to_be_split() {
        let contested_with = |path: &str| {
            let radii: Vec<BlastRadius> = (0..3).map(|at| radius(at, &[(path, 0.9)])).collect();
            let tasks: Vec<Task> = (0..3).map(task).collect();
            let overlaps = Overlaps::new(&tasks, &radii, &std::collections::BTreeSet::new());
            contested(&overlaps, &[1, 2], &[0])
        };
        assert_eq!(contested_with("cli.go").iter().map(|it| it.tasks).collect::<Vec<_>>(), [2]);
        assert_eq!(contested_with("commands.yaml").len(), 1);
        for document in ["NOTICES", "docs/guide.md", "docs/guide.RST"] {
            assert_eq!(contested_with(document), [], "{document}");
        }
    }

    #[test]
    fn a_file_that_tasks_may_change_is_not_to_be_split() {
        let contested_at = |probability: f64| {
            let of = |at: u32| if at < 3 { 0.9 } else { probability };
            let radii: Vec<BlastRadius> =
                (0..5).map(|at| radius(at, &[("cli.go", of(at))])).collect();
            let tasks: Vec<Task> = (0..5).map(task).collect();
            let overlaps = Overlaps::new(&tasks, &radii, &std::collections::BTreeSet::new());
            contested(&overlaps, &[3, 4], &[0, 1, 2]).len()
        };
        assert_eq!([contested_at(0.45), contested_at(0.6)], [0, 1]);
    }
}
