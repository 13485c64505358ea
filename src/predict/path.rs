//! Paths, names, stems, folders and globs that the text names.

use std::collections::BTreeMap;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::kind::is_document;
use super::text::{Mention, looks_like_code};
use crate::index::PathMatch;
use crate::model::FileId;

/// A stem that more files share than this (`index`, `main`) names none of them.
const MOST_STEM_FILES: usize = 12;

/// A named folder with more files below it than this says too little about each.
const MOST_FOLDER_FILES: usize = 1_000;

/// A folder name that more folders share than this (`core`, `cmd`) names none of them.
const MOST_FOLDERS: usize = 4;

/// Finds what each mention names as a path.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let paths = &question.index.paths;
    // Whether every mention of a file is for reference only.
    let mut referred: BTreeMap<FileId, bool> = BTreeMap::new();
    for mention in &question.text.mentions {
        if mention.text.contains('.') {
            for file in paths.named(&mention.text) {
                *referred.entry(file).or_insert(true) &= mention.for_reference;
            }
        }
        match paths.resolve(&mention.text) {
            Some(PathMatch::Whole(file)) => named(sheet, Feature::PathWhole, &[file], mention),
            Some(PathMatch::Suffix(files)) => named(sheet, Feature::PathSuffix, &files, mention),
            Some(PathMatch::Moved(files)) => named(sheet, Feature::PathMoved, &files, mention),
            Some(PathMatch::Name(files)) => named(sheet, Feature::PathName, &files, mention),
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
    for (file, _) in referred.into_iter().filter(|&(_, referred)| referred) {
        if is_document(question.index.file(file)) {
            sheet.set(file, Feature::Referred, 1.0);
        }
    }
}

/// A file named outright; the value is shared among all that the name fits.
fn named(sheet: &mut Sheet, feature: Feature, files: &[FileId], mention: &Mention) {
    let share = 1.0 / files.len() as f32;
    raise(sheet, feature, files, mention, share);
    if mention.in_title && !mention.for_reference {
        raise(sheet, Feature::PathInTitle, files, mention, share);
    }
}

fn raise(sheet: &mut Sheet, feature: Feature, files: &[FileId], mention: &Mention, value: f32) {
    for &file in files {
        sheet.raise(clue(file, feature, mention, Met::File), value);
    }
}

fn clue(file: FileId, feature: Feature, mention: &Mention, met: Met) -> Clue {
    Clue { file, feature, quote: mention.text.clone(), line: Some(mention.line), met }
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

/// `card_store`, `loader`: a file's name without its extension, and `ctx-next`, a folder's. A plain
/// English word counts less as a stem, since every third one is some file's; as a folder only a name
/// of several parts counts.
fn stem(question: &Question, sheet: &mut Sheet, mention: &Mention) {
    let name = mention.text.to_lowercase();
    let name = name.rsplit('/').next().unwrap_or(&name);
    let paths = &question.index.paths;
    let files = paths.with_stem(name);
    if (1..=MOST_STEM_FILES).contains(&files.len()) {
        let plain = !mention.quoted && !looks_like_code(&mention.text) && !name.contains('-');
        let share = if plain { 0.4 } else { 1.0 } / files.len() as f32;
        raise(sheet, Feature::PathStem, files, mention, share);
    }
    let folders = paths.folders_named(name);
    if name.contains('-') && folders.len() <= MOST_FOLDERS {
        for folder in folders {
            let files = paths.in_folder(folder);
            let share = 1.0 / (files.len().max(1) as f32).sqrt() / folders.len() as f32;
            raise(sheet, Feature::PathStem, files, mention, share);
        }
    }
}
