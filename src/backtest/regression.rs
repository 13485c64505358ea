//! Logistic regression with a ridge and with clues that never speak against a file, by coordinate
//! descent (Genkin, Lewis and Madigan, "Large-scale Bayesian logistic regression for text
//! categorization", 2007).

use super::boost::Row;
use crate::predict::{COUNT, Feature, PreScore, probability};

/// Number of passes over all features after which the descent ends.
const MAX_PASSES: usize = 300;

/// Change of a weight below which it has converged.
const MIN_STEP: f64 = 1e-3;

/// Length of a step, which keeps the first ones from overshooting.
const MAX_STEP: f64 = 0.5;

/// Strength of the pull of the weights towards 0.
const RIDGE: f64 = 5.0;

/// Weight of one feature, with the rows in which the feature is not 0.
struct Coordinate {
    /// `None` for the constant term.
    feature: Option<Feature>,
    values: Vec<(usize, f64)>,
    ridge: f64,
    weight: f64,
}

impl Coordinate {
    fn of(feature: Feature, rows: &[Row]) -> Self {
        let values = rows.iter().map(|row| f64::from(row.features[feature as usize])).enumerate();
        let values = values.filter(|(_, value)| *value != 0.0).collect();
        Self { feature: Some(feature), values, ridge: RIDGE, weight: 0.0 }
    }

    /// Returns how far the weight should move to be the likeliest, the other weights being as they are.
    fn step(&self, rows: &[Row], log_odds: &[f64]) -> f64 {
        let (mut slope, mut curvature) = (-self.ridge * self.weight, self.ridge.max(1e-9));
        for &(at, value) in &self.values {
            let p = probability(log_odds[at]);
            let error = f64::from(u8::from(rows[at].label)) - p;
            slope += rows[at].weight * error * value;
            curvature += rows[at].weight * p * (1.0 - p) * value * value;
        }
        let step = (slope / curvature).clamp(-MAX_STEP, MAX_STEP);
        let is_clue = self.feature.is_some_and(Feature::is_clue);
        if is_clue { step.max(-self.weight) } else { step }
    }
}

/// Learns the sum that picks the candidates. The start of the rows does not count.
pub fn regress(rows: &[Row]) -> PreScore {
    let facts = Feature::ALL.iter().copied().filter(|feature| !feature.is_comparison());
    let constant = (0..rows.len()).map(|at| (at, 1.0)).collect();
    let constant = Coordinate { feature: None, values: constant, ridge: 0.0, weight: 0.0 };
    let mut coordinates = vec![constant];
    coordinates.extend(facts.map(|feature| Coordinate::of(feature, rows)));
    let mut log_odds = vec![0.0; rows.len()];
    for _ in 0..MAX_PASSES {
        let mut longest = 0.0_f64;
        for coordinate in &mut coordinates {
            let step = coordinate.step(rows, &log_odds);
            coordinate.weight += step;
            for &(at, value) in &coordinate.values {
                log_odds[at] += step * value;
            }
            longest = longest.max(step.abs());
        }
        if longest < MIN_STEP {
            break;
        }
    }
    let mut intercept = 0.0;
    let mut weights = [0.0; COUNT];
    for Coordinate { feature, weight, .. } in coordinates {
        match feature {
            Some(feature) => weights[feature as usize] = weight,
            None => intercept = weight,
        }
    }
    PreScore::new(intercept, weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(contents: f32, size: f32) -> [f32; COUNT] {
        let mut row = [0.0; COUNT];
        row[Feature::Contents as usize] = contents;
        row[Feature::Size as usize] = size;
        row
    }

    fn regress(rows: &[([f32; COUNT], bool)]) -> PreScore {
        let row = |(features, label): &'_ ([f32; COUNT], bool)| (*features, *label);
        let kept: Vec<([f32; COUNT], bool)> = rows.iter().map(row).collect();
        let rows: Vec<Row> = kept
            .iter()
            .map(|(features, label)| Row { features, label: *label, weight: 1.0, start: 9.0 })
            .collect();
        super::regress(&rows)
    }

    #[test]
    fn the_share_of_changed_files_is_learned() {
        // Of the files with the clue three in four are changed, of those without one in four.
        let files: Vec<_> = (0..4_000)
            .map(|at| {
                (row((at % 2) as f32, 0.0), at % 8 == 0 || at % 8 > 4 && at % 2 == 1 || at % 8 == 1)
            })
            .collect();
        let learned = regress(&files);
        let of = |clue: f32| probability(learned.of_row(&row(clue, 0.0)));
        assert!((of(1.0) - 0.75).abs() < 0.01, "{}", of(1.0));
        assert!((of(0.0) - 0.25).abs() < 0.01, "{}", of(0.0));
    }

    #[test]
    fn a_clue_never_speaks_against_a_file_and_other_features_may() {
        let files: Vec<_> = (0..1_000)
            .map(|at| (row((at % 2) as f32, (at % 5) as f32 / 4.0), at % 2 == 0 && at % 5 < 2))
            .collect();
        let learned = regress(&files);
        let (bare, clue, large) = (row(0.0, 0.0), row(1.0, 0.0), row(0.0, 1.0));
        assert!((learned.of_row(&clue) - learned.of_row(&bare)).abs() < 1e-12);
        assert!(learned.of_row(&large) < learned.of_row(&bare) - 1.0);
    }
}
