//! Rolls back a merge, whatever state a killed git left it in. Current changes are backed up first
//! ([`super::backup`]).

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::contained::is_ancestor;
use super::error::{refuse, shown};
use super::inspect::{own_folder, under_way, unmerged};
use super::journal::Teardown;
use super::merge::{self, Point};
use super::undo::is_begin_of;
use super::{Error, MergeRefusal, ScratchObjects};
use crate::git::{self, Git, Merged, own_changes};
use crate::model::{Method, Operation};

/// Rolls back a merge that is not finished.
pub(super) fn abort(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let now = merge::point(main, teardown)?;
    let git = Git::changing(main);
    match (teardown.options.method, now) {
        (Method::Merge, Point::Stopped(..)) => {
            if git.attempt(&["merge", "--abort"])?.code != Some(0) {
                reset(main, teardown)?;
            }
        }
        (Method::Squash, Point::Stopped(..)) => {
            if git.attempt(&["reset", "--quiet", "--merge"])?.code != Some(0) {
                reset(main, teardown)?;
            }
        }
        (Method::Rebase, Point::Stopped(..) | Point::NotMerged) => rebase(teardown)?,
        (Method::Merge | Method::Squash | Method::Rebase, Point::Merged(head)) => {
            if head != teardown.before {
                merged(main, teardown, &head)?;
            }
            if teardown.options.method == Method::Rebase {
                rebase(teardown)?;
            }
        }
        (Method::None, _) | (Method::Merge | Method::Squash, Point::NotMerged) => {}
    }
    Ok(())
}

/// Rolls back a finished merge.
fn merged(main: &Path, teardown: &Teardown, head: &str) -> Result<(), Error> {
    let git = Git::changing(main);
    if let Some(merged) = &teardown.merged
        && !is_ancestor(&git, merged, head)?
    {
        // The user has rolled it back already.
        return Ok(());
    }
    // Commits of the user since then are kept. The teardown may have been interrupted before it
    // recorded the merge.
    let is_ours = match &teardown.merged {
        Some(merged) => merged == head,
        None => is_made_of(&git, teardown, head)?,
    };
    if !is_ours {
        return refuse(MergeRefusal::MovedSinceMerge { into: teardown.into.clone() });
    }
    // `--keep` preserves uncommitted changes. It refuses those in files of the merge, which the caller
    // has backed up.
    let keep = ["reset", "--quiet", "--keep", &teardown.before];
    if git.attempt(&keep)?.code != Some(0) {
        restore_before(main, teardown, head)?;
        git.run(&["reset", "--quiet", "--soft", &teardown.before])?;
    }
    Ok(())
}

/// Restores the files that differ between the commits `before` and `head`, whatever changes they have.
/// HEAD stays, so that an interrupted rollback is repeated.
fn restore_before(main: &Path, teardown: &Teardown, head: &str) -> Result<(), Error> {
    let git = Git::changing(main);
    let paths = git::differing(&git, &teardown.before, head)?.into_iter().map(git::path);
    let known = known(&git, &teardown.before)?;
    let (known, new): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| known.contains(path));
    restore(&git, &known, &["--staged", "--source", &teardown.before])?;
    let scratch = ScratchObjects::beside(main)?;
    for path in new {
        if main.join(&path).is_file() && is_begun(&scratch, main, head, &path)? {
            remove(main, &path)?;
        }
    }
    Ok(())
}

/// Returns true if a commit is the merge that this teardown makes.
fn is_made_of(git: &Git, teardown: &Teardown, head: &str) -> Result<bool, Error> {
    let parents = git.line(&["rev-parse", &format!("{head}^@")])?;
    let parents: Vec<&str> = parents.lines().collect();
    let tip = format!("refs/heads/{}", teardown.branch);
    Ok(match teardown.options.method {
        Method::Merge => head == teardown.tip || parents == [&teardown.before, &teardown.tip],
        Method::Squash => {
            let made = merge::squashed(git, teardown)?;
            parents == [&teardown.before] && made.as_deref() == Some(head)
        }
        Method::Rebase => git.line(&["rev-parse", "--verify", &tip])? == head,
        Method::None => false,
    })
}

