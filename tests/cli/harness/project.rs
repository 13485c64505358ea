//! A main checkout with worktrees for tracks beside it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use super::answer::document;
use super::git::{commit, git, git_in, init, introduce, tick, write};
use super::program::{answer, ctx, ctx_in, refusal, stopped};

/// The backlog that a project begins with: three tracks tick adjacent lines of it.
pub const BACKLOG: &str = "# Tasks\n\n## Phase 1\n\n- [ ] T1: Write docs/a.md\n\
    - [ ] T2: Encrypt in internal/crypto/crypto.go\n- [ ] T3: Test internal/recall/recall.go\n\
    - [ ] T4: Write docs/b.md\n";

/// A backlog of adjacent tasks of three concerns, each naming its files.
pub const THREE_CONCERNS: &str = "# Tasks\n\n## Phase 1\n\n\
    - [ ] D1: Rewrite docs/a.md for newcomers #priority:high\n\
    - [ ] C1: Make `Encrypt` in internal/crypto/crypto.go constant-time\n\
    - [ ] R1: Make `Recall` in internal/recall/recall.go read backwards\n\
    - [ ] D2: Describe limits in docs/b.md, after docs/a.md\n\
    - [ ] C2: `Encrypt` in internal/crypto/crypto.go takes a nonce\n\
    - [ ] R2: `Recall` in internal/recall/recall.go takes a limit\n";

/// The options for each way in which a teardown merges.
pub const WAYS: [&[&str]; 3] = [&[], &["--squash"], &["--rebase"]];

/// A main checkout in a folder of its own, whose worktrees lie beside it. Its commits are made now:
/// the program compares the times of what it made with those of git's.
pub struct Project {
    folder: TempDir,
    /// Its top.
    pub main: PathBuf,
}

impl Project {
    /// Makes one with a name that a shell, git and people stumble over.
    pub fn new() -> Self {
        Self::named("-my \"proj'ect\" é")
    }

    /// Makes one of three concerns and a backlog, committed on `main`.
    pub fn named(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().canonicalize().unwrap().join(name);
        init(&main);
        introduce(&main);
        let project = Self { folder, main };
        project.write("TASKS.md", BACKLOG);
        project.write("docs/a.md", "# A\n");
        project.write("docs/b.md", "# B\n");
        project.write("internal/crypto/crypto.go", "package crypto\n\nfunc Encrypt() {}\n");
        project.write("internal/recall/recall.go", "package recall\n\nfunc Recall() {}\n");
        project.write(".gitignore", "/.env\n*.log\n/target/\n");
        project.commit("Begin");
        project
    }

    /// Makes one with a backlog of three concerns, and plans it.
    pub fn planned() -> Self {
        let project = Self::new();
        project.write("TASKS.md", THREE_CONCERNS);
        project.commit("Plan");
        project.analyze(&[]);
        project
    }

    /// Makes one with a track `docs` whose work is committed, and returns the tip of its branch.
    pub fn worked() -> (Self, String) {
        let project = Self::new();
        project.create(&["docs"]);
        let tip = project.work("docs", "docs/new.md", "T1");
        (project, tip)
    }

    /// Makes one with a track `docs` that opened T2 again, so that its teardown stops after the merge. The
    /// track's commit has `files` with their texts, too.
    pub fn reopened(files: &[(&str, &str)]) -> Self {
        let project = Self::named("p");
        tick(&project.main, "T2");
        project.commit("T2");
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        let list = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
        write(&worktree, "TASKS.md", list.replace("[x] T2", "[ ] T2"));
        for (file, text) in files {
            write(&worktree, file, text);
        }
        project.work("docs", "docs/new.md", "T1");
        project
    }

