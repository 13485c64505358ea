//! A repository: its files to an index, and its log to the history, each read when an answer first
//! needs it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rayon::ThreadPool;

use super::sources::{self, Backlogs};
use super::{Error, Progress, Settings, Stage};
use crate::backlog::{self, Source};
use crate::cache::{Digest, Store};
use crate::history::{self, History, Past, Place};
use crate::index::Index;
use crate::model::{Problem, SourceFile};
use crate::scan::{self, FactsCache, Survey};
use crate::{discover, predict};

/// Maximum number of backlogs whose lines are traced to the commits that added them. Formats with a
/// file for each task have hundreds, and git is asked about each.
const MAX_BLAMED: usize = 64;

/// Repository, as of the moment it was opened.
pub(super) struct Repository<'a> {
    pub root: PathBuf,
    pub place: Place,
    pub backlogs: Backlogs,
    /// Positions of the backlogs that lie below the root.
    pub inside: Vec<usize>,
    pub history_depth: usize,
    /// Store of what is kept between runs. There is none inside of the repository.
    pub store: Option<Arc<Store>>,
    pub pool: ThreadPool,
    pub progress: &'a dyn Progress,
    survey: OnceLock<(Survey, Vec<Problem>)>,
    history: OnceLock<History>,
    facts: OnceLock<Facts>,
}

/// Facts of the repository that do not depend on a task.
pub(super) struct Facts {
    pub index: Index,
    pub past: Past,
    /// Files that could not be used in full.
    pub problems: Vec<Problem>,
    /// Digest of the files and their contents.
    pub tree: Digest,
}

impl<'a> Repository<'a> {
    pub fn new(
        root: PathBuf,
        place: Place,
        backlogs: Backlogs,
        settings: &Settings,
        progress: &'a dyn Progress,
    ) -> Result<Self, Error> {
        let count = settings.threads;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
        let is_outside = |store: &&Arc<Store>| store.is_outside(place.top(&root));
        Ok(Self {
            store: settings.store.as_ref().filter(is_outside).cloned(),
            inside: sources::inside(&root, &backlogs.sources, &settings.backlogs),
            root,
            place,
            backlogs,
            history_depth: settings.history_depth,
            pool: pool.map_err(|why| Error::Threads { count, option: "--threads", why })?,
            progress,
            survey: OnceLock::new(),
            history: OnceLock::new(),
            facts: OnceLock::new(),
        })
    }

    /// Returns the index and the past, which are built at the first call.
    pub fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let (history, (index, problems, tree)) =
                self.pool.install(|| rayon::join(|| self.history(), || self.index()));
            let past = Past::build(history, index.files.iter().map(|file| &file.path));
            Facts { index, past, problems, tree }
        })
    }

    /// Hashes the tree. On a first run, when no answer can be kept yet, also reads the history in
    /// parallel.
    pub fn hash_tree(&self) {
        let is_new = self.facts_cache().is_some_and(|facts_cache| !facts_cache.is_known());
        let read_history = || is_new.then(|| self.history());
        self.pool.install(|| rayon::join(|| self.survey(), read_history));
    }

    /// Lists the files of the tree and hashes them, at the first call. The backlogs themselves and
    /// their archives are left out: every task would find itself or a similar task there.
    pub fn survey(&self) -> &(Survey, Vec<Problem>) {
        self.survey.get_or_init(|| {
            self.progress.begin(Stage::Walk);
            let discover::Listing { mut files, problems } =
                discover::walk(&self.root, self.pool.current_num_threads());
            let Backlogs { sources, beside, instead_of, .. } = &self.backlogs;
            let beside: BTreeSet<&str> = beside.iter().map(|it| it.name.as_str()).collect();
            files.retain(|file| {
                let mut backlogs = sources.iter().map(|it| &it.name).chain(instead_of);
                file.path.as_str() != predict::OWN_MODEL
                    && !beside.contains(file.path.as_str())
                    && !backlogs.any(|name| backlog::is_of_backlog(&file.path, name))
                    && !self.is_copy(file)
            });
            self.progress.begin(Stage::Scan(files.len()));
            let advance = || self.progress.advance();
            let survey = || scan::survey(&self.root, files, self.facts_cache(), &advance);
            (self.pool.install(survey), problems)
        })
    }

    /// Returns the history of the root and of the backlogs inside it, unless none is requested. It is
    /// read at the first call.
    pub fn history(&self) -> &History {
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

    /// Returns the backlogs that lie below the root.
    pub fn backlogs_inside(&self) -> impl Iterator<Item = &Source> {
        self.inside.iter().map(|&at| &self.backlogs.sources[at])
    }

    /// Merges the facts of the files of the tree. Also returns the problems met, and the digest of the
    /// tree.
    fn index(&self) -> (Index, Vec<Problem>, Digest) {
        let (survey, unlisted) = self.survey();
        let scan::Tree { files, problems, digest } = survey.facts();
        let Backlogs { sources, beside, instead_of, .. } = &self.backlogs;
        let mut index = Index::build(files);
        index.paths.set_prefix(&self.place.prefix);
        let kept = [sources, beside].into_iter().flatten().map(|it| &it.name);
        index.paths.set_left_out(kept.chain(instead_of).cloned());
        (index, [&unlisted[..], &problems].concat(), digest)
    }

    fn facts_cache(&self) -> Option<FactsCache> {
        self.store.as_ref().map(|store| FactsCache {
            store: Arc::clone(store),
            root: self.root.clone(),
            repository: self.place.shared().map(Into::into),
        })
    }

    /// Returns true if a file has the content of a backlog that was read from elsewhere, such as
    /// standard input.
    fn is_copy(&self, file: &SourceFile) -> bool {
        let sources = &self.backlogs.sources;
        let mut elsewhere = (0..sources.len()).filter(|at| !self.inside.contains(at));
        elsewhere.any(|at| sources::is_same(&self.root, file, &sources[at]))
    }
}
