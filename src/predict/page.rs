//! Signal: documents that the text names by what they are about and their kind: `Configuration page`,
//! `runbook for payments`.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::is_document_word;
use crate::index::is_extension;
use crate::model::{FileId, TaskLineKind};

/// Number of documents of a name, beyond which the text means none of them.
const MAX_PAGES: usize = 4;

/// Words between a kind of document and what it is about.
const ABOUT: &[&str] = &["about", "for", "of", "on"];

/// Words before what a document is about.
const ARTICLES: &[&str] = &["a", "an", "our", "the"];

/// Raises the documents that the text names so. It says as much as the file's name.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for line in question.task.lines.iter().filter(|line| line.kind != TaskLineKind::Code) {
        let words: Vec<&str> = words(&line.text).collect();
        for (at, _) in words.iter().enumerate().filter(|(_, word)| is_document_word(word)) {
            let before =
                at.checked_sub(1).map(|topic| (topic, format!("{} {}", words[topic], words[at])));
            let after = topic_after(&words, at).map(|topic| (topic, words[at..=topic].join(" ")));
            for (topic, quote) in before.into_iter().chain(after) {
                let files = pages(question, words[topic]);
                let share = 1.0 / files.len() as f32;
                for file in files {
                    let (quote, line) = (quote.clone(), Some(line.number));
                    let feature = Feature::PathName;
                    sheet.raise(Clue { file, feature, quote, line, met: Met::File }, share);
                }
            }
        }
    }
}

/// Returns the place of what a document is about: `payments` of `runbook for the payments`.
fn topic_after(words: &[&str], at: usize) -> Option<usize> {
    let is_of = |list: &[&str], at: usize| {
        words.get(at).is_some_and(|word| list.iter().any(|it| it.eq_ignore_ascii_case(word)))
    };
    let topic = at + 2 + usize::from(is_of(ARTICLES, at + 2));
    (is_of(ABOUT, at + 1) && topic < words.len()).then_some(topic)
}

/// Returns the documents called by a word; none where it is that of too many.
fn pages(question: &Question, topic: &str) -> Vec<FileId> {
    let name = topic.to_lowercase();
    if is_extension(&name) {
        return Vec::new();
    }
    let files = question.index.paths.with_stem(&name).iter().copied();
    let files: Vec<FileId> =
        files.filter(|&file| question.index.file(file).kind.is_document).collect();
    if files.len() <= MAX_PAGES { files } else { Vec::new() }
}

/// Returns the words of a line, hyphens included.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).filter(|it| !it.is_empty())
}
