//! The engine: a repository and its backlogs, opened once and asked many times.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::draft::Draft;
use super::introduced::Introduced;
use super::packed::Predicted;
use super::sources::{self, Backlogs};
use super::{Error, Progress, Request, Settings, Stage, hint};
use super::{candidates, doubtful, kept};
use crate::backlog::{self, Source};
use crate::cache::{Digest, Key, Store, digest};
use crate::history::{self, History, Past, PastCommit, Place};
use crate::index::Index;
use crate::model::{
    Analysis, BUILT_IN_MODEL, BlastRadius, Consulted, Hint, InFlight, Next, Prediction, Problem,
    ProblemKind, RecentWork, RepoPath, Scope, SourceFile, Task, TaskId, Tie,
};
use crate::predict::{self, Corpus, Detail, Forest, Own};
use crate::scan::{self, Shelf, Survey};
use crate::words::{self, Lexers};
use crate::{discover, next, regular, tracks};

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
    /// Files that tools keep beside them.
    beside: Vec<Source>,
    /// Names of the root's own backlogs, if a text from standard input is read instead.
    instead_of: Vec<String>,
    /// Places where a backlog was looked for, if none was named.
    looked_for: Vec<String>,
    /// Positions in `sources` of the backlogs that lie below the root.
    inside: Vec<usize>,
    /// All open tasks of the backlogs.
    tasks: Vec<Task>,
    /// Problems of the backlogs.
    problems: Vec<Problem>,
    history_depth: usize,
    store: Option<Arc<Store>>,
    pool: ThreadPool,
    survey: OnceLock<(Survey, Vec<Problem>)>,
    history: OnceLock<History>,
    repository: OnceLock<Repository>,
    progress: &'a dyn Progress,
}

/// Facts of the repository that do not depend on a task.
struct Repository {
    index: Index,
    past: Past,
    /// Files that could not be used in full.
    problems: Vec<Problem>,
    /// Digest of the files and their contents.
    tree: Digest,
}

impl<'a> Engine<'a> {
    /// Opens a repository and reads its backlogs. Fails where there is no backlog, or one with work
    /// in it of which nothing is read.
    pub fn open(settings: &Settings, progress: &'a dyn Progress) -> Result<Self, Error> {
        let root = match settings.root.canonicalize() {
            Ok(root) if root.is_dir() => root,
            _ => return Err(Error::of_root(settings.root.clone())),
        };
        let place = Place::of(&root);
        let Backlogs { sources, beside, instead_of, looked_for, problems: unread, failure } =
            match sources::read(&root, settings) {
                Err(Error::NotFound(_)) if place.is_bare() => return Err(Error::Bare(root)),
                read => read?,
            };
        let format = settings.format;
        let (tasks, mut problems) =
            backlog::read_as(&sources, &beside, format, settings.granularity);
        if tasks.is_empty() {
            match backlog::refuse_unread(&sources, format, &problems) {
                Ok(()) => {}
                Err(error) if settings.keeps_unread => problems.extend(error.untold(&problems)),
                Err(error) => {
                    let with_open_boxes = candidates::find(&root, settings.threads);
                    return Err(backlog::Unread { with_open_boxes, ..error }.into());
                }
            }
            if let Some(failure) = failure {
                return Err(failure);
            }
        }
        problems.extend(unread);
        let count = settings.threads;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
        let is_outside = |store: &&Arc<Store>| store.is_outside(place.top(&root));
        Ok(Self {
            store: settings.store.as_ref().filter(is_outside).cloned(),
            survey: OnceLock::new(),
            history: OnceLock::new(),
            place,
            inside: sources::inside(&root, &sources, &settings.backlogs),
            root,
            sources,
            beside,
            instead_of,
            looked_for,
            tasks,
            problems,
            history_depth: settings.history_depth,
            pool: pool.map_err(|why| Error::Threads { count, option: "--threads", why })?,
            repository: OnceLock::new(),
            progress,
        })
    }

    /// Ends without freeing the memory: for a program that ends soon, and leaves that to the system.
    pub fn leave(self) {
        std::mem::forget(self);
    }

    /// Returns all open tasks of the backlogs, indexed by `TaskId`.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Returns the backlogs that the tasks were read from.
    pub fn backlogs(&self) -> &[Source] {
        &self.sources
    }

    /// Returns the files that tools keep beside these backlogs, such as their settings.
    pub fn beside(&self) -> &[Source] {
        &self.beside
    }

