//! Worktrees as commits, uncommitted work included. Nothing is written to the repository.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::intake::{self, Intake};
use super::modify_delete::Sides;
use super::taken_along::{kept_apart, kept_apart_in_merge};
use super::{Error, modify_delete};
use crate::git::{self, Git, Merged, Renamed};
use crate::model::Remark;
use crate::shutdown::TemporaryFolder;

/// Fixed date of the commits, so that equal states have equal ids.
const COMMIT_DATE: &str = "2000000000 +0000";

/// Temporary folder for new git objects, beside the objects of a repository. It is deleted when
/// dropped.
#[derive(Debug)]
pub struct ScratchObjects {
    folder: TemporaryFolder,
    common: PathBuf,
    alternates: OsString,
}

/// Commit of the current state of a working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Id of the commit, which is a scratch object unless it is HEAD.
    pub commit: String,
    /// Set if the commit contains uncommitted work.
    pub uncommitted: bool,
    /// Reason why some files are missing.
    pub remark: Option<Remark>,
}

impl ScratchObjects {
    /// Makes a folder for the repository with the shared folder `common`.
    pub fn open(common: &Path) -> Result<Self, Error> {
        let folder = TemporaryFolder::new().map_err(Error::file(std::env::temp_dir()))?;
        for name in ["objects", "empty"] {
            let path = folder.path().join(name);
            fs::create_dir(&path).map_err(Error::file(path))?;
        }
        let alternates = quoted(&common.join("objects"));
        Ok(Self { folder, common: common.to_owned(), alternates })
    }

    /// Makes a folder for the repository of a working tree.
    pub fn beside(folder: &Path) -> Result<Self, Error> {
        let asked = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
        Self::open(&Git::at(folder).path(&asked)?)
    }

