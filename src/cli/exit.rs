//! The exit codes.

use std::process::ExitCode;

/// Exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Success, including when there are no open tasks.
    Answered = 0,
    /// Action needed, or a check failed.
    Wanting = 1,
    /// No answer: wrong usage, no backlog, no match, or a write error. Nothing was written to the output
    /// file, and to standard output only the reason, if JSON was asked for.
    NoAnswer = 2,
    /// No answer from a merge driver. Git takes 1 to 128 for a conflict and uses the file as it is. At
    /// this code it aborts the merge and leaves the working tree as it was.
    Aborted = 129,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
