//! Runs that end without an answer: at a time limit, at a signal, without memory, on a full disk.

mod disk;
mod memory;
mod signals;
mod timeout;

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::harness::{GitRepository, ctx, script};

/// Time that a run may take to end on a machine that does other things as well. benches/interrupts.py
/// measures it without them.
const PATIENCE: Duration = Duration::from_secs(20);

/// Folders of a run: its cache, and its temporary files.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["cache", "temporary", "path"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the program, with a cache and a folder for temporary files that can be looked at. A line
    /// of the shell runs before it, such as `ulimit -f 8`.
    #[expect(clippy::disallowed_methods, reason = "a run that is looked at while it runs")]
    fn run(&self, root: &Path, before: &str, arguments: &[&str]) -> Command {
        let known = ctx();
        let mut command = Command::new("sh");
        let program = [OsString::from("-c"), format!("{before}\nexec \"$0\" \"$@\"").into()];
        command.args(program).arg(known.get_program()).args(arguments).current_dir(root);
        for (name, value) in known.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .env("XDG_CACHE_HOME", self.at("cache"))
            .env("TMPDIR", self.at("temporary"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Has a command use a git that notes its number and hangs at the calls that match a pattern of the
    /// shell.
    fn hang_git(&self, command: &mut Command, calls: &str) {
        let path = std::env::var_os("PATH").unwrap();
        let real = std::env::split_paths(&path).map(|folder| folder.join("git"));
        let real = real.into_iter().find(|git| git.is_file()).unwrap();
        let text = format!(
            "#!/bin/sh\ncase \"$*\" in\n{calls}) echo $$ >> '{}'; exec sleep 600 ;;\nesac\nexec '{}' \"$@\"\n",
            self.at("hanging").display(),
            real.display()
        );
        script(&self.at("path/git"), &text);
        let folders = std::iter::once(self.at("path")).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).unwrap());
    }

    /// Waits until git hangs.
    fn wait_for_git(&self) {
        let begun = Instant::now();
        while !self.at("hanging").exists() {
            assert!(begun.elapsed() < PATIENCE, "git is not called");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Checks that no git hangs any more, and that nothing temporary is left, in the cache neither.
    #[track_caller]
    fn assert_clean(&self, what: &str) {
        for number in fs::read_to_string(self.at("hanging")).unwrap_or_default().lines() {
            let place = Path::new("/proc").join(number);
            let begun = Instant::now();
            // It is gone as soon as whoever inherits it has looked at it.
            while fs::read_to_string(place.join("cmdline")).is_ok_and(|line| line.contains("sleep"))
            {
                assert!(begun.elapsed() < PATIENCE, "{what}: git still runs");
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let left = |name: &str| -> Vec<PathBuf> {
            let entries = fs::read_dir(self.at(name)).into_iter().flatten();
            entries.map(|entry| entry.unwrap().path()).collect()
        };
        assert!(left("temporary").is_empty(), "{what}: {:?}", left("temporary"));
        let drafts = left("cache/ctx-analyze");
        let is_draft = |path: &&PathBuf| path.to_string_lossy().contains("draft");
        assert_eq!(drafts.iter().find(is_draft), None, "{what}");
    }
}

/// Waits for the end of a run, and returns its output.
#[track_caller]
fn end(mut child: Child, what: &str) -> Output {
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{what}: it does not end");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.wait_with_output().unwrap()
}

/// Checks that a run ended with exit code 2 and one line on standard error, which is returned.
#[track_caller]
fn one_line(output: &Output, what: &str) -> String {
    one_line_at(output, 2, what)
}

/// Checks that a run ended with an exit code and one line on standard error, which is returned.
#[track_caller]
fn one_line_at(output: &Output, code: i32, what: &str) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let ended = (output.status.code(), output.status.signal());
    assert_eq!(ended, (Some(code), None), "{what}: {said}");
    assert!(said.starts_with("ctx: ") && said.lines().count() == 1, "{what}: {said}");
    said
}

/// Makes a repository in which a run takes a while: some hundred files and a past.
fn large() -> GitRepository {
    let repository = GitRepository::with_past();
    let functions: Vec<String> =
        (0..40).map(|number| format!("// F{number} counts.\nfunc F{number}() {{}}\n")).collect();
    for number in 0..300 {
        let code = format!("package p{number}\n\n{}", functions.join("\n"));
        repository.write(format!("many/p{number}/file.go"), code);
        repository.write(format!("many/p{number}/notes.md"), "# Orders\n\nA list of orders.\n");
    }
    repository.commit("Add many files");
    repository
}
