//! Measured accuracy as version 1 of its JSON.

use crate::model::{
    Ablation, Accuracy, Baseline, Calls, Expected, Fit, LeftOut, Miss, NewScores, PairScores,
    Reliability, ReliabilityBin, RepositoryAccuracy, RoundScores, Scores, SetScores, SplitScores,
    Weakness,
};
use crate::wire::analysis_v1::EvidenceEntry;
use crate::wire::backtest_v1::{
    AblationEntry, BaselineEntry, BinEntry, CallsEntry, Document, FitEntry, LeftOutEntry,
    MissEntry, MistakenEntry, NewEntry, PairsEntry, ReliabilityEntry, RepositoryEntry, RoundsEntry,
    ScoresEntry, SetEntry, TracksEntry,
};
use crate::wire::rounded;

impl<'a> Document<'a> {
    /// Fills the document.
    pub fn new(accuracy: &'a Accuracy) -> Self {
        Self {
            schema_version: 1,
            weights: &accuracy.weights,
            interrupted: accuracy.interrupted,
            replayed: accuracy.replayed,
            commits: accuracy.commits,
            too_few: accuracy.too_few.is_some(),
            only_new: accuracy.only_new,
            left_out: accuracy.left_out.iter().map(LeftOutEntry::new).collect(),
            scores: ScoresEntry::new(&accuracy.scores),
            set: SetEntry::new(&accuracy.set),
            with_new: NewEntry::new(&accuracy.with_new),
            alone: accuracy.alone.as_ref().map(ScoresEntry::new),
            baselines: accuracy.baselines.iter().map(BaselineEntry::new).collect(),
            repositories: accuracy.repositories.iter().map(RepositoryEntry::new).collect(),
            reliability: ReliabilityEntry::new(&accuracy.reliability),
            pairs: PairsEntry::new(&accuracy.pairs),
            tracks: TracksEntry::new(&accuracy.splits),
            rounds: RoundsEntry::new(&accuracy.rounds),
            misses: accuracy.misses.iter().map(MissEntry::new).collect(),
            fit: accuracy.fit.as_ref().map(FitEntry::new),
            ablation: accuracy.ablation.iter().map(AblationEntry::new).collect(),
        }
    }
}

impl<'a> FitEntry<'a> {
    fn new(fit: &'a Fit) -> Self {
        Self {
            tasks: fit.tasks,
            built_in: ScoresEntry::new(&fit.built_in),
            learned: ScoresEntry::new(&fit.learned),
            gain: rounded(fit.gain),
            gain_error: rounded(fit.gain_error),
            verdict: &fit.verdict,
            saved: fit.saved.as_deref(),
        }
    }
}

impl AblationEntry {
    fn new(ablation: &Ablation) -> Self {
        Self {
            without: ablation.without,
            scores: ScoresEntry::new(&ablation.scores),
            set: SetEntry::new(&ablation.set),
            pairs_average_precision: ablation.pairs.map(rounded),
        }
    }
}

impl<'a> LeftOutEntry<'a> {
    fn new(left: &'a LeftOut) -> Self {
        Self { reason: &left.reason, tasks: left.tasks }
    }
}

impl ScoresEntry {
    fn new(scores: &Scores) -> Self {
        Self {
            tasks: scores.tasks,
            named: scores.named,
            hit_1: rounded(scores.hit1),
            hit_5: rounded(scores.hit5),
            hit_10: rounded(scores.hit10),
            mean_reciprocal_rank: rounded(scores.reciprocal_rank),
            mean_average_precision: rounded(scores.average_precision),
            recall_10: rounded(scores.recall10),
            hit_5_named: scores.hit5_named.map(rounded),
            hit_5_unnamed: scores.hit5_unnamed.map(rounded),
        }
    }
}

impl SetEntry {
    fn new(set: &SetScores) -> Self {
        Self { precision: rounded(set.precision), recall: rounded(set.recall), f1: rounded(set.f1) }
    }
}

impl BaselineEntry {
    fn new(baseline: &Baseline) -> Self {
        Self { name: baseline.name, scores: ScoresEntry::new(&baseline.scores) }
    }
}

