//! Messages for unexpected failures of git: the step that failed, git's last line, and the next command
//! to type.

use super::super::error::one_line;
use crate::git;

/// Git commands with the step that they belong to. A command of two words comes before its first word
/// alone.
const STEPS: &[(&[&str], &str)] = &[
    (&["worktree add"], "creating the worktree"),
    (&["worktree list"], "listing the worktrees"),
    (&["worktree"], "removing the worktree"),
    (&["merge", "rebase", "cherry-pick"], "merging the branch"),
    (&["merge-tree", "merge-base", "cherry"], "comparing the branches"),
    (&["commit", "commit-tree"], "making a commit"),
    (
        &["reset", "restore", "checkout", "checkout-index", "switch", "read-tree", "clean", "rm"],
        "restoring the files",
    ),
    (
        &["add", "update-index", "hash-object", "write-tree", "init"],
        "backing up uncommitted changes",
    ),
    (
        &["update-ref", "branch", "symbolic-ref", "for-each-ref", "show-ref"],
        "reading or moving branches",
    ),
    (
        &["status", "diff", "diff-files", "diff-index", "ls-files"],
        "checking for uncommitted changes",
    ),
    (&["rev-parse", "rev-list", "log", "cat-file", "ls-tree", "blame"], "reading commits"),
    (&["config", "check-attr", "check-ignore", "var"], "reading or changing settings"),
    (&["submodule"], "reading submodules"),
];

/// Returns the step that failed and git's last line.
pub fn message(error: &git::Error) -> String {
    let git::Error::Failed { command, message } = error else { return error.to_string() };
    let word = command.split(' ').next().unwrap_or_default();
    let step = [command.as_str(), word].into_iter().find_map(|command| {
        STEPS.iter().find(|(commands, _)| commands.contains(&command)).map(|(_, step)| *step)
    });
    let step = step.unwrap_or("working in the repository");
    format!("{step} failed: `git {}` says: {}", one_line(command), one_line(message))
}

/// Returns the next command to type after such a failure.
pub fn next_step(error: &git::Error) -> &'static str {
    match error {
        git::Error::NotFound => {
            "install git, or add its folder to the PATH, and run the command again"
        }
        git::Error::Start(_) => "check that `git --version` works there, and run the command again",
        git::Error::NoFile { .. } => "remove it, and run the command again",
        git::Error::Failed { .. } => {
            "run `git status`, fix the problem that git names, and run the command again"
        }
        git::Error::Pipe
        | git::Error::Io(_)
        | git::Error::Unexpected(_)
        | git::Error::TooManyChanges
        | git::Error::TooMuch { .. } => {
            "run the command again; if it fails again, run `git fsck` to check the repository"
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> Vec<String> {
    use std::io;
    let failed = |command: &str, message: &str| git::Error::Failed {
        command: command.to_owned(),
        message: message.to_owned(),
    };
    let mut errors: Vec<git::Error> = Vec::new();
    for (commands, _) in STEPS {
        errors.extend(commands.first().map(|it| failed(it, "fatal: no space left on device")));
    }
    errors.push(failed("fsck", "fatal: a\u{1b}[2J\nctx: forged"));
    errors.extend([
        git::Error::NotFound,
        git::Error::Start(io::Error::from(io::ErrorKind::PermissionDenied)),
        git::Error::Pipe,
        git::Error::NoFile { path: "/work/.gitignore".to_owned() },
        git::Error::Io(io::Error::from(io::ErrorKind::BrokenPipe)),
        git::Error::Unexpected("\"a\" for two numbers".to_owned()),
    ]);
    errors.iter().map(|error| format!("{}; {}", message(error), next_step(error))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_a_part_of_one_step() {
        let all: Vec<&str> = STEPS.iter().flat_map(|(commands, _)| *commands).copied().collect();
        let unique: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(unique.len(), all.len());
    }

    #[test]
    fn a_failure_names_the_step_and_gits_own_line() {
        for (command, expected) in [
            ("worktree add", "creating the worktree failed: `git worktree add` says: fatal: x"),
            (
                "worktree unlock",
                "removing the worktree failed: `git worktree unlock` says: fatal: x",
            ),
            ("commit", "making a commit failed: `git commit` says: fatal: x"),
            ("read-tree", "restoring the files failed: `git read-tree` says: fatal: x"),
            ("fsck", "working in the repository failed: `git fsck` says: fatal: x"),
        ] {
            let error =
                git::Error::Failed { command: command.to_owned(), message: "fatal: x".to_owned() };
            assert_eq!(message(&error), expected);
        }
    }
}
