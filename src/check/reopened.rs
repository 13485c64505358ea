//! Rule: a finished task is open again.

use super::{Findings, Input};
use crate::backlog;
use crate::merge::Merger;
use crate::model::{Detail, Finding, LossKind, Rule};

/// Adds a finding for each task that was finished where the branch began, and is not any more. No
/// merge tells of it: one side alone changed the box.
pub fn apply(input: &Input, findings: &mut Findings) {
    let Some(changes) = input.subject.changes else { return };
    for source in input.subject.backlogs {
        let has_states = !matches!(backlog::shape(source), backlog::Shape::Text)
            || backlog::reads_states(source);
        let Some(before) = changes.before.get(&source.name).filter(|_| has_states) else {
            continue;
        };
        let way = Merger::of(&source.name, &source.bytes, input.subject.beside);
        let gone = way.gone([before, before, &source.bytes], &source.bytes);
        for it in gone.into_iter().filter(|it| matches!(it.kind, LossKind::Reopened(_))) {
            let line = u32::try_from(it.line).unwrap_or(u32::MAX);
            let task = input.places.owner(&source.name, line);
            findings.push(|| {
                let detail = Detail::Reopened { title: it.title, range: changes.range.clone() };
                Finding::new(Rule::Reopened, (&source.name, line), task, detail)
            });
        }
    }
}
