//! Ties: why two tasks are kept together or apart, and what would untie them.

use std::collections::{BTreeMap, BTreeSet};

use super::hubs;
use super::overlap::{Meeting, Overlaps};
use crate::model::{
    BlastRadius, OrderReason, Precedence, RepoPath, SharedFile, Task, TaskId, Tie, Verdict,
};

/// Explains how two tasks of the list are tied. `radii` has one entry for each task, in the same
/// order; `order` is that of the plan, and `appended` are files that commits only add lines to.
pub fn tie(
    tasks: &[Task],
    radii: &[BlastRadius],
    appended: &[RepoPath],
    order: &[Precedence],
    [a, b]: [TaskId; 2],
) -> Tie {
    let hubs = hubs::find(tasks, radii, appended);
    let overlaps = Overlaps::new(tasks, radii, &hubs);
    let (a, b) = (a.min(b), a.max(b));
    let (at, bt) = (a.index(), b.index());
    let probability = overlaps.between(at, bt);
    let mut files = shared(&radii[at], &radii[bt]);
    let (left_out, mut files_counted): (Vec<_>, Vec<_>) =
        files.drain(..).partition(|file| hubs.contains(&file.path));
    let left_out = left_out.into_iter().map(|file| file.path);
    let (appended, hubs) = left_out.partition(|path| appended.contains(path));
    let is_declared = tasks[at].conflicts.contains(&b) || tasks[bt].conflicts.contains(&a);
    let waits = waits(order, a, b);
    let is_made = waits.is_some_and(|after| {
        let of_pair = |it: &&Precedence| it.after == after && [a, b].contains(&it.before);
        order.iter().find(of_pair).is_some_and(|it| it.because == OrderReason::Creates)
    });
    files_counted.sort_by(|x, y| (y.a * y.b).total_cmp(&(x.a * x.b)).then(x.path.cmp(&y.path)));

    // The heaviest files go one by one, until the tasks are independent.
    let without = |first: usize| {
        let rest = files_counted[first..].iter().map(|file| file.a * file.b);
        rest.collect::<Meeting>().probability()
    };
    let mut untied = Vec::new();
    let mut left = probability;
    for file in &files_counted {
        if overlaps.verdict(at, bt, left) <= Verdict::Unknown {
            break;
        }
        untied.push(file.path.clone());
        left = without(untied.len());
    }
    Tie {
        a,
        b,
        probability,
        verdict: overlaps.verdict(at, bt, probability),
        untied,
        left,
        files: files_counted,
        hubs,
        appended,
        is_declared,
        waits,
        is_made,
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
fn waits(order: &[Precedence], a: TaskId, b: TaskId) -> Option<TaskId> {
    let mut before: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    for it in order {
        before.entry(it.after).or_default().push(it.before);
    }
    let reaches = |from: TaskId, to: TaskId| {
        let mut met = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(task) = open.pop() {
            open.extend(before.get(&task).into_iter().flatten().filter(|&&next| met.insert(next)));
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
        let files =
            [("a.go", 0.9), ("b.go", 0.5), ("c.go", 0.1), ("go.mod", 0.9), ("commands.yaml", 0.9)];
        let radii = [radius(0, &files), radius(1, &files)];
        let tasks = [task(0), task(1)];
        let appended = [RepoPath::new("commands.yaml").unwrap()];
        let found = tie(&tasks, &radii, &appended, &[], [TaskId(1), TaskId(0)]);
        assert_eq!((found.a, found.b, found.verdict), (TaskId(0), TaskId(1), Verdict::Conflict));
        let untied: Vec<&str> = found.untied.iter().map(RepoPath::as_str).collect();
        assert_eq!(untied, ["a.go", "b.go"]);
        assert!((found.left - 0.01).abs() < 1e-9, "{}", found.left);
        assert_eq!(found.hubs, [RepoPath::new("go.mod").unwrap()]);
        assert_eq!(found.appended, appended);
        assert_eq!((found.waits, found.is_made, found.is_declared), (None, false, false));
    }

    #[test]
    fn a_wait_counts_through_others_and_the_unknown_are_never_untied() {
        let mut radii = [radius(0, &[("a.go", 0.9)]), radius(1, &[("b.go", 0.9)]), radius(2, &[])];
        radii[2].confidence = Confidence::Unknown;
        let tasks = [task(0), task(1), task(2)];
        let before = |before: u32, after: u32, because: OrderReason| Precedence {
            before: TaskId(before),
            after: TaskId(after),
            because,
        };
        let order = [before(1, 2, OrderReason::Creates), before(2, 0, OrderReason::Stated)];
        let tied = |a: u32, b: u32| tie(&tasks, &radii, &[], &order, [TaskId(a), TaskId(b)]);
        let found = tied(0, 1);
        assert_eq!((found.verdict, found.waits), (Verdict::Independent, Some(TaskId(0))));
        assert!(!found.is_made);
        let found = tied(1, 2);
        assert_eq!((found.verdict, found.waits), (Verdict::Unknown, Some(TaskId(2))));
        assert!(found.is_made);
    }

    #[test]
    fn a_conflict_that_the_backlog_declares_is_told() {
        let radii = [radius(0, &[("a.go", 0.9)]), radius(1, &[("b.go", 0.9)])];
        let mut tasks = [task(0), task(1)];
        let is_declared =
            |tasks: &[Task; 2]| tie(tasks, &radii, &[], &[], [TaskId(0), TaskId(1)]).is_declared;
        assert!(!is_declared(&tasks));
        tasks[1].conflicts = vec![TaskId(0)];
        assert!(is_declared(&tasks));
        tasks[0].backlog = "OTHER.md".to_owned();
        assert!(is_declared(&tasks), "some tools have a file for each task");
    }
}
