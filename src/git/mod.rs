//! The only door to the `git` program.
//!
//! Nothing that a repository's configuration names is ever run: no pager, no hook, no file-system
//! monitor, no external or textual diff, no credential helper, no signature check, and nothing is
//! fetched. Neither the variables of the environment nor the folder that git runs in can put another
//! repository, or another program, in its place.

mod batch;
mod blame;
mod error;
mod log;
mod moved;
mod remote;
mod repository;
#[cfg(test)]
pub(crate) mod sample;

use std::env;
use std::ffi::OsStr;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

pub use batch::{Blob, Objects};
pub use blame::{Line, blame};
pub use error::Error;
pub use log::{Change, Commit, Log};
pub use remote::origin;
pub use repository::Repository;

/// What no setting of a user or a repository may change. The files that hold the settings are read
/// all the same: without them, git knows neither the format of the repository nor whose it may trust
/// (`safe.directory`, which is the user's to say).
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.algorithm=myers",
    "diff.external=",
    "diff.ignoreSubmodules=none",
    "diff.indentHeuristic=true",
    "diff.relative=false",
    "diff.renameLimit=1000",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",
];

/// The variables that git sees; of those that the caller has set, none whose name begins with
/// `GIT_` is passed on.
const ENVIRONMENT: &[(&str, &str)] = &[
    // Wins over every `protocol.*.allow`: there is no protocol to fetch with.
    ("GIT_ALLOW_PROTOCOL", ""),
    // Grafts change what a commit's parents are.
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // A user's settings may name files that git writes to whatever it does.
    ("GIT_TRACE2", "0"),
    ("GIT_TRACE2_EVENT", "0"),
    ("GIT_TRACE2_PERF", "0"),
    ("LC_ALL", "C"),
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
        let mut command = self.command(arguments)?;
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
            .command(arguments)?
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
    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Command, Error> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new(program(&path).ok_or(Error::NotFound)?);
        command.current_dir(&self.folder).args(["--no-pager", "--no-replace-objects"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command.envs(ENVIRONMENT.iter().copied()).args(arguments);
        Ok(command)
    }
}

/// The first `git` in `path`, in absolute folders only: a relative one would be looked up in the
/// analysed folder, and what lies there is not to be run.
fn program(path: &OsStr) -> Option<PathBuf> {
    let name = format!("git{}", env::consts::EXE_SUFFIX);
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(&name)).find(|program| is_executable(program))
}

fn is_executable(program: &Path) -> bool {
    let Ok(metadata) = program.metadata() else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
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
