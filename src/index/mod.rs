//! The facts of all files, merged: look-ups by name, path and term.
//!
//! `predict` decides which look-ups count, and how much.

mod documents;
mod kind;
mod modules;
mod packages;
mod paths;
mod stems;
mod symbols;
mod terms;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use documents::{
    Documents, HeadingSite, MAX_HEADING_SITES, MAX_HEADING_WORDS, heading_key, without_line_numbers,
};
pub use kind::{FileKind, Kinds};
pub use packages::{Package, PackageId, Packages};
pub use paths::{PathMatch, Paths};
pub use stems::{Stems, is_extension};
pub use symbols::{CommandSite, Site, Symbols};
pub use terms::{Field, Terms};

use crate::model::{
    CodeFacts, FileFacts, FileId, Language, LanguageFacts, MarkdownFacts, Origin, RepoPath,
    SourceFile,
};

/// File with its facts.
#[derive(Debug)]
pub struct IndexedFile {
    /// Path of the file.
    pub path: RepoPath,
    /// Language that it was read in.
    pub language: Language,
    /// Origin by path, attributes and content.
    pub origin: Origin,
    /// Size in bytes, without comments for ctx.
    pub size: u64,
    /// Its kind, by language and path.
    pub kind: FileKind,
    /// Set if it holds tests.
    pub is_test: bool,
    /// The file that it tests, or that tests it: `x.go` and `x_test.go` of one folder.
    pub companion: Option<FileId>,
    /// Facts read from its content. Its terms are in [`Index::terms`]; they are left out here unless the
    /// facts are also of use elsewhere.
    pub facts: Arc<FileFacts>,
}

impl IndexedFile {
    /// Returns its facts as a file of source code.
    pub fn code(&self) -> Option<&CodeFacts> {
        match &self.facts.language {
            LanguageFacts::Code(code) => Some(code),
            _ => None,
        }
    }

    /// Returns its facts as a Markdown file.
    pub fn markdown(&self) -> Option<&MarkdownFacts> {
        match &self.facts.language {
            LanguageFacts::Markdown(markdown) => Some(markdown),
            _ => None,
        }
    }
}

/// Returns whether a file at `path` holds tests, by the conventions of Go, Python, JavaScript and
/// test data.
fn is_test_path(path: &RepoPath) -> bool {
    let stem = path.stem();
    stem.ends_with("_test")
        || stem.starts_with("test_")
        || matches!(stem.rsplit_once('.'), Some((_, "test" | "spec")))
        || path
            .components()
            .rev()
            .skip(1)
            .any(|c| matches!(c, "testdata" | "test" | "tests" | "__tests__" | "e2e"))
}

/// Merged facts of a tree.
#[derive(Debug)]
pub struct Index {
    /// All files by `FileId`, sorted by path.
    pub files: Vec<IndexedFile>,
    /// Files with their companions.
    pub companions: Vec<(FileId, FileId)>,
    /// Kinds of the files.
    pub kinds: Kinds,
    /// Look-ups by path.
    pub paths: Paths,
    /// The parts of each file's stem.
    pub stems: Stems,
    /// Packages with the files that import them.
    pub packages: Packages,
    /// Look-ups by defined name.
    pub symbols: Symbols,
    /// Look-ups by heading.
    pub documents: Documents,
    /// Look-ups by term.
    pub terms: Terms,
}

impl Index {
    /// Merges the facts of files that are sorted by path.
    pub fn build<F: Into<Arc<FileFacts>>>(files: Vec<(SourceFile, F)>) -> Self {
        let mut files: Vec<IndexedFile> = files
            .into_iter()
            .map(|(file, facts)| {
                let facts = facts.into();
                IndexedFile {
                    origin: match file.origin {
                        Origin::Written if facts.generated => Origin::Generated,
                        origin => origin,
                    },
                    kind: FileKind::of(&file.path, file.language),
                    is_test: is_test_path(&file.path),
                    companion: None,
                    path: file.path,
                    language: file.language,
                    size: file.size.saturating_sub(facts.own_comment_bytes.into()),
                    facts,
                }
            })
            .collect();
        mark_generated_sites(&mut files);
        let paths = Paths::build(&files);
        pair_tests(&mut files, &paths);
        let by_name = || (Symbols::build(&files), Documents::build(&files));
        let by_folder = || (Stems::build(&files), modules::packages(&files));
        let (terms, ((symbols, documents), (stems, packages))) =
            rayon::join(|| Terms::build(&files), || rayon::join(by_name, by_folder));
        for file in &mut files {
            if let Some(facts) = Arc::get_mut(&mut file.facts) {
                facts.terms = Vec::new();
            }
        }
        let companions = numbered(&files).filter_map(|(id, file)| Some((id, file.companion?)));
        let companions = companions.collect();
        let kinds = Kinds::build(&files);
        Self { files, companions, kinds, paths, stems, packages, symbols, documents, terms }
    }

    /// Returns one file.
    pub fn file(&self, id: FileId) -> &IndexedFile {
        &self.files[id.index()]
    }

    /// Returns all ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        #[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits by design")]
        (0..self.files.len() as u32).map(FileId)
    }
}

/// Marks all files below a generated `index.html` as generated: search indexes and style sheets
/// bear no mark of their own.
fn mark_generated_sites(files: &mut [IndexedFile]) {
    let sites: Vec<String> = files
        .iter()
        .filter(|file| file.origin == Origin::Generated && file.path.name() == "index.html")
        .map(|file| file.path.folder().to_owned())
        .filter(|folder| !folder.is_empty())
        .collect();
    for file in files.iter_mut().filter(|file| file.origin == Origin::Written) {
        if sites.iter().any(|site| file.path.is_below(site)) {
            file.origin = Origin::Generated;
        }
    }
}

/// Pairs `x_test.go` with `x.go`, both ways.
fn pair_tests(files: &mut [IndexedFile], paths: &Paths) {
    let pairs: Vec<(FileId, FileId)> = numbered(files)
        .filter_map(|(id, file)| {
            let path = &file.path;
            let tested = path.stem().strip_suffix("_test")?;
            let companion = path.beside(&format!("{tested}.{}", path.extension()))?;
            Some((id, paths.at(companion.as_str())?))
        })
        .collect();
    for (test, tested) in pairs {
        files[test.index()].companion = Some(tested);
        files[tested.index()].companion = Some(test);
    }
}

/// Pairs each file with its id.
fn numbered(files: &[IndexedFile]) -> impl Iterator<Item = (FileId, &IndexedFile)> {
    (0..).map(FileId).zip(files)
}
