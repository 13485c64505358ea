//! The bytes of one file.

use std::io::{self, Read};
use std::path::Path;

use crate::model::{Problem, ProblemKind, SourceFile};
use crate::regular;

/// Files with more bytes than this are known by their path only.
pub const MAX_TEXT_BYTES: u64 = 4 << 20;

/// Length of the start of a file in which git looks for a NUL byte, in bytes.
const BINARY_PREFIX_BYTES: usize = 8 << 10;

/// Returns the bytes of a file as text facts are read from; `None` where only its path counts
/// (binary, too large), with a problem where the user should know.
pub fn read(root: &Path, file: &SourceFile) -> (Option<Vec<u8>>, Option<Problem>) {
    let problem =
        |message| (None, Some(Problem::new(ProblemKind::Unread, file.path.as_str(), message)));
    match bytes(&root.join(file.path.as_str())) {
        Ok(Content::Text(bytes)) => (Some(bytes), None),
        Ok(Content::Binary) => (None, None),
        Ok(Content::TooLarge(size)) => {
            problem(format!("{size} bytes, larger than 4 MiB: known by its path only"))
        }
        Err(error) => problem(format!("cannot be read: {error}; known by its path only")),
    }
}

enum Content {
    Text(Vec<u8>),
    Binary,
    TooLarge(u64),
}

fn bytes(path: &Path) -> io::Result<Content> {
    // What was a file when it was listed may be a link out of the root or a pipe by now.
    let file = regular::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_TEXT_BYTES {
        return Ok(Content::TooLarge(size));
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // It may still grow while it is read.
    file.take(MAX_TEXT_BYTES + 1).read_to_end(&mut content)?;
    if content.len() as u64 > MAX_TEXT_BYTES {
        return Ok(Content::TooLarge(content.len() as u64));
    }
    Ok(if is_binary(&content) { Content::Binary } else { Content::Text(content) })
}

/// Returns true if git would call it binary: a NUL byte stands near its start.
pub fn is_binary(content: &[u8]) -> bool {
    memchr::memchr(0, &content[..content.len().min(BINARY_PREFIX_BYTES)]).is_some()
}
