//! One file to its facts. Knows nothing of other files.
//!
//! Adding a language takes a folder of queries, a grammar crate, a row in the table of `grammar.rs` and a
//! module that turns matches into facts.

mod anchor;
mod doc;
mod generated;
mod go;
mod grammar;
mod heading;
mod inline;
mod markdown;
mod module;
mod query;

use crate::model::{FileFacts, Language, LanguageFacts, Problem, SourceFile};

/// The facts of one file, and what could not be read of it. Never fails as a whole.
///
/// [`FileFacts::terms`] is left empty. The same bytes give the same facts on every machine: what
/// bounds a parse is counted in steps of the parser, not in time.
pub fn read_facts(file: &SourceFile, content: &[u8]) -> (FileFacts, Vec<Problem>) {
    let mut problems = Vec::new();
    let language = match file.language {
        Language::Go => LanguageFacts::Go(go::facts(&file.path, content, &mut problems)),
        Language::Markdown => {
            LanguageFacts::Markdown(markdown::facts(&file.path, content, &mut problems))
        }
        Language::GoModule => LanguageFacts::Module(module::facts(content)),
        Language::Text => LanguageFacts::Text,
    };
    let facts = FileFacts {
        generated: generated::says_so(file.language, content),
        lines: count_lines(content),
        terms: Vec::new(),
        language,
    };
    (facts, problems)
}

fn count_lines(content: &[u8]) -> u32 {
    let breaks = memchr::memchr_iter(b'\n', content).count();
    let unfinished = content.last().is_some_and(|&last| last != b'\n');
    u32::try_from(breaks + usize::from(unfinished)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
