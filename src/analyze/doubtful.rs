//! Open tasks that need no work: those of which their text says so, and those whose work is there.

use std::collections::BTreeSet;
use std::path::Path;

use super::{made, planned};
use crate::backlog;
use crate::model::{BlastRadius, Doubt, DoubtKind, Task, TaskId};

/// Returns the doubts about `tasks`, in reading order; `radii` has the prediction of each. A task whose
/// work is there keeps no other waiting.
pub(super) fn find(root: &Path, tasks: &mut [Task], radii: &[BlastRadius]) -> Vec<Doubt> {
    let mut doubts = backlog::doubtful(tasks);
    for add in [made::doubts(tasks, radii), planned::doubts(root, tasks)] {
        let known: BTreeSet<TaskId> = doubts.iter().map(|doubt| doubt.task).collect();
        doubts.extend(add.into_iter().filter(|doubt| !known.contains(&doubt.task)));
    }
    doubts.sort_by_key(|doubt| doubt.task);
    let is_there = |id: &TaskId| {
        let at = doubts.binary_search_by_key(id, |doubt| doubt.task);
        at.is_ok_and(|at| matches!(doubts[at].kind, DoubtKind::Made | DoubtKind::Planned))
    };
    for task in tasks {
        task.depends_on.retain(|id| !is_there(id));
    }
    doubts
}
