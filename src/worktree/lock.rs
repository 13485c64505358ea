//! Lock that lets one command at a time change worktrees.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::thread;
use std::time::Duration;

use super::error::refuse;
use super::{Error, Home, RepositoryRefusal, leftovers};
use crate::regular;

/// Maximum length of the note of who holds the lock, in bytes.
const MAX_HOLDER_BYTES: u64 = 1 << 10;

/// Lock that is held while a command changes worktrees. The system releases it when the process
/// ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        unlock(&self.file);
    }
}

/// Releases the lock on `file` at once. Closing the file is not enough: a child that another
/// thread is starting holds a copy of it until it runs its program.
fn unlock(file: &File) {
    // A lock that cannot be released goes with the process.
    let _ = file.unlock();
}

impl Lock {
    /// Returns true if another command holds the lock.
    pub(super) fn is_taken(home: &Home) -> bool {
        // The lock file is not made here.
        let file = regular::open_inside(&home.common, &home.folder().join("lock"));
        file.is_ok_and(|file| {
            let tried = file.try_lock_shared();
            if tried.is_ok() {
                unlock(&file);
            }
            matches!(tried, Err(TryLockError::WouldBlock))
        })
    }

    /// Takes the lock, or refuses and names the holder. `command` is the name for refusals of
    /// others.
    pub fn take(home: &Home, command: &str) -> Result<Self, Error> {
        let folder = home.make_folder(&[])?;
        let path = folder.join("lock");
        let mut file = regular::open_or_create(&path).map_err(Error::file(&path))?;
        let mut locked = file.try_lock();
        if matches!(locked, Err(TryLockError::WouldBlock)) {
            // `is_taken` holds the lock for a moment.
            thread::sleep(Duration::from_millis(50));
            locked = file.try_lock();
        }
        match locked {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The name is only for the message, and may be empty if the holder has not written
                // it yet.
                let _ = file.take(MAX_HOLDER_BYTES).read_to_string(&mut holder);
                let holder = Some(holder.trim().to_owned()).filter(|it| !it.is_empty());
                return refuse(RepositoryRefusal::Busy { holder });
            }
            Err(TryLockError::Error(error)) => return Err(Error::file(path)(error)),
        }
        let mut note = || {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "`ctx worktree {command}` (process {})", std::process::id())
        };
        note().map_err(Error::file(path))?;
        leftovers::tidy(home);
        Ok(Self { file })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn the_second_is_told_about_the_first() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        let first = Lock::take(&home, "create").unwrap();
        let refused = Lock::take(&home, "teardown docs").unwrap_err().to_string();
        assert!(refused.contains("`ctx worktree create` (process "), "{refused}");
        assert!(Lock::is_taken(&home));
        drop(first);
        assert!(!Lock::is_taken(&home));
        Lock::take(&home, "teardown docs").unwrap();
    }

    /// Tests that a copy of the open file stands for the one that a child holds while it is started.
    #[test]
    fn it_is_released_though_a_copy_is_open() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        let lock = Lock::take(&home, "create").unwrap();
        let copy = lock.file.try_clone().unwrap();
        assert!(Lock::is_taken(&home));
        drop(lock);
        assert!(!Lock::is_taken(&home));
        drop(copy);
    }

    #[test]
    fn what_was_never_renamed_goes_once_it_is_old() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        for folder in ["ctx", "ctx/worktrees", "info"] {
            let file = |name: &str| home.common.join(folder).join(name);
            fs::create_dir_all(file("")).unwrap();
            for name in [".ctx-a1B2c3", ".ctx-fresh1", ".ctx-longer1", "plan.json"] {
                let made = File::create(file(name)).unwrap();
                if name != ".ctx-fresh1" {
                    made.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
                }
            }
            Lock::take(&home, "create").unwrap();
            assert!(!file(".ctx-a1B2c3").exists(), "{folder}");
            let stays = [".ctx-fresh1", ".ctx-longer1", "plan.json"];
            assert!(stays.iter().all(|name| file(name).exists()), "{folder}");
        }
    }
}
