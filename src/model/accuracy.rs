//! Measures of how well predictions held for tasks that have since been finished.

use super::{Evidence, RepoPath};

/// Result of replaying finished tasks. All shares lie in [0, 1].
///
/// Measures over several repositories are means of the repositories' means, so that one long
/// history does not outweigh the others. Two kinds of file count neither as changed nor as
/// predicted: the backlogs themselves, and what is written beside the work (vendored and built
/// files, checksums, change logs, the folders of task trackers).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Number of finished tasks that were replayed, commits that stand in for tasks included.
    pub replayed: usize,
    /// Number of them that are commits, whose subject stands in for a task.
    pub commits: usize,
    /// Number of replayed tasks below which nothing is judged, if there are fewer.
    pub too_few: Option<usize>,
    /// Number of replayed tasks that only added files. They have no file to find, so they are left
    /// out of the scores; their predictions still count in the other measures.
    pub only_new: usize,
    /// Finished tasks that were not replayed, by reason.
    pub left_out: Vec<LeftOut>,
    /// Name of the weights that predicted.
    pub weights: String,
    /// Set if the replay was stopped before its end.
    pub interrupted: bool,
    /// Quality of the ranking of files.
    pub scores: Scores,
    /// Quality of the blast radius proper.
    pub set: SetScores,
    /// Quality of the ranking if files that the work added count, too.
    pub with_new: NewScores,
    /// `scores` of the tasks whose commit finished no other task: where one commit finished
    /// several, it is unknown which of them changed which file. `None` where that is none of the
    /// tasks, or all.
    pub alone: Option<Scores>,
    /// Results of simpler methods on the same tasks.
    pub baselines: Vec<Baseline>,
    /// Measures of each repository, by name.
    pub repositories: Vec<RepositoryAccuracy>,
    /// Agreement of the predicted probabilities with how often files changed.
    pub reliability: Reliability,
    /// Quality of the verdicts on pairs of tasks. Counts are sums over the repositories.
    pub pairs: PairScores,
    /// Collisions that the tracks avoid, over the windows of all repositories.
    pub splits: SplitScores,
    /// Rounds that would have been proposed, over all repositories.
    pub rounds: RoundScores,
    /// Worst misses, the worst first.
    pub misses: Vec<Miss>,
    /// Weights learned from the tasks, if requested.
    pub fit: Option<Fit>,
    /// Loss without each signal, if requested.
    pub ablation: Vec<Ablation>,
}

/// Finished tasks that were not replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Reason, in words that complete "3 tasks: …".
    pub reason: String,
    /// Number of them.
    pub tasks: usize,
}

/// Quality of a ranking of files: means over tasks, or over repositories. All values are 0 where
/// `tasks` is. Definitions as in Manning et al., "Introduction to Information Retrieval", 2008,
/// chapter 8.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Number of tasks that were scored.
    pub tasks: usize,
    /// Number of those that name a changed file: by path, by name or by its folder.
    pub named: usize,
    /// The share of tasks whose first file was changed.
    pub hit1: f64,
    /// The share of tasks with a changed file among the first 5.
    pub hit5: f64,
    /// The share of tasks with a changed file among the first 10.
    pub hit10: f64,
    /// 1 / rank of the first changed file; 0 where there is none.
    pub reciprocal_rank: f64,
    /// Precision at the rank of each changed file among the first 100, summed and divided by how
    /// many files were changed.
    pub average_precision: f64,
    /// The share of the changed files that are among the first 10.
    pub recall10: f64,
    /// `hit5` of the tasks that name a changed file.
    pub hit5_named: Option<f64>,
    /// `hit5` of the tasks that do not.
    pub hit5_unnamed: Option<f64>,
}

/// Quality of the blast radius proper: means over tasks, or over repositories.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SetScores {
    /// The share of the predicted files that were changed; 0 where none is predicted.
    pub precision: f64,
    /// The share of the changed files that were predicted.
    pub recall: f64,
    /// The harmonic mean of both for each task.
    pub f1: f64,
}

/// Result of a simpler way to rank files.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// Name in machine formats.
    pub name: &'static str,
    /// Scores on the same tasks.
    pub scores: Scores,
}

/// Measures of one repository.
#[derive(Clone, Debug, PartialEq)]
pub struct RepositoryAccuracy {
    /// `owner/name`, or the name of the folder.
    pub name: String,
    /// Quality of the ranking of files.
    pub scores: Scores,
    /// Quality of the blast radius proper.
    pub set: SetScores,
    /// Quality of the verdicts on pairs of tasks.
    pub pairs: PairScores,
    /// Collisions that the tracks avoid.
    pub splits: SplitScores,
}