/// Restores the files of a merge in the main checkout and its index.
fn reset(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let git = Git::changing(main);
    let Teardown { before, .. } = teardown;
    let (scratch, merge) = as_git_does(main, teardown)?;
    let staged = git.run(&["diff", "--cached", "--name-only", "--no-renames", "-z", before])?;
    let mut touched: BTreeSet<PathBuf> = names(&staged).collect();
    touched.extend(unmerged(main)?);
    touched.extend(scratch.differing(Some(before), &merge.tree)?.into_iter().map(git::path));
    let known = known(&git, before)?;
    touched.retain(|path| !teardown.changed.iter().any(|it| *it == path.to_string_lossy()));
    let (known, new): (Vec<PathBuf>, Vec<PathBuf>) =
        touched.into_iter().partition(|path| known.contains(path));
    restore(&git, &known, &["--staged", "--source", before])?;
    for path in new {
        if main.join(&path).is_file() && is_begun(&scratch, main, &merge.tree, &path)? {
            remove(main, &path)?;
        }
    }
    git.run(&["reset", "--quiet", "--merge"])?;
    Ok(())
}

/// Restores the worktree and its branch as they were before a rebase.
fn rebase(teardown: &Teardown) -> Result<(), Error> {
    let Teardown { path, branch, tip, .. } = teardown;
    let git = Git::changing(path);
    let given_up = match under_way(path)? {
        Some(it) if it == Operation::Rebase.name() => git.attempt(&["rebase", "--abort"])?.code,
        // A rebase that could not write a reference leaves its last cherry-pick unfinished.
        Some(_) => git.attempt(&["cherry-pick", "--quit"])?.code,
        None => Some(0),
    };
    let is_on = git.attempt(&["symbolic-ref", "--quiet", "HEAD"])?.stdout.trim_ascii()
        == format!("refs/heads/{branch}").as_bytes();
    let keep = ["reset", "--quiet", "--keep", tip];
    if given_up == Some(0) && is_on && git.attempt(&keep)?.code == Some(0) {
        return put_worktree_back(teardown);
    }
    // Git was killed while it wrote its progress, so it cannot abort.
    git.attempt(&["rebase", "--quit"])?;
    let state = own_folder(path)?.join("rebase-merge");
    if state.exists() {
        fs::remove_dir_all(&state).map_err(Error::file(state))?;
    }
    let reference = format!("refs/heads/{branch}");
    git.run(&["update-ref", &reference, tip])?;
    git.run(&["symbolic-ref", "HEAD", &reference])?;
    git.run(&["reset", "--quiet", "--hard"])?;
    put_worktree_back(teardown)
}

/// Restores files of the worktree that git had begun to check out at the start of a rebase, and
/// that its index does not have yet.
fn put_worktree_back(teardown: &Teardown) -> Result<(), Error> {
    let Teardown { path, tip, before, .. } = teardown;
    let scratch = ScratchObjects::beside(path)?;
    let wanted = scratch.differing(Some(tip), before)?;
    let wanted: BTreeSet<PathBuf> = wanted.into_iter().map(git::path).collect();
    let left = own_changes(&Git::comparing(path))?.into_iter().map(|it| it.path);
    let mut begun = Vec::new();
    for name in left.filter(|name| wanted.contains(name)) {
        if is_begun(&scratch, path, before, &name)? {
            begun.push(name);
        }
    }
    let known = known(&Git::at(path), tip)?;
    let (known, new): (Vec<PathBuf>, Vec<PathBuf>) =
        begun.into_iter().partition(|name| known.contains(name));
    restore(&Git::changing(path), &known, &["--staged", "--source", tip])?;
    new.iter().try_for_each(|name| remove(path, name))
}

