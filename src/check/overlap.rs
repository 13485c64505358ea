//! Rule: tasks that are declared as parallel probably change the same file.

use super::{Findings, Input};
use crate::model::{
    BlastRadius, Detail, Finding, Overlap, RepoPath, Rule, SharedFile, Task, TaskId, Verdict,
    folded_id,
};

/// Number of common files that a finding has.
const MAX_FILES: usize = 5;

/// Adds a finding on each side of a pair, the likeliest pairs first. A pair of which one task waits
/// for the other does not run at the same time; [`super::order`] reports it.
pub fn apply(input: &Input, findings: &mut Findings) {
    let is_likely = |overlap: &&Overlap| {
        overlap.verdict != Verdict::Unknown
            && overlap.probability >= input.options.overlap
            && !overlap.files.is_empty()
            && !is_ordered(input, overlap)
    };
    let mut pairs: Vec<&Overlap> =
        input.subject.analysis.overlaps.iter().filter(is_likely).collect();
    pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    for pair in pairs {
        for (own, with) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let Some(task) = input.subject.task(own) else { continue };
            let Some(together) = input.lanes.together(own, with) else { break };
            findings.push(|| {
                let files = files(input, pair, own, with);
                let probability = pair.probability;
                let detail = Detail::Overlap { with, together, probability, files };
                Finding::new(Rule::Overlap, (&task.backlog, task.line), Some(own), detail)
            });
        }
    }
    for task in input.subject.planned().filter(|task| input.lanes.holds(task.id)) {
        for other in named(input, task) {
            // Where both name each other, the one that comes first tells of the pair.
            if other.id < task.id && named(input, other).any(|it| it.id == task.id) {
                continue;
            }
            contradiction(input, task, other, findings);
            contradiction(input, other, task, findings);
        }
    }
}

/// Tells whether one task of a pair waits for the other.
fn is_ordered(input: &Input, pair: &Overlap) -> bool {
    let waits = |own: TaskId, other: TaskId| {
        input.subject.task(own).is_some_and(|task| task.depends_on.contains(&other))
    };
    waits(pair.a, pair.b) || waits(pair.b, pair.a)
}

/// Returns the files of a pair as seen from `own`.
fn files(input: &Input, pair: &Overlap, own: TaskId, with: TaskId) -> Vec<SharedFile> {
    let radii = &input.subject.analysis.prediction.radii;
    let probability = |task: TaskId, path: &RepoPath| {
        let file = |radius: &BlastRadius| {
            radius.files.iter().find(|file| file.path == *path).map(|file| file.probability)
        };
        radii.get(task.index()).and_then(file).unwrap_or_default()
    };
    let shared = |path: &RepoPath| SharedFile {
        path: path.clone(),
        a: probability(own, path),
        b: probability(with, path),
    };
    pair.files.iter().take(MAX_FILES).map(shared).collect()
}

/// Finds the tasks that a task declares as conflicting with it: those of its backlog by their ids, in
/// any case, with or without `#`.
fn named<'a>(input: &'a Input, task: &'a Task) -> impl Iterator<Item = &'a Task> {
    let names: Vec<String> = task.conflicts.iter().map(|id| folded_id(id)).collect();
    let is_named = move |other: &&Task| {
        other.id != task.id
            && other.backlog == task.backlog
            && names.contains(&folded_id(&other.key))
    };
    let tasks =
        if task.conflicts.is_empty() { &[] } else { &input.subject.analysis.prediction.tasks[..] };
    tasks.iter().filter(is_named)
}

fn contradiction(input: &Input, task: &Task, with: &Task, findings: &mut Findings) {
    let Some(together) = input.lanes.together(task.id, with.id) else { return };
    findings.push(|| {
        let detail = Detail::Contradiction { with: with.id, together };
        Finding::new(Rule::Overlap, (&task.backlog, task.line), Some(task.id), detail)
    });
}