    /// Predicts the requested tasks, and splits them into tracks that do not overlap.
    pub fn analyze(&self, request: &Request, options: tracks::Options) -> Result<Analysis, Error> {
        let draft = self.draft(request)?;
        let in_flight = self.of_selected(&request.in_flight, &draft.about.tasks);
        let of_split = |key: &Key| kept::key("split", &(key, &in_flight, options));
        let key = draft.key.as_ref().map(of_split);
        let kept = self.store.as_deref().zip(key.as_ref());
        if let Some((overlaps, plan)) = kept.and_then(|(store, key)| store.get_as(key)) {
            return Ok(Analysis { prediction: self.keep(draft), overlaps, plan });
        }
        let (tasks, radii) = (&draft.about.tasks, &draft.predicted.radii);
        self.progress.begin(Stage::Split(tasks.len()));
        let aside: Vec<TaskId> = draft.about.doubtful.iter().map(|doubt| doubt.task).collect();
        let split = self.pool.in_place_scope(|scope| {
            scope.spawn(|_| self.keep_predicted(&draft));
            let appended = self.appended(radii, kept.map(|(store, _)| store));
            let beside =
                tracks::Beside { aside: &aside, in_flight: &in_flight, appended: &appended };
            tracks::split(tasks, radii, beside, options)
        });
        if let Some((store, key)) = kept {
            store.put_as(key, &split);
        }
        let (overlaps, plan) = split;
        Ok(Analysis { prediction: draft.prediction(), overlaps, plan })
    }

    /// Finds the only one of `tasks` that a name stands for: a key, else a line, else a part of a title.
    pub fn find(&self, tasks: &[Task], wanted: &str) -> Result<TaskId, Error> {
        backlog::find_one(tasks, wanted).map_err(|error| match error {
            backlog::NotOne::NoSuch(error) => {
                Error::NoSuch(backlog::explain(error, &self.sources, &self.beside))
            }
            several @ backlog::NotOne::Several { .. } => Error::Several(several),
        })
    }

    /// Explains how two tasks of an answer are tied.
    pub fn tie(&self, analysis: &Analysis, pair: [TaskId; 2]) -> Tie {
        let Prediction { tasks, radii, .. } = &analysis.prediction;
        tracks::tie(tasks, radii, &self.appended(radii, None), &analysis.plan.order, pair)
    }

