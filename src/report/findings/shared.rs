//! Pairs of tasks that share a file, in one entry for each file.
//!
//! Eight tasks that share a file are 28 pairs, and a finding at each task of each pair is for programs.
//! People get one entry with all eight.

use std::collections::btree_map::Entry::{Occupied, Vacant};
use std::collections::{BTreeMap, BTreeSet};

use super::entry::{Entry, entries};
use super::message::named_files;
use crate::model::{
    Checked, Detail, Finding, Prediction, RepoPath, Severity, SharedFile, TaskId, Together,
};
use crate::report::layout::clean;
use crate::report::wording::{enumerate, key, percent};

/// Number of tasks that are named.
const MAX_TASKS: usize = 20;

/// Findings that people read as one.
pub struct Group<'a> {
    /// The finding in words, at the place of the first one.
    pub entry: Entry,
    /// The findings, in their order.
    pub members: Vec<&'a Finding>,
}

/// Findings that are about the same files and the same declaration; the baseline has all of them or none.
type Key<'a> = (bool, Severity, bool, &'static str, &'a str, Vec<&'a RepoPath>);

/// Pairs of tasks that share files.
struct Shared<'a> {
    /// Positions of its findings.
    members: Vec<usize>,
    tasks: BTreeSet<TaskId>,
    /// Names of the tracks or worktrees of the tasks; empty where each is by itself.
    lanes: BTreeMap<TaskId, &'a str>,
    files: &'a [SharedFile],
    is_named: bool,
    /// The lowest and the highest probability of a pair.
    chances: (f64, f64),
}

/// Puts the findings that the baseline does not have into words, those about pairs of tasks that share a
/// file in one entry.
pub fn merged(prediction: &Prediction, checked: &Checked, prefix: &str) -> Vec<Entry> {
    let groups = groups(prediction, checked, prefix).into_iter();
    groups.map(|group| group.entry).filter(|entry| !entry.is_known).collect()
}

/// Puts all findings into words; those about pairs of tasks that share a file are one group, at the first of
/// them.
pub fn groups<'a>(prediction: &Prediction, checked: &'a Checked, prefix: &str) -> Vec<Group<'a>> {
    let mut shared: BTreeMap<Key, Shared> = BTreeMap::new();
    for (at, finding) in checked.findings.iter().enumerate() {
        let Some((key, pair)) = pair(at, finding) else { continue };
        match shared.entry(key) {
            Vacant(place) => {
                place.insert(pair);
            }
            Occupied(group) => group.into_mut().add(pair),
        }
    }
    let by_first: BTreeMap<usize, &Shared> =
        shared.values().filter_map(|it| Some((*it.members.first()?, it))).collect();
    let all = entries(prediction, checked, prefix).into_iter().enumerate();
    all.filter_map(|(at, entry)| match by_first.get(&at) {
        Some(shared) => {
            let members = shared.members.iter().map(|&at| &checked.findings[at]).collect();
            let entry = if shared.tasks.len() > 2 {
                Entry { message: message(prediction, shared), related: None, ..entry }
            } else {
                entry
            };
            Some(Group { entry, members })
        }
        None if pair(at, &checked.findings[at]).is_some() => None,
        None => Some(Group { entry, members: vec![&checked.findings[at]] }),
    })
    .collect()
}

/// Returns the pair that a finding is about, if it is about two tasks that share files.
fn pair(at: usize, finding: &Finding) -> Option<(Key<'_>, Shared<'_>)> {
    let Detail::Overlap { with, together, probability, files, is_named } = &finding.detail else {
        return None;
    };
    let own = finding.task?;
    let Together { kind, group, own: own_lane, other } = together;
    // Of predicted files, the first weighs most.
    let about = if *is_named { &files[..] } else { &files[..files.len().min(1)] };
    let paths = about.iter().map(|file| &file.path).collect();
    let lanes = [(own, own_lane.as_str()), (*with, other.as_str())];
    let shared = Shared {
        members: vec![at],
        tasks: BTreeSet::from([own, *with]),
        lanes: lanes.into_iter().filter(|(_, lane)| !lane.is_empty()).collect(),
        files: about,
        is_named: *is_named,
        chances: (*probability, *probability),
    };
    Some(((finding.is_known, finding.severity, *is_named, kind.name(), group, paths), shared))
}

impl Shared<'_> {
    /// Adds a pair about the same files.
    fn add(&mut self, pair: Self) {
        self.members.extend(pair.members);
        self.tasks.extend(pair.tasks);
        self.lanes.extend(pair.lanes);
        let (least, most) = pair.chances;
        self.chances = (self.chances.0.min(least), self.chances.1.max(most));
    }
}

/// Words what more than two tasks share.
fn message(prediction: &Prediction, shared: &Shared) -> String {
    let named = |&task: &TaskId| match shared.lanes.get(&task) {
        Some(lane) => format!("{} ({})", key(prediction, task), clean(lane)),
        None => key(prediction, task),
    };
    let tasks: Vec<String> = shared.tasks.iter().map(named).collect();
    let (number, files) = (tasks.len(), named_files(shared.files));
    let tasks = enumerate(&tasks, MAX_TASKS);
    if shared.is_named {
        return format!(
            "{number} tasks that run at the same time name {files} as what they change: {tasks}"
        );
    }
    let [least, most] = [shared.chances.0, shared.chances.1].map(percent);
    let chances = if least == most { most } else { format!("{least} to {most} for a pair") };
    format!("{number} tasks that run at the same time probably change {files} ({chances}): {tasks}")
}
