//! Paths, names, stems, folders and globs that the text names.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::{Mention, looks_like_code};
use crate::index::PathMatch;
use crate::model::FileId;

/// A stem that more files share than this (`index`, `main`) names none of them.
const MOST_STEM_FILES: usize = 12;

/// A named folder with more files below it than this says too little about each.
const MOST_FOLDER_FILES: usize = 1_000;

/// Finds what each mention names as a path.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for mention in &question.text.mentions {
        match question.index.paths.resolve(&mention.text) {
            Some(PathMatch::Whole(file)) => raise(sheet, Feature::PathWhole, &[file], mention, 1.0),
            Some(PathMatch::Suffix(files)) => {
                raise(sheet, Feature::PathSuffix, &files, mention, 1.0 / files.len() as f32);
            }
            Some(PathMatch::Moved(files)) => {
                raise(sheet, Feature::PathMoved, &files, mention, 1.0 / files.len() as f32);
            }
            Some(PathMatch::Name(files)) => {
                raise(sheet, Feature::PathName, &files, mention, 1.0 / files.len() as f32);
            }
            Some(PathMatch::Glob(files)) => {
                raise(sheet, Feature::Glob, &files, mention, 1.0 / (files.len() as f32).sqrt());
            }
            Some(PathMatch::Folder(folders)) => {
                for folder in &folders {
                    named_folder(question, sheet, folder, mention, folders.len());
                }
            }
            None => stem(question, sheet, mention),
        }
    }
}

fn raise(sheet: &mut Sheet, feature: Feature, files: &[FileId], mention: &Mention, value: f32) {
    for &file in files {
        sheet.raise(clue(file, feature, mention, Met::File), value);
    }
}

fn clue(file: FileId, feature: Feature, mention: &Mention, met: Met) -> Clue {
    Clue { file, feature, quote: mention.text.clone(), line: mention.line, met }
}

fn named_folder(
    question: &Question,
    sheet: &mut Sheet,
    folder: &str,
    mention: &Mention,
    alternatives: usize,
) {
    let paths = &question.index.paths;
    let below: Vec<FileId> = paths.below(folder).collect();
    if below.len() > MOST_FOLDER_FILES {
        return;
    }
    let share = |files: usize| 1.0 / (files.max(1) as f32).sqrt() / alternatives as f32;
    let direct = paths.in_folder(folder);
    for &file in direct {
        let clue = clue(file, Feature::FolderNamed, mention, Met::Folder(folder.to_owned()));
        sheet.raise(clue, share(direct.len()));
    }
    for file in below.iter().copied().filter(|file| direct.binary_search(file).is_err()) {
        let clue = clue(file, Feature::FolderAbove, mention, Met::Folder(folder.to_owned()));
        sheet.raise(clue, share(below.len()));
    }
}

/// `card_store`, `loader`: a file's name without its extension. A plain English word counts less,
/// since every third one is some file's stem.
fn stem(question: &Question, sheet: &mut Sheet, mention: &Mention) {
    let name = mention.text.to_lowercase();
    let name = name.rsplit('/').next().unwrap_or(&name);
    let files = question.index.paths.with_stem(name);
    if files.is_empty() || files.len() > MOST_STEM_FILES {
        return;
    }
    let plain = !mention.quoted && !looks_like_code(&mention.text) && !name.contains('-');
    let share = if plain { 0.4 } else { 1.0 } / files.len() as f32;
    raise(sheet, Feature::PathStem, files, mention, share);
}
