//! A regular file opened for reading.
//!
//! Files of a repository may be a stranger's: a link may lead out of it, a pipe never ends, and
//! opening a device can do something. Every file that the user did not name is opened here.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Limit for files of state, git's or this program's own, in bytes. None comes near it.
pub const MAX_STATE_BYTES: u64 = 64 << 20;

/// Opens the regular file at `path`. Refuses links, folders, pipes, sockets and devices, and waits
/// for none of them. Links to the folders above it are followed; see [`open_inside`].
pub fn open(path: &Path) -> io::Result<File> {
    // First by name, since opening a device can have an effect.
    check(path.symlink_metadata()?.file_type())?;
    open_as(path, File::options().read(true))
}

/// Opens the regular file at `path` for reading and writing, and makes it where there is none. Refuses
/// what [`open`] refuses.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    match path.symlink_metadata() {
        Ok(known) => check(known.file_type())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    open_as(path, File::options().read(true).write(true).create(true).truncate(false))
}

fn open_as(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    let file = options.open(path)?;
    // Then what was opened, since the name may lead elsewhere by now.
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// Opens the regular file at `path`, which must lie inside `root` once all links are followed.
pub fn open_inside(root: &Path, path: &Path) -> io::Result<File> {
    let (root, real) = (root.canonicalize()?, path.canonicalize()?);
    if !real.starts_with(&root) {
        let root = root.to_string_lossy();
        let why = format!("it leads out of {}", root.escape_debug());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    }
    open(&real)
}

/// Reads the regular file at `path`, opened as by [`open`], of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_file(open(path)?, limit)
}

/// Reads the regular file at `path` inside `root`, opened as by [`open_inside`], of at most `limit`
/// bytes.
pub fn read_inside(root: &Path, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_file(open_inside(root, path)?, limit)
}

/// Reads the file that the user named, of at most `limit` bytes. Links are followed, and pipes are
/// waited for, as `<(command)` of a shell is one.
pub fn read_named(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_file(File::open(path)?, limit)
}

/// Reads a file that must end within `limit` bytes. One that is known to be larger is not read at all.
fn read_file(file: File, limit: u64) -> io::Result<Vec<u8>> {
    if file.metadata()?.len() > limit {
        return Err(too_large(limit));
    }
    read_all(file, limit)
}

fn too_large(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {limit} bytes"))
}

/// Reads all of a source that must end within `limit` bytes.
pub fn read_all(source: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A file may grow while it is read.
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

/// Checks that there is a regular file at `path`, and no link to one.
pub fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|known| known.is_file())
}

fn check(kind: FileType) -> io::Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    let found = if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_dir() {
        "a folder"
    } else {
        "a pipe, socket or device"
    };
    let why = format!("{found}, expected a regular file");
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// Makes a named pipe for a test.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the standard library makes no pipes")]
pub(crate) fn make_pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_regular_files_are_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "content").unwrap();
        fs::create_dir(at("folder")).unwrap();
        symlink("file", at("link")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        symlink("loop", at("loop")).unwrap();
        make_pipe(&at("pipe"));
        let _socket = UnixListener::bind(at("socket")).unwrap();
        assert_eq!(read(&at("file"), 7).unwrap(), b"content");
        assert!(is_file(&at("file")));
        for name in ["folder", "link", "dangling", "loop", "pipe", "socket"] {
            let error = open(&at(name)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name}: {error}");
            assert!(!is_file(&at(name)), "{name}");
        }
        assert_eq!(open(Path::new("/dev/null")).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(open(&at("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(read(&at("file"), 6).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn links_count_as_long_as_they_stay_inside() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("in")).unwrap();
        fs::write(at("in/file"), "inside").unwrap();
        fs::write(outside.path().join("file"), "outside").unwrap();
        make_pipe(&at("pipe"));
        for (name, target) in [
            ("to-file", Path::new("in/file")),
            ("to-folder", Path::new("in")),
            ("out", outside.path()),
            ("out-file", &outside.path().join("file")),
            ("zero", Path::new("/dev/zero")),
            ("to-pipe", Path::new("pipe")),
        ] {
            symlink(target, at(name)).unwrap();
        }
        for name in ["in/file", "to-file", "to-folder/file", "in/../in/file"] {
            assert_eq!(read_inside(root.path(), &at(name), 9).unwrap(), b"inside", "{name}");
        }
        for name in ["out/file", "out-file", "zero", "to-pipe", "pipe", "in", "none"] {
            assert!(read_inside(root.path(), &at(name), 9).is_err(), "{name}");
        }
    }
}
