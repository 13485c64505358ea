//! Removal of a worktree whose work is elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use super::backup::KEPT;
use super::error::refuse;
use super::inspect::{check_registration, files_in, own_folder};
use super::journal::{Journal, Leaving, Teardown};
use super::prepare::check_clean;
use super::runtime_files::Rules;
use super::{Error, Home, Record, TeardownRefusal, backup, carry, submodules, verify};
use crate::git::{Checkout, Git};
use crate::model::{Ignored, Receipt, Uncommitted};

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
        backups: vec![(backup::reference(teardown), "the branch as it was")],
        ..Receipt::default()
    };
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
        fs::remove_dir_all(&aside).map_err(Error::file(&aside))?;
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
    if checkout.head.as_deref() != Some(teardown.work())
        || checkout.branch.as_ref() != Some(&teardown.branch)
    {
        // New changes are left to another teardown.
        Journal::close(home)?;
        return refuse(TeardownRefusal::MovedAfterMerge {
            path: checkout.path.clone(),
            name: teardown.name.clone(),
        });
    }
    submodules::check(home, &checkout.path, &own_folder(&checkout.path)?)?;
    let uncommitted = Uncommitted::read(main, &checkout.path, &Rules::of(home)?)?;
    if !teardown.options.force {
        check_clean(checkout, &uncommitted, false)?;
    }
    if !uncommitted.changed.is_empty() || !uncommitted.untracked.is_empty() {
        let kept = backup::uncommitted(main, teardown)?;
        receipt.backups.push((kept, "what was not committed"));
    }
    if let Some(kept) = backup::only_here(main, teardown)? {
        receipt.backups.push((kept, "commits that were on no branch"));
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
            check_clean(checkout, &uncommitted, false)?;
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
