//! Evidence of a finding: files with the probability that each task changes them, the clues for that, and
//! the words of the backlog.

use std::collections::BTreeMap;

use super::items::Item;
use crate::model::{
    BlastRadius, Detail, Evidence, NeedReason, Owner, PredictedFile, Prediction, RepoPath, TaskId,
};
use crate::report::html::{Markup, bar};
use crate::report::layout::{clean, cut};
use crate::report::wording::{self, count, enumerate, percent};

/// Number of tasks whose probabilities a file is shown with.
const MAX_TASKS: usize = 20;
/// Number of tasks whose clues are shown.
const MAX_EXPLAINED: usize = 8;
/// Number of clues that are shown for each file of a task.
const MAX_CLUES: usize = 2;
/// Number of the likeliest files of a task that no file is predicted for.
const MAX_GUESSES: usize = 3;
/// Number of declared files that are named.
const MAX_DECLARED: usize = 8;
/// Columns of a line of the backlog that is quoted.
const QUOTE_COLUMNS: usize = 200;

/// Adds what the finding is based on, beside its message.
pub fn add(card: &mut Markup, prediction: &Prediction, item: &Item) {
    match item.detail() {
        Some(Detail::Overlap { .. }) => {
            let files = shared(item);
            for (path, tasks) in &files {
                row(card, prediction, path.as_str(), tasks);
            }
            let of = files
                .iter()
                .flat_map(|(path, tasks)| tasks.iter().map(|&(task, _)| (task, path.as_str())));
            clues(card, prediction, &of.collect::<Vec<_>>());
        }
        // The message quotes the words of the task.
        Some(Detail::Undeclared { file: path, probability, .. }) => {
            let tasks: Vec<_> = item.tasks.iter().map(|&task| (task, *probability)).collect();
            row(card, prediction, path.as_str(), &tasks);
            declared(card, prediction, item);
            clues(card, prediction, &about(item, path.as_str()));
        }
        Some(Detail::Escape { file: path, owner, .. }) => {
            let tasks: Vec<(TaskId, f64)> = match owner {
                Owner::Track { probability, .. } => {
                    item.tasks.iter().map(|&task| (task, *probability)).collect()
                }
                Owner::Declared | Owner::Named | Owner::Branch(_) => Vec::new(),
            };
            row(card, prediction, path, &tasks);
            if matches!(owner, Owner::Declared) {
                declared(card, prediction, item);
            }
            clues(card, prediction, &about(item, path));
        }
        Some(Detail::Order { because: NeedReason::Creates(path), .. }) => {
            row(card, prediction, path, &[]);
        }
        Some(Detail::Unknown(_)) => guesses(card, prediction, item),
        Some(Detail::Ended(ended)) if !ended.said.is_empty() => {
            card.inside("p", &[("class", "proof")], |proof| {
                proof.text(&format!("Line {}: ", ended.line));
                proof.inline("q", &[], &cut(&clean(&ended.said), QUOTE_COLUMNS));
            });
        }
        _ => {}
    }
}

/// Returns the files that the tasks of a finding share, each with the probabilities of the tasks. Of more than
/// two tasks, it is what all of the pairs share.
fn shared<'a>(item: &Item<'a>) -> Vec<(&'a RepoPath, Vec<(TaskId, f64)>)> {
    let mut order: Vec<&RepoPath> = Vec::new();
    let mut chances: BTreeMap<&RepoPath, BTreeMap<TaskId, f64>> = BTreeMap::new();
    for finding in &item.members {
        let (Some(own), Detail::Overlap { with, files, is_named, .. }) =
            (finding.task, &finding.detail)
        else {
            continue;
        };
        let about =
            if item.tasks.len() > 2 && !is_named { files.len().min(1) } else { files.len() };
        for file in &files[..about] {
            if !chances.contains_key(&file.path) {
                order.push(&file.path);
            }
            let of = chances.entry(&file.path).or_default();
            of.extend([(own, file.a), (*with, file.b)]);
        }
    }
    let with_chances = |path| {
        let of = chances.remove(path).unwrap_or_default();
        (path, of.into_iter().collect())
    };
    order.into_iter().map(with_chances).collect()
}

