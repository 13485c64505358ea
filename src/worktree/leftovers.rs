//! Locks that a killed git has left, and the temporary files of a merge: git writes them to the top of
//! the working tree for the merge driver, and the driver its own beside them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::inspect::{git_runs_in, own_folder};
use super::journal::{Journal, Teardown};
use super::{Error, Home, backup};
use crate::git::{self, Git};
use crate::replace::{is_random, is_unfinished};

/// How git names what it hands to a driver.
const HANDED: &str = ".merge_file_";

/// Time after which a file of ours that is being written is abandoned.
const STALE_FILE_AGE: Duration = Duration::from_secs(60);

/// Maximum time that a git may take to end.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(3);

/// Minimum age of a stale lock.
const STALE_LOCK_AGE: Duration = Duration::from_secs(1);

/// Removes the locks and temporary files of a teardown that was killed. What is older than it is not
/// its own, and a git that runs there may hold what is not.
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

/// Returns the locks in a folder of git's, those on settings, packed references and the index among
/// them; and the index that git keeps what is not committed with while it merges.
fn locks_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.extension().is_some_and(|it| it == "lock") || name.starts_with("index.stash.")
    });
    found.sort();
    found
}

/// Waits for a git that has outlived the program which started it. One that somebody else has started
/// there may stay.
fn wait_for_git(folders: &[&Path]) {
    let begun = Instant::now();
    while begun.elapsed() < MAX_WAIT && folders.iter().any(|folder| git_runs_in(folder)) {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Removes what was to replace a file in a folder of our own, and was never renamed.
pub(super) fn tidy(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old =
            || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|it| it > STALE_FILE_AGE);
        if entry.file_name().to_str().is_some_and(is_unfinished) && is_old() == Some(true) {
            // It is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes a lock, if it was made since what is under way was written down, and no git runs in
/// `folder` that could hold it; whether it is gone.
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
    // Where the system does not tell who runs, nobody knows.
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

/// Returns the temporary files of such names that are no older than what is written down.
fn temporary(home: &Home, top: &Path) -> Vec<OsString> {
    let Some(written) = Journal::written(home) else { return Vec::new() };
    let is_one =
        |name: &str| is_unfinished(name) || name.strip_prefix(HANDED).is_some_and(is_random);
    let entries = fs::read_dir(top).into_iter().flatten().flatten();
    let found = entries.filter(|entry| {
        let is_new = entry.metadata().is_ok_and(|known| {
            known.is_file() && known.modified().is_ok_and(|modified| modified >= written)
        });
        is_new && entry.file_name().to_str().is_some_and(is_one)
    });
    found.map(|entry| entry.file_name()).collect()
}
