//! Learning of weights from replayed tasks, judged on tasks that the weights never saw.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Replay;
use super::kept::Kept;
use super::logistic::{self, HeldOut, Row};
use crate::model::{BlastRadius, Evidence, PredictedFile, RepoPath, Signal};
use crate::predict::{COUNT, Calibration, Feature, Weights, WeightsError, log_shares, radius_of};

/// Number of tasks below which learned weights are not saved.
pub const MIN_TASKS: usize = 30;

/// Number of parts into which the tasks of a single author are split, each judged by weights
/// learned from the others.
const FOLDS: usize = 5;

/// Strength of the pull towards the prior weights: the prior is trusted to about half a unit
/// (1/√5).
const RIDGE: f64 = 5.0;

/// Weights that learning starts from and is pulled towards.
#[derive(Clone, Debug)]
pub struct Prior([f64; COUNT]);

impl Prior {
    /// Reads the weights assumed before anything is measured.
    pub fn built_in() -> Result<Self, WeightsError> {
        let named: BTreeMap<String, f64> = toml::from_str(include_str!("prior.toml"))?;
        let mut prior = [0.0; COUNT];
        for (name, value) in named {
            let at = Feature::ALL.iter().position(|feature| feature.name() == name);
            prior[at.ok_or_else(|| WeightsError::Features(format!("{name} is unknown")))?] = value;
        }
        Ok(Self(prior))
    }

    /// Takes weights that were learned elsewhere.
    pub fn of(weights: &Weights) -> Self {
        Self(weights.weights)
    }

    /// Returns the prior without the features of a signal.
    fn without(&self, signal: Option<Signal>) -> Self {
        let mut prior = self.0;
        for (weight, feature) in prior.iter_mut().zip(Feature::ALL) {
            if Some(feature.signal()) == signal {
                *weight = 0.0;
            }
        }
        Self(prior)
    }
}

/// Learned weights, with those that judge each task.
#[derive(Clone, Debug)]
pub struct Learned {
    /// Learned from all tasks.
    pub weights: Weights,
    /// For each task, in order: weights learned from the tasks of all other authors, or of all
    /// other parts of the past where there is only one author.
    pub held_out: Vec<Weights>,
}

/// Learns weights, without the features of a signal if one is given.
pub fn learn(kept: &[Kept], prior: &Prior, without: Option<Signal>) -> Learned {
    let prior = prior.without(without);
    let fold = folds(kept);
    let names: Vec<usize> = fold.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let fit = |left_out: Option<usize>| {
        let others = kept.iter().zip(&fold).filter(|(_, fold)| Some(**fold) != left_out);
        let others: Vec<&Kept> = others.map(|(kept, _)| kept).collect();
        logistic::fit(&rows(&others), &prior.0, RIDGE, without)
    };
    let by_fold: BTreeMap<usize, Weights> =
        names.par_iter().map(|&name| (name, fit(Some(name)))).collect();
    let mut held_out: Vec<Weights> = fold.iter().map(|fold| by_fold[fold].clone()).collect();
    let calibrate = |left_out: Option<usize>| {
        let others = kept.iter().zip(&held_out).zip(&fold);
        let others = others.filter(|(_, fold)| Some(**fold) != left_out);
        calibration(&others.map(|(held_out, _)| held_out).collect::<Vec<_>>())
    };
    let mut weights = fit(None);
    weights.calibration = calibrate(None);
    // A task's own part is left out of the calibration that judges it.
    let calibrations: BTreeMap<usize, Calibration> =
        names.iter().map(|&name| (name, calibrate(Some(name)))).collect();
    for (weights, fold) in held_out.iter_mut().zip(&fold) {
        weights.calibration = calibrations[fold];
    }
    Learned { weights, held_out }
}

/// Assigns each task to a part: one for each author, else parts of equal size in time.
fn folds(kept: &[Kept]) -> Vec<usize> {
    let authors: BTreeSet<&str> = kept.iter().map(|it| it.author.as_str()).collect();
    if authors.len() > 1 {
        let place = |it: &Kept| authors.iter().position(|author| *author == it.author);
        return kept.iter().filter_map(place).collect();
    }
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by_key(|&at| (kept[at].date, at));
    let mut folds = vec![0; kept.len()];
    for (place, at) in order.into_iter().enumerate() {
        folds[at] = place * FOLDS / kept.len();
    }
    folds
}