/// Agreement of the predicted probabilities with how often files changed, over all predicted files
/// of all tasks. A new file counts as changed where the work added it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    /// Ten ranges of equal width; empty where nothing was predicted.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error: Σ over bins of (share of the files in it) · |predicted −
    /// changed| (Guo et al., "On Calibration of Modern Neural Networks", 2017). Most files lie in
    /// the first bin, where little can go wrong.
    pub error: f64,
    /// Expected calibration error over the predictions of at least 0.1. `None` where there are
    /// none.
    pub error_above: Option<f64>,
}

/// Predictions in one range of probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReliabilityBin {
    /// Lowest probability in the range.
    pub from: f64,
    /// Lowest probability beyond the range; 1 belongs to the last range.
    pub to: f64,
    /// Number of files.
    pub files: usize,
    /// Mean of the predicted probabilities; 0 where there are no files.
    pub predicted: f64,
    /// Share of the files that changed; 0 where there are no files.
    pub changed: f64,
}

/// Quality of the verdicts on pairs of tasks of one repository that were open at the same time and
/// finished in different commits. A pair collides where both changed a common file, except
/// documents that every task adds to (change log, readme, …).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairScores {
    /// Number of pairs.
    pub pairs: usize,
    /// Number of pairs that collide.
    pub colliding: usize,
    /// The average precision of the pairs ordered by overlap; over several repositories, the mean.
    /// `None` where no pair collides.
    pub average_precision: Option<f64>,
    /// Average precision of a random order: the share that collide, averaged likewise.
    pub base_rate: Option<f64>,
    /// The pairs called `conflict`; right where they collide.
    pub conflict: Calls,
    /// The pairs called `independent`; right where they do not.
    pub independent: Calls,
}

impl PairScores {
    /// Computes the share of the colliding pairs that were called `conflict`.
    pub fn conflict_recall(&self) -> Option<f64> {
        share(self.conflict.right, self.colliding)
    }
}

/// Counts of one verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Number of times it was given.
    pub given: usize,
    /// Number of times it was right.
    pub right: usize,
}

impl Calls {
    /// Computes the share that was right; `None` where the verdict was never given.
    pub fn precision(self) -> Option<f64> {
        share(self.right, self.given)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Collisions that the tracks avoid, over windows of consecutive tasks of one repository, each
/// split into tracks. Windows without any collision show nothing and are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SplitScores {
    /// Number of windows.
    pub windows: usize,
    /// Pairs in different tracks that collide.
    pub collisions: usize,
    /// Expected number when tasks are dealt at random into tracks of the same sizes.
    pub random: f64,
    /// Number left by a search that knows which tasks collide but may make no track larger than 1.4
    /// times an even one.
    pub oracle: usize,
    /// The share of the tasks that are in a track: deferred and unknown tasks collide with nothing.
    pub placed: f64,
    /// The share of the tasks that are in the largest track.
    pub largest: f64,
}

impl SplitScores {
    /// Number of consecutive tasks in a window: about as many as are open at once.
    pub const WINDOW: usize = 12;
    /// Maximum number of tracks of a window, as many as `ctx analyze` proposes.
    pub const TRACKS: usize = 4;

    /// Computes the share of the avoidable collisions that were avoided: (random − collisions) /
    /// (random − oracle). Negative where a random split does better; above 1 where tracks are
    /// larger than the oracle may make them. `None` where nothing can be avoided.
    pub fn avoided(&self) -> Option<f64> {
        let avoidable = self.random - self.oracle as f64;
        (avoidable > 0.0).then(|| (self.random - self.collisions as f64) / avoidable)
    }
}

/// Quality of a ranking of files if those that the work added count as changed: means over tasks, or
/// over repositories. All values are 0 where `tasks` is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NewScores {
    /// Number of tasks: those that changed or added a file.
    pub tasks: usize,
    /// Number of them that added a file.
    pub adding: usize,
    /// Share of the tasks with a right file among the first five.
    pub hit5: f64,
    /// Share with a right file among the first five, where a predicted new file is also right if the work
    /// added a file to its directory.
    pub hit5_folder: f64,
}

/// Rounds that would have been proposed, over windows of consecutive tasks of one repository.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoundScores {
    /// Number of windows.
    pub windows: usize,
    /// Windows for which no round of two tracks is proposed. They count in no other field.
    pub stopped: usize,
    /// Pairs in different tracks that collide.
    pub collisions: usize,
    /// Number of such pairs if they collided as often as any pair of the window.
    pub chance: f64,
    /// Number of such pairs that were expected when the rounds were proposed.
    pub expected: f64,
    /// Tasks in the rounds.
    pub placed: usize,
    /// Pairs in one track that changed a common folder.
    pub near: usize,
    /// Number of such pairs if they did so as often as any pair of the window.
    pub near_by_chance: f64,
    /// Headings with two to eight tasks in the round.
    pub sections: usize,
    /// Those of them with tasks in several tracks.
    pub split_sections: usize,
}

