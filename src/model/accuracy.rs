//! How true the predictions were for tasks that are finished by now.

use super::{Evidence, RepoPath};

/// What replaying finished tasks says about the predictions. All shares lie in [0, 1].
///
/// Measures over several repositories are means of the repositories' means, so that one long
/// history does not drown the others. Neither the backlogs themselves nor what is written beside
/// the work (vendored and built files, checksums, change logs, the folders of task trackers) count
/// as changed or as predicted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// How many finished tasks were replayed.
    pub replayed: usize,
    /// How many of them changed no file that was there before. There is no such file to find, so
    /// they are not among the scores, but what was predicted for them is held against them elsewhere.
    pub only_new: usize,
    /// Finished tasks that were not replayed, by reason.
    pub left_out: Vec<LeftOut>,
    /// What the weights that predicted are called.
    pub weights: String,
    /// Whether the replay was stopped before its end.
    pub interrupted: bool,
    /// How well files were ranked.
    pub scores: Scores,
    /// How well the blast radius proper was drawn.
    pub set: SetScores,
    /// `scores` of the tasks whose commit finished no other task: where several were finished at
    /// once, nobody knows which changed which file. `None` where that is none of them, or all.
    pub alone: Option<Scores>,
    /// What simpler means achieve on the same tasks.
    pub baselines: Vec<Baseline>,
    /// By name.
    pub repositories: Vec<RepositoryAccuracy>,
    /// Whether files change as often as was said.
    pub reliability: Reliability,
    /// Whether tasks collide as was said. Counts are sums over the repositories.
    pub pairs: PairScores,
    /// Whether tracks keep collisions out. Over the windows of all repositories.
    pub splits: SplitScores,
    /// The worst first.
    pub misses: Vec<Miss>,
    /// What was learned, if that was asked for.
    pub fit: Option<Fit>,
    /// What each signal is worth, if that was asked for.
    pub ablation: Vec<Ablation>,
}

/// Finished tasks that were not replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Why, in words that complete "3 tasks: …".
    pub reason: String,
    /// How many.
    pub tasks: usize,
}

/// How well a ranking of files finds those that the work changed: means over tasks, or over
/// repositories. All are 0 where `tasks` is. Definitions as in Manning et al., "Introduction to
/// Information Retrieval", 2008, chapter 8.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// How many tasks were scored.
    pub tasks: usize,
    /// How many of them name a changed file: by path, by name or by its folder.
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

/// How well the blast radius proper was drawn: means over tasks, or over repositories.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SetScores {
    /// The share of the predicted files that were changed; 0 where none is predicted.
    pub precision: f64,
    /// The share of the changed files that were predicted.
    pub recall: f64,
    /// The harmonic mean of both for each task.
    pub f1: f64,
}

/// What a simpler way to rank files achieves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// The name in machine formats.
    pub name: &'static str,
    /// On the same tasks.
    pub scores: Scores,
}

/// The measures of one repository.
#[derive(Clone, Debug, PartialEq)]
pub struct RepositoryAccuracy {
    /// `owner/name`, or the name of the folder.
    pub name: String,
    /// How well files were ranked.
    pub scores: Scores,
    /// How well the blast radius proper was drawn.
    pub set: SetScores,
    /// Whether tasks collide as was said.
    pub pairs: PairScores,
    /// Whether tracks keep collisions out.
    pub splits: SplitScores,
}

/// Whether files change as often as was said, over all predicted files of all tasks. A new file
/// counts as changed where the work added it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reliability {
    /// Ten of equal width; empty where nothing was predicted.
    pub bins: Vec<ReliabilityBin>,
    /// The expected calibration error: Σ over bins of (share of the files in it) · |said − changed|
    /// (Guo et al., "On Calibration of Modern Neural Networks", 2017). Most files lie in the first
    /// bin, where little can go wrong.
    pub error: f64,
    /// The same over the predictions of at least 0.1. `None` where there are none.
    pub error_above: Option<f64>,
}

/// The predictions in one range of probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReliabilityBin {
    /// The least probability in it.
    pub from: f64,
    /// The least probability beyond it; 1 belongs to the last one.
    pub to: f64,
    /// How many files.
    pub files: usize,
    /// The mean of their probabilities; 0 where there are none.
    pub said: f64,
    /// The share of them that changed; 0 where there are none.
    pub changed: f64,
}

