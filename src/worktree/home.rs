//! Repository with its worktrees, seen from the current directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::refuse;
use super::journal::Journal;
use super::{Error, Lock, Record, RepositoryRefusal, undo};
use crate::git::{self, Checkout, Git, checkouts};
use crate::regular;

/// Maximum number of worktrees: beyond it, merging costs more than working side by side gains
/// (<https://github.com/ActiveMemory/ctx>, "Parallel Agent Development with Git Worktrees").
pub const MAX_WORKTREES: usize = 4;

/// Repository with its worktrees, seen from the current directory.
#[derive(Clone, Debug)]
pub struct Home {
    /// All working trees, the main checkout first.
    pub checkouts: Vec<Checkout>,
    /// Git directory that all working trees share: `.git` of the main checkout.
    pub common: PathBuf,
    /// Root of the current working tree.
    pub here: PathBuf,
}

impl Home {
    /// Finds the repository that contains `folder`.
    pub fn find(folder: &Path) -> Result<Self, Error> {
        let mut home = Self::without_checkouts(folder)?;
        home.checkouts = checkouts(&Git::at(folder)).map_err(|error| {
            let is_pending = Journal::written(&home).is_some();
            if !is_pending {
                return Error::from(error);
            }
            RepositoryRefusal::Interrupted { reason: error.to_string() }.into()
        })?;
        Ok(home)
    }

    /// Finds the repository for a command that changes it. Repairs what keeps git from listing the
    /// worktrees, after git was killed.
    pub fn mended(folder: &Path) -> Result<Self, Error> {
        Self::find(folder).or_else(|error| {
            let home = Self::without_checkouts(folder)?;
            let _lock = Lock::take(&home, "prune")?;
            if undo::complete(&home)? { Self::find(folder) } else { Err(error) }
        })
    }

    fn without_checkouts(folder: &Path) -> Result<Self, Error> {
        let named = folder.to_owned();
        if !folder.is_dir() {
            return refuse(if folder.exists() {
                RepositoryRefusal::NotADirectory { folder: named }
            } else {
                RepositoryRefusal::NoFolder { folder: named }
            });
        }
        let git = Git::at(folder);
        let absolute = |flag| git.path(&["rev-parse", "--path-format=absolute", flag]);
        let common = match absolute("--git-common-dir") {
            Err(git::Error::Failed { .. }) if !is_in_repository(folder) => {
                return refuse(RepositoryRefusal::NoRepository { folder: named });
            }
            Err(git::Error::Failed { message: reason, .. }) => {
                return refuse(RepositoryRefusal::UnreadableRepository { folder: named, reason });
            }
            common => common?,
        };
        if git.line(&["rev-parse", "--is-inside-work-tree"])? != "true" {
            let is_bare = git.line(&["rev-parse", "--is-bare-repository"])? == "true";
            return refuse(if is_bare {
                RepositoryRefusal::Bare { folder: named, repository: common }
            } else {
                RepositoryRefusal::NoWorkingTree { folder: named }
            });
        }
        let here = absolute("--show-toplevel")?;
        Ok(Self { checkouts: Vec::new(), common, here })
    }

    /// Returns the main checkout. Refuses a bare repository, which has none, and a separate git
    /// directory, which git lists instead of the checkout.
    pub fn main(&self) -> Result<&Checkout, Error> {
        match self.checkouts.first() {
            Some(main) if !main.is_bare && same_place(&main.path, &self.common) => {
                refuse(RepositoryRefusal::SeparateGitDirectory { folder: self.common.clone() })
            }
            Some(main) if !main.is_bare => Ok(main),
            _ => refuse(RepositoryRefusal::Bare {
                folder: self.common.clone(),
                repository: self.common.clone(),
            }),
        }
    }

    /// Returns true if the current directory is in the main checkout.
    pub fn is_main(&self) -> bool {
        let same = |main: &Checkout| same_place(&main.path, &self.here);
        self.main().is_ok_and(same)
    }

