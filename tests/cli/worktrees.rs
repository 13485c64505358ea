//! A repository whose tracks are worked on in worktrees.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use crate::common::{self, ctx};
use crate::git::git;

/// The backlog that the project begins with: three tracks tick adjacent lines of it.
pub const BACKLOG: &str = "# Tasks\n\n## Phase 1\n\n- [ ] T1: Write docs/a.md\n\
    - [ ] T2: Encrypt in internal/crypto/crypto.go\n- [ ] T3: Test internal/recall/recall.go\n\
    - [ ] T4: Write docs/b.md\n";

/// A main checkout in a folder of its own, whose worktrees lie beside it.
pub struct Project {
    _folder: TempDir,
    /// Its top.
    pub main: PathBuf,
}

impl Project {
    /// With a name that a shell, git and people stumble over.
    pub fn new() -> Self {
        Self::named("-my \"proj'ect\" é")
    }

    /// Three concerns and a backlog, committed on `main`.
    pub fn named(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().canonicalize().unwrap().join(name);
        fs::create_dir(&main).unwrap();
        let project = Self { _folder: folder, main };
        project.git(&["init", "--quiet", "--initial-branch=main"]);
        // The program scrubs the environment, so that who commits has to be in the settings.
        for (key, value) in [("user.name", "A"), ("user.email", "a@example.com")] {
            project.git(&["config", key, value]);
        }
        project.write("TASKS.md", BACKLOG);
        project.write("docs/a.md", "# A\n");
        project.write("docs/b.md", "# B\n");
        project.write("internal/crypto/crypto.go", "package crypto\n\nfunc Encrypt() {}\n");
        project.write("internal/recall/recall.go", "package recall\n\nfunc Recall() {}\n");
        project.write(".gitignore", "/.env\n*.log\n/target/\n");
        project.commit("Begin");
        project
    }

    /// Where the worktree of a track lies.
    pub fn worktree(&self, name: &str) -> PathBuf {
        let project = self.main.file_name().unwrap().to_str().unwrap();
        self.main.with_file_name(format!("{project}-{name}"))
    }

    /// Writes a file of the main checkout.
    pub fn write(&self, path: &str, content: &str) {
        write(&self.main, path, content);
    }

    /// What git prints in the main checkout; it must succeed.
    pub fn git(&self, arguments: &[&str]) -> String {
        git_in(&self.main, arguments)
    }

    /// Commits everything in the main checkout; the commit's id.
    pub fn commit(&self, message: &str) -> String {
        commit(&self.main, message)
    }

    /// `ctx worktree`, run in the main checkout.
    pub fn ctx(&self, arguments: &[&str]) -> Command {
        ctx_in(&self.main, arguments)
    }

    /// What `ctx worktree` answers, which it must.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.ctx(arguments).assert().code(0).get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Why `ctx worktree` refuses, which it must, without changing anything.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let before = self.state();
        let output = self.ctx(arguments).assert().code(2).stdout("").get_output().clone();
        assert_eq!(self.state(), before, "a refusal changes nothing");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The same but for the references that keep what stood there.
    pub fn state_without_backups(&self) -> String {
        let is_other = |line: &&str| !line.contains("refs/ctx/backup/");
        self.state().lines().filter(is_other).collect::<Vec<_>>().join("\n")
    }

    /// All references, worktrees, settings and uncommitted changes.
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

    /// Worktrees for empty tracks.
    pub fn create(&self, names: &[&str]) {
        self.done(&[&["create", "--no-plan"], names].concat());
    }

    /// Commits a file in a track's worktree, and ticks a task of the backlog there.
    pub fn work(&self, name: &str, path: &str, task: &str) -> String {
        let worktree = self.worktree(name);
        write(&worktree, path, &format!("// by {name}\n"));
        tick(&worktree, task);
        commit(&worktree, &format!("Work on {task}"))
    }

    /// The worktrees that git knows beside the main checkout.
    pub fn linked(&self) -> usize {
        self.git(&["worktree", "list", "--porcelain"]).matches("worktree ").count() - 1
    }

    /// The backlog of the main checkout.
    pub fn backlog(&self) -> String {
        fs::read_to_string(self.main.join("TASKS.md")).unwrap()
    }

    /// What the executor remembers.
    pub fn common(&self, path: &str) -> PathBuf {
        self.main.join(".git/ctx").join(path)
    }
}

/// A `git` before the real one on the path, which meddles with the `at`th call that changes
/// something: a script whose `$@` are the arguments, `$GIT` is the real one and `$PPID` the program
/// under test.
pub struct Meddler {
    folder: TempDir,
    _beside: Option<TempDir>,
}

