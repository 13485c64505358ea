//! Rollback of `create`, whatever state a killed git left.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::error::{refuse, shown};
use super::home::same_place;
use super::include::ended;
use super::inspect::{git_runs_in, git_runs_with_argument};
use super::intake::{clear_skip_worktree_bits, copy_index};
use super::journal::{Journal, NewWorktree};
use super::leftovers::MAX_WAIT;
use super::{CreateRefusal, Error, Home, Record, driver, leftovers};
use crate::git::{self, Git};
use crate::regular::{self, MAX_STATE_BYTES};
use crate::shutdown::TemporaryFolder;

/// Maximum size of a file that is compared with what git or this program wrote, in bytes. A larger one
/// counts as the user's.
const MAX_COMPARED_BYTES: u64 = 1 << 30;

/// Reason with which git locks a worktree while it makes it.
const BEING_MADE: &[u8] = b"initializing";

/// Outcome of rolling back a worktree that was being made.
enum Taken {
    /// It is removed, with its branch.
    Back,
    /// It was made, and has changes.
    Kept,
    /// It was not made completely, and has these other files in it.
    Half(Vec<PathBuf>),
}

/// Rolls back an interrupted or failed `create`. Worktrees with changes are kept and named. If
/// anything cannot be rolled back, the journal stays. `progress` is told how many of them are done, and
/// how many there are.
pub(super) fn undo(
    home: &Home,
    base: &str,
    worktrees: &[NewWorktree],
    driver_is_new: bool,
    progress: &dyn Fn(usize, usize),
) -> Result<(), Error> {
    let mut kept = Vec::new();
    let mut failed = None;
    for (done, one) in (1..).zip(worktrees.iter().rev()) {
        match take_back(home, base, one) {
            Ok(Taken::Back) => failed = Record::forget(home, &one.name).err().or(failed),
            Ok(Taken::Kept) => kept.push(one.path.clone()),
            Ok(Taken::Half(files)) => {
                let files: Vec<String> = files.iter().map(|file| shown(file)).collect();
                failed =
                    Some(Error::from(CreateRefusal::HalfMade { path: one.path.clone(), files }));
            }
            Err(error) => failed = Some(error),
        }
        progress(done, worktrees.len());
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if driver_is_new && kept.is_empty() {
        driver::uninstall(home)?;
    }
    Journal::close(home)?;
    if kept.is_empty() {
        return Ok(());
    }
    refuse(CreateRefusal::HalfMadeWithWork { paths: kept })
}

/// Removes a new worktree and its branch, unless it contains other files.
fn take_back(home: &Home, base: &str, one: &NewWorktree) -> Result<Taken, Error> {
    let main = &home.main()?.path;
    wait_for_git(one)?;
    let entry = entry(&home.common, &one.path)?;
    // The worktree may have been registered after `home` was read.
    let registered = git::checkouts(&Git::at(main))?;
    if let Some(checkout) = registered.iter().find(|it| same_place(&it.path, &one.path))
        && (checkout.branch.as_ref().is_some_and(|branch| *branch != one.branch)
            || checkout.head.as_ref().is_some_and(|head| head != base))
    {
        return Ok(Taken::Kept);
    }
    let is_there = one.path.symlink_metadata().is_ok();
    let lock = entry.as_deref().and_then(lock);
    let is_being_made = entry.is_none() || lock.as_deref().is_some_and(|it| it == BEING_MADE);
    if is_there {
        let foreign_files = foreign_files(home, base, one, entry.as_deref())?;
        if !foreign_files.is_empty() || (lock.is_some() && !is_being_made) {
            return Ok(if is_being_made { Taken::Half(foreign_files) } else { Taken::Kept });
        }
    }
    if let Some(entry) = &entry {
        // With this lock, an interruption leaves it as a worktree that was not made completely.
        let lock = entry.join("locked");
        fs::write(&lock, BEING_MADE).map_err(Error::file(lock))?;
    }
    if is_there {
        fs::remove_dir_all(&one.path).map_err(Error::file(&one.path))?;
    }
    if let Some(entry) = entry {
        fs::remove_dir_all(&entry).map_err(Error::file(&entry))?;
        // Git removes this folder with its last worktree.
        let _ = fs::remove_dir(home.common.join("worktrees"));
    }
    drop_branch(home, base, one)?;
    Ok(Taken::Back)
}

/// Completes files of a half-made worktree that keep git from listing any worktree. Returns true if
/// there were any.
pub(super) fn complete(home: &Home) -> Result<bool, Error> {
    let Some(Journal::Create { worktrees, .. }) = Journal::read(home)? else { return Ok(false) };
    let mut was_there = false;
    for one in &worktrees {
        let Some(entry) = entry(&home.common, &one.path)? else { continue };
        let common = entry.join("commondir");
        if common.metadata().is_ok_and(|known| known.len() == 0) {
            wait_for_git(one)?;
            fs::write(&common, "../..\n").map_err(Error::file(common))?;
            was_there = true;
        }
    }
    Ok(was_there)
}

/// Waits for a git process that outlived the program which started it.
fn wait_for_git(one: &NewWorktree) -> Result<(), Error> {
    let reference = format!("refs/heads/{}", one.branch);
    let words = [one.path.as_os_str(), one.branch.as_ref(), reference.as_ref()];
    let is_in = || git_runs_in(&one.path);
    let begun = Instant::now();
    while git_runs_with_argument(&words) || is_in() {
        if begun.elapsed() > MAX_WAIT {
            return refuse(CreateRefusal::GitStillRuns { path: one.path.clone() });
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Returns git's entry for the worktree at `path`, even if it is incomplete.
fn entry(common: &Path, path: &Path) -> Result<Option<PathBuf>, Error> {
    let folder = common.join("worktrees");
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        // Something that is no folder has no entries.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(Error::file(folder)(error)),
    };
    let mut nameless = None;
    for found in entries {
        let found = found.map_err(Error::file(&folder))?.path();
        let mut place = regular::read(&found.join("gitdir"), MAX_STATE_BYTES).unwrap_or_default();
        if place.last() == Some(&b'\n') {
            place.pop();
        }
        // A relative path is relative to the entry.
        let place = (!place.is_empty()).then(|| found.join(git::path(place)));
        match place.as_deref().and_then(Path::parent) {
            Some(place) if same_place(place, path) => return Ok(Some(found)),
            None if is_called_after(&found, path) => nameless = Some(found),
            _ => {}
        }
    }
    Ok(nameless)
}

/// Returns true if git would give the entry this name for the worktree at `path`. Git replaces some
/// characters, and appends a number if the name is taken.
fn is_called_after(entry: &Path, path: &Path) -> bool {
    let plain = |path: &Path| -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
    };
    let (entry, wanted) = (plain(entry), plain(path));
    entry.strip_prefix(&wanted).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the reason of a worktree's lock; `None` if it is not locked.
fn lock(entry: &Path) -> Option<Vec<u8>> {
    let why = regular::read(&entry.join("locked"), MAX_STATE_BYTES).ok()?;
    let is_begun = entry.join("gitdir").metadata().is_ok_and(|known| known.len() > 0);
    // Git writes the lock first, so an empty entry counts as one that is being made.
    Some(if is_begun { why.trim_ascii_end().to_vec() } else { BEING_MADE.to_vec() })
}

/// Returns files in a worktree that `create` did not put there, relative to its root. Files of the
/// base commit may be missing or incomplete.
fn foreign_files(
    home: &Home,
    base: &str,
    one: &NewWorktree,
    entry: Option<&Path>,
) -> Result<Vec<PathBuf>, Error> {
    let main = &home.main()?.path;
    if !one.path.symlink_metadata().is_ok_and(|known| known.is_dir()) {
        return Ok(vec![one.path.clone()]);
    }
    let mut foreign = Vec::new();
    if !is_own_link(&home.common, &one.path.join(".git"), entry) {
        foreign.push(PathBuf::from(".git"));
    }
    let folder = TemporaryFolder::new().map_err(Error::file(std::env::temp_dir()))?;
    let index = folder.path().join("index");
    let git = Git::changing(&one.path)
        .with("GIT_DIR", &home.common)
        .with("GIT_WORK_TREE", &one.path)
        .with("GIT_INDEX_FILE", &index);
    // With a copy of the worktree's index, git need not read files that are as it wrote them. It may be
    // missing or damaged.
    let read = || git.run(&["read-tree", "--reset", base]);
    let own = entry.map(|entry| entry.join("index"));
    let is_known = own.is_some_and(|own| {
        copy_index(&own, &index).is_ok() && clear_skip_worktree_bits(&git).is_ok() && read().is_ok()
    });
    if !is_known {
        let _ = fs::remove_file(&index);
        read()?;
    }
    git.attempt(&["update-index", "-q", "--refresh"])?;
    let changed = git.run(&["diff-files", "-z", "--name-status", "--no-renames"])?;
    let mut changed = changed.split(|&byte| byte == 0).filter(|field| !field.is_empty());
    while let (Some(state), Some(name)) = (changed.next(), changed.next()) {
        let name = git::path(name.to_vec());
        if state == b"D" {
            continue;
        }
        let object: OsString =
            [OsStr::new(base), OsStr::new(":"), name.as_os_str()].into_iter().collect();
        let arguments = ["cat-file".as_ref(), "--filters".as_ref(), object.as_os_str()];
        if !is_begin_of(&one.path.join(&name), || Ok(git.run(&arguments)?)) {
            foreign.push(name);
        }
    }
    let others = git.run(&["ls-files", "-z", "--others"])?;
    for name in others.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let name = git::path(name.to_vec());
        let was_copied = one.included.iter().any(|included| name == Path::new(included));
        let origin = main.join(&name);
        let is_copy = was_copied && is_copy(&one.path.join(&name), &origin);
        let is_pointer = || {
            let written = one.pointers.iter().find(|pointer| name == Path::new(&pointer.file()));
            written.is_some_and(|it| is_begin_of(&one.path.join(&name), || Ok(it.content())))
        };
        if !is_copy && !is_pointer() {
            foreign.push(name);
        }
    }
    Ok(foreign)
}

/// Returns true if `link` is the file in the worktree by which git leads to `entry`, even if it is
/// incomplete.
fn is_own_link(common: &Path, link: &Path, entry: Option<&Path>) -> bool {
    if link.symlink_metadata().is_err() {
        return true;
    }
    let Ok(text) = regular::read(link, MAX_STATE_BYTES) else { return false };
    let text = text.trim_ascii_end();
    let Some(place) = text.strip_prefix(b"gitdir: ") else { return b"gitdir: ".starts_with(text) };
    let place = git::path(place.to_vec());
    match entry {
        Some(entry) => {
            let begun = place.as_os_str().as_encoded_bytes();
            same_place(&place, entry) || entry.as_os_str().as_encoded_bytes().starts_with(begun)
        }
        // Git removes the entry before the link.
        None => place.starts_with(common.join("worktrees")) && !place.exists(),
    }
}

/// Returns true if a file is the beginning of the expected content.
pub(super) fn is_begin_of(file: &Path, expected: impl FnOnce() -> Result<Vec<u8>, Error>) -> bool {
    let Ok(content) = regular::read(file, MAX_COMPARED_BYTES) else { return false };
    content.is_empty() || expected().is_ok_and(|expected| expected.starts_with(&content))
}

fn is_copy(file: &Path, origin: &Path) -> bool {
    match (fs::read_link(file), fs::read_link(origin)) {
        (Ok(a), Ok(b)) => a == b,
        _ => ended(file, origin).is_ok_and(|[is_begin, _]| is_begin),
    }
}

/// Deletes the branch, if it is still at the commit that it started from.
fn drop_branch(home: &Home, base: &str, one: &NewWorktree) -> Result<(), Error> {
    let main = &home.main()?.path;
    let branch = home.common.join("refs/heads").join(format!("{}.lock", one.branch));
    let shared = ["packed-refs.lock", "config.lock"].map(|name| home.common.join(name));
    for lock in [branch].into_iter().chain(shared) {
        // None of these locks existed when the journal was written.
        if !leftovers::release(home, &lock, main)? {
            return refuse(CreateRefusal::BranchLocked { branch: one.branch.clone(), lock });
        }
    }
    let git = Git::changing(main);
    let reference = format!("refs/heads/{}", one.branch);
    if git.has(&reference)? {
        git.run(&["update-ref", "-d", &reference, base])?;
    }
    Ok(())
}
