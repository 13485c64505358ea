//! Tasks that are declared to run at the same time.

use std::collections::BTreeMap;

use super::Subject;
use crate::model::{Lane, Parallel, ParallelKind, Task, TaskId, Together};

/// Label that puts a task into a track: `#track:docs`.
const LABEL: &str = "track";

/// Beginning of the branches of tracks.
const PREFIX: &str = "work/";

/// Every declaration that tasks run at the same time.
pub struct Lanes {
    declared: Vec<Parallel>,
    /// For each task: declarations and lanes that hold it, in order.
    of_task: BTreeMap<TaskId, Vec<(usize, usize)>>,
}

impl Lanes {
    /// Collects the declarations of the backlogs, of the plan and of the worktrees. Tasks that look
    /// done, dropped, duplicate or like placeholders are left out.
    pub fn new(subject: &Subject) -> Self {
        let tasks: Vec<&Task> = subject.planned().collect();
        let mut declared = groups(&tasks);
        declared.extend(labels(&tasks));
        declared.extend(subject.parallel.iter().cloned());
        let mut of_task: BTreeMap<TaskId, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, parallel) in declared.iter().enumerate() {
            for (lane, task) in lanes_with_tasks(parallel) {
                if subject.analysis.prediction.doubt(task).is_none() {
                    of_task.entry(task).or_default().push((at, lane));
                }
            }
        }
        Self { declared, of_task }
    }

    /// Returns the first declaration by which two tasks run at the same time, as seen from `own`. There
    /// is none where the strongest declaration about both puts them into one lane.
    pub fn together(&self, own: TaskId, other: TaskId) -> Option<Together> {
        let (of_own, of_other) = (self.of_task.get(&own)?, self.of_task.get(&other)?);
        let both = || {
            of_own.iter().filter_map(|&(declared, lane)| {
                // A task stands in few declarations.
                let &(_, beside) = of_other.iter().find(|&&(at, _)| at == declared)?;
                Some((&self.declared[declared], lane, beside))
            })
        };
        let strongest = both().max_by_key(|(parallel, ..)| strength(parallel.kind));
        if strongest.is_some_and(|(_, lane, beside)| lane == beside) {
            return None;
        }
        both().find(|(_, lane, beside)| lane != beside).map(|(parallel, lane, beside)| Together {
            kind: parallel.kind,
            group: parallel.name.clone(),
            own: parallel.lanes[lane].name.clone(),
            other: parallel.lanes[beside].name.clone(),
        })
    }

    /// Returns the tracks of a branch, by the name behind `work/`.
    pub fn of_branch(&self, branch: &str) -> Vec<&Lane> {
        let name = branch.strip_prefix(PREFIX).unwrap_or(branch);
        let is_own = |lane: &&Lane| lane.name.strip_prefix(PREFIX).unwrap_or(&lane.name) == name;
        self.named().filter(is_own).collect()
    }

    /// Returns the lanes that have a name.
    pub fn named(&self) -> impl Iterator<Item = &Lane> {
        let lanes = self.declared.iter().flat_map(|parallel| &parallel.lanes);
        lanes.filter(|lane| !lane.name.is_empty())
    }

    /// Returns whether a task may run at the same time as any other.
    pub fn holds(&self, task: TaskId) -> bool {
        self.of_task.contains_key(&task)
    }
}

/// Returns how much a declaration says about two tasks: those of one worktree are done one after the
/// other, whatever the backlog says, and a track that the user or the plan gives overrules `[P]`.
fn strength(kind: ParallelKind) -> u8 {
    match kind {
        ParallelKind::Group => 0,
        ParallelKind::Plan => 1,
        ParallelKind::Label => 2,
        ParallelKind::Worktree => 3,
    }
}

fn lanes_with_tasks(parallel: &Parallel) -> impl Iterator<Item = (usize, TaskId)> {
    parallel
        .lanes
        .iter()
        .enumerate()
        .flat_map(|(at, lane)| lane.tasks.iter().map(move |&it| (at, it)))
}

/// Collects the groups of the backlogs, in which each task without a lane is a lane by itself.
fn groups(tasks: &[&Task]) -> Vec<Parallel> {
    let mut groups: BTreeMap<&str, Vec<Lane>> = BTreeMap::new();
    // Positions of the lanes with a name in their groups.
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for task in tasks {
        let Some(group) = &task.parallel else { continue };
        let lanes = groups.entry(group).or_default();
        let name = task.lane.clone().unwrap_or_default();
        let next = lanes.len();
        let place =
            task.lane.as_ref().map_or(next, |it| *places.entry((group, it)).or_insert(next));
        match lanes.get_mut(place) {
            Some(lane) => lane.tasks.push(task.id),
            None => lanes.push(Lane { name, tasks: vec![task.id] }),
        }
    }
    groups
        .into_iter()
        .map(|(name, lanes)| Parallel { kind: ParallelKind::Group, name: name.to_owned(), lanes })
        .collect()
}

/// Collects the tracks that labels give; those of all backlogs run at the same time.
fn labels(tasks: &[&Task]) -> Option<Parallel> {
    let mut lanes: BTreeMap<&str, Vec<TaskId>> = BTreeMap::new();
    for task in tasks {
        if let Some(track) = task.labels.get(LABEL).filter(|track| !track.is_empty()) {
            lanes.entry(track).or_default().push(task.id);
        }
    }
    let lanes: Vec<Lane> =
        lanes.into_iter().map(|(name, tasks)| Lane { name: name.to_owned(), tasks }).collect();
    let name = String::new();
    (!lanes.is_empty()).then_some(Parallel { kind: ParallelKind::Label, name, lanes })
}
