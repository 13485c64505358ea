//! Git trees made from uncommitted files, for forecasts and for backups.

use std::fs;
use std::path::Path;

use super::Error;
use crate::git::{Git, path};

/// Settings for `git add`: they keep it from writing shared indexes beside the copied index, and
/// from failing over line ends.
const ADD_SETTINGS: [(&str, &str); 3] =
    [("core.splitIndex", "false"), ("core.untrackedCache", "false"), ("core.safecrlf", "false")];

/// Result of adding a working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Intake {
    /// Tree of all files, except ignored ones.
    Whole(String),
    /// Tree without ignored files and files that git cannot read, and the reason.
    Partial(String, String),
    /// Git read nothing, for this reason.
    Nothing(String),
}

/// Makes a tree of the working tree that `git` runs in. `index` is its index, which is copied to
/// `copy` first. Files outside of a sparse checkout are taken from the disk if they exist there,
/// else from the index.
pub(super) fn take(git: &Git, index: &Path, copy: &Path) -> Result<Intake, Error> {
    let mut git = git.clone().with("GIT_INDEX_FILE", copy);
    for (key, value) in ADD_SETTINGS {
        git = git.set(key, value);
    }
    if index.exists() {
        copy_index(index, copy).map_err(Error::file(index))?;
        clear_skip_worktree_bits(&git)?;
    } else {
        // The worktree was made with `git worktree add --no-checkout`.
        let _ = fs::remove_file(copy);
    }
    let add = ["add", "--all", "--ignore-errors", "--no-warn-embedded-repo", "--sparse"];
    let added = git.attempt(&add)?;
    let _ = fs::remove_file(copy.with_extension("lock"));
    match added.code {
        Some(0) => Ok(Intake::Whole(git.line(&["write-tree"])?)),
        // Exit code 1 means that some files could not be read.
        Some(1) => Ok(Intake::Partial(git.line(&["write-tree"])?, why(&added.stderr))),
        _ => Ok(Intake::Nothing(why(&added.stderr))),
    }
}

/// Copies an index with its modification time, by which git decides which files it compares.
pub(super) fn copy_index(index: &Path, copy: &Path) -> std::io::Result<()> {
    let written = fs::metadata(index)?.modified()?;
    fs::copy(index, copy)?;
    fs::File::options().write(true).open(copy)?.set_modified(written)
}

/// Clears the bits `skip-worktree` and `assume-unchanged` of files that exist, so that their
/// changes are included.
pub(super) fn clear_skip_worktree_bits(git: &Git) -> Result<(), Error> {
    let listed = git.attempt(&["ls-files", "-z", "-v"])?;
    let top = git.path(&["rev-parse", "--show-toplevel"])?;
    let entries = listed.stdout.split(|&byte| byte == 0).filter(|entry| entry.len() > 2);
    let hidden = entries.filter(|entry| entry[0] == b'S' || entry[0].is_ascii_lowercase());
    let names = hidden.map(|entry| &entry[2..]);
    let there: Vec<&[u8]> =
        names.filter(|name| top.join(path(name.to_vec())).symlink_metadata().is_ok()).collect();
    if there.is_empty() {
        return Ok(());
    }
    let mut input = there.join(&0);
    input.push(0);
    for flag in ["--no-skip-worktree", "--no-assume-unchanged"] {
        git.run_with(&["update-index", flag, "-z", "--stdin"], &input)?;
    }
    Ok(())
}

/// Maximum number of lines of git's error message.
const MAX_LINES: usize = 3;

/// Returns the lines of git's error message that give the reason.
fn why(stderr: &str) -> String {
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| line.starts_with("error:") || line.starts_with("fatal:");
    let errors: Vec<&str> = lines().filter(is_error).take(MAX_LINES).collect();
    match lines().next() {
        None => "git says nothing".to_owned(),
        Some(first) if errors.is_empty() => first.to_owned(),
        Some(_) => errors.join("; "),
    }
}
