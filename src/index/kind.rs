//! The kind of a file, by its language and path.

use super::IndexedFile;
use crate::model::{Language, Origin, RepoPath};

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

/// Kinds of all files as numbers, by `FileId`: 1 for a file of the kind, else 0.
#[derive(Debug)]
pub struct Kinds {
    /// Tests.
    pub test: Vec<f32>,
    /// Documents.
    pub document: Vec<f32>,
    /// Source code.
    pub code: Vec<f32>,
    /// Workflows, scripts and build files.
    pub build: Vec<f32>,
    /// Files that a program wrote, or that were copied from elsewhere.
    pub not_written: Vec<f32>,
    /// log10 of the size in bytes over 1,000, between −1 and 2.
    pub size: Vec<f32>,
}

impl Kinds {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let all = |is: fn(&IndexedFile) -> bool| {
            files.iter().map(|file| f32::from(u8::from(is(file)))).collect()
        };
        let size =
            |file: &IndexedFile| (file.size.max(1) as f32 / 1_000.0).log10().clamp(-1.0, 2.0);
        Self {
            test: all(|file| file.is_test),
            document: all(|file| file.kind.is_document),
            code: all(|file| file.kind.is_code),
            build: all(|file| file.kind.is_build),
            not_written: all(|file| file.origin != Origin::Written),
            size: files.iter().map(size).collect(),
        }
    }
}
