//! Rule: tasks that are declared as parallel probably change the same file.

use std::collections::{BTreeSet, VecDeque};

use super::{Findings, Input};
use crate::model::{Detail, Finding, Overlap, RepoPath, Rule, SharedFile, Task, TaskId, Verdict};

/// Number of common files that a finding has.
const MAX_FILES: usize = 5;

/// Number of tasks that are looked through to tell whether one of a pair waits for the other.
const MAX_WAITED_FOR: usize = 200;

/// Share of what the heaviest file of a pair weighs, from which another one is named beside it.
const MIN_SHARE_OF_HEAVIEST: f64 = 0.5;

/// Reason why two tasks that run at the same time collide.
struct Collision {
    probability: f64,
    /// Files that count most, the heaviest first.
    files: Vec<RepoPath>,
    /// Set if both tasks name these files as what they change.
    is_named: bool,
}

/// Adds a finding on each side of a pair: first the pairs that name a common file, then those that
/// probably change one, the likeliest pairs first. A pair of which one task waits for the other does not
/// run at the same time; [`super::order`] reports it.
pub fn apply(input: &Input, findings: &mut Findings) {
    for a in input.named.tasks().filter(|&task| input.lanes.holds(task)) {
        let others = input.named.after(a).into_iter().filter(|&b| input.lanes.holds(b));
        for b in others.filter(|&b| !is_ordered(input, a, b)) {
            add(input, (a, b), &|| named(input, a, b), findings);
        }
    }
    let is_likely = |overlap: &&Overlap| {
        overlap.verdict != Verdict::Unknown
            && overlap.probability >= input.options.overlap
            && input.named.open(overlap).next().is_some()
            && input.lanes.holds(overlap.a)
            && input.lanes.holds(overlap.b)
            && !is_ordered(input, overlap.a, overlap.b)
            && input.named.common(overlap.a, overlap.b).is_empty()
    };
    let mut pairs: Vec<&Overlap> =
        input.subject.analysis.overlaps.iter().filter(is_likely).collect();
    pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    for pair in pairs {
        add(input, (pair.a, pair.b), &|| predicted(input, pair), findings);
    }
    for task in input.subject.planned().filter(|task| input.lanes.holds(task.id)) {
        for other in declared(input, task) {
            // Where both name each other, the one that comes first tells of the pair.
            if other.id < task.id && declared(input, other).any(|it| it.id == task.id) {
                continue;
            }
            contradiction(input, task, other, findings);
            contradiction(input, other, task, findings);
        }
    }
}

/// Adds a finding on each side of a pair, if its tasks run at the same time.
fn add(
    input: &Input,
    (a, b): (TaskId, TaskId),
    collision: &dyn Fn() -> Collision,
    findings: &mut Findings,
) {
    for (own, with) in [(a, b), (b, a)] {
        let Some(task) = input.subject.task(own) else { return };
        let Some(together) = input.lanes.together(own, with) else { return };
        findings.push(|| {
            let Collision { probability, files, is_named } = collision();
            let files = shared(input, &files, own, with);
            let detail = Detail::Overlap { with, together, probability, files, is_named };
            Finding::new(Rule::Overlap, (&task.backlog, task.line), Some(own), detail)
        });
    }
}

/// Returns the collision of two tasks that name a common file as what they change.
fn named(input: &Input, a: TaskId, b: TaskId) -> Collision {
    let common = input.named.common(a, b);
    let both = |path: &&RepoPath| chance(input, a, path) * chance(input, b, path);
    let weighed = || 1.0 - common.iter().map(|path| 1.0 - both(path)).product::<f64>();
    let probability = listed(input, a, b).map_or_else(weighed, |it| it.probability);
    Collision { probability, files: common.into_iter().cloned().collect(), is_named: true }
}

/// Returns the collision of two tasks that probably change a common file.
fn predicted(input: &Input, overlap: &Overlap) -> Collision {
    let both = |path: &RepoPath| chance(input, overlap.a, path) * chance(input, overlap.b, path);
    let heaviest = input.named.open(overlap).map(both).fold(0.0, f64::max);
    let is_heavy = |path: &&RepoPath| both(path) >= heaviest * MIN_SHARE_OF_HEAVIEST;
    let files = input.named.open(overlap).filter(is_heavy).cloned().collect();
    Collision { probability: overlap.probability, files, is_named: false }
}

/// Returns the overlap of two tasks, the first of which comes first in reading order, if the analysis
/// lists it.
pub fn listed<'a>(input: &Input<'a>, a: TaskId, b: TaskId) -> Option<&'a Overlap> {
    let overlaps = &input.subject.analysis.overlaps;
    let at = overlaps.binary_search_by_key(&(a, b), |overlap| (overlap.a, overlap.b)).ok()?;
    Some(&overlaps[at])
}

/// Tells whether one task of a pair waits for the other, by itself or by way of other tasks.
fn is_ordered(input: &Input, a: TaskId, b: TaskId) -> bool {
    waits(input, a, b) || waits(input, b, a)
}

/// Tells whether a task waits for another one. The tasks that it waits for are looked through nearest first.
fn waits(input: &Input, own: TaskId, other: TaskId) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([own]), VecDeque::from([own]));
    while let Some(task) = next.pop_front().and_then(|task| input.subject.task(task)) {
        for &first in &task.depends_on {
            if first == other {
                return true;
            }
            if seen.len() < MAX_WAITED_FOR && seen.insert(first) {
                next.push_back(first);
            }
        }
    }
    false
}

/// Returns the probability that a task changes a file.
fn chance(input: &Input, task: TaskId, path: &RepoPath) -> f64 {
    let radius = input.subject.analysis.prediction.radii.get(task.index());
    let file = radius.and_then(|radius| radius.files.iter().find(|file| file.path == *path));
    file.map_or(0.0, |file| file.probability)
}

/// Returns the files of a pair as seen from `own`.
fn shared(input: &Input, files: &[RepoPath], own: TaskId, with: TaskId) -> Vec<SharedFile> {
    let shared = |path: &RepoPath| SharedFile {
        path: path.clone(),
        a: chance(input, own, path),
        b: chance(input, with, path),
    };
    files.iter().take(MAX_FILES).map(shared).collect()
}

/// Finds the tasks that a task declares as conflicting with it.
fn declared<'a>(input: &'a Input, task: &'a Task) -> impl Iterator<Item = &'a Task> {
    task.conflicts.iter().filter_map(|&other| input.subject.task(other))
}

fn contradiction(input: &Input, task: &Task, with: &Task, findings: &mut Findings) {
    let Some(together) = input.lanes.together(task.id, with.id) else { return };
    findings.push(|| {
        let detail = Detail::Contradiction { with: with.id, together };
        Finding::new(Rule::Overlap, (&task.backlog, task.line), Some(task.id), detail)
    });
}
