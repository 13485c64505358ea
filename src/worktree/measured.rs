//! Accuracy that the last `ctx backtest` of a repository measured, kept in `.git/ctx/backtest.json`.

use super::{Error, Home};
use crate::model::{Calls, LastBacktest, ReliabilityBin};
use crate::regular::{self, MAX_STATE_BYTES};
use crate::replace::replace;
use crate::wire::backtest_v1::{BinEntry, CallsEntry, Summary};

/// Version of the JSON.
const VERSION: u32 = 1;

/// Keeps the JSON of a backtest; the file is written atomically.
pub fn keep_backtest(home: &Home, document: &str) -> Result<(), Error> {
    home.make_folder(&[])?;
    let file = home.folder().join("backtest.json");
    replace(&file, document.as_bytes()).map_err(Error::file(file))
}

/// Returns the main figures of the kept backtest; `None` where there is none that can be read.
pub fn kept_backtest(home: &Home) -> Option<LastBacktest> {
    let file = home.folder().join("backtest.json");
    parse(&regular::read_inside(&home.common, &file, MAX_STATE_BYTES).ok()?)
}

fn parse(bytes: &[u8]) -> Option<LastBacktest> {
    let summary: Summary = serde_json::from_slice(bytes).ok()?;
    (summary.schema_version == VERSION).then(|| summary.into())
}

impl From<Summary> for LastBacktest {
    fn from(summary: Summary) -> Self {
        let calls = |calls: &CallsEntry| Calls { given: calls.given, right: calls.right };
        let bin = |bin: &BinEntry| ReliabilityBin {
            from: bin.from,
            to: bin.to,
            files: bin.files,
            predicted: bin.said,
            changed: bin.changed,
        };
        Self {
            replayed: summary.replayed,
            commits: summary.commits,
            weights: summary.weights,
            hit1: summary.scores.hit_1,
            hit5: summary.scores.hit_5,
            conflict: calls(&summary.pairs.conflict),
            independent: calls(&summary.pairs.independent),
            bins: summary.reliability.bins.iter().map(bin).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Accuracy, PairScores, Reliability, Scores};

    #[test]
    fn a_written_backtest_reads_back() {
        let bin = ReliabilityBin { from: 0.2, to: 0.3, files: 9, predicted: 0.25, changed: 0.5 };
        let accuracy = Accuracy {
            replayed: 30,
            commits: 10,
            weights: "built in".to_owned(),
            scores: Scores { tasks: 20, hit1: 0.5, hit5: 0.75, ..Scores::default() },
            pairs: PairScores {
                conflict: Calls { given: 4, right: 3 },
                independent: Calls { given: 9, right: 8 },
                ..PairScores::default()
            },
            reliability: Reliability { bins: vec![bin], ..Reliability::default() },
            ..Accuracy::default()
        };
        let format = crate::report::AccuracyFormat::Json;
        let document = crate::report::render_accuracy(&accuracy, format, None);
        let expected = LastBacktest {
            replayed: 30,
            commits: 10,
            weights: "built in".to_owned(),
            hit1: 0.5,
            hit5: 0.75,
            conflict: Calls { given: 4, right: 3 },
            independent: Calls { given: 9, right: 8 },
            bins: vec![bin],
        };
        assert_eq!(parse(document.as_bytes()), Some(expected));
        for wrong in ["", "{}", &document.replace("\"schema_version\": 1", "\"schema_version\": 2")]
        {
            assert_eq!(parse(wrong.as_bytes()), None);
        }
    }
}
