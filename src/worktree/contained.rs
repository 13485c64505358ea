//! Checks that work is in the branch that it was merged into.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Error, ScratchObjects};
use crate::git::{self, Git};

/// Returns true if `commit` is `of` or an ancestor of it.
pub(super) fn is_ancestor(git: &Git, commit: &str, of: &str) -> Result<bool, Error> {
    let outcome = git.attempt(&["merge-base", "--is-ancestor", commit, of])?;
    match outcome.code {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => Err(Error::Git(git::Error::Failed {
            command: "merge-base".to_owned(),
            message: outcome.reason(),
        })),
    }
}

/// How the work of a branch is in another commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Integrated {
    /// Its commits are ancestors.
    Commits,
    /// Merging it would change nothing, for example after a squash.
    Content,
    /// Each of its commits has a counterpart with the same patch, for example after a rebase.
    Patches,
}

/// Looks for the work of `tip` in `into`: by ancestry, by content and by patches, so that squashed
/// and rebased branches count as merged.
pub(super) fn integrated(
    folder: &Path,
    tip: &str,
    into: &str,
) -> Result<Option<Integrated>, Error> {
    let git = Git::at(folder);
    if is_ancestor(&git, tip, into)? {
        return Ok(Some(Integrated::Commits));
    }
    let tree = git.line(&["rev-parse", "--verify", &format!("{into}^{{tree}}")])?;
    // Unrelated branches cannot be merged.
    let merged = ScratchObjects::beside(folder)?.merge(into, tip);
    if merged.is_ok_and(|merged| !merged.stops && merged.tree == tree) {
        return Ok(Some(Integrated::Content));
    }
    let cherry = git.line(&["cherry", into, tip])?;
    let all_picked = !cherry.is_empty() && cherry.lines().all(|line| line.starts_with('-'));
    // `git cherry` leaves out merge commits, which may contain work.
    let joins = git.line(&["rev-list", "--count", "--merges", &format!("{into}..{tip}")])?;
    Ok((all_picked && joins == "0").then_some(Integrated::Patches))
}

/// Returns files that merging `tip` into `before` would change without a conflict, and that
/// `result` (a commit or tree) has as in `before`. Files with conflicts may end as the user likes,
/// but if none of these files changed, the merge was abandoned, not resolved.
pub(super) fn left_out(
    folder: &Path,
    before: &str,
    tip: &str,
    result: &str,
) -> Result<Vec<PathBuf>, Error> {
    if integrated(folder, tip, before)?.is_some() {
        return Ok(Vec::new());
    }
    let scratch = ScratchObjects::beside(folder)?;
    let merged = scratch.merge(before, tip)?;
    let differing = |to: &str| scratch.differing(Some(before), to);
    let wanted: BTreeSet<Vec<u8>> = differing(&merged.tree)?.into_iter().collect();
    let there: BTreeSet<Vec<u8>> = differing(result)?.into_iter().collect();
    let missing = wanted.difference(&there).filter(|path| !merged.conflicts.contains(path));
    let missing: Vec<PathBuf> = missing.cloned().map(git::path).collect();
    let is_given_up = missing.is_empty() && wanted.is_disjoint(&there);
    Ok(if is_given_up { wanted.into_iter().map(git::path).collect() } else { missing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn work_is_recognised_by_commits_content_and_patches() {
        let repository = Repository::empty();
        repository.write("a", "1\n");
        repository.commit("Begin");
        repository.git(&["switch", "--quiet", "-c", "work/docs"]);
        repository.write("b", "1\n");
        repository.commit("One");
        repository.write("b", "2\n");
        let tip = repository.commit("Two");
        let how = |into: &str| integrated(repository.path(), &tip, into).unwrap();
        assert_eq!((how("main"), how(&tip)), (None, Some(Integrated::Commits)));

        repository.git(&["switch", "--quiet", "-c", "squashed", "main"]);
        repository.git(&["merge", "--quiet", "--squash", "work/docs"]);
        repository.commit("Both");
        assert_eq!(how("HEAD"), Some(Integrated::Content));

        repository.git(&["switch", "--quiet", "-c", "picked", "main"]);
        repository.write("c", "1\n");
        repository.commit("Else");
        repository.git(&["cherry-pick", "work/docs~1", "work/docs"]);
        repository.write("b", "3\n");
        repository.commit("Further");
        assert_eq!(how("HEAD"), Some(Integrated::Patches));
    }
}
