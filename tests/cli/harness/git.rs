//! Runs of git, and changes in any working tree.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Returns git with no settings but those that a test makes, run in a folder.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@example.com"),
        // Maintenance in the background would make a worktree look used.
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "maintenance.auto"),
        ("GIT_CONFIG_VALUE_0", "false"),
    ] {
        command.env(name, value);
    }
    command
}

/// Returns what git prints in a folder; it must succeed.
pub fn git_in(folder: &Path, arguments: &[&str]) -> String {
    printed(git(folder).args(arguments))
}

/// Returns what a command prints, which must succeed.
pub fn printed(command: &mut Command) -> String {
    let output = command.assert().success().get_output().stdout.clone();
    String::from_utf8_lossy(&output).trim().to_owned()
}

/// Makes a folder and an empty repository in it.
pub fn init(folder: &Path) {
    fs::create_dir(folder).unwrap();
    git_in(folder, &["init", "--quiet", "--initial-branch=main"]);
}

/// Says in the settings of a repository who commits: the program does not see it in the environment.
pub fn introduce(folder: &Path) {
    for (key, value) in [("user.name", "A"), ("user.email", "a@example.com")] {
        git_in(folder, &["config", key, value]);
    }
}

/// Writes a file, and the folders that it needs.
pub fn write(folder: &Path, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Commits everything, and returns the commit's id.
pub fn commit(folder: &Path, message: &str) -> String {
    git_in(folder, &["add", "--all"]);
    git_in(folder, &["commit", "--quiet", "--allow-empty", "-m", message]);
    git_in(folder, &["rev-parse", "HEAD"])
}

/// Ticks a task of the backlog `TASKS.md`, which must be open.
pub fn tick(folder: &Path, task: &str) {
    let path = folder.join("TASKS.md");
    let before = fs::read_to_string(&path).unwrap();
    let after = before.replace(&format!("- [ ] {task}:"), &format!("- [x] {task}:"));
    assert_ne!(before, after, "{task} is open");
    fs::write(path, after).unwrap();
}
