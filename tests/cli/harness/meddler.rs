//! A git that fails, kills or interferes at a chosen call.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

use super::program::script;

/// A `git` before the real one on the path, which runs a script of the shell instead of chosen calls.
/// In the script, `$@` are the arguments, `$GIT` is the real git and `$PPID` the program under test.
pub struct Meddler {
    folder: TempDir,
}

/// Pattern of the shell for the calls that change something.
const CHANGING: &str = "*' worktree add '*|*' worktree remove '*|*' update-ref '*|*' merge --'*|\
    *' commit '*|*' rebase '*|*' reset '*|*' commit-tree '*|*' config --'*";

/// Command of the shell that makes the call as it was meant.
const AS_MEANT: &str = "exec \"$GIT\" \"$@\"";

impl Meddler {
    /// Meddles with the `at`th call that changes something.
    pub fn new(at: usize, script: &str) -> Self {
        Self::with(CHANGING, at, script)
    }

    /// Meddles with every call that changes something.
    pub fn every(script: &str) -> Self {
        Self::each(CHANGING, script)
    }

    /// Meddles with the `at`th call that matches a pattern of the shell.
    pub fn with(calls: &str, at: usize, script: &str) -> Self {
        let script = format!("if [ $count -ne {at} ]; then {AS_MEANT}; fi\n{script}");
        Self::each(calls, &script)
    }

    /// Meddles with all calls after the first that matches a pattern of the shell; `$count` is their
    /// number.
    pub fn after(call: &str, script: &str) -> Self {
        let script = format!(
            "case \"$*\" in\n{call}) : > \"$COUNT.begun\"; {AS_MEANT} ;;\nesac\n\
             if ! [ -e \"$COUNT.begun\" ]; then : > \"$COUNT\"; {AS_MEANT}; fi\n{script}"
        );
        Self::each("*", &script)
    }

    /// Meddles with none, but notes the number of the first call that matches a pattern of the shell.
    pub fn noting(call: &str) -> Self {
        let note = "[ -e \"$COUNT.first\" ] || echo $count > \"$COUNT.first\"";
        let script = format!("case \"$*\" in\n{call}) {note} ;;\nesac\n{AS_MEANT}");
        Self::each("*", &script)
    }

    /// Runs `script` for all calls that match a pattern of the shell, but for readers of objects:
    /// these run beside others, so that their turn is not always the same. Each call adds a line to a
    /// file, since others may do so at the same time; the lines are counted by the shell itself, which
    /// is faster than by another program.
    pub fn each(calls: &str, script_text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let real = std::env::split_paths(&path).map(|folder| folder.join("git"));
        let real = real.into_iter().find(|git| git.is_file()).unwrap();
        let text = format!(
            "#!/bin/sh\nGIT='{}'\nCOUNT='{}'\ncase \"$*\" in\n\
             *' cat-file --batch'*) {AS_MEANT} ;;\n{calls}) ;;\n*) {AS_MEANT} ;;\nesac\n\
             echo >> \"$COUNT\"\ncount=0\n\
             while read -r _; do count=$((count + 1)); done < \"$COUNT\"\n{script_text}\n",
            real.display(),
            folder.path().join("count").display(),
        );
        script(&folder.path().join("git"), &text);
        Self { folder }
    }

    /// Returns how many calls it has met.
    pub fn met(&self) -> usize {
        self.read("count").map_or(0, |calls| calls.lines().count())
    }

    /// Returns the number of the call that it has noted.
    pub fn noted(&self) -> Option<usize> {
        self.read("count.first")?.trim().parse().ok()
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Has a command meet it.
    pub fn meets<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = std::env::var_os("PATH").unwrap();
        let mut folders = vec![self.folder.path().to_owned()];
        folders.extend(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).unwrap())
    }

    /// Has a command meet it, which must be killed by its script.
    #[track_caller]
    pub fn kills(&self, mut command: Command) {
        let output = self.meets(&mut command).output().unwrap();
        assert_eq!(output.status.code(), None, "it is to be killed: {output:?}");
    }
}
