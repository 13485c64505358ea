//! What kind of repository a folder lies in.

use std::path::{Path, PathBuf};

use super::{Error, Git};

/// A repository as `git rev-parse` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The commit that HEAD names; `None` on an unborn branch.
    pub head: Option<String>,
    /// The folder that all worktrees share, absolute.
    pub common_folder: PathBuf,
    /// Where the folder lies below the top, with a trailing `/`; empty at the top.
    pub prefix: String,
    /// Whether history ends early.
    pub is_shallow: bool,
    /// Whether there is no working tree.
    pub is_bare: bool,
}

impl Repository {
    /// The repository that `folder` lies in.
    pub fn of(git: &Git, folder: &Path) -> Result<Self, Error> {
        let said = git.run(&[
            "rev-parse",
            "--is-shallow-repository",
            "--is-bare-repository",
            "--git-common-dir",
            "--show-prefix",
        ])?;
        let said = String::from_utf8_lossy(&said);
        let mut lines = said.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let (is_shallow, is_bare) = (line() == "true", line() == "true");
        // Relative to the folder where it lies below it.
        let common_folder = folder.join(line());
        let prefix = line().to_owned();
        let head = git.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
        let head = match head {
            Ok(id) => Some(String::from_utf8_lossy(&id).trim().to_owned()),
            Err(Error::Failed { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { head, common_folder, prefix, is_shallow, is_bare })
    }
}
