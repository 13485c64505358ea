//! Files that git tracks in a working tree, and its files of ignore rules.

use std::path::PathBuf;

use super::{Error, Git, path};

/// Working tree with its ignore rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTree {
    /// Root, absolute and without links.
    pub top: PathBuf,
    /// Files of ignore rules besides `.gitignore`, the strongest first: `info/exclude` of the
    /// repository, and the user's own (`core.excludesFile`). They need not exist.
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

/// Returns the file of the user's ignore rules for all repositories, as git finds it.
fn own_excludes(git: &Git) -> Result<Option<PathBuf>, Error> {
    let outcome =
        git.attempt(&["config", "--null", "--type=path", "--get", "core.excludesFile"])?;
    if outcome.code == Some(0) {
        let mut named = outcome.stdout;
        named.pop();
        return Ok((!named.is_empty()).then(|| path(named)));
    }
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let settings = folder("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
    let settings = settings.or_else(|| Some(folder("HOME")?.join(".config")));
    Ok(settings.map(|folder| folder.join("git/ignore")))
}

/// File in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracked {
    /// Its path, relative to the folder that git ran in.
    pub path: PathBuf,
    /// Set if a sparse checkout leaves it out of the working tree.
    pub is_left_out: bool,
}

/// Lists the files in the index below the folder that `git` runs in, in the index's order. An unmerged file
/// is listed once for each version; a submodule is one entry.
pub fn tracked(git: &Git) -> Result<Vec<Tracked>, Error> {
    let listed = git.run(&["ls-files", "-z", "--cached", "-s", "-t"])?;
    Ok(listed.split(|&byte| byte == 0).filter_map(entry).collect())
}

/// Reads one entry of the index, its state and mode first: `S 100644 3f2a… 0⇥src/a.py`.
fn entry(entry: &[u8]) -> Option<Tracked> {
    let tab = entry.iter().position(|&byte| byte == b'\t')?;
    let (facts, name) = (&entry[..tab], &entry[tab + 1..]);
    Some(Tracked { path: path(name.to_vec()), is_left_out: facts.starts_with(b"S 100") })
}
