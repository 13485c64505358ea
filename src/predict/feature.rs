//! What is measured about a file with respect to a task, and the sheet that holds it.

use crate::index::{HeadingSite, Site};
use crate::model::{FileId, Signal};

/// Declares the features once: the variant, its name in the weights file, the signal it belongs to
/// and what it measures.
macro_rules! features {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal in $signal:ident,)+) => {
        /// One number about a file with respect to a task. Values lie in [0, 1] unless said
        /// otherwise, and 0 means that the clue is absent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Feature {
            /// All of them, in the order of a [`Sheet`] row.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in the weights file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The signal it belongs to.
            pub fn signal(self) -> Signal {
                match self { $(Self::$variant => Signal::$signal,)+ }
            }
        }
    };
}

features! {
    /// The task declares the file, its folder or a glob that matches it.
    Declared = "declared" in Declared,
    /// The text names the whole path.
    PathWhole = "path_whole" in Path,
    /// The text names at least the last two components; shared among the files that end so.
    PathSuffix = "path_suffix" in Path,
    /// The text names the file's name below some of its folders; shared among such files.
    PathMoved = "path_moved" in Path,
    /// The text names the file's name with its extension; shared among the files called so.
    PathName = "path_name" in Path,
    /// The text names the file's stem, or its folder by a name of several parts; shared among the
    /// files called so.
    PathStem = "path_stem" in Path,
    /// The title names the file by one of the above but its stem; shared as there.
    PathInTitle = "path_in_title" in Path,
    /// The text names the folder; shared (by the square root) among the files in it.
    FolderNamed = "folder_named" in Path,
    /// The text names a folder further up; shared (by the square root) among the files below it.
    FolderAbove = "folder_above" in Path,
    /// The text has a glob that matches; shared (by the square root) among the matches.
    Glob = "glob" in Path,
    /// The text names the import path of the file's package.
    PackagePath = "package_path" in Package,
    /// The text names the package; shared among packages of that name and (by the square root)
    /// among its files.
    PackageName = "package_name" in Package,
    /// Names that look like code, or stand in code quotes, and that the file defines, each shared
    /// among the files that define it: ln(1 + sum).
    Symbol = "symbol" in Symbol,
    /// The same for `package.Name` and `Type.Method`, where the first part fits too.
    SymbolQualified = "symbol_qualified" in Symbol,
    /// The title names something that the file defines; shared among the files that define it.
    SymbolInTitle = "symbol_in_title" in Symbol,
    /// A command of the text that the file defines, or that its path spells.
    Command = "command" in Command,
    /// A `--flag` of the text that the file defines.
    Flag = "flag" in Command,
    /// The text holds a heading or title of the file.
    Heading = "heading" in Document,
    /// The text names a document that names the file.
    NamedByDocument = "named_by_document" in Document,
    /// BM25 of the whole text over contents, as a share of the best file's.
    Contents = "contents" in Words,
    /// BM25 of the title over contents, as a share of the best file's.
    ContentsTitle = "contents_title" in Words,
    /// BM25 of the whole text over path parts, as a share of the best file's.
    PathWords = "path_words" in Words,
    /// BM25 of the title over path parts, as a share of the best file's.
    PathWordsTitle = "path_words_title" in Words,
    /// BM25 of the whole text over defined names, as a share of the best file's.
    SymbolWords = "symbol_words" in Words,
    /// BM25 of the title over defined names, as a share of the best file's.
    SymbolWordsTitle = "symbol_words_title" in Words,
    /// BM25 of the whole text over headings and doc comments, as a share of the best file's.
    HeadingWords = "heading_words" in Words,
    /// BM25 of the title over contents, as a share of what a perfect file would have.
    Coverage = "coverage" in Words,
    /// The share of the parts of the file's stem that the text says, each counted by how rare it is
    /// in stems.
    StemCovered = "stem_covered" in Words,
    /// A heading or ancestor names the file's path or name; shared among the files called so.
    ContextNamed = "context_named" in Context,
    /// BM25 of headings and ancestors over contents, as a share of the best file's, or of half of
    /// what a perfect file would have where no file has as much.
    ContextContents = "context_contents" in Context,
    /// The same over path parts.
    ContextPath = "context_path" in Context,
    /// The share of the similarity of the most similar past commits that goes to those which changed
    /// the file.
    PastWork = "past_work" in PastWork,
    /// How lately the file changed: see `history::Activity`.
    Recency = "recency" in Recency,
    /// How lately it appeared.
    Newness = "newness" in Recency,
    /// How lately its folder changed.
    FolderRecency = "folder_recency" in Recency,
    /// How often it changed.
    Churn = "churn" in Recency,
    /// How often it changed together with what the last commits changed.
    Momentum = "momentum" in Recency,
    /// The highest standing of a likely file times the share of its commits that changed this one.
    Together = "together" in Together,
    /// It changed around the commit that wrote the task down.
    Introduced = "introduced" in Introduced,
    /// How much higher than its own the best standing of another file in its folder is.
    FolderBest = "folder_best" in Companion,
    /// How much higher than its own the standing of its test, or of what it tests, is.
    TestCompanion = "test_companion" in Companion,
    /// The file is a test that the title does not name.
    Test = "test" in Kind,
    /// The file is a test and the task asks for tests.
    TestAsked = "test_asked" in Kind,
    /// The file is code other than a test and the title asks for tests.
    Tested = "tested" in Kind,
    /// The file is a document that the title does not name.
    Document = "document" in Kind,
    /// The file is a document and the task asks for documents.
    DocumentAsked = "document_asked" in Kind,
    /// The file is a document and the text names it for reference only.
    Referred = "referred" in Kind,
    /// The file is neither code nor a document, and the title does not name it.
    Other = "other" in Kind,
    /// The file is a workflow, script or build file and the task asks for such.
    BuildAsked = "build_asked" in Kind,
    /// A program wrote it, or it comes from elsewhere, and the title does not name it.
    NotWritten = "not_written" in Kind,
    /// log10 of its bytes over 1,000, between −1 and 2.
    Size = "size" in Kind,
}

