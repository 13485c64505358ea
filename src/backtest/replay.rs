//! Replay of cases: the text, the tree and the history as they were before the work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::ThreadPool;

use super::known::{Known, Prediction};
use super::settings::{Clones, Settings, Watch};
use super::worker::{Outcome, Worker};
use super::{Case, Kept};
use crate::git::{self, Git, Repository};
use crate::model::{BlastRadius, RepoPath, Task, shown};

/// Finished task with the prediction from the text, the tree and the history as they were before
/// the work.
#[derive(Clone, Debug)]
pub struct Replay {
    /// Task and the files that its work changed.
    pub case: Case,
    /// Task as the backlog room reads it.
    pub task: Task,
    /// Predicted blast radius.
    pub radius: BlastRadius,
    /// Files that the text names by path or name, the longest match first: the first baseline.
    pub mentions: Vec<RepoPath>,
    /// Files by BM25 of the text over contents and paths, best first: the second baseline.
    pub bm25: Vec<RepoPath>,
}

impl Replay {
    fn new(case: Case, task: Task, prediction: Prediction) -> Self {
        let Prediction { radius, mentions, bm25 } = prediction;
        Self { case, task, radius, mentions, bm25 }
    }
}

/// Result of a replay.
#[derive(Debug, Default)]
pub struct Replayed {
    /// In the order of the cases, repository by repository.
    pub replays: Vec<Replay>,
    /// Data to learn from, one for each replay, if requested.
    pub kept: Vec<Kept>,
    /// Cases whose text holds no task.
    pub without_task: usize,
    /// Set if it was stopped before its end.
    pub interrupted: bool,
}

/// Reason why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A clone is missing.
    #[error("no clone of {repository} in {}, expected at {expected}", shown(folder))]
    NoClone {
        /// `owner/name`
        repository: String,
        /// Folder that was searched.
        folder: PathBuf,
        /// Its expected name.
        expected: String,
    },
    /// Git failed.
    #[error("cannot replay {repository}")]
    Git {
        /// The repository.
        repository: String,
        /// The error.
        source: git::Error,
    },
}

/// Replays cases in the threads of a pool, repository by repository, so that no blob is parsed twice. An
/// interrupt does not wait for the task that is replayed.
pub fn replay(
    cases: Vec<Case>,
    settings: &Settings,
    watch: &dyn Watch,
    pool: &Arc<ThreadPool>,
) -> Result<Replayed, Error> {
    watch.begin(cases.len());
    let mut by_repository: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases {
        by_repository.entry(case.repo.clone()).or_default().push(case);
    }
    let mut replayed = Replayed::default();
    for (repository, cases) in by_repository {
        let folder = settings.clones.folder(&repository)?;
        of_repository(&folder, cases, settings, watch, pool, &mut replayed)
            .map_err(|source| Error::Git { repository, source })?;
        if replayed.interrupted {
            break;
        }
    }
    Ok(replayed)
}

impl Clones {
    fn folder(&self, repository: &str) -> Result<PathBuf, Error> {
        let below = match self {
            Self::One(folder) => return Ok(folder.clone()),
            Self::Below(folder) => folder,
        };
        let joined = repository.replace('/', "+");
        // No name may lead out of the folder.
        let is_plain = repository.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let places =
            [below.join(&joined).join("repo"), below.join(&joined), below.join(repository)];
        let found = places.into_iter().find(|place| is_plain && place.is_dir());
        found.ok_or_else(|| Error::NoClone {
            repository: repository.to_owned(),
            folder: below.clone(),
            expected: format!("{joined}/repo, {joined} or {repository}"),
        })
    }
}

fn of_repository(
    folder: &Path,
    cases: Vec<Case>,
    settings: &Settings,
    watch: &dyn Watch,
    pool: &Arc<ThreadPool>,
    replayed: &mut Replayed,
) -> Result<(), git::Error> {
    let folder = &folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    // Fails early if this is no repository.
    let repository = Repository::of(&Git::at(folder), folder)?;
    // What a model is learned from is not kept.
    let store =
        settings.store.as_deref().filter(|store| !settings.keep && store.is_outside(folder));
    let (depth, forest) = (settings.history_depth, settings.forest.as_ref());
    let mut known = store.map(|store| Known::open(store, folder, &repository, depth, forest));
    let mut worker = None;
    let mut is_whole = true;
    for case in cases {
        if watch.is_interrupted() {
            replayed.interrupted = true;
            break;
        }
        watch.advance();
        let Some(task) = case.task() else {
            replayed.without_task += 1;
            continue;
        };
        if let Some(prediction) = known.as_mut().and_then(|known| known.get(&case)) {
            replayed.replays.push(Replay::new(case, task, prediction));
            continue;
        }
        let idle = worker.take().unwrap_or_else(|| Worker::start(folder, settings, pool));
        let Some((idle, outcome)) = idle.replay(&case, &task, watch) else {
            replayed.interrupted = true;
            break;
        };
        worker = Some(idle);
        let Outcome { prediction, kept, is_whole: is_still_whole } = outcome?;
        is_whole = is_still_whole;
        replayed.kept.extend(kept);
        if let Some(known) = &mut known {
            known.add(&case, prediction.clone());
        }
        replayed.replays.push(Replay::new(case, task, prediction));
    }
    // Blobs that a partial clone lacks may be there next time.
    if is_whole && let Some(known) = known {
        known.keep();
    }
    Ok(())
}
