//! Weights of the model: a readable data file, read once.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use super::calibration::Calibration;
use super::feature::{COUNT, Feature};
use crate::history::Past;
use crate::regular;

/// File below a repository's root that keeps the weights learned from its own past.
pub const OWN_WEIGHTS: &str = ".ctx-weights.toml";

/// Maximum of a weight's magnitude: log-odds of 50 are practically certain.
const MAX_WEIGHT: f64 = 50.0;

/// Maximum size of a weights file, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Logistic model: log-odds = intercept + Σ weight · feature, corrected by a [`Calibration`].
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Log-odds of a file without any clue.
    pub intercept: f64,
    /// Turns the log-odds of a task's files into probabilities.
    pub calibration: Calibration,
    /// Weight of each feature, in the order of [`Feature::ALL`].
    pub weights: [f64; COUNT],
}

/// Problem with a weights file.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file is no TOML of the expected shape.
    #[error("not a weights file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A repository's own file cannot be used.
    #[error(
        "{OWN_WEIGHTS}: {0}; learn the weights again with `ctx backtest --fit`, or remove the file"
    )]
    Own(Box<dyn std::error::Error + Send + Sync>),
    /// The file misses a feature, names an unknown one, or has a number out of range.
    #[error("the weights file must give each feature a number once: {0}")]
    Features(String),
}

const WITH_HISTORY: &str = include_str!("weights.toml");
const WITHOUT_HISTORY: &str = include_str!("weights_without_history.toml");

/// Reads shipped weights. A test checks these files, so the fallback is never used.
fn read_built_in(text: &str) -> Weights {
    Weights::parse(text).unwrap_or(Weights {
        intercept: 0.0,
        calibration: Calibration::NONE,
        weights: [0.0; COUNT],
    })
}

#[derive(serde::Deserialize)]
struct File {
    intercept: f64,
    calibration: Calibration,
    weights: std::collections::BTreeMap<String, f64>,
}

impl Weights {
    /// Reads a weights file.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let mut file: File = toml::from_str(text)?;
        let mut weights = [0.0; COUNT];
        for (weight, feature) in weights.iter_mut().zip(Feature::ALL) {
            *weight = file
                .weights
                .remove(feature.name())
                .ok_or_else(|| WeightsError::Features(format!("{} is missing", feature.name())))?;
        }
        let Calibration { intercept, log_odds, beyond, share } = file.calibration;
        let all = [file.intercept, intercept, log_odds, beyond, share];
        if let Some(odd) =
            all.iter().chain(&weights).find(|it| it.is_nan() || it.abs() > MAX_WEIGHT)
        {
            return Err(WeightsError::Features(format!("{odd} is beyond ±{MAX_WEIGHT}")));
        }
        match file.weights.into_keys().next() {
            Some(unknown) => Err(WeightsError::Features(format!("{unknown} is unknown"))),
            None => Ok(Self { intercept: file.intercept, calibration: file.calibration, weights }),
        }
    }

    /// Returns the shipped weights for a past: see [`built_in`](Self::built_in).
    pub fn shipped(past: &Past) -> &'static Self {
        Self::built_in(!past.is_empty())
    }

    /// Returns the weights that the program ships: those learned with a history where there is one,
    /// else those learned without one, where words must carry what history tells otherwise.
    pub fn built_in(with_history: bool) -> &'static Self {
        static WITH: LazyLock<Weights> = LazyLock::new(|| read_built_in(WITH_HISTORY));
        static WITHOUT: LazyLock<Weights> = LazyLock::new(|| read_built_in(WITHOUT_HISTORY));
        if with_history { &WITH } else { &WITHOUT }
    }

    /// Reads the weights that a repository has learned from its own past, if any: those in
    /// [`OWN_WEIGHTS`] below its root.
    pub fn own(root: &Path) -> Result<Option<Self>, WeightsError> {
        let path = root.join(OWN_WEIGHTS);
        let unusable = |error: Box<dyn std::error::Error + Send + Sync>| WeightsError::Own(error);
        let bytes = match regular::read(&path, MAX_FILE_BYTES) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(|error| unusable(error.into()))?,
        };
        let text = String::from_utf8(bytes).map_err(|error| unusable(error.into()))?;
        Self::parse(&text).map(Some).map_err(|error| unusable(error.into()))
    }

    /// Writes the file that [`parse`](Self::parse) reads, with the origin of the weights.
    pub fn render(&self, provenance: &str) -> String {
        let mut text = String::new();
        for line in provenance.lines() {
            let _ = writeln!(text, "# {line}");
        }
        text.push_str(
            "# Weights of a logistic model: log-odds = intercept + sum of weight * feature. The calibration\n\
             # turns them into probabilities: see src/predict/calibration.rs.\n\
             # Written by `ctx backtest --fit`.\n\n",
        );
        let _ = writeln!(text, "intercept = {:.4}", self.intercept);
        let Calibration { intercept, log_odds, beyond, share } = self.calibration;
        let _ = writeln!(text, "\n[calibration]\nintercept = {intercept:.4}");
        let _ = writeln!(text, "log_odds = {log_odds:.4}\nbeyond = {beyond:.4}");
        let _ = writeln!(text, "share = {share:.4}\n\n[weights]");
        for (feature, weight) in Feature::ALL.iter().zip(self.weights) {
            let _ = writeln!(text, "{} = {weight:.4}", feature.name());
        }
        text
    }

    /// Computes the log-odds of one row of features, before calibration: the sum of its evidence.
    pub fn log_odds(&self, row: &[f32; COUNT]) -> f64 {
        self.intercept
            + self
                .weights
                .iter()
                .zip(row)
                .map(|(weight, &value)| weight * f64::from(value))
                .sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::{Feature, Past, Weights, WeightsError};

    #[test]
    fn the_shipped_file_names_each_feature_once() {
        for file in [super::WITH_HISTORY, super::WITHOUT_HISTORY] {
            let shipped = Weights::parse(file).unwrap();
            assert!(shipped.weights[Feature::PathWhole as usize] > 0.0);
        }
        let without = Weights::shipped(&Past::default());
        assert!(without.weights[Feature::Recency as usize].abs() < f64::EPSILON);
    }

    #[test]
    fn a_file_with_a_feature_too_many_or_too_few_is_refused() {
        let lines: Vec<String> = Feature::ALL
            .iter()
            .map(|feature| {
                format!(
                    "{} = 1
",
                    feature.name()
                )
            })
            .collect();
        let whole = lines.concat();
        let head =
            "intercept = -3\n[calibration]\nintercept = 0\nlog_odds = 1\nbeyond = 1\nshare = 0\n";
        let text = format!("{head}[weights]\n{whole}");
        assert!(Weights::parse(&text).is_ok());
        assert!(matches!(
            Weights::parse(&format!("{text}luck = 1\n")),
            Err(WeightsError::Features(_))
        ));
        for wrong in ["", "glob = nan\n", "glob = inf\n", "glob = -1e300\n"] {
            let parsed = Weights::parse(&text.replace("glob = 1\n", wrong));
            assert!(matches!(parsed, Err(WeightsError::Features(_))), "{wrong}");
        }
    }
}
