//! The repository that worktrees are made of, seen from where one stands.

use std::path::{Path, PathBuf};

use super::Error;
use crate::git::{Checkout, Git, checkouts};

/// Beyond so many worktrees, merging costs more than working side by side gains
/// (<https://github.com/ActiveMemory/ctx>, "Parallel Agent Development with Git Worktrees").
pub const MOST_WORKTREES: usize = 4;

/// The repository that worktrees are made of, seen from where one stands.
#[derive(Clone, Debug)]
pub struct Home {
    /// Its working trees, the main one first.
    pub checkouts: Vec<Checkout>,
    /// The folder that all of them share: `.git` of the main one.
    pub common: PathBuf,
    /// The top of the working tree that one stands in.
    pub here: PathBuf,
}

impl Home {
    /// The repository that `folder` lies in.
    pub fn find(folder: &Path) -> Result<Self, Error> {
        let git = Git::at(folder);
        let absolute = |flag| git.path(&["rev-parse", "--path-format=absolute", flag]);
        let common = absolute("--git-common-dir")?;
        let is_inside = git.line(&["rev-parse", "--is-inside-work-tree"])? == "true";
        if !is_inside {
            return Err(Error::Refused(format!(
                "{}: no working tree; go to the main checkout of a repository",
                folder.display()
            )));
        }
        let here = absolute("--show-toplevel")?;
        Ok(Self { checkouts: checkouts(&git)?, common, here })
    }

    /// The main checkout, as git's own list has it. Refuses a bare repository, which has none.
    pub fn main(&self) -> Result<&Checkout, Error> {
        match self.checkouts.first() {
            Some(main) if !main.is_bare => Ok(main),
            _ => Err(Error::Refused(
                "the repository is bare: there is no main checkout to work from".to_owned(),
            )),
        }
    }

    /// Whether one stands in the main checkout.
    pub fn is_main(&self) -> bool {
        let same = |main: &Checkout| same_place(&main.path, &self.here);
        self.main().is_ok_and(same)
    }

    /// The folder that the executor keeps its own files in: seen from every worktree, never
    /// committed.
    pub fn folder(&self) -> PathBuf {
        self.common.join("ctx")
    }

    /// The worktree at `path`, if it is registered.
    pub fn checkout(&self, path: &Path) -> Option<&Checkout> {
        self.checkouts.iter().find(|checkout| same_place(&checkout.path, path))
    }
}

/// Whether two paths lead to the same place. What does not exist is compared as written.
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
        assert!(Home::find(bare.path()).is_err());
    }
}
