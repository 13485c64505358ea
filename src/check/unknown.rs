//! Rule: no file can be predicted for a task.

use super::{Findings, Input};
use crate::model::{Confidence, Detail, Finding, Rule};

/// Adds a finding for each task whose blast radius is unknown.
pub fn apply(input: &Input, findings: &mut Findings) {
    let radii = &input.subject.analysis.prediction.radii;
    for task in input.subject.planned() {
        let radius = radii.get(task.id.index());
        if radius.is_some_and(|radius| radius.confidence == Confidence::Unknown) {
            let place = (task.backlog.as_str(), task.line);
            findings.push(|| Finding::new(Rule::Unknown, place, Some(task.id), Detail::Unknown));
        }
    }
}
