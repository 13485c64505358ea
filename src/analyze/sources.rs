//! The backlogs of an analysis: found by convention, or named by the settings.

use std::io;
use std::path::{Path, PathBuf};

use super::{BacklogArgument, Error, candidates};
use crate::backlog::{self, Source};
use crate::model::{Problem, ProblemKind};
use crate::regular;

/// Limit for a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Backlogs that were read.
#[derive(Default)]
pub(super) struct Backlogs {
    pub sources: Vec<Source>,
    /// Places where one was looked for, if none was named.
    pub looked_for: Vec<String>,
    /// Backlogs that were not read.
    pub problems: Vec<Problem>,
}

/// Reads the backlogs that the settings name, or those found by convention.
pub(super) fn read(
    root: &Path,
    named: &[BacklogArgument],
    threads: usize,
) -> Result<Backlogs, Error> {
    let source_of = |path: &Path, bytes: io::Result<Vec<u8>>| {
        let name = printed(root, path);
        match bytes {
            Ok(bytes) => Ok(Source { name, bytes }),
            Err(source) => Err(Error::Backlog { name, source }),
        }
    };
    if named.is_empty() {
        let found = backlog::locate(root).map_err(|error| backlog::NotFound {
            with_open_boxes: candidates::find(root, threads),
            ..error
        })?;
        let read =
            |path: &PathBuf| source_of(path, regular::read_inside(root, path, MAX_BACKLOG_BYTES));
        let sources = found.files.iter().map(read).collect::<Result<_, _>>()?;
        let unread = |it: &backlog::Unusable| {
            Problem::new(ProblemKind::UnusableBacklog, &it.path, format!("not read: {it}"))
        };
        let problems = found.unusable.iter().map(unread).collect();
        return Ok(Backlogs { sources, looked_for: found.looked_for, problems });
    }
    let source = |argument: &BacklogArgument| match argument {
        BacklogArgument::File(path) => {
            source_of(path, regular::read_named(path, MAX_BACKLOG_BYTES))
        }
        BacklogArgument::Text(bytes) => {
            Ok(Source { name: "<stdin>".to_owned(), bytes: bytes.clone() })
        }
    };
    let sources = named.iter().map(source).collect::<Result<_, _>>()?;
    Ok(Backlogs { sources, ..Backlogs::default() })
}

/// Returns the positions of the backlogs that lie below the root; `named` are those that the
/// settings name.
pub(super) fn inside(root: &Path, sources: &[Source], named: &[BacklogArgument]) -> Vec<usize> {
    let is_inside = |at: &usize| match named.get(*at) {
        // Found by convention, which looks nowhere else.
        None => true,
        Some(BacklogArgument::File(path)) => below(root, path).is_some(),
        Some(BacklogArgument::Text(_)) => false,
    };
    (0..sources.len()).filter(is_inside).collect()
}

/// Returns a path as printed: relative to the root where it lies below it, else as given.
fn printed(root: &Path, path: &Path) -> String {
    below(root, path).unwrap_or_else(|| path.to_string_lossy().into_owned())
}

/// Returns a path relative to the root, with `/`, where it lies below it.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/")).filter(|below| !below.is_empty())
}
