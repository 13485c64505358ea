//! The weights of the model: a readable data file, read once.

use std::sync::LazyLock;

use super::feature::{COUNT, Feature};

/// The logistic model: log-odds = intercept + Σ weight · feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The log-odds of a file without any clue.
    pub intercept: f64,
    /// One for each feature, in the order of [`Feature::ALL`].
    pub weights: [f64; COUNT],
}

/// What is wrong with a weights file.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// It is no TOML of the expected shape.
    #[error("not a weights file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// It misses a feature, or names one that does not exist.
    #[error("the weights file must name each feature once: {0}")]
    Features(String),
}

#[derive(serde::Deserialize)]
struct File {
    intercept: f64,
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
        match file.weights.into_keys().next() {
            Some(unknown) => Err(WeightsError::Features(format!("{unknown} is unknown"))),
            None => Ok(Self { intercept: file.intercept, weights }),
        }
    }

    /// The weights that the program ships.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Weights> = LazyLock::new(|| {
            // A test holds the file to its shape, so the fallback is never met.
            Weights::parse(include_str!("weights.toml"))
                .unwrap_or(Weights { intercept: 0.0, weights: [0.0; COUNT] })
        });
        &SHIPPED
    }

    /// The log-odds of one row of features.
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

/// The probability that log-odds stand for.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::{Feature, Weights, WeightsError, probability};

    #[test]
    fn the_shipped_file_names_each_feature_once() {
        let shipped = Weights::parse(include_str!("weights.toml")).unwrap();
        assert_eq!(&shipped, Weights::shipped());
        assert!(shipped.weights[Feature::PathWhole as usize] > 0.0);
    }

    #[test]
    fn a_file_with_a_feature_too_many_or_too_few_is_refused() {
        let whole: String =
            Feature::ALL.iter().map(|feature| format!("{} = 1\n", feature.name())).collect();
        let text = format!("intercept = -3\n[weights]\n{whole}");
        assert!(Weights::parse(&text).is_ok());
        assert!(matches!(
            Weights::parse(&format!("{text}luck = 1\n")),
            Err(WeightsError::Features(_))
        ));
        assert!(matches!(
            Weights::parse(&text.replace("glob = 1\n", "")),
            Err(WeightsError::Features(_))
        ));
    }

    #[test]
    fn even_odds_are_one_half() {
        assert!((probability(0.0) - 0.5).abs() < f64::EPSILON);
        assert!(probability(800.0) <= 1.0 && probability(-800.0) >= 0.0);
    }
}
