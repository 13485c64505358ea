//! Places of findings in the backlogs.

use std::collections::BTreeMap;

use crate::model::{Finding, Prediction, Task, TaskId, folded_id};

/// Lines of the tasks of each backlog.
pub struct Places<'a> {
    /// Place of each backlog in reading order.
    backlogs: BTreeMap<&'a str, usize>,
    /// For each backlog: lines of its tasks with the tasks, by line.
    tasks: BTreeMap<&'a str, Vec<(u32, TaskId)>>,
    /// Tasks by backlog and folded id.
    ids: BTreeMap<(&'a str, String), TaskId>,
}

impl<'a> Places<'a> {
    /// Notes where the tasks of a prediction stand.
    pub fn new(prediction: &'a Prediction) -> Self {
        let names = prediction.backlogs.iter().enumerate();
        let mut tasks: BTreeMap<&str, Vec<(u32, TaskId)>> = BTreeMap::new();
        for task in &prediction.tasks {
            tasks.entry(&task.backlog).or_default().push((task.line, task.id));
        }
        for lines in tasks.values_mut() {
            lines.sort_unstable();
        }
        let id = |task: &'a Task| ((task.backlog.as_str(), folded_id(&task.key)), task.id);
        let ids = prediction.tasks.iter().map(id).collect();
        Self { ids, backlogs: names.map(|(at, name)| (name.as_str(), at)).collect(), tasks }
    }

    /// Returns the last task that begins at a line or above it.
    pub fn owner(&self, backlog: &str, line: u32) -> Option<TaskId> {
        let lines = self.tasks.get(backlog)?;
        let after = lines.partition_point(|&(begin, _)| begin <= line);
        Some(lines[after.checked_sub(1)?].1)
    }

    /// Returns the task of a backlog with this id, in any case and with or without `#`.
    pub fn named(&self, backlog: &str, id: &str) -> Option<TaskId> {
        self.ids.get(&(backlog, folded_id(id))).copied()
    }

    /// Returns the task that begins at a line.
    pub fn task_at(&self, backlog: &str, line: u32) -> Option<TaskId> {
        let lines = self.tasks.get(backlog)?;
        let at = lines.binary_search_by_key(&line, |&(begin, _)| begin).ok()?;
        Some(lines[at].1)
    }

    /// Sorts findings by backlog in reading order, then line, rule and the order in which the rule
    /// found them.
    pub fn sort(&self, findings: &mut [Finding]) {
        let backlog = |path: &str| self.backlogs.get(path).copied().unwrap_or(usize::MAX);
        findings.sort_by(|a, b| {
            let places = backlog(&a.path).cmp(&backlog(&b.path)).then_with(|| a.path.cmp(&b.path));
            places.then(a.line.cmp(&b.line)).then(a.rule.cmp(&b.rule))
        });
    }
}