/// How many features there are.
pub const COUNT: usize = Feature::ALL.len();

/// What a quote of the task's text met in the repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// The file itself, by its path.
    File,
    /// What the caller says about the task.
    Hint,
    /// A folder that holds it.
    Folder(String),
    /// A package.
    Package(String),
    /// A definition in it.
    Definition(Site),
    /// A command or flag that it defines at a line.
    Line(u32),
    /// A heading of it.
    Heading(HeadingSite),
    /// A document that names it at a line.
    Document(FileId, u32),
    /// A past commit, so many commits ago.
    Commit(usize),
    /// A file that it changed together with, in so many of that one's commits.
    Together {
        /// The other file.
        with: FileId,
        /// Commits that changed both.
        both: u32,
        /// Commits that changed the other one.
        of: u32,
    },
    /// The commit that wrote the task down, so many commits ago.
    Introduced(usize),
}

/// Where a feature's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clue {
    /// About which file.
    pub file: FileId,
    /// Which feature it feeds.
    pub feature: Feature,
    /// What the text says.
    pub quote: String,
    /// 1-based line in the backlog; `None` where a heading or ancestor says it.
    pub line: Option<u32>,
    /// What it met.
    pub met: Met,
}

/// The features of every file with respect to one task, and the clues behind them.
#[derive(Debug)]
pub struct Sheet {
    values: Vec<[f32; COUNT]>,
    clues: Vec<Clue>,
}

impl Sheet {
    /// All zero for so many files.
    pub fn new(files: usize) -> Self {
        Self { values: vec![[0.0; COUNT]; files], clues: Vec::new() }
    }

    /// The features of each file, by `FileId`.
    pub fn rows(&self) -> &[[f32; COUNT]] {
        &self.values
    }

    /// One value.
    pub fn get(&self, file: FileId, feature: Feature) -> f32 {
        self.values[file.index()][feature as usize]
    }

    /// Sets a value.
    pub fn set(&mut self, file: FileId, feature: Feature, value: f32) {
        self.values[file.index()][feature as usize] = value;
    }

    /// Raises a value to at least `value`, and keeps the clue.
    pub fn raise(&mut self, clue: Clue, value: f32) {
        let at = &mut self.values[clue.file.index()][clue.feature as usize];
        *at = at.max(value);
        self.clues.push(clue);
    }

    /// Adds to a value, and keeps the clue.
    pub fn add(&mut self, clue: Clue, value: f32) {
        self.values[clue.file.index()][clue.feature as usize] += value;
        self.clues.push(clue);
    }

    /// Replaces every value of a feature.
    pub fn map(&mut self, feature: Feature, change: impl Fn(f32) -> f32) {
        for row in &mut self.values {
            row[feature as usize] = change(row[feature as usize]);
        }
    }

    /// Takes the clues out, sorted by file, without repeats.
    pub fn take_clues(&mut self) -> Vec<Clue> {
        self.clues.sort_unstable();
        self.clues.dedup();
        std::mem::take(&mut self.clues)
    }
}
