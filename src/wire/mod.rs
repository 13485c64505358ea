//! The versioned JSON documents, each declared once for those who write it and those who read it.
//!
//! A document is data only. `report::json` fills it from the model, and whoever reads one turns it
//! into types of its own, so that the model may change without breaking the format.

pub mod analysis_v1;
pub mod backtest_v1;
pub mod error_v1;
pub mod findings_v1;
pub mod next_v1;
pub mod status_v1;

use serde::{Deserialize, Serialize, Serializer};

use crate::model;

/// State of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not started.
    Open,
    /// Started.
    InProgress,
    /// Waits for something that its backlog names.
    Blocked,
    /// Dropped.
    Skipped,
    /// Finished.
    Done,
}

impl From<model::TaskState> for State {
    fn from(state: model::TaskState) -> Self {
        match state {
            model::TaskState::Open => Self::Open,
            model::TaskState::InProgress => Self::InProgress,
            model::TaskState::Blocked => Self::Blocked,
            model::TaskState::Skipped => Self::Skipped,
            model::TaskState::Done => Self::Done,
        }
    }
}

impl From<State> for model::TaskState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::InProgress => Self::InProgress,
            State::Blocked => Self::Blocked,
            State::Skipped => Self::Skipped,
            State::Done => Self::Done,
        }
    }
}

/// Priority of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before all others.
    Critical,
    /// Soon.
    High,
    /// In its turn: the priority of a task that states none.
    #[default]
    Medium,
    /// Later.
    Low,
    /// After all others.
    Deferred,
}

impl From<model::Priority> for Priority {
    fn from(priority: model::Priority) -> Self {
        match priority {
            model::Priority::Critical => Self::Critical,
            model::Priority::High => Self::High,
            model::Priority::Medium => Self::Medium,
            model::Priority::Low => Self::Low,
            model::Priority::Deferred => Self::Deferred,
        }
    }
}

/// List whose entries are made one after the other while it is written, so that a long one is never
/// held as a whole. It is written as a `Vec` of these entries.
#[derive(Clone, Copy, Debug)]
pub struct Each<F>(pub F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Rounds to four decimals: more than the weights can bear, and the same bytes on every machine.
/// Neither `-0.0` nor a number that JSON cannot hold is written; both become 0.
pub fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e4).round() / 1e4;
    if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded }
}

/// Writes a path of this system with `/` between its components.
pub fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Each, rounded};

    #[test]
    fn a_list_made_while_written_reads_as_any_other() {
        for numbers in [vec![], vec![1, 2]] {
            let each = Each(|| numbers.iter().filter(|_| true));
            let written = serde_json::to_string_pretty(&each).unwrap();
            assert_eq!(written, serde_json::to_string_pretty(&numbers).unwrap());
        }
    }

    #[test]
    fn numbers_have_four_decimals_and_no_negative_zero() {
        assert!((rounded(0.123_456) - 0.1235).abs() < f64::EPSILON);
        assert!(rounded(-0.000_01).is_sign_positive());
        assert!(rounded(f64::NAN) == 0.0);
    }
}
