//! The exit codes.

use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// An answer was given; that there are no open tasks is one.
    Answered = 0,
    /// The command stopped on the way, or checked something and found it wanting: somebody has to
    /// look.
    Wanting = 1,
    /// No answer: bad usage, no backlog, nothing that matches, or it could not be written. Nothing
    /// was written to standard output or to the output file.
    NoAnswer = 2,
    /// The same from a merge driver. Git reads 1 to 128 as a conflict, and would take what stands
    /// there for its result; of this it says that the merge failed, and leaves the work tree as it
    /// was.
    Aborted = 129,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
