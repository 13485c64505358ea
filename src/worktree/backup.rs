//! Backups of what a teardown removes.

use std::collections::BTreeSet;
use std::iter;
use std::path::{Path, PathBuf};

use super::error::refuse;
use super::intake::{self, Intake};
use super::journal::Teardown;
use super::{Error, Home, TeardownRefusal, branch_use};
use crate::git::Git;
use crate::model::MergePlace;
use crate::shutdown::TemporaryFolder;

/// Folder below `.git/ctx` for the ignored files that are kept.
pub(super) const KEPT: &str = "kept";

/// Returns the reference that keeps a track's branch as it was.
pub(super) fn reference(teardown: &Teardown) -> String {
    format!("refs/ctx/backup/{}/{}", teardown.name, short(&teardown.tip))
}

/// Returns the folder in which git keeps the references of a track's backups, unless they are
/// packed.
pub(super) fn folder(common: &Path, teardown: &Teardown) -> PathBuf {
    common.join("refs/ctx/backup").join(&teardown.name)
}

/// Refuses if a reference is in the place of a folder of the track's backups, or of the backup a folder:
/// git could not keep the backup.
pub(super) fn check_free(git: &Git, teardown: &Teardown) -> Result<(), Error> {
    let backup = reference(teardown);
    let folders = backup.match_indices('/').map(|(at, _)| &backup[..at]);
    // `refs` is no reference, and `refs/ctx` may be one.
    for folder in folders.skip(1) {
        if git.has(folder)? {
            return refuse(TeardownRefusal::BackupInTheWay { reference: folder.to_owned() });
        }
    }
    let below = git.line(&["for-each-ref", "--count=1", "--format=%(refname)", &backup])?;
    if below.is_empty() || below == backup {
        return Ok(());
    }
    refuse(TeardownRefusal::BackupInTheWay { reference: below })
}

/// Backs up the track's branch.
pub(super) fn branch(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    Git::changing(main).run(&["update-ref", &reference(teardown), &teardown.tip])?;
    Ok(())
}

/// Deletes the backup of a branch that was not deleted.
pub(super) fn forget(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let (git, reference) = (Git::changing(main), reference(teardown));
    // The teardown was interrupted before it made the backup.
    if git.has(&reference)? {
        git.run(&["update-ref", "-d", &reference, &teardown.tip])?;
    }
    Ok(())
}

/// Deletes the branch, if it is still at the commit that was merged. If another worktree has begun to use
/// it, it stays; returns the path of that worktree.
pub(super) fn drop_branch(main: &Path, teardown: &Teardown) -> Result<Option<PathBuf>, Error> {
    let git = Git::changing(main);
    let reference = format!("refs/heads/{}", teardown.branch);
    if !git.has(&reference)? {
        return Ok(None);
    }
    if let Some(other) =
        branch_use::elsewhere(&Home::find(main)?, &teardown.branch, &teardown.path)?
    {
        return Ok(Some(other.path));
    }
    git.run(&["update-ref", "-d", &reference, teardown.work()])?;
    // This fails if the branch has no settings, which is the usual case.
    let section = format!("branch.{}", teardown.branch);
    git.attempt(&["config", "--local", "--remove-section", &section])?;
    Ok(None)
}

/// Commits uncommitted files, except ignored ones, under a reference of `refs/ctx/backup`, which is
/// returned. The working tree and its index stay as they are.
pub(super) fn uncommitted(main: &Path, teardown: &Teardown) -> Result<String, Error> {
    snapshot(main, teardown, &teardown.path, teardown.work())
}