/// Restores files that a merge wrote before git recorded it, or after it removed that record.
/// Refuses files that may be from someone else.
pub(super) fn put_back(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let git = Git::at(main);
    let (scratch, tree) = if teardown.options.method == Method::Rebase {
        // The rebase is done, and the fast-forward of the main checkout has begun.
        let branch = format!("refs/heads/{}^{{tree}}", teardown.branch);
        (ScratchObjects::beside(main)?, git.line(&["rev-parse", "--verify", &branch])?)
    } else {
        let (scratch, merge) = as_git_does(main, teardown)?;
        (scratch, merge.tree)
    };
    let wanted = scratch.differing(Some(&teardown.before), &tree)?;
    let wanted: BTreeSet<PathBuf> = wanted.into_iter().map(git::path).collect();
    let was_changed = |path: &Path| teardown.changed.iter().any(|it| *it == path.to_string_lossy());
    let left = own_changes(&Git::comparing(main))?.into_iter().map(|it| it.path);
    let left: Vec<PathBuf> =
        left.filter(|path| wanted.contains(path) && !was_changed(path)).collect();
    let mut foreign_files = Vec::new();
    for path in &left {
        if !is_begun(&scratch, main, &tree, path)? {
            foreign_files.push(shown(path));
        }
    }
    if !foreign_files.is_empty() {
        return refuse(MergeRefusal::ForeignFiles {
            name: teardown.name.clone(),
            files: foreign_files,
        });
    }
    let known = known(&git, &teardown.before)?;
    let (known, new): (Vec<PathBuf>, Vec<PathBuf>) =
        left.into_iter().partition(|path| known.contains(path));
    let git = Git::changing(main);
    restore(&git, &known, &["--staged", "--source", &teardown.before])?;
    // Git keeps the merged files in `AUTO_MERGE` for `git diff`.
    git.attempt(&["update-ref", "-d", "AUTO_MERGE"])?;
    new.iter().try_for_each(|path| remove(main, path))
}

/// Merges on trial, with the same labels of conflicts as git's merge.
fn as_git_does(main: &Path, teardown: &Teardown) -> Result<(ScratchObjects, Merged), Error> {
    let git = Git::at(main);
    let is_at = |name: &str, commit: &str| -> Result<bool, Error> {
        let outcome = git.attempt(&["rev-parse", "--verify", "--quiet", name])?;
        Ok(outcome.stdout.trim_ascii() == commit.as_bytes())
    };
    let Teardown { before, tip, branch, .. } = teardown;
    let ours = if is_at("HEAD", before)? { "HEAD" } else { before };
    let theirs = if is_at(branch, tip)? { branch } else { tip };
    let scratch = ScratchObjects::beside(main)?;
    let merged = scratch.merge(ours, theirs)?;
    Ok((scratch, merged))
}

/// Returns true if a file is the one of a tree, or missing or incomplete: git removes a file before
/// it writes it again.
fn is_begun(scratch: &ScratchObjects, top: &Path, tree: &str, path: &Path) -> Result<bool, Error> {
    let full = top.join(path);
    if full.symlink_metadata().is_err() {
        return Ok(true);
    }
    let merged = scratch.content(tree, path)?;
    Ok(merged.is_some_and(|merged| is_begin_of(&full, || Ok(merged))))
}

/// Returns the files of the index and of a commit.
fn known(git: &Git, commit: &str) -> Result<BTreeSet<PathBuf>, Error> {
    let staged = git.run(&["ls-files", "-z"])?;
    let committed = git.run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])?;
    Ok(names(&staged).chain(names(&committed)).collect())
}

/// Runs `git restore` with `arguments` for the paths.
fn restore(git: &Git, paths: &[PathBuf], arguments: &[&str]) -> Result<(), Error> {
    if paths.is_empty() {
        return Ok(());
    }
    let from = ["--worktree", "--pathspec-from-file=-", "--pathspec-file-nul"];
    let mut input = Vec::new();
    for path in paths {
        input.extend_from_slice(path.as_os_str().as_encoded_bytes());
        input.push(0);
    }
    let git = git.clone().with("GIT_LITERAL_PATHSPECS", OsString::from("1"));
    git.run_with(&[&["restore"], arguments, &from].concat(), &input)?;
    Ok(())
}

/// Removes a file, and the folders that become empty.
pub(super) fn remove(top: &Path, path: &Path) -> Result<(), Error> {
    let full = top.join(path);
    if full.symlink_metadata().is_ok() {
        fs::remove_file(&full).map_err(Error::file(&full))?;
    }
    for folder in full.ancestors().skip(1).take_while(|folder| *folder != top) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn names(listed: &[u8]) -> impl Iterator<Item = PathBuf> {
    let names = listed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    names.map(|name| git::path(name.to_vec()))
}
