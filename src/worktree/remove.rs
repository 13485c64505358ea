//! Removal of a worktree whose work is elsewhere.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::backup::KEPT;
use super::error::refuse;
use super::inspect::{check_registration, files_in, own_folder};
use super::journal::{Journal, Leaving, Teardown};
use super::prepare::{Listing, check_clean};
use super::runtime_files::Rules;
use super::{Error, Home, Record, TeardownRefusal, backup, carry, submodules, verify};
use crate::git::{Checkout, Git};
use crate::model::{BackedUp, Ignored, Method, Receipt, Uncommitted};

/// Refusal of files that would be lost, once the merge is made.
const WAITING: Listing = Listing { in_full: false, by_settings: false, is_waiting: true };

/// Removes the worktree and its branch, if they still exist.
pub(super) fn remove(home: &Home, main: &Path, teardown: &mut Teardown) -> Result<Receipt, Error> {
    let mut receipt = Receipt {
        name: teardown.name.clone(),
        branch: teardown.branch.clone(),
        tip: teardown.tip.clone(),
        before: teardown.before.clone(),
        path: teardown.path.clone(),
        had_work: teardown.merged.as_ref().is_some_and(|merged| *merged != teardown.before),
        merged: teardown.merged.clone().map(|commit| (teardown.into.clone(), commit)),
        backups: vec![(backup::reference(teardown), BackedUp::Branch)],
        ..Receipt::default()
    };
    if let Some(merged) = &teardown.merged {
        let head = Git::at(main).line(&["rev-parse", "--verify", "HEAD"])?;
        receipt.head = (head != *merged).then_some(head);
    }
    verify::contained(main, teardown)?;
    // The backup is repeated here, since the teardown may have been interrupted before it.
    backup::branch(main, teardown)?;
    // The worktree may have been removed before an interruption.
    let now = Home::find(main)?;
    let aside = aside(teardown);
    if let Some(checkout) = now.checkout(&teardown.path) {
        if !aside.exists() || teardown.path.exists() {
            set_aside(&now, main, checkout, teardown, &mut receipt)?;
        }
        take_out(&now, main, checkout, teardown, &mut receipt)?;
    }
    if let Some(Leaving { backup, carried }) = &teardown.leaving {
        let folder = home.make_folder(&[KEPT, backup])?;
        receipt.carried = carry::carry(&folder, main, carried);
        receipt.kept = files_in(&folder, Path::new(""));
        receipt.moved_to = folder.exists().then_some(folder);
    }
    if aside.exists() {
        delete(&aside)?;
    }
    receipt.branch_kept = teardown.options.keep_branch;
    if !teardown.options.keep_branch {
        receipt.branch_used_in = backup::drop_branch(main, teardown)?;
    }
    Record::forget(home, &teardown.name)?;
    Journal::close(home)?;
    Ok(receipt)
}

/// Backs up what only the worktree has, and renames the worktree. The rename is one step, so an
/// interruption leaves no half of a worktree.
fn set_aside(
    home: &Home,
    main: &Path,
    checkout: &Checkout,
    teardown: &Teardown,
    receipt: &mut Receipt,
) -> Result<(), Error> {
    check_registration(home, checkout)?;
    if checkout.branch.as_ref() != Some(&teardown.branch) {
        return refuse(TeardownRefusal::OtherBranch {
            path: checkout.path.clone(),
            branch: checkout.branch.clone(),
            recorded: teardown.branch.clone(),
            commits: 0,
            used_in: None,
        });
    }
    if is_moved(checkout, teardown) {
        if teardown.options.method == Method::None {
            // Nothing is merged that could be undone.
            Journal::close(home)?;
        }
        return refuse(TeardownRefusal::MovedAfterMerge {
            path: checkout.path.clone(),
            name: teardown.name.clone(),
        });
    }
    submodules::check(home, &checkout.path, &own_folder(&checkout.path)?)?;
    let uncommitted = Uncommitted::read(main, &checkout.path, &Rules::of(home)?)?;
    if !teardown.options.force {
        check_clean(checkout, &uncommitted, WAITING)?;
    }
    if !uncommitted.changed.is_empty() || !uncommitted.untracked.is_empty() {
        let kept = backup::uncommitted(main, teardown)?;
        receipt.backups.push((kept, BackedUp::Uncommitted));
    }
    if let Some(kept) = backup::only_here(main, teardown)? {
        receipt.backups.push((kept, BackedUp::OnNoBranch));
    }
    let aside = aside(teardown);
    fs::rename(&checkout.path, &aside).map_err(|error| {
        Error::from(TeardownRefusal::NotSetAside {
            branch: teardown.branch.clone(),
            path: checkout.path.clone(),
            aside: aside.clone(),
            reason: error.to_string(),
        })
    })
}

