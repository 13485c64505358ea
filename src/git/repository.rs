//! Repository of a folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Error, Git, path};
use crate::regular;

/// Maximum size of the list of a shallow clone's last commits, in bytes.
const MAX_LIST_BYTES: u64 = 16 << 20;

/// Repository, as `git rev-parse` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Commit of HEAD; `None` on an unborn branch.
    pub head: Option<String>,
    /// Path of the folder below the root, with a trailing `/`; empty at the root.
    pub prefix: String,
    /// Commits of a shallow clone whose parents are missing, sorted; empty if the history is
    /// complete.
    pub shallow: Vec<String>,
    /// Set if the repository has no working tree.
    pub is_bare: bool,
    /// Folder that all worktrees share; `None` if git's output does not show its name.
    pub common: Option<PathBuf>,
}

impl Repository {
    /// Returns the repository that contains `folder`.
    pub fn of(git: &Git, folder: &Path) -> Result<Self, Error> {
        let flags = ["--is-shallow-repository", "--is-bare-repository", "--path-format=absolute"];
        let paths = ["--git-common-dir", "--show-prefix"];
        let output = git.run(&[["rev-parse"].as_slice(), &flags, &paths].concat())?;
        let mut lines = output.splitn(3, |&byte| byte == b'\n');
        let mut line = || lines.next().unwrap_or_default();
        let (is_shallow, is_bare) = (line() == b"true", line() == b"true");
        let (common, prefix) = match line().split(|&byte| byte == b'\n').collect::<Vec<_>>()[..] {
            [common, prefix, b""] => (Some(path(common.to_vec())), prefix.to_vec()),
            // The name of a folder holds a line end.
            _ => (None, git.run(&["rev-parse", "--show-prefix"])?),
        };
        let prefix = String::from_utf8_lossy(&prefix).trim_end_matches('\n').to_owned();
        let head = git.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
        let head = match head {
            Ok(id) => Some(String::from_utf8_lossy(&id).trim().to_owned()),
            Err(Error::Failed { .. }) => None,
            Err(error) => return Err(error),
        };
        let shallow = if is_shallow { last_commits(git, folder)? } else { Vec::new() };
        Ok(Self { head, prefix, shallow, is_bare, common })
    }
}

/// Returns the commits of a shallow clone whose parents are missing.
fn last_commits(git: &Git, folder: &Path) -> Result<Vec<String>, Error> {
    let mut name = git.run(&["rev-parse", "--git-path", "shallow"])?;
    name.pop();
    // Git prints the path relative to the folder, if it is below it.
    let list = folder.join(path(name));
    let text = match regular::read(&list, MAX_LIST_BYTES) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        bytes => bytes?,
    };
    let text = String::from_utf8_lossy(&text);
    let mut ids: Vec<String> = text.lines().map(str::to_owned).collect();
    ids.sort_unstable();
    Ok(ids)
}
