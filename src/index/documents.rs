//! Look-ups by heading and title, and the files that a document names.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Index, IndexedFile, PathMatch, numbered};
use crate::model::FileId;

/// Number of files with a heading, beyond which it names none of them (`Usage`, `Overview`).
pub const MAX_HEADING_SITES: usize = 8;

/// Number of words of a heading. Longer ones are sentences that no task repeats in full.
pub const MAX_HEADING_WORDS: usize = 8;

/// Place of a heading or title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadingSite {
    /// The file.
    pub file: FileId,
    /// 1-based.
    pub line: u32,
}

/// Look-ups by heading.
#[derive(Debug, Default)]
pub struct Documents {
    headings: HashMap<String, Vec<HeadingSite>>,
    /// By `FileId`: the files that a document names, once they were asked for.
    named: Vec<OnceLock<Vec<(FileId, u32)>>>,
}

/// Computes the form in which headings are compared, with its number of words: the words in lower
/// case, a blank between them.
pub fn heading_key(text: &str) -> (String, usize) {
    let mut key = String::with_capacity(text.len());
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if words > 0 {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
        words += 1;
    }
    (key, words)
}

impl Documents {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut headings: HashMap<String, Vec<HeadingSite>> = HashMap::new();
        for (id, file) in numbered(files) {
            let Some(markdown) = file.markdown() else { continue };
            let title = markdown.title.iter().map(|title| (title.as_str(), 1));
            let all = markdown.headings.iter().map(|heading| (heading.text.as_str(), heading.line));
            for (text, line) in title.chain(all) {
                let (key, words) = heading_key(text);
                if !(1..=MAX_HEADING_WORDS).contains(&words) {
                    continue;
                }
                let sites = headings.entry(key).or_default();
                if sites.last().is_none_or(|site| site.file != id) {
                    sites.push(HeadingSite { file: id, line });
                }
            }
        }
        Self { headings, named: files.iter().map(|_| OnceLock::new()).collect() }
    }

    /// Returns the places of a heading, once a file; `key` as [`heading_key`] computes it.
    pub fn headed(&self, key: &str) -> &[HeadingSite] {
        self.headings.get(key).map_or(&[], Vec::as_slice)
    }
}

impl Index {
    /// Returns the files that a document names in links and code spans, each with the line, by
    /// file. Names that lead to several files do not count, nor does the document itself.
    pub fn named_by(&self, document: FileId) -> &[(FileId, u32)] {
        let find = || self.find_named_by(document);
        self.documents.named.get(document.index()).map_or(&[], |named| named.get_or_init(find))
    }

    fn find_named_by(&self, document: FileId) -> Vec<(FileId, u32)> {
        let file = self.file(document);
        let Some(markdown) = file.markdown() else { return Vec::new() };
        let mut named = Vec::new();
        for link in &markdown.links {
            let target = link.target.split(['#', '?']).next().unwrap_or_default();
            if let Some(found) =
                file.path.beside(target).and_then(|path| self.paths.at(path.as_str()))
            {
                named.push((found, link.line));
            }
        }
        for span in &markdown.code_spans {
            match self.paths.resolve(without_line_numbers(&span.text)) {
                Some(PathMatch::Whole(found)) => named.push((found, span.line)),
                Some(PathMatch::Suffix(found) | PathMatch::Name(found)) if found.len() == 1 => {
                    named.push((found[0], span.line));
                }
                _ => {}
            }
        }
        named.sort_unstable();
        named.dedup_by_key(|(file, _)| *file);
        named.retain(|&(file, _)| file != document);
        named
    }
}

/// Strips what people append to a path to point at lines: `file.go:95-106`, `file.go#L10`.
pub fn without_line_numbers(path: &str) -> &str {
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    match path.split_once(':') {
        Some((path, lines)) if lines.starts_with(|c: char| c.is_ascii_digit()) => path,
        _ => path,
    }
}
