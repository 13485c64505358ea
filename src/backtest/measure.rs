//! Measures of replays.

use std::collections::BTreeMap;

use super::judged::Judged;
use super::{Replay, misses, pairs, reliability, rounds, score, windows};
use crate::model::{Accuracy, Baseline, NewScores, RepositoryAccuracy, Scores, SetScores};

/// A way to rank the files of a replay.
type Ranking = for<'a> fn(&'a Judged<'_>) -> Vec<&'a str>;

/// The program's own ranking.
const PREDICTED: Ranking = |task| task.ranked();

/// Simpler ways to rank, by name.
const BASELINES: [(&str, Ranking); 2] = [
    ("mentions", |task| task.without_noise(&task.replay.mentions)),
    ("bm25", |task| task.without_noise(&task.replay.bm25)),
];

/// Compares the predictions with what was changed. `left_out`, `weights` and `interrupted` are left
/// for the caller to fill in: replays do not know them.
///
/// The order of the replays matters only between pairs of tasks with exactly the same overlap.
pub fn measure(replays: &[Replay]) -> Accuracy {
    let judged: Vec<Judged> = replays.iter().map(Judged::new).collect();
    let mut by_name: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for task in &judged {
        by_name.entry(&task.replay.case.repo).or_default().push(task);
    }
    let groups: Vec<&[&Judged]> = by_name.values().map(Vec::as_slice).collect();

    let windows: Vec<Vec<windows::Window>> =
        groups.iter().map(|tasks| windows::of_repository(tasks)).collect();
    let repositories: Vec<RepositoryAccuracy> = by_name
        .iter()
        .zip(&windows)
        .map(|((name, tasks), windows)| RepositoryAccuracy {
            name: (*name).to_owned(),
            scores: ranked(tasks.iter().copied(), PREDICTED),
            set: set(tasks),
            pairs: pairs::of_repository(tasks),
            splits: windows::together(&windows.iter().collect::<Vec<_>>()),
        })
        .collect();

    let sets: Vec<SetScores> =
        repositories.iter().filter(|r| r.scores.tasks > 0).map(|r| r.set).collect();
    let scores = over(&groups, |_| true, PREDICTED);
    let alone = over(&groups, |task| task.replay.case.others == 0, PREDICTED);
    Accuracy {
        replayed: replays.len(),
        only_new: judged.iter().filter(|task| task.changed.is_empty()).count(),
        scores,
        set: score::mean_set(&sets),
        with_new: score::mean_with_new(
            &groups
                .iter()
                .map(|tasks| with_new(tasks))
                .filter(|it| it.tasks > 0)
                .collect::<Vec<_>>(),
        ),
        alone: (alone.tasks > 0 && alone.tasks < scores.tasks).then_some(alone),
        baselines: BASELINES
            .map(|(name, ranking)| Baseline { name, scores: over(&groups, |_| true, ranking) })
            .to_vec(),
        reliability: reliability::of(&judged),
        pairs: pairs::together(repositories.iter().map(|repository| &repository.pairs)),
        splits: windows::together(&windows.iter().flatten().collect::<Vec<_>>()),
        rounds: rounds::together(
            groups.iter().map(|tasks| rounds::of_repository(tasks)).collect::<Vec<_>>().iter(),
        ),
        misses: misses::worst(&judged),
        repositories,
        ..Accuracy::default()
    }
}

/// Averages the scores over repositories that have tasks to score, of those tasks that count.
fn over<'a>(groups: &[&[&'a Judged<'a>]], counts: fn(&Judged) -> bool, ranking: Ranking) -> Scores {
    let of =
        |tasks: &&[&'a Judged<'a>]| ranked(tasks.iter().copied().filter(|t| counts(t)), ranking);
    let all: Vec<Scores> = groups.iter().map(of).filter(|scores| scores.tasks > 0).collect();
    score::mean(&all)
}

/// Averages the scores over tasks.
fn ranked<'a>(tasks: impl Iterator<Item = &'a Judged<'a>>, ranking: Ranking) -> Scores {
    let all: Vec<Scores> = tasks.filter_map(|task| score::ranking(task, &ranking(task))).collect();
    score::mean(&all)
}

/// Averages the scores with added files over tasks.
fn with_new(tasks: &[&Judged]) -> NewScores {
    let all: Vec<NewScores> = tasks.iter().filter_map(|task| score::with_new(task)).collect();
    score::mean_with_new(&all)
}

