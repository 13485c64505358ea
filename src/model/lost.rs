//! Tasks that a merge of a track loses, opens or names twice.

/// Id that several tasks have since a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedId {
    /// The id, as it was first written.
    pub id: String,
    /// Its tasks, as `file:line`.
    pub places: Vec<String>,
}

/// Finished task that a merge loses or opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LostTask {
    /// The task as `file:line: "title"`, or its file.
    pub task: String,
    /// Its fate.
    pub fate: TickFate,
}

impl LostTask {
    /// Returns true if the track opened it again.
    pub fn is_reopened(&self) -> bool {
        matches!(self.fate, TickFate::OpenedByTrack { .. })
    }
}

/// Fate of a finished task that a merge loses or opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TickFate {
    /// Its whole file is missing.
    FileMissing,
    /// It is missing.
    Missing,
    /// It is not finished in the merge, though no side opened it.
    TakenBack {
        /// Set if it is given up, and not open.
        is_given_up: bool,
    },
    /// The track removed its mark.
    OpenedByTrack {
        /// Set if it is given up, and not open.
        is_given_up: bool,
        /// The mark: `[x]` or `✅`.
        mark: &'static str,
    },
    /// It is open at its place, and finished in another line.
    FinishedInOtherLine,
    /// It is open at its place, and finished in this file.
    FinishedIn(String),
}