    /// Returns the folder of the executor's own files, `.git/ctx`.
    pub fn folder(&self) -> PathBuf {
        self.common.join("ctx")
    }

    /// Makes the folder `.git/ctx` or one below it, with its parents. Refuses links on the way: in
    /// a repository of someone else they could lead anywhere.
    pub(super) fn make_folder(&self, below: &[&str]) -> Result<PathBuf, Error> {
        let mut folder = self.folder();
        make_own(&folder)?;
        for name in below {
            folder.push(name);
            make_own(&folder)?;
        }
        Ok(folder)
    }

    /// Refuses what [`Self::make_folder`] refuses, and makes nothing.
    pub(super) fn check_folder(&self, below: &[&str]) -> Result<(), Error> {
        let mut folder = self.folder();
        check_own(&folder)?;
        for name in below {
            folder.push(name);
            check_own(&folder)?;
        }
        Ok(())
    }

    /// Reads a file below `.git/ctx`.
    pub(super) fn read_own(&self, path: &Path) -> io::Result<Vec<u8>> {
        regular::read_inside(&self.common, path, regular::MAX_STATE_BYTES)
    }

    /// Returns the worktrees of tracks: those that exist and have a record of ctx or a branch `work/…`.
    /// [`MAX_WORKTREES`] is about these.
    pub fn at_work<'h>(
        &'h self,
        records: &'h [Record],
    ) -> impl Iterator<Item = &'h Checkout> + use<'h> {
        self.checkouts.iter().skip(1).filter(|checkout| {
            let is_branch = |branch: &String| branch.starts_with("work/");
            let is_recorded = || records.iter().any(|it| same_place(&it.path, &checkout.path));
            checkout.prunable.is_none()
                && checkout.path.is_dir()
                && (checkout.branch.as_ref().is_some_and(is_branch) || is_recorded())
        })
    }

    /// Returns the worktree at `path`, if git knows one there.
    pub fn checkout(&self, path: &Path) -> Option<&Checkout> {
        self.checkouts.iter().find(|checkout| same_place(&checkout.path, path))
    }
}

/// Makes a folder of the executor, if it does not exist.
fn make_own(folder: &Path) -> Result<(), Error> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::file(folder)(error))
        }
        _ => check_own(folder),
    }
}

/// Refuses anything but a folder in the place of a folder of the executor.
fn check_own(folder: &Path) -> Result<(), Error> {
    match folder.symlink_metadata() {
        Ok(known) if !known.is_dir() => {
            refuse(RepositoryRefusal::NotOurFolder { folder: folder.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Returns true if a parent folder may be a git repository.
fn is_in_repository(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return true };
    folder.ancestors().any(|folder| {
        folder.join(".git").symlink_metadata().is_ok()
            || (folder.join("HEAD").is_file() && folder.join("objects").is_dir())
    })
}

/// Returns true if two paths lead to the same place. A path that does not exist is compared as it
/// is.
pub(super) fn same_place(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(a) == real(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn the_main_checkout_is_told_from_the_others() {
        let repository = Repository::empty();
        repository.commit("Begin");
        let beside = tempfile::tempdir().unwrap();
        let linked = beside.path().join("linked");
        repository.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
        let (main, other) = (Home::find(repository.path()).unwrap(), Home::find(&linked).unwrap());
        assert!(main.is_main() && !other.is_main());
        assert_eq!(main.folder(), other.folder());
        assert!(other.checkout(&linked).is_some() && other.checkout(beside.path()).is_none());
    }

    #[test]
    fn a_folder_without_a_working_tree_is_refused() {
        let repository = Repository::empty();
        let inside = repository.path().join(".git");
        assert!(Home::find(&inside).unwrap_err().to_string().contains("no working tree"));
        let bare = tempfile::tempdir().unwrap();
        Git::changing(bare.path()).run(&["init", "--quiet", "--bare"]).unwrap();
        let refused = Home::find(bare.path()).unwrap_err().to_string();
        assert!(refused.contains("a bare repository"), "{refused}");
    }
}
