//! The backlogs of an analysis: found by convention, or named by the settings.

use std::io;
use std::path::{Path, PathBuf};

use super::{BacklogArgument, Error, Settings, candidates};
use crate::backlog::{self, Source};
use crate::model::{Problem, ProblemKind, SourceFile};
use crate::regular;

/// Limit for a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;
/// Limit for all backlogs that are found by place, in bytes.
const MAX_TOTAL_BYTES: u64 = 256 << 20;

/// Backlogs that were read.
#[derive(Default)]
pub(super) struct Backlogs {
    pub sources: Vec<Source>,
    /// Files that tools keep beside them.
    pub beside: Vec<Source>,
    /// Backlogs of the root in their usual places, if a text from standard input is read instead.
    pub instead_of: Vec<String>,
    /// Places where one was looked for, if none was named.
    pub looked_for: Vec<String>,
    /// Backlogs that were not read.
    pub problems: Vec<Problem>,
    /// The first of them that is a file, with the reason.
    pub failure: Option<Error>,
}

/// Reads the backlogs that the settings name, or those found by convention.
pub(super) fn read(root: &Path, settings: &Settings) -> Result<Backlogs, Error> {
    if settings.backlogs.is_empty() {
        return find(root, settings);
    }
    let mut backlogs = Backlogs::default();
    for argument in &settings.backlogs {
        let (name, bytes) = match argument {
            BacklogArgument::File(path) => {
                backlogs.read_beside(root, path);
                (printed(root, path), regular::read_named(path, MAX_BACKLOG_BYTES).and_then(text))
            }
            BacklogArgument::Text(bytes) => {
                let usual = backlog::locate(root).unwrap_or_default().files;
                backlogs.instead_of = usual.iter().map(|path| printed(root, path)).collect();
                ("<stdin>".to_owned(), text(bytes.clone()))
            }
        };
        let is_known = backlogs.sources.iter().any(|known| known.name == name);
        match bytes {
            // A backlog that is named twice is read once.
            Ok(_) if is_known => {}
            Ok(bytes) => backlogs.sources.push(Source { name, bytes }),
            Err(why) => return Err(Error::Backlog { name, why }),
        }
    }
    Ok(backlogs)
}

/// Reads the backlogs in their usual places. One that cannot be read is a problem if there are
/// others.
fn find(root: &Path, settings: &Settings) -> Result<Backlogs, Error> {
    let found = backlog::locate_as(root, settings.format).map_err(|error| backlog::NotFound {
        with_open_boxes: candidates::find(root, settings.threads),
        ..error
    })?;
    let mut backlogs = Backlogs { looked_for: found.looked_for, ..Backlogs::default() };
    let mut left = MAX_TOTAL_BYTES;
    for path in &found.files {
        let name = printed(root, path);
        match regular::read_inside(root, path, MAX_BACKLOG_BYTES.min(left)).and_then(text) {
            Ok(bytes) => {
                left -= bytes.len() as u64;
                backlogs.sources.push(Source { name, bytes });
            }
            Err(error) => {
                let message = format!("not read: {error}");
                let problem = Problem::new(ProblemKind::UnusableBacklog, &name, message);
                backlogs.problems.push(problem);
                let failure = Error::Backlog { name, why: error };
                backlogs.failure.get_or_insert(failure);
            }
        }
    }
    if backlogs.sources.is_empty()
        && let Some(failure) = backlogs.failure.take()
    {
        return Err(failure);
    }
    backlogs.read_all_beside(root, root, &found.beside);
    let unread = |it: &backlog::Unusable| {
        Problem::new(ProblemKind::UnusableBacklog, &it.path, format!("not read: {it}"))
    };
    backlogs.problems.extend(found.unusable.iter().map(unread));
    Ok(backlogs)
}

/// Returns `bytes`, or an error if they are no text.
fn text(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if backlog::is_binary(&bytes) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is binary data, not text"));
    }
    Ok(bytes)
}

impl Backlogs {
    /// Reads what a tool keeps beside the backlog at `path`.
    fn read_beside(&mut self, root: &Path, path: &Path) {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some((base, files)) = backlog::beside(&path) {
            self.read_all_beside(root, &base, &files);
        }
    }

    /// Reads files that a tool keeps beside its backlogs, inside `base`. They only add to what the
    /// backlogs say, so one that cannot be read is left out.
    fn read_all_beside(&mut self, root: &Path, base: &Path, files: &[PathBuf]) {
        for path in files {
            let name = printed(root, path);
            let used: u64 = self.beside.iter().map(|it| it.bytes.len() as u64).sum();
            let left = MAX_TOTAL_BYTES.saturating_sub(used);
            let is_known = self.beside.iter().any(|it| it.name == name);
            if let (false, Ok(bytes)) =
                (is_known, regular::read_inside(base, path, MAX_BACKLOG_BYTES.min(left)))
            {
                self.beside.push(Source { name, bytes });
            }
        }
    }
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

/// Returns true if a file has the content of a backlog.
pub(super) fn is_same(root: &Path, file: &SourceFile, backlog: &Source) -> bool {
    let path = root.join(file.path.as_str());
    backlog.bytes.len() as u64 == file.size
        && regular::read_inside(root, &path, MAX_BACKLOG_BYTES)
            .is_ok_and(|content| content == backlog.bytes)
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
