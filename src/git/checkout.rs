//! Working trees of a repository.

use std::path::PathBuf;

use super::{Error, Git, path};

/// Working tree, as `git worktree list` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// Path, even if it no longer exists.
    pub path: PathBuf,
    /// Current commit; `None` on an unborn branch, and without a working tree.
    pub head: Option<String>,
    /// Current branch without `refs/heads/`; `None` if HEAD is detached.
    pub branch: Option<String>,
    /// Set for a bare repository.
    pub is_bare: bool,
    /// Reason of its lock, which may be empty; `None` if it is not locked.
    pub locked: Option<String>,
    /// Reason why `git worktree prune` would remove it; `None` if it would not.
    pub prunable: Option<String>,
}

/// Lists the working trees of the repository, the main one (or the bare repository) first.
pub fn checkouts(git: &Git) -> Result<Vec<Checkout>, Error> {
    let listed = git.run(&["worktree", "list", "--porcelain", "-z"])?;
    let mut trees: Vec<Checkout> = Vec::new();
    for field in listed.split(|&byte| byte == 0) {
        let (name, value) = match field.iter().position(|&byte| byte == b' ') {
            Some(at) => (&field[..at], &field[at + 1..]),
            None => (field, [].as_slice()),
        };
        if name == b"worktree" {
            trees.push(Checkout { path: path(value.to_vec()), ..Checkout::default() });
            continue;
        }
        let Some(last) = trees.last_mut() else { continue };
        let text = || String::from_utf8_lossy(value).into_owned();
        match name {
            b"HEAD" => last.head = Some(text()).filter(|id| id.bytes().any(|byte| byte != b'0')),
            b"branch" => {
                last.branch = Some(text().trim_start_matches("refs/heads/").to_owned());
            }
            b"bare" => last.is_bare = true,
            b"locked" => last.locked = Some(text()),
            b"prunable" => last.prunable = Some(text()),
            _ => {}
        }
    }
    if trees.is_empty() {
        return Err(Error::Unexpected("no working tree in its list".to_owned()));
    }
    Ok(trees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn the_main_working_tree_comes_first() {
        let repository = Repository::empty();
        let unborn = checkouts(&Git::at(repository.path())).unwrap();
        assert_eq!((unborn.len(), unborn[0].head.as_ref()), (1, None));
        let head = repository.commit("Begin");
        let beside = tempfile::tempdir().unwrap();
        let linked = beside.path().canonicalize().unwrap().join("-a b\n'é'");
        Git::changing(repository.path())
            .run(&["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()])
            .unwrap();
        let found = checkouts(&Git::at(&linked)).unwrap();
        assert_eq!(found[0].path, repository.path().canonicalize().unwrap());
        assert_eq!(found[0].branch.as_deref(), Some("main"));
        let expected = Checkout {
            path: linked,
            head: Some(head),
            branch: Some("work/a".to_owned()),
            ..Checkout::default()
        };
        assert_eq!(found[1..], [expected]);
    }
}
