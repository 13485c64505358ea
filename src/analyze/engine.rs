//! The engine: a repository and its backlogs, opened once and asked many times.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::sources::{self, Backlogs};
use super::{Error, Progress, Request, Settings, Stage, hint};
use crate::backlog::{self, Source};
use crate::history::{self, History, Past, PastCommit, Place};
use crate::index::Index;
use crate::model::{
    Analysis, BUILT_IN_MODEL, BlastRadius, Consulted, Hint, InFlight, Next, Prediction, Problem,
    ProblemKind, RecentWork, Scope, Task, TaskId,
};
use crate::predict::{self, Corpus, Forest, Own};
use crate::words::{self, Lexer};
use crate::{discover, next, scan, tracks};

/// Maximum number of backlogs whose lines are traced to the commits that added them. Formats with a
/// file for each task have hundreds, and git is asked about each.
const MAX_BLAMED: usize = 64;
/// Number of commits that count as recent work.
const RECENT: usize = 10;

/// Repository and its backlogs, as of the moment it was opened.
///
/// The backlogs are read when the engine opens, the files and the history when a request first needs
/// them. One engine answers any number of requests.
pub struct Engine<'a> {
    root: PathBuf,
    place: Place,
    sources: Vec<Source>,
    /// Names of the files that tools keep beside them.
    beside: BTreeSet<String>,
    /// Places where a backlog was looked for, if none was named.
    looked_for: Vec<String>,
    /// Positions in `sources` of the backlogs that lie below the root.
    inside: Vec<usize>,
    /// All open tasks of the backlogs.
    tasks: Vec<Task>,
    /// Problems of the backlogs.
    problems: Vec<Problem>,
    history_depth: usize,
    kept_histories: Option<PathBuf>,
    pool: ThreadPool,
    repository: OnceLock<Repository>,
    progress: &'a dyn Progress,
}

/// Facts of the repository that do not depend on a task.
struct Repository {
    index: Index,
    past: Past,
    history: History,
    /// Files that could not be used in full.
    problems: Vec<Problem>,
}

impl<'a> Engine<'a> {
    /// Opens a repository and reads its backlogs. Fails where there is no backlog, or one with work
    /// in it of which nothing is read.
    pub fn open(settings: &Settings, progress: &'a dyn Progress) -> Result<Self, Error> {
        let root = match settings.root.canonicalize() {
            Ok(root) if root.is_dir() => root,
            _ => return Err(Error::of_root(settings.root.clone())),
        };
        let Backlogs { sources, beside, looked_for, problems: unread } =
            sources::read(&root, settings)?;
        let format = settings.format;
        let (tasks, mut problems) =
            backlog::read_as(&sources, &beside, format, settings.granularity);
        if tasks.is_empty() {
            backlog::refuse_unread(&sources, format, &problems)?;
        }
        problems.extend(unread);
        let count = settings.threads;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
        Ok(Self {
            place: history::place(&root),
            inside: sources::inside(&root, &sources, &settings.backlogs),
            root,
            sources,
            beside: beside.into_iter().map(|it| it.name).collect(),
            looked_for,
            tasks,
            problems,
            history_depth: settings.history_depth,
            kept_histories: settings.kept_histories.clone(),
            pool: pool.map_err(|why| Error::Threads { count, why })?,
            repository: OnceLock::new(),
            progress,
        })
    }

    /// Returns all open tasks of the backlogs, indexed by `TaskId`.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Returns the backlogs that the tasks were read from.
    pub fn backlogs(&self) -> &[Source] {
        &self.sources
    }

    /// Predicts the requested tasks, and splits them into tracks that do not overlap.
    pub fn analyze(&self, request: &Request, options: tracks::Options) -> Result<Analysis, Error> {
        let prediction = self.predict(request)?;
        let aside: Vec<TaskId> = prediction.doubtful.iter().map(|doubt| doubt.task).collect();
        let in_flight = self.of_selected(&request.in_flight, &prediction.tasks);
        let (overlaps, plan) =
            tracks::split(&prediction.tasks, &prediction.radii, &aside, &in_flight, options);
        Ok(Analysis { prediction, overlaps, plan })
    }

    /// Renumbers the tasks of the work in flight. Those that were not selected are left out.
    fn of_selected(&self, in_flight: &[InFlight], selected: &[Task]) -> Vec<InFlight> {
        let id = |id: &TaskId| {
            let key = &self.tasks.get(id.index())?.key;
            selected.iter().find(|task| task.key == *key).map(|task| task.id)
        };
        let renumber = |work: &InFlight| InFlight {
            tasks: work.tasks.iter().filter_map(id).collect(),
            ..work.clone()
        };
        in_flight.iter().map(renumber).collect()
    }

    /// Suggests at most `limit` tasks of the scope to do next, from the prediction of the requested tasks.
    pub fn next(
        &self,
        request: &Request,
        scope: Scope,
        limit: usize,
    ) -> Result<(Prediction, Next), Error> {
        let prediction = self.predict(request)?;
        let next = next::suggest(&prediction, scope, limit);
        Ok((prediction, next))
    }

