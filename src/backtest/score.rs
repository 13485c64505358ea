//! Scores of ranked and predicted files, task by task.

use std::collections::BTreeSet;

use super::judged::Judged;
use crate::model::{NewScores, PredictedFile, Scores, SetScores};

/// Number of ranked files that average precision considers.
const MAX_RANKED: usize = 100;

/// Scores a ranking for one task; `None` where no existing file was changed.
pub fn ranking(judged: &Judged, ranked: &[&str]) -> Option<Scores> {
    if judged.changed.is_empty() {
        return None;
    }
    let named = judged.names_a_changed_file();
    let hit = |most: usize| {
        let found = ranked.iter().take(most).any(|path| judged.changed.contains(path));
        f64::from(u8::from(found))
    };
    let hit5 = hit(5);
    let first = ranked.iter().position(|path| judged.changed.contains(path));
    Some(Scores {
        tasks: 1,
        named: usize::from(named),
        hit1: hit(1),
        hit5,
        hit10: hit(10),
        reciprocal_rank: first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0)),
        average_precision: average_precision(ranked, &judged.changed),
        recall10: recall(ranked.iter().take(10), &judged.changed),
        hit5_named: named.then_some(hit5),
        hit5_unnamed: (!named).then_some(hit5),
    })
}

/// Scores the predicted files of one task, with those that the work added; `None` where it changed and
/// added none.
pub fn with_new(judged: &Judged) -> Option<NewScores> {
    if judged.changed.is_empty() && judged.added.is_empty() {
        return None;
    }
    let folders: BTreeSet<&str> = judged.added.iter().map(|path| folder(path)).collect();
    let is_near =
        |file: &&PredictedFile| file.file.is_none() && folders.contains(folder(file.path.as_str()));
    let first = || judged.files.iter().take(5);
    let hit = first().any(|file| judged.is_right(file));
    let share = |holds: bool| f64::from(u8::from(holds));
    Some(NewScores {
        tasks: 1,
        adding: usize::from(!judged.added.is_empty()),
        hit5: share(hit),
        hit5_folder: share(hit || first().any(is_near)),
    })
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Averages over tasks, or over repositories; counts are summed.
pub fn mean_with_new(scores: &[NewScores]) -> NewScores {
    let of = |value: fn(&NewScores) -> f64| average(scores.iter().map(value)).unwrap_or(0.0);
    NewScores {
        tasks: scores.iter().map(|score| score.tasks).sum(),
        adding: scores.iter().map(|score| score.adding).sum(),
        hit5: of(|score| score.hit5),
        hit5_folder: of(|score| score.hit5_folder),
    }
}

/// Scores the blast radius proper for one task; `None` as for [`ranking`].
pub fn set(judged: &Judged) -> Option<SetScores> {
    if judged.changed.is_empty() {
        return None;
    }
    let predicted: Vec<&str> =
        judged.files.iter().filter(|file| file.predicted).map(|file| file.path.as_str()).collect();
    let right = predicted.iter().filter(|path| judged.changed.contains(*path)).count() as f64;
    let precision = right / predicted.len().max(1) as f64;
    let recall = right / judged.changed.len() as f64;
    let f1 = if right > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    Some(SetScores { precision, recall, f1 })
}

fn average_precision(ranked: &[&str], changed: &BTreeSet<&str>) -> f64 {
    let (mut found, mut sum) = (0.0, 0.0);
    for (rank, path) in (1_u32..).zip(ranked.iter().take(MAX_RANKED)) {
        if changed.contains(path) {
            found += 1.0;
            sum += found / f64::from(rank);
        }
    }
    sum / changed.len() as f64
}

fn recall<'a>(ranked: impl Iterator<Item = &'a &'a str>, changed: &BTreeSet<&str>) -> f64 {
    ranked.filter(|path| changed.contains(*path)).count() as f64 / changed.len() as f64
}

/// Averages over tasks, or over repositories; counts are summed.
pub fn mean(scores: &[Scores]) -> Scores {
    let of = |value: fn(&Scores) -> f64| average(scores.iter().map(value)).unwrap_or(0.0);
    Scores {
        tasks: scores.iter().map(|score| score.tasks).sum(),
        named: scores.iter().map(|score| score.named).sum(),
        hit1: of(|score| score.hit1),
        hit5: of(|score| score.hit5),
        hit10: of(|score| score.hit10),
        reciprocal_rank: of(|score| score.reciprocal_rank),
        average_precision: of(|score| score.average_precision),
        recall10: of(|score| score.recall10),
        hit5_named: average(scores.iter().filter_map(|score| score.hit5_named)),
        hit5_unnamed: average(scores.iter().filter_map(|score| score.hit5_unnamed)),
    }
}

