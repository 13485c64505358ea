//! Errors of worktree commands.

use std::io;
use std::path::{Path, PathBuf};

use super::Refusal;
use super::refusal::unforeseen;
use crate::git;
pub(super) use crate::model::{one_line, quoted, shown};

/// Reason why a worktree command did nothing, or not everything.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Git failed in a way that no refusal foresees.
    #[error("{}", unforeseen::message(.0))]
    Git(git::Error),
    /// The request would be unsafe or makes no sense.
    #[error(transparent)]
    Refused(Refusal),
    /// A file of the executor cannot be read or written.
    #[error("{}: {reason}", shown(path))]
    File {
        /// Path of the file.
        path: PathBuf,
        /// Error of the system.
        reason: io::Error,
    },
}

impl Error {
    /// Ids of errors that are no refusals.
    #[cfg(test)]
    pub(crate) const IDS: [&str; 2] = ["git", "file"];

    /// Returns the id, which never changes.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Git(_) => "git",
            Self::Refused(refusal) => refusal.id(),
            Self::File { .. } => "file",
        }
    }

    /// Returns the next step, if the message does not contain it.
    pub fn next_step(&self) -> Option<&'static str> {
        match self {
            Self::Git(error) => Some(unforeseen::next_step(error)),
            Self::Refused(_) | Self::File { .. } => None,
        }
    }

    /// Makes the error of the file at `path`.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |reason| Self::File { path, reason }
    }
}

/// Returns a path as the user types it in a shell, on one line: relative if it is below the current
/// directory or beside it.
pub fn typed(path: &Path) -> String {
    let relative = std::env::current_dir().ok().and_then(|here| relative_to(&here, path));
    quoted(&shown(&relative.unwrap_or_else(|| path.to_owned())))
}

/// Returns a path relative to the folder `here`, if it is below that or beside it.
fn relative_to(here: &Path, path: &Path) -> Option<PathBuf> {
    let name = match path.strip_prefix(here) {
        Ok(below) if below.to_string_lossy().starts_with('-') => Path::new(".").join(below),
        Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
        _ => Path::new("..").join(path.strip_prefix(here.parent()?).ok()?),
    };
    name.to_str()?;
    Some(name)
}

/// Maximum number of items that a refusal lists.
const MAX_LISTED: usize = 10;

/// Lists the first items, each on its own line, and the number of the others.
pub(super) fn listed<T: AsRef<str>>(things: &[T]) -> String {
    let lines =
        things.iter().take(MAX_LISTED).map(|thing| format!("\n  {}", one_line(thing.as_ref())));
    let more = things.len().saturating_sub(MAX_LISTED);
    let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    lines.collect::<String>() + &more
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        // Without a source: the message has it already.
        Self::Git(error)
    }
}

impl<R: Into<Refusal>> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

/// Returns the refusal as an error.
pub(super) fn refuse<T>(refusal: impl Into<Refusal>) -> Result<T, Error> {
    Err(Error::Refused(refusal.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_typed_as_short_as_they_can_be() {
        for (path, expected) in [
            ("/a/p/.git/ctx", Some(".git/ctx")),
            ("/a/p/.git/info/attributes", Some(".git/info/attributes")),
            ("/a/p/-x", Some("./-x")),
            ("/a/p", Some("../p")),
            ("/a/p-docs", Some("../p-docs")),
            ("/a/p-docs/sub", Some("../p-docs/sub")),
            ("/b/p", None),
        ] {
            let relative = relative_to(Path::new("/a/p"), Path::new(path));
            assert_eq!(relative.as_deref(), expected.map(Path::new), "{path}");
        }
    }
}
