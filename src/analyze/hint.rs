//! Hints of the caller about the files of tasks: `TASK=PATH`.

use std::path::Path;

use crate::backlog;
use crate::index::Index;
use crate::model::{Hint, RepoPath, Task, TaskId};
use crate::predict::is_glob;

/// Problem with a hint.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not name a task and a path.
    #[error("--hint {0:?}: expected TASK=PATH, as in --hint 'T012=internal/payment/'")]
    Shape(String),
    /// Its task does not exist, or is ambiguous.
    #[error("--hint {given:?}")]
    Task {
        /// The hint as given.
        given: String,
        /// The reason.
        source: backlog::NotOne,
    },
    /// Its path is not below the root.
    #[error(
        "--hint {given:?}: {path:?} is not inside the analysed folder; paths are relative to it"
    )]
    Outside {
        /// The hint as given.
        given: String,
        /// The path.
        path: String,
    },
    /// No file matches, and it cannot be a new file either.
    #[error("--hint {given:?}: {path:?} {why}")]
    Nothing {
        /// The hint as given.
        given: String,
        /// The path.
        path: String,
        /// The reason.
        why: &'static str,
    },
}

/// Reason why a glob cannot be used.
pub(super) const NO_MATCH: &str =
    "matches no file of the repository, or more than 200: name a folder";

/// Reason why a folder cannot be used.
pub(super) const NO_FOLDER: &str =
    "is no folder of the repository: name the files that are to be made, as in new/file.py";

/// Hint with the key of its task, which stays the same when tasks are selected and renumbered.
pub(super) struct Keyed {
    key: String,
    path: String,
    given: String,
}

/// Reads hints about any of `tasks`. `over` says what became of a task that is not open.
pub(super) fn read(
    given: &[String],
    tasks: &[Task],
    root: &Path,
    over: &dyn Fn(backlog::NoSuch) -> backlog::NoSuch,
) -> Result<Vec<Keyed>, Error> {
    let explained = |error| match error {
        Error::Task { given, source: backlog::NotOne::NoSuch(source) } => {
            Error::Task { given, source: over(source).into() }
        }
        other => other,
    };
    given.iter().map(|given| read_one(given, tasks, root).map_err(explained)).collect()
}

/// Reads one hint. A task may contain a `=`: the first one with an existing task on its left
/// divides.
fn read_one(given: &str, tasks: &[Task], root: &Path) -> Result<Keyed, Error> {
    let mut first_failure = None;
    for (at, _) in given.match_indices('=') {
        let (wanted, path) = (given[..at].trim(), given[at + 1..].trim());
        match backlog::find_one(tasks, wanted) {
            Ok(id) => {
                if path.is_empty() {
                    return Err(Error::Shape(given.to_owned()));
                }
                let outside = || Error::Outside { given: given.to_owned(), path: path.to_owned() };
                let path = below(root, path).ok_or_else(outside)?;
                let key = tasks[id.index()].key.clone();
                return Ok(Keyed { key, path, given: given.to_owned() });
            }
            // An ambiguous task exists; a later `=` would only hide that.
            Err(source @ backlog::NotOne::Several { .. }) => {
                return Err(Error::Task { given: given.to_owned(), source });
            }
            Err(source) => {
                first_failure.get_or_insert(source);
            }
        }
    }
    let given = given.to_owned();
    Err(match first_failure {
        Some(source) => Error::Task { given, source },
        None => Error::Shape(given),
    })
}

/// Normalises the path of a hint, relative to the root, with a trailing `/` where it is a folder.
/// Returns `None` outside of the root, and for the root itself.
fn below(root: &Path, path: &str) -> Option<String> {
    let relative = match Path::new(path).strip_prefix(root) {
        Ok(relative) => relative.to_str()?,
        Err(_) => path,
    };
    let normal = RepoPath::new(relative)?;
    let is_folder = path.ends_with('/') || (!is_glob(path) && root.join(normal.as_str()).is_dir());
    Some(format!("{normal}{}", if is_folder { "/" } else { "" }))
}

/// Returns the hints about the selected tasks.
pub(super) fn of_selected(hints: Vec<Keyed>, tasks: &[Task]) -> Vec<Hint> {
    let id = |key: &str| -> Option<TaskId> {
        tasks.iter().find(|task| task.key == key).map(|task| task.id)
    };
    let hint =
        |hint: Keyed| Some(Hint { task: id(&hint.key)?, path: hint.path, given: hint.given });
    hints.into_iter().filter_map(hint).collect()
}

/// Checks that folders and globs match something; a file may be new.
pub(super) fn check(hints: &[Hint], index: &Index) -> Result<(), Error> {
    let means_files = |hint: &&Hint| {
        index.paths.resolve(&hint.path).is_some()
            || !hint.path.ends_with('/') && !is_glob(&hint.path)
    };
    match hints.iter().find(|hint| !means_files(hint)) {
        None => Ok(()),
        Some(Hint { path, given, .. }) => {
            let why = if is_glob(path) { NO_MATCH } else { NO_FOLDER };
            Err(Error::Nothing { given: given.clone(), path: path.clone(), why })
        }
    }
}
