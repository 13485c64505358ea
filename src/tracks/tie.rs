//! Ties: why two tasks are kept together or apart, and what would untie them.

use std::collections::BTreeSet;

use super::hubs;
use super::overlap::Overlaps;
use crate::model::{BlastRadius, RepoPath, SharedFile, Task, TaskId, Tie, Verdict};

/// Explains how two tasks of the list are tied. `radii` has one entry for each task, in the same
/// order.
pub fn tie(tasks: &[Task], radii: &[BlastRadius], a: TaskId, b: TaskId) -> Tie {
    let hubs = hubs::find(tasks, radii, &[]);
    let overlaps = Overlaps::new(tasks, radii, &hubs);
    let (a, b) = (a.min(b), a.max(b));
    let (at, bt) = (a.index(), b.index());
    let probability = overlaps.between(at, bt);
    let mut files: Vec<SharedFile> = shared(&radii[at], &radii[bt]);
    let (left_out, mut files_counted): (Vec<_>, Vec<_>) =
        files.drain(..).partition(|file| hubs.contains(&file.path));
    files_counted.sort_by(|x, y| (y.a * y.b).total_cmp(&(x.a * x.b)).then(x.path.cmp(&y.path)));

    // The heaviest files go one by one, until the tasks are independent.
    let mut untied = Vec::new();
    let mut apart: f64 = 1.0 - probability;
    for file in &files_counted {
        if overlaps.verdict(at, bt, 1.0 - apart) <= Verdict::Unknown {
            break;
        }
        apart /= (1.0 - file.a * file.b).max(f64::MIN_POSITIVE);
        untied.push(file.path.clone());
    }
    Tie {
        a,
        b,
        probability,
        verdict: overlaps.verdict(at, bt, probability),
        untied,
        left: (1.0 - apart).max(0.0),
        files: files_counted,
        hubs: left_out.into_iter().map(|file| file.path).collect(),
        waits: waits(tasks, a, b),
    }
}

/// Lists the files that both tasks may touch, with the probabilities of each.
fn shared(a: &BlastRadius, b: &BlastRadius) -> Vec<SharedFile> {
    let mut seen: BTreeSet<&RepoPath> = BTreeSet::new();
    let mut shared = Vec::new();
    for mine in a.files.iter().filter(|file| seen.insert(&file.path)) {
        if let Some(theirs) = b.files.iter().find(|file| file.path == mine.path) {
            let (a, b) = (mine.probability, theirs.probability);
            shared.push(SharedFile { path: mine.path.clone(), a, b });
        }
    }
    shared
}

/// Returns which of two tasks waits for the other, directly or through others.
fn waits(tasks: &[Task], a: TaskId, b: TaskId) -> Option<TaskId> {
    let reaches = |from: TaskId, to: TaskId| {
        let mut met = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(task) = open.pop() {
            for &next in tasks.get(task.index()).map_or(&[][..], |task| &task.depends_on) {
                if met.insert(next) {
                    open.push(next);
                }
            }
        }
        met.contains(&to)
    };
    if reaches(a, b) {
        Some(a)
    } else if reaches(b, a) {
        Some(b)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::*;
    use crate::model::Confidence;

    #[test]
    fn the_heaviest_files_are_what_unties() {
        let radii = [
            radius(0, &[("a.go", 0.9), ("b.go", 0.5), ("c.go", 0.1), ("go.mod", 0.9)]),
            radius(1, &[("a.go", 0.9), ("b.go", 0.5), ("c.go", 0.1), ("go.mod", 0.9)]),
        ];
        let tasks = [task(0), task(1)];
        let found = tie(&tasks, &radii, TaskId(1), TaskId(0));
        assert_eq!((found.a, found.b, found.verdict), (TaskId(0), TaskId(1), Verdict::Conflict));
        let untied: Vec<&str> = found.untied.iter().map(RepoPath::as_str).collect();
        assert_eq!(untied, ["a.go", "b.go"]);
        assert!((found.left - 0.01).abs() < 1e-9, "{}", found.left);
        assert_eq!(found.hubs, [RepoPath::new("go.mod").unwrap()]);
        assert_eq!(found.waits, None);
    }

    #[test]
    fn a_wait_counts_through_others_and_the_unknown_are_never_untied() {
        let mut radii = [radius(0, &[("a.go", 0.9)]), radius(1, &[("b.go", 0.9)]), radius(2, &[])];
        radii[2].confidence = Confidence::Unknown;
        let mut tasks = [task(0), task(1), task(2)];
        tasks[0].depends_on = vec![TaskId(2)];
        tasks[2].depends_on = vec![TaskId(1)];
        let found = tie(&tasks, &radii, TaskId(0), TaskId(1));
        assert_eq!((found.verdict, found.waits), (Verdict::Independent, Some(TaskId(0))));
        assert_eq!(tie(&tasks, &radii, TaskId(1), TaskId(2)).verdict, Verdict::Unknown);
    }
}
