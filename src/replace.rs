//! A file replaced as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::shutdown::{RANDOM, TemporaryFile};

/// Start of the names of temporary files; [`RANDOM`] letters and digits follow.
pub const PREFIX: &str = ".ctx-";

/// Mode of a new file before the umask, as a plain `open` has it.
const MODE: u32 = 0o666;

/// Returns true if a file of that name was written to replace another.
pub fn is_unfinished(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(is_random)
}

/// Returns true if `rest` is the random part of such a name.
pub fn is_random(rest: &str) -> bool {
    rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Writes `bytes` to the file at `target`, which must be no folder, link or device. They are put
/// beside it and then renamed, so that a reader never sees half of them and what was there stays
/// where anything fails. An existing file keeps its mode. An interrupt leaves nothing behind.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    Staged::write(target, bytes)?.finish()
}

/// Replaces a file as [`replace`] does, by all that `write` writes.
pub fn replace_with(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    Staged::write_with(target, write)?.finish()
}

/// File that is written whole, and does not have its name yet. It goes when it is dropped.
#[derive(Debug)]
pub struct Staged {
    temporary: TemporaryFile,
    target: PathBuf,
}

impl Staged {
    /// Writes `bytes` beside `target`, as [`replace`] does.
    pub fn write(target: &Path, bytes: &[u8]) -> io::Result<Self> {
        Self::write_with(target, |out| out.write_all(bytes))
    }

    fn write_with(
        target: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Self> {
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let temporary = TemporaryFile::new(folder, PREFIX, MODE)?;
        fill(temporary.as_file()?, target, write)?;
        Ok(Self { temporary, target: target.to_owned() })
    }

    /// Gives the file its name.
    pub fn finish(self) -> io::Result<()> {
        self.temporary.persist(&self.target)
    }
}

fn fill(
    temporary: &File,
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffered = BufWriter::new(temporary);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    if let Some(known) = fs::symlink_metadata(target).ok().filter(fs::Metadata::is_file) {
        temporary.set_permissions(known.permissions())?;
    }
    // On the disk before the name is: a power cut leaves the old file or the new one.
    temporary.sync_all()
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};

    use super::*;

    /// Names the folder in which this test, run once more, writes until it is ended.
    const FOLDER: &str = "CTX_TEST_REPLACE_IN";

    fn unfinished(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries.filter(|entry| entry.file_name().to_str().is_some_and(is_unfinished)).count()
    }

    #[expect(clippy::disallowed_methods, reason = "signals are sent to this very test")]
    fn writer(folder: &Path, ignored: &str) -> Child {
        let program = std::env::current_exe().unwrap();
        let test = "replace::tests::an_interrupt_leaves_nothing_behind";
        Command::new("sh")
            .args([
                "-c",
                &format!("trap '' {ignored}; exec \"$0\" --exact \"$1\""),
                &program.to_string_lossy(),
                test,
            ])
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "the standard library sends no signals")]
    fn send(signal: &str, to: &Child) {
        let to = to.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &to]).status().unwrap().success());
    }

    /// Returns whether the tests run with a signal ignored, as in the background of a script or
    /// under `nohup`: no child can undo that.
    #[expect(clippy::disallowed_methods, reason = "the standard library sends no signals")]
    fn is_ignored(signal: &str) -> bool {
        let kills_itself = format!("kill -s {signal} $$");
        Command::new("sh").args(["-c", &kills_itself]).status().unwrap().success()
    }

    fn wait_for_a_file(folder: &Path) {
        while unfinished(folder) == 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_interrupt_leaves_nothing_behind() {
        use std::os::unix::process::ExitStatusExt;
        if let Some(folder) = std::env::var_os(FOLDER) {
            let bytes = vec![b'x'; 1 << 25];
            loop {
                replace(&Path::new(&folder).join("target"), &bytes).unwrap();
            }
        }
        for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
            if is_ignored(signal) {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let mut child = writer(folder.path(), "USR1");
            wait_for_a_file(folder.path());
            send(signal, &child);
            assert_eq!(child.wait().unwrap().signal(), Some(number), "{signal}");
            assert_eq!(unfinished(folder.path()), 0, "{signal}");
        }
        // Begun with `nohup`, it goes on.
        let folder = tempfile::tempdir().unwrap();
        let mut child = writer(folder.path(), "HUP");
        wait_for_a_file(folder.path());
        send("HUP", &child);
        let target = folder.path().join("target");
        let made = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
        let before = made(&target);
        while made(&target) == before {
            std::thread::yield_now();
        }
        assert!(child.try_wait().unwrap().is_none());
        send("TERM", &child);
        assert_eq!(child.wait().unwrap().signal(), Some(15));
        assert_eq!(unfinished(folder.path()), 0);
    }
}
