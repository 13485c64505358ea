//! Tasks that a commit's subject names by their ids.

use std::collections::HashMap;

use super::ticks::Found;
use super::versions::Versions;
use crate::backlog::Checklist;
use crate::git::Error;
use crate::model::{RepoPath, TaskState};

/// Number of backlogs in which an id is looked for: those changed last.
const MAX_BACKLOGS: usize = 8;

/// Backlogs in which each id was ever open.
#[derive(Debug, Default)]
pub(super) struct Ids(HashMap<String, Vec<RepoPath>>);

impl Ids {
    /// Records the ids of a task that is open in a backlog.
    pub(super) fn note(&mut self, backlog: &RepoPath, list: &Checklist, entry: usize) {
        for id in list.ids(entry).into_iter().filter(|id| is_telling(id)) {
            let backlogs = self.0.entry(id).or_default();
            backlogs.retain(|known| known != backlog);
            backlogs.push(backlog.clone());
            if backlogs.len() > MAX_BACKLOGS {
                backlogs.remove(0);
            }
        }
    }

    /// Finds the tasks that `subject` names and that are open in the tree of `parent`. An id that
    /// several of them have names none.
    pub(super) fn named(
        &self,
        subject: &str,
        parent: &str,
        versions: &mut Versions,
    ) -> Result<Vec<Found>, Error> {
        let mut found: Vec<Found> = Vec::new();
        let words = subject.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')));
        for word in words {
            let id = word.trim_matches(['.', '-']).to_lowercase();
            let Some(backlogs) = self.0.get(&id) else { continue };
            let mut bearers = Vec::new();
            for backlog in backlogs {
                let Some(version) = versions.at(parent, backlog.as_str())? else { continue };
                let list = &version.list;
                let is_open = |&entry: &usize| {
                    list.entries[entry].state.is_some_and(TaskState::is_unfinished)
                        && list.ids(entry).contains(&id)
                };
                let open = (0..list.entries.len()).filter(is_open);
                bearers.extend(open.map(|entry| Found::new(backlog, &version, entry)));
            }
            if let [_] = bearers[..] {
                found.append(&mut bearers);
            }
        }
        found.sort_by(|a, b| (&a.backlog, &a.key).cmp(&(&b.backlog, &b.key)));
        found.dedup_by(|a, b| a.backlog == b.backlog && a.key == b.key);
        Ok(found)
    }
}

/// Returns whether an id in a subject is almost certainly one: `T012`, `PROJ-12`, but not `1.2`,
/// which may be a version.
fn is_telling(id: &str) -> bool {
    id.len() >= 3
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.bytes().any(|byte| byte.is_ascii_digit())
}
