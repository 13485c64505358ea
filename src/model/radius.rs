//! Files that a task is predicted to touch.

use serde::{Deserialize, Serialize};

use super::{Evidence, FileId, Origin, RepoPath, TaskId};

/// Confidence in the prediction of a task as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Nothing in the repository matches the text. Never independent of any other task.
    Unknown,
    /// The best file is a guess.
    Low,
    /// The best file is likely.
    Medium,
    /// The best file is very likely.
    High,
}

impl Confidence {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Reason for which no file is predicted, though some are likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetAside {
    /// All of them change with all kinds of work, and the task names none of them.
    Hubs,
    /// The task names paths of another part of the repository, and none of this one.
    Elsewhere,
}

/// File that a task may touch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictedFile {
    /// Path, of the file or of where it would be added.
    pub path: RepoPath,
    /// Id of the file; `None` where it does not exist yet.
    pub file: Option<FileId>,
    /// Origin of the file.
    pub origin: Origin,
    /// The probability that the task's work changes it, in [0, 1].
    pub probability: f64,
    /// Set if it belongs to the blast radius proper.
    pub predicted: bool,
    /// The clues, the heaviest first, as far as they were asked for.
    pub evidence: Vec<Evidence>,
}

/// Probability that the work changes or adds a file directly in a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FolderProbability {
    /// Without a trailing `/`; empty for the root.
    pub folder: String,
    /// In [0, 1].
    pub probability: f64,
}

/// Blast radius of one task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlastRadius {
    /// The task.
    pub task: TaskId,
    /// Confidence as a whole.
    pub confidence: Confidence,
    /// Reason for which the likely files do not count; the confidence is then unknown.
    pub set_aside: Option<SetAside>,
    /// By probability, highest first, then by path; at most 100.
    pub files: Vec<PredictedFile>,
    /// By probability, highest first, then by name.
    pub folders: Vec<FolderProbability>,
    /// Files that import a predicted package directly, sorted; never among the predicted ones.
    pub impact: Vec<RepoPath>,
}

impl BlastRadius {
    /// Returns the files of the blast radius proper.
    pub fn predicted(&self) -> impl Iterator<Item = &PredictedFile> {
        self.files.iter().filter(|file| file.predicted)
    }
}
