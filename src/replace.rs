//! A file replaced as a whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to the file at `target`, which must be no folder, link or device. They are put
/// beside it and then renamed, so that a reader never sees half of them and what was there stays
/// where anything fails. An existing file keeps its mode.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ctx-");
    // As a plain `open` would make it; the umask still applies.
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(mode);
    let mut fresh = builder.tempfile_in(folder)?;
    fresh.write_all(bytes)?;
    if let Ok(known) = fs::symlink_metadata(target) {
        fresh.as_file().set_permissions(known.permissions())?;
    }
    // On the disk before the name is: a power cut leaves the old file or the new one.
    fresh.as_file().sync_all()?;
    fresh.persist(target).map_err(|error| error.error)?;
    Ok(())
}
