//! Rule: two open tasks say the same.

use super::{Findings, Input};
use crate::model::{Detail, DoubtKind, Finding, Rule};

/// Adds a finding for each task that repeats another one. A task that only says that it is a duplicate is
/// reported as [`super::looks_done`].
pub fn apply(input: &Input, findings: &mut Findings) {
    for doubt in &input.subject.analysis.prediction.doubtful {
        let Some(of) = doubt.of.filter(|_| doubt.kind == DoubtKind::Duplicate) else { continue };
        let Some(task) = input.subject.task(doubt.task) else { continue };
        let place = (task.backlog.as_str(), task.line);
        let detail = Detail::Duplicate { with: of };
        findings.push(|| Finding::new(Rule::Duplicate, place, Some(task.id), detail));
    }
}
