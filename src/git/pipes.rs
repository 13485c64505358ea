//! Pipes in the place of ignore files, for which git would wait without end.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use super::Error;

/// Maximum number of folders that are looked into before git is.
const MAX_FOLDERS: usize = 2000;
/// Names of files that git reads in each folder of a working tree, or in its `.git`.
const READ: [&str; 2] = [".gitignore", ".git/info/exclude"];

/// Refuses a working tree in which a pipe, a socket or a device has the name of an ignore file. The
/// folders next to `top` are looked into first.
pub fn refuse(top: &Path) -> Result<(), Error> {
    let mut folders = VecDeque::from([top.to_owned()]);
    let mut count = 1;
    while let Some(folder) = folders.pop_front() {
        for name in READ {
            let path = folder.join(name);
            if waits(&path) {
                let path = path.to_string_lossy().escape_debug().to_string();
                return Err(Error::NoFile { path });
            }
        }
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let is_folder = |entry: &fs::DirEntry| {
            entry.file_name() != ".git" && entry.file_type().is_ok_and(|kind| kind.is_dir())
        };
        let mut inner: Vec<PathBuf> =
            entries.flatten().filter(is_folder).map(|entry| entry.path()).collect();
        inner.truncate(MAX_FOLDERS - count);
        count += inner.len();
        folders.extend(inner);
    }
    Ok(())
}

/// Returns true if reading `path` may wait: it is neither a file, a folder nor a link.
fn waits(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|known| {
        let kind = known.file_type();
        !(kind.is_file() || kind.is_dir() || kind.is_symlink())
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;
    use crate::git::{Git, changes};
    use crate::regular::make_pipe;

    #[test]
    fn git_waits_for_no_pipe() {
        let repository = Repository::empty();
        repository.write("in/deep/a", "1");
        repository.write(".gitignore", "x\n");
        repository.commit("Begin");
        let ask = || changes(&Git::at(repository.path())).map(|changed| changed.len());
        assert_eq!(ask().unwrap(), 0);
        for name in ["in/.gitignore", "in/deep/.gitignore", ".git/info/exclude", ".gitignore"] {
            let path = repository.path().join(name);
            let kept = fs::read(&path).ok();
            let _ = fs::remove_file(&path);
            make_pipe(&path);
            let error = ask().unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("is no file"), "{error}");
            fs::remove_file(&path).unwrap();
            if let Some(bytes) = kept {
                fs::write(&path, bytes).unwrap();
            }
            assert_eq!(ask().unwrap(), 0, "{name}");
        }
    }
}
