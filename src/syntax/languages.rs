//! The language table: how the files of each language are read.
//!
//! The names by which a file is known to be in a language stand in [`Language::of`], and the grammars
//! that the readers parse with in `grammar`.

use super::{generated, go, go_module, markdown};
use crate::model::{Language, LanguageFacts, Problem, RepoPath};

/// A row of the table.
pub(super) struct LanguageRow {
    language: Language,
    /// Names all that the facts of a file owe to its path.
    pub reading: fn(&RepoPath) -> &'static str,
    /// Extracts the facts of a file, and adds what could not be read to the problems.
    pub facts: fn(&RepoPath, &[u8], &mut Vec<Problem>) -> LanguageFacts,
    /// Returns whether a file says that a program wrote it.
    pub is_generated: fn(&[u8]) -> bool,
}

/// Files that no other row claims: known by path and words only.
const TEXT: LanguageRow = LanguageRow {
    language: Language::Text,
    reading: |_| "text",
    facts: |_, _, _| LanguageFacts::Text,
    is_generated: generated::text,
};

const LANGUAGES: [LanguageRow; 4] = [
    LanguageRow {
        language: Language::Go,
        reading: |path| if go::is_test(path) { "go test" } else { "go" },
        facts: |path, content, problems| LanguageFacts::Code(go::facts(path, content, problems)),
        is_generated: generated::go,
    },
    LanguageRow {
        language: Language::GoModule,
        reading: |_| "go module",
        facts: |_, content, _| LanguageFacts::Manifest(go_module::facts(content)),
        is_generated: |_| false,
    },
    LanguageRow {
        language: Language::Markdown,
        reading: |_| "markdown",
        facts: |path, content, problems| {
            LanguageFacts::Markdown(markdown::facts(path, content, problems))
        },
        is_generated: generated::markdown,
    },
    TEXT,
];

/// Returns the row of a language.
pub(super) fn row(language: Language) -> &'static LanguageRow {
    LANGUAGES.iter().find(|row| row.language == language).unwrap_or(&TEXT)
}

#[cfg(test)]
mod tests {
    use super::row;
    use crate::model::Language;

    #[test]
    fn every_language_has_a_row_of_its_own() {
        for language in Language::ALL {
            assert_eq!(row(language).language, language);
        }
    }
}
