//! Reliability: agreement of the predicted probabilities with how often files changed.

use super::judged::Judged;
use crate::model::{Reliability, ReliabilityBin};

/// Number of bins of equal width.
const BINS: u8 = 10;

/// Sorts all predicted files of all tasks into bins of their probability.
pub fn of(judged: &[Judged]) -> Reliability {
    let mut bins: Vec<Bin> = (0..BINS).map(|_| Bin::default()).collect();
    for (file, task) in judged.iter().flat_map(|task| task.files.iter().map(move |f| (f, task))) {
        let predicted = file.probability.clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
        let at = (predicted * f64::from(BINS)) as usize;
        if let Some(bin) = bins.get_mut(at.min(usize::from(BINS) - 1)) {
            bin.files += 1;
            bin.predicted += predicted;
            bin.changed += f64::from(u8::from(task.is_right(file)));
        }
    }
    if bins.iter().all(|bin| bin.files == 0) {
        return Reliability::default();
    }
    Reliability {
        error: error(&bins).unwrap_or(0.0),
        error_above: error(&bins[1..]),
        bins: (0..BINS).zip(&bins).map(|(at, bin)| bin.mean(at)).collect(),
    }
}

/// Sums over the files of a bin.
#[derive(Default)]
struct Bin {
    files: usize,
    predicted: f64,
    changed: f64,
}

impl Bin {
    fn mean(&self, at: u8) -> ReliabilityBin {
        let files = self.files.max(1) as f64;
        ReliabilityBin {
            from: f64::from(at) / f64::from(BINS),
            to: f64::from(at + 1) / f64::from(BINS),
            files: self.files,
            predicted: self.predicted / files,
            changed: self.changed / files,
        }
    }
}

/// Computes Σ n/N · |predicted − changed|, where n · |predicted − changed| is the difference of the
/// sums.
fn error(bins: &[Bin]) -> Option<f64> {
    let files: usize = bins.iter().map(|bin| bin.files).sum();
    let apart: f64 = bins.iter().map(|bin| (bin.predicted - bin.changed).abs()).sum();
    (files > 0).then(|| apart / files as f64)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{close, replay};
    use super::*;

    #[test]
    fn a_table_by_hand() {
        let files = [("a.go", 1.0), ("b.go", 0.9), ("c.go", 0.5), ("d.go", 0.1), ("e.go", 0.02)];
        let replay = replay("x/y", 1, "Do it", &files, &["a.go", "c.go"]);
        let table = of(&[Judged::new(&replay)]);
        let counts: Vec<usize> = table.bins.iter().map(|bin| bin.files).collect();
        assert_eq!(counts, [1, 1, 0, 0, 0, 1, 0, 0, 0, 2]);
        close(table.bins[9].predicted, 0.95);
        close(table.bins[9].changed, 0.5);
        close(table.error, (0.02 + 0.1 + 0.5 + 0.9) / 5.0);
        close(table.error_above.unwrap(), (0.1 + 0.5 + 0.9) / 4.0);
    }

    #[test]
    fn a_new_file_is_right_where_it_was_added() {
        let mut replay = replay("x/y", 1, "Add it", &[("a.go", 0.75), ("b.go", 0.75)], &["b.go"]);
        replay.case.truth_new = vec!["a.go".to_owned()];
        for file in &mut replay.radius.files {
            file.file = None;
        }
        // b.go was there before and is no new file.
        close(of(&[Judged::new(&replay)]).bins[7].changed, 0.5);
    }

    #[test]
    fn nothing_predicted_is_no_table() {
        assert_eq!(of(&[]), Reliability::default());
    }
}
