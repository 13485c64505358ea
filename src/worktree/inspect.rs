//! Uncommitted files of a worktree, and unfinished git operations.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::refuse;
use super::presence::{Found, look, operation};
use super::runtime_files::Rules;
use super::{Error, Home, RepositoryRefusal};
use crate::git::{ChangeKind, Changed, Checkout, Git, own_changes, path};
use crate::model::{Ignored, Operation, Presence, Uncommitted};
use crate::regular::{self, MAX_STATE_BYTES};

impl Uncommitted {
    /// Reads the uncommitted files of `worktree`; `main` is the root of the main checkout.
    /// Submodules are not included.
    pub(super) fn read(main: &Path, worktree: &Path, rules: &Rules) -> Result<Self, Error> {
        Self::told(&Git::comparing(worktree), main, worktree, rules)
    }

    /// Reads the uncommitted files with `git`.
    pub(super) fn told(
        git: &Git,
        main: &Path,
        worktree: &Path,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let mut uncommitted = Self::default();
        for Changed { path, kind } in own_changes(git)? {
            match kind {
                ChangeKind::Untracked => uncommitted.untracked.push(path),
                ChangeKind::Changed | ChangeKind::Unmerged | ChangeKind::Unfiltered => {
                    uncommitted.changed.push(path);
                }
            }
        }
        uncommitted.ignored = Ignored::read(git, main, worktree, rules)?;
        // `git status` leaves out files with the bits `assume-unchanged` or `skip-worktree`.
        let hidden = git.run(&["ls-files", "-z", "-v"])?;
        for entry in hidden.split(|&byte| byte == 0).filter(|entry| entry.len() > 2) {
            let (state, name) = (entry[0], path(entry[2..].to_vec()));
            let is_hidden = state == b'S' || state.is_ascii_lowercase();
            if is_hidden && worktree.join(&name).symlink_metadata().is_ok() {
                let differs = differs_from_index(git, worktree, &name)?;
                if differs {
                    uncommitted.changed.push(name);
                }
            }
        }
        uncommitted.changed.sort();
        Ok(uncommitted)
    }
}

/// Returns true if a file differs from the index, whatever bits it has there.
fn differs_from_index(git: &Git, worktree: &Path, name: &Path) -> Result<bool, Error> {
    let mut staged = std::ffi::OsString::from(":0:");
    staged.push(name);
    let staged = git.line(&["rev-parse".as_ref(), "--verify".as_ref(), staged.as_os_str()])?;
    let full = worktree.join(name);
    if !full.symlink_metadata().is_ok_and(|known| known.is_file()) {
        return Ok(false);
    }
    let on_disk = git.line(&["hash-object".as_ref(), "--".as_ref(), name.as_os_str()])?;
    Ok(staged != on_disk)
}

/// Lists the files in a folder of a worktree, relative to the worktree's root, sorted. Links are
/// not followed.
pub(super) fn files_in(worktree: &Path, folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(worktree.join(&folder)).into_iter().flatten().flatten() {
            let name = folder.join(entry.file_name());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder { &mut folders } else { &mut files }.push(name);
        }
    }
    files.sort();
    files
}

/// Returns the git directory of a worktree.
pub(super) fn own_folder(worktree: &Path) -> Result<PathBuf, Error> {
    Ok(Git::at(worktree).path(&["rev-parse", "--path-format=absolute", "--git-dir"])?)
}

/// Returns the unfinished git operation of a worktree, if any.
pub(super) fn under_way(worktree: &Path) -> Result<Option<&'static str>, Error> {
    Ok(operation(&own_folder(worktree)?).map(Operation::name))
}

/// Refuses if git cannot read the index.
pub(super) fn check_index(worktree: &Path) -> Result<(), Error> {
    let outcome = Git::at(worktree).attempt(&["diff", "--cached", "--quiet"])?;
    if matches!(outcome.code, Some(0 | 1)) {
        return Ok(());
    }
    refuse(RepositoryRefusal::UnreadableIndex {
        worktree: worktree.to_owned(),
        reason: outcome.reason(),
        index: own_folder(worktree)?.join("index"),
    })
}

