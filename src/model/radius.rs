//! What a task is predicted to touch.

use super::{Evidence, FileId, Origin, RepoPath, TaskId};

/// How sure the prediction of a task is, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Nothing in the repository answers to the text. Never independent of anything.
    Unknown,
    /// The best file is a guess.
    Low,
    /// The best file is likely.
    Medium,
    /// The best file is as good as certain.
    High,
}

impl Confidence {
    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One file that a task may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictedFile {
    /// Where it lies, or would lie.
    pub path: RepoPath,
    /// Its place in the walk; `None` where it does not exist yet.
    pub file: Option<FileId>,
    /// Who wrote it.
    pub origin: Origin,
    /// The probability that the task's work changes it, in [0, 1].
    pub probability: f64,
    /// Whether it belongs to the blast radius proper.
    pub predicted: bool,
    /// The clues, the heaviest first.
    pub evidence: Vec<Evidence>,
}

/// The probability that the work changes or adds some file right in a folder.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderProbability {
    /// Without a trailing `/`; empty for the root.
    pub folder: String,
    /// In [0, 1].
    pub probability: f64,
}

/// The blast radius of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct BlastRadius {
    /// Whose.
    pub task: TaskId,
    /// How sure, as a whole.
    pub confidence: Confidence,
    /// By probability, highest first, then by path; at most 100.
    pub files: Vec<PredictedFile>,
    /// By probability, highest first, then by name.
    pub folders: Vec<FolderProbability>,
    /// Files that import a predicted package directly, sorted; never among the predicted ones.
    pub impact: Vec<RepoPath>,
}

impl BlastRadius {
    /// The files of the blast radius proper.
    pub fn predicted(&self) -> impl Iterator<Item = &PredictedFile> {
        self.files.iter().filter(|file| file.predicted)
    }
}