    /// Copies it with its worktrees into another folder. That costs less than to make it again.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = [&self.folder, &folder].map(|it| it.path().canonicalize().unwrap());
        copy_below(&from, &to, &[&from, &to].map(|it| it.to_str().unwrap()));
        let main = to.join(self.main.file_name().unwrap());
        for entry in fs::read_dir(&to).unwrap() {
            let checkout = entry.unwrap().path();
            if checkout.join(".git").exists() {
                // Git notes that the files are as they were, though their times are not.
                git_in(&checkout, &["status", "--porcelain"]);
            }
        }
        Self { folder, main }
    }

    /// Returns where the worktree of a track lies.
    pub fn worktree(&self, name: &str) -> PathBuf {
        let project = self.main.file_name().unwrap().to_str().unwrap();
        self.main.with_file_name(format!("{project}-{name}"))
    }

    /// Writes a file of the main checkout.
    pub fn write(&self, path: &str, content: &str) {
        write(&self.main, path, content);
    }

    /// Returns what git prints in the main checkout; it must succeed.
    pub fn git(&self, arguments: &[&str]) -> String {
        git_in(&self.main, arguments)
    }

    /// Commits everything in the main checkout, and returns the commit's id.
    pub fn commit(&self, message: &str) -> String {
        commit(&self.main, message)
    }

    /// Returns the answer of `ctx analyze`, run in the main checkout; it keeps the plan.
    pub fn analyze(&self, arguments: &[&str]) -> String {
        answer(ctx().current_dir(&self.main).arg("analyze").args(arguments))
    }

    /// Returns the names and tasks of the tracks that the kept plan proposes.
    pub fn tracks(&self) -> Vec<(String, Vec<String>)> {
        let plan = document(&fs::read_to_string(self.common("plan.json")).unwrap());
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let track = |track: &serde_json::Value| {
            (text(&track["name"]), track["tasks"].as_array().unwrap().iter().map(text).collect())
        };
        plan["tracks"].as_array().unwrap().iter().map(track).collect()
    }

    /// Returns `ctx worktree`, run in the main checkout.
    pub fn ctx(&self, arguments: &[&str]) -> Command {
        ctx_in(&self.main, arguments)
    }

    /// Returns what `ctx worktree` answers, which it must.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        answer(&mut self.ctx(arguments))
    }

    /// Returns what `ctx worktree` says as it stops, which it must: somebody has to do something.
    #[track_caller]
    pub fn stopped(&self, arguments: &[&str]) -> String {
        stopped(&mut self.ctx(arguments))
    }

    /// Returns why `ctx worktree` refuses, which it must, without changing anything.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let before = self.state();
        let said = refusal(&mut self.ctx(arguments));
        assert_eq!(self.state(), before, "a refusal changes nothing");
        said
    }

    /// Returns all references, worktrees, settings and uncommitted changes.
    pub fn state(&self) -> String {
        let read =
            |name: &str| fs::read_to_string(self.main.join(".git").join(name)).unwrap_or_default();
        [
            read("config"),
            read("info/attributes"),
            self.git(&["for-each-ref"]),
            self.git(&["worktree", "list", "--porcelain"]),
            self.git(&["status", "--porcelain", "--ignored"]),
        ]
        .join("\n--\n")
    }

    /// Returns the state but for the references that keep what stood there.
    pub fn state_without_backups(&self) -> String {
        let is_other = |line: &&str| !line.contains("refs/ctx/backup/");
        self.state().lines().filter(is_other).collect::<Vec<_>>().join("\n")
    }

    /// Makes worktrees for empty tracks.
    pub fn create(&self, names: &[&str]) {
        self.done(&[&["create", "--no-plan"], names].concat());
    }

    /// Commits a file in a track's worktree, ticks a task of the backlog there, and returns the
    /// commit's id.
    pub fn work(&self, name: &str, path: &str, task: &str) -> String {
        let worktree = self.worktree(name);
        write(&worktree, path, format!("// by {name}\n"));
        tick(&worktree, task);
        commit(&worktree, &format!("Work on {task}"))
    }

    /// Returns how many worktrees git knows beside the main checkout.
    pub fn linked(&self) -> usize {
        self.git(&["worktree", "list", "--porcelain"]).matches("worktree ").count() - 1
    }

    /// Returns whether the main checkout has a commit in its past.
    pub fn is_merged(&self, commit: &str) -> bool {
        let mut git = git(&self.main);
        git.args(["merge-base", "--is-ancestor", commit, "HEAD"]).output().unwrap().status.success()
    }

    /// Returns the content of a file of the main checkout.
    pub fn read(&self, path: &str) -> String {
        let path = self.main.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Returns the backlog of the main checkout.
    pub fn backlog(&self) -> String {
        self.read("TASKS.md")
    }

    /// Returns the path of what the executor remembers.
    pub fn common(&self, path: &str) -> PathBuf {
        self.main.join(".git/ctx").join(path)
    }
}

/// Copies what lies below a folder, and puts the new place into the files that name the old one.
fn copy_below(from: &Path, to: &Path, places: &[&str; 2]) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let to = to.join(entry.file_name());
        if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(path).unwrap(), to).unwrap();
        } else if kind.is_dir() {
            fs::create_dir(&to).unwrap();
            copy_below(&path, &to, places);
        } else {
            fs::copy(&path, &to).unwrap();
            let [old, new] = places;
            match fs::read_to_string(&path) {
                Ok(text) if text.contains(old) => fs::write(&to, text.replace(old, new)).unwrap(),
                _ => {}
            }
        }
    }
}