impl<'a> RepositoryEntry<'a> {
    fn new(repository: &'a RepositoryAccuracy) -> Self {
        Self {
            name: &repository.name,
            scores: ScoresEntry::new(&repository.scores),
            set: SetEntry::new(&repository.set),
            pairs: PairsEntry::new(&repository.pairs),
            tracks: TracksEntry::new(&repository.splits),
        }
    }
}

impl ReliabilityEntry {
    fn new(reliability: &Reliability) -> Self {
        Self {
            bins: reliability.bins.iter().map(BinEntry::new).collect(),
            calibration_error: rounded(reliability.error),
            calibration_error_above: reliability.error_above.map(rounded),
        }
    }
}

impl BinEntry {
    fn new(bin: &ReliabilityBin) -> Self {
        Self {
            from: rounded(bin.from),
            to: rounded(bin.to),
            files: bin.files,
            said: rounded(bin.predicted),
            changed: rounded(bin.changed),
        }
    }
}

impl PairsEntry {
    fn new(pairs: &PairScores) -> Self {
        Self {
            pairs: pairs.pairs,
            colliding: pairs.colliding,
            average_precision: pairs.average_precision.map(rounded),
            base_rate: pairs.base_rate.map(rounded),
            conflict: CallsEntry::new(pairs.conflict),
            conflict_recall: pairs.conflict_recall().map(rounded),
            independent: CallsEntry::new(pairs.independent),
        }
    }
}

impl CallsEntry {
    fn new(calls: Calls) -> Self {
        Self { given: calls.given, right: calls.right, precision: calls.precision().map(rounded) }
    }
}

impl TracksEntry {
    fn new(splits: &SplitScores) -> Self {
        Self {
            windows: splits.windows,
            tasks_per_window: SplitScores::WINDOW,
            max_tracks: SplitScores::TRACKS,
            collisions: splits.collisions,
            random: rounded(splits.random),
            oracle: splits.oracle,
            avoided: splits.avoided().map(rounded),
            placed: rounded(splits.placed),
            largest: rounded(splits.largest),
        }
    }
}

impl NewEntry {
    fn new(scores: &NewScores) -> Self {
        Self {
            tasks: scores.tasks,
            adding: scores.adding,
            hit_5: rounded(scores.hit5),
            hit_5_folder: rounded(scores.hit5_folder),
        }
    }
}

impl RoundsEntry {
    fn new(rounds: &RoundScores) -> Self {
        Self {
            windows: rounds.windows,
            tasks_per_window: RoundScores::WINDOW,
            max_tracks: RoundScores::TRACKS,
            max_tasks_per_track: RoundScores::PER_TRACK,
            stopped: rounds.stopped,
            collisions: rounds.collisions,
            chance: rounded(rounds.chance),
            expected: rounded(rounds.expected),
            risk: rounds.risk().map(rounded),
            placed: rounds.share_placed().map(rounded),
            coherence: rounds.coherence().map(rounded),
            sections: rounds.sections,
            split_sections: rounds.split_sections,
        }
    }
}

impl<'a> MissEntry<'a> {
    fn new(miss: &'a Miss) -> Self {
        let (reason, expected, rank, probability) = match &miss.expected {
            Expected::OnlyNew(added) => {
                ("only_new", added.iter().map(String::as_str).collect(), None, None)
            }
            Expected::Ranked { path, rank, probability, weakness } => {
                let reason = match weakness {
                    Weakness::NoClue => "no_clue",
                    Weakness::OnlyWords => "only_words",
                    Weakness::Outweighed => "outweighed",
                };
                (reason, vec![path.as_str()], Some(*rank), Some(rounded(*probability)))
            }
            Expected::Unlisted { path, named, .. } => {
                let reason = if *named { "unlisted_although_named" } else { "unlisted" };
                (reason, vec![path.as_str()], None, None)
            }
        };
        Self {
            repository: &miss.repository,
            task: &miss.id,
            title: &miss.title,
            others: miss.others,
            reason,
            expected,
            rank,
            probability,
            mistaken: MistakenEntry {
                path: miss.mistaken.path.as_str(),
                exists: !miss.mistaken.new,
                probability: rounded(miss.mistaken.probability),
                because: miss.mistaken.because.as_ref().map(EvidenceEntry::new),
            },
        }
    }
}
