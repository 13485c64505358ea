//! A folder of files without a past.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use super::git::write;
use super::program::ctx;

/// A few files in a folder that looks like the top of a git working tree, and is none.
pub struct Tree(TempDir);

impl Tree {
    /// Makes files of `(path, content)` below a fresh folder, which has a `.git` so that nothing
    /// above it is taken for its top.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        for (path, content) in files {
            write(dir.path(), path, content);
        }
        Self(dir)
    }

    /// Makes a small backlog and the files it is about.
    pub fn small() -> Self {
        Self::with(&[
            (
                "TASKS.md",
                "# Tasks\n\n## Phase 1\n\n- [ ] T1: Fix `Parse` in parse/parse.go #area:parse\n\
                 - [ ] T2: Describe the format in docs/format.md\n- [x] T3: Begin\n",
            ),
            ("go.mod", "module example.com/small\n"),
            ("parse/parse.go", "package parse\n\n// Parse reads.\nfunc Parse() {}\n"),
            ("docs/format.md", "# The format\n\nLines of text.\n"),
        ])
    }

    /// Returns its folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns `ctx analyze`, run in it without naming its root.
    pub fn analyze(&self) -> Command {
        let mut command = ctx();
        command.current_dir(self.path()).arg("analyze");
        command
    }

    /// Returns the content of one of its files.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }
}