/// Returns the tasks of a finding with one file.
fn about<'a>(item: &Item, path: &'a str) -> Vec<(TaskId, &'a str)> {
    item.tasks.iter().map(|&task| (task, path)).collect()
}

/// Adds a file with the probabilities that tasks change it. A glob has none.
fn row(card: &mut Markup, prediction: &Prediction, path: &str, tasks: &[(TaskId, f64)]) {
    card.inside("p", &[("class", "proof")], |proof| {
        proof.path(path);
        for &(task, chance) in tasks.iter().filter(|(_, it)| *it > 0.0).take(MAX_TASKS) {
            let class = format!("chance {}", bar(chance));
            proof.inside("span", &[("class", &class)], |it| {
                it.inline("b", &[], &wording::key(prediction, task));
                it.text(&format!(" {}", percent(chance)));
            });
        }
    });
}

/// Adds what the task declares.
fn declared(card: &mut Markup, prediction: &Prediction, item: &Item) {
    let tasks = item.tasks.iter().filter_map(|task| prediction.tasks.get(task.index()));
    let patterns = tasks.flat_map(|task| &task.declared);
    let patterns: Vec<String> = patterns.map(|declared| clean(&declared.pattern)).collect();
    if !patterns.is_empty() {
        let text = format!("It declares {}.", enumerate(&patterns, MAX_DECLARED));
        card.element("p", &[("class", "proof")], &text);
    }
}

/// Adds the likeliest files of a task, which are too unlikely to count.
fn guesses(card: &mut Markup, prediction: &Prediction, item: &Item) {
    let radius = item.tasks.first().and_then(|task| prediction.radii.get(task.index()));
    let files = radius.map_or(&[][..], |radius| &radius.files);
    if files.is_empty() {
        return;
    }
    card.inside("p", &[("class", "proof")], |proof| {
        proof.text("The best guesses: ");
        for (at, file) in files.iter().take(MAX_GUESSES).enumerate() {
            proof.text(if at > 0 { ", " } else { "" });
            proof.path(file.path.as_str());
            proof.text(&format!(" {}", percent(file.probability)));
        }
    });
}

/// Adds the clues by which files are predicted for tasks, folded.
fn clues(card: &mut Markup, prediction: &Prediction, of: &[(TaskId, &str)]) {
    let with_clues = of.iter().filter_map(|&(task, path)| {
        let file = predicted(prediction.radii.get(task.index())?, path)?;
        let speaking = |clue: &&Evidence| clue.is_clue() && clue.weight > 0.0;
        let clues: Vec<&Evidence> = file.evidence.iter().filter(speaking).take(MAX_CLUES).collect();
        (!clues.is_empty()).then_some((task, path, clues))
    });
    let with_clues: Vec<_> = with_clues.take(MAX_EXPLAINED).collect();
    if with_clues.is_empty() {
        return;
    }
    card.inside("details", &[("class", "clues")], |details| {
        let number = with_clues.iter().map(|(_, _, clues)| clues.len()).sum();
        details.element("summary", &[], &format!("Evidence: {}", count(number, "clue")));
        details.inside("ul", &[], |list| {
            for (task, path, clues) in with_clues {
                for clue in clues {
                    list.inside("li", &[], |item| {
                        item.inline("b", &[], &wording::key(prediction, task));
                        item.text(" ");
                        item.inline("span", &[("class", "signal")], &signal(clue));
                        item.text(&format!(" {}", clean(&wording::clue(clue))));
                        if of.iter().any(|(_, other)| *other != path) {
                            item.text(" for ");
                            item.path(path);
                        }
                    });
                }
            }
        });
    });
}

fn predicted<'a>(radius: &'a BlastRadius, path: &str) -> Option<&'a PredictedFile> {
    radius.files.iter().find(|file| file.path.as_str() == path)
}

fn signal(clue: &Evidence) -> String {
    clue.signal.name().replace('_', " ")
}
