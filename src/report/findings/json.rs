//! The answer of `ctx check` as version 1 of its JSON.

use super::entry::{Entry, entries};
use crate::model::{Checked, Detail, Finding, Independence, NeedReason, Owner, Prediction};
use crate::wire::findings_v1::{
    BaselineEntry, ContestedEntry, Document, FindingEntry, IndependenceEntry, OtherEntry,
};
use crate::wire::{rounded, slashed};

/// Writes one JSON document with a trailing newline.
pub fn render(prediction: &Prediction, checked: &Checked) -> String {
    crate::report::json::written(&Document::new(prediction, checked))
}

impl Document {
    /// Fills the document.
    fn new(prediction: &Prediction, checked: &Checked) -> Self {
        let entries = entries(prediction, checked, "");
        Self {
            schema_version: 1,
            root: slashed(&prediction.root.to_string_lossy()),
            prefix: prediction.prefix.clone(),
            head: prediction.head.clone(),
            backlogs: prediction.backlogs.clone(),
            independence: IndependenceEntry::new(&checked.independence),
            findings: checked
                .findings
                .iter()
                .zip(entries)
                .map(|(finding, entry)| FindingEntry::new(finding, entry))
                .collect(),
            suppressed: checked.suppressed.len(),
            left_out: checked.left_out,
            baseline: checked.comparison.map(|it| BaselineEntry {
                independent: it.independent.map(rounded),
                gone: it.gone,
            }),
        }
    }
}

impl IndependenceEntry {
    fn new(of: &Independence) -> Self {
        let contested = of.contested.iter();
        Self {
            open: of.open,
            placed: of.placed,
            tracks: of.tracks,
            expected_collisions: rounded(of.expected_collisions),
            chance_collisions: rounded(of.chance_collisions),
            speed_up: of.speed_up.map(rounded),
            independent: of.independent.map(rounded),
            contested: contested
                .map(|it| ContestedEntry { path: it.path.as_str().to_owned(), tasks: it.tasks })
                .collect(),
        }
    }
}

impl FindingEntry {
    fn new(finding: &Finding, entry: Entry) -> Self {
        let (together, probability, files) = data(&finding.detail);
        Self {
            rule: finding.rule.id(),
            severity: finding.severity.name(),
            fingerprint: entry.fingerprint,
            path: finding.path.clone(),
            line: finding.line,
            task: entry.task,
            with: entry.related.map(|it| OtherEntry {
                task: it.task,
                path: it.path,
                line: it.line,
            }),
            message: entry.message,
            together,
            probability: probability.map(rounded),
            files,
            known: finding.is_known,
        }
    }
}

/// Returns the source of the declaration, the probability and the files of a finding.
fn data(detail: &Detail) -> (Option<&'static str>, Option<f64>, Vec<String>) {
    match detail {
        Detail::Overlap { together, probability, files, .. } => {
            let files = files.iter().map(|file| file.path.as_str().to_owned()).collect();
            (Some(together.kind.name()), Some(*probability), files)
        }
        Detail::Contradiction { together, .. } => (Some(together.kind.name()), None, Vec::new()),
        Detail::Order { together, because, .. } => {
            let files = match because {
                NeedReason::Stated => Vec::new(),
                NeedReason::Creates(path) => vec![path.clone()],
            };
            (Some(together.kind.name()), None, files)
        }
        Detail::Escape { file, owner, .. } => {
            let probability = match owner {
                Owner::Track { probability, .. } => Some(*probability),
                Owner::Declared | Owner::Named | Owner::Branch(_) => None,
            };
            (None, probability, vec![file.clone()])
        }
        Detail::Undeclared { file, probability, .. } => {
            (None, Some(*probability), vec![file.as_str().to_owned()])
        }
        _ => (None, None, Vec::new()),
    }
}
