//! Version 1 of the JSON of `ctx backtest`, published as `docs/schema/backtest-v1.schema.json`.
//!
//! Within a version, fields are only added. A field that is renamed, removed or read differently
//! makes a version 2 beside this file.

use serde::{Deserialize, Serialize};

use super::analysis_v1::EvidenceEntry;

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The version of this format.
    pub schema_version: u32,
    /// Name of the model that predicted.
    pub weights: &'a str,
    /// True if the replay was stopped before its end.
    pub interrupted: bool,
    /// Number of finished tasks that were replayed, commits that stand in for tasks included.
    pub replayed: usize,
    /// Number of them that are commits, whose subject stands in for a task.
    pub commits: usize,
    /// True if they are too few for the measures to tell anything.
    pub too_few: bool,
    /// Number of these tasks that changed no existing file: they are not in the scores, since there
    /// is no such file to find.
    pub only_new: usize,
    /// Finished tasks that were not replayed, by reason.
    pub left_out: Vec<LeftOutEntry<'a>>,
    /// Scores of the ranking of files.
    pub scores: ScoresEntry,
    /// Scores of the blast radius (`predicted` files).
    pub set: SetEntry,
    /// Scores of the ranking of files if those that the work added count, too.
    pub with_new: NewEntry,
    /// `scores` of the tasks whose commit finished no other task; null where that is none of
    /// them, or all.
    pub alone: Option<ScoresEntry>,
    /// Scores of simpler ways to rank files, on the same tasks.
    pub baselines: Vec<BaselineEntry>,
    /// The measures of each repository, by name.
    pub repositories: Vec<RepositoryEntry<'a>>,
    /// Comparison of predicted probabilities with what happened, over all predicted files of all
    /// tasks.
    pub reliability: ReliabilityEntry,
    /// Comparison of predicted collisions with what happened.
    pub pairs: PairsEntry,
    /// Collisions across tracks, over the windows of all repositories.
    pub tracks: TracksEntry,
    /// Rounds that would have been proposed, over the windows of all repositories.
    pub rounds: RoundsEntry,
    /// Tasks for which something was likely at least and no changed file was among the first
    /// five, the worst first.
    pub misses: Vec<MissEntry<'a>>,
    /// Learned model; null unless --fit asked for it.
    pub fit: Option<FitEntry<'a>>,
    /// Loss without each signal and each group of signals; empty unless --ablation asked for it. The
    /// first entry is without none.
    pub ablation: Vec<AblationEntry>,
}

/// Main figures of a document, as they are read back.
#[derive(Debug, Deserialize)]
pub struct Summary {
    /// As in [`Document`].
    pub schema_version: u32,
    /// As in [`Document`].
    pub weights: String,
    /// As in [`Document`].
    pub replayed: usize,
    /// As in [`Document`].
    pub commits: usize,
    /// As in [`Document`].
    pub scores: ScoresEntry,
    /// As in [`Document`].
    pub reliability: ReliabilityEntry,
    /// As in [`Document`].
    pub pairs: PairsEntry,
}

/// Result of learning a model.
#[derive(Debug, Serialize)]
pub struct FitEntry<'a> {
    /// Number of tasks.
    pub tasks: usize,
    /// Scores of the built-in model.
    pub built_in: ScoresEntry,
    /// Scores of the learned model.
    pub learned: ScoresEntry,
    /// Average decrease of surprise by the learned model, in nats per task.
    pub gain: f64,
    /// The standard error of the gain.
    pub gain_error: f64,
    /// Decision. Its wording may change.
    pub verdict: &'a str,
    /// The file that the learned model was written to; null where it was not.
    pub saved: Option<&'a str>,
}

/// Scores without one signal or group of signals.
#[derive(Debug, Serialize)]
pub struct AblationEntry {
    /// The signal or group that was left out; null for none.
    pub without: Option<&'static str>,
    /// Scores of the ranked files.
    pub scores: ScoresEntry,
    /// Scores of the predicted files as a set.
    pub set: SetEntry,
    /// Average precision of the pairs, as in `pairs`; null where no pair collides.
    pub pairs_average_precision: Option<f64>,
}

/// Tasks that were not replayed, for one reason.
#[derive(Debug, Serialize)]
pub struct LeftOutEntry<'a> {
    /// For people. Its wording may change.
    pub reason: &'a str,
    /// Number of tasks that were left out.
    pub tasks: usize,
}

