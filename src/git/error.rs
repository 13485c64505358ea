//! Errors of running git.

use std::ffi::OsStr;
use std::io;
use std::process::ExitStatus;

/// Reason why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No absolute folder of the `PATH` contains git.
    #[error("there is no git on the PATH")]
    NotFound,
    /// Git cannot be started, or the folder cannot be entered.
    #[error("git cannot be started: {0}")]
    Start(io::Error),
    /// The pipes to git cannot be opened.
    #[error("git's input and output cannot be opened")]
    Pipe,
    /// Reading from git, or writing to it, failed.
    #[error("git stopped answering: {0}")]
    Io(io::Error),
    /// The command failed.
    #[error("git {command} failed: {message}")]
    Failed {
        /// Command without its arguments.
        command: String,
        /// Line of its standard error with the reason.
        message: String,
    },
    /// Commits change more files together than are read.
    #[error("its commits change too many files")]
    TooManyChanges,
    /// Git printed more than is read.
    #[error("git {command} printed more than {limit} bytes")]
    TooMuch {
        /// Command without its arguments.
        command: String,
        /// Maximum size.
        limit: u64,
    },
    /// A pipe, socket or device has the name of a file that git reads.
    #[error("git would wait for {path}, which is no file")]
    NoFile {
        /// Path of it.
        path: String,
    },
    /// Git printed something that this program cannot parse.
    #[error("git answered something unexpected: {0}")]
    Unexpected(String),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        // The message contains the error, so it is not the source as well.
        Self::Io(error)
    }
}

impl Error {
    pub(super) fn failed<S: AsRef<OsStr>>(
        arguments: &[S],
        status: ExitStatus,
        stderr: &[u8],
    ) -> Self {
        let stderr = String::from_utf8_lossy(stderr);
        let line = reason(&stderr);
        let command = command(arguments);
        Self::Failed { command, message: line.map_or_else(|| status.to_string(), str::to_owned) }
    }

    pub(super) fn too_much<S: AsRef<OsStr>>(arguments: &[S], limit: u64) -> Self {
        Self::TooMuch { command: command(arguments), limit }
    }
}

/// Returns the name of a command without its arguments.
fn command<S: AsRef<OsStr>>(arguments: &[S]) -> String {
    let mut words = arguments.iter().map(|argument| argument.as_ref().to_string_lossy());
    let mut command = words.next().unwrap_or_default().into_owned();
    while command == "-c" {
        command = words.nth(1).unwrap_or_default().into_owned();
    }
    if command == "worktree" {
        command = format!("worktree {}", words.next().unwrap_or_default());
    }
    command
}

/// Returns the line of git's standard error with the reason: its last error, else the last line that is
/// no hint.
pub(super) fn reason(stderr: &str) -> Option<&str> {
    let lines = || stderr.lines().map(str::trim).rev();
    let find = |start: &str| lines().find(|line| line.starts_with(start));
    let is_said = |line: &&str| !line.is_empty() && !line.starts_with("hint:");
    find("fatal:").or_else(|| find("error:")).or_else(|| lines().find(is_said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_tells_why() {
        for (stderr, expected) in [
            ("fatal: no space\n", Some("fatal: no space")),
            ("Preparing worktree\nfatal: it exists\n", Some("fatal: it exists")),
            ("error: a\nerror: b\nAborting\n", Some("error: b")),
            ("warning: a\nerror: b\nfatal: c\nhint: d\n", Some("fatal: c")),
            ("first\nlast\nhint: e\n\n", Some("last")),
            ("\n", None),
        ] {
            assert_eq!(reason(stderr), expected);
        }
    }
}
