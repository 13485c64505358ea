//! The only door to the `git` program.
//!
//! Where git is only asked, nothing that a repository configures is run: no pager, hook, file-system
//! monitor, filter, external or textual diff, credential helper or signature check; and nothing is
//! fetched. Where git changes something ([`Git::changing`]) or compares files ([`Git::comparing`]), it
//! runs the user's filters, merge drivers and signatures, but no hook and no editor. Neither variables
//! of the environment nor the folder that git runs in can replace the repository or the program.

mod batch;
mod blame;
mod change;
mod changes;
mod checkout;
mod environment;
mod error;
mod filters;
mod listing;
mod log;
mod merge;
mod moved;
mod output;
mod pipes;
mod remote;
mod repository;
#[cfg(test)]
pub(crate) mod sample;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::shutdown::{self, Listed};

pub use batch::{Blob, Objects};
pub use blame::{Line, blame};
pub use change::Change;
pub use changes::{ChangeKind, Changed, changes, own_changes};
pub use checkout::{Checkout, checkouts};
pub use error::Error;
pub use listing::{Tracked, WorkTree, tracked};
pub use log::{Commit, Commits, Log};
pub use merge::{Merged, Renamed, differing, merge, pick, renamed};
pub use remote::origin;
pub use repository::Repository;

/// Settings that override those of the user and the repository. The settings files are still read:
/// git needs them for the format of the repository and for `safe.directory`.
const SETTINGS: &[&str] = &[
    // The empty graft file would cause a warning about deprecated grafts.
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "protocol.allow=never",
];

/// Further settings for git that is only asked: how it lists the changes of a commit.
const ASKING: &[&str] = &[
    "diff.algorithm=myers",
    "diff.external=",
    "diff.ignoreSubmodules=none",
    "diff.indentHeuristic=true",
    "diff.relative=false",
    "diff.renameLimit=1000",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
];

/// Purpose of running git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Ask: git writes nothing, not even a refreshed index, and runs no configured program.
    Ask,
    /// Compare: git writes nothing, and runs the user's filters to compare files.
    Compare,
    /// Change the repository or a working tree.
    Change,
}

/// `git`, run in a folder.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    purpose: Purpose,
    /// Set if git is stopped where this program ends early.
    is_killed_on_exit: bool,
    /// Set if the programs that git starts are stopped with it.
    is_group: bool,
    settings: Vec<(String, String)>,
    variables: Vec<(&'static str, OsString)>,
}

/// Result of a command that may fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// Returns git's error messages, or all that it printed to standard error.
    pub fn reason(&self) -> String {
        let lines = || self.stderr.lines().map(str::trim);
        let is_error = |line: &&str| line.starts_with("error:") || line.starts_with("fatal:");
        let is_said = |line: &&str| !line.is_empty() && !line.starts_with("hint:");
        let mut said: Vec<&str> = lines().filter(is_error).collect();
        if said.is_empty() {
            said = lines().filter(is_said).collect();
        }
        let stdout = String::from_utf8_lossy(&self.stdout);
        if said.is_empty() {
            said = stdout.lines().map(str::trim).filter(is_said).collect();
        }
        if said.is_empty() {
            said.push("git does not say why");
        }
        said.join("; ").trim_end_matches('.').to_owned()
    }
}

