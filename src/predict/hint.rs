//! Files that the caller says the task touches.
//!
//! A hint weighs as a declaration in the backlog does, by the same feature, so that no weights have
//! to be learned for it. Only its evidence is of another kind.

use super::Question;
use super::declared;
use super::feature::{Clue, Feature, Met, Sheet};
use super::radius::LOW;
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
        let Some((files, value)) = declared::shared(question.index, &hint.path) else { continue };
        for file in files {
            let clue = Clue {
                file,
                feature: Feature::Declared,
                quote: hint.given.clone(),
                line: None,
                met: Met::Hint,
            };
            sheet.raise(clue, value);
        }
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
pub fn lift(question: &Question, files: &mut [PredictedFile]) {
    let hinted: Vec<FileId> = question
        .hints
        .iter()
        .filter_map(|hint| declared::shared(question.index, &hint.path))
        .flat_map(|(files, _)| files)
        .collect();
    let is_hinted = |file: &PredictedFile| file.file.is_some_and(|id| hinted.contains(&id));
    let best = |files: &[PredictedFile], all: bool| {
        let those = files.iter().filter(|file| all || is_hinted(file));
        those.map(|file| file.probability).fold(0.0, f64::max)
    };
    let (best_of_all, best_hinted) = (best(files, true), best(files, false));
    if best_hinted > 0.0 && best_of_all < LOW {
        let factor = LOW / best_hinted;
        for file in files.iter_mut().filter(|file| is_hinted(file)) {
            // Rounding must not leave the best a hair below what counts as a guess.
            let lifted = file.probability * factor;
            file.probability = if file.probability >= best_hinted { LOW } else { lifted };
        }
    }
}