    /// Predicts the blast radius of each requested task.
    pub fn predict(&self, request: &Request) -> Result<Prediction, Error> {
        if self.tasks.is_empty() {
            return Ok(self.unpredicted());
        }
        let hints = hint::read(&request.hints, &self.tasks, &self.root)?;
        let tasks = backlog::select(self.tasks.clone(), &request.selection)?;
        let hints = hint::of_selected(hints, &tasks);
        let include_doubtful = request.selection.include_doubtful;
        let doubtful = if include_doubtful { Vec::new() } else { backlog::doubtful(&tasks) };
        let own = Forest::own(&self.root)?;
        let is_stale = own == Own::Stale;
        let own = own.usable();

        let repository = self.repository();
        hint::check(&hints, &repository.index)?;
        let own = own.filter(|_| !repository.past.is_empty());
        let radii = self.radii(repository, &tasks, &hints, own.as_ref());
        let name = if own.is_some() { predict::OWN_MODEL } else { BUILT_IN_MODEL };
        let History { head, commits, missing, .. } = &repository.history;
        let mut problems = [&self.problems[..], &repository.problems].concat();
        if is_stale {
            let message = "learned by another version of ctx, so the built-in model is used; learn it \
                           again with `ctx backtest --fit`";
            problems.push(Problem::new(ProblemKind::StaleModel, predict::OWN_MODEL, message));
        }
        problems.sort();
        problems.dedup();
        Ok(Prediction {
            tasks,
            doubtful,
            scanned: repository.index.files.len(),
            history: Consulted {
                head: head.clone(),
                commits: commits.len(),
                usable: commits.iter().filter(|commit| is_usable(commit)).count(),
                missing: missing.clone(),
            },
            recent: commits.iter().take(RECENT).map(recent_work).collect(),
            hints,
            model: name.to_owned(),
            radii,
            problems,
            ..self.unpredicted()
        })
    }

    /// Describes the repository and its backlogs, without tasks.
    fn unpredicted(&self) -> Prediction {
        Prediction {
            root: self.root.clone(),
            prefix: self.place.prefix.clone(),
            head: self.place.head.clone(),
            backlogs: self.sources.iter().map(|source| source.name.clone()).collect(),
            looked_for: self.looked_for.clone(),
            digests: self.sources.iter().map(|source| words::digest(&source.bytes)).collect(),
            problems: self.problems.clone(),
            ..Prediction::default()
        }
    }

    fn radii(
        &self,
        repository: &Repository,
        tasks: &[Task],
        hints: &[Hint],
        own: Option<&Forest>,
    ) -> Vec<BlastRadius> {
        let Repository { index, past, history, .. } = repository;
        let forest = own.unwrap_or_else(|| Forest::shipped());
        let introduced = Introduced::of(self.backlogs_inside(), history);
        self.progress.begin(Stage::Predict(tasks.len()));
        let radius = |lexer: &mut Lexer, task: &Task| {
            let corpus = Corpus { index, past };
            let measured = predict::measure(corpus, task, introduced.by(task), hints, lexer);
            let radius = measured.radius(forest);
            self.progress.advance();
            radius
        };
        let mut radii: Vec<BlastRadius> =
            self.pool.install(|| tasks.par_iter().map_init(Lexer::default, radius).collect());
        predict::inherit(tasks, &mut radii, forest.base);
        radii
    }

    /// Returns the facts of the repository, which are read at the first call.
    fn repository(&self) -> &Repository {
        self.repository.get_or_init(|| {
            self.progress.begin(Stage::Walk);
            let (history, (index, problems)) =
                self.pool.install(|| rayon::join(|| self.history(), || self.index()));
            let past = Past::build(&history, index.files.iter().map(|file| &file.path));
            Repository { index, past, history, problems }
        })
    }

    /// Reads the history of the root and of the backlogs inside it, unless none is requested.
    fn history(&self) -> History {
        if self.history_depth == 0 {
            return History::default();
        }
        let backlogs = self.backlogs_inside().map(|it| it.name.as_str());
        let backlogs: Vec<&str> = backlogs.take(MAX_BLAMED).collect();
        history::read(&self.root, self.history_depth, &backlogs, self.kept_histories.as_deref())
    }

    /// Reads the files of the tree and merges their facts. The backlogs themselves and their
    /// archives are left out: every task would find itself or a similar task there.
    fn index(&self) -> (Index, Vec<Problem>) {
        let discover::Listing { mut files, mut problems } =
            discover::walk(&self.root, self.pool.current_num_threads());
        files.retain(|file| {
            file.path.as_str() != predict::OWN_MODEL
                && !self.beside.contains(file.path.as_str())
                && !self.sources.iter().any(|it| backlog::is_of_backlog(&file.path, &it.name))
        });
        self.progress.begin(Stage::Scan(files.len()));
        let (files, unread) = scan::files(&self.root, files, &|| self.progress.advance());
        problems.extend(unread);
        let mut index = Index::build(files);
        index.paths.set_prefix(&self.place.prefix);
        (index, problems)
    }

    fn backlogs_inside(&self) -> impl Iterator<Item = &Source> {
        self.inside.iter().map(|&at| &self.sources[at])
    }
}

/// Returns whether a model can be learned from a commit: its subject names work on few files.
fn is_usable(commit: &PastCommit) -> bool {
    (1..=history::MAX_WORK_FILES).contains(&commit.files.len())
        && history::work_of_subject(&commit.subject).is_some()
}

fn recent_work(commit: &PastCommit) -> RecentWork {
    RecentWork { subject: commit.subject.clone(), files: commit.files.clone() }
}

/// Commit that added each line of the backlogs.
struct Introduced<'a>(BTreeMap<&'a str, Vec<Option<&'a str>>>);

impl<'a> Introduced<'a> {
    fn of(backlogs: impl Iterator<Item = &'a Source>, history: &'a History) -> Self {
        let lines = |source: &'a Source| {
            (source.name.as_str(), history.introductions.of(&source.name, &source.bytes))
        };
        Self(backlogs.map(lines).collect())
    }

    fn by(&self, task: &Task) -> Option<&'a str> {
        let place = (task.line as usize).checked_sub(1)?;
        self.0.get(task.backlog.as_str())?.get(place).copied().flatten()
    }
}
