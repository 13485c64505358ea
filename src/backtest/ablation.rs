//! Worth of the signals: what is lost when a model is learned without some of them.

use super::fit::{Start, judges};
use super::{Kept, Replayed, measure};
use crate::model::{Ablation, Signal};
use crate::predict::Feature;

/// Groups of signals that are left out together, since those of a group stand in for each other.
const GROUPS: &[(&str, &[Signal])] = &[
    (
        "names",
        &[
            Signal::Declared,
            Signal::Path,
            Signal::Package,
            Signal::Symbol,
            Signal::Command,
            Signal::Document,
        ],
    ),
    ("texts", &[Signal::Words, Signal::Context]),
    ("history", &[Signal::PastWork, Signal::Recency, Signal::Together, Signal::Introduced]),
];

/// Learns a whole model without each signal and each group of signals in turn, and judges on tasks that
/// it never saw. The first entry leaves out no signal. A signal that is left out counts neither for the
/// trees nor in the sum that compares the candidates, but the candidates are those of all signals.
pub fn ablation(replayed: &Replayed) -> Vec<Ablation> {
    let is_learned = |signal: &Signal| Feature::ALL.iter().any(|it| it.signal() == *signal);
    let signals = Signal::ALL.into_iter().filter(is_learned);
    let signals = signals.map(|signal| (signal.name(), vec![signal]));
    let groups = GROUPS.iter().map(|(name, signals)| (*name, signals.to_vec()));
    let without = signals.chain(groups).map(|(name, signals)| (Some(name), signals));
    let mut losses = Vec::new();
    for (name, signals) in std::iter::once((None, Vec::new())).chain(without) {
        let is_left_out = |feature: Feature| signals.contains(&feature.signal());
        let kept: Vec<Kept> = replayed.kept.iter().map(|it| it.without(is_left_out)).collect();
        let (judges, _) = judges(&kept, Start::Nothing, None);
        let found = measure(&judges.judge(&replayed.replays, &kept));
        losses.push(Ablation {
            without: name,
            scores: found.scores,
            set: found.set,
            pairs: found.pairs.average_precision,
        });
    }
    losses
}
