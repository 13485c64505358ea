//! Learning of models from replayed tasks, judged on tasks that they never saw.

use std::collections::{BTreeMap, BTreeSet};

use super::Replay;
use super::boost::{Row, Shape, boost};
use super::calibrate::{HeldOut, calibrate};
use super::kept::{Kept, KeptFile};
use super::regression::regress;
use crate::model::{BlastRadius, Evidence, PredictedFile, RepoPath};
use crate::predict::{COUNT, Calibration, Feature, Forest, PreScore, log_shares, radius_of};
use crate::words::stable_hash;

/// Number of tasks below which a learned model is not saved.
pub const MIN_TASKS: usize = 30;

/// Number of parts into which the tasks are divided, each judged by a model learned from the others.
const PART_COUNT: usize = 5;

/// Strength of the pull of the calibration towards the identity: it is trusted to about half a unit
/// (1/√5).
const RIDGE: f64 = 5.0;

/// Shape of the trees of a whole model.
const WHOLE: Shape =
    Shape { trees: 300, leaves: 15, rate: 0.04, min_rows: 100, ridge: 1.0, columns: 2 };

/// Shape of the trees that correct the shipped model for one repository.
const OWN: Shape = Shape { trees: 40, leaves: 7, rate: 0.05, min_rows: 40, ridge: 5.0, columns: 2 };

/// Weight of a task's copy without history, which teaches a whole model to do without.
const WITHOUT_HISTORY: f64 = 0.3;

/// Model that learning starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// None: a whole model is learned.
    Nothing,
    /// The shipped one: a few trees are learned that correct it.
    Shipped,
}

/// Learned model, with those that judge each task.
#[derive(Clone, Debug)]
pub struct Learned {
    /// Learned from all tasks.
    pub forest: Forest,
    /// Models that judge the tasks.
    pub judges: Judges,
}

/// Models learned without the tasks of one part each.
#[derive(Clone, Debug)]
pub struct Judges {
    parts: Vec<Forest>,
    /// Part of each task, in order.
    part_of: Vec<usize>,
}

impl Judges {
    /// Returns, for each task in order, the model that never saw it, nor any other task of its
    /// author where there are several.
    pub fn held_out(&self) -> impl Iterator<Item = &Forest> {
        self.part_of.iter().map(|&part| &self.parts[part])
    }

    /// Repeats each replay with the model that never saw its task. `kept` is what the models were
    /// learned from, one for each replay.
    pub fn judge(&self, replays: &[Replay], kept: &[Kept]) -> Vec<Replay> {
        let replays = replays.iter().zip(kept).zip(self.held_out());
        replays.map(|((replay, kept), forest)| kept.judged_by(replay, forest)).collect()
    }
}

/// Learns a model, and those that judge each task: from at most so many repositories each.
pub fn learn(kept: &[Kept], start: Start, repositories: Option<usize>) -> Learned {
    let (judges, calibration) = judges(kept, start, repositories);
    let all = of_repositories(kept.iter().collect(), repositories);
    Learned { forest: Forest { calibration, ..grow(&all, start) }, judges }
}

/// Learns the models that judge each task, and the calibration of a model of all tasks.
pub fn judges(kept: &[Kept], start: Start, repositories: Option<usize>) -> (Judges, Calibration) {
    let part_of = parts(kept);
    let count = part_of.iter().max().map_or(0, |part| part + 1);
    let without = |part: usize| {
        let tasks = kept.iter().zip(&part_of).filter(|(_, of)| **of != part);
        of_repositories(tasks.map(|(kept, _)| kept).collect(), repositories)
    };
    let mut parts: Vec<Forest> = (0..count).map(|part| grow(&without(part), start)).collect();
    let judged: Vec<Vec<HeldOut>> =
        kept.iter().zip(&part_of).map(|(kept, &part)| held_out(kept, &parts[part])).collect();
    // A task's own part is left out of the calibration that judges it.
    let calibration = |part: Option<usize>| {
        let others = judged.iter().zip(&part_of).filter(|(_, of)| Some(**of) != part);
        calibrate(&others.flat_map(|(files, _)| files), RIDGE)
    };
    for (part, forest) in parts.iter_mut().enumerate() {
        forest.calibration = calibration(Some(part));
    }
    let of_all = calibration(None);
    (Judges { parts, part_of }, of_all)
}

