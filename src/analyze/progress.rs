//! Observation of a running analysis.

/// The stages that take long enough to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Listing the files.
    Walk,
    /// Reading the facts of so many files.
    Scan(usize),
    /// Predicting the files of so many tasks.
    Predict(usize),
    /// Splitting so many tasks into tracks.
    Split(usize),
}

/// Observer of the analysis; called from several threads.
pub trait Progress: Sync {
    /// Reports that a stage starts.
    fn begin(&self, stage: Stage);
    /// Reports that one more item of the stage is done.
    fn advance(&self);
}

/// Observer that ignores all reports.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn advance(&self) {}
}
