//! The languages that files are read in, and the names by which files are known to be in one.

use super::RepoPath;

/// Language that a file is read in, decided by its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Go source code.
    Go,
    /// Markdown and its dialects.
    Markdown,
    /// A manifest of Go modules.
    GoModule,
    /// Everything else: known by its path and words.
    Text,
}

/// Files of one language, by name.
struct Names {
    language: Language,
    /// Whole file names, in exactly this case.
    files: &'static [&'static str],
    /// Extensions in lower case; files may have them in any case.
    extensions: &'static [&'static str],
}

/// Every language but [`Language::Text`], which is what none of the others claims.
const NAMES: &[Names] = &[
    Names { language: Language::GoModule, files: &["go.mod", "go.work"], extensions: &[] },
    Names { language: Language::Go, files: &[], extensions: &["go"] },
    Names {
        language: Language::Markdown,
        files: &[],
        extensions: &["md", "markdown", "mdx", "mdc"],
    },
];

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Go, Self::Markdown, Self::GoModule, Self::Text];

    /// Tells the language of a file by its path.
    pub fn of(path: &RepoPath) -> Self {
        let (name, extension) = (path.name(), path.extension());
        let claims = |row: &&Names| {
            row.files.contains(&name)
                || row.extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
        };
        NAMES.iter().find(claims).map_or(Self::Text, |row| row.language)
    }

    /// Returns whether files of this language hold source code.
    pub fn is_code(self) -> bool {
        match self {
            Self::Go => true,
            Self::Markdown | Self::GoModule | Self::Text => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use crate::model::RepoPath;

    #[test]
    fn names_come_in_one_case_and_extensions_in_any() {
        for (path, language) in [
            ("a/b.go", Language::Go),
            ("a/B.GO", Language::Go),
            ("README.md", Language::Markdown),
            ("a.MDX", Language::Markdown),
            ("tools/go.mod", Language::GoModule),
            ("go.work", Language::GoModule),
            ("Go.mod", Language::Text),
            ("go.sum", Language::Text),
            ("go", Language::Text),
            (".go", Language::Text),
            ("a.go/b", Language::Text),
        ] {
            assert_eq!(Language::of(&RepoPath::new(path).unwrap()), language, "{path}");
        }
    }
}