    /// Finds the files of several tasks that commits only add lines to, and keeps them in `store`.
    fn appended(&self, radii: &[BlastRadius], store: Option<&Store>) -> Vec<RepoPath> {
        if self.history_depth == 0 {
            return Vec::new();
        }
        let paths: Vec<&str> = tracks::contended(radii).into_iter().map(RepoPath::as_str).collect();
        let key = kept::key("appended", &(self.place.state(), &paths));
        if let Some(found) = store.and_then(|store| store.get_as(&key)) {
            return found;
        }
        let found = history::appended(&self.root, &self.place, &paths);
        let found = found.iter().filter_map(|path| RepoPath::new(path)).collect();
        if let Some(store) = store {
            store.put_as(&key, &found);
        }
        found
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

    /// Suggests at most `limit` tasks of the scope to do next, from the analysis of the requested tasks.
    pub fn next(
        &self,
        request: &Request,
        options: tracks::Options,
        scope: Scope,
        limit: usize,
    ) -> Result<(Analysis, Next), Error> {
        let analysis = self.analyze(request, options)?;
        let next = next::suggest(&analysis, scope, limit);
        Ok((analysis, next))
    }

    /// Predicts the blast radius of each requested task.
    pub fn predict(&self, request: &Request) -> Result<Prediction, Error> {
        Ok(self.keep(self.draft(request)?))
    }

    /// Keeps what is new of a prediction, and returns the whole.
    fn keep(&self, draft: Draft) -> Prediction {
        self.keep_predicted(&draft);
        draft.prediction()
    }

    fn keep_predicted(&self, draft: &Draft) {
        if let Some((store, key)) = self.store.as_deref().zip(draft.key.as_ref())
            && draft.is_new
        {
            kept::keep_prediction(store, key, &draft.predicted);
        }
    }

    /// Predicts the blast radius of each requested task.
    fn draft(&self, request: &Request) -> Result<Draft, Error> {
        if self.tasks.is_empty() {
            return Ok(Draft { about: self.unpredicted(), ..Draft::default() });
        }
        let over = |error| backlog::explain(error, &self.sources, &self.beside);
        let hints = hint::read(&request.hints, &self.tasks, &self.root, &over)?;
        let mut tasks = backlog::select(self.tasks.clone(), &request.selection).map_err(over)?;
        let hints = hint::of_selected(hints, &tasks);
        let own = Forest::own(&self.root)?;
        let is_stale = own == Own::Stale;
        let own = own.usable();

        let key_of = |depends_on: &Key, detail| kept::key("prediction", &(depends_on, detail));
        let mut depends_on = self.store.as_ref().map(|_| {
            self.look();
            self.depends_on(request, &tasks, &hints, self.surveyed().0.digest())
        });
        // A prediction with all evidence serves where less is asked for.
        let kept = self.store.as_deref().zip(depends_on.as_ref()).and_then(|(store, it)| {
            let mut details = vec![request.detail, Detail::All];
            details.dedup();
            let get = |detail| kept::prediction(store, &key_of(it, detail));
            details.into_iter().find_map(get).filter(|kept| kept.radii.len() == tasks.len())
        });
        let is_new = kept.is_none();
        let predicted = if let Some(kept) = kept {
            self.surveyed().0.keep();
            kept
        } else {
            let repository = self.repository();
            hint::check(&hints, &repository.index)?;
            // A file may have changed since, and git may tell more the next time.
            depends_on = depends_on
                .filter(|_| !self.history().is_broken)
                .map(|_| self.depends_on(request, &tasks, &hints, repository.tree));
            self.predicted(repository, request, &tasks, &hints, own)
        };
        let mut problems = [&self.problems[..], &predicted.problems].concat();
        if is_stale {
            let message = "learned by another version of ctx, so the built-in model is used; learn it \
                           again with `ctx backtest --fit`";
            problems.push(Problem::new(ProblemKind::StaleModel, predict::OWN_MODEL, message));
        }
        problems.sort();
        problems.dedup();
        let doubtful = if request.selection.include_doubtful {
            Vec::new()
        } else {
            doubtful::find(&self.root, &mut tasks, &predicted.radii)
        };
        let model = if predicted.is_own { predict::OWN_MODEL } else { BUILT_IN_MODEL };
        let model = model.to_owned();
        let about = Prediction { tasks, doubtful, hints, model, problems, ..self.unpredicted() };
        let key = depends_on.map(|it| key_of(&it, request.detail));
        Ok(Draft { about, predicted, key, is_new })
    }

    /// Makes a key of all that a prediction for a tree depends on, whatever evidence it gives.
    fn depends_on(&self, request: &Request, tasks: &[Task], hints: &[Hint], tree: Digest) -> Key {
        let sources: Vec<(&str, Digest)> =
            self.sources.iter().map(|it| (it.name.as_str(), digest(&[&it.bytes]))).collect();
        let own = regular::read(&self.root.join(predict::OWN_MODEL), regular::MAX_STATE_BYTES);
        let own = own.ok().map(|own| digest(&[&own]));
        let of_tasks = (sources, &self.inside, tasks, &request.selection, hints);
        let of_tree = (tree, &self.surveyed().1, self.place.state(), self.history_depth, own);
        kept::key("tree", &(of_tasks, of_tree))
    }

    /// Measures the requested tasks and predicts them by the repository's own model or the shipped one.
    fn predicted(
        &self,
        repository: &Repository,
        request: &Request,
        tasks: &[Task],
        hints: &[Hint],
        own: Option<Forest>,
    ) -> Predicted {
        let own = own.filter(|_| !repository.past.is_empty());
        let forest = own.as_ref().unwrap_or_else(|| Forest::shipped());
        let radii = self.radii(repository, tasks, hints, forest, request.detail);
        let History { head, commits, missing, .. } = self.history();
        Predicted {
            scanned: repository.index.files.len(),
            history: Consulted {
                head: head.clone(),
                commits: commits.len(),
                usable: commits.iter().filter(|commit| is_usable(commit)).count(),
                missing: missing.clone(),
            },
            recent: commits.iter().take(RECENT).map(recent_work).collect(),
            is_own: own.is_some(),
            radii,
            problems: repository.problems.clone(),
        }
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
        forest: &Forest,
        detail: Detail,
    ) -> Vec<BlastRadius> {
        let (Repository { index, past, .. }, history) = (repository, self.history());
        let introduced = Introduced::of(self.backlogs_inside(), history);
        self.progress.begin(Stage::Predict(tasks.len()));
        let lexers = Lexers::default();
        let radius = |task: &Task| {
            let corpus = Corpus { index, past };
            let commit = introduced.by(task);
            let measured =
                lexers.lend(|lexer| predict::measure(corpus, task, commit, hints, lexer));
            let radius = measured.radius(forest, detail);
            self.progress.advance();
            radius
        };
        let mut radii: Vec<BlastRadius> =
            self.pool.install(|| tasks.par_iter().map(radius).collect());
        predict::raise_created(tasks, &mut radii);
        predict::inherit(tasks, &mut radii, forest.base);
        radii
    }

    /// Returns the facts of the repository, which are read at the first call.
    fn repository(&self) -> &Repository {
        self.repository.get_or_init(|| {
            let (history, (index, problems, tree)) =
                self.pool.install(|| rayon::join(|| self.history(), || self.index()));
            let past = Past::build(history, index.files.iter().map(|file| &file.path));
            Repository { index, past, problems, tree }
        })
    }

    /// Tells the contents of the tree apart. At the first run in a tree, when no answer can be kept yet,
    /// the history is read meanwhile.
    fn look(&self) {
        let is_new = self.kept_at().is_some_and(|shelf| !shelf.is_known());
        self.pool.install(|| {
            rayon::join(
                || self.surveyed(),
                || {
                    if is_new {
                        self.history();
                    }
                },
            )
        });
    }

    fn kept_at(&self) -> Option<Shelf> {
        self.store.as_ref().map(|store| Shelf {
            store: Arc::clone(store),
            root: self.root.clone(),
            repository: self.place.shared().map(Into::into),
        })
    }

    /// Returns the history of the root and of the backlogs inside it, unless none is requested. It is
    /// read at the first call.
    fn history(&self) -> &History {
        self.history.get_or_init(|| {
            if self.history_depth == 0 {
                return History::default();
            }
            let backlogs = self.backlogs_inside().map(|it| it.name.as_str());
            let backlogs: Vec<&str> = backlogs.take(MAX_BLAMED).collect();
            let store = self.store.as_deref();
            history::read(&self.root, &self.place, self.history_depth, &backlogs, store)
        })
    }

    /// Lists the files of the tree and tells their contents apart, at the first call. The backlogs
    /// themselves and their archives are left out: every task would find itself or a similar task there.
    fn surveyed(&self) -> &(Survey, Vec<Problem>) {
        self.survey.get_or_init(|| {
            self.progress.begin(Stage::Walk);
            let discover::Listing { mut files, problems } =
                discover::walk(&self.root, self.pool.current_num_threads());
            let beside: BTreeSet<&str> = self.beside.iter().map(|it| it.name.as_str()).collect();
            files.retain(|file| {
                let mut backlogs = self.sources.iter().map(|it| &it.name).chain(&self.instead_of);
                file.path.as_str() != predict::OWN_MODEL
                    && !beside.contains(file.path.as_str())
                    && !backlogs.any(|name| backlog::is_of_backlog(&file.path, name))
                    && !self.is_copy(file)
            });
            self.progress.begin(Stage::Scan(files.len()));
            let advance = || self.progress.advance();
            let survey = || scan::survey(&self.root, files, self.kept_at(), &advance);
            (self.pool.install(survey), problems)
        })
    }

    /// Merges the facts of the files of the tree. Also returns the problems met, and the digest of the
    /// tree.
    fn index(&self) -> (Index, Vec<Problem>, Digest) {
        let (survey, unlisted) = self.surveyed();
        let scan::Tree { files, problems, digest } = survey.facts();
        let mut index = Index::build(files);
        index.paths.set_prefix(&self.place.prefix);
        let kept = [&self.sources, &self.beside].into_iter().flatten().map(|it| &it.name);
        index.paths.set_left_out(kept.chain(&self.instead_of).cloned());
        (index, [&unlisted[..], &problems].concat(), digest)
    }

    /// Returns true if a file has the content of a backlog that was read from elsewhere, such as
    /// standard input.
    fn is_copy(&self, file: &SourceFile) -> bool {
        let mut elsewhere = (0..self.sources.len()).filter(|at| !self.inside.contains(at));
        elsewhere.any(|at| sources::is_same(&self.root, file, &self.sources[at]))
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