/// Weights the rows: every author counts as much as any other, and so does every repository of an
/// author and every task of a repository.
fn rows<'a>(kept: &[&'a Kept]) -> Vec<Row<'a>> {
    let mut tasks: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for it in kept {
        *tasks.entry(&it.author).or_default().entry(&it.repository).or_default() += 1;
    }
    let mut rows = Vec::new();
    for it in kept {
        let repositories = &tasks[it.author.as_str()];
        let share = tasks.len() * repositories.len() * repositories[it.repository.as_str()];
        let weight = kept.len() as f64 / share as f64;
        rows.extend(it.files.iter().filter(|file| file.stands_for > 0.0).map(|file| Row {
            features: &file.features,
            label: file.changed,
            weight: weight * file.stands_for,
        }));
    }
    rows
}

/// Fits the calibration to tasks, each with weights that never saw it.
fn calibration(held_out: &[(&Kept, &Weights)]) -> Calibration {
    let all: Vec<&Kept> = held_out.iter().map(|&(kept, _)| kept).collect();
    let mut rows = rows(&all).into_iter();
    let mut judged = Vec::new();
    for (it, weights) in held_out {
        let log_odds = it.log_odds(weights);
        let shares = log_shares(&log_odds);
        for ((file, log_odds), log_share) in it.files.iter().zip(log_odds).zip(shares) {
            if file.stands_for > 0.0
                && let Some(Row { label, weight, .. }) = rows.next()
            {
                judged.push(HeldOut { log_odds, log_share, label, weight });
            }
        }
    }
    logistic::calibrate(&judged, RIDGE)
}

impl Kept {
    /// Repeats a replay with other weights. The clues keep the weights they had; files that do not
    /// exist yet keep their probabilities.
    pub fn reweighed(&self, replay: &Replay, weights: &Weights) -> Replay {
        let evidence = replay.radius.files.iter().map(|file| (&file.path, &file.evidence));
        let evidence: BTreeMap<&RepoPath, &Vec<Evidence>> = evidence.collect();
        let probabilities = weights.calibration.probabilities(&self.log_odds(weights));
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
            files,
            folders: Vec::new(),
            impact: Vec::new(),
        };
        Replay { radius, ..replay.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kept::KeptFile;
    use super::*;
    use crate::model::{FileId, Origin};

    /// Builds tasks whose first file, and no other, was changed recently and by the task.
    fn kept(author: &str, tasks: u32) -> Vec<Kept> {
        let file = |task: u32, at: u32| KeptFile {
            id: FileId(at),
            path: RepoPath::new(&format!("{at}.go")).unwrap(),
            origin: Origin::Written,
            features: {
                let mut features = [0.0; COUNT];
                // Now and then it was another one.
                let changed = at == 0 && !task.is_multiple_of(7);
                features[Feature::Recency as usize] = if changed { 0.9 } else { 0.1 };
                features
            },
            changed: at == 0,
            stands_for: 1.0,
        };
        let task = |task: u32| Kept {
            author: author.to_owned(),
            repository: format!("{author}/x"),
            date: i64::from(task),
            files: (0..20).map(|at| file(task, at)).collect(),
        };
        (0..tasks).map(task).collect()
    }

    #[test]
    fn what_tells_is_learned_and_what_is_left_out_is_not() {
        let kept = kept("a", 40);
        let prior = Prior([0.0; COUNT]);
        let learned = learn(&kept, &prior, None);
        let weight = |weights: &Weights| weights.weights[Feature::Recency as usize];
        assert!(weight(&learned.weights) > 1.0, "{}", weight(&learned.weights));
        let without = learn(&kept, &prior, Some(Signal::Recency));
        assert!(weight(&without.weights).abs() < f64::EPSILON);
        let surprise = |learned: &Learned| -> f64 {
            kept.iter().zip(&learned.held_out).map(|(it, weights)| it.loss(weights)).sum()
        };
        assert!(surprise(&learned) < surprise(&without));
    }

    #[test]
    fn each_author_is_judged_by_the_others() {
        let mut all = kept("a", 3);
        all.extend(kept("b", 2));
        assert_eq!(folds(&all), [0, 0, 0, 1, 1]);
        assert_eq!(folds(&kept("a", 10)), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn the_built_in_prior_names_only_features_that_there_are() {
        assert!(Prior::built_in().unwrap().0[Feature::Declared as usize] > 0.0);
    }
}
