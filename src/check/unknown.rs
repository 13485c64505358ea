//! Rule: no file can be predicted for a task.

use super::{Findings, Input};
use crate::model::{Confidence, Detail, Finding, Rule};

/// Adds a finding for each task whose blast radius is unknown.
pub fn apply(input: &Input, findings: &mut Findings) {
    let radii = &input.subject.analysis.prediction.radii;
    for task in input.subject.planned() {
        let radius = radii.get(task.id.index());
        if let Some(radius) = radius.filter(|it| it.confidence == Confidence::Unknown) {
            let place = (task.backlog.as_str(), task.line);
            let detail = Detail::Unknown(radius.set_aside);
            findings.push(|| Finding::new(Rule::Unknown, place, Some(task.id), detail));
        }
    }
}
