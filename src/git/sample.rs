//! Repositories for unit tests, made by the `Git` that they test. They share no code with the harness of
//! `tests/cli`, which sees only the public library and runs git from outside.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::Git;

/// A repository in a folder of its own.
pub struct Repository {
    folder: TempDir,
    git: Git,
}

impl Repository {
    /// Makes a repository without a commit.
    pub fn empty() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap())
    }

    /// Makes a repository without a commit, in a folder below another one.
    pub fn below(outer: &Path) -> Self {
        Self::in_folder(tempfile::tempdir_in(outer).unwrap())
    }

    fn in_folder(folder: TempDir) -> Self {
        let git = Git::at(folder.path());
        let repository = Self { folder, git };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// Returns its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a git command, which must succeed, and returns its output.
    pub fn git(&self, arguments: &[&str]) -> String {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let arguments: Vec<&str> = who.iter().chain(arguments).copied().collect();
        String::from_utf8(self.git.run(&arguments).unwrap()).unwrap().trim().to_owned()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Commits everything; the commit's id.
    pub fn commit(&self, subject: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", subject]);
        self.git(&["rev-parse", "HEAD"])
    }
}
