//! Rule: two open tasks say the same.

use super::{Findings, Input};
use crate::model::{Detail, DoubtKind, Finding, Rule};

/// Adds a finding for the task that repeats another one, and for the one that it repeats. A task
/// that only says that it is a duplicate is reported as [`super::looks_done`].
pub fn apply(input: &Input, findings: &mut Findings) {
    for doubt in &input.subject.analysis.prediction.doubtful {
        let Some(of) = doubt.of.filter(|_| doubt.kind == DoubtKind::Duplicate) else { continue };
        for (own, with, is_later) in [(doubt.task, of, true), (of, doubt.task, false)] {
            let Some(task) = input.subject.task(own) else { continue };
            let place = (task.backlog.as_str(), task.line);
            let detail = Detail::Duplicate { with, is_later };
            findings.push(|| Finding::new(Rule::Duplicate, place, Some(own), detail));
        }
    }
}
