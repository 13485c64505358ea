//! Open tasks that name a plan of which all is done: they look done, too.

use std::collections::BTreeMap;
use std::path::Path;

use crate::backlog::{self, Checklist, Source};
use crate::model::{Doubt, DoubtKind, Ended, RepoPath, Task, TaskLineKind, TaskState};
use crate::regular;

/// Maximum size of a plan that a task names, in bytes.
const MAX_NAMED_PLAN_BYTES: u64 = 1 << 20;

/// Maximum number of plans that tasks name and that are read.
const MAX_NAMED_PLANS: usize = 256;

/// Returns a doubt about each task that names its plan, all boxes of which are ticked. The path counts
/// from the root, or from the folder of the backlog. A task with open boxes below it has work left.
pub(super) fn doubts(root: &Path, tasks: &[Task]) -> Vec<Doubt> {
    let mut finished: BTreeMap<String, bool> = BTreeMap::new();
    let mut is_finished = |path: &str| {
        if let Some(&known) = finished.get(path) {
            return known;
        }
        let is_finished = finished.len() < MAX_NAMED_PLANS && is_finished(root, path);
        finished.insert(path.to_owned(), is_finished);
        is_finished
    };
    let has_open_boxes =
        |task: &Task| task.lines.iter().any(|line| line.kind == TaskLineKind::OpenChild);
    let mut doubt = |task: &Task| {
        let (plan, line) = named(task)?;
        let backlog = RepoPath::new(&task.backlog);
        let beside = backlog.as_ref().map(RepoPath::folder).filter(|folder| !folder.is_empty());
        let beside = beside.map(|folder| format!("{folder}/{plan}"));
        let mut places = std::iter::once(plan.to_owned()).chain(beside);
        let said = places.find(|path| is_finished(path))?;
        let ended = Ended { kind: DoubtKind::Planned, said, line };
        Some(Doubt { task: task.id, kind: DoubtKind::Planned, ended: Some(ended), of: None })
    };
    tasks.iter().filter(|task| !has_open_boxes(task)).filter_map(&mut doubt).collect()
}

/// Returns true if a file has boxes, at least one of which is ticked and none of which is open.
fn is_finished(root: &Path, path: &str) -> bool {
    let read = regular::read_inside(root, &root.join(path), MAX_NAMED_PLAN_BYTES);
    let Ok(bytes) = read else { return false };
    // Its content tells its format, since not all that lies in the place of a format is of it.
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    let plan = Checklist::read(&Source { name, bytes });
    plan.open_boxes() == 0
        && plan.entries.iter().any(|it| it.has_box && it.state == Some(TaskState::Done))
}

/// Returns the Markdown file that a task names as its plan, and the line that does.
fn named(task: &Task) -> Option<(&str, u32)> {
    task.lines.iter().find_map(|line| Some((backlog::cited_plan(&line.text)?, line.number)))
}