/// Whether tasks collide as was said, over pairs of tasks of one repository that were open at the
/// same time and finished in different commits. A pair collides where both changed a common file;
/// documents that everybody adds to (change log, readme, …) aside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairScores {
    /// How many pairs.
    pub pairs: usize,
    /// How many of them collide.
    pub colliding: usize,
    /// The average precision of the pairs ordered by overlap; over several repositories, the mean.
    /// `None` where no pair collides.
    pub average_precision: Option<f64>,
    /// What an order by chance achieves: the share that collide, averaged likewise.
    pub base_rate: Option<f64>,
    /// The pairs called `conflict`; right where they collide.
    pub conflict: Calls,
    /// The pairs called `independent`; right where they do not.
    pub independent: Calls,
}

impl PairScores {
    /// The share of the colliding pairs that were called `conflict`.
    pub fn conflict_recall(&self) -> Option<f64> {
        share(self.conflict.right, self.colliding)
    }
}

/// How often one verdict was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// How often.
    pub given: usize,
    /// How often it was right.
    pub right: usize,
}

impl Calls {
    /// The share that was right; `None` where it was never given.
    pub fn precision(self) -> Option<f64> {
        share(self.right, self.given)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Whether tracks keep collisions out: windows of consecutive tasks of one repository, each split
/// into tracks. Windows without any collision say nothing and are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SplitScores {
    /// How many windows.
    pub windows: usize,
    /// Pairs in different tracks that collide.
    pub collisions: usize,
    /// How many are expected when tasks are dealt into tracks of the same sizes by chance.
    pub random: f64,
    /// How many are left by a search that knows what collides but may make no track larger than
    /// 1.4 times an even one.
    pub oracle: usize,
    /// The share of the tasks that have a track: those deferred or unknown collide with nothing.
    pub placed: f64,
    /// The share of the tasks that are in the largest track.
    pub largest: f64,
}

impl SplitScores {
    /// So many consecutive tasks are a window: about what is open at once.
    pub const WINDOW: usize = 12;
    /// A window is split into at most so many tracks, as many as `ctx analyze` proposes.
    pub const TRACKS: usize = 4;

    /// The share of the avoidable collisions that were avoided: (random − collisions) / (random −
    /// oracle). Negative where chance does better; above 1 where tracks are larger than the oracle
    /// may make them. `None` where nothing can be avoided.
    pub fn avoided(&self) -> Option<f64> {
        let avoidable = self.random - self.oracle as f64;
        (avoidable > 0.0).then(|| (self.random - self.collisions as f64) / avoidable)
    }
}

/// A task for which something was predicted with confidence and no changed file was near the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The repository.
    pub repository: String,
    /// The finished task.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many other tasks the same commit finished: their files count as changed here, too.
    pub others: usize,
    /// What was changed instead.
    pub expected: Expected,
    /// The best-ranked file.
    pub mistaken: Mistaken,
}

/// What the work of a missed task changed.
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
        /// What was said of it.
        probability: f64,
        /// Why not more.
        weakness: Weakness,
    },
    /// No changed file was listed.
    Unlisted {
        /// One of them: one that the text names, else the first.
        path: String,
        /// Whether the text holds its path or name.
        named: bool,
        /// How many others there are.
        more: usize,
    },
}

/// Why a changed file was ranked low, by the clues that spoke for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// The text neither names anything of it nor shares words with it.
    NoClue,
    /// They only share words.
    OnlyWords,
    /// The text names it or something in it, but more spoke for others.
    Outweighed,
}

/// A file that was predicted and not changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistaken {
    /// Its path.
    pub path: RepoPath,
    /// Whether it was predicted to be added.
    pub new: bool,
    /// What was said of it.
    pub probability: f64,
    /// The clue that counted most for it.
    pub because: Option<Evidence>,
}

/// Weights learned from the replayed tasks against the built-in ones, each task judged by weights
/// that were learned without it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// How many tasks.
    pub tasks: usize,
    /// How well the built-in weights rank.
    pub built_in: Scores,
    /// How well the learned ones do.
    pub learned: Scores,
    /// How many nats a task the learned ones are surprised less than the built-in ones, on average:
    /// Σ ln of the probabilities of what came true. Negative where they are surprised more.
    pub gain: f64,
    /// The standard error of `gain`.
    pub gain_error: f64,
    /// What was decided, in a sentence without a full stop.
    pub verdict: String,
    /// Where the learned weights were written.
    pub saved: Option<String>,
}

/// What is lost without one signal, on tasks that the weights never saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// The signal that was left out; `None` for none.
    pub without: Option<&'static str>,
    /// How well files are ranked.
    pub scores: Scores,
    /// How well the blast radius proper is drawn.
    pub set: SetScores,
    /// Average precision of pairs of tasks by overlap.
    pub pairs: Option<f64>,
}
