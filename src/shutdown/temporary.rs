//! Temporary files and folders.

use std::fs::{self, File};
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir};

/// Number of random characters in the names of temporary files, as in git's own.
pub const RANDOM: usize = 6;

/// Number of attempts to remove a folder in which something still writes.
const ATTEMPTS: usize = 3;

/// Paths of all temporary files and folders. Whoever holds the list has none made or renamed, and the
/// program does not end meanwhile.
static LISTED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn listed() -> MutexGuard<'static, Vec<PathBuf>> {
    LISTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes something temporary and lists it.
fn make<T>(
    create: impl FnOnce() -> io::Result<T>,
    path: impl FnOnce(&T) -> &Path,
) -> io::Result<T> {
    #[cfg(unix)]
    super::signals::listen();
    let mut listed = listed();
    // After that, listing it needs little memory.
    listed.reserve(1);
    let created = create()?;
    listed.push(path(&created).to_owned());
    Ok(created)
}

/// Removes all of them. None can be made afterwards.
pub(super) fn remove_all() {
    let listed = listed();
    remove(&listed);
    mem::forget(listed);
}

/// Removes all of them unless another thread, or this one, just makes one.
pub(super) fn remove_all_at_once() {
    if let Ok(listed) = LISTED.try_lock() {
        remove(&listed);
        mem::forget(listed);
    }
}

fn remove(listed: &[PathBuf]) {
    for path in listed {
        for _ in 0..ATTEMPTS {
            let removed = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
            if removed.is_ok() || path.symlink_metadata().is_err() {
                break;
            }
        }
    }
}

/// File that is temporary until it has its name. It goes when it is dropped, and with the program.
#[derive(Debug)]
pub struct TemporaryFile {
    /// `None` once it has its name.
    file: Option<NamedTempFile>,
    path: PathBuf,
}

impl TemporaryFile {
    /// Makes one in a folder. `prefix` and 6 random letters and digits are its name. On Unix, `mode` is
    /// its mode before the umask.
    pub fn new(folder: &Path, prefix: &str, mode: u32) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix).rand_bytes(RANDOM);
        #[cfg(unix)]
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        #[cfg(unix)]
        builder.permissions(mode);
        #[cfg(not(unix))]
        let _ = mode;
        let file = make(|| builder.tempfile_in(folder), NamedTempFile::path)?;
        let path = file.path().to_owned();
        Ok(Self { file: Some(file), path })
    }

    /// Returns the file.
    pub fn as_file(&self) -> io::Result<&File> {
        self.file.as_ref().map(NamedTempFile::as_file).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Gives the file its name, in place of another of that name.
    pub fn persist(mut self, target: &Path) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let mut listed = listed();
        let done = file.persist(target).map(|_| ()).map_err(|error| error.error);
        listed.retain(|other| *other != self.path);
        done
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let mut listed = listed();
            drop(file);
            listed.retain(|other| *other != self.path);
        }
    }
}

/// Temporary folder. It goes when it is dropped, and with the program.
#[derive(Debug)]
pub struct TemporaryFolder {
    /// `None` once it is gone.
    folder: Option<TempDir>,
    path: PathBuf,
}

impl TemporaryFolder {
    /// Makes one in the folder for temporary files. Its name starts with `ctx-`.
    pub fn new() -> io::Result<Self> {
        let folder = make(|| tempfile::Builder::new().prefix("ctx-").tempdir(), TempDir::path)?;
        let path = folder.path().to_owned();
        Ok(Self { folder: Some(folder), path })
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // This can take a while, so the list is not held.
        drop(self.folder.take());
        listed().retain(|other| *other != self.path);
    }
}
