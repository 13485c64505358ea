//! A real git repository with commits.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A repository in a folder of its own.
pub struct Past(TempDir);

impl Past {
    /// Without a commit.
    pub fn begin() -> Self {
        let past = Self(tempfile::tempdir().unwrap());
        past.git(&["init", "--quiet", "--initial-branch=main"]);
        past
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What a git command prints, which must succeed.
    #[expect(clippy::disallowed_methods, reason = "the program's door is not open to tests")]
    pub fn git(&self, arguments: &[&str]) -> String {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        let mut git = Command::new("git");
        let output = git.current_dir(self.path()).args(who).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, content: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Commits everything.
    pub fn commit(&self, subject: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", subject]);
    }
}
