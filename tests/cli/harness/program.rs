//! Runs of the program, and programs that take another's place.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;

/// Returns the program, with nothing of the environment that would change what it prints.
pub fn ctx() -> Command {
    let mut command = cargo_bin_cmd!("ctx");
    let colours = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"];
    // By these, `ctx check` knows who runs it.
    let callers = [
        "AI_AGENT",
        "CLAUDECODE",
        "CODEX_SANDBOX",
        "CURSOR_AGENT",
        "GEMINI_CLI",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "OPENCODE",
    ];
    for name in colours.into_iter().chain(callers) {
        command.env_remove(name);
    }
    // Nothing can be kept below it.
    command.env("XDG_CACHE_HOME", "/dev/null");
    command
}

/// Returns `ctx worktree`, run in a folder.
pub fn ctx_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(folder).env("HOME", "/nonexistent").arg("worktree").args(arguments);
    command
}

/// Returns `ctx analyze` of a folder, run in it.
pub fn analyze(root: &Path) -> Command {
    let mut command = ctx();
    command.current_dir(root).args(["analyze", "--root", "."]);
    command
}

/// Returns the answer of `ctx analyze` of a folder as JSON.
pub fn json(root: &Path) -> String {
    answer(analyze(root).args(["--output-format", "json"]))
}

/// Returns the standard output of a run that must succeed.
pub fn answer(command: &mut Command) -> String {
    let output = command.assert().code(0).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the standard output of a run that must stop, since somebody has to do something.
pub fn stopped(command: &mut Command) -> String {
    let output = command.assert().code(1).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the standard error of a run that must be refused, with nothing on standard output.
pub fn refusal(command: &mut Command) -> String {
    let output = command.assert().code(2).stdout("").get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

/// Returns the folder of the Go service that the README analyzes.
pub fn orders_service() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/orders-service")
}

/// Returns the program on that service, without history: that of the repository around it grows. No
/// plan is kept there.
pub fn on_fixture(arguments: &[&str]) -> Command {
    let mut command = ctx();
    command
        .args(arguments)
        .args(["--history-depth", "0", "--no-keep", "--root"])
        .arg(orders_service());
    command
}

/// Writes a shell script that can be run at once.
pub fn script(path: &Path, text: &str) {
    let draft = path.with_extension("draft");
    fs::write(&draft, text).unwrap();
    install(&draft, path);
    fs::remove_file(draft).unwrap();
}

/// Copies a program so that it can be run at once. Written by this process, it might be held open for
/// writing a moment longer by one that another test starts just then, and be "busy".
pub fn install(program: &Path, to: &Path) {
    Command::new("install").args(["-m", "755", "--"]).args([program, to]).assert().success();
}
