//! Verdicts on pairs of tasks that were open at the same time.

use std::collections::BTreeMap;

use super::case::Case;
use super::judged::{self, Judged, is_hub};
use super::score::average;
use crate::model::{PairScores, Verdict};
use crate::tracks::{self, Meeting};

/// Time between the ends of two tasks, in seconds, within which they count as open at the same time
/// where it is not known when they were introduced: 30 days.
const MAX_SECONDS_APART: u64 = 30 * 24 * 60 * 60;

/// Measures the pairs of one repository's tasks. Equal overlaps count in the order of the tasks.
pub fn of_repository(tasks: &[&Judged]) -> PairScores {
    let files: Vec<Vec<(&str, f64)>> = tasks.iter().map(|task| by_path(task)).collect();
    let (backlog, radii) = judged::as_backlog(tasks);
    let verdicts: BTreeMap<(usize, usize), Verdict> = tracks::overlaps(&backlog, &radii)
        .into_iter()
        .map(|pair| ((pair.a.index(), pair.b.index()), pair.verdict))
        .collect();

    let mut scores = PairScores::default();
    let mut ranked: Vec<(f64, bool)> = Vec::new();
    for (a, first) in tasks.iter().enumerate() {
        for (b, second) in tasks.iter().enumerate().skip(a + 1) {
            if !open_together(&first.replay.case, &second.replay.case) {
                continue;
            }
            let collides = first.collides_with(second);
            scores.pairs += 1;
            scores.colliding += usize::from(collides);
            ranked.push((overlap(&files[a], &files[b]), collides));
            let (calls, right) = match verdicts.get(&(a, b)).unwrap_or(&Verdict::Independent) {
                Verdict::Conflict => (&mut scores.conflict, collides),
                Verdict::Independent => (&mut scores.independent, !collides),
                Verdict::Risk | Verdict::Unknown => continue,
            };
            calls.given += 1;
            calls.right += usize::from(right);
        }
    }
    if scores.colliding > 0 {
        scores.average_precision = Some(average_precision(ranked));
        scores.base_rate = Some(scores.colliding as f64 / scores.pairs as f64);
    }
    scores
}

/// Combines the pairs of several repositories: sums of the counts, means of the rest.
pub fn together<'a>(repositories: impl Iterator<Item = &'a PairScores> + Clone) -> PairScores {
    let mut all = PairScores {
        average_precision: average(repositories.clone().filter_map(|r| r.average_precision)),
        base_rate: average(repositories.clone().filter_map(|r| r.base_rate)),
        ..PairScores::default()
    };
    for repository in repositories {
        all.pairs += repository.pairs;
        all.colliding += repository.colliding;
        all.conflict.given += repository.conflict.given;
        all.conflict.right += repository.conflict.right;
        all.independent.given += repository.independent.given;
        all.independent.right += repository.independent.right;
    }
    all
}

/// Returns whether two tasks were open at the same time and finished in different commits.
fn open_together(a: &Case, b: &Case) -> bool {
    let met = match (a.introduced, b.introduced) {
        (Some(a_from), Some(b_from)) => a_from < b.date && b_from < a.date,
        _ => a.date.abs_diff(b.date) <= MAX_SECONDS_APART,
    };
    met && a.commit != b.commit
}

fn by_path<'a>(task: &Judged<'a>) -> Vec<(&'a str, f64)> {
    let all = task.replay.radius.files.iter().map(|file| (file.path.as_str(), file.probability));
    let mut files: Vec<(&str, f64)> = all.filter(|(path, _)| !is_hub(path)).collect();
    files.sort_by(|a, b| a.0.cmp(b.0));
    files
}

/// Computes the probability that two tasks change a common file, as the split does. Both lists are sorted.
fn overlap(a: &[(&str, f64)], b: &[(&str, f64)]) -> f64 {
    let mut meeting = Meeting::default();
    let mut rest = b.iter().peekable();
    for &(path, p_a) in a {
        while rest.next_if(|(other, _)| *other < path).is_some() {}
        if let Some(&(_, p_b)) = rest.next_if(|(other, _)| *other == path) {
            meeting.add(p_a * p_b);
        }
    }
    meeting.probability()
}

/// Averages the precision at the rank of each colliding pair.
fn average_precision(mut ranked: Vec<(f64, bool)>) -> f64 {
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut found, mut sum) = (0.0, 0.0);
    for (rank, (_, collides)) in (1_u32..).zip(ranked) {
        if collides {
            found += 1.0;
            sum += found / f64::from(rank);
        }
    }
    if found > 0.0 { sum / found } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::Replay;
    use super::super::sample::{close, replay};
    use super::*;
    use crate::model::Calls;

    fn scores(replays: &[Replay]) -> PairScores {
        let judged: Vec<Judged> = replays.iter().map(Judged::new).collect();
        of_repository(&judged.iter().collect::<Vec<_>>())
    }

    #[test]
    fn pairs_by_hand() {
        let found = scores(&[
            replay("x/y", 1, "one", &[("a.go", 0.9), ("README.md", 0.9)], &["a.go", "README.md"]),
            replay("x/y", 2, "two", &[("a.go", 0.8)], &["a.go"]),
            replay("x/y", 3, "three", &[("a.go", 0.7), ("README.md", 0.9)], &["README.md"]),
            replay("x/y", 4, "four", &[("b.go", 0.9)], &["a.go"]),
        ]);
        // Overlaps: 12 .72 collides, 13 .63, 23 .56; 14, 24 and 34 share nothing, of which 14 and
        // 24 collide. A common README.md is no collision.
        assert_eq!((found.pairs, found.colliding), (6, 3));
        close(found.average_precision.unwrap(), (1.0 + 2.0 / 4.0 + 3.0 / 5.0) / 3.0);
        close(found.base_rate.unwrap(), 0.5);
        assert_eq!(found.conflict, Calls { given: 3, right: 1 });
        assert_eq!(found.independent, Calls { given: 3, right: 1 });
        close(found.conflict_recall().unwrap(), 1.0 / 3.0);
    }

    #[test]
    fn only_tasks_open_at_the_same_time_and_done_apart_make_a_pair() {
        let at = |date: i64, introduced: Option<i64>| {
            let mut case = replay("x/y", 1, "it", &[], &[]).case;
            (case.commit, case.date, case.introduced) = (date.to_string(), date, introduced);
            case
        };
        let month = 30 * 24 * 60 * 60;
        assert!(open_together(&at(0, None), &at(month, Some(0))));
        assert!(!open_together(&at(0, None), &at(month + 1, None)));
        assert!(open_together(&at(10, Some(1)), &at(9 * month, Some(9))));
        assert!(!open_together(&at(10, Some(1)), &at(20, Some(10))));
        assert!(!open_together(&at(10, Some(1)), &at(10, Some(2))), "the same commit");
    }

    #[test]
    fn no_collision_is_no_precision() {
        let found = scores(&[
            replay("x/y", 1, "one", &[("a.go", 0.9)], &["a.go"]),
            replay("x/y", 2, "two", &[("b.go", 0.9)], &["b.go"]),
        ]);
        assert_eq!((found.pairs, found.average_precision, found.base_rate), (1, None, None));
        assert_eq!(together([found, found].iter()).independent, Calls { given: 2, right: 2 });
    }
}
