//! Files that the task itself declares it will touch.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::PathMatch;

/// A declared folder or glob is shared among its files less than one that prose merely names: it
/// is a promise, so a folder of four still counts half.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for declared in &question.task.declared {
        let (files, value) = match question.index.paths.resolve(&declared.pattern) {
            Some(PathMatch::Whole(file)) => (vec![file], 1.0),
            Some(PathMatch::Suffix(files) | PathMatch::Moved(files) | PathMatch::Name(files)) => {
                let share = 1.0 / files.len() as f32;
                (files, share)
            }
            Some(PathMatch::Glob(files)) => {
                let share = 1.0 / (files.len() as f32).sqrt();
                (files, share)
            }
            Some(PathMatch::Folder(folders)) => {
                let files: Vec<_> =
                    folders.iter().flat_map(|folder| question.index.paths.below(folder)).collect();
                let share = 1.0 / (files.len().max(1) as f32).sqrt();
                (files, share)
            }
            None => continue,
        };
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
