//! Composes the stages: from settings to the whole answer.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};

use crate::backlog::{self, Granularity, Selection, Source};
use crate::history::{self, History, Past, PastCommit};
use crate::index::Index;
use crate::model::{
    Analysis, BUILT_IN_WEIGHTS, BlastRadius, Consulted, FileFacts, Problem, RecentWork, RepoPath,
    SourceFile, Task,
};
use crate::predict::{self, Corpus, Weights};
use crate::words::{self, Lexer};
use crate::{discover, regular, syntax, tracks};

mod candidates;
mod hint;

/// Number of commits that count as recent work.
const RECENT: usize = 10;

/// Limit for a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Source of a backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BacklogArgument {
    /// A file, which may lie outside the root.
    File(PathBuf),
    /// Text already read from standard input.
    Text(Vec<u8>),
}

/// Validated settings of an analysis.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder to scan, as given or found.
    pub root: PathBuf,
    /// Sources of the tasks; empty means to look for a backlog by convention.
    pub backlogs: Vec<BacklogArgument>,
    /// Size of a task.
    pub granularity: Granularity,
    /// Selection of the tasks.
    pub selection: Selection,
    /// Hints of the caller, `TASK=PATH`, as given.
    pub hints: Vec<String>,
    /// Options of the split.
    pub tracks: crate::tracks::Options,
    /// Number of commits of history to consult; 0 for none.
    pub history_depth: usize,
    /// Folder in which histories are kept from one run to the next, if any.
    pub kept_histories: Option<PathBuf>,
    /// Number of threads to scan with; at least 1.
    pub threads: usize,
}

/// The stages that take long enough to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Listing the files.
    Walk,
    /// Reading the facts of so many files.
    Scan(usize),
    /// Predicting the files of so many tasks.
    Predict(usize),
}

/// Observer of the analysis; called from several threads.
pub trait Progress: Sync {
    /// Reports that a stage starts.
    fn begin(&self, stage: Stage);
    /// Reports that one more item of the stage is done.
    fn advance(&self);
}

/// Observer that ignores all reports.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn advance(&self) {}
}

