//! Signal: a new file in a folder that the title or the heading names and that has no code yet, as
//! `### Pub/Sub (pubsub/)`, where `pubsub/` holds a README or does not exist.

use std::collections::BTreeMap;

use super::Question;
use super::confidence::HIGH;
use super::new_of_kind::guessed;
use crate::index::{FileKind, PathMatch};
use crate::model::{Language, PredictedFile, RepoPath};

/// Share of the tasks whose title names such a folder, with a `/` at its end, that add a file in it: 12 of 28
/// finished tasks and commits of 24 repositories.
const IN_TITLE: f64 = 0.4;

/// Least share of the tasks below a heading that names such a folder that add a file in it. Chosen, not
/// measured: no finished task with such a heading was found.
const MIN_IN_HEADING: f64 = 0.5;

/// Amount by which the file stands above those that only resemble the text.
const ABOVE_OTHERS: f64 = 0.01;

/// Predicts a new file in such a folder. `predicted` has the files that exist, the likeliest first: where
/// one is likely, the task is about that file.
pub fn read(question: &Question, predicted: &[PredictedFile]) -> Option<PredictedFile> {
    let best = predicted.first().map_or(0.0, |file| file.probability);
    if best >= HIGH {
        return None;
    }
    let in_title = question.text.mentions.iter().filter(|it| it.in_title && !it.for_reference);
    let in_title: Vec<&str> = in_title.map(|it| it.text.as_str()).collect();
    let task = question.task;
    let heading = task.ancestors.last().or(task.section.last()).map_or("", String::as_str);
    let above = question.text.above.iter().map(|it| it.text.as_str());
    let in_heading: Vec<&str> = above.filter(|text| heading.contains(text)).collect();
    let (named, folder, line, probability) =
        if let Some((named, folder)) = only(question, &in_title) {
            (named, folder, Some(task.line), IN_TITLE)
        } else if in_title.iter().any(|text| !question.index.paths.named(text).is_empty()) {
            return None;
        } else {
            let (named, folder) = only(question, &in_heading)?;
            (named, folder, None, (best + ABOVE_OTHERS).max(MIN_IN_HEADING))
        };
    let path = path_in(question, &folder)?;
    Some(guessed((named, line), &folder, path, probability))
}

/// Returns the only folder that some names mean, as named and by its path. `None` if they mean several,
/// or one with code.
fn only<'a>(question: &Question, names: &[&'a str]) -> Option<(&'a str, String)> {
    let mut folders = names.iter().filter(|name| name.ends_with('/') && is_plain(name));
    let first = folders.next()?;
    if folders.any(|other| other != first) {
        return None;
    }
    let paths = &question.index.paths;
    let folder = match paths.resolve(first) {
        Some(PathMatch::Folder(found)) if found.len() == 1 => found.into_iter().next()?,
        Some(_) => return None,
        None => paths.from_root(first)?.trim_matches('/').to_owned(),
    };
    let has_code = paths.below(&folder).any(|id| question.index.file(id).kind.is_code);
    (!has_code).then_some((first, folder))
}

/// Returns whether a text is a relative path of plain names.
fn is_plain(path: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "/_-.".contains(c);
    path.chars().all(is_sign) && !path.starts_with(['/', '.']) && !path.contains("//")
}

/// Names a file as the folder is named, in the language of most of the code.
fn path_in(question: &Question, folder: &str) -> Option<RepoPath> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in question.index.files.iter().filter(|file| file.kind.is_code && !file.is_test) {
        *counts.entry(file.path.extension()).or_default() += 1;
    }
    let (extension, _) = counts.into_iter().max_by_key(|&(name, count)| (count, name))?;
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let is_test = question.text.asks.tests >= 1.0 && extension == "go";
    let ending = if is_test { "_test" } else { "" };
    let path = RepoPath::new(&format!("{folder}/{name}{ending}.{extension}"))?;
    FileKind::of(&path, Language::of(&path)).is_code.then_some(path)
}
