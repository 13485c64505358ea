//! Changes of the backlogs since a plan was made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::assignment::matched;
use super::{Assigned, Error, Home, Plan, PlanRemark, PlannedTask, TaskFate, tasks};
use crate::backlog::{self, Granularity, Source};
use crate::git::Git;
use crate::model::TaskState;
use crate::{regular, words};

/// Changes of the backlogs since a plan was made.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Changes, in the order of the backlogs.
    pub remarks: Vec<PlanRemark>,
    /// Keys of planned tasks that are done, given up or gone.
    pub over: BTreeSet<String>,
    /// New titles of renamed tasks, by key.
    pub renamed: BTreeMap<String, String>,
}

impl Changes {
    /// Compares the backlogs of a plan with those of the main checkout.
    pub fn since(home: &Home, plan: &Plan) -> Result<Self, Error> {
        let mut changes = Self::default();
        let top = &home.main()?.path;
        for (at, name) in plan.backlogs.iter().enumerate() {
            let Some(from_top) = inside(plan, name) else { continue };
            let bytes =
                match regular::read_inside(top, &top.join(&from_top), regular::MAX_STATE_BYTES) {
                    Ok(bytes) => bytes,
                    Err(error) => {
                        let reason = error.to_string();
                        let backlog = from_top;
                        changes.remarks.push(PlanRemark::UnreadableBacklog { backlog, reason });
                        continue;
                    }
                };
            let digest = plan.digests.get(at);
            if digest.is_some_and(|digest| words::digest(&bytes) == *digest) {
                continue;
            }
            let planned = plan.tasks.iter().filter(|task| task.backlog == *name);
            let planned: Vec<&PlannedTask> = planned.collect();
            let count = changes.remarks.len();
            let source = Source { name: from_top, bytes };
            changes.compare(top, plan, &planned, &source, digest.is_some());
            // Without a digest, it is unknown whether the backlog has changed.
            if let Some(digest) = digest.filter(|_| changes.remarks.len() == count) {
                changes.remarks.push(changed_lines(top, plan, digest, &source));
            }
        }
        Ok(changes)
    }

    /// Compares the planned tasks of a backlog with its current tasks.
    fn compare(
        &mut self,
        top: &Path,
        plan: &Plan,
        planned: &[&PlannedTask],
        source: &Source,
        with_new: bool,
    ) {
        let name = &source.name;
        let given: Vec<Assigned> = planned.iter().map(|task| given(plan, task)).collect();
        let (now, _) = backlog::read(std::slice::from_ref(source), Granularity::Outermost);
        let matches = matched(&given, &now);
        let is_new = |at: usize| !matches.contains(&Some(now[at].id));
        let mut new: Vec<usize> = (0..now.len()).filter(|&at| is_new(at)).collect();
        for (task, (status, current)) in
            given.iter().zip(tasks::planned(top, &given, None).into_iter().zip(&matches))
        {
            let fate = match (current, status.state) {
                (Some(id), _) => {
                    if let Some(now) = now.iter().find(|now| now.id == *id) {
                        self.rename(name, task, &now.title);
                    }
                    continue;
                }
                (None, None) => {
                    // The task has no id, and its text changed in the same line.
                    if let Some(at) = new.iter().position(|&at| now[at].key == task.key) {
                        self.rename(name, task, &now[new.remove(at)].title);
                        continue;
                    }
                    TaskFate::Missing
                }
                (None, Some(TaskState::Done)) => TaskFate::Finished,
                (None, Some(TaskState::Skipped)) => TaskFate::Skipped,
                (None, Some(_)) => continue,
            };
            self.over.insert(task.key.clone());
            self.remarks.push(PlanRemark::Over {
                backlog: name.clone(),
                task: task.key.clone(),
                fate,
                title: task.title.clone(),
            });
        }
        if with_new {
            let remark = |at: usize| PlanRemark::New {
                backlog: name.clone(),
                task: now[at].key.clone(),
                title: now[at].title.clone(),
            };
            self.remarks.extend(new.into_iter().map(remark));
        }
    }

    fn rename(&mut self, backlog: &str, task: &Assigned, title: &str) {
        if task.title == title {
            return;
        }
        self.remarks.push(PlanRemark::Reworded {
            backlog: backlog.to_owned(),
            task: task.key.clone(),
            from: task.title.clone(),
            to: title.to_owned(),
        });
        self.renamed.insert(task.key.clone(), title.to_owned());
    }
}

/// Returns the record of a planned task.
pub(super) fn given(plan: &Plan, task: &PlannedTask) -> Assigned {
    Assigned {
        key: task.key.clone(),
        backlog: plan.from_top(&task.backlog),
        title: task.title.clone(),
    }
}

/// Returns the path of a backlog of the plan relative to the repository root; `None` for a backlog
/// outside of it, or on standard input.
pub(super) fn inside(plan: &Plan, name: &str) -> Option<String> {
    let is_outside = Path::new(name).is_absolute() || name.split('/').any(|part| part == "..");
    (!is_outside && name != "<stdin>").then(|| plan.from_top(name))
}

/// Finds the lines that changed since a plan was made, if a commit has the backlog as it was.
fn changed_lines(top: &Path, plan: &Plan, digest: &str, source: &Source) -> PlanRemark {
    let backlog = source.name.clone();
    let blob = plan.head.as_ref().and_then(|head| {
        Git::at(top).run(&["cat-file", "blob", &format!("{head}:{backlog}")]).ok()
    });
    let Some(before) = blob.filter(|blob| words::digest(blob) == *digest) else {
        return PlanRemark::NeverCommitted { backlog };
    };
    let lines = |bytes: &'_ [u8]| -> Vec<Vec<u8>> {
        bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
    };
    let (before, after) = (lines(&before), lines(&source.bytes));
    let (mut changed, mut removed) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_index, old_len, .. } => {
                removed.extend(old_index + 1..=old_index + old_len);
            }
            DiffOp::Insert { new_index, new_len, .. }
            | DiffOp::Replace { new_index, new_len, .. } => {
                changed.extend(new_index + 1..=new_index + new_len);
            }
        }
    }
    PlanRemark::ChangedLines { backlog, changed, removed }
}
