//! Rule: a task that is declared as parallel needs the result of another one.

use std::collections::BTreeMap;

use super::{Findings, Input};
use crate::model::{Action, Detail, Finding, NeedReason, RepoPath, Rule, Task};

/// Adds a finding on each side of a pair.
pub fn apply(input: &Input, findings: &mut Findings) {
    let tasks: Vec<&Task> =
        input.subject.planned().filter(|task| input.lanes.holds(task.id)).collect();
    let created = created(&tasks);
    for task in &tasks {
        for &first in &task.depends_on {
            if let Some(first) = input.subject.task(first) {
                pair(input, first, task, &NeedReason::Stated, findings);
            }
        }
        for (path, makers) in used(task, &created) {
            for first in makers.iter().filter(|first| is_first(first, task)) {
                let because = NeedReason::Creates(path.as_str().to_owned());
                pair(input, first, task, &because, findings);
            }
        }
    }
}

/// Tells whether a task that creates a file comes before one that names it, and the order is not
/// stated already.
fn is_first(first: &Task, then: &Task) -> bool {
    first.id != then.id
        && !then.depends_on.contains(&first.id)
        && !first.depends_on.contains(&then.id)
}

/// Returns the files that tasks declare to create, with these tasks.
fn created<'a>(tasks: &[&'a Task]) -> BTreeMap<RepoPath, Vec<&'a Task>> {
    let mut created: BTreeMap<RepoPath, Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        for declared in task.declared.iter().filter(|it| it.action == Action::Create) {
            let is_file = !declared.pattern.ends_with('/') && !declared.pattern.contains('*');
            if let Some(path) = RepoPath::new(&declared.pattern).filter(|_| is_file) {
                created.entry(path).or_default().push(task);
            }
        }
    }
    created
}

/// Returns those of the created files that a task changes or tests by its own declaration.
fn used<'a, 'b>(
    task: &Task,
    created: &'a BTreeMap<RepoPath, Vec<&'b Task>>,
) -> Vec<(&'a RepoPath, &'a [&'b Task])> {
    let declared = task.declared.iter().filter(|it| it.action != Action::Create);
    declared
        .filter_map(|it| created.get_key_value(&RepoPath::new(&it.pattern)?))
        .map(|(path, makers)| (path, makers.as_slice()))
        .collect()
}

fn pair(input: &Input, first: &Task, then: &Task, because: &NeedReason, findings: &mut Findings) {
    for (task, with, is_later) in [(then, first, true), (first, then, false)] {
        let Some(together) = input.lanes.together(task.id, with.id) else { return };
        findings.push(|| {
            let because = because.clone();
            let detail = Detail::Order { with: with.id, is_later, because, together };
            Finding::new(Rule::Order, (&task.backlog, task.line), Some(task.id), detail)
        });
    }
}
