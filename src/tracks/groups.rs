//! Groups: tasks that one would give to the same hands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::alike::{Alike, MAX_SECTION, MIN_LIKENESS};
use super::bonds::Bonds;
use super::topics::is_collection;
use crate::model::Task;

/// Mean cosine of files below which the tasks under one heading are split by the files they touch.
/// On 38 windows of 36 finished tasks, with 0.02 no section was split over tracks, with 0.05 every
/// sixth, and the share of collisions was the same.
pub const MIN_SECTION_COSINE: f64 = 0.02;

/// Number of parts that likeness is counted in where pairs are put in order.
const STEPS: f64 = 1e9;

/// Forms groups of the `free` tasks: those under one small heading, those bound by order, and then
/// the most alike first, as long as a group has no more than `cap` tasks. Each group is in reading
/// order, the groups are by first task.
pub fn form(
    tasks: &[Task],
    alike: &Alike,
    bonds: &Bonds,
    free: &[bool],
    cap: usize,
) -> Vec<Vec<usize>> {
    let mut groups = Groups::of_sections(tasks, alike, free);
    groups.join_ordered(bonds, free, cap.max(MAX_SECTION));
    groups.join_alike(alike, cap);
    let mut formed: Vec<Vec<usize>> =
        groups.members.into_iter().filter(|group| !group.is_empty()).collect();
    for group in &mut formed {
        group.sort_unstable();
    }
    formed.sort();
    formed
}

/// Groups while they grow: those that were taken up by others are empty.
struct Groups {
    members: Vec<Vec<usize>>,
    /// Group of each task that is free.
    of: Vec<usize>,
}

impl Groups {
    fn of_sections(tasks: &[Task], alike: &Alike, free: &[bool]) -> Self {
        let mut sections: BTreeMap<(&str, &[String]), Vec<usize>> = BTreeMap::new();
        for (at, task) in tasks.iter().enumerate().filter(|&(at, _)| free[at]) {
            sections.entry((&task.backlog, &task.section)).or_default().push(at);
        }
        let mut groups = Self { members: Vec::new(), of: vec![usize::MAX; tasks.len()] };
        for ((_, section), members) in sections {
            let is_concern = section.last().is_some_and(|heading| !is_collection(heading))
                && (2..=MAX_SECTION).contains(&members.len())
                && mean(&members, &members, |a, b| alike.by_files(a, b)) >= MIN_SECTION_COSINE;
            if is_concern {
                groups.add(members);
            } else {
                for task in members {
                    groups.add(vec![task]);
                }
            }
        }
        groups
    }

    fn add(&mut self, members: Vec<usize>) {
        for &task in &members {
            self.of[task] = self.members.len();
        }
        self.members.push(members);
    }

    /// Joins what must be done in order, where both together have at most `cap` tasks.
    fn join_ordered(&mut self, bonds: &Bonds, free: &[bool], cap: usize) {
        for task in (0..free.len()).filter(|&task| free[task]) {
            for &dependency in bonds.depends_on[task].iter().filter(|&&d| free[d]) {
                let (a, b) = (self.of[task], self.of[dependency]);
                if a != b && self.members[a].len() + self.members[b].len() <= cap {
                    self.join(a.min(b), a.max(b));
                }
            }
        }
    }

    /// Joins the two groups that are most alike, on average over their tasks, while any are.
    fn join_alike(&mut self, alike: &Alike, cap: usize) {
        let free: Vec<usize> = self.members.iter().flatten().copied().collect();
        let mut near: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b, _) in alike.neighbours(&free) {
            let (a, b) = (self.of[a], self.of[b]);
            if a != b {
                near.entry(a).or_default().insert(b);
                near.entry(b).or_default().insert(a);
            }
        }
        let mut heap = BinaryHeap::new();
        for (&a, others) in &near {
            for &b in others.range(a..) {
                heap.extend(self.offer(alike, cap, a, b));
            }
        }
        while let Some((_, Reverse((a, b, sizes)))) = heap.pop() {
            if sizes != (self.members[a].len(), self.members[b].len()) {
                continue;
            }
            self.join(a, b);
            let theirs = near.remove(&b).unwrap_or_default();
            for &other in &theirs {
                if let Some(of_other) = near.get_mut(&other) {
                    of_other.remove(&b);
                    of_other.insert(a);
                }
            }
            let ours = near.entry(a).or_default();
            ours.extend(theirs);
            ours.remove(&a);
            ours.remove(&b);
            for other in ours.clone() {
                heap.extend(self.offer(alike, cap, a.min(other), a.max(other)));
            }
        }
    }

    /// Weighs two groups: how alike they are, and of which sizes, where they may be joined.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in [0, 1e9]")]
    #[expect(clippy::type_complexity, reason = "an entry of one heap")]
    fn offer(
        &self,
        alike: &Alike,
        cap: usize,
        a: usize,
        b: usize,
    ) -> Option<(u64, Reverse<(usize, usize, (usize, usize))>)> {
        let (left, right) = (&self.members[a], &self.members[b]);
        if left.is_empty() || right.is_empty() || left.len() + right.len() > cap {
            return None;
        }
        let likeness = mean(left, right, |a, b| alike.of(a, b));
        (likeness >= MIN_LIKENESS)
            .then_some(((likeness * STEPS) as u64, Reverse((a, b, (left.len(), right.len())))))
    }

    fn join(&mut self, into: usize, from: usize) {
        let moved = std::mem::take(&mut self.members[from]);
        for &task in &moved {
            self.of[task] = into;
        }
        self.members[into].extend(moved);
    }
}

/// Computes the mean over all pairs of two groups, pairs of a task with itself left out.
pub fn mean(left: &[usize], right: &[usize], of: impl Fn(usize, usize) -> f64) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for &a in left {
        for &b in right.iter().filter(|&&b| b != a) {
            sum += of(a, b);
            count += 1;
        }
    }
    sum / f64::from(count.max(1))
}
