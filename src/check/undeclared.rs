//! Rule: a task that declares its files probably changes another one.

use super::{Findings, Input};
use crate::model::{DeclaredFile, Detail, Finding, Origin, PredictedFile, Rule, Signal, Task};

/// Number of clues that a finding has.
const MAX_CLUES: usize = 2;

/// Adds a finding for each file of the blast radius that no declaration covers.
pub fn apply(input: &Input, findings: &mut Findings) {
    let prediction = &input.subject.analysis.prediction;
    for task in input.subject.planned().filter(|task| !task.declared.is_empty()) {
        let Some(radius) = prediction.radii.get(task.id.index()) else { continue };
        let files = radius.predicted().filter(|file| {
            file.probability >= input.options.undeclared
                && file.file.is_some()
                && file.origin == Origin::Written
                && !is_declared(task, file)
        });
        for file in files {
            findings.push(|| finding(task, file));
        }
    }
}

/// Tells whether a declaration covers a file, or a hint of the user names it.
fn is_declared(task: &Task, file: &PredictedFile) -> bool {
    let has_signal = |signal| file.evidence.iter().any(|clue| clue.signal == signal);
    let path = file.path.as_str();
    let covers = |declared: &DeclaredFile| {
        let pattern = declared.pattern.trim_start_matches("./").trim_end_matches('/');
        file.path.is_below(pattern) || path.ends_with(&format!("/{pattern}"))
    };
    has_signal(Signal::Declared) || has_signal(Signal::Hint) || task.declared.iter().any(covers)
}

fn finding(task: &Task, file: &PredictedFile) -> Finding {
    let clues = file.evidence.iter().filter(|clue| clue.is_clue() && clue.weight > 0.0);
    let detail = Detail::Undeclared {
        file: file.path.clone(),
        probability: file.probability,
        evidence: clues.take(MAX_CLUES).cloned().collect(),
    };
    // The line of the declaration is where the file is missing.
    let line = task.declared.last().map_or(task.line, |declared| declared.line);
    Finding::new(Rule::Undeclared, (&task.backlog, line), Some(task.id), detail)
}
