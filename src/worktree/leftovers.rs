//! Locks and temporary files that a killed git left. For a merge driver, git writes temporary files
//! to the root of the working tree, and the driver writes its own beside them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::inspect::{git_runs_in, own_folder};
use super::journal::{Journal, Teardown};
use super::{Error, Home, backup, record};
use crate::git::{self, Git};
use crate::replace::{is_random, is_unfinished};

/// Start of the names of git's temporary files for a merge driver.
const DRIVER_FILE_PREFIX: &str = ".merge_file_";

/// Minimum age of a temporary file of ours that is abandoned.
const STALE_FILE_AGE: Duration = Duration::from_secs(60);

/// Maximum time to wait for a git process to end.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(3);

/// Minimum age of a stale lock.
const STALE_LOCK_AGE: Duration = Duration::from_secs(1);

/// Removes the locks and temporary files of a killed teardown. Older ones are not from it, and none
/// is removed while git runs there.
pub(super) fn sweep(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    let main = &home.main()?.path;
    if !teardown.stopped {
        wait_for_git(&[main, &teardown.path]);
    }
    for lock in locks_in(&backup::folder(&home.common, teardown)) {
        release(home, &lock, main)?;
    }
    for (top, branch) in [(main, &teardown.into), (&teardown.path, &teardown.branch)] {
        let of_branch = home.common.join("refs/heads").join(format!("{branch}.lock"));
        release(home, &of_branch, main)?;
        if !top.exists() {
            continue;
        }
        for lock in locks_in(&own_folder(top)?) {
            release(home, &lock, top)?;
        }
        let names = temporary(home, top);
        if names.is_empty() || git_runs_in(top) {
            continue;
        }
        let arguments = ["ls-files", "--others", "-z", "--"].map(OsString::from);
        let names: Vec<OsString> = arguments.into_iter().chain(names).collect();
        let untracked = Git::at(top).run(&names)?;
        for name in untracked.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
            let path = top.join(git::path(name.to_vec()));
            fs::remove_file(&path).map_err(Error::file(path))?;
        }
    }
    Ok(())
}

/// Returns the locks in a git directory, including those of settings, packed references and the
/// index, and the index in which git keeps uncommitted changes during a merge.
fn locks_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut locks: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    locks.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.extension().is_some_and(|it| it == "lock") || name.starts_with("index.stash.")
    });
    locks.sort();
    locks
}

/// Waits for a git process that outlived the program which started it. Git processes of the user
/// may keep running.
fn wait_for_git(folders: &[&Path]) {
    let begun = Instant::now();
    while begun.elapsed() < MAX_WAIT && folders.iter().any(|folder| git_runs_in(folder)) {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Removes temporary files of the executor that were never renamed to their targets, since the program
/// was killed.
pub(super) fn tidy(home: &Home) {
    for folder in [home.folder(), record::folder(home), home.common.join("info")] {
        // A link may lead out of the repository.
        if folder.symlink_metadata().is_ok_and(|known| known.is_dir()) {
            tidy_folder(&folder);
        }
    }
}

fn tidy_folder(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old =
            || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|it| it > STALE_FILE_AGE);
        if entry.file_name().to_str().is_some_and(is_unfinished) && is_old() == Some(true) {
            // A file that cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes a lock if it is newer than the journal and no git process in `folder` can hold it.
/// Returns true if the lock is gone.
pub(super) fn release(home: &Home, lock: &Path, folder: &Path) -> Result<bool, Error> {
    let made = || lock.symlink_metadata().ok()?.modified().ok();
    let Some(when) = made() else { return Ok(true) };
    if when.elapsed().is_ok_and(|age| age < STALE_LOCK_AGE) {
        thread::sleep(STALE_LOCK_AGE);
        let Some(now) = made() else { return Ok(true) };
        if now != when {
            return Ok(false);
        }
    }
    // Without `/proc`, running processes are unknown.
    let is_told = Path::new("/proc/self").exists();
    if Journal::written(home).is_none_or(|written| when < written)
        || !is_told
        || git_runs_in(folder)
    {
        return Ok(false);
    }
    fs::remove_file(lock).map_err(Error::file(lock))?;
    Ok(true)
}

/// Returns the temporary files with such names that are not older than the journal.
fn temporary(home: &Home, top: &Path) -> Vec<OsString> {
    let Some(written) = Journal::written(home) else { return Vec::new() };
    let is_one = |name: &str| {
        is_unfinished(name) || name.strip_prefix(DRIVER_FILE_PREFIX).is_some_and(is_random)
    };
    let entries = fs::read_dir(top).into_iter().flatten().flatten();
    let files = entries.filter(|entry| {
        let is_new = entry.metadata().is_ok_and(|known| {
            known.is_file() && known.modified().is_ok_and(|modified| modified >= written)
        });
        is_new && entry.file_name().to_str().is_some_and(is_one)
    });
    files.map(|entry| entry.file_name()).collect()
}
