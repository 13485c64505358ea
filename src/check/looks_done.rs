//! Rule: an open task says that it is done or dropped, asks for a file that exists, names a finished plan, or
//! is only a placeholder.

use super::{Findings, Input, of_problems};
use crate::model::{Detail, DoubtKind, Finding, ProblemKind, Rule};

/// Adds a finding for each task that looks done, dropped or like a placeholder, and for each that says
/// that it is done while boxes in it are open.
pub fn apply(input: &Input, findings: &mut Findings) {
    for doubt in &input.subject.analysis.prediction.doubtful {
        // A duplicate of a task that is named is another rule's.
        let is_other = doubt.kind == DoubtKind::Duplicate && doubt.of.is_some();
        let Some(ended) = doubt.ended.clone().filter(|_| !is_other) else { continue };
        let Some(task) = input.subject.task(doubt.task) else { continue };
        let place = (task.backlog.as_str(), task.line);
        let detail = Detail::Ended(ended);
        findings.push(|| Finding::new(Rule::LooksDone, place, Some(task.id), detail));
    }
    of_problems(input, Rule::LooksDone, ProblemKind::LooksDone, findings);
}
