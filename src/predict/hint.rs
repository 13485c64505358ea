//! Files that the caller says the task touches.
//!
//! A hint weighs as a declaration in the backlog does, by the same features, so that no weights have
//! to be learned for it. Only its evidence is of another kind.

use std::collections::BTreeSet;

use super::Question;
use super::confidence::LOW;
use super::declared;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::PathMatch;
use crate::model::{Evidence, FileId, Hint, Origin, PredictedFile, RepoPath, Signal};

/// That the work makes a file which a hint names and which is not there: as where the backlog
/// declares that it does.
const NEW: f64 = 0.8;

/// Whether a path is a pattern.
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

/// A declaration is a part of the task's text, so that it also counts as the path that it names. So
/// does a hint, as if the title said it.
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

/// What a hint's evidence says.
pub fn said(given: &str) -> String {
    format!("you said so: --hint '{given}'")
}

/// The files that hints name and that are not there yet.
pub fn new_files(question: &Question) -> Vec<PredictedFile> {
    let new = |hint: &Hint| {
        let is_there = question.index.paths.resolve(&hint.path).is_some();
        let path = RepoPath::new(&hint.path).filter(|_| !is_there && !is_glob(&hint.path))?;
        Some(PredictedFile {
            evidence: vec![Evidence {
                signal: Signal::Hint,
                quote: String::new(),
                line: None,
                met: format!("{}, a new file", said(&hint.given)),
                weight: (NEW / (1.0 - NEW)).ln(),
            }],
            path,
            file: None,
            origin: Origin::Written,
            probability: NEW,
            predicted: false,
        })
    };
    question.hints.iter().filter_map(new).collect()
}

/// A task of which the caller says where it belongs is not unknown, however large the place: the
/// likeliest of the hinted files is at least a guess, and the others keep their distance to it.
/// `probabilities` are those of all files, by `FileId`.
pub fn lift(question: &Question, probabilities: &mut [f64]) {
    let matches = question.hints.iter().filter_map(|it| question.index.paths.resolve(&it.path));
    let hinted: BTreeSet<FileId> =
        matches.flat_map(|matched| declared::shared(question.index, matched).0).collect();
    let best = hinted.iter().map(|id| probabilities[id.index()]).fold(0.0, f64::max);
    let best_of_all = probabilities.iter().copied().fold(0.0, f64::max);
    if best <= 0.0 || best_of_all >= LOW {
        return;
    }
    for probability in hinted.iter().map(|id| id.index()) {
        let probability = &mut probabilities[probability];
        // Exactly, where a product might stay a hair below what counts as a guess.
        *probability = if *probability >= best { LOW } else { *probability * (LOW / best) };
    }
}
