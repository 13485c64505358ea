//! Commits that stand in for finished tasks: their subjects say what was to be done.
//!
//! A subject is as hard to predict as a task, and every repository has hundreds.

use std::collections::{BTreeSet, HashSet};

use super::cases::{Touched, says_enough};
use super::steps::Step;
use super::ticks::letters_and_digits;
use crate::backtest::case::{COMMIT, Case};
use crate::history::{MAX_WORK_FILES, work_of_subject};
use crate::words::stable_hash;

/// Number of the newest commits that are replayed unless a limit is given.
pub(super) const NEWEST: usize = 200;

/// Number of characters of two subjects that are compared to recognise the same work.
const COMPARED_CHARS: usize = 120;

/// Endings of files that tell nothing about where code is changed.
const TEXT_ENDINGS: [&str; 9] =
    [".md", ".rst", ".adoc", ".txt", ".svg", ".png", ".gif", ".jpg", "go.mod"];

/// Finds the commits that stand in for tasks, oldest first: those whose subject names work, that
/// changed between 1 and [`MAX_WORK_FILES`] files, and that finished none of the tasks in `finished`.
pub(super) fn commits_as_tasks(
    repository: &str,
    steps: &[Step],
    finished: &[Case],
    since: Option<i64>,
    limit: usize,
) -> Vec<Case> {
    let of_tasks: BTreeSet<&str> = finished.iter().map(|case| case.commit.as_str()).collect();
    let mut seen = HashSet::new();
    let mut cases = Vec::new();
    for step in steps.iter().rev() {
        if cases.len() == limit {
            break;
        }
        let is_old = since.is_some_and(|since| step.time < since);
        if is_old || of_tasks.contains(step.commit.as_str()) {
            continue;
        }
        let Some(case) = case(repository, step) else { continue };
        if seen.insert(stable_hash(&letters_and_digits(&case.text, COMPARED_CHARS))) {
            cases.push(case);
        }
    }
    cases.reverse();
    cases
}

fn case(repository: &str, step: &Step) -> Option<Case> {
    let text = work_of_subject(&step.subject).filter(|text| says_enough(text))?;
    let parent = step.parent.clone()?;
    if !(1..=MAX_WORK_FILES).contains(&step.files.len()) {
        return None;
    }
    let mut touched = Touched::default();
    step.files.iter().for_each(|file| touched.add(file));
    let [truth, truth_new] = [touched.old, touched.new]
        .map(|paths| paths.iter().map(|path| path.as_str().to_owned()).collect::<Vec<String>>());
    let is_text = |path: &String| {
        path.starts_with(".github/") || TEXT_ENDINGS.iter().any(|ending| path.ends_with(ending))
    };
    if truth.is_empty() || truth.iter().chain(&truth_new).all(is_text) {
        return None;
    }
    let hash = stable_hash(&format!("{repository}\0{}\0{text}", step.commit));
    Some(Case {
        id: format!("{hash:016x}")[..12].to_owned(),
        repo: repository.to_owned(),
        parent,
        commit: step.commit.clone(),
        date: step.time,
        backlog: String::new(),
        headings: Vec::new(),
        ancestors: Vec::new(),
        first_commit: None,
        introduced: None,
        text: text.to_owned(),
        truth,
        truth_new,
        others: 0,
        weight: COMMIT,
    })
}
