//! Signal: files that the caller says the task touches.
//!
//! A hint counts like a declaration in the backlog, by the same features, so that no weights have
//! to be learned for it. Only its evidence is of another kind.

use std::collections::BTreeSet;

use super::Question;
use super::confidence::LOW;
use super::declared;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::PathMatch;
use crate::model::{Evidence, FileId, Hint, Origin, PredictedFile, RepoPath, Signal};

/// Probability that the work adds a file that a hint names and that does not exist: the same as
/// where the backlog declares it.
const NEW_FILE: f64 = 0.8;

/// Returns whether a path is a glob.
pub fn is_glob(path: &str) -> bool {
    path.contains('*')
}

/// Raises the files of each hint.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for hint in question.hints {
        let Some(matched) = question.index.paths.resolve(&hint.path) else { continue };
        let features = features(&matched);
        let (files, value) = declared::shared(question.index, matched);
        for file in files {
            for &feature in features {
                let (quote, met) = (hint.given.clone(), Met::Hint);
                sheet.raise(Clue { file, feature, quote, line: None, met }, value);
            }
        }
    }
}

/// Returns the features that a hint raises. A declaration is part of the task's text, so it also
/// counts as the path that it names; a hint counts as if the title named the path.
fn features(matched: &PathMatch) -> &'static [Feature] {
    match matched {
        PathMatch::Whole(_) => &[Feature::Declared, Feature::PathWhole, Feature::PathInTitle],
        PathMatch::Suffix(_) => &[Feature::Declared, Feature::PathSuffix, Feature::PathInTitle],
        PathMatch::Moved(_) => &[Feature::Declared, Feature::PathMoved, Feature::PathInTitle],
        PathMatch::Name(_) => &[Feature::Declared, Feature::PathName, Feature::PathInTitle],
        PathMatch::Glob(_) => &[Feature::Declared, Feature::Glob],
        PathMatch::Folder(_) => &[Feature::Declared, Feature::FolderNamed],
    }
}

/// Words the evidence of a hint.
pub fn phrase(given: &str) -> String {
    format!("you said so: --hint '{given}'")
}

/// Predicts the files that hints name and that do not exist yet.
pub fn new_files(question: &Question) -> Vec<PredictedFile> {
    let new = |hint: &Hint| {
        let paths = &question.index.paths;
        let is_there = paths.resolve(&hint.path).is_some() || paths.is_left_out(&hint.path);
        let path = RepoPath::new(&hint.path).filter(|_| !is_there && !is_glob(&hint.path))?;
        Some(PredictedFile {
            evidence: vec![Evidence {
                signal: Signal::Hint,
                quote: "".into(),
                line: None,
                met: format!("{}, a new file", phrase(&hint.given)).into(),
                weight: (NEW_FILE / (1.0 - NEW_FILE)).ln(),
            }],
            path,
            file: None,
            origin: Origin::Written,
            probability: NEW_FILE,
            predicted: false,
        })
    };
    question.hints.iter().filter_map(new).collect()
}

/// Returns the existing files that hints mean, sorted.
pub fn files(question: &Question) -> Vec<FileId> {
    let matches = question.hints.iter().filter_map(|it| question.index.paths.resolve(&it.path));
    let files = matches.flat_map(|matched| declared::shared(question.index, matched).0);
    files.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Raises the likeliest of the `hinted` files to low confidence, and the others in proportion: a task
/// with a hint is not unknown, however large the hinted folder. `judged` are the files with their
/// probabilities.
pub fn lift(hinted: &[FileId], judged: &mut [(FileId, &mut f64)]) {
    let is_hinted = |file: &FileId| hinted.contains(file);
    let of_hinted = judged.iter().filter(|(file, _)| is_hinted(file));
    let best = of_hinted.map(|(_, probability)| **probability).fold(0.0, f64::max);
    let best_of_all = judged.iter().map(|(_, probability)| **probability).fold(0.0, f64::max);
    if best <= 0.0 || best_of_all >= LOW {
        return;
    }
    for (_, probability) in judged.iter_mut().filter(|(file, _)| is_hinted(file)) {
        // Set rather than multiplied: a product might stay just below the threshold.
        **probability = if **probability >= best { LOW } else { **probability * (LOW / best) };
    }
}
