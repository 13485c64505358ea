//! Features of a file with respect to a task, and the sheet that holds them.

use crate::index::{HeadingSite, Site};
use crate::model::{FileId, Signal};

/// Declares the features once: the variant, its name in the weights file, the signal it belongs to
/// and its meaning.
macro_rules! features {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal in $signal:ident,)+) => {
        /// Feature of a file with respect to a task. Values lie in [0, 1] unless stated otherwise,
        /// and 0 means that the clue is absent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Feature {
            /// All features, in the order of a [`Sheet`] row.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the name in the weights file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the signal it belongs to.
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
    /// The text names at least the last two components, or the folder and a name that the file defines;
    /// shared among the files that fit.
    PathSuffix = "path_suffix" in Path,
    /// The text names the file's name below some of its folders; shared among such files.
    PathMoved = "path_moved" in Path,
    /// The text names the file's name with its extension, or a document by its stem and kind; shared among
    /// the files of that name.
    PathName = "path_name" in Path,
    /// The text names the file's stem, or its folder by a name of several parts; shared among the
    /// files of that name.
    PathStem = "path_stem" in Path,
    /// The title names the file by one of the above except its stem; shared as there.
    PathInTitle = "path_in_title" in Path,
    /// The text names the folder, by its path or a name of several parts; shared (by the square root) among
    /// the files in it.
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
    /// among the files that define it: ln(1 + sum). A quoted route that the file spells out is one.
    Symbol = "symbol" in Symbol,
    /// Qualified names, `package.Name` and `Type.Method`, that the file defines and whose first
    /// part matches too: ln(1 + sum), as for `symbol`.
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
    /// BM25 of the whole text over the names that the file defines or imports, as a share of the best
    /// file's.
    SymbolWords = "symbol_words" in Words,
    /// BM25 of the title over the names that the file defines or imports, as a share of the best
    /// file's.
    SymbolWordsTitle = "symbol_words_title" in Words,
    /// BM25 of the whole text over headings and doc comments, as a share of the best file's.
    HeadingWords = "heading_words" in Words,
    /// BM25 of the title over contents, as a share of what a perfect file would have.
    Coverage = "coverage" in Words,
    /// Share of the parts of the file's stem that the text says, each weighted by how rare it is in
    /// stems.
    StemCovered = "stem_covered" in Words,
    /// A heading or ancestor names the file's path or name; shared among the files of that name.
    ContextNamed = "context_named" in Context,
    /// BM25 of headings and ancestors over contents, as a share of the best file's, or of half of
    /// what a perfect file would have where no file has as much.
    ContextContents = "context_contents" in Context,
    /// BM25 of headings and ancestors over path parts, scaled as `context_contents`.
    ContextPath = "context_path" in Context,
    /// A heading or ancestor names the file's folder, or one further up, by its path or name; shared
    /// (by the square root) among the files below it.
    ContextFolder = "context_folder" in Context,
    /// Share of the similarity of the most similar past commits that goes to those which changed
    /// the file.
    PastWork = "past_work" in PastWork,
    /// Share of that similarity that goes to the commits which changed a file of its folder.
    PastFolder = "past_folder" in PastWork,
    /// Recency of the file's last change: see `history::Activity`.
    Recency = "recency" in Recency,
    /// Recency of its first change.
    Newness = "newness" in Recency,
    /// Recency of its folder's last change.
    FolderRecency = "folder_recency" in Recency,
    /// Number of its changes.
    Churn = "churn" in Recency,
    /// Number of its changes together with files that the last commits changed.
    Momentum = "momentum" in Recency,
    /// Highest standing of a likely file, times the share of its commits that changed this one.
    Together = "together" in Together,
    /// The file changed around the commit that added the task.
    Introduced = "introduced" in Introduced,
    /// Lead of the best standing of another file in its folder over its own.
    FolderBest = "folder_best" in Companion,
    /// Lead of the standing of its test, or of the file it tests, over its own.
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
    /// The text names the file for reference only: to follow, to cite, to watch.
    Referred = "referred" in Kind,
    /// The file is neither code nor a document, and the title does not name it.
    Other = "other" in Kind,
    /// The file is a workflow, script or build file and the task asks for such.
    BuildAsked = "build_asked" in Kind,
    /// A program wrote the file, or it was copied from elsewhere, and the title does not name it.
    NotWritten = "not_written" in Kind,
    /// log10 of its size in bytes over 1,000, between −1 and 2.
    Size = "size" in Kind,
    /// Standing of the file: see [`PreScore`](super::PreScore).
    Standing = "standing" in Standing,
    /// Its distance to the highest standing; not positive.
    Gap = "gap" in Standing,
    /// Its distance to the second highest standing.
    NextGap = "next_gap" in Standing,
    /// ln(1 + the number of files that stand higher).
    Rank = "rank" in Standing,
    /// Number of files of its folder among the fifty that stand highest.
    FolderRank = "folder_rank" in Standing,
    /// Highest standing of all files.
    Highest = "highest" in Standing,
    /// Second highest standing.
    Second = "second" in Standing,
    /// Fifth highest standing.
    Fifth = "fifth" in Standing,
    /// log10 of the number of files of the repository.
    Files = "files" in Standing,
}

impl Feature {
    /// Returns whether the feature is a clue that the task means the file: more of it can only
    /// speak for the file, never against it.
    pub fn is_clue(self) -> bool {
        !matches!(
            self.signal(),
            Signal::Recency | Signal::Companion | Signal::Standing | Signal::Kind
        )
    }

