//! A file replaced as a whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the names of files begin that are to replace others; [`RANDOM`] letters and digits follow.
pub const PREFIX: &str = ".ctx-";

/// As many as git gives its own.
pub const RANDOM: usize = 6;

/// Whether a file of that name was written to replace another.
pub fn is_unfinished(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(is_random)
}

/// Whether `rest` is what makes such a name one of its own.
pub fn is_random(rest: &str) -> bool {
    rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Writes `bytes` to the file at `target`, which must be no folder, link or device. They are put
/// beside it and then renamed, so that a reader never sees half of them and what was there stays
/// where anything fails. An existing file keeps its mode.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(RANDOM);
    // As a plain `open` would make it; the umask still applies.
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(mode);
    let mut fresh = builder.tempfile_in(folder)?;
    fresh.write_all(bytes)?;
    if let Some(known) = fs::symlink_metadata(target).ok().filter(fs::Metadata::is_file) {
        fresh.as_file().set_permissions(known.permissions())?;
    }
    // On the disk before the name is: a power cut leaves the old file or the new one.
    fresh.as_file().sync_all()?;
    fresh.persist(target).map_err(|error| error.error)?;
    Ok(())
}