fn set(tasks: &[&Judged]) -> SetScores {
    let all: Vec<SetScores> = tasks.iter().filter_map(|task| score::set(task)).collect();
    score::mean_set(&all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::{close, replay};
    use super::*;
    use crate::model::RepoPath;

    #[test]
    fn repositories_count_alike_however_many_tasks_they_have() {
        let mut replays: Vec<Replay> =
            (0..3).map(|i| replay("b/b", i, "it", &[("a.go", 0.9)], &["a.go"])).collect();
        replays.push(replay("a/a", 1, "it", &[("a.go", 0.9)], &["b.go"]));
        replays.push(replay("c/c", 1, "only new", &[("a.go", 0.9)], &[]));
        replays[0].case.others = 1;
        replays[1].bm25 = vec![RepoPath::new("a.go").unwrap()];
        let found = measure(&replays);
        let names: Vec<&str> = found.repositories.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["a/a", "b/b", "c/c"]);
        assert_eq!((found.replayed, found.only_new, found.scores.tasks), (5, 1, 4));
        close(found.scores.hit1, 0.5);
        close(found.set.recall, 0.5);
        close(found.baselines[1].scores.hit1, 1.0 / 6.0);
        assert_eq!(found.alone.map(|scores| scores.tasks), Some(3));
    }

    #[test]
    fn nothing_replayed_measures_nothing() {
        let found = measure(&[]);
        assert_eq!(found.replayed, 0);
        assert_eq!(found.scores, Scores::default());
        assert!(found.misses.is_empty() && found.reliability.bins.is_empty());
    }

    const PATHS: [&str; 8] =
        ["a.go", "b.go", "c/d.go", "README.md", "go.sum", "TASKS.md", "c/e_test.go", "日本.md"];

    fn replays() -> impl Strategy<Value = Vec<Replay>> {
        let files = prop::collection::btree_map(0..PATHS.len(), 0.0..=1.0_f64, 0..8);
        let changed = prop::collection::btree_set(0..PATHS.len(), 0..4);
        let facts = (0..2_u8, 0..40_u32, files, changed, 0..3_usize);
        prop::collection::vec(facts, 0..30).prop_map(|facts| {
            let build = |(repo, day, files, changed, others): (u8, u32, _, _, usize)| {
                let files: BTreeMap<usize, f64> = files;
                let mut files: Vec<(&str, f64)> =
                    files.iter().map(|(&at, &p)| (PATHS[at], p)).collect();
                files.sort_by(|a, b| b.1.total_cmp(&a.1));
                let changed: std::collections::BTreeSet<usize> = changed;
                let changed: Vec<&str> = changed.iter().map(|&at| PATHS[at]).collect();
                let repo = ["x/x", "y/y"][usize::from(repo)];
                let mut replay = replay(repo, day, "Fix a.go", &files, &changed);
                replay.mentions = PATHS.iter().filter_map(|path| RepoPath::new(path)).collect();
                replay.case.others = others;
                replay
            };
            facts.into_iter().map(build).collect()
        })
    }

    fn shares(found: &Accuracy) -> Vec<f64> {
        let scores = found.baselines.iter().map(|baseline| &baseline.scores);
        let scores = scores.chain([&found.scores]).chain(&found.alone);
        let of = |s: &Scores| {
            let named = s.hit5_named.into_iter().chain(s.hit5_unnamed);
            let plain = [s.hit1, s.hit5, s.hit10, s.reciprocal_rank, s.average_precision];
            plain.into_iter().chain([s.recall10]).chain(named).collect::<Vec<f64>>()
        };
        let mut shares: Vec<f64> = scores.flat_map(of).collect();
        let (set, reliability) = (found.set, &found.reliability);
        shares.extend([set.precision, set.recall, set.f1, reliability.error]);
        shares.extend(reliability.error_above);
        shares.extend(reliability.bins.iter().flat_map(|bin| [bin.predicted, bin.changed]));
        for pairs in found.repositories.iter().map(|r| &r.pairs).chain([&found.pairs]) {
            shares.extend(pairs.average_precision.into_iter().chain(pairs.base_rate));
            shares.extend(pairs.conflict.precision().into_iter().chain(pairs.conflict_recall()));
            shares.extend(pairs.independent.precision());
        }
        shares.extend([found.splits.placed, found.splits.largest]);
        shares.extend(found.rounds.share_placed());
        shares
    }

    proptest! {
        #[test]
        fn every_share_is_one(replays in replays()) {
            let found = measure(&replays);
            for share in shares(&found) {
                // Sums of thirds and the like may pass 1 by a rounding.
                prop_assert!((0.0..=1.0 + 1e-12).contains(&share), "{share} in {found:#?}");
            }
            prop_assert!(found.scores.hit1 <= found.scores.hit5);
            prop_assert!(found.scores.hit5 <= found.scores.hit10);
            prop_assert_eq!(found.scores.tasks + found.only_new, found.replayed);
            prop_assert_eq!(found, measure(&replays));
        }
    }
}
