//! Places of findings in the backlogs.

use std::collections::BTreeMap;

use crate::model::{Finding, Prediction, TaskId, folded_id};

/// Lines of the tasks of each backlog.
pub struct Places<'a> {
    /// Place of each backlog in reading order.
    backlogs: BTreeMap<&'a str, usize>,
    /// For each backlog: lines of its tasks with the tasks, by line.
    tasks: BTreeMap<&'a str, Vec<(u32, TaskId)>>,
    /// Tasks by backlog and folded id, the first of several.
    ids: BTreeMap<(&'a str, String), TaskId>,
    /// Tasks by folded key.
    keys: BTreeMap<String, TaskId>,
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
        let (mut ids, mut keys) = (BTreeMap::new(), BTreeMap::new());
        for task in &prediction.tasks {
            let key = folded_id(&task.key);
            // A number behind the id tells the tasks of several backlogs apart.
            let id = key.split('#').next().unwrap_or_default().to_owned();
            ids.entry((task.backlog.as_str(), id)).or_insert(task.id);
            ids.insert((task.backlog.as_str(), key.clone()), task.id);
            keys.insert(key, task.id);
        }
        let backlogs = names.map(|(at, name)| (name.as_str(), at)).collect();
        Self { backlogs, tasks, ids, keys }
    }

    /// Returns the last task that begins at a line or above it.
    pub fn owner(&self, backlog: &str, line: u32) -> Option<TaskId> {
        let lines = self.tasks.get(backlog)?;
        let after = lines.partition_point(|&(begin, _)| begin <= line);
        Some(lines[after.checked_sub(1)?].1)
    }

    /// Returns the task with this id, in any case and with or without `#`: that of the backlog, else the one
    /// of all backlogs, since some formats have a file for each task.
    pub fn named(&self, backlog: &str, id: &str) -> Option<TaskId> {
        let id = folded_id(id);
        let own = self.ids.get(&(backlog, id.clone()));
        own.or_else(|| self.keys.get(&id)).copied()
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
