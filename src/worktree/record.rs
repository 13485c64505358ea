//! Records of worktrees: one file for each, below `.git/ctx`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::refuse;
use super::{Error, Home, RepositoryRefusal};
use crate::replace::replace;

/// Record of a worktree, written when it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of this format.
    pub version: u32,
    /// The track's name.
    pub name: String,
    /// Its path, absolute.
    pub path: PathBuf,
    /// Its branch, `work/<name>`.
    pub branch: String,
    /// Commit that its branch started from.
    pub base: String,
    /// Branch that it is merged into: the one of the main checkout when it was made.
    pub base_branch: String,
    /// Its tasks, in order. Empty for a track that was made without a plan.
    pub tasks: Vec<Assigned>,
    /// Files that its tasks are predicted to touch, the likeliest first.
    pub predicted: Vec<Predicted>,
    /// Ignored files that were copied to it (`.worktreeinclude`), relative to its root.
    pub included: Vec<String>,
}

/// Task that was given to a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// Its key when it was planned: the backlog's own id, else `L` and its line.
    pub key: String,
    /// Its backlog, relative to the repository root, or as the user named it outside of the
    /// repository.
    pub backlog: String,
    /// Its title.
    pub title: String,
}

/// File that a track is predicted to touch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicted {
    /// Relative to the repository root.
    pub path: String,
    /// Probability that at least one task touches it: 1 − Π (1 − p), in [0, 1].
    pub probability: f64,
}

/// Version of the format.
pub(super) const VERSION: u32 = 1;

/// Folder of the records, below `.git/ctx`.
const FOLDER: &str = "worktrees";

impl Record {
    /// Returns all records of a repository, by name.
    pub fn all(home: &Home) -> Result<Vec<Self>, Error> {
        let mut records: Vec<Self> =
            files(home)?.iter().map(|path| read(home, path)).collect::<Result<_, _>>()?;
        records.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(records)
    }

    /// Returns the records that can be read, by name, and the errors of the others.
    pub fn readable(home: &Home) -> Result<(Vec<Self>, Vec<Error>), Error> {
        let (mut records, mut wrong): (Vec<Self>, _) = (Vec::new(), Vec::new());
        for path in files(home)? {
            match read(home, &path) {
                Ok(record) => records.push(record),
                Err(error) => wrong.push(error),
            }
        }
        records.sort_by(|a, b| a.name.cmp(&b.name));
        Ok((records, wrong))
    }

    /// Writes the record atomically.
    pub fn save(&self, home: &Home) -> Result<(), Error> {
        home.make_folder(&[FOLDER])?;
        let file = file(home, &self.name);
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::file(&file)(std::io::Error::other(error)))?;
        text.push(b'\n');
        replace(&file, &text).map_err(Error::file(file))
    }

    /// Removes the record of that name, if there is one.
    pub fn forget(home: &Home, name: &str) -> Result<(), Error> {
        let file = file(home, name);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file(file)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Returns the files of all records, sorted.
fn files(home: &Home) -> Result<Vec<PathBuf>, Error> {
    let folder = folder(home);
    home.check_folder(&[FOLDER])?;
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file(folder)(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::file(&folder))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Returns the folder of the records.
pub(super) fn folder(home: &Home) -> PathBuf {
    home.folder().join(FOLDER)
}

fn file(home: &Home, name: &str) -> PathBuf {
    folder(home).join(format!("{name}.json"))
}

fn read(home: &Home, path: &Path) -> Result<Record, Error> {
    let bytes = home.read_own(path).map_err(Error::file(path))?;
    let record: Record = serde_json::from_slice(&bytes).map_err(|error| {
        RepositoryRefusal::UnreadableRecord { file: path.to_owned(), reason: error.to_string() }
    })?;
    match record.version {
        VERSION => Ok(record),
        found => {
            let file = path.to_owned();
            refuse(RepositoryRefusal::RecordVersion { file, found, known: VERSION })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    fn record(name: &str) -> Record {
        Record {
            version: VERSION,
            name: name.to_owned(),
            path: PathBuf::from("/somewhere/project-docs"),
            branch: format!("work/{name}"),
            base: "0".repeat(40),
            base_branch: "main".to_owned(),
            tasks: vec![Assigned {
                key: "T1".to_owned(),
                backlog: "TASKS.md".to_owned(),
                title: "Write".to_owned(),
            }],
            predicted: vec![Predicted { path: "docs/a.md".to_owned(), probability: 0.5 }],
            included: Vec::new(),
        }
    }

    #[test]
    fn what_is_saved_is_read_again_by_name() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        assert_eq!(Record::all(&home).unwrap(), []);
        for name in ["é", "a"] {
            record(name).save(&home).unwrap();
        }
        assert_eq!(Record::all(&home).unwrap(), [record("a"), record("é")]);
        for name in ["a", "never"] {
            Record::forget(&home, name).unwrap();
        }
        assert_eq!(Record::all(&home).unwrap(), [record("é")]);
    }

    #[test]
    fn a_record_that_cannot_be_read_is_named() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        record("a").save(&home).unwrap();
        let path = file(&home, "a");
        let newer = fs::read_to_string(&path).unwrap().replace("\"version\": 1", "\"version\": 9");
        for text in [newer.as_str(), "{"] {
            fs::write(&path, text).unwrap();
            let error = Record::all(&home).unwrap_err().to_string();
            assert!(error.contains("a.json"), "{error}");
        }
    }
}
