//! Pairs of tasks that share a file, in one entry for each file.
//!
//! Eight tasks that share a file are 28 pairs, and a finding at each task of each pair is for programs.
//! People get one line with all eight.

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

/// Findings that are about the same files and the same declaration.
type Key<'a> = (Severity, bool, &'static str, &'a str, Vec<&'a RepoPath>);

/// Pairs of tasks that share files.
#[derive(Clone)]
struct Shared<'a> {
    /// The first of its findings.
    first: usize,
    tasks: BTreeSet<TaskId>,
    /// Names of the tracks or worktrees of the tasks; empty where each is by itself.
    lanes: BTreeMap<TaskId, &'a str>,
    files: &'a [SharedFile],
    is_named: bool,
    /// The lowest and the highest probability of a pair.
    chances: (f64, f64),
}

/// Puts the findings that the baseline does not have into words; those about pairs of tasks that share a
/// file are one entry, at the first of them.
pub fn merged(prediction: &Prediction, checked: &Checked, prefix: &str) -> Vec<Entry> {
    let mut shared: BTreeMap<Key, Shared> = BTreeMap::new();
    for (at, finding) in checked.findings.iter().enumerate().filter(|(_, it)| !it.is_known) {
        if let Some((key, pair)) = pair(at, finding) {
            let group = shared.entry(key).or_insert_with(|| Shared { first: at, ..pair.clone() });
            group.tasks.extend(&pair.tasks);
            group.lanes.extend(&pair.lanes);
            let (least, most) = pair.chances;
            group.chances = (group.chances.0.min(least), group.chances.1.max(most));
        }
    }
    let by_first: BTreeMap<usize, &Shared> = shared.values().map(|it| (it.first, it)).collect();
    let all = entries(prediction, checked, prefix).into_iter().enumerate();
    all.filter(|(_, entry)| !entry.is_known)
        .filter_map(|(at, entry)| match by_first.get(&at) {
            Some(shared) if shared.tasks.len() > 2 => {
                Some(Entry { message: message(prediction, shared), related: None, ..entry })
            }
            Some(_) => Some(entry),
            None => pair(at, &checked.findings[at]).is_none().then_some(entry),
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
        first: at,
        tasks: BTreeSet::from([own, *with]),
        lanes: lanes.into_iter().filter(|(_, lane)| !lane.is_empty()).collect(),
        files: about,
        is_named: *is_named,
        chances: (*probability, *probability),
    };
    Some(((finding.severity, *is_named, kind.name(), group, paths), shared))
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
