//! The only door to the `git` program.
//!
//! Nothing that a repository's configuration names is ever run: no pager, no hook, no file-system
//! monitor, no external or textual diff, no credential helper, no signature check, and nothing is
//! fetched. Variables that would point git at another repository are not passed on.

mod batch;
mod error;
mod log;
mod remote;
mod repository;
#[cfg(test)]
pub(crate) mod sample;

use std::ffi::OsStr;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

pub use batch::{Blob, Objects};
pub use error::Error;
pub use log::{Change, Commit, Log};
pub use remote::origin;
pub use repository::Repository;

/// What no setting of a user or a repository may change.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.external=",
    "diff.relative=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",
];

/// Variables of the environment that the caller's own git work may have set.
const SCRUBBED: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIFF_OPTS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_WORK_TREE",
];

/// `git`, run in a folder.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
}

impl Git {
    /// Runs `git` in `folder`; nothing is started yet.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The standard output of a command that succeeds.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, Error> {
        let mut command = self.command(arguments);
        let output = command.stdin(Stdio::null()).output().map_err(Error::Start)?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(Error::failed(arguments, output.status, &output.stderr))
        }
    }

    /// A command whose output is read while it runs.
    pub fn stream<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Stream, Error> {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::Start)?;
        match child.stdout.take() {
            Some(output) => Ok(Stream { output: BufReader::with_capacity(1 << 16, output), child }),
            None => Err(Error::Pipe),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).args(["--no-pager", "--no-replace-objects"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for variable in SCRUBBED {
            command.env_remove(variable);
        }
        command
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .args(arguments);
        command
    }
}

/// A running command with what it prints; stopped when dropped.
#[derive(Debug)]
pub struct Stream {
    /// Its standard output.
    pub output: BufReader<ChildStdout>,
    child: Child,
}

impl Stream {
    /// Waits for the end; whether the command succeeded.
    pub fn finish(mut self) -> bool {
        self.child.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // Fails where it has ended already, which is just as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
