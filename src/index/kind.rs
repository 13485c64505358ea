//! The kind of a file, by its language and path.

use crate::model::{Language, RepoPath};

/// Extensions of source code in languages that have no grammar here.
const CODE: &[&str] = &[
    "c", "cc", "cpp", "cs", "h", "hpp", "java", "js", "jsx", "kt", "mjs", "php", "proto", "py",
    "rb", "rs", "sql", "swift", "ts", "tsx", "vue",
];

/// Extensions of documents other than Markdown.
const DOCUMENTS: &[&str] = &["adoc", "html", "org", "rst", "txt"];

/// Extensions of workflows, scripts and build files.
const BUILD: &[&str] = &["sh", "bash", "ps1", "mk", "yml", "yaml", "toml"];

/// Names of build files.
const BUILD_NAMES: &[&str] = &["Makefile", "Dockerfile", "justfile", "Taskfile.yml"];

/// Kind of a file. It may be of several, or of none.
#[derive(Clone, Copy, Debug)]
pub struct FileKind {
    /// Set if it is source code.
    pub is_code: bool,
    /// Set if it is written for people to read.
    pub is_document: bool,
    /// Set if it is a workflow, script or build file.
    pub is_build: bool,
}

impl FileKind {
    /// Tells the kind of a file.
    pub fn of(path: &RepoPath, language: Language) -> Self {
        let extension = path.extension();
        Self {
            is_code: language.is_code() || CODE.contains(&extension),
            is_document: language == Language::Markdown || DOCUMENTS.contains(&extension),
            is_build: BUILD.contains(&extension)
                || BUILD_NAMES.contains(&path.name())
                || path.is_below(".github"),
        }
    }
}
