//! Facts read from one file, without looking at any other.

use serde::{Deserialize, Serialize};

/// Stable 64-bit hash of a term. Equal terms have equal ids in every run and on every thread, so
/// indexes of different files can be merged without a shared dictionary.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct TermId(pub u64);

/// Facts of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Set if the content says that a program wrote it (`Code generated … DO NOT EDIT`, an HTML
    /// `generator`).
    pub generated: bool,
    /// Number of bytes of comments for ctx, which are no text of the file.
    pub own_comment_bytes: u32,
    /// The terms of its content with how often each occurs, sorted by id.
    pub terms: Vec<(TermId, u16)>,
    /// Facts that depend on the language.
    pub language: LanguageFacts,
}

/// Facts that the grammar of a file's language adds to its words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum LanguageFacts {
    /// Known by path and words only.
    #[default]
    Text,
    /// A file of source code.
    Code(CodeFacts),
    /// A Markdown file.
    Markdown(MarkdownFacts),
    /// A file that names a module, such as `go.mod`.
    Manifest(ManifestFacts),
}

/// A file that names a module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFacts {
    /// The path by which the module's packages are imported.
    pub module: Option<String>,
}

/// A file of source code, in any language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFacts {
    /// The package that the file says it belongs to; empty where it says none.
    pub package: String,
    /// In the order of the file.
    pub imports: Vec<Import>,
    /// In the order of the file.
    pub definitions: Vec<Definition>,
    /// Commands that the file defines in `Use: "name …"` literals.
    pub commands: Vec<Command>,
    /// Command-line flags that the file defines in string literals.
    pub flags: Vec<Flag>,
}

/// One imported package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The import path, without quotes.
    pub path: String,
}

impl Import {
    /// Returns the last part of the path that is no version: `yaml` of `example.com/yaml/v3`.
    pub fn name(&self) -> &str {
        let is_version = |part: &str| {
            part.strip_prefix('v')
                .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
        };
        self.path.rsplit('/').find(|part| !is_version(part)).unwrap_or_default()
    }
}

/// Kind of a defined name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DefinitionKind {
    /// A function without a receiver that is not a test.
    Function,
    /// A function with a receiver.
    Method,
    /// A type, interface or alias.
    Type,
    /// A field of a struct type.
    Field,
    /// A method required by an interface.
    InterfaceMethod,
    /// A constant.
    Constant,
    /// A package-level variable.
    Variable,
    /// `TestX`, `BenchmarkX`, `FuzzX` or `ExampleX` in a `_test.go` file.
    Test,
}

impl DefinitionKind {
    /// Returns the word that a person would use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Function => "func",
            Self::Method => "method",
            Self::Type => "type",
            Self::Field => "field",
            Self::InterfaceMethod => "interface method",
            Self::Constant => "const",
            Self::Variable => "var",
            Self::Test => "test",
        }
    }
}

/// One defined name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The bare name.
    pub name: String,
    /// Kind of the name.
    pub kind: DefinitionKind,
    /// The receiver's type for a method, the enclosing type for a field or interface method;
    /// without `*` and type parameters.
    pub owner: Option<String>,
    /// 1-based.
    pub line: u32,
    /// The first sentence of the comment right above it.
    pub doc: Option<String>,
}

/// A command defined in a `Use: "name …"` literal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The first word of the literal.
    pub name: String,
    /// 1-based.
    pub line: u32,
}

/// A command-line flag defined in a string literal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Without leading dashes.
    pub name: String,
    /// 1-based.
    pub line: u32,
}

/// A Markdown file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkdownFacts {
    /// `title:` of the front matter, else the first level-1 heading.
    pub title: Option<String>,
    /// In the order of the file.
    pub headings: Vec<Heading>,
    /// Inline links, reference definitions and images, in the order of the file.
    pub links: Vec<Link>,
    /// In the order of the file. Fenced code is not among them.
    pub code_spans: Vec<CodeSpan>,
}

/// One heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its text without marks.
    pub text: String,
    /// 1-based.
    pub line: u32,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Target as written, without a title.
    pub target: String,
    /// 1-based.
    pub line: u32,
}

/// One code span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSpan {
    /// Without the backquotes.
    pub text: String,
    /// 1-based.
    pub line: u32,
}
