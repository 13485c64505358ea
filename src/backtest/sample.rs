//! Small replays for tests.

use super::{Case, Replay};
use crate::model::{
    BlastRadius, Confidence, Evidence, FileId, Origin, PredictedFile, RepoPath, Signal, Task,
    TaskId, sample,
};

/// Builds a task that was finished on a day by a commit of its own, and its prediction: files from
/// 0.3 on are predicted.
pub fn replay(repo: &str, day: u32, text: &str, files: &[(&str, f64)], changed: &[&str]) -> Replay {
    let best = files.first().map_or(0.0, |file| file.1);
    let confidence = match best {
        p if p >= 0.6 => Confidence::High,
        p if p >= 0.35 => Confidence::Medium,
        p if p >= 0.1 => Confidence::Low,
        _ => Confidence::Unknown,
    };
    Replay {
        case: Case {
            id: format!("{repo}#{day}"),
            repo: repo.to_owned(),
            parent: format!("{day:04}^"),
            commit: format!("{day:04}"),
            date: i64::from(day) * 24 * 60 * 60,
            backlog: "TASKS.md".to_owned(),
            headings: Vec::new(),
            ancestors: Vec::new(),
            first_commit: None,
            introduced: None,
            text: text.to_owned(),
            truth: changed.iter().map(|&path| path.to_owned()).collect(),
            truth_new: Vec::new(),
            others: 0,
            weight: 1.0,
        },
        task: Task { key: "L1".to_owned(), title: text.to_owned(), ..sample::task(0) },
        radius: BlastRadius {
            task: TaskId(0),
            confidence,
            set_aside: None,
            files: files.iter().map(|&(path, probability)| file(path, probability)).collect(),
            folders: Vec::new(),
            impact: Vec::new(),
        },
        mentions: Vec::new(),
        bm25: Vec::new(),
    }
}

fn file(path: &str, probability: f64) -> PredictedFile {
    PredictedFile {
        path: RepoPath::new(path).unwrap(),
        file: Some(FileId(0)),
        origin: Origin::Written,
        probability,
        predicted: probability >= 0.3,
        evidence: vec![clue(Signal::Words, "", "shared words")],
    }
}

/// Builds a clue that speaks for a file.
pub fn clue(signal: Signal, quote: &str, met: &str) -> Evidence {
    let line = (!quote.is_empty()).then_some(1);
    Evidence { signal, quote: quote.into(), line, met: met.into(), weight: 1.0 }
}

/// Asserts that two numbers are equal but for rounding.
pub fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}