    /// Returns a git in `folder` with the user's settings, so that a trial merge is like a real
    /// one. It writes new objects to the temporary folder, and nothing else.
    fn git(&self, folder: &Path) -> Git {
        let mut git = Git::changing(folder)
            .kill_on_exit()
            .with("GIT_OPTIONAL_LOCKS", "0")
            .with("GIT_OBJECT_DIRECTORY", self.folder.path().join("objects"))
            .with("GIT_ALTERNATE_OBJECT_DIRECTORIES", self.alternates.clone());
        for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"] {
            git = git.with(name, "ctx");
        }
        for name in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
            git = git.with(name, "ctx@localhost");
        }
        git.with("GIT_AUTHOR_DATE", COMMIT_DATE).with("GIT_COMMITTER_DATE", COMMIT_DATE)
    }

    /// Returns a git on the repository in an empty folder, where a merge driver may write its
    /// files. Attributes are read from `tree`.
    fn bare(&self, tree: &str) -> Git {
        self.asked().with("GIT_ATTR_SOURCE", tree)
    }

    /// Returns a git that can read the scratch objects as well as the repository.
    pub fn asked(&self) -> Git {
        self.git(&self.folder.path().join("empty")).with("GIT_DIR", &self.common)
    }

    /// Makes a commit of the working tree at `place`, whose git directory is `own`. `parents` are
    /// its current commit and those that are being merged into it. Ignored files are left out.
    pub fn snapshot(
        &self,
        place: &Path,
        own: &Path,
        parents: &[String],
    ) -> Result<Snapshot, Error> {
        let copy = tempfile::Builder::new().prefix("index-").tempfile_in(self.folder.path());
        let copy = copy.map_err(Error::file(self.folder.path()))?.into_temp_path();
        let index = own.join("index");
        let head = |remark: Remark| Snapshot {
            commit: parents.first().cloned().unwrap_or_default(),
            uncommitted: false,
            remark: Some(remark),
        };
        if !index.exists() {
            // The worktree was made with `--no-checkout`, so its files are not deleted.
            return Ok(head(Remark::NotCheckedOut));
        }
        // The objects are temporary, so they need neither compression nor fsync.
        let git = self.git(place).set("core.looseCompression", "0").set("core.fsync", "none");
        let (tree, remark) = match intake::take(&git, &index, &copy)? {
            Intake::Whole(tree) => (tree, None),
            Intake::Partial(tree, why) => (tree, Some(Remark::PartlyLeftOut(why))),
            Intake::Nothing(why) => return Ok(head(Remark::LeftOutByGit(why))),
        };
        let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
        let commit = self.commit(&tree, &parents)?;
        Ok(Snapshot { commit, uncommitted: true, remark })
    }

    /// Makes a commit of a tree. The same tree and parents give the same id.
    pub fn commit(&self, tree: &str, parents: &[&str]) -> Result<String, Error> {
        let mut arguments = vec!["commit-tree", tree, "-m", "snapshot"];
        arguments.extend(parents.iter().flat_map(|parent| ["-p", parent]));
        Ok(self.bare(tree).line(&arguments)?)
    }

    /// Merges `theirs` into `ours` on trial.
    pub fn merge(&self, ours: &str, theirs: &str) -> Result<Merged, Error> {
        let git = kept_apart_in_merge(self.bare(ours), &self.asked(), [ours, theirs])?;
        Ok(git::merge(&git, ours, theirs)?)
    }

    /// Merges `theirs` into `ours` on trial. Those of `backlogs` that one side moved, which git
    /// takes for deleted, are merged by task.
    pub fn merge_by_task(
        &self,
        ours: &str,
        theirs: &str,
        backlogs: &BTreeSet<String>,
    ) -> Result<Merged, Error> {
        let merged = self.merge(ours, theirs)?;
        if !merged.stops {
            return Ok(merged);
        }
        let sides = modify_delete::of_merge(&self.asked(), ours, theirs)?;
        self.by_task(&sides, merged, backlogs)
    }

    /// Applies the changes of the commit `picked` to `ours` on trial, and merges moved `backlogs`
    /// by task.
    pub fn pick_by_task(
        &self,
        ours: &str,
        picked: &str,
        backlogs: &BTreeSet<String>,
    ) -> Result<Merged, Error> {
        let merged = self.pick(ours, picked)?;
        let sides = [format!("{picked}^"), ours.to_owned(), picked.to_owned()];
        self.by_task(&sides, merged, backlogs)
    }

    fn by_task(
        &self,
        sides: &Sides,
        merged: Merged,
        backlogs: &BTreeSet<String>,
    ) -> Result<Merged, Error> {
        let index = tempfile::tempdir_in(self.folder.path());
        let index = index.map_err(Error::file(self.folder.path()))?;
        let file = index.path().join("index");
        modify_delete::foretold(&self.bare(&sides[1]), &file, sides, merged, backlogs)
    }

    /// Applies the changes of the commit `picked` to `ours` on trial.
    pub fn pick(&self, ours: &str, picked: &str) -> Result<Merged, Error> {
        let before = format!("{picked}^");
        let git = kept_apart(self.bare(ours), &self.asked(), &before, [ours, picked])?;
        Ok(git::pick(&git, ours, picked)?)
    }

    /// Returns a file of a tree as git would check it out; `None` if there is none.
    pub fn content(&self, tree: &str, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        let object: OsString =
            [tree.as_ref(), ":".as_ref(), path.as_os_str()].into_iter().collect();
        let arguments = ["cat-file".as_ref(), "--filters".as_ref(), object.as_os_str()];
        let outcome = self.bare(tree).attempt(&arguments)?;
        Ok((outcome.code == Some(0)).then_some(outcome.stdout))
    }

    /// Returns the paths that differ between two commits; without `from`, all paths of `to`. A
    /// renamed file counts as two paths.
    pub fn differing(&self, from: Option<&str>, to: &str) -> Result<Vec<Vec<u8>>, Error> {
        let git = self.bare(to);
        let from = match from {
            Some(commit) => commit.to_owned(),
            None => git.line(&["hash-object", "-t", "tree", "/dev/null"])?,
        };
        Ok(git::differing(&git, &from, to)?)
    }

    /// Returns the files that were renamed between two commits.
    pub fn renamed(&self, from: &str, to: &str) -> Result<Vec<Renamed>, Error> {
        Ok(git::renamed(&self.bare(to), from, to)?)
    }
}