/// Backs up what an abort would remove: uncommitted files where the merge stopped, and commits that
/// a rebase or the user added to the branch. Returns the references, each with what it keeps.
pub(super) fn aborted(
    main: &Path,
    teardown: &Teardown,
) -> Result<Vec<(String, MergePlace)>, Error> {
    let mut kept = Vec::new();
    for (folder, branch, place) in [
        (main, &teardown.into, MergePlace::Main),
        (&*teardown.path, &teardown.branch, MergePlace::Worktree),
    ] {
        let git = Git::changing(folder);
        let head = git.line(&["rev-parse", "--verify", "HEAD"])?;
        let is_changed = !git.line(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
        if is_changed {
            kept.push((snapshot(main, teardown, folder, &head)?, place));
        }
        let tip = git.line(&["rev-parse", "--verify", &format!("refs/heads/{branch}")])?;
        for commit in [head, tip] {
            if commit != teardown.before && commit != teardown.tip {
                let name = format!("refs/ctx/backup/{}/aborted-{}", teardown.name, short(&commit));
                git.run(&["update-ref", &name, &commit])?;
                kept.push((name, place));
            }
        }
    }
    kept.sort();
    kept.dedup();
    Ok(kept)
}

/// Maximum number of parents of a backup commit.
const MAX_PARENTS: usize = 500;

/// Backs up commits that only the worktree leads to: from the reflog of its HEAD, and from its own
/// references. Returns the reference, if there are such commits.
pub(super) fn only_here(main: &Path, teardown: &Teardown) -> Result<Option<String>, Error> {
    let worktree = Git::at(&teardown.path);
    let known = worktree.attempt(&["log", "--walk-reflogs", "--format=%H", "HEAD", "--"])?.stdout;
    let listing = ["for-each-ref", "--format=%(objectname)"];
    let references = worktree
        .run(&[&listing[..], &["refs/worktree", "refs/bisect", "refs/rewritten"]].concat())?;
    let input = [known, references].concat();
    let git = Git::changing(main);
    let arguments = ["rev-list", "--parents", "--ignore-missing", "--topo-order", "--stdin"];
    let arguments = [&arguments[..], &["--not", "--all"]].concat();
    let listed = git.run_with(&arguments, &input)?;
    let listed = String::from_utf8_lossy(&listed);
    let mut parents = BTreeSet::new();
    let mut tips: Vec<&str> = Vec::new();
    // Git lists children before their parents.
    for mut ids in listed.lines().map(|line| line.split(' ')) {
        tips.extend(ids.next().filter(|id| !parents.contains(id)));
        parents.extend(ids);
    }
    let message = format!("Commits that only the worktree of {} led to", teardown.branch);
    let mut last: Option<String> = None;
    for some in tips.chunks(MAX_PARENTS) {
        let tree = format!("{}^{{tree}}", teardown.work());
        let parents: Vec<&str> = last.as_deref().into_iter().chain(some.iter().copied()).collect();
        last = Some(commit(&git, &tree, &parents, &message)?);
    }
    let Some(last) = last else { return Ok(None) };
    let name = format!("refs/ctx/backup/{}/reflog-{}", teardown.name, short(&last));
    git.run(&["update-ref", &name, &last])?;
    Ok(Some(name))
}

/// Makes a commit with a fixed author and date, so that the same state gives the same id.
fn commit(git: &Git, tree: &str, parents: &[&str], message: &str) -> Result<String, Error> {
    let git = git
        .clone()
        .with("GIT_AUTHOR_DATE", "2000-01-01T00:00:00Z")
        .with("GIT_COMMITTER_DATE", "2000-01-01T00:00:00Z");
    let mut arguments = vec!["-c", "user.name=ctx", "-c", "user.email=ctx@localhost"];
    arguments.extend(["commit-tree", "-m", message]);
    arguments.extend(parents.iter().flat_map(|parent| ["-p", parent]));
    arguments.push(tree);
    Ok(git.line(&arguments)?)
}

fn snapshot(
    main: &Path,
    teardown: &Teardown,
    folder: &Path,
    parent: &str,
) -> Result<String, Error> {
    let worktree = Git::changing(folder);
    let index = worktree.path(&["rev-parse", "--path-format=absolute", "--git-path", "index"])?;
    // The index is in a temporary folder, where a leftover lock blocks no other command.
    let apart = TemporaryFolder::new().map_err(Error::file(std::env::temp_dir()))?;
    let copy = apart.path().join("index");
    let tree = match intake::take(&worktree, &index, &copy)? {
        Intake::Whole(tree) => tree,
        Intake::Partial(_, why) | Intake::Nothing(why) => {
            return refuse(TeardownRefusal::NoBackupAfterMerge {
                path: folder.to_owned(),
                reason: why,
            });
        }
    };
    let message = format!("Not committed in {}", teardown.branch);
    let git = Git::changing(main);
    let commit = commit(&git, &tree, &[parent], &message)?;
    let name = format!("refs/ctx/backup/{}/uncommitted-{}", teardown.name, short(&commit));
    git.run(&["update-ref", &name, &commit])?;
    Ok(name)
}

/// Returns an unused name for a folder of ignored files.
pub(super) fn free_name(home: &Home, teardown: &Teardown) -> String {
    let name = format!("{}-{}", teardown.name.replace('/', "-"), short(teardown.work()));
    let folder = home.folder().join(KEPT);
    let is_free = |name: &String| folder.join(name).symlink_metadata().is_err();
    let others = (2..).map(|number: u64| format!("{name}.{number}"));
    iter::once(name.clone()).chain(others).find(is_free).unwrap_or(name)
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