/// Keeps the tasks of so many repositories, in the order of a hash of their names: a smaller number
/// gives a part of what a larger one gives.
fn of_repositories(mut kept: Vec<&Kept>, limit: Option<usize>) -> Vec<&Kept> {
    if let Some(limit) = limit {
        let names = kept.iter().map(|it| (stable_hash(&it.repository), it.repository.as_str()));
        let names: BTreeSet<(u64, &str)> = names.collect();
        let names: BTreeSet<&str> = names.into_iter().map(|(_, name)| name).take(limit).collect();
        kept.retain(|it| names.contains(it.repository.as_str()));
    }
    kept
}

/// Learns the sum that picks the candidates.
pub fn learn_standings(kept: &[Kept]) -> PreScore {
    let kept: Vec<&Kept> = kept.iter().collect();
    let weights = weights(&kept);
    let rows = kept.iter().zip(&weights).flat_map(|(it, &weight)| {
        let others = it.others.iter().map(move |other| Row {
            features: &other.features,
            label: other.changed,
            weight: weight * other.stands_for,
            start: 0.0,
        });
        it.rows(weight, |_| 0.0).chain(others)
    });
    regress(&rows.collect::<Vec<Row>>())
}

/// Assigns each task to a part: authors as a whole, those with the most tasks first, in turn; the
/// tasks of a single author by time.
fn parts(kept: &[Kept]) -> Vec<usize> {
    let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
    for it in kept {
        *tasks.entry(&it.author).or_default() += 1;
    }
    if tasks.len() > 1 {
        let mut authors: Vec<(&str, usize)> = tasks.into_iter().collect();
        authors.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let part: BTreeMap<&str, usize> =
            authors.iter().zip(0..).map(|((author, _), at)| (*author, at % PART_COUNT)).collect();
        return kept.iter().map(|it| part[it.author.as_str()]).collect();
    }
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by_key(|&at| (kept[at].date, at));
    let mut parts = vec![0; kept.len()];
    for (place, at) in order.into_iter().enumerate() {
        parts[at] = place * PART_COUNT / kept.len();
    }
    parts
}

/// Grows the trees, uncalibrated.
fn grow(kept: &[&Kept], start: Start) -> Forest {
    let weights = weights(kept);
    let tasks = || kept.iter().zip(&weights);
    match start {
        Start::Nothing => {
            let copies: Vec<Kept> =
                kept.iter().map(|it| it.without(Feature::needs_history)).collect();
            let base = base(tasks());
            let with = tasks().flat_map(|(it, weight)| it.rows(*weight, |_| base));
            let without = copies.iter().zip(&weights);
            let without =
                without.flat_map(|(it, weight)| it.rows(WITHOUT_HISTORY * weight, |_| base));
            let rows: Vec<Row> = with.chain(without).collect();
            let trees = boost(&rows, Feature::ALL, WHOLE);
            Forest { base, trees, calibration: Calibration::NONE }
        }
        Start::Shipped => {
            let shipped = Forest::shipped();
            let start = |features: &[f32; COUNT]| shipped.log_odds(features);
            let rows: Vec<Row> = tasks().flat_map(|(it, weight)| it.rows(*weight, start)).collect();
            shipped.with(&boost(&rows, Feature::ALL, OWN), Calibration::NONE)
        }
    }
}

/// Weighs the tasks: a repository counts by the square root of the number of its tasks, so that one
/// with many neither drowns the others nor counts as one with few. The mean is 1.
fn weights(kept: &[&Kept]) -> Vec<f64> {
    let mut tasks: BTreeMap<&str, f64> = BTreeMap::new();
    for it in kept {
        *tasks.entry(&it.repository).or_default() += 1.0;
    }
    let weight = |it: &&Kept| it.weight / tasks[it.repository.as_str()].sqrt();
    let mean = kept.iter().map(weight).sum::<f64>() / kept.len().max(1) as f64;
    kept.iter().map(|it| weight(it) / mean).collect()
}

/// Computes the log-odds of the share of files that were changed.
fn base<'a>(tasks: impl Iterator<Item = (&'a &'a Kept, &'a f64)>) -> f64 {
    let (mut changed, mut all) = (1.0, 2.0);
    for (it, weight) in tasks {
        all += weight * it.files.len() as f64;
        changed += weight * it.files.iter().filter(|file| file.changed).count() as f64;
    }
    let base: f64 = (changed / (all - changed)).ln();
    (base * 1e4).round() / 1e4
}

