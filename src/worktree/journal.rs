//! Journal of a running command: written before its first change, and removed after its last. A
//! journal without its process means that the command was interrupted, and says how far it got.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::options::TeardownOptions;
use super::spec_kit::Pointer;
use super::{Error, Home, RepositoryRefusal};
use crate::replace::replace;

/// Running command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Journal {
    /// Worktrees are being made. After an interruption, this is rolled back.
    Create {
        /// Commit that they start from.
        base: String,
        /// Worktrees to make, none of which existed before.
        worktrees: Vec<NewWorktree>,
        /// Set if the merge driver was not installed before.
        #[serde(default)]
        driver_is_new: bool,
    },
    /// A worktree is being merged and removed. After an interruption, this is finished if it is
    /// merged, else rolled back.
    Teardown(Box<Teardown>),
}

/// Worktree to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWorktree {
    pub name: String,
    pub path: PathBuf,
    pub branch: String,
    /// Ignored files that are copied to it.
    pub included: Vec<String>,
    /// Settings of spec-kit that are written to it.
    #[serde(default)]
    pub pointers: Vec<Pointer>,
}

/// Running teardown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Teardown {
    pub name: String,
    pub path: PathBuf,
    pub branch: String,
    /// Commit of its branch.
    pub tip: String,
    /// Branch that it is merged into.
    pub into: String,
    /// Commit of `into` before the merge.
    pub before: String,
    /// Backlogs whose finished tasks must stay finished.
    pub backlogs: Vec<String>,
    /// Tracked files of the main checkout that had changes before, relative to its root.
    #[serde(default)]
    pub changed: Vec<String>,
    pub options: TeardownOptions,
    /// Set if the teardown stopped and the user was told to continue it.
    pub stopped: bool,
    /// Commit of its branch after a rebase.
    pub rebased: Option<String>,
    /// Commit of `into` that contains the work; `None` before the merge.
    pub merged: Option<String>,
    /// Ignored files that are being moved; `None` before that.
    #[serde(default)]
    pub leaving: Option<Leaving>,
}

/// Ignored files that are being moved out of a worktree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaving {
    /// Name of their backup.
    pub backup: String,
    /// Files to move from the backup to the main checkout, relative to its root.
    pub carried: Vec<String>,
}

impl Teardown {
    /// Returns the current commit of the branch, which contains the track's work.
    pub fn work(&self) -> &str {
        self.rebased.as_deref().unwrap_or(&self.tip)
    }
}

impl Journal {
    /// Reads the journal of a running or interrupted command, if there is one.
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

    /// Writes the journal atomically.
    pub(super) fn write(&self, home: &Home) -> Result<(), Error> {
        let path = path(home);
        let bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::file(&path)(io::Error::other(error)))?;
        replace(&path, &bytes).map_err(Error::file(path))
    }

    /// Returns the time when the journal was written; `None` without a journal.
    pub(super) fn written(home: &Home) -> Option<SystemTime> {
        fs::metadata(path(home)).ok()?.modified().ok()
    }

    /// Removes the journal, at the end of the command.
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