impl Git {
    /// Makes a git that only asks in `folder`. Nothing is started yet.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            purpose: Purpose::Ask,
            is_killed_on_exit: true,
            is_group: false,
            settings: Vec::new(),
            variables: Vec::new(),
        }
    }

    /// Makes a git that compares files in `folder` through the user's filters, for decisions of a
    /// command that is about to change something.
    pub fn comparing(folder: &Path) -> Self {
        Self { purpose: Purpose::Compare, ..Self::at(folder) }
    }

    /// Makes a git that changes something in `folder`: with the user's settings, filters, merge
    /// drivers and signatures, but without hooks, editors and prompts.
    pub fn changing(folder: &Path) -> Self {
        Self { purpose: Purpose::Change, is_killed_on_exit: false, ..Self::at(folder) }
    }

    /// Has git stopped where this program ends early, although it changes something: all that it writes
    /// is temporary.
    #[must_use]
    pub fn kill_on_exit(mut self) -> Self {
        self.is_killed_on_exit = true;
        self
    }

    /// Has git and all that it starts stopped where the user interrupts this program, although it changes
    /// something: the caller rolls it back.
    #[must_use]
    pub fn interruptible(mut self) -> Self {
        self.is_group = true;
        self.kill_on_exit()
    }

    /// Sets an environment variable of git, such as `GIT_INDEX_FILE`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Sets a setting that overrides all others.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    /// Returns the standard output of a command that succeeds.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, Error> {
        let output = self.output(arguments)?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(Error::failed(arguments, output.status, &output.stderr))
        }
    }

    /// Runs git with `input` on standard input.
    pub fn run_with<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let mut command = self.command(arguments)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let Running { mut child, _listed } = self.start(&mut command)?;
        // Git reads all of its input before it answers.
        child.stdin.take().ok_or(Error::Pipe)?.write_all(input)?;
        let output = output::collect(child, arguments, output::MAX_OUTPUT_BYTES)?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(Error::failed(arguments, output.status, &output.stderr))
        }
    }

    /// Runs a command that may fail.
    pub fn attempt<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Outcome, Error> {
        let output = self.output(arguments)?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Outcome { code: output.status.code(), stdout: output.stdout, stderr })
    }

    /// Returns true if a reference exists, by its full name.
    pub fn has(&self, reference: &str) -> Result<bool, Error> {
        let outcome = self.attempt(&["rev-parse", "--verify", "--quiet", reference])?;
        match outcome.code {
            Some(0) => Ok(true),
            // Other exit codes mean that git failed.
            Some(1) => Ok(false),
            _ => Err(Error::Failed { command: "rev-parse".to_owned(), message: outcome.reason() }),
        }
    }

    /// Returns the only line of a command's output, as text: an id or a name.
    pub fn line<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<String, Error> {
        let output = self.run(arguments)?;
        Ok(String::from_utf8_lossy(&output).trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Returns the only line of a command's output, as a path.
    pub fn path<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<PathBuf, Error> {
        let mut output = self.run(arguments)?;
        if output.last() == Some(&b'\n') {
            output.pop();
        }
        Ok(path(output))
    }

    /// Starts a command whose output is read while it runs.
    pub fn stream<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Stream, Error> {
        let mut command = self.command(arguments)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = self.start(&mut command)?;
        match running.child.stdout.take() {
            Some(output) => {
                Ok(Stream { output: BufReader::with_capacity(1 << 16, output), running })
            }
            None => Err(Error::Pipe),
        }
    }

    fn output<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Output, Error> {
        let mut command = self.command(arguments)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let Running { child, _listed } = self.start(&mut command)?;
        output::collect(child, arguments, output::MAX_OUTPUT_BYTES)
    }

    /// Starts a command, which is stopped where this program ends early unless it changes something.
    fn start(&self, command: &mut Command) -> Result<Running, Error> {
        let started = if self.is_group {
            shutdown::start_group(command).map(|(child, listed)| (child, Some(listed)))
        } else if self.is_killed_on_exit {
            shutdown::start(command).map(|(child, listed)| (child, Some(listed)))
        } else {
            command.spawn().map(|child| (child, None))
        };
        let (child, listed) = started.map_err(Error::Start)?;
        Ok(Running { child, _listed: listed })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Command, Error> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new(program(&path).ok_or(Error::NotFound)?);
        command.current_dir(&self.folder).args(["--no-pager", "--no-replace-objects"]);
        let asking = if self.purpose == Purpose::Change { &[] } else { ASKING };
        for setting in SETTINGS.iter().chain(asking) {
            command.args(["-c", setting]);
        }
        environment::prepare(&mut command, self.purpose);
        for (at, (key, value)) in self.settings.iter().enumerate() {
            // Unlike `-c`, this allows keys that contain an equals sign.
            let variable = format!("CTX_SETTING_{at}");
            command.arg(format!("--config-env={key}={variable}")).env(variable, value);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value))).args(arguments);
        Ok(command)
    }
}

/// Converts an unquoted path of git's output.
#[cfg(unix)]
pub fn path(bytes: Vec<u8>) -> PathBuf {
    <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

/// Converts an unquoted path of git's output.
#[cfg(not(unix))]
pub fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Returns the first `git` in `path`. Relative folders are skipped: a program in the analysed
/// folder must not be run.
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

/// Running command. It is stopped where this program ends early, unless it changes something.
#[derive(Debug)]
struct Running {
    child: Child,
    _listed: Option<Listed>,
}

/// Running command with its output; stopped when dropped.
#[derive(Debug)]
pub struct Stream {
    /// Standard output.
    pub output: BufReader<ChildStdout>,
    running: Running,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.output.read(buffer)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.output.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.output.consume(bytes);
    }
}

impl Stream {
    /// Waits for the end of the command. Returns true if it succeeded.
    pub fn finish(mut self) -> bool {
        self.running.child.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // This fails if the command has ended already.
        let _ = self.running.child.kill();
        let _ = self.running.child.wait();
    }
}