/// Judges the files of a task by a model that never saw it.
fn held_out(kept: &Kept, forest: &Forest) -> Vec<HeldOut> {
    let log_odds = kept.log_odds(forest);
    let shares = log_shares(&log_odds);
    let files = kept.files.iter().zip(log_odds).zip(shares);
    let judge = |((file, log_odds), log_share): ((&KeptFile, f64), f64)| HeldOut {
        log_odds,
        log_share,
        label: file.changed,
        weight: kept.weight,
    };
    files.map(judge).collect()
}

impl Kept {
    fn rows(
        &self,
        weight: f64,
        start: impl Fn(&[f32; COUNT]) -> f64,
    ) -> impl Iterator<Item = Row<'_>> {
        self.files.iter().map(move |file| Row {
            features: &file.features,
            label: file.changed,
            weight,
            start: start(&file.features),
        })
    }
}

impl Kept {
    /// Repeats a replay with another model. The evidence stays as it was; files that do not
    /// exist yet keep their probabilities.
    pub fn judged_by(&self, replay: &Replay, forest: &Forest) -> Replay {
        let evidence = replay.radius.files.iter().map(|file| (&file.path, &file.evidence));
        let evidence: BTreeMap<&RepoPath, &Vec<Evidence>> = evidence.collect();
        let probabilities = forest.calibration.probabilities(&self.log_odds(forest));
        let files = self.files.iter().zip(probabilities).map(|(file, probability)| PredictedFile {
            path: file.path.clone(),
            file: Some(file.id),
            origin: file.origin,
            probability,
            predicted: false,
            evidence: evidence.get(&file.path).map_or_else(Vec::new, |it| (*it).clone()),
        });
        let new = replay.radius.files.iter().filter(|file| file.file.is_none());
        let new = new.map(|file| PredictedFile { predicted: false, ..file.clone() });
        let (confidence, files) = radius_of(files.chain(new).collect());
        let radius = BlastRadius {
            task: replay.radius.task,
            confidence,
            set_aside: None,
            files,
            folders: Vec::new(),
            impact: Vec::new(),
        };
        Replay { radius, ..replay.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Origin};

    /// Builds tasks of which the file with the most words, and no other, was changed.
    fn kept(author: &str, tasks: u32) -> Vec<Kept> {
        let file = |task: u32, at: u32| KeptFile {
            id: FileId(at),
            path: RepoPath::new(&format!("{at}.go")).unwrap(),
            origin: Origin::Written,
            features: {
                let mut features = [0.0; COUNT];
                // Now and then it was another one.
                let changed = at == 0 && !task.is_multiple_of(7);
                features[Feature::Contents as usize] = if changed { 0.9 } else { 0.1 };
                features[Feature::Recency as usize] = (at % 3) as f32 / 3.0;
                features
            },
            changed: at == 0,
        };
        let task = |task: u32| Kept {
            author: author.to_owned(),
            repository: format!("{author}/x"),
            date: i64::from(task),
            weight: 1.0,
            total: 20,
            files: (0..20).map(|at| file(task, at)).collect(),
            others: Vec::new(),
        };
        (0..tasks).map(task).collect()
    }

    #[test]
    fn a_model_of_ones_own_is_less_surprised() {
        let kept = kept("a", 60);
        let learned = learn(&kept, Start::Shipped, None);
        let surprise: f64 =
            kept.iter().zip(learned.judges.held_out()).map(|(it, forest)| it.loss(forest)).sum();
        let shipped: f64 = kept.iter().map(|it| it.loss(Forest::shipped())).sum();
        assert!(surprise < shipped, "{surprise} {shipped}");
        let own = learned.forest.trees.len() - Forest::shipped().trees.len();
        assert!(own > 10 && own <= OWN.trees, "{own}");
    }

    #[test]
    fn fewer_repositories_are_a_part_of_more() {
        let all: Vec<Kept> = ["a", "b", "c", "d"].iter().flat_map(|name| kept(name, 2)).collect();
        let of = |limit| {
            let kept = of_repositories(all.iter().collect(), limit);
            kept.iter().map(|it| it.repository.clone()).collect::<BTreeSet<_>>()
        };
        assert_eq!([of(Some(1)).len(), of(Some(3)).len(), of(None).len()], [1, 3, 4]);
        assert!(of(Some(1)).is_subset(&of(Some(3))));
    }

    #[test]
    fn each_author_is_judged_by_the_others() {
        let mut all = kept("a", 3);
        all.extend(kept("b", 2));
        assert_eq!(parts(&all), [0, 0, 0, 1, 1]);
        assert_eq!(parts(&kept("a", 10)), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
