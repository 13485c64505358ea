//! Checks before a merge: obstacles, and settings of git that would change the kind of merge.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::contained::is_ancestor;
use super::error::{refuse, shown};
use super::prepare::teardown_of;
use super::{Error, MergeRefusal, ScratchObjects};
use crate::git::{self, Checkout, Git};
use crate::model::{Method, Uncommitted};

/// Refuses branches without a common commit, usually because of a shallow clone.
pub(super) fn check_related(
    git: &Git,
    branch: &str,
    into: &str,
    sides: [&str; 2],
) -> Result<(), Error> {
    if git.attempt(&["merge-base", sides[0], sides[1]])?.code == Some(0) {
        return Ok(());
    }
    let is_shallow = git.line(&["rev-parse", "--is-shallow-repository"])? == "true";
    let (branch, into) = (branch.to_owned(), into.to_owned());
    refuse(if is_shallow {
        MergeRefusal::UnrelatedShallow { branch, into }
    } else {
        MergeRefusal::Unrelated { branch, into }
    })
}

/// Refuses if commits have to be made and git does not know the user's name or address.
pub(super) fn check_identity(
    main: &Checkout,
    method: Method,
    before: &str,
    tip: &str,
) -> Result<(), Error> {
    let git = Git::changing(&main.path);
    if method != Method::Squash
        && (is_ancestor(&git, before, tip)? || is_ancestor(&git, tip, before)?)
    {
        // A fast-forward makes no commit.
        return Ok(());
    }
    for who in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
        if git.attempt(&["var", who])?.code != Some(0) {
            return refuse(MergeRefusal::NoIdentity);
        }
    }
    Ok(())
}

/// Refuses a merge commit if the user's settings forbid one.
pub(super) fn check_allowed(
    git: &Git,
    checkout: &Checkout,
    method: Method,
    [before, tip]: [&str; 2],
) -> Result<(), Error> {
    let is_one = || -> Result<bool, Error> {
        Ok(!is_ancestor(git, before, tip)? && !is_ancestor(git, tip, before)?)
    };
    let setting = Git::changing(&checkout.path).attempt(&["config", "--get", "merge.ff"])?.stdout;
    if method != Method::Merge || setting.trim_ascii() != b"only" || !is_one()? {
        return Ok(());
    }
    refuse(MergeRefusal::FastForwardOnly { teardown: teardown_of(checkout) })
}

/// Refuses commits without a signature that the user's settings demand, as git would in the merge.
pub(super) fn check_signed(
    main: &Checkout,
    checkout: &Checkout,
    method: Method,
    [before, tip]: [&str; 2],
) -> Result<(), Error> {
    let git = Git::changing(&main.path);
    let is_set = |name: &str| -> Result<bool, Error> {
        let found = git.attempt(&["config", "--type=bool", "--get", name])?;
        Ok(found.stdout.trim_ascii() == b"true")
    };
    if !is_set("merge.verifySignatures")? || is_ancestor(&git, tip, before)? {
        return Ok(());
    }
    let path = checkout.path.clone();
    if method == Method::Rebase && !is_ancestor(&git, before, tip)? {
        if is_set("commit.gpgSign")? {
            return Ok(());
        }
        return refuse(MergeRefusal::RebaseUnsigned { path });
    }
    let signature = git.line(&["log", "--max-count=1", "--format=%G?", tip, "--"])?;
    if !matches!(&*signature, "N" | "B") {
        return Ok(());
    }
    let branch = checkout.branch.clone().unwrap_or_default();
    refuse(MergeRefusal::Unsigned { branch, path })
}

/// Refuses a merge that would overwrite untracked files. Git does not protect ignored ones.
pub(super) fn check_overwritten(
    git: &Git,
    main: &Checkout,
    before: &str,
    tip: &str,
) -> Result<(), Error> {
    let range = format!("{before}...{tip}");
    let added =
        git.attempt(&["diff", "--name-only", "--no-renames", "--diff-filter=A", "-z", &range])?;
    let names = added.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    for name in names {
        let name = git::path(name.to_vec());
        let Some(name) = in_the_way(&main.path, &name) else { continue };
        let literal = [std::ffi::OsStr::new(":(top,literal)"), name.as_os_str()];
        let literal: std::ffi::OsString = literal.into_iter().collect();
        let tracked =
            git.run(&["ls-files".as_ref(), "-z".as_ref(), "--".as_ref(), literal.as_os_str()])?;
        if tracked.is_empty() {
            return refuse(MergeRefusal::OverwritesUntracked { file: name });
        }
    }
    Ok(())
}

/// Returns the file that is in the place of a file to write, or of one of its folders.
fn in_the_way(top: &Path, name: &Path) -> Option<PathBuf> {
    if top.join(name).symlink_metadata().is_ok() {
        return Some(name.to_owned());
    }
    let folders = name.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    let is_file =
        |folder: &&Path| top.join(folder).symlink_metadata().is_ok_and(|known| !known.is_dir());
    folders.into_iter().find(is_file).map(Path::to_owned)
}

/// Refuses a merge that would overwrite uncommitted changes, as git would.
pub(super) fn check_changed(
    git: &Git,
    scratch: &ScratchObjects,
    before: &str,
    tip: &str,
) -> Result<(), Error> {
    let listed = git.run(&["diff", "--name-only", "--no-renames", "-z", "HEAD"])?;
    let changed = listed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    let changed: BTreeSet<Vec<u8>> = changed.map(<[u8]>::to_vec).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let merged = scratch.merge(before, tip)?;
    let written = scratch.differing(Some(before), &merged.tree)?;
    let both = written.into_iter().filter(|name| changed.contains(name));
    let both: Vec<String> = both.map(|name| shown(&git::path(name))).collect();
    if both.is_empty() {
        return Ok(());
    }
    refuse(MergeRefusal::OverwritesChanges { files: both })
}

/// Refuses a rebase that would drop merge commits or fail.
pub(super) fn check_rebase(
    git: &Git,
    uncommitted: &Uncommitted,
    before: &str,
    tip: &str,
) -> Result<(), Error> {
    if !uncommitted.changed.is_empty() {
        return refuse(MergeRefusal::RebaseUncommitted);
    }
    let range = format!("{before}..{tip}");
    if git.line(&["rev-list", "--count", "--merges", &range])? != "0" {
        return refuse(MergeRefusal::RebaseMerges);
    }
    Ok(())
}
