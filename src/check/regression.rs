//! Rule: the tasks are less independent than in the baseline.

use super::{Findings, Input, independence};
use crate::model::{Detail, Finding, Rule};

/// Adds a finding at the task that may collide with most others.
pub fn apply(input: &Input, findings: &mut Findings) {
    let before = input.subject.baseline.and_then(|baseline| baseline.independent);
    let after = independence::measure(input).independent;
    let (Some(before), Some(after)) = (before, after) else { return };
    if let Some((id, others)) = independence::most_tied(input)
        && let Some(task) = input.subject.task(id)
        && before - after > input.options.regression
    {
        let detail = Detail::Regression { before, after, others };
        let place = (task.backlog.as_str(), task.line);
        findings.push(|| Finding::new(Rule::Regression, place, Some(id), detail));
    }
}
