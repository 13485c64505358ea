//! Signal: paths, names, stems, folders and globs that the text names.

use std::collections::BTreeMap;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::{Mention, looks_like_code};
use crate::index::{PathMatch, is_extension};
use crate::model::FileId;

/// Number of files with a stem, beyond which it names none of them (`index`, `main`).
const MAX_STEM_FILES: usize = 12;

/// Number of files below a named folder, beyond which it tells too little about each.
const MAX_FOLDER_FILES: usize = 1_000;

/// Number of folders of a name, beyond which it names none of them (`core`, `cmd`).
const MAX_FOLDERS: usize = 4;

/// Finds what each mention names as a path.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let paths = &question.index.paths;
    // Files that are only mentioned for reference.
    let mut referred: BTreeMap<FileId, bool> = BTreeMap::new();
    for mention in &question.text.mentions {
        if mention.text.contains(['.', '/']) {
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
        sheet.set(file, Feature::Referred, 1.0);
    }
}

/// Raises files that are named outright; the value is divided among all that the name fits.
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
    if below.len() > MAX_FOLDER_FILES {
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

/// Raises files by a name without its extension (`card_store`, `loader`), and the files of a folder
/// (`ctx-next`). A plain English word counts less as a stem, since every third one is some file's;
/// only a name of several parts counts as a folder.
fn stem(question: &Question, sheet: &mut Sheet, mention: &Mention) {
    let name = mention.text.to_lowercase();
    let name = name.rsplit('/').next().unwrap_or(&name);
    if is_extension(name) {
        return;
    }
    let paths = &question.index.paths;
    let files = paths.with_stem(name);
    if (1..=MAX_STEM_FILES).contains(&files.len()) {
        let is_meant = |file: &FileId| !question.narrowed.is_other(name, *file);
        let meant: Vec<FileId> = files.iter().copied().filter(is_meant).collect();
        let plain = !mention.quoted && !looks_like_code(&mention.text) && !name.contains('-');
        let share = if plain { 0.4 } else { 1.0 } / files.len() as f32;
        raise(sheet, Feature::PathStem, &meant, mention, share);
    }
    let folders = paths.folders_named(name);
    if name.contains('-') && folders.len() <= MAX_FOLDERS {
        for folder in folders {
            let files = paths.in_folder(folder);
            let share = 1.0 / (files.len().max(1) as f32).sqrt() / folders.len() as f32;
            raise(sheet, Feature::PathStem, files, mention, share);
            named_folder(question, sheet, folder, mention, folders.len());
        }
    }
}
