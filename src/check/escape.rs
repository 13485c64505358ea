//! Rule: a branch changes a file that other open work is about.

use std::collections::BTreeSet;

use super::{Findings, Input};
use crate::model::{BlastRadius, Changes, Detail, Finding, Owner, Rule, Task, TaskId};

/// Probability from which a changed file belongs to the track that the branch is for. A file that
/// its tasks may well change is no surprise.
const OWN: f64 = 0.15;

/// Adds a finding for each changed file and each other owner of it.
pub fn apply(input: &Input, findings: &mut Findings) {
    let Some(changes) = input.subject.changes else { return };
    let own = own(input, changes);
    let prediction = &input.subject.analysis.prediction;
    let hubs = &input.subject.analysis.plan.hubs;
    for file in &changes.files {
        let is_backlog = prediction.backlogs.contains(file);
        let is_hub = hubs.iter().any(|hub| hub.as_str() == file);
        if is_backlog || is_hub || is_inside(input, &own, file) {
            continue;
        }
        let mut told: BTreeSet<TaskId> = BTreeSet::new();
        for (branch, _) in changes.others.iter().filter(|(_, files)| files.contains(file)) {
            let lanes = input.lanes.of_branch(branch);
            let first = lanes.first().and_then(|lane| lane.tasks.first()).copied();
            told.extend(lanes.iter().flat_map(|lane| &lane.tasks));
            add(input, changes, (file, first), Owner::Branch(branch.clone()), findings);
        }
        let planned = input.subject.planned().filter(|task| !own.contains(&task.id));
        for task in planned.filter(|task| declares(task, file)) {
            if told.insert(task.id) {
                add(input, changes, (file, Some(task.id)), Owner::Declared, findings);
            }
        }
        for lane in input.lanes.named() {
            let is_told = lane.tasks.iter().any(|task| own.contains(task) || told.contains(task));
            // Many tasks that hardly change a file do not make a track that probably does.
            let of = |&task: &TaskId| (task, chance(input, &[task], file));
            let likeliest = lane.tasks.iter().map(of).max_by(|a, b| a.1.total_cmp(&b.1));
            let likeliest = likeliest.filter(|&(_, chance)| chance >= input.options.escape);
            let Some((task, probability)) = likeliest.filter(|_| !is_told) else { continue };
            told.extend(&lane.tasks);
            let owner = Owner::Track { name: lane.name.clone(), probability };
            add(input, changes, (file, Some(task)), owner, findings);
        }
    }
}

/// Returns the tasks of the branch: those of the tracks of its name.
fn own(input: &Input, changes: &Changes) -> BTreeSet<TaskId> {
    let lanes = changes.branch.iter().flat_map(|branch| input.lanes.of_branch(branch));
    lanes.flat_map(|lane| lane.tasks.iter().copied()).collect()
}

/// Tells whether a file is within what the branch's own tasks declare or are predicted to change.
fn is_inside(input: &Input, own: &BTreeSet<TaskId>, file: &str) -> bool {
    let tasks: Vec<TaskId> = own.iter().copied().collect();
    let is_declared =
        |&task: &TaskId| input.subject.task(task).is_some_and(|task| declares(task, file));
    chance(input, &tasks, file) >= OWN || tasks.iter().any(is_declared)
}

fn declares(task: &Task, file: &str) -> bool {
    task.declared.iter().any(|declared| {
        let pattern = declared.pattern.trim_start_matches("./").trim_end_matches('/');
        file.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Computes the probability that at least one of the tasks changes a file.
fn chance(input: &Input, tasks: &[TaskId], file: &str) -> f64 {
    let radii = &input.subject.analysis.prediction.radii;
    let of = |radius: &BlastRadius| {
        let found = radius.files.iter().find(|it| it.path.as_str() == file);
        found.map_or(0.0, |it| it.probability)
    };
    let kept =
        tasks.iter().filter_map(|task| radii.get(task.index())).map(|radius| 1.0 - of(radius));
    1.0 - kept.product::<f64>()
}

fn add(
    input: &Input,
    changes: &Changes,
    (file, task): (&str, Option<TaskId>),
    owner: Owner,
    findings: &mut Findings,
) {
    let backlogs = &input.subject.analysis.prediction.backlogs;
    let place = task.and_then(|task| input.subject.task(task));
    let place = place.map(|task| (task.backlog.as_str(), task.line));
    let Some(place) = place.or(backlogs.first().map(|backlog| (backlog.as_str(), 1))) else {
        return;
    };
    findings.push(|| {
        let detail = Detail::Escape { file: file.to_owned(), range: changes.range.clone(), owner };
        Finding::new(Rule::Escape, place, task, detail)
    });
}
