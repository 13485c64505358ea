//! Comparison of learned weights with the built-in ones, and the worth of each signal.

use std::collections::BTreeMap;

use super::fit::{Learned, MIN_TASKS, Prior, learn};
use super::{Replay, Replayed, measure};
use crate::model::{Ablation, Accuracy, Fit, Signal};
use crate::predict::{Feature, Weights};

/// Weights that learned weights are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// The built-in weights, which must be beaten: the tasks are of the user's own repository.
    BuiltIn,
    /// None: the weights are to be built in, and their predecessors may have seen these tasks.
    None,
}

/// Weights learned from a replay, with their comparison.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Learned from all tasks.
    pub weights: Weights,
    /// The comparison.
    pub fit: Fit,
    /// Set if they are good enough to be used.
    pub is_better: bool,
    /// Origin of the weights, for the file that keeps them.
    pub provenance: String,
}

/// Learns from a replay whose rows were kept. If the learned weights are good enough to be used,
/// the predictions of the replay are replaced by those of weights that were learned without the
/// task.
pub fn fit(replayed: &mut Replayed, prior: &Prior, rival: Rival, depth: usize) -> Fitted {
    let Learned { weights, held_out } = learn(&replayed.kept, prior, None);
    let built_in = measure(&replayed.replays);
    let (gain, gain_error) = gain(replayed, &held_out, depth);
    let judged = replayed.replays.iter().zip(&replayed.kept).zip(&held_out);
    let reweighed: Vec<Replay> =
        judged.map(|((replay, kept), weights)| kept.reweighed(replay, weights)).collect();
    let learned = measure(&reweighed);
    let tasks = reweighed.len();
    let (is_better, verdict) = verdict(tasks, &built_in, &learned, (gain, gain_error), rival);
    let fit = Fit {
        tasks,
        built_in: built_in.scores,
        learned: learned.scores,
        gain,
        gain_error,
        verdict,
        saved: None,
    };
    if is_better {
        replayed.replays = reweighed;
    }
    Fitted { weights, fit, is_better, provenance: provenance(replayed, depth) }
}

/// Computes the mean gain over the built-in weights in nats per task, with its standard error.
fn gain(replayed: &Replayed, held_out: &[Weights], depth: usize) -> (f64, f64) {
    let built_in = Weights::built_in(depth > 0);
    let gains = replayed.kept.iter().zip(held_out);
    let gains: Vec<f64> =
        gains.map(|(kept, weights)| kept.loss(built_in) - kept.loss(weights)).collect();
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
    rival: Rival,
) -> (bool, String) {
    let precision = |accuracy: &Accuracy| accuracy.scores.average_precision;
    if tasks < MIN_TASKS {
        let why =
            format!("not saved: {tasks} tasks are too few to learn from, {MIN_TASKS} are needed");
        (false, why)
    } else if rival == Rival::None {
        (true, "not compared: the built-in weights may have seen these tasks".to_owned())
    } else if gain <= error {
        (false, "not saved: no surer of what came true than the built-in weights".to_owned())
    } else if precision(learned) < precision(built_in) {
        (
            false,
            "not saved: the files are in no better order than by the built-in weights".to_owned(),
        )
    } else {
        (true, "better on tasks that they never saw".to_owned())
    }
}

/// Writes `3 tasks of a/b` for each repository, and how much history preceded them.
fn provenance(replayed: &Replayed, depth: usize) -> String {
    let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
    for replay in &replayed.replays {
        *tasks.entry(&replay.case.repo).or_default() += 1;
    }
    let mut lines = vec![format!(
        "Learned from {} finished tasks, with {} commits of history before each.",
        replayed.replays.len(),
        depth
    )];
    lines.extend(tasks.into_iter().map(|(repository, tasks)| format!("  {repository}: {tasks}")));
    lines.join("\n")
}

/// Learns without each signal in turn, and judges on tasks that the weights never saw. The first
/// entry leaves out no signal.
pub fn ablation(replayed: &Replayed, prior: &Prior) -> Vec<Ablation> {
    let is_learned = |signal: &Signal| Feature::ALL.iter().any(|f| f.signal() == *signal);
    let signals = Signal::ALL.into_iter().filter(is_learned).map(Some);
    let without_signal = |without: Option<Signal>| {
        let learned = learn(&replayed.kept, prior, without);
        let replays: Vec<_> = replayed
            .replays
            .iter()
            .zip(&replayed.kept)
            .zip(&learned.held_out)
            .map(|((replay, kept), weights)| kept.reweighed(replay, weights))
            .collect();
        let found = measure(&replays);
        Ablation {
            without: without.map(Signal::name),
            scores: found.scores,
            set: found.set,
            pairs: found.pairs.average_precision,
        }
    };
    std::iter::once(None).chain(signals).map(without_signal).collect()
}
