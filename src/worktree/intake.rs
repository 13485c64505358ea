//! Trees of git made from uncommitted files: the one way to do it, for a forecast as for a backup.

use std::fs;
use std::path::Path;

use super::Error;
use crate::git::{Git, path};

/// How `git add` is set up beside the user's settings: it leaves no further file beside the index
/// (which stays a copy), and does not give up over line ends.
const ADDING: [(&str, &str); 3] =
    [("core.splitIndex", "false"), ("core.untrackedCache", "false"), ("core.safecrlf", "false")];

/// How much of a working tree was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Intake {
    /// All but ignored files; the tree.
    Whole(String),
    /// All but ignored files and some that git cannot read; the tree, and why.
    Partial(String, String),
    /// Nothing; why.
    Nothing(String),
}

/// Takes in the working tree that `git` runs in. `index` is its index, and `copy` the place for the
/// copy that is written to. Files outside a sparse checkout stay as committed where they are not on
/// disk, and count where they are.
pub(super) fn take(git: &Git, index: &Path, copy: &Path) -> Result<Intake, Error> {
    let mut git = git.clone().with("GIT_INDEX_FILE", copy);
    for (key, value) in ADDING {
        git = git.set(key, value);
    }
    if index.exists() {
        copy_index(index, copy).map_err(Error::file(index))?;
        reveal(&git)?;
    } else {
        // Nothing is checked out, as after `git worktree add --no-checkout`.
        let _ = fs::remove_file(copy);
    }
    let add = ["add", "--all", "--ignore-errors", "--no-warn-embedded-repo", "--sparse"];
    let added = git.attempt(&add)?;
    let _ = fs::remove_file(copy.with_extension("lock"));
    match added.code {
        Some(0) => Ok(Intake::Whole(git.line(&["write-tree"])?)),
        // What could be read is there.
        Some(1) => Ok(Intake::Partial(git.line(&["write-tree"])?, why(&added.stderr))),
        _ => Ok(Intake::Nothing(why(&added.stderr))),
    }
}

/// Copies an index with its time, by which git knows which files may have changed since it was
/// written without anything else telling so.
fn copy_index(index: &Path, copy: &Path) -> std::io::Result<()> {
    let written = fs::metadata(index)?.modified()?;
    fs::copy(index, copy)?;
    fs::File::options().write(true).open(copy)?.set_modified(written)
}

/// Takes the bits away by which git does not look at files that are on disk (`skip-worktree`,
/// `assume-unchanged`): edits of these are taken in, too.
fn reveal(git: &Git) -> Result<(), Error> {
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

/// Maximum number of lines that are told of why git failed.
const MAX_LINES: usize = 3;

/// Returns the lines of what git said that tell why.
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
