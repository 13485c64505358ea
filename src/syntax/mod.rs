//! One file to its facts, without looking at any other file.
//!
//! `languages` says how the files of each language are read, `grammar` parses within bounds, and
//! `query` runs the queries below `queries/`. What `tokens` finds to be no source code is not parsed:
//! `plain` reads what its lines show.

mod doc;
mod generated;
mod go;
mod go_module;
mod go_outline;
mod grammar;
mod heading;
mod inline;
mod languages;
mod markdown;
mod markdown_outline;
mod plain;
mod query;
mod tokens;
mod watch;

use crate::model::{FileFacts, Problem, SourceFile};

/// Reads the facts of one file, with the problems of what could not be read. Never fails as a whole.
///
/// [`FileFacts::terms`] is left empty. The same bytes give the same facts on every machine: the bounds
/// on a parse are counted in work, not in time. Time bounds only what escapes them, which is a problem
/// of its own.
pub fn read_facts(file: &SourceFile, content: &[u8]) -> (FileFacts, Vec<Problem>) {
    let row = languages::row(file.language);
    let mut problems = Vec::new();
    let facts = FileFacts {
        generated: (row.is_generated)(content),
        own_comment_bytes: 0,
        terms: Vec::new(),
        language: (row.facts)(&file.path, content, &mut problems),
    };
    (facts, problems)
}

/// Names how the path of a file has it read. Files with the same content and the same name here have the
/// same facts.
pub fn reading(file: &SourceFile) -> &'static str {
    (languages::row(file.language).reading)(&file.path)
}

#[cfg(test)]
mod tests;
