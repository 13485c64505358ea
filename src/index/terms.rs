//! Look-ups by term: BM25 over four fields.

use std::collections::HashSet;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::IndexedFile;
use super::stems::is_extension;
use crate::model::{Import, LanguageFacts, RepoPath, TermId};
use crate::words::{Lexer, Lexers, Postings, Query, Shares, tally};

/// Part of a file that a term stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its path.
    Path,
    /// The names it defines, and those of the packages from elsewhere that it imports: what imports
    /// `net/smtp` is about SMTP.
    Symbols,
    /// Its title and headings, or the comments above what it defines.
    Headings,
    /// All of it.
    Contents,
}

/// Look-ups by term.
#[derive(Debug)]
pub struct Terms {
    path: Postings,
    symbols: Postings,
    headings: Postings,
    contents: Postings,
}

impl Terms {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let lexers = Lexers::default();
        let folders = files.iter().flat_map(|file| file.path.folder().split('/')).collect();
        let of_file = |file: &IndexedFile| {
            lexers.lend(|lexer| {
                let path = lexer.terms(telling_part(&file.path));
                let (names, headings) = names_and_headings(file, &folders, lexer);
                [path, names, headings].map(tally)
            })
        };
        let short: Vec<[Vec<(TermId, u16)>; 3]> = files.par_iter().map(of_file).collect();
        let field = |at: usize| Postings::build(short.iter().map(|fields| fields[at].as_slice()));
        let [path, symbols, headings] = [0, 1, 2].map(field);
        drop(short);
        let contents = Postings::build(files.iter().map(|file| file.facts.terms.as_slice()));
        Self { path, symbols, headings, contents }
    }

    fn field(&self, field: Field) -> &Postings {
        match field {
            Field::Path => &self.path,
            Field::Symbols => &self.symbols,
            Field::Headings => &self.headings,
            Field::Contents => &self.contents,
        }
    }

    /// Adds the BM25 score of every file to `scores`, which has one place for each. Returns the
    /// score of a perfect file, which holds every term of the query often.
    pub fn score(&self, field: Field, query: &Query, scores: &mut [f32]) -> f32 {
        self.field(field).score(query, scores)
    }

    /// Returns the amounts that one term adds to the scores of files, by `FileId`.
    pub fn shares(&self, field: Field, term: TermId) -> Shares<'_> {
        self.field(field).shares(term)
    }
}

/// Folder that GitHub prescribes: what lies there is about its own names, not about workflows. Of 74 titles
/// with that word and without one of continuous integration, the work of 2 changed a file there.
const PRESCRIBED: &str = ".github/workflows/";

/// Returns the part of a path that says what the file is for: all but its extension and [`PRESCRIBED`].
fn telling_part(path: &RepoPath) -> &str {
    let whole = path.as_str();
    let stem = path.stem();
    // `go.mod` is no file about "go".
    if is_extension(stem) {
        return path.folder();
    }
    let whole = &whole[..whole.len() - (path.name().len() - stem.len())];
    whole.strip_prefix(PRESCRIBED).unwrap_or(whole)
}

/// Returns the terms of the names that a file defines or imports, and those of its headings or doc
/// comments. `folders` has the name of every folder: a package of that name is one of the repository's own.
fn names_and_headings(
    file: &IndexedFile,
    folders: &HashSet<&str>,
    lexer: &mut Lexer,
) -> (Vec<TermId>, Vec<TermId>) {
    let mut names = Vec::new();
    let mut headings = Vec::new();
    match &file.facts.language {
        LanguageFacts::Code(code) => {
            names.extend(lexer.terms(&code.package));
            for definition in &code.definitions {
                names.extend(lexer.terms(&definition.name));
                if let Some(doc) = &definition.doc {
                    headings.extend(lexer.terms(doc));
                }
            }
            let imported = code.imports.iter().map(Import::name);
            for name in imported.filter(|name| !folders.contains(name)) {
                names.extend(lexer.terms(name));
            }
            for command in &code.commands {
                names.extend(lexer.terms(&command.name));
            }
        }
        LanguageFacts::Markdown(markdown) => {
            for text in
                markdown.title.iter().chain(markdown.headings.iter().map(|heading| &heading.text))
            {
                headings.extend(lexer.terms(text));
            }
        }
        LanguageFacts::Text | LanguageFacts::Manifest(_) => {}
    }
    (names, headings)
}
