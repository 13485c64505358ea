//! The bytes of one file.

use std::fs::Metadata;
use std::io::{self, Read};
use std::path::Path;

use crate::model::{Problem, ProblemKind, SourceFile, Stamp};
use crate::regular;

/// Files with more bytes than this are known by their path only. The largest sources that people check in
/// are generated, and have a few MB.
pub const MAX_TEXT_BYTES: u64 = 16 << 20;

/// Length of the start of a file in which git looks for a NUL byte, in bytes.
const BINARY_PREFIX_BYTES: usize = 8 << 10;

/// Content of a file, as far as facts are read from it.
#[derive(Debug)]
pub enum Content {
    /// Bytes of a text.
    Text(Vec<u8>),
    /// Only its path counts: git would call it binary, or a sparse checkout leaves it out.
    Binary,
    /// Only its path counts, since it is too large or cannot be read.
    Unread(Problem),
}

/// Reads the content of a file.
pub fn content(root: &Path, file: &SourceFile) -> Content {
    let unread =
        |message| Content::Unread(Problem::new(ProblemKind::Unread, file.path.as_str(), message));
    match bytes(&root.join(file.path.as_str())) {
        Ok(Ok(bytes)) if is_binary(&bytes) => Content::Binary,
        Ok(Ok(bytes)) => Content::Text(bytes),
        Ok(Err(size)) => {
            let most = MAX_TEXT_BYTES >> 20;
            unread(format!("{size} bytes, larger than {most} MiB: known by its path only"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && file.stamp.is_none() => {
            Content::Binary
        }
        Err(error) => unread(format!("cannot be read: {error}; known by its path only")),
    }
}

/// Returns the bytes of a file as text facts are read from; `None` where only its path counts
/// (binary, too large), with a problem where the user should know.
pub fn read(root: &Path, file: &SourceFile) -> (Option<Vec<u8>>, Option<Problem>) {
    match content(root, file) {
        Content::Text(bytes) => (Some(bytes), None),
        Content::Binary => (None, None),
        Content::Unread(problem) => (None, Some(problem)),
    }
}

/// Returns the bytes of a file, or its size where that is too large.
fn bytes(path: &Path) -> io::Result<Result<Vec<u8>, u64>> {
    // What was a file when it was listed may be a link out of the root or a pipe by now.
    let file = regular::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_TEXT_BYTES {
        return Ok(Err(size));
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // It may still grow while it is read.
    file.take(MAX_TEXT_BYTES + 1).read_to_end(&mut content)?;
    let size = content.len() as u64;
    Ok(if size > MAX_TEXT_BYTES { Err(size) } else { Ok(content) })
}

/// Returns whether a file is still in the state in which the walk saw it.
pub fn is_unchanged(root: &Path, file: &SourceFile) -> bool {
    let known = root.join(file.path.as_str()).symlink_metadata();
    known.is_ok_and(|known| known.len() == file.size && stamp(&known) == file.stamp)
}

/// Returns the state of a file.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(super) fn stamp(known: &Metadata) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    Some(Stamp {
        modified: (known.mtime(), known.mtime_nsec()),
        changed: (known.ctime(), known.ctime_nsec()),
        inode: known.ino(),
        device: known.dev(),
    })
}

/// Returns nothing: the time of the last change, which programs can set, does not tell enough.
#[cfg(not(unix))]
pub(super) fn stamp(_: &Metadata) -> Option<Stamp> {
    None
}

/// Returns true if git would call it binary: a NUL byte stands near its start.
pub fn is_binary(content: &[u8]) -> bool {
    memchr::memchr(0, &content[..content.len().min(BINARY_PREFIX_BYTES)]).is_some()
}
