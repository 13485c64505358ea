//! Plans, whose tasks are done in their order.
//!
//! A backlog is a plan if all of its sections are numbered (`1. Data`), or if it is a Markdown list whose tasks
//! are all numbered (`3`, `17.2`). Elsewhere, the numbered steps of one task are a plan: `17.1` and `17.2`. Ids
//! such as `T12` are names.

use std::collections::BTreeMap;

use crate::model::Task;

/// Backlogs of some tasks, each with whether it is a plan.
pub(super) struct Plans<'a> {
    whole: BTreeMap<&'a str, bool>,
}

impl<'a> Plans<'a> {
    pub(super) fn of(tasks: impl Iterator<Item = &'a Task>) -> Self {
        let mut whole = BTreeMap::new();
        for task in tasks {
            let is_step = task.is_step() || task.number().is_some();
            *whole.entry(task.backlog.as_str()).or_insert(true) &= is_step;
        }
        Self { whole }
    }

    /// Returns whether two of the tasks are steps of one plan.
    pub(super) fn are_of_one(&self, one: &Task, other: &Task) -> bool {
        let is_plan = || self.whole.get(one.backlog.as_str()) == Some(&true);
        let have_one_parent = || parent(one).is_some() && parent(one) == parent(other);
        one.backlog == other.backlog && (is_plan() || have_one_parent())
    }
}

/// Returns the number of the task around a numbered step: `17` of `17.2`.
fn parent(task: &Task) -> Option<&str> {
    task.number()?.rsplit_once('.').map(|(parent, _)| parent)
}
