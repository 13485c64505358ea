//! Signal: headings and titles in the text, and files that a named document names.

use std::collections::BTreeMap;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use crate::index::{MAX_HEADING_SITES, MAX_HEADING_WORDS, PathMatch, heading_key};
use crate::model::{FileId, Language, TaskLineKind};

/// Number of files that a document names, beyond which it is an index of the tree.
const MAX_NAMED_FILES: usize = 60;

/// Finds headings in the text, and follows the documents that it names.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for line in question.task.lines.iter().filter(|line| line.kind != TaskLineKind::Code) {
        headings(question, sheet, &line.text, line.number);
    }
    for (document, (quote, line)) in named_documents(question) {
        let named = question.index.named_by(document);
        if named.len() > MAX_NAMED_FILES {
            continue;
        }
        let share = 1.0 / (named.len().max(1) as f32).sqrt();
        for &(file, at) in named {
            let met = Met::Document(document, at);
            let clue = Clue {
                file,
                feature: Feature::NamedByDocument,
                quote: quote.clone(),
                line: Some(line),
                met,
            };
            sheet.raise(clue, share);
        }
    }
}

/// Raises files with a heading in the line. Every run of two to eight words may be one; single
/// words are left out, since most headings of one word stand in many files.
fn headings(question: &Question, sheet: &mut Sheet, text: &str, line: u32) {
    let (key, _) = heading_key(text);
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    for start in 0..words.len() {
        for length in 2..=MAX_HEADING_WORDS.min(words.len() - start) {
            let phrase = words[start..start + length].join(" ");
            let sites = question.index.documents.headed(&phrase);
            if sites.is_empty() || sites.len() > MAX_HEADING_SITES {
                continue;
            }
            // Longer headings are less likely to be met by chance: half for two words, all from four.
            let value = (length as f32 / 4.0).min(1.0) / sites.len() as f32;
            for &site in sites {
                let met = Met::Heading(site);
                let clue = Clue {
                    file: site.file,
                    feature: Feature::Heading,
                    quote: phrase.clone(),
                    line: Some(line),
                    met,
                };
                sheet.raise(clue, value);
            }
        }
    }
}

/// Finds documents that the text names by a path or name that leads to one file alone.
fn named_documents(question: &Question) -> BTreeMap<FileId, (String, u32)> {
    let mut named = BTreeMap::new();
    for mention in &question.text.mentions {
        let file = match question.index.paths.resolve(&mention.text) {
            Some(PathMatch::Whole(file)) => file,
            Some(PathMatch::Suffix(files) | PathMatch::Name(files)) if files.len() == 1 => files[0],
            _ => continue,
        };
        if question.index.file(file).language == Language::Markdown {
            named.entry(file).or_insert_with(|| (mention.text.clone(), mention.line));
        }
    }
    named
}
