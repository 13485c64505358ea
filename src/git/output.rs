//! Output of a command, read within bounds.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::process::{Child, Output};
use std::thread;

use super::Error;
use crate::shutdown;

/// Maximum size of what a command prints, in bytes. A tree of a million files takes 100 MB.
pub(super) const MAX_OUTPUT_BYTES: u64 = 1 << 30;

/// Maximum size of what is kept of the messages of a command, in bytes.
const MAX_MESSAGE_BYTES: u64 = 1 << 20;

/// Waits for a command and returns what it printed. Stops it at more than `limit` bytes.
pub(super) fn collect<S: AsRef<OsStr>>(
    mut child: Child,
    arguments: &[S],
    limit: u64,
) -> Result<Output, Error> {
    let (Some(answer), Some(messages)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Error::Pipe);
    };
    // Git may wait for either to be read.
    let messages = thread::Builder::new().name("git".to_owned()).spawn(|| start_of(messages));
    let messages = messages.map_err(Error::Start)?;
    let mut stdout = Vec::new();
    let read = answer.take(limit.saturating_add(1)).read_to_end(&mut stdout);
    let is_too_much = stdout.len() as u64 > limit;
    if is_too_much {
        // It may have ended.
        let _ = child.kill();
    }
    let status = child.wait()?;
    shutdown::await_interrupt(status);
    if is_too_much {
        return Err(Error::too_much(arguments, limit));
    }
    read?;
    Ok(Output { status, stdout, stderr: messages.join().unwrap_or_default() })
}

/// Reads all and returns the start.
fn start_of(mut source: impl Read) -> Vec<u8> {
    let mut start = Vec::new();
    // Messages that cannot be read are lost; the exit code tells whether the command succeeded.
    let _ = (&mut source).take(MAX_MESSAGE_BYTES).read_to_end(&mut start);
    let _ = io::copy(&mut source, &mut io::sink());
    start
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::collect;
    use crate::git::Git;
    use crate::git::sample::Repository;

    #[test]
    fn git_is_stopped_where_it_prints_too_much() {
        let repository = Repository::empty();
        repository.write("a", "twelve bytes");
        repository.commit("a");
        let git = Git::at(repository.path());
        let arguments = ["cat-file", "blob", "HEAD:a"];
        let printed = |limit| {
            let mut command = git.command(&arguments).unwrap();
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            collect(command.spawn().unwrap(), &arguments, limit)
        };
        assert_eq!(printed(12).unwrap().stdout, b"twelve bytes");
        assert_eq!(printed(11).unwrap_err().to_string(), "git cat-file printed more than 11 bytes");
    }
}
