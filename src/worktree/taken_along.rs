//! Tasks that git would move without being asked.
//!
//! Where one side moved all files of a folder, git moves the files that the other side added to it
//! as well (`merge.directoryRenames`), or stops. A folder of tasks that are all finished and put
//! away says nothing about a new task.

use std::collections::BTreeSet;
use std::path::Path;

use super::Error;
use crate::backlog;
use crate::git::Git;

/// Setting that has git leave files in their folders.
const SETTING: &str = "merge.directoryRenames";

/// Returns `git` set up to merge `sides` without moving tasks along with a folder. If no task would
/// move, the repository's setting holds.
pub(super) fn kept_apart(
    git: Git,
    asked: &Git,
    base: &str,
    sides: [&str; 2],
) -> Result<Git, Error> {
    Ok(if would_move(asked, base, sides)? { git.set(SETTING, "false") } else { git })
}

/// Returns `git` as [`kept_apart`] does, for the common ancestor of two commits.
pub(super) fn kept_apart_in_merge(git: Git, asked: &Git, sides: [&str; 2]) -> Result<Git, Error> {
    let base = asked.attempt(&["merge-base", sides[0], sides[1]])?.stdout;
    let base = String::from_utf8_lossy(&base).trim().to_owned();
    if base.is_empty() { Ok(git) } else { kept_apart(git, asked, &base, sides) }
}

/// Returns true if one side added a task in a folder that the other does not have any more.
fn would_move(git: &Git, base: &str, sides: [&str; 2]) -> Result<bool, Error> {
    let [one, other] = [changed(git, base, sides[0])?, changed(git, base, sides[1])?];
    for (adding, moving, mover) in [(&one, &other, sides[1]), (&other, &one, sides[0])] {
        let tasks = adding.added.iter().map(String::as_str);
        let tasks = backlog::conventional(Path::new(""), tasks);
        let into: BTreeSet<&str> = tasks.iter().flat_map(|path| folders(path)).collect();
        let from: BTreeSet<&str> = moving.removed.iter().flat_map(|path| folders(path)).collect();
        for folder in into.intersection(&from) {
            let there = format!("{mover}:{folder}");
            if git.attempt(&["rev-parse", "--verify", "--quiet", &there])?.code != Some(0) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Files that a side added and removed.
struct Changed {
    added: Vec<String>,
    removed: Vec<String>,
}

fn changed(git: &Git, base: &str, side: &str) -> Result<Changed, Error> {
    let listed = |filter: &str| -> Result<Vec<String>, Error> {
        let asked = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", filter];
        let listed = git.run(&[&asked[..], &[base, side, "--"]].concat())?;
        let paths = listed.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
        Ok(paths.filter(|path| !path.is_empty()).map(str::to_owned).collect())
    };
    Ok(Changed { added: listed("--diff-filter=A")?, removed: listed("--diff-filter=D")? })
}

/// Returns the folders above a file.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
