//! Rule: a task that declares its files probably changes another one.
//!
//! A probability alone is not enough here: whoever declares files has thought about them, and a file
//! that only resembles the task stays unchanged. In 62 plans of a public repository, 14 undeclared files
//! of at least 60 % belong to tasks whose commits are known. Four were changed, the four that a step of
//! the task names. In about 250 plans of seven other repositories, one such file stood in a later sentence
//! of a step, as a reference, and was not changed. So the step has to name the file in its first clause.

use super::{Findings, Input};
use crate::model::{DeclaredFile, Detail, Finding, Origin, PredictedFile, Rule, Signal, Task};

/// Number of clues that a finding has.
const MAX_CLUES: usize = 2;

/// Words at the beginning of a step that say that a file in it is changed.
const VERBS: [&str; 16] = [
    "add", "change", "create", "delete", "edit", "extend", "fix", "modify", "move", "refactor",
    "remove", "rename", "replace", "rewrite", "update", "write",
];

/// Ends of the first clause of a step.
const CLAUSE_ENDS: [&str; 4] = [". ", "; ", " (", " — "];

/// Words that say that a file is only looked at.
const REFERENCES: [&str; 16] = [
    "according",
    "check",
    "compare",
    "cross-reference",
    "existing",
    "follow",
    "follows",
    "from",
    "like",
    "pattern",
    "read",
    "reference",
    "references",
    "same",
    "see",
    "uses",
];

/// Commands of git that stage what a step changed.
const STAGING: [&str; 3] = ["git add ", "git mv ", "git rm "];

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
                && is_said(task, file.path.as_str())
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

/// Tells whether a line of the task says to change a file.
fn is_said(task: &Task, path: &str) -> bool {
    task.lines.iter().any(|line| {
        let text = line.text.as_str();
        let is_staged = || STAGING.iter().any(|command| text.contains(command));
        names(text, path) && (is_staged() || is_change(text) && names(first_clause(text), path))
    })
}

/// Returns a text up to the end of its first clause.
fn first_clause(text: &str) -> &str {
    let end = CLAUSE_ENDS.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}

/// Tells whether a text names a path as a whole.
fn names(text: &str, path: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-');
    text.match_indices(path).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + path.len()..]);
        // A full stop may end a sentence.
        let extension = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(is_part));
        !before.ends_with(|c| is_part(c) || c == '.') && !after.starts_with(is_part) && !extension
    })
}

/// Tells whether a line begins with a verb of change, behind labels such as `Step 2:`, and refers to no
/// example.
fn is_change(text: &str) -> bool {
    let word = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let step = text.split_once(':').filter(|(label, _)| word(label).starts_with("step "));
    let step = step.map_or(text, |(_, step)| step);
    let mut words = step.split_whitespace().map(word).filter(|word| !word.is_empty());
    let is_ordered = words.next().is_some_and(|first| VERBS.contains(&first.as_str()));
    is_ordered && !words.any(|word| REFERENCES.contains(&word.as_str()))
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