/// Scores of the ranked files.
#[derive(Debug, Serialize, Deserialize)]
pub struct ScoresEntry {
    /// Number of tasks that were scored.
    pub tasks: usize,
    /// Number of these tasks that name a changed file: by path, by name or by its folder.
    pub named: usize,
    /// The share of tasks whose first file was changed.
    pub hit_1: f64,
    /// The share of tasks with a changed file among the first 5.
    pub hit_5: f64,
    /// The share of tasks with a changed file among the first 10.
    pub hit_10: f64,
    /// The mean of 1 / rank of the first changed file, 0 where there is none.
    pub mean_reciprocal_rank: f64,
    /// The mean over tasks of: the precision at the rank of each changed file among the first
    /// 100, summed and divided by how many files were changed.
    pub mean_average_precision: f64,
    /// The mean share of the changed files that are among the first 10.
    pub recall_10: f64,
    /// `hit_5` of the tasks that name a changed file; null where there are none.
    pub hit_5_named: Option<f64>,
    /// `hit_5` of the tasks that name no changed file; null where there are none.
    pub hit_5_unnamed: Option<f64>,
}

/// Scores of the predicted files as a set.
#[derive(Debug, Serialize)]
pub struct SetEntry {
    /// The mean share of the predicted files that were changed; 0 for a task where none is
    /// predicted.
    pub precision: f64,
    /// The mean share of the changed files that were predicted.
    pub recall: f64,
    /// The mean of the harmonic mean of both.
    pub f1: f64,
}

/// Scores of a simpler way to rank files.
#[derive(Debug, Serialize)]
pub struct BaselineEntry {
    /// mentions: what the text names by path or name, the longest match first; bm25: BM25 of the
    /// text over contents and paths.
    pub name: &'static str,
    /// Its scores on the same tasks.
    pub scores: ScoresEntry,
}

/// Scores of one repository.
#[derive(Debug, Serialize)]
pub struct RepositoryEntry<'a> {
    /// `owner/name`, or the name of the folder.
    pub name: &'a str,
    /// Scores of the ranked files.
    pub scores: ScoresEntry,
    /// Scores of the predicted files as a set.
    pub set: SetEntry,
    /// Scores of the pairs of tasks.
    pub pairs: PairsEntry,
    /// Collisions across tracks.
    pub tracks: TracksEntry,
}

/// Comparison of predicted probabilities with what happened.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReliabilityEntry {
    /// Ten of equal width; empty where nothing was predicted.
    pub bins: Vec<BinEntry>,
    /// The expected calibration error: the sum over bins of (share of the files in it) · |said −
    /// changed|. Most files lie in the first bin, where little can go wrong.
    pub calibration_error: f64,
    /// Calibration error of the predictions of at least 0.1; null where there are none.
    pub calibration_error_above: Option<f64>,
}

/// Predictions of about the same probability.
#[derive(Debug, Serialize, Deserialize)]
pub struct BinEntry {
    /// The least probability in it.
    pub from: f64,
    /// The least probability beyond it; 1 belongs to the last bin.
    pub to: f64,
    /// Number of predicted files.
    pub files: usize,
    /// The mean of their probabilities; 0 where there are none.
    pub said: f64,
    /// The share of them that changed; 0 where there are none.
    pub changed: f64,
}

/// Scores of the pairs of tasks.
#[derive(Debug, Serialize, Deserialize)]
pub struct PairsEntry {
    /// Number of pairs.
    pub pairs: usize,
    /// Number of these pairs that collide.
    pub colliding: usize,
    /// The average precision of the pairs ordered by overlap; over several repositories, the
    /// mean. Null where no pair collides.
    pub average_precision: Option<f64>,
    /// Average precision of a random order: the share of pairs that collide, averaged likewise.
    pub base_rate: Option<f64>,
    /// The pairs called conflict; right where they collide.
    pub conflict: CallsEntry,
    /// The share of the colliding pairs that were called conflict.
    pub conflict_recall: Option<f64>,
    /// The pairs called independent; right where they do not collide.
    pub independent: CallsEntry,
}

