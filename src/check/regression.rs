//! Rule: the tasks are less independent than in the baseline.

use super::{Findings, Input, independence};
use crate::model::{Detail, Finding, Rule};

/// Adds a finding at the first line of the first backlog.
pub fn apply(input: &Input, findings: &mut Findings) {
    let analysis = input.subject.analysis;
    let before = input.subject.baseline.and_then(|baseline| baseline.independent);
    let after = independence::measure(input).independent;
    let (Some(before), Some(after)) = (before, after) else { return };
    if let Some(backlog) = analysis.prediction.backlogs.first()
        && before - after > input.options.regression
    {
        let detail = Detail::Regression { before, after };
        findings.push(|| Finding::new(Rule::Regression, (backlog, 1), None, detail));
    }
}
