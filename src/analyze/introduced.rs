//! Commits that added the tasks.

use std::collections::BTreeMap;

use crate::backlog::Source;
use crate::history::History;
use crate::model::Task;

/// Commit that added each line of the backlogs.
pub(super) struct Introduced<'a>(BTreeMap<&'a str, Vec<Option<&'a str>>>);

impl<'a> Introduced<'a> {
    /// Reads the history of each backlog.
    pub fn of(backlogs: impl Iterator<Item = &'a Source>, history: &'a History) -> Self {
        let lines = |source: &'a Source| {
            (source.name.as_str(), history.introductions.of(&source.name, &source.bytes))
        };
        Self(backlogs.map(lines).collect())
    }

    /// Returns the commit that added a task's line.
    pub fn by(&self, task: &Task) -> Option<&'a str> {
        let place = (task.line as usize).checked_sub(1)?;
        self.0.get(task.backlog.as_str())?.get(place).copied().flatten()
    }
}
