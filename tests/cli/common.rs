//! A folder to run the program in.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

/// The program, with nothing of the environment that would change what it prints.
pub fn ctx() -> Command {
    let mut command = cargo_bin_cmd!("ctx");
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    // Nothing can be kept below it.
    command.env("XDG_CACHE_HOME", "/dev/null");
    command
}

/// A shell script that can be run at once.
pub fn script(path: &Path, text: &str) {
    let draft = path.with_extension("draft");
    fs::write(&draft, text).unwrap();
    install(&draft, path);
    fs::remove_file(draft).unwrap();
}

/// A copy of a program that can be run at once. Written by this process, it might be held open for
/// writing a moment longer by one that another test starts just then, and be "busy".
pub fn install(program: &Path, to: &Path) {
    Command::new("install").args(["-m", "755", "--"]).args([program, to]).assert().success();
}

/// The Go service that the README analyzes.
pub fn orders_service() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/orders-service")
}

/// The program on that service, without history: that of the
/// repository that it lies in grows, and nothing is kept there.
pub fn on_fixture(arguments: &[&str]) -> Command {
    let mut command = ctx();
    command
        .args(arguments)
        .args(["--history-depth", "0", "--no-keep", "--root"])
        .arg(orders_service());
    command
}

/// Standard output of a run that must give an answer.
pub fn answer(command: &mut Command) -> String {
    let output = command.assert().code(0).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a run that must give none, and nothing on standard output.
pub fn refusal(command: &mut Command) -> String {
    let output = command.assert().code(2).stdout("").get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

/// A repository of a few files.
pub struct Repository(TempDir);

impl Repository {
    /// Files of `(path, content)` below a fresh folder, which has a `.git` so that nothing above
    /// it is taken for its top.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        for (path, content) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Self(dir)
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// `ctx analyze`, run in it.
    pub fn analyze(&self) -> Command {
        let mut command = ctx();
        command.current_dir(self.path()).arg("analyze");
        command
    }

    /// The content of one of its files.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }
}

/// A small backlog and the files it is about.
pub fn small() -> Repository {
    Repository::with(&[
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