/// Returns true if the branch of a worktree has other commits than those that were merged.
pub(super) fn is_moved(checkout: &Checkout, teardown: &Teardown) -> bool {
    checkout.branch.as_ref() == Some(&teardown.branch)
        && checkout.head.as_deref() != Some(teardown.work())
}

/// Moves the ignored files of a renamed worktree to the backup, and removes git's entry for it.
fn take_out(
    home: &Home,
    main: &Path,
    checkout: &Checkout,
    teardown: &mut Teardown,
    receipt: &mut Receipt,
) -> Result<(), Error> {
    let aside = aside(teardown);
    let late = (|| {
        // Files may have been written after the last check. Now the path has changed, so no more
        // can come.
        let uncommitted = Uncommitted::read(main, &aside, &Rules::of(home)?)?;
        if !teardown.options.force {
            check_clean(checkout, &uncommitted, WAITING)?;
        }
        submodules::check(home, &aside, &own_folder(&aside)?)?;
        receipt.dropped.clone_from(&uncommitted.ignored.dropped);
        leave(home, teardown, &aside, uncommitted.ignored)
    })();
    if let Err(error) = late {
        if let Some(Leaving { backup, .. }) = &teardown.leaving {
            carry::put_back(&home.folder().join(KEPT).join(backup), &aside)?;
        }
        fs::rename(&aside, &checkout.path).map_err(Error::file(&aside))?;
        return Err(error);
    }
    unregister(main, &checkout.path)
}

/// Writes the ignored files to the journal, and moves them to the backup.
fn leave(
    home: &Home,
    teardown: &mut Teardown,
    aside: &Path,
    ignored: Ignored,
) -> Result<(), Error> {
    let Ignored { stopping, carried, kept, .. } = ignored;
    let names = [stopping, carried.clone(), kept].concat();
    if names.is_empty() {
        return Ok(());
    }
    // After an interruption, the journal lists the files already.
    let mut leaving = teardown.leaving.take().unwrap_or_else(|| Leaving {
        backup: backup::free_name(home, teardown),
        ..Leaving::default()
    });
    leaving.carried.extend(carried.iter().filter_map(|name| name.to_str().map(str::to_owned)));
    leaving.carried.sort();
    leaving.carried.dedup();
    let folder = home.make_folder(&[KEPT, &leaving.backup]);
    teardown.leaving = Some(leaving);
    Journal::Teardown(Box::new(teardown.clone())).write(home)?;
    carry::move_all(aside, &folder?, &names)
}

/// Deletes a folder. Folders in it that their owner may not change, as those of a module cache, are opened if
/// that fails.
fn delete(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            open_up(folder)?;
            fs::remove_dir_all(folder).map_err(Error::file(folder))
        }
        removed => removed.map_err(Error::file(folder)),
    }
}

/// Lets the owner change all folders in a folder. Links are not followed.
fn open_up(folder: &Path) -> Result<(), Error> {
    const OWNER_ALL: u32 = 0o700;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let known = folder.symlink_metadata().map_err(Error::file(&folder))?;
        let mut permissions = known.permissions();
        if permissions.mode() & OWNER_ALL != OWNER_ALL {
            permissions.set_mode(permissions.mode() | OWNER_ALL);
            fs::set_permissions(&folder, permissions).map_err(Error::file(&folder))?;
        }
        for entry in fs::read_dir(&folder).map_err(Error::file(&folder))? {
            let entry = entry.map_err(Error::file(&folder))?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            }
        }
    }
    Ok(())
}

/// Returns the path of a worktree while it is deleted: a hidden folder beside it.
fn aside(teardown: &Teardown) -> PathBuf {
    let mut name = teardown.path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".ctx-removed-{}", teardown.tip.get(..12).unwrap_or(&teardown.tip)));
    teardown.path.with_file_name(name)
}

/// Removes git's entry for a worktree whose folder is gone.
fn unregister(main: &Path, path: &Path) -> Result<(), Error> {
    let arguments = ["worktree".as_ref(), "remove".as_ref(), "--force".as_ref(), path.as_os_str()];
    Git::changing(main).run(&arguments)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_cannot_be_changed_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let modes = [0o555, 0o500, 0o000, 0o200, 0o755];
        let inner = |mode: u32| folder.path().join(format!("{mode:o}"));
        for mode in modes {
            fs::create_dir_all(inner(mode).join("deep")).unwrap();
            fs::write(inner(mode).join("deep/file"), "x").unwrap();
            for path in [inner(mode).join("deep"), inner(mode)] {
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
        open_up(folder.path()).unwrap();
        for mode in modes {
            for path in [inner(mode), inner(mode).join("deep")] {
                let now = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
                assert_eq!(now, mode | 0o700, "{}", path.display());
            }
        }
        delete(folder.path()).unwrap();
        assert!(!folder.path().exists());
        assert!(delete(folder.path()).is_err(), "it is gone");
    }
}
