//! Thresholds on the best file's probability that tell how sure a prediction is.
//!
//! They were measured on the finished tasks of authors that the weights never saw.

use crate::model::Confidence;

/// Minimum for high confidence: from here on the best file was right five times in six.
pub const HIGH: f64 = 0.6;

/// Minimum for medium confidence: from here on it was right a little more than every other time.
pub const MEDIUM: f64 = 0.4;

/// Minimum for low confidence: from here on it was right a little less than every other time. Below,
/// it was right every sixth time, and the best five files held a changed one only every other time:
/// the task is unknown.
pub const LOW: f64 = 0.1;

/// Tells how sure a prediction is by the probability of its best file.
pub fn of_best(probability: f64) -> Confidence {
    match probability {
        p if p >= HIGH => Confidence::High,
        p if p >= MEDIUM => Confidence::Medium,
        p if p >= LOW => Confidence::Low,
        _ => Confidence::Unknown,
    }
}
