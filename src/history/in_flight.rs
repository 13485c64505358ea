//! Work that goes on beside HEAD: branches that are not merged, and the uncommitted changes of other
//! worktrees.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::git::{self, Git, Repository};
use crate::model::{RepoPath, shown};

/// Number of unmerged branches that are looked at, the most recent first.
const MAX_BRANCHES: usize = 50;

/// Number of worktrees that are looked at, in git's order.
const MAX_WORKTREES: usize = 50;

/// Age in seconds, compared with HEAD, from which an unmerged branch is abandoned rather than in
/// flight: 30 days.
const ABANDONED_AGE: i64 = 30 * 24 * 3600;

/// Branch or worktree with changes that HEAD does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmerged {
    /// Branch (`work/docs`, `origin/fix`); for a detached worktree, its directory.
    pub name: String,
    /// Changed files below the folder that was asked for, sorted. Never empty.
    pub files: Vec<RepoPath>,
}

/// Lists the work in flight beside the HEAD of the repository that holds `folder`, by name, with
/// paths relative to `folder`. Nothing is executed but git, without filters.
pub fn unmerged(folder: &Path) -> Result<Vec<Unmerged>, git::Error> {
    let git = Git::at(folder);
    let repository = Repository::of(&git, folder)?;
    let Some(head) = &repository.head else { return Ok(Vec::new()) };
    let mut found: BTreeMap<String, BTreeSet<RepoPath>> = BTreeMap::new();
    let mut add = |name: String, paths: Vec<Vec<u8>>| {
        let below = paths.iter().filter_map(|path| below(path, &repository.prefix));
        found.entry(name).or_default().extend(below);
    };
    for branch in branches(&git, head)? {
        if let Some(base) = merge_base(&git, head, &branch.commit)? {
            add(branch.name, git::differing(&git, &base, &branch.commit)?);
        }
    }
    let here = git.path(&["rev-parse", "--show-toplevel"]).and_then(|top| Ok(top.canonicalize()?));
    for checkout in git::checkouts(&git)?.into_iter().take(MAX_WORKTREES) {
        let is_here = here
            .as_ref()
            .is_ok_and(|here| checkout.path.canonicalize().is_ok_and(|path| path == *here));
        if checkout.is_bare || is_here || checkout.prunable.is_some() {
            continue;
        }
        // A worktree that cannot be asked says nothing.
        let Ok(changes) = git::own_changes(&Git::at(&checkout.path)) else { continue };
        let name = checkout.branch.unwrap_or_else(|| shown(&checkout.path));
        let path = |changed: git::Changed| changed.path.into_os_string().into_encoded_bytes();
        add(name, changes.into_iter().map(path).collect());
    }
    let found = found
        .into_iter()
        .map(|(name, files)| Unmerged { name, files: files.into_iter().collect() });
    Ok(found.filter(|it| !it.files.is_empty()).collect())
}

/// Branch that HEAD does not contain.
struct Branch {
    name: String,
    commit: String,
}

/// Lists the unmerged branches that are not abandoned, local ones before remote-tracking ones of the
/// same commit.
fn branches(git: &Git, head: &str) -> Result<Vec<Branch>, git::Error> {
    let format = "--format=%(refname)%00%(objectname)%00%(committerdate:unix)%00%(symref)";
    let count = format!("--count={MAX_BRANCHES}");
    let unmerged = format!("--no-merged={head}");
    let asked = ["for-each-ref", "--sort=-committerdate", &count, &unmerged, format];
    let listed = git.run(&[&asked[..], &["refs/heads", "refs/remotes"]].concat())?;
    let date = git.line(&["log", "-1", "--format=%ct", head])?;
    let oldest = date.trim().parse::<i64>().unwrap_or(0) - ABANDONED_AGE;
    let mut branches: Vec<(bool, Branch)> = Vec::new();
    for line in String::from_utf8_lossy(&listed).lines() {
        let fields: Vec<&str> = line.split('\0').collect();
        let &[name, commit, date, ""] = fields.as_slice() else { continue };
        if date.parse::<i64>().is_ok_and(|date| date < oldest) {
            continue;
        }
        let remote = name.strip_prefix("refs/remotes/");
        let short = remote.or_else(|| name.strip_prefix("refs/heads/")).unwrap_or(name);
        let branch = Branch { name: short.to_owned(), commit: commit.to_owned() };
        branches.push((remote.is_some(), branch));
    }
    branches.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    let mut seen = BTreeSet::new();
    let branches = branches.into_iter().map(|(_, branch)| branch);
    Ok(branches.filter(|branch| seen.insert(branch.commit.clone())).collect())
}

/// Finds the best common ancestor of two commits; `None` if they have none.
fn merge_base(git: &Git, one: &str, other: &str) -> Result<Option<String>, git::Error> {
    let outcome = git.attempt(&["merge-base", one, other])?;
    let base = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
    Ok((outcome.code == Some(0) && !base.is_empty()).then_some(base))
}

/// Returns the path of a file relative to the folder at `prefix`, if it lies below it.
fn below(path: &[u8], prefix: &str) -> Option<RepoPath> {
    RepoPath::new(std::str::from_utf8(path).ok()?.strip_prefix(prefix)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository as Sample;

    fn names(found: &[Unmerged]) -> Vec<(&str, Vec<&str>)> {
        found
            .iter()
            .map(|it| (it.name.as_str(), it.files.iter().map(RepoPath::as_str).collect()))
            .collect()
    }

    #[test]
    fn branches_and_worktrees_are_in_flight_until_they_are_merged() {
        let repository = Sample::empty();
        repository.write("a/a.txt", "a\n");
        repository.write("b.txt", "b\n");
        repository.commit("start");
        assert_eq!(unmerged(repository.path()).unwrap(), []);

        repository.git(&["checkout", "-q", "-b", "fix"]);
        repository.write("a/a.txt", "fixed\n");
        repository.commit("fix");
        repository.git(&["branch", "same"]);
        repository.git(&["checkout", "-q", "-"]);
        let other = tempfile::tempdir().unwrap();
        let tree = other.path().join("tree");
        repository.git(&["worktree", "add", "-q", "-b", "work/docs", tree.to_str().unwrap()]);
        std::fs::write(tree.join("b.txt"), "edited\n").unwrap();
        std::fs::write(tree.join("new.txt"), "new\n").unwrap();
        repository.write("b.txt", "of this worktree\n");

        let found = unmerged(repository.path()).unwrap();
        assert_eq!(
            names(&found),
            [("fix", vec!["a/a.txt"]), ("work/docs", vec!["b.txt", "new.txt"])],
            "a second branch of the same commit is the same work"
        );
        let found = unmerged(&repository.path().join("a")).unwrap();
        assert_eq!(names(&found), [("fix", vec!["a.txt"])], "only what lies below the folder");

        repository.git(&["checkout", "-q", "--", "b.txt"]);
        repository.git(&["merge", "-q", "fix"]);
        assert_eq!(unmerged(repository.path()).unwrap().len(), 1);
    }
}