/// Averages over tasks, or over repositories.
pub fn mean_set(scores: &[SetScores]) -> SetScores {
    let of = |value: fn(&SetScores) -> f64| average(scores.iter().map(value)).unwrap_or(0.0);
    SetScores { precision: of(|s| s.precision), recall: of(|s| s.recall), f1: of(|s| s.f1) }
}

/// Computes the mean; `None` of nothing.
pub fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_usize, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{close, replay};
    use super::*;

    #[test]
    fn a_ranking_by_hand() {
        let files = [("a.go", 0.9), ("b.go", 0.8), ("c.go", 0.7), ("d.go", 0.1)];
        let replay = replay("x/y", 1, "Fix b.go", &files, &["b.go", "d.go", "z.go"]);
        let judged = Judged::new(&replay);
        let scores = ranking(&judged, &judged.ranked()).unwrap();
        assert_eq!((scores.tasks, scores.named), (1, 1));
        close(scores.hit1, 0.0);
        close(scores.hit5, 1.0);
        close(scores.reciprocal_rank, 0.5);
        close(scores.average_precision, (1.0 / 2.0 + 2.0 / 4.0) / 3.0);
        close(scores.recall10, 2.0 / 3.0);
        assert_eq!((scores.hit5_named, scores.hit5_unnamed), (Some(1.0), None));

        // a, b and c are predicted, b is right; b of b, d and z is found.
        let set = set(&judged).unwrap();
        close(set.precision, 1.0 / 3.0);
        close(set.recall, 1.0 / 3.0);
        close(set.f1, 1.0 / 3.0);
    }

    #[test]
    fn added_files_count_by_path_and_by_folder() {
        let score = |new: &[&str], added: &[&str]| {
            let mut replay = replay("x/y", 1, "Add it", &[("a/a.go", 0.9)], &[]);
            replay.case.truth_new = added.iter().map(|&path| path.to_owned()).collect();
            for path in new {
                let mut file = replay.radius.files[0].clone();
                (file.path, file.file) = (crate::model::RepoPath::new(path).unwrap(), None);
                replay.radius.files.push(file);
            }
            let judged = Judged::new(&replay);
            with_new(&judged).map(|it| (it.adding, it.hit5, it.hit5_folder))
        };
        assert_eq!(score(&["b/b.go"], &["b/b.go"]), Some((1, 1.0, 1.0)));
        assert_eq!(score(&["b/c.go"], &["b/b.go"]), Some((1, 0.0, 1.0)));
        // A file that is there already is not near because of its folder.
        assert_eq!(score(&[], &["a/b.go"]), Some((1, 0.0, 0.0)));
        assert_eq!(score(&["b/b.go"], &[]), None);
    }

    #[test]
    fn a_task_that_changed_nothing_old_is_not_scored() {
        let replay = replay("x/y", 1, "Add it", &[("a.go", 0.9)], &[]);
        let judged = Judged::new(&replay);
        assert_eq!(ranking(&judged, &judged.ranked()), None);
        assert_eq!(set(&judged), None);
    }

    #[test]
    fn nothing_predicted_scores_zero() {
        let replay = replay("x/y", 1, "Do it", &[], &["a.go"]);
        let judged = Judged::new(&replay);
        let scores = ranking(&judged, &[]).unwrap();
        close(scores.hit10 + scores.reciprocal_rank + scores.average_precision, 0.0);
        assert_eq!(set(&judged), Some(SetScores::default()));
    }

    #[test]
    fn a_mean_leaves_out_what_is_not_there() {
        let one = Scores { tasks: 1, hit1: 1.0, hit5_named: Some(1.0), ..Scores::default() };
        let two = Scores { tasks: 3, hit5_unnamed: Some(0.5), ..Scores::default() };
        let mean = mean(&[one, two]);
        assert_eq!(mean.tasks, 4);
        close(mean.hit1, 0.5);
        assert_eq!((mean.hit5_named, mean.hit5_unnamed), (Some(1.0), Some(0.5)));
    }
}
