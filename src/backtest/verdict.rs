//! Comparison of a learned model with the built-in one.

use std::collections::BTreeMap;

use super::fit::{Learned, MIN_TASKS, Start, learn, learn_standings};
use super::selection::digest;
use super::{Replayed, measure};
use crate::model::{Accuracy, Fit};
use crate::predict::Forest;

/// Learned model, with its comparison.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Learned from all tasks.
    pub forest: Forest,
    /// The comparison.
    pub fit: Fit,
    /// Set if it is good enough to be used.
    pub is_better: bool,
    /// Origin of the model, for the file that keeps it.
    pub provenance: String,
}

/// Learns from a replay whose rows were kept. If the learned model is good enough to be used, the
/// predictions of the replay are replaced by those of models that were learned without the task.
///
/// A model that corrects the shipped one must beat it. A whole model is compared with nothing: the
/// shipped one may have seen these tasks.
///
/// Each model is learned from at most so many `repositories`.
pub fn fit(
    replayed: &mut Replayed,
    start: Start,
    depth: usize,
    repositories: Option<usize>,
) -> Fitted {
    let learned = learn(&replayed.kept, start, repositories);
    let built_in = measure(&replayed.replays);
    let (gain, gain_error) = gain(replayed, &learned);
    let judged = learned.judges.judge(&replayed.replays, &replayed.kept);
    let scores = measure(&judged);
    let tasks = judged.len();
    let (is_better, verdict) = verdict(tasks, &built_in, &scores, (gain, gain_error), start);
    let fit = Fit {
        tasks,
        built_in: built_in.scores,
        learned: scores.scores,
        gain,
        gain_error,
        verdict,
        saved: None,
    };
    if is_better {
        replayed.replays = judged;
    }
    Fitted { forest: learned.forest, fit, is_better, provenance: provenance(replayed, depth) }
}

/// Learns the sum that picks the candidates, and writes it as the program ships it.
pub fn standings(replayed: &Replayed, depth: usize) -> String {
    let origin = "Weights of the sum that picks the candidates: log-odds = intercept + sum of weight * feature.\n\
                  Learned by `ctx backtest --fit --standing-file FILE`.\n";
    learn_standings(&replayed.kept).render(&format!("{origin}{}", provenance(replayed, depth)))
}

/// Computes the mean gain over the built-in model in nats per task, with its standard error.
fn gain(replayed: &Replayed, learned: &Learned) -> (f64, f64) {
    let built_in = Forest::shipped();
    let gains = replayed.kept.iter().zip(learned.judges.held_out());
    let gains: Vec<f64> =
        gains.map(|(kept, forest)| kept.loss(built_in) - kept.loss(forest)).collect();
    let tasks = gains.len().max(1) as f64;
    let mean = gains.iter().sum::<f64>() / tasks;
    let spread = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>();
    (mean, (spread / (tasks - 1.0).max(1.0) / tasks).sqrt())
}

fn verdict(
    tasks: usize,
    built_in: &Accuracy,
    learned: &Accuracy,
    (gain, error): (f64, f64),
    start: Start,
) -> (bool, String) {
    let precision = |accuracy: &Accuracy| accuracy.scores.average_precision;
    if tasks < MIN_TASKS {
        let why =
            format!("not saved: {tasks} tasks are too few to learn from, {MIN_TASKS} are needed");
        (false, why)
    } else if start == Start::Nothing {
        (true, "not compared: the built-in model may have seen these tasks".to_owned())
    } else if gain <= error {
        (false, "not saved: no surer of what came true than the built-in model".to_owned())
    } else if precision(learned) < precision(built_in) {
        (false, "not saved: the files are in no better order than by the built-in model".to_owned())
    } else {
        (true, "better on tasks that they never saw".to_owned())
    }
}

/// Writes how much history preceded the cases, their digest, and `a/b: 3` for each repository.
fn provenance(replayed: &Replayed, depth: usize) -> String {
    let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
    for replay in &replayed.replays {
        *tasks.entry(&replay.case.repo).or_default() += 1;
    }
    let commits = replayed.replays.iter().filter(|replay| replay.case.is_commit()).count();
    let finished = replayed.replays.len() - commits;
    let mut lines = vec![format!(
        "Learned from {finished} finished tasks and {commits} commits, with {depth} commits of history \
         before each.\nDigest of the cases: {}.",
        digest(replayed.replays.iter().map(|replay| &replay.case))
    )];
    lines.extend(tasks.into_iter().map(|(repository, tasks)| format!("  {repository}: {tasks}")));
    lines.join("\n")
}