/// Verdicts of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub struct CallsEntry {
    /// Number of times.
    pub given: usize,
    /// Number of times that it was right.
    pub right: usize,
    /// The share that was right; null where it was never given.
    pub precision: Option<f64>,
}

/// Scores with added files: means over repositories.
#[derive(Debug, Serialize)]
pub struct NewEntry {
    /// Number of tasks that changed or added a file.
    pub tasks: usize,
    /// Number of them that added a file.
    pub adding: usize,
    /// Share of the tasks with a right file among the first five.
    pub hit_5: f64,
    /// Share with a right file among the first five, where a new file is also right if the work added a
    /// file to its directory.
    pub hit_5_folder: f64,
}

/// Rounds of windows of tasks.
#[derive(Debug, Serialize)]
pub struct RoundsEntry {
    /// Number of windows.
    pub windows: usize,
    /// Number of tasks in each window.
    pub tasks_per_window: usize,
    /// Maximum number of tracks of a round.
    pub max_tracks: usize,
    /// Maximum number of tasks of a track.
    pub max_tasks_per_track: usize,
    /// Windows for which no round of two tracks is proposed. They count in no other field.
    pub stopped: usize,
    /// Pairs in different tracks that collide.
    pub collisions: usize,
    /// Number of such pairs if they collided as often as any pair of the window.
    pub chance: f64,
    /// Number of such pairs that were expected when the rounds were proposed.
    pub expected: f64,
    /// collisions / chance; null where chance gives none.
    pub risk: Option<f64>,
    /// Share of the tasks that are in a round; null without rounds.
    pub placed: Option<f64>,
    /// Number of times as often that pairs in one track changed a common directory as any pair; null
    /// where no pair did.
    pub coherence: Option<f64>,
    /// Headings with two to eight tasks in the round.
    pub sections: usize,
    /// Those of them with tasks in several tracks.
    pub split_sections: usize,
}

/// Collisions across the tracks of windows of tasks.
#[derive(Debug, Serialize)]
pub struct TracksEntry {
    /// Number of windows.
    pub windows: usize,
    /// Number of tasks in each window.
    pub tasks_per_window: usize,
    /// Into at most how many tracks each is split.
    pub max_tracks: usize,
    /// Pairs in different tracks that collide.
    pub collisions: usize,
    /// Number expected if tasks are assigned to tracks of the same sizes at random.
    pub random: f64,
    /// Number left by a search that knows the collisions, but must not make a track larger than 1.4
    /// times the average.
    pub oracle: usize,
    /// (random − collisions) / (random − oracle): negative where chance does better, above 1
    /// where tracks are larger than the oracle may make them; null where nothing can be avoided.
    pub avoided: Option<f64>,
    /// The mean share of the tasks that have a track: those deferred or unknown collide with
    /// nothing.
    pub placed: f64,
    /// The mean share of the tasks that are in the largest track.
    pub largest: f64,
}

/// Task whose prediction missed most.
#[derive(Debug, Serialize)]
pub struct MissEntry<'a> {
    /// The repository's `name`.
    pub repository: &'a str,
    /// The id of the finished task.
    pub task: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Number of other tasks that the same commit finished; their files count as changed here, too.
    pub others: usize,
    /// `only_new`: the work changed only files that were not there before. Of the best-ranked
    /// changed file, `no_clue`: the text neither names anything of it nor shares words with it;
    /// `only_words`: they only share words; outweighed: the text names it or something in it, but
    /// more spoke for others. unlisted: no changed file was listed; `unlisted_although_named`: nor
    /// was the one that the text names.
    pub reason: &'static str,
    /// The best-ranked changed file; where none was listed, one of them; for `only_new`, all new
    /// files.
    pub expected: Vec<&'a str>,
    /// Its rank, from 1; null where it was not listed.
    pub rank: Option<usize>,
    /// Its predicted probability; null where it was not listed.
    pub probability: Option<f64>,
    /// The best-ranked file.
    pub mistaken: MistakenEntry<'a>,
}

/// File that was predicted and not changed.
#[derive(Debug, Serialize)]
pub struct MistakenEntry<'a> {
    /// Path relative to the root.
    pub path: &'a str,
    /// True if the file existed before; false where it was predicted to be added.
    pub exists: bool,
    /// Its predicted probability.
    pub probability: f64,
    /// The clue that counted most for it.
    pub because: Option<EvidenceEntry<'a>>,
}