/// Escapes a folder for git's list of alternate object folders.
pub(super) fn quoted(folder: &Path) -> OsString {
    let bytes = folder.as_os_str().as_encoded_bytes();
    if !bytes.iter().any(|byte| b":;\"\n".contains(byte)) {
        return folder.into();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._- ".contains(&byte);
    let escaped = bytes.iter().map(|&byte| match byte {
        byte if is_plain(byte) => char::from(byte).to_string(),
        byte => format!("\\{byte:03o}"),
    });
    format!("\"{}\"", escaped.collect::<String>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    fn scratch(repository: &Repository) -> (ScratchObjects, PathBuf) {
        let own = repository.path().join(".git");
        (ScratchObjects::open(&own).unwrap(), own)
    }

    fn taken(repository: &Repository) -> (ScratchObjects, Snapshot) {
        let (scratch, own) = scratch(repository);
        let head = repository.git(&["rev-parse", "HEAD"]);
        let snapshot = scratch.snapshot(repository.path(), &own, &[head]).unwrap();
        (scratch, snapshot)
    }

    fn touched(repository: &Repository) -> Vec<String> {
        let (scratch, snapshot) = taken(repository);
        let paths = scratch.differing(Some("HEAD"), &snapshot.commit).unwrap();
        paths.into_iter().map(|path| String::from_utf8(path).unwrap()).collect()
    }

    #[test]
    fn uncommitted_and_new_files_are_in_it_and_ignored_ones_are_not() {
        let repository = Repository::empty();
        repository.write(".gitignore", "*.log\n");
        for name in ["a", "b", "c", "d"] {
            repository.write(name, "1");
        }
        repository.commit("Begin");
        repository.write("a", "2");
        repository.write("staged", "1");
        repository.git(&["add", "staged"]);
        repository.git(&["rm", "--quiet", "--cached", "d"]);
        std::fs::remove_file(repository.path().join("b")).unwrap();
        repository.write("meant", "1");
        repository.git(&["add", "--intent-to-add", "meant"]);
        repository.write("-new \"é\"\n", "1");
        repository.write("x.log", "1");
        assert_eq!(touched(&repository), ["-new \"é\"\n", "a", "b", "meant", "staged"]);
    }

    #[test]
    fn no_object_is_left_and_the_same_state_has_the_same_id() {
        let repository = Repository::empty();
        repository.write("a", "1");
        repository.commit("Begin");
        repository.write("a", "something that was never there");
        let count = || repository.git(&["count-objects", "-v"]);
        let index = || fs::read(repository.path().join(".git/index")).unwrap();
        let before = (count(), index());
        let (scratch, first) = taken(&repository);
        let folder = scratch.folder.path().to_owned();
        drop(scratch);
        assert!(!folder.exists());
        assert_eq!(taken(&repository).1, first);
        assert_eq!((count(), index()), before);
        assert!(Git::at(repository.path()).run(&["cat-file", "-e", &first.commit]).is_err());
        repository.write("a", "else");
        assert_ne!(taken(&repository).1.commit, first.commit);
    }

    #[test]
    fn embedded_repositories_and_split_indexes_do_not_break_it() {
        let repository = Repository::empty();
        repository.write("a", "1");
        repository.commit("Begin");
        repository.git(&["update-index", "--split-index"]);
        for name in ["empty", "full"] {
            let inside = repository.path().join(name);
            fs::create_dir(&inside).unwrap();
            let git = Git::changing(&inside);
            git.run(&["init", "--quiet"]).unwrap();
            if name == "full" {
                let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
                let commit = ["commit", "--quiet", "--allow-empty", "-m", "Begin"];
                git.run(&[who.as_slice(), &commit].concat()).unwrap();
            }
        }
        repository.write("a", "2");
        let names = || {
            let entries = fs::read_dir(repository.path().join(".git")).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let before = names();
        let (_, snapshot) = taken(&repository);
        assert!(snapshot.uncommitted);
        let Some(Remark::PartlyLeftOut(why)) = snapshot.remark else { panic!("{snapshot:?}") };
        assert!(why.contains("empty"), "{why}");
        assert_eq!(touched(&repository), ["a", "full"]);
        assert_eq!(names(), before, "no shared index beside the index");
    }

    #[test]
    fn what_is_not_checked_out_is_not_taken_away() {
        let repository = Repository::empty();
        repository.write("in/a", "1");
        repository.write("out/b", "1");
        let head = repository.commit("Begin");
        repository.git(&["sparse-checkout", "set", "in"]);
        assert!(!repository.path().join("out/b").exists());
        repository.write("in/a", "2");
        repository.write("out/new", "1");
        assert_eq!(touched(&repository), ["in/a", "out/new"]);
        fs::remove_file(repository.path().join(".git/index")).unwrap();
        assert_eq!(taken(&repository).1.commit, head);
    }

    #[test]
    fn what_git_cannot_read_at_all_leaves_the_commit() {
        let repository = Repository::empty();
        repository.write("a", "1");
        let head = repository.commit("Begin");
        fs::write(repository.path().join(".git/index"), "no index").unwrap();
        let (_, snapshot) = taken(&repository);
        assert_eq!((snapshot.commit, snapshot.uncommitted), (head, false));
        let Some(Remark::LeftOutByGit(why)) = snapshot.remark else { panic!("no reason") };
        assert!(why.contains("index"), "{why}");
    }

    #[test]
    fn a_repository_with_colons_and_quotes_in_its_path_is_read() {
        let beside = tempfile::tempdir().unwrap();
        let place = beside.path().join("a:b \"c\"\n;é");
        fs::create_dir(&place).unwrap();
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let git = Git::changing(&place);
        git.run(&["init", "--quiet"]).unwrap();
        git.run(&[who.as_slice(), &["commit", "--quiet", "--allow-empty", "-m", "A"]].concat())
            .unwrap();
        fs::write(place.join("new"), "1").unwrap();
        let own = place.join(".git");
        let scratch = ScratchObjects::open(&own).unwrap();
        let head = git.line(&["rev-parse", "HEAD"]).unwrap();
        let snapshot = scratch.snapshot(&place, &own, std::slice::from_ref(&head)).unwrap();
        assert_eq!(scratch.differing(Some(&head), &snapshot.commit).unwrap(), [b"new".to_vec()]);
        assert_eq!(scratch.differing(None, &snapshot.commit).unwrap(), [b"new".to_vec()]);
        let merged = scratch.merge(&head, &snapshot.commit).unwrap();
        assert!(!merged.stops);
    }
}
