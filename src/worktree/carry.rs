//! Ignored files of a worktree that is removed. All of them move to the backup, and some from there
//! to the main checkout. At every moment, each file is in one of these three places.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::inspect::files_in;
use super::{Error, TeardownRefusal, include};
use crate::git::{self, Git};

/// Returns true if a file of `from` can move to the main checkout: a regular file with a UTF-8
/// name, where the main checkout has neither a file nor a link.
pub(super) fn is_possible(from: &Path, main: &Path, name: &Path) -> bool {
    let is_plain = from.join(name).symlink_metadata().is_ok_and(|known| known.is_file());
    is_plain
        && name.to_str().is_some()
        && main.join(name).symlink_metadata().is_err()
        && include::folder_of(main, name, &|_| Ok(())).is_ok_and(|reached| reached.is_none())
}

/// Returns those of `names` that the main checkout ignores as well.
pub(super) fn ignored_in(main: &Path, names: &[PathBuf]) -> BTreeSet<PathBuf> {
    if names.is_empty() {
        return BTreeSet::new();
    }
    let mut input = Vec::new();
    for name in names {
        input.extend_from_slice(name.as_os_str().as_encoded_bytes());
        input.push(0);
    }
    // Git exits with 1 if it ignores none of them, and fails if a path leads through a link.
    let told = Git::at(main).run_with(&["check-ignore", "-z", "--stdin"], &input);
    let told = told.unwrap_or_default();
    let names = told.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    names.map(|name| git::path(name.to_vec())).collect()
}

/// Moves files and folders from the folder `from` to the folder `to`.
pub(super) fn move_all(from: &Path, to: &Path, names: &[PathBuf]) -> Result<(), Error> {
    for name in names {
        let (source, target) = (from.join(name), to.join(name));
        let made = target.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| move_one(&source, &target)).map_err(|error| {
            Error::from(TeardownRefusal::NotMoved {
                from: source.clone(),
                to: target.clone(),
                reason: error.to_string(),
            })
        })?;
    }
    Ok(())
}

fn move_one(source: &Path, target: &Path) -> io::Result<()> {
    let is_folder = source.symlink_metadata()?.is_dir();
    let is_there = target.symlink_metadata().is_ok_and(|known| known.is_dir());
    if !(is_folder && is_there) {
        match fs::rename(source, target) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
            done => return done,
        }
    }
    if is_folder {
        if !is_there {
            fs::create_dir(target)?;
        }
        for entry in fs::read_dir(source)? {
            let name = entry?.file_name();
            move_one(&source.join(&name), &target.join(&name))?;
        }
        return fs::remove_dir(source);
    }
    // The folders are on different disks.
    include::copy_file(source, target)?;
    fs::remove_file(source)
}

/// Moves the named files of the backup at `folder` to the main checkout, and replaces nothing
/// there. Returns those that the main checkout has afterwards.
pub(super) fn carry(folder: &Path, main: &Path, names: &[String]) -> Vec<PathBuf> {
    let names: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
    let ignored = ignored_in(main, &names);
    let is_carried = |name: &PathBuf| ignored.contains(name) && carry_one(folder, main, name);
    let carried = names.into_iter().filter(is_carried).collect();
    remove_empty(folder);
    carried
}

/// Moves one file; returns true if the main checkout has it afterwards. If something is in its
/// place, the file stays in the backup.
fn carry_one(folder: &Path, main: &Path, name: &Path) -> bool {
    let (from, to) = (folder.join(name), main.join(name));
    if from.symlink_metadata().is_err() {
        // It was moved before an interruption.
        return to.symlink_metadata().is_ok();
    }
    let is_reached = include::folder_of(main, name, &|folder| fs::create_dir(folder))
        .is_ok_and(|it| it.is_none());
    // A hard link appears as a whole, and never replaces another file.
    let is_made = is_reached && fs::hard_link(&from, &to).is_ok();
    let is_there = is_made || include::is_unchanged(folder, main, name);
    if is_there {
        // If this fails, the backup keeps a second copy.
        let _ = fs::remove_file(from);
    }
    is_there
}

/// Removes empty folders.
fn remove_empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty(&entry.path());
        }
    }
    // This fails if the folder is not empty.
    let _ = fs::remove_dir(folder);
}

/// Moves the files of the backup at `folder` back to the worktree, unless something is in their
/// place.
pub(super) fn put_back(folder: &Path, worktree: &Path) -> Result<(), Error> {
    let names = files_in(folder, Path::new(""));
    let names: Vec<PathBuf> =
        names.into_iter().filter(|name| worktree.join(name).symlink_metadata().is_err()).collect();
    move_all(folder, worktree, &names)?;
    remove_empty(folder);
    Ok(())
}
