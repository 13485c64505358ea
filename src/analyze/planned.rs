//! Open tasks that name a plan of which all is done: they look done, too.

use std::collections::BTreeMap;
use std::path::Path;

use crate::backlog::{Checklist, Source};
use crate::model::{Doubt, DoubtKind, Ended, RepoPath, Task, TaskLineKind, TaskState};
use crate::regular;

/// Maximum size of a plan that a task names, in bytes.
const MAX_NAMED_PLAN_BYTES: u64 = 1 << 20;

/// Maximum number of plans that tasks name and that are read.
const MAX_NAMED_PLANS: usize = 256;

/// Word before the path of a plan: `Plan: specs/plans/search.md`.
const KEY: &str = "plan";

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
    task.lines.iter().find_map(|line| Some((plan_in(&line.text)?, line.number)))
}

/// Finds the path behind a `Plan:` of a line: bare, in code quotes, or in a link.
fn plan_in(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    lower.match_indices(KEY).find_map(|(at, _)| plan_at(line, at))
}

fn plan_at(line: &str, at: usize) -> Option<&str> {
    let begins = line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '-');
    let marks = ['*', '_', ' '];
    let after = line[at + KEY.len()..].trim_start_matches(marks).strip_prefix(':')?;
    let after = after.trim_start_matches(marks);
    // The address of a link, not its text.
    let after = match after.strip_prefix('[').and_then(|link| link.split_once("](")) {
        Some((_, address)) => address,
        None => after,
    };
    let after = after.trim_start_matches(['`', '<', '"']);
    let ends = |c: char| c.is_whitespace() || "`>\"),;".contains(c);
    let path = after.split(ends).next()?.trim_end_matches('.');
    let path = path.strip_prefix("./").unwrap_or(path);
    (begins && Path::new(path).extension().is_some_and(|it| it == "md") && !path.contains("://"))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::plan_in;

    #[test]
    fn the_plan_is_the_path_behind_its_key() {
        for (line, plan) in [
            (
                "M5: nudge. Plan: specs/plans/pd-m5.md #added:2026-07-25",
                Some("specs/plans/pd-m5.md"),
            ),
            ("Plan: `docs/plans/a.md` · Spec: `b.md`", Some("docs/plans/a.md")),
            ("**Plan:** [the plan](./plans/a.md)", Some("plans/a.md")),
            ("**Plan**: plans/a.md.", Some("plans/a.md")),
            ("plan: a.md", Some("a.md")),
            ("Write the plan in specs/plans/a.md", None),
            ("Retro-plan: a.md", None),
            ("Plan: https://example.org/a.md", None),
            ("Plan: to be written in a.md", None),
            ("Spec: a.md", None),
        ] {
            assert_eq!(plan_in(line), plan, "{line}");
        }
    }
}