/// Refuses if git is changing a checkout or its branch, or was killed while it did: a merge would
/// fail half-way.
pub(super) fn check_unlocked(common: &Path, worktree: &Path, branch: &str) -> Result<(), Error> {
    let git_folder = own_folder(worktree)?;
    let branch = common.join("refs/heads").join(format!("{branch}.lock"));
    let packed = common.join("packed-refs.lock");
    let locks = [git_folder.join("index.lock"), git_folder.join("HEAD.lock"), branch, packed];
    let Some(lock) = locks.iter().find(|lock| lock.symlink_metadata().is_ok()) else {
        return Ok(());
    };
    refuse(RepositoryRefusal::LockedByGit { worktree: worktree.to_owned(), lock: lock.clone() })
}

/// Refuses if git is changing shared settings or packed references.
pub(super) fn check_shared(home: &Home) -> Result<(), Error> {
    let locks = ["config.lock", "packed-refs.lock"].map(|name| home.common.join(name));
    match locks.iter().find(|lock| lock.symlink_metadata().is_ok()) {
        None => Ok(()),
        Some(lock) => refuse(RepositoryRefusal::SharedLock { lock: lock.clone() }),
    }
}

/// Returns the unmerged files, relative to the root.
pub(super) fn unmerged(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = Git::at(worktree).run(&["ls-files", "-z", "--unmerged"])?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in listed.split(|&byte| byte == 0) {
        if let Some(tab) = entry.iter().position(|&byte| byte == b'\t') {
            paths.push(path(entry[tab + 1..].to_vec()));
        }
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Refuses a worktree whose folder and git directory do not point at each other: something else may
/// be at its path now.
pub(super) fn check_registration(home: &Home, checkout: &Checkout) -> Result<(), Error> {
    if checkout.path.symlink_metadata().is_ok_and(|known| known.is_symlink()) {
        return refuse(RepositoryRefusal::WorktreeIsALink { path: checkout.path.clone() });
    }
    let path = checkout.path.clone();
    match look(&home.common, &path) {
        Found::Worktree(_) => Ok(()),
        Found::Other(Presence::Foreign) => refuse(RepositoryRefusal::ForeignWorktree { path }),
        Found::Other(Presence::Unreadable(reason)) => {
            refuse(RepositoryRefusal::UnreadableWorktree { path, reason })
        }
        Found::Other(_) => {
            let (branch, is_locked) = (checkout.branch.clone(), checkout.locked.is_some());
            refuse(RepositoryRefusal::MissingWorktree { path, branch, is_locked })
        }
    }
}

/// Returns the processes whose current directory is in a folder, as `name (id)`. Empty if the
/// system does not list them.
pub(super) fn processes_in(folder: &Path) -> Vec<String> {
    let Ok(folder) = folder.canonicalize() else { return Vec::new() };
    let is_inside = |process: &Path| {
        fs::read_link(process.join("cwd")).is_ok_and(|current| current.starts_with(&folder))
    };
    let inside = processes(is_inside);
    inside.into_iter().map(|(id, name)| format!("{name} ({id})")).collect()
}

/// Returns true if a git process runs in a folder, as far as the system lists them.
pub(super) fn git_runs_in(folder: &Path) -> bool {
    processes_in(folder).iter().any(|process| process.starts_with("git "))
}

/// Returns true if a git process has one of these arguments, as far as the system lists them.
pub(super) fn git_runs_with_argument(words: &[&OsStr]) -> bool {
    let is_told = |process: &Path| {
        let told = regular::read(&process.join("cmdline"), MAX_STATE_BYTES).unwrap_or_default();
        told.split(|&byte| byte == 0)
            .any(|it| words.iter().any(|word| it == word.as_encoded_bytes()))
    };
    processes(is_told).iter().any(|(_, name)| name == "git")
}

/// Returns the ids and names of other processes whose folder in `/proc` passes the test.
fn processes(is_wanted: impl Fn(&Path) -> bool) -> Vec<(u32, String)> {
    let mut matches: Vec<(u32, String)> = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if id != std::process::id() && is_wanted(&entry.path()) {
            let name =
                regular::read(&entry.path().join("comm"), MAX_STATE_BYTES).unwrap_or_default();
            matches.push((id, String::from_utf8_lossy(&name).trim().to_owned()));
        }
    }
    matches.sort();
    matches
}
