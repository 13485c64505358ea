//! Journal of the command under way: written before the first change, removed after the last. A
//! journal without its writer means that the writer was interrupted, and tells what it was doing.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::options::TeardownOptions;
use super::spec_kit::Pointer;
use super::{Error, Home, RepositoryRefusal};
use crate::replace::replace;

/// Command under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Journal {
    /// Worktrees are being made. Undone when interrupted.
    Create {
        /// The commit that all of them begin at.
        base: String,
        /// Worktrees that did not exist before.
        worktrees: Vec<NewWorktree>,
        /// Set if git did not merge backlogs by task before.
        #[serde(default)]
        driver_is_new: bool,
    },
    /// A worktree is being merged and removed. Finished when interrupted, once it is merged.
    Teardown(Box<Teardown>),
}

/// A worktree that did not exist before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWorktree {
    pub name: String,
    pub path: PathBuf,
    pub branch: String,
    /// The ignored files that are copied into it.
    pub included: Vec<String>,
    /// Pointers of spec-kit that are written there.
    #[serde(default)]
    pub pointers: Vec<Pointer>,
}

/// A teardown under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Teardown {
    pub name: String,
    pub path: PathBuf,
    pub branch: String,
    /// The commit that its branch was at.
    pub tip: String,
    /// The branch that it is merged into.
    pub into: String,
    /// The commit that branch was at.
    pub before: String,
    /// The backlogs in which no finished task may be open again.
    pub backlogs: Vec<String>,
    /// The tracked files of the main checkout that were changed before it began, relative to its top.
    #[serde(default)]
    pub changed: Vec<String>,
    pub options: TeardownOptions,
    /// Set if the user was told that the teardown waits for them.
    pub stopped: bool,
    /// Where its branch is once it is rebased.
    pub rebased: Option<String>,
    /// The commit of `into` that holds the work; `None` until it is merged.
    pub merged: Option<String>,
    /// Where its ignored files go; `None` until they do.
    #[serde(default)]
    pub leaving: Option<Leaving>,
}

/// The ignored files of a worktree, on their way out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaving {
    /// The name of the backup that they are in.
    pub backup: String,
    /// Those that go from there to the main checkout, relative to the top.
    pub carried: Vec<String>,
}

impl Teardown {
    /// Returns the commit that holds the track's work and that its branch is at.
    pub fn work(&self) -> &str {
        self.rebased.as_deref().unwrap_or(&self.tip)
    }
}

impl Journal {
    /// Reads which command is under way, if any.
    pub(super) fn read(home: &Home) -> Result<Option<Self>, Error> {
        let path = path(home);
        let bytes = match home.read_own(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file(path)(error)),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            Error::from(RepositoryRefusal::UnreadableJournal {
                file: path.clone(),
                reason: error.to_string(),
            })
        })
    }

    /// Writes down what is under way, whole or not at all.
    pub(super) fn write(&self, home: &Home) -> Result<(), Error> {
        let path = path(home);
        let bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::file(&path)(io::Error::other(error)))?;
        replace(&path, &bytes).map_err(Error::file(path))
    }

    /// Returns when it was written down; `None` where nothing is under way.
    pub(super) fn written(home: &Home) -> Option<SystemTime> {
        fs::metadata(path(home)).ok()?.modified().ok()
    }

    /// Removes the journal: nothing is under way any more.
    pub(super) fn close(home: &Home) -> Result<(), Error> {
        let path = path(home);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file(path)(error)),
            _ => Ok(()),
        }
    }
}

fn path(home: &Home) -> PathBuf {
    home.folder().join("journal.json")
}