/// The calls that change something.
const CHANGING: &str = "*' worktree add '*|*' worktree remove '*|*' update-ref '*|*' merge --'*|\
    *' commit '*|*' rebase '*|*' reset '*|*' commit-tree '*|*' config --'*";

impl Meddler {
    /// Runs `script` instead of the `at`th call, or of every call for 0.
    pub fn new(at: usize, script: &str) -> Self {
        Self::with(CHANGING, at, script)
    }

    /// Meddles with the `at`th call that matches a pattern of the shell.
    pub fn with(calls: &str, at: usize, script: &str) -> Self {
        let script = format!(
            "if [ {at} -ne 0 ] && [ $count -ne {at} ]; then exec \"$GIT\" \"$@\"; fi\n{script}"
        );
        Self::at_calls(calls, &script)
    }

    /// Meddles with all calls after the first that matches a pattern of the shell; `$count` is their
    /// number.
    pub fn after(call: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let begun = folder.path().join("begun");
        let begun = begun.display();
        let script = format!(
            "case \"$*\" in\n{call}) touch '{begun}'; exec \"$GIT\" \"$@\" ;;\nesac\n\
             if ! [ -e '{begun}' ]; then : > \"$COUNT\"; exec \"$GIT\" \"$@\"; fi\n{script}"
        );
        Self { _beside: Some(folder), ..Self::at_calls("*", &script) }
    }

    /// Runs `script` for all calls that match a pattern of the shell, but for readers of objects: these
    /// run beside others, so that their turn is not always the same. Each call adds a line to a file,
    /// since others may do so at the same time.
    fn at_calls(calls: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let real = std::env::split_paths(&path).map(|folder| folder.join("git"));
        let real = real.into_iter().find(|git| git.is_file()).unwrap();
        let count = folder.path().join("count");
        let text = format!(
            "#!/bin/sh\nGIT='{}'\nCOUNT='{count}'\ncase \"$*\" in\n\
             *' cat-file --batch'*) exec \"$GIT\" \"$@\" ;;\n{calls}) ;;\n\
             *) exec \"$GIT\" \"$@\" ;;\nesac\necho call >> \"$COUNT\"\n\
             count=$(grep -c call \"$COUNT\")\n{script}\n",
            real.display(),
            count = count.display(),
        );
        common::script(&folder.path().join("git"), &text);
        Self { folder, _beside: None }
    }

    /// Meddles with none, but notes the number of the first call that matches a pattern of the shell.
    pub fn noting(call: &str) -> Self {
        let note = "[ -e \"$COUNT.first\" ] || echo $count > \"$COUNT.first\"";
        let script = format!("case \"$*\" in\n{call}) {note} ;;\nesac\nexec \"$GIT\" \"$@\"");
        Self::at_calls("*", &script)
    }

    /// How many calls it has met.
    pub fn met(&self) -> usize {
        self.read("count").map_or(0, |calls| calls.lines().count())
    }

    /// The number of the call that it has noted.
    pub fn noted(&self) -> Option<usize> {
        self.read("count.first")?.trim().parse().ok()
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Has a command meet it.
    pub fn meets<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = std::env::var_os("PATH").unwrap();
        let mut folders = vec![self.folder.path().to_owned()];
        folders.extend(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).unwrap())
    }
}

/// `ctx worktree`, run in a folder.
pub fn ctx_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(folder).env("HOME", "/nonexistent").arg("worktree").args(arguments);
    command
}

/// What git prints in a folder; it must succeed.
pub fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder).args(arguments).assert().success().get_output().stdout.clone();
    String::from_utf8_lossy(&output).trim().to_owned()
}

/// Writes a file.
pub fn write(folder: &Path, path: &str, content: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Commits everything; the commit's id.
pub fn commit(folder: &Path, message: &str) -> String {
    git_in(folder, &["add", "--all"]);
    git_in(folder, &["commit", "--quiet", "--allow-empty", "-m", message]);
    git_in(folder, &["rev-parse", "HEAD"])
}

/// Ticks a task of the backlog.
pub fn tick(folder: &Path, task: &str) {
    let path = folder.join("TASKS.md");
    let before = fs::read_to_string(&path).unwrap();
    let after = before.replace(&format!("- [ ] {task}:"), &format!("- [x] {task}:"));
    assert_ne!(before, after, "{task} is open");
    fs::write(path, after).unwrap();
}