impl RoundScores {
    /// Number of consecutive tasks in a window: more than fit into one round.
    pub const WINDOW: usize = 36;
    /// Maximum number of tracks of a round, as many as `ctx analyze` proposes.
    pub const TRACKS: usize = 4;
    /// Maximum number of tasks of a track, as many as `ctx analyze` takes.
    pub const PER_TRACK: usize = 6;

    /// Computes the collisions as a share of those that chance gives: 0 is safe, 1 no better than
    /// drawing lots. `None` where chance gives none.
    pub fn risk(&self) -> Option<f64> {
        (self.chance > 0.0).then(|| self.collisions as f64 / self.chance)
    }

    /// Computes the mean share of a window's tasks that are in its round.
    pub fn share_placed(&self) -> Option<f64> {
        let rounds = self.windows - self.stopped;
        (rounds > 0).then(|| self.placed as f64 / (rounds * Self::WINDOW) as f64)
    }

    /// Computes how many times as often pairs in one track changed a common folder as any pair.
    pub fn coherence(&self) -> Option<f64> {
        (self.near_by_chance > 0.0).then(|| self.near as f64 / self.near_by_chance)
    }
}

/// A task with a confident prediction and no changed file near the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The repository.
    pub repository: String,
    /// The finished task.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Number of other tasks that the same commit finished: their files count as changed here, too.
    pub others: usize,
    /// Files that were changed instead.
    pub expected: Expected,
    /// The best-ranked file.
    pub mistaken: Mistaken,
}

/// Files that the work of a missed task changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// Only files that were not there before: their paths, sorted.
    OnlyNew(Vec<String>),
    /// The best-ranked changed file.
    Ranked {
        /// Its path.
        path: RepoPath,
        /// Its rank, from 1.
        rank: usize,
        /// Its predicted probability.
        probability: f64,
        /// Reason for its low rank.
        weakness: Weakness,
    },
    /// No changed file was listed.
    Unlisted {
        /// One of the changed files: one that the text names, else the first.
        path: String,
        /// Set if the text holds its path or name.
        named: bool,
        /// Number of other changed files.
        more: usize,
    },
}

/// Reason for the low rank of a changed file, by the clues that spoke for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// The text neither names anything of it nor shares words with it.
    NoClue,
    /// The text and the file only share words.
    OnlyWords,
    /// The text names the file or something in it, but more clues spoke for others.
    Outweighed,
}

/// File that was predicted and not changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistaken {
    /// Its path.
    pub path: RepoPath,
    /// Set if it was predicted to be added.
    pub new: bool,
    /// Its predicted probability.
    pub probability: f64,
    /// Clue that counted most for it.
    pub because: Option<Evidence>,
}

/// Comparison of weights learned from the replayed tasks with the built-in ones. Each task is
/// judged by weights that were learned without it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// Number of tasks.
    pub tasks: usize,
    /// Scores of the built-in weights.
    pub built_in: Scores,
    /// Scores of the learned weights.
    pub learned: Scores,
    /// Average gain of the learned weights over the built-in ones, in nats per task: Σ ln of the
    /// probabilities of the outcomes. Negative where they predict the outcomes less well.
    pub gain: f64,
    /// The standard error of `gain`.
    pub gain_error: f64,
    /// Decision, in a sentence without a full stop.
    pub verdict: String,
    /// File that the learned weights were written to.
    pub saved: Option<String>,
}

/// Quality without one signal, on tasks that the weights never saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// Signal or group of signals that was left out; `None` for none.
    pub without: Option<&'static str>,
    /// Quality of the ranking of files.
    pub scores: Scores,
    /// Quality of the blast radius proper.
    pub set: SetScores,
    /// Average precision of pairs of tasks by overlap.
    pub pairs: Option<f64>,
}

/// Main figures of the last backtest of a repository. All shares lie in [0, 1].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastBacktest {
    /// Number of finished tasks that were replayed, commits that stand in for tasks included.
    pub replayed: usize,
    /// Number of them that are commits.
    pub commits: usize,
    /// Name of the weights that predicted.
    pub weights: String,
    /// Share of tasks whose likeliest file was changed.
    pub hit1: f64,
    /// Share of tasks with a changed file among the likeliest 5.
    pub hit5: f64,
    /// Pairs called `conflict`; right where they collided.
    pub conflict: Calls,
    /// Pairs called `independent`; right where they did not.
    pub independent: Calls,
    /// Reliability of the predicted probabilities, in ten ranges of equal width.
    pub bins: Vec<ReliabilityBin>,
}