/// Reason why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No backlog where one is looked for.
    #[error(transparent)]
    NotFound(#[from] backlog::NotFound),
    /// A backlog with work in it of which nothing is read.
    #[error(transparent)]
    Unread(#[from] backlog::Unread),
    /// A selection that matches nothing.
    #[error(transparent)]
    NoSuch(#[from] backlog::NoSuch),
    /// A hint that cannot be used.
    #[error(transparent)]
    Hint(#[from] hint::Error),
    /// The root is not a directory.
    #[error("{}: not a directory; name one with --root DIR", .0.display())]
    NotADirectory(PathBuf),
    /// The root does not exist.
    #[error("{}: there is no such folder; name one with --root DIR", .0.display())]
    NoFolder(PathBuf),
    /// A backlog cannot be read.
    #[error("cannot read the backlog {name}, expected to be a Markdown file with `- [ ]` items")]
    Backlog {
        /// As printed.
        name: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// The repository's own weights cannot be used.
    #[error(transparent)]
    Weights(#[from] predict::WeightsError),
    /// The threads could not be started.
    #[error("cannot start {count} threads: {why}; `--threads 1` needs none")]
    Threads {
        /// How many.
        count: usize,
        /// What the system says.
        why: rayon::ThreadPoolBuildError,
    },
}

impl Error {
    /// Returns the error for a root that is not a directory.
    pub fn of_root(root: PathBuf) -> Self {
        if root.exists() { Self::NotADirectory(root) } else { Self::NoFolder(root) }
    }
}

/// Analyzes a tree and its backlogs. An answer without tasks means that the backlog has no open
/// ones.
pub fn run(settings: &Settings, progress: &dyn Progress) -> Result<Analysis, Error> {
    let root = match settings.root.canonicalize() {
        Ok(root) if root.is_dir() => root,
        _ => return Err(Error::of_root(settings.root.clone())),
    };
    let sources = backlogs(&root, &settings.backlogs, settings.threads)?;
    let history::Place { prefix, head } = history::place(&root);
    let (tasks, mut problems) = backlog::read(&sources, settings.granularity);
    let backlogs = sources.iter().map(|source| source.name.clone()).collect();
    let digests = sources.iter().map(|source| words::digest(&source.bytes)).collect();
    if tasks.is_empty() {
        backlog::refuse_unread(&sources)?;
        return Ok(Analysis {
            root,
            prefix,
            head,
            backlogs,
            digests,
            problems,
            ..Analysis::default()
        });
    }
    let hinted = hint::read(&settings.hints, &tasks, &root)?;
    let tasks = backlog::select(tasks, &settings.selection)?;
    let hints = hint::of_selected(hinted, &tasks);
    let own_weights = Weights::own(&root)?;
    let count = settings.threads;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
    let pool = pool.map_err(|why| Error::Threads { count, why })?;
    let inside = inside(&root, &sources, &settings.backlogs);
    let answer = pool.install(|| -> Result<_, hint::Error> {
        progress.begin(Stage::Walk);
        let (history, index) = rayon::join(
            || consult(&root, &inside, settings),
            || scan(&root, settings.threads, &backlogs, progress, &mut problems),
        );
        hint::check(&hints, &index)?;
        let past = Past::build(&history, index.files.iter().map(|file| &file.path));
        let weights = own_weights.as_ref().filter(|_| !past.is_empty());
        let weights = weights.unwrap_or_else(|| Weights::shipped(&past));
        let corpus = Corpus { index: &index, past: &past };
        let introduced = Introduced::of(&inside, &history);
        progress.begin(Stage::Predict(tasks.len()));
        let radius = |lexer: &mut Lexer, task: &Task| {
            let measured = predict::measure(corpus, task, introduced.by(task), &hints, lexer);
            let radius = measured.radius(weights);
            progress.advance();
            radius
        };
        let radii: Vec<BlastRadius> = tasks.par_iter().map_init(Lexer::default, radius).collect();
        Ok((radii, index.files.len(), history))
    });
    let (radii, scanned, history) = answer?;
    let recent = history.commits.iter().take(RECENT).map(recent_work).collect();
    let history =
        Consulted { head: history.head, commits: history.commits.len(), missing: history.missing };
    let (overlaps, plan) = tracks::split(&tasks, &radii, settings.tracks);
    problems.sort();
    problems.dedup();
    let uses_own = own_weights.is_some() && history.commits > 0;
    let weights = if uses_own { predict::OWN_WEIGHTS } else { BUILT_IN_WEIGHTS }.to_owned();
    Ok(Analysis {
        root,
        prefix,
        head,
        backlogs,
        digests,
        tasks,
        scanned,
        history,
        recent,
        hints,
        weights,
        radii,
        overlaps,
        plan,
        problems,
    })
}

fn recent_work(commit: &PastCommit) -> RecentWork {
    RecentWork { subject: commit.subject.clone(), files: commit.files.clone() }
}

/// Reads the history of the root and of the backlogs inside it, unless none is requested.
fn consult(root: &Path, backlogs: &[&Source], settings: &Settings) -> History {
    if settings.history_depth == 0 {
        return History::default();
    }
    let backlogs: Vec<&str> = backlogs.iter().map(|source| source.name.as_str()).collect();
    history::read(root, settings.history_depth, &backlogs, settings.kept_histories.as_deref())
}

/// Commit that added each line of the backlogs.
struct Introduced<'a>(BTreeMap<&'a str, Vec<Option<&'a str>>>);

impl<'a> Introduced<'a> {
    fn of(backlogs: &[&'a Source], history: &'a History) -> Self {
        let lines = |source: &&'a Source| {
            (source.name.as_str(), history.introductions.of(&source.name, &source.bytes))
        };
        Self(backlogs.iter().map(lines).collect())
    }

    fn by(&self, task: &Task) -> Option<&'a str> {
        let place = (task.line as usize).checked_sub(1)?;
        self.0.get(task.backlog.as_str())?.get(place).copied().flatten()
    }
}

/// Reads the files of a tree and merges their facts. The backlogs themselves and their archives are
/// left out: every task would find itself or a similar task there.
fn scan(
    root: &Path,
    threads: usize,
    backlogs: &[String],
    progress: &dyn Progress,
    problems: &mut Vec<Problem>,
) -> Index {
    let listing = discover::walk(root, threads);
    problems.extend(listing.problems);
    let mut files = listing.files;
    files.retain(|file| {
        file.path.as_str() != predict::OWN_WEIGHTS
            && !backlogs.iter().any(|backlog| is_of_backlog(&file.path, backlog))
    });
    progress.begin(Stage::Scan(files.len()));
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&at| (Reverse(files[at].size), at));
    let mut read: Vec<(usize, (FileFacts, Vec<Problem>))> = order
        .into_par_iter()
        .with_max_len(1)
        .map_init(Lexer::default, |lexer, at| {
            let facts = facts_of(root, &files[at], lexer);
            progress.advance();
            (at, facts)
        })
        .collect();
    read.sort_unstable_by_key(|&(at, _)| at);
    let mut merged = Vec::with_capacity(files.len());
    for (file, (_, (facts, found))) in files.into_iter().zip(read) {
        problems.extend(found);
        merged.push((file, facts));
    }
    Index::build(merged)
}

/// Returns whether a file is the backlog at `backlog`, or lies in the archive folder beside it.
pub(crate) fn is_of_backlog(path: &RepoPath, backlog: &str) -> bool {
    let archive = backlog.rsplit_once('/').map(|(folder, _)| format!("{folder}/archive"));
    path.as_str() == backlog || archive.is_some_and(|archive| path.is_below(&archive))
}

/// Reads the facts and terms of one file of a folder.
fn facts_of(root: &Path, file: &SourceFile, lexer: &mut Lexer) -> (FileFacts, Vec<Problem>) {
    let (content, unread) = discover::read(root, file);
    let (facts, mut problems) = read_facts(file, content.as_deref(), lexer);
    problems.extend(unread);
    (facts, problems)
}

/// Reads the facts and terms of one file; `content` is `None` where only its path counts.
pub(crate) fn read_facts(
    file: &SourceFile,
    content: Option<&[u8]>,
    lexer: &mut Lexer,
) -> (FileFacts, Vec<Problem>) {
    let Some(content) = content else { return (FileFacts::default(), Vec::new()) };
    let (mut facts, problems) = syntax::read_facts(file, content);
    facts.terms = lexer.count(content);
    (facts, problems)
}

/// Reads the backlogs that the settings name, or those found by convention.
fn backlogs(root: &Path, named: &[BacklogArgument], threads: usize) -> Result<Vec<Source>, Error> {
    let source_of = |path: &Path, bytes: io::Result<Vec<u8>>| {
        let name = printed(root, path);
        match bytes {
            Ok(bytes) => Ok(Source { name, bytes }),
            Err(source) => Err(Error::Backlog { name, source }),
        }
    };
    if named.is_empty() {
        let found = backlog::locate(root).map_err(|error| backlog::NotFound {
            with_open_boxes: candidates::find(root, threads),
            ..error
        })?;
        let read =
            |path: &PathBuf| source_of(path, regular::read_inside(root, path, MAX_BACKLOG_BYTES));
        return found.iter().map(read).collect();
    }
    let source = |argument: &BacklogArgument| match argument {
        BacklogArgument::File(path) => {
            source_of(path, regular::read_named(path, MAX_BACKLOG_BYTES))
        }
        BacklogArgument::Text(bytes) => {
            Ok(Source { name: "<stdin>".to_owned(), bytes: bytes.clone() })
        }
    };
    named.iter().map(source).collect()
}

/// Returns the backlogs that lie below the root; `named` are those that the settings name.
fn inside<'a>(root: &Path, sources: &'a [Source], named: &[BacklogArgument]) -> Vec<&'a Source> {
    let is_inside = |(at, _): &(usize, &Source)| match named.get(*at) {
        // Found by convention, which looks nowhere else.
        None => true,
        Some(BacklogArgument::File(path)) => below(root, path).is_some(),
        Some(BacklogArgument::Text(_)) => false,
    };
    sources.iter().enumerate().filter(is_inside).map(|(_, source)| source).collect()
}

/// Returns a path as printed: relative to the root where it lies below it, else as given.
fn printed(root: &Path, path: &Path) -> String {
    below(root, path).unwrap_or_else(|| path.to_string_lossy().into_owned())
}

/// Returns a path relative to the root, with `/`, where it lies below it.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/")).filter(|below| !below.is_empty())
}
