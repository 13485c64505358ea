//! Problems with single files, which do not end the run.

/// File that could not be used in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// Path relative to the root with `/`, or as the user named it where it lies outside.
    pub path: String,
    /// 1-based, where there is one.
    pub line: Option<u32>,
    /// Problem and its effect, in one line without a full stop.
    pub message: String,
}

impl Problem {
    /// Creates a problem of a file as a whole.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, message: message.into() }
    }

    /// Creates a problem at a 1-based line.
    pub fn at(path: impl Into<String>, line: u32, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: Some(line), message: message.into() }
    }
}
