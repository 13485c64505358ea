//! Calibration: the log-odds of a task's files to probabilities that agree with how often files
//! change.

/// Number of a task's likeliest files that share its odds: a bound, so that a probability does not
/// depend on how many thousand files without any clue a repository has.
const MAX_RIVALS: usize = 100;

/// Log-odds beyond which [`Calibration::beyond`] counts: clues that speak for a file are not
/// independent of each other, so the second ten add less than the first.
pub const KNEE: f64 = -1.0;

/// Parameters that turn the log-odds l of a file and its share of the odds of all files of the task
/// into calibrated log-odds: `intercept` + `log_odds` · min(l, [`KNEE`]) + `beyond` · max(l −
/// [`KNEE`], 0) + `share` · ln(eˡ / Σ eˡ), where the sum is over the hundred likeliest files.
///
/// The share counts because the best of a task's files is the best even where little speaks for
/// any: a file means more where it has no rivals.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
pub struct Calibration {
    /// Constant term.
    pub intercept: f64,
    /// Weight of the file's own log-odds up to the knee; not negative.
    pub log_odds: f64,
    /// Weight of the log-odds beyond the knee; not negative.
    pub beyond: f64,
    /// Weight of its share; not negative.
    pub share: f64,
}

impl Calibration {
    /// Identity: log-odds stay as they are.
    pub const NONE: Self = Self::of([0.0, 1.0, 1.0, 0.0]);

    /// Computes the probabilities of the files of one task, in the same order.
    pub fn probabilities(&self, log_odds: &[f64]) -> Vec<f64> {
        let shares = log_shares(log_odds);
        let parameters = [self.intercept, self.log_odds, self.beyond, self.share];
        let calibrated = |(&odds, share): (&f64, f64)| {
            let parts = Self::parts(odds, share);
            probability(
                parameters.iter().zip(parts).map(|(parameter, part)| parameter * part).sum(),
            )
        };
        log_odds.iter().zip(shares).map(calibrated).collect()
    }

    /// Computes the terms that the parameters are multiplied with, for a file of these log-odds and
    /// this logarithm of its share.
    pub const fn parts(log_odds: f64, log_share: f64) -> [f64; 4] {
        [1.0, log_odds.min(KNEE), (log_odds - KNEE).max(0.0), log_share]
    }

    /// Creates a calibration from the parameters in the order of [`parts`](Self::parts).
    pub const fn of([intercept, log_odds, beyond, share]: [f64; 4]) -> Self {
        Self { intercept, log_odds, beyond, share }
    }
}

/// Computes ln(eˡ / Σ eˡ) of each file of a task, where the sum is over the likeliest files.
pub fn log_shares(log_odds: &[f64]) -> Vec<f64> {
    let mut likeliest = log_odds.to_vec();
    if likeliest.len() > MAX_RIVALS {
        likeliest.select_nth_unstable_by(MAX_RIVALS - 1, |a, b| b.total_cmp(a));
        likeliest.truncate(MAX_RIVALS);
    }
    // Summed in order, so that the result does not depend on how they were selected.
    likeliest.sort_by(f64::total_cmp);
    let highest = likeliest.last().copied().unwrap_or(0.0);
    let sum: f64 = likeliest.iter().map(|odds| (odds - highest).exp()).sum();
    let all = highest + sum.ln();
    log_odds.iter().map(|odds| odds - all).collect()
}

/// Computes the probability that log-odds stand for.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::{Calibration, log_shares, probability};

    #[test]
    fn even_odds_are_one_half() {
        assert!((probability(0.0) - 0.5).abs() < f64::EPSILON);
        assert!(probability(800.0) <= 1.0 && probability(-800.0) >= 0.0);
        // At their word, but counted from the knee.
        let [even] = Calibration::NONE.probabilities(&[0.0])[..] else { panic!("one file") };
        assert!((even - 0.5).abs() < f64::EPSILON);
    }

    #[test]
    fn shares_are_of_the_likeliest() {
        assert!(log_shares(&[-3.0])[0].abs() < 1e-12, "without rivals the share is whole");
        let of_two = log_shares(&[1.0, 1.0]);
        assert!((of_two[0] - 0.5_f64.ln()).abs() < 1e-12);
        // The hundred likeliest are 0; of the others there may be any number.
        let mut many = vec![0.0; 100];
        many.extend(vec![-1.0; 5_000]);
        assert!((log_shares(&many)[0] - 0.01_f64.ln()).abs() < 1e-9);
        assert!(log_shares(&[]).is_empty());
    }

    #[test]
    fn the_best_of_weak_candidates_is_worth_more_than_one_of_many() {
        let calibration = Calibration::of([1.0, 0.5, 0.5, 0.5]);
        let alone = calibration.probabilities(&[-4.0, -9.0])[0];
        let among = calibration.probabilities(&[-4.0, -4.0, -4.0, -4.0])[0];
        assert!(alone > among && alone < 0.5);
    }
}
