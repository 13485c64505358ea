//! Files that the task itself declares it will touch.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::{Index, PathMatch};
use crate::model::FileId;

/// Raises what each declaration means.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for declared in &question.task.declared {
        let Some(matched) = question.index.paths.resolve(&declared.pattern) else { continue };
        let (files, value) = shared(question.index, matched);
        for file in files {
            let clue = Clue {
                file,
                feature: Feature::Declared,
                quote: declared.pattern.clone(),
                line: Some(declared.line),
                met: Met::File,
            };
            sheet.raise(clue, value);
        }
    }
}

/// The files that a declared path means, and what each of them has of it. A folder or glob is
/// shared among its files less than one that prose merely names: it is a promise, so a folder of
/// four still counts half.
pub fn shared(index: &Index, matched: PathMatch) -> (Vec<FileId>, f32) {
    match matched {
        PathMatch::Whole(file) => (vec![file], 1.0),
        PathMatch::Suffix(files) | PathMatch::Moved(files) | PathMatch::Name(files) => {
            let share = 1.0 / files.len() as f32;
            (files, share)
        }
        PathMatch::Glob(files) => {
            let share = 1.0 / (files.len() as f32).sqrt();
            (files, share)
        }
        PathMatch::Folder(folders) => {
            let files: Vec<_> =
                folders.iter().flat_map(|folder| index.paths.below(folder)).collect();
            let share = 1.0 / (files.len().max(1) as f32).sqrt();
            (files, share)
        }
    }
}
