//! Signal: files that the task itself declares it will touch.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::{Index, PathMatch};
use crate::model::FileId;

/// Raises the files of each declaration.
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

/// Returns the files that a declared path means, with the value of each. The value of a folder or
/// glob is divided less among its files than where prose merely names it: in a declared folder of four, each
/// file still counts half.
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
