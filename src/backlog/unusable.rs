//! Things in the place of a backlog that are no readable files.

use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use crate::model::{one_line, shown};

/// Thing in the place of a backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Path relative to the root.
    pub path: String,
    /// Kind of thing.
    pub kind: Kind,
}

/// Kind of a thing that is no readable file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Link, or path through a link, that leads out of the root.
    LeadsOut(PathBuf),
    /// Link to nothing, or to itself.
    Dangling,
    /// Folder.
    Folder,
    /// Pipe, which may never end.
    Pipe,
    /// Socket.
    Socket,
    /// Device.
    Device,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = one_line(&self.path);
        let kind = match &self.kind {
            Kind::LeadsOut(target) => {
                let target = shown(target);
                return write!(
                    f,
                    "{path} leads out of the root through a link, to {target}; read that with --tasks \
                     {target}, or put a copy here"
                );
            }
            Kind::Dangling => {
                return write!(
                    f,
                    "{path} is a link that leads nowhere; mend it, or name a file with --tasks FILE"
                );
            }
            Kind::Folder => "a folder",
            Kind::Pipe => "a pipe",
            Kind::Socket => "a socket",
            Kind::Device => "a device",
        };
        write!(
            f,
            "{path} is {kind}, not a file; put a file in its place, or name one with --tasks FILE"
        )
    }
}

/// Checks the place of a backlog at `path`: `Ok` for a file inside `root`, an error for something
/// else, `None` if nothing exists there.
pub(super) fn check(root: &Path, path: &Path) -> Option<Result<(), Unusable>> {
    let known = path.symlink_metadata().ok()?;
    let kind = match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(real)) if !real.starts_with(&root) => Some(Kind::LeadsOut(real)),
        (_, Ok(real)) => kind(fs::metadata(real).ok()?.file_type()),
        _ if known.is_symlink() => Some(Kind::Dangling),
        _ => None,
    };
    let printed = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    Some(kind.map_or(Ok(()), |kind| Err(Unusable { path: printed, kind })))
}

/// Returns the kind of a thing that is no regular file.
fn kind(found: FileType) -> Option<Kind> {
    if found.is_file() {
        return None;
    }
    if found.is_dir() {
        return Some(Kind::Folder);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if found.is_fifo() {
            return Some(Kind::Pipe);
        }
        if found.is_socket() {
            return Some(Kind::Socket);
        }
    }
    Some(Kind::Device)
}
