//! Which files of a working tree git tracks, and by which rules it leaves others out.

use std::path::PathBuf;

use super::{Error, Git, path};

/// A working tree, as far as its files are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTree {
    /// Its top, absolute and without links.
    pub top: PathBuf,
    /// The files of ignore rules beside its `.gitignore` files, the strongest first: `info/exclude`
    /// of the repository, and the user's own (`core.excludesFile`). They need not exist.
    pub excludes: Vec<PathBuf>,
}

impl WorkTree {
    /// Returns the working tree that `git` runs in; `None` outside of one.
    pub fn of(git: &Git) -> Result<Option<Self>, Error> {
        let top = match git.path(&["rev-parse", "--show-toplevel"]) {
            Ok(top) => top,
            Err(Error::Failed { message, .. }) if is_outside(&message) => return Ok(None),
            Err(error) => return Err(error),
        };
        let exclude =
            git.path(&["rev-parse", "--path-format=absolute", "--git-path", "info/exclude"])?;
        let mut excludes = vec![exclude];
        excludes.extend(own_excludes(git)?);
        Ok(Some(Self { top, excludes }))
    }
}

fn is_outside(message: &str) -> bool {
    ["not a git repository", "must be run in a work tree"].iter().any(|said| message.contains(said))
}

/// Returns the file of the user's ignore rules for all repositories, where git looks for them.
fn own_excludes(git: &Git) -> Result<Option<PathBuf>, Error> {
    let said = git.attempt(&["config", "--null", "--type=path", "--get", "core.excludesFile"])?;
    if said.code == Some(0) {
        let mut named = said.stdout;
        named.pop();
        return Ok((!named.is_empty()).then(|| path(named)));
    }
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let settings = folder("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
    let settings = settings.or_else(|| Some(folder("HOME")?.join(".config")));
    Ok(settings.map(|folder| folder.join("git/ignore")))
}

/// Returns the files in the index, relative to the folder that `git` runs in and below it, in the
/// index's order. An unmerged one stands there once for each version; a submodule is one entry.
pub fn tracked(git: &Git) -> Result<Vec<PathBuf>, Error> {
    let listed = git.run(&["ls-files", "-z", "--cached"])?;
    let names = listed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| path(name.to_vec())).collect())
}
