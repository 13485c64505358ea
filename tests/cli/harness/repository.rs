//! A git repository with a past, which `ctx analyze` learns from.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use ctx_analyze::predict::{Feature, Forest, Node, Split, Tree};
use tempfile::TempDir;

use super::answer::{self, History};
use super::git::{self, init, printed};
use super::program;

/// A repository in a folder of its own. Its commits lie a minute apart and begin in 2023: what the
/// program learns from a past depends on its dates.
pub struct GitRepository {
    _folder: TempDir,
    path: PathBuf,
    /// Seconds since 1970, one minute later for each commit.
    clock: Cell<u64>,
}

impl GitRepository {
    /// Makes one without a commit.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("repository");
        init(&path);
        Self { _folder: folder, path, clock: Cell::new(1_700_000_000) }
    }

    /// Makes one with five commits: files, a backlog, and work on the files.
    pub fn with_past() -> Self {
        let repository = Self::empty();
        for name in ["alpha", "beta", "gamma", "delta"] {
            let go = format!("package {name}\n\n// {name} does it.\nfunc {name}() {{}}\n");
            repository.write(format!("{name}/{name}.go"), go);
        }
        repository.write("docs/format.md", "# The format\n\nLines of text.\n");
        repository.commit("Begin");
        repository.write(
            "TASKS.md",
            "# Tasks\n\n## Phase 1\n\n- [ ] T1: Make the frobnicator faster still\n\
             - [ ] T2: Describe the format in docs/format.md\n",
        );
        repository.commit("Plan");
        for (message, names) in [
            ("Make the frobnicator faster", ["alpha", "beta"]),
            ("The frobnicator remembers", ["alpha", "beta"]),
            ("Count deltas", ["gamma", "delta"]),
        ] {
            for name in names {
                repository.append(&format!("{name}/{name}.go"), &format!("// {message}\n"));
            }
            repository.commit(message);
        }
        repository
    }

    /// Returns its folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of a folder beside it that goes when it goes.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Writes a file.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        git::write(&self.path, path, content);
    }

    /// Writes more at the end of a file.
    pub fn append(&self, path: &str, content: &str) {
        let before = fs::read_to_string(self.path.join(path)).unwrap_or_default();
        self.write(path, before + content);
    }

    /// Returns what a git command prints, which must succeed.
    pub fn git(&self, arguments: &[&str]) -> String {
        let now = format!("{} +0000", self.clock.get());
        let mut command = git::git(&self.path);
        printed(
            command.args(arguments).envs([("GIT_AUTHOR_DATE", &now), ("GIT_COMMITTER_DATE", &now)]),
        )
    }

    /// Returns what a git command makes of its input, which it must understand.
    pub fn feed(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
        let input: Vec<u8> = input.into();
        printed(git::git(&self.path).args(arguments).write_stdin(input))
    }

    /// Commits everything, and returns the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.clock.set(self.clock.get() + 60);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Gives the repository a model in which the commit that wrote a task down counts much.
    pub fn weigh_introductions(&self) {
        let leaf = |value| Node { value, split: None };
        let split = Split { feature: Feature::Introduced, threshold: 0.5, low: 1, high: 2 };
        let root = Node { value: 0.0, split: Some(split) };
        let tree = Tree::new(&[root, leaf(0.0), leaf(9.0)]).unwrap();
        let shipped = Forest::shipped();
        let own = shipped.with(&[tree], shipped.calibration);
        self.write(".ctx-model.json", own.render_own("a test"));
    }

    /// Returns `ctx analyze`, run in it.
    pub fn analyze(&self) -> Command {
        program::analyze(&self.path)
    }

    /// Returns the answer of `ctx analyze` as JSON.
    pub fn json(&self) -> String {
        program::json(&self.path)
    }

    /// Returns the history that the answer rests on.
    pub fn history(&self) -> History {
        answer::history(&self.path)
    }
}
