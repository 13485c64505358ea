//! Collisions across tracks: how many are expected, how many chance would give, and over what.

use std::collections::BTreeMap;

use super::hubs;
use super::likely::Row;
use super::overlap::Overlaps;
use super::round::Round;
use crate::model::{BlastRadius, Contested, Hopeless, RepoPath};

/// Share of the startable tasks that probably change one file, from which splitting them does not
/// pay: whatever two of them are picked, they meet in it about as likely as not. Chosen, not measured.
const MIN_SHARE_OF_ONE_FILE: f64 = 0.7;

/// Probability from which a task probably changes a file: more likely than not.
const PROBABLE: f64 = 0.5;

/// Number of tasks below which such a share is no sign of anything.
const MIN_TASKS: usize = 10;

/// Mean overlap of two startable tasks from which splitting does not pay: any two are as likely as
/// not to collide. Chosen, not measured: no window at hand reached it.
const MAX_MEAN_OVERLAP: f64 = 0.5;

/// Expected collisions, as a share of what chance would give, above which a round is no better than
/// drawing lots …
const MAX_RATIO: f64 = 1.0;

/// … if chance would give so many that it matters.
const MIN_CHANCE: f64 = 3.0;

/// Expected collisions, as a share of what chance would give, above which fewer tracks are better.
///
/// On 44 windows of 36 finished tasks (24 repositories) with at most four tracks, the 28 windows up
/// to this share really had .48 of the collisions that chance gives, 6.3 each; the 16 above it had
/// .77, 13.8 each. With at most two tracks, 11 of these 16 had a round, with .59 and 3.2 each. The share
/// was chosen on the same windows.
const MAX_RATIO_OF_MANY: f64 = 0.65;

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
        Self { expected, chance: pairs as f64 * mean }
    }

    /// Returns whether so many are expected that fewer tracks are better.
    pub fn are_many(self) -> bool {
        self.chance >= MIN_CHANCE && self.expected > MAX_RATIO_OF_MANY * self.chance
    }
}

/// Finds the file that makes splitting hopeless, if there is one. `common` are files that most
/// tasks are expected to change.
pub fn one_file(radii: &[BlastRadius], common: &[RepoPath], free: &[bool]) -> Option<Hopeless> {
    let of = free.iter().filter(|&&is_free| is_free).count();
    let mut predicted: BTreeMap<&RepoPath, usize> = BTreeMap::new();
    for (radius, _) in radii.iter().zip(free).filter(|&(_, &is_free)| is_free) {
        let probable = radius.predicted().filter(|file| file.probability >= PROBABLE);
        for file in probable.filter(|file| common.contains(&file.path)) {
            *predicted.entry(&file.path).or_default() += 1;
        }
    }
    let (path, tasks) = predicted.into_iter().max_by_key(|&(_, tasks)| tasks)?;
    (of >= MIN_TASKS && tasks as f64 >= MIN_SHARE_OF_ONE_FILE * of as f64).then(|| Hopeless::File {
        path: path.clone(),
        tasks,
        of,
    })
}

/// Says whether the tracks collide so much that splitting does not pay. `mean` is the mean overlap of
/// two of the `of` startable tasks.
pub fn everywhere(found: Collisions, mean: f64, of: usize) -> Option<Hopeless> {
    let Collisions { expected, chance } = found;
    let is_lottery = chance >= MIN_CHANCE && expected > MAX_RATIO * chance;
    let is_everywhere = chance > 0.0 && mean >= MAX_MEAN_OVERLAP;
    (is_lottery || is_everywhere).then_some(Hopeless::Everywhere { expected, chance, of })
}

/// Computes the overlap of two tasks with these common files, as if one of them did not count.
fn overlap(common: &Row, without: Option<usize>) -> f64 {
    let counted = common.iter().filter(|&&(file, _)| Some(file) != without);
    1.0 - counted.map(|&(_, both)| 1.0 - both).product::<f64>()
}

/// Finds the files because of which tasks are held back: without that file alone, they could run
/// beside the round. Documents are not named: to split a list or a page would free nobody.
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
        let heaviest = overlaps.files(task).iter().map(|&(file, _)| (file, apart(file)));
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
    use super::super::{Options, PerTrack, split};
    use super::*;
    use crate::model::{Plan, Task};

    #[test]
    fn few_collisions_are_never_many() {
        let are_many = |expected, chance| Collisions { expected, chance }.are_many();
        assert!(are_many(6.6, 10.0) && !are_many(6.4, 10.0));
        assert!(!are_many(2.0, 2.5), "chance would give few");
    }

    /// Plans forty tasks: each is about one of eight files, and changes the registry with a
    /// probability of `shared`.
    fn plan(shared: f64, per_track: PerTrack) -> Plan {
        let radii: Vec<BlastRadius> = (0..40)
            .map(|at| radius(at, &[(&format!("p{}/own.go", at % 8), 0.6), ("registry.go", shared)]))
            .collect();
        let tasks: Vec<Task> = (0..40).map(task).collect();
        split(&tasks, &radii, &[], &[], Options { max_tracks: 4, per_track, all_pairs: false }).1
    }

    #[test]
    fn where_more_tracks_would_collide_there_are_fewer() {
        let shares = [0.0, 0.1, 0.3, 0.5];
        let plans = shares.map(|shared| plan(shared, PerTrack::About(6)));
        for (shared, plan) in shares.iter().zip(&plans) {
            let (expected, chance) = (plan.expected_collisions, plan.chance_collisions);
            let allowed = plan.tracks.len() <= 2 || !Collisions { expected, chance }.are_many();
            assert!(allowed, "{shared}: {expected} {chance}, {} tracks", plan.tracks.len());
        }
        assert_eq!(plans[0].tracks.len(), 4);
        assert_eq!(plans[3].tracks.len(), 2, "{:?}", plans[3].tracks);
        assert!(plan(0.5, PerTrack::All).tracks.len() > 2, "every task is to be placed");
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
}
