//! Repository of a folder.

use std::io::ErrorKind;
use std::path::Path;

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
}

impl Repository {
    /// Returns the repository that contains `folder`.
    pub fn of(git: &Git, folder: &Path) -> Result<Self, Error> {
        let flags = ["--is-shallow-repository", "--is-bare-repository", "--show-prefix"];
        let output = git.run(&[["rev-parse"].as_slice(), &flags].concat())?;
        let output = String::from_utf8_lossy(&output);
        // The prefix comes last, since a folder's name may contain line ends.
        let mut lines = output.splitn(3, '\n');
        let mut line = || lines.next().unwrap_or_default();
        let (is_shallow, is_bare) = (line() == "true", line() == "true");
        let prefix = line().trim_end_matches('\n').to_owned();
        let head = git.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
        let head = match head {
            Ok(id) => Some(String::from_utf8_lossy(&id).trim().to_owned()),
            Err(Error::Failed { .. }) => None,
            Err(error) => return Err(error),
        };
        let shallow = if is_shallow { last_commits(git, folder)? } else { Vec::new() };
        Ok(Self { head, prefix, shallow, is_bare })
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
