//! Signal: words that the task's headings and ancestors share with a file. They carry the meaning
//! of terse tasks.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::words::share_of;
use crate::index::{Field, PathMatch};
use crate::model::FileId;

/// Number of folders of a name, beyond which a heading names none of them.
const MAX_FOLDERS: usize = 4;

/// Number of files below a named folder, beyond which it tells too little about each.
const MAX_FOLDER_FILES: usize = 500;

/// Raises files that a heading or ancestor names: `### 4. Create Makefile with developer tooling`.
fn named(question: &Question, sheet: &mut Sheet) {
    for mention in &question.text.above {
        let files = question.index.paths.named(&mention.text);
        let share = 1.0 / files.len() as f32;
        for file in files {
            let quote = mention.text.clone();
            let feature = Feature::ContextNamed;
            sheet.raise(Clue { file, feature, quote, line: None, met: Met::File }, share);
        }
    }
}

/// Raises the files of the folders that a heading or ancestor names: `### gRPC (grpc/)`,
/// `## internal/store`, `## Store`. The files directly in the folder count more than those further
/// down.
fn folders(question: &Question, sheet: &mut Sheet) {
    let paths = &question.index.paths;
    for mention in &question.text.above {
        let (folders, certainty) = match paths.resolve(&mention.text) {
            Some(PathMatch::Folder(folders)) => (folders, 1.0),
            Some(_) => continue,
            None => (paths.folders_named(&mention.text.to_lowercase()).to_vec(), 0.7),
        };
        if folders.len() > MAX_FOLDERS {
            continue;
        }
        for folder in &folders {
            let below: Vec<FileId> = paths.below(folder).collect();
            if below.len() > MAX_FOLDER_FILES {
                continue;
            }
            let direct = paths.in_folder(folder);
            let share = certainty / folders.len() as f32;
            for &file in &below {
                let near =
                    if direct.binary_search(&file).is_ok() { direct.len() } else { below.len() };
                let value = share / (near.max(1) as f32).sqrt();
                let clue = Clue {
                    file,
                    feature: Feature::ContextFolder,
                    quote: mention.text.clone(),
                    line: None,
                    met: Met::Folder(folder.clone()),
                };
                sheet.raise(clue, value);
            }
        }
    }
}

/// Scores every file by the words above the task. Headings such as "Phase 2" match nothing in
/// particular, and the best of such matches must not count as a good one.
pub fn read(question: &Question, sheet: &mut Sheet) {
    named(question, sheet);
    folders(question, sheet);
    for (field, feature) in
        [(Field::Contents, Feature::ContextContents), (Field::Path, Feature::ContextPath)]
    {
        let mut scores = vec![0.0; question.index.files.len()];
        let perfect = question.index.terms.score(field, &question.text.context, &mut scores);
        let best = scores.iter().copied().fold(0.0, f32::max);
        share_of(sheet, feature, scores, best.max(perfect / 2.0));
    }
}