    /// Returns whether the feature compares candidates, rather than being a fact of a file.
    pub fn is_comparison(self) -> bool {
        self.signal() == Signal::Standing
    }

    /// Returns whether the feature is 0 where there is no history.
    pub fn needs_history(self) -> bool {
        matches!(
            self.signal(),
            Signal::PastWork | Signal::Recency | Signal::Together | Signal::Introduced
        )
    }
}

/// Number of features.
pub const COUNT: usize = Feature::ALL.len();

/// Counterpart in the repository of a quote from the task's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// The file itself, by its path.
    File,
    /// A hint of the caller about the task.
    Hint,
    /// A folder that holds it.
    Folder(String),
    /// A package it belongs to.
    Package(String),
    /// A definition in it.
    Definition(Site),
    /// A command or flag that it defines at a line.
    Line(u32),
    /// A route of an API that it spells out.
    Route,
    /// A heading of it.
    Heading(HeadingSite),
    /// A document that names it at a line.
    Document(FileId, u32),
    /// A past commit, by how many commits ago it was.
    Commit(usize),
    /// A file that it changed together with, and how often.
    Together {
        /// The other file.
        with: FileId,
        /// Commits that changed both.
        both: u32,
        /// Commits that changed the other one.
        of: u32,
    },
    /// The commit that added the task, by how many commits ago it was.
    Introduced(usize),
}

/// Origin of a feature's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clue {
    /// The file it is about.
    pub file: FileId,
    /// The feature it feeds.
    pub feature: Feature,
    /// Quote from the text.
    pub quote: String,
    /// 1-based line in the backlog; `None` for a heading or ancestor.
    pub line: Option<u32>,
    /// Counterpart in the repository.
    pub met: Met,
}

impl Clue {
    /// Returns whether it is explained by itself. Past commits are explained together.
    pub fn is_quote(&self) -> bool {
        self.feature.signal() != Signal::PastWork
    }
}

/// Features of every file with respect to one task, and the clues behind them.
///
/// Most features are 0 for all files of most tasks, and take neither memory nor time then.
#[derive(Debug)]
pub struct Sheet {
    /// Number of files.
    files: usize,
    /// By feature: the value of each file; empty where all are 0.
    columns: [Vec<f32>; COUNT],
    clues: Vec<Clue>,
}

impl Sheet {
    /// Creates a sheet of zeros for a number of files.
    pub fn new(files: usize) -> Self {
        Self { files, columns: [const { Vec::new() }; COUNT], clues: Vec::new() }
    }

    /// Returns the number of files.
    pub fn files(&self) -> usize {
        self.files
    }

    /// Returns the features of a file.
    pub fn row(&self, file: FileId) -> [f32; COUNT] {
        let value = |column: &Vec<f32>| column.get(file.index()).copied().unwrap_or(0.0);
        self.columns.each_ref().map(value)
    }

    /// Returns one value.
    pub fn get(&self, file: FileId, feature: Feature) -> f32 {
        self.columns[feature as usize].get(file.index()).copied().unwrap_or(0.0)
    }

    /// Returns the values of a feature by `FileId`; none where all are 0.
    pub fn column(&self, feature: Feature) -> &[f32] {
        &self.columns[feature as usize]
    }

    /// Sets all values of a feature, by `FileId`.
    pub fn fill(&mut self, feature: Feature, mut values: Vec<f32>) {
        values.resize(self.files, 0.0);
        self.columns[feature as usize] = values;
    }

    /// Returns all values of a feature to be changed, by `FileId`.
    pub fn column_mut(&mut self, feature: Feature) -> &mut [f32] {
        let column = &mut self.columns[feature as usize];
        column.resize(self.files, 0.0);
        column
    }

    /// Sets a value.
    pub fn set(&mut self, file: FileId, feature: Feature, value: f32) {
        self.column_mut(feature)[file.index()] = value;
    }

    /// Raises a value to at least `value`, and keeps the clue.
    pub fn raise(&mut self, clue: Clue, value: f32) {
        let at = &mut self.column_mut(clue.feature)[clue.file.index()];
        *at = at.max(value);
        self.clues.push(clue);
    }

    /// Adds to a value, and keeps the clue.
    pub fn add(&mut self, clue: Clue, value: f32) {
        self.column_mut(clue.feature)[clue.file.index()] += value;
        self.clues.push(clue);
    }

    /// Replaces every value of a feature that is not 0.
    pub fn map(&mut self, feature: Feature, change: impl Fn(f32) -> f32) {
        for value in self.columns[feature as usize].iter_mut().filter(|value| **value != 0.0) {
            *value = change(*value);
        }
    }

    /// Returns the files with clues that quote the task, in ascending order.
    pub fn quoted(&self) -> Vec<FileId> {
        let clues = self.clues.iter().filter(|clue| clue.is_quote());
        let mut files: Vec<FileId> = clues.map(|clue| clue.file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Takes out the clues about `files`, sorted by file, without repeats.
    pub fn take_clues(&mut self, files: &[FileId]) -> Vec<Clue> {
        let mut is_wanted = vec![false; self.files];
        for file in files {
            is_wanted[file.index()] = true;
        }
        let mut clues = std::mem::take(&mut self.clues);
        clues.retain(|clue| is_wanted[clue.file.index()]);
        clues.sort_unstable();
        clues.dedup();
        clues
    }
}
