//! Presence of a registered worktree at its path, and its unfinished git operation.

use std::fs;
use std::path::{Path, PathBuf};

use super::home::same_place;
use crate::git::{Error, Git, path};
use crate::model::{Operation, Presence};
use crate::regular::{self, MAX_STATE_BYTES};

/// Result of looking at the path of a worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The worktree is there; its git directory.
    Worktree(PathBuf),
    /// Something else is there, or nothing.
    Other(Presence),
}

/// Looks at `place`, where a working tree of the repository with the shared folder `common` is
/// registered. Checks both directions: the files at `place` must belong to this repository, and its
/// entry for the worktree must name `place`.
pub fn look(common: &Path, place: &Path) -> Found {
    if !place.is_dir() || fs::symlink_metadata(place.join(".git")).is_err() {
        return Found::Other(Presence::Missing);
    }
    let (theirs, git_folder) = match folders(&Git::at(place)) {
        Ok(folders) => folders,
        Err(error) => return Found::Other(Presence::Unreadable(error.to_string())),
    };
    if same_place(&theirs, common) && (same_place(&git_folder, common) || names(&git_folder, place))
    {
        Found::Worktree(git_folder)
    } else {
        Found::Other(Presence::Foreign)
    }
}

/// Returns the shared folder of a repository, and the git directory of the working tree that `git`
/// runs in.
fn folders(git: &Git) -> Result<(PathBuf, PathBuf), Error> {
    let ask = |flags: &[&str]| {
        git.run(&[["rev-parse", "--path-format=absolute"].as_slice(), flags].concat())
    };
    let both = ask(&["--git-common-dir", "--git-dir"])?;
    let lines: Vec<&[u8]> = both.split(|&byte| byte == b'\n').collect();
    if let [common, own, []] = lines[..] {
        return Ok((path(common.to_vec()), path(own.to_vec())));
    }
    // Each path is asked for alone, since it may contain a line end.
    let folder_of = |flag| git.path(&["rev-parse", "--path-format=absolute", flag]);
    Ok((folder_of("--git-common-dir")?, folder_of("--git-dir")?))
}

/// Returns true if the entry of a repository for a worktree names `place`.
fn names(entry: &Path, place: &Path) -> bool {
    let Ok(mut name) = regular::read(&entry.join("gitdir"), MAX_STATE_BYTES) else { return false };
    if name.last() == Some(&b'\n') {
        name.pop();
    }
    // A relative path is relative to the entry.
    same_place(&entry.join(path(name)), &place.join(".git"))
}

/// Returns the operation that is unfinished in the worktree whose git directory is `git_folder`.
pub fn operation(git_folder: &Path) -> Option<Operation> {
    // A rebase may also have the file of a cherry-pick, so rebases come first.
    const MARKS: [(&str, Operation); 6] = [
        ("rebase-merge", Operation::Rebase),
        ("rebase-apply", Operation::Rebase),
        ("MERGE_HEAD", Operation::Merge),
        ("CHERRY_PICK_HEAD", Operation::CherryPick),
        ("REVERT_HEAD", Operation::Revert),
        ("BISECT_LOG", Operation::Bisect),
    ];
    let there = |name: &str| fs::symlink_metadata(git_folder.join(name)).is_ok();
    MARKS.iter().find(|(name, _)| there(name)).map(|&(_, operation)| operation)
}

#[cfg(test)]
mod tests {
    use super::super::Home;
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn a_worktree_is_held_both_ways() {
        let repository = Repository::empty();
        repository.write("a", "1");
        repository.commit("Begin");
        let common = Home::find(repository.path()).unwrap().common;
        let add = |name: &str| {
            let place = repository.path().join(name);
            repository.git(&["worktree", "add", "--quiet", "--detach", place.to_str().unwrap()]);
            place
        };
        let presence = |place: &Path| match look(&common, place) {
            Found::Worktree(_) => Presence::Present,
            Found::Other(other) => other,
        };
        let (one, two, lines) = (add("one"), add("two"), add("li\nnes"));
        for place in [repository.path(), &one, &lines] {
            assert_eq!(presence(place), Presence::Present, "{}", place.display());
        }
        assert_eq!(presence(&repository.path().join("none")), Presence::Missing);
        // Inside the main checkout, git would find that one.
        fs::remove_file(one.join(".git")).unwrap();
        assert_eq!(presence(&one), Presence::Missing);
        fs::copy(two.join(".git"), one.join(".git")).unwrap();
        assert_eq!(presence(&one), Presence::Foreign, "the place of another worktree");
        fs::remove_file(one.join(".git")).unwrap();
        Git::changing(&one).run(&["init", "--quiet"]).unwrap();
        assert_eq!(presence(&one), Presence::Foreign, "another repository");
        fs::write(two.join(".git"), "gitdir: /nowhere\n").unwrap();
        assert!(matches!(presence(&two), Presence::Unreadable(_)));
    }

    #[test]
    fn a_rebase_that_stopped_at_a_pick_is_a_rebase() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(operation(folder.path()), None);
        for (name, expected) in [
            ("BISECT_LOG", Operation::Bisect),
            ("CHERRY_PICK_HEAD", Operation::CherryPick),
            ("MERGE_HEAD", Operation::Merge),
            ("rebase-merge", Operation::Rebase),
        ] {
            fs::write(folder.path().join(name), "").unwrap();
            assert_eq!(operation(folder.path()), Some(expected));
        }
    }
}
