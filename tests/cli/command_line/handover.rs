//! Commands that are not ours, handed to another `ctx`: a stand-in that is built here.

#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

use crate::harness::{GitRepository, answer, install, refusal, script};

/// Source of a program that prints its arguments, one a line between bars, then its input, and ends as
/// `exit N` says.
const STAND_IN: &str = r#"
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
fn main() {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let mut out = std::io::stdout();
    for argument in &arguments {
        out.write_all(b"|").unwrap();
        out.write_all(argument.as_bytes()).unwrap();
        out.write_all(b"|\n").unwrap();
    }
    if arguments == ["--help"] {
        println!("STAND-IN COMMANDS\n\tstatus  how it stands");
        return;
    }
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).unwrap();
    out.write_all(&input).unwrap();
    out.flush().unwrap();
    if arguments.first().is_some_and(|first| first == "abort") {
        std::process::abort();
    }
    if arguments.first().is_some_and(|first| first == "exit") {
        std::process::exit(arguments[1].to_str().unwrap().parse().unwrap());
    }
}
"#;

fn stand_in() -> &'static Path {
    static BUILT: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, program) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let (source, program) = (folder.path().join("ctx.rs"), folder.path().join("ctx"));
        fs::write(&source, STAND_IN).unwrap();
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut command = Command::new(rustc);
        command.args(["--edition", "2021", "-o"]).arg(&program).arg(&source).assert().success();
        (folder, program)
    });
    program
}

fn ours() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ctx"))
}

/// Folders for a PATH, made by need.
struct Folders(TempDir);

impl Folders {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.0.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Makes a folder in which `ctx` is a link to `program`.
    fn link(&self, name: &str, program: &Path) -> PathBuf {
        let folder = self.folder(name);
        symlink(program, folder.join("ctx")).unwrap();
        folder
    }

    /// Makes a folder in which `ctx` is a copy of ours.
    fn copy(&self, name: &str) -> PathBuf {
        let folder = self.folder(name);
        install(ours(), &folder.join("ctx"));
        folder
    }

    /// Makes a folder in which `ctx` is such a shell script.
    fn script(&self, name: &str, text: &str) -> PathBuf {
        let folder = self.folder(name);
        script(&folder.join("ctx"), &format!("#!/bin/sh\n{text}\n"));
        folder
    }
}

/// Returns `program` with a PATH of these folders and the system's.
fn run(program: &Path, path: &[&Path]) -> Command {
    let git: Vec<PathBuf> = ["/usr/bin", "/bin"].map(PathBuf::from).into();
    let system = git.into_iter().filter(|folder| !folder.join("ctx").exists());
    let path = path.iter().map(|folder| folder.to_path_buf()).chain(system);
    let mut command = Command::new(program);
    command.env("PATH", std::env::join_paths(path).unwrap()).env_remove("CTX_ANALYZE_HANDOVER");
    command.env("XDG_CACHE_HOME", "/dev/null").timeout(Duration::from_secs(60));
    command
}

#[test]
fn arguments_input_and_exit_code_pass_unchanged() {
    let folders = Folders::new();
    let other = folders.link("other", stand_in());
    let odd = OsString::from_vec(b"\xff\xfe=\n".to_vec());
    let arguments: [&OsStr; 6] = ["exit", "7", "", "--help", "-x=1"]
        .map(OsStr::new)
        .iter()
        .copied()
        .chain([odd.as_os_str()])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let mut command = run(ours(), &[&other]);
    let output = command.args(arguments).write_stdin(b"in\xffput".to_vec()).assert().code(7);
    let mut expected = Vec::new();
    for argument in arguments {
        expected.extend([b"|", argument.as_bytes(), b"|\n"].concat());
    }
    expected.extend(b"in\xffput");
    assert_eq!(output.get_output().stdout, expected);
    assert!(output.get_output().stderr.is_empty());
}

#[test]
fn a_signal_ends_both() {
    use std::os::unix::process::ExitStatusExt;
    let folders = Folders::new();
    let other = folders.link("other", stand_in());
    let output = run(ours(), &[&other]).arg("abort").output().unwrap();
    assert_eq!(output.status.signal(), Some(6));
}

#[test]
fn unknown_options_and_help_of_theirs_go_along() {
    let folders = Folders::new();
    let other = folders.link("other", stand_in());
    for arguments in [&["--context-dir", "x", "status"][..], &["help", "status"], &["--odd"]] {
        let text = answer(run(ours(), &[&other]).args(arguments));
        let expected = format!("|{}|\n", arguments.join("|\n|"));
        assert_eq!(text, expected);
    }
    // A typo of ours may be a command of theirs.
    assert_eq!(answer(run(ours(), &[&other]).arg("analyse")), "|analyse|\n");
    assert!(answer(run(ours(), &[&other]).args(["analyze", "--help"])).contains("--explain"));
    assert!(answer(run(ours(), &[&other]).arg("-V")).starts_with("ctx "));
}

#[test]
fn links_to_ours_are_passed_over() {
    let folders = Folders::new();
    let (first, second) = (folders.link("first", ours()), folders.link("second", ours()));
    let hard = folders.folder("hard");
    let real = ours().canonicalize().unwrap();
    if fs::hard_link(&real, hard.join("ctx")).is_err() {
        symlink(&real, hard.join("ctx")).unwrap();
    }
    let other = folders.link("other", stand_in());
    let path = [first.as_path(), &second, &hard, &other];
    assert_eq!(answer(run(&first.join("ctx"), &path).arg("status")), "|status|\n");
    assert_eq!(answer(run(&hard.join("ctx"), &path).arg("status")), "|status|\n");
    let error = refusal(run(&first.join("ctx"), &path[..3]).arg("status"));
    assert!(error.contains("no other ctx on the PATH"), "{error}");
}

#[test]
fn copies_of_ours_end_at_the_other_or_at_an_error() {
    let folders = Folders::new();
    let (one, two) = (folders.copy("one"), folders.copy("two"));
    let other = folders.link("other", stand_in());
    let path = [one.as_path(), &two, &other];
    for program in [one.join("ctx"), two.join("ctx"), ours().to_owned()] {
        assert_eq!(answer(run(&program, &path).arg("status")), "|status|\n");
        let error = refusal(run(&program, &path[..2]).arg("status"));
        assert!(error.starts_with("ctx: status: not a command of ctx"), "{error}");
    }
}

#[test]
fn a_script_that_calls_us_back_ends_at_an_error() {
    let folders = Folders::new();
    let back = folders.script("back", &format!("exec '{}' \"$@\"", ours().display()));
    let error = refusal(run(ours(), &[&back]).arg("status"));
    assert!(error.contains("no other ctx"), "{error}");
    let more = folders.script("more", &format!("'{}' \"$@\" more", ours().display()));
    let error = refusal(run(ours(), &[&more]).arg("status"));
    assert!(error.contains("in a circle"), "{error}");
}

#[test]
fn a_command_of_theirs_may_run_another_one() {
    let folders = Folders::new();
    let text = "if [ \"$1\" = outer ]; then ctx inner; else echo \"$1\"; fi";
    let (first, other) = (folders.link("first", ours()), folders.script("other", text));
    assert_eq!(answer(run(ours(), &[&first, &other]).arg("outer")), "inner\n");
}

#[test]
fn only_what_comes_after_ours_and_lies_in_absolute_folders() {
    let folders = Folders::new();
    let (first, other) = (folders.link("first", ours()), folders.link("other", stand_in()));
    let mut command = run(&first.join("ctx"), &[&other, &first]);
    assert!(refusal(command.arg("status")).contains("no other ctx"));
    let relative = [Path::new("other"), Path::new(""), Path::new(".")];
    let mut command = run(ours(), &relative);
    let error = refusal(command.arg("status").current_dir(folders.0.path().join("other")));
    assert!(error.contains("no other ctx"), "{error}");
}

#[test]
fn without_another_a_typo_is_told() {
    let error = refusal(run(ours(), &[]).arg("analyse"));
    assert!(error.contains("did you mean `ctx analyze`?"), "{error}");
    let error = refusal(run(ours(), &[]).arg("\u{1b}[2Jgone"));
    assert!(!error.contains('\u{1b}'), "{error:?}");
    let folders = Folders::new();
    let broken = folders.folder("broken");
    fs::write(broken.join("ctx"), "no program").unwrap();
    let error = refusal(run(ours(), &[&broken]).arg("status"));
    assert!(error.contains("no other ctx"), "not executable: {error}");
}

#[test]
fn init_is_refused_in_a_linked_worktree_only() {
    let folders = Folders::new();
    let other = folders.link("other", stand_in());
    let repository = GitRepository::with_past();
    let linked = repository.beside("linked");
    repository.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    let error = refusal(run(ours(), &[&other]).arg("init").current_dir(linked.join("docs")));
    assert!(error.contains("tracked in git") && error.contains("overwrite shared"), "{error}");
    for arguments in [&["-C", "..", "init"][..], &["--context-dir", "x", "init", "--force"]] {
        let error = refusal(run(ours(), &[&other]).args(arguments).current_dir(&linked));
        assert!(error.contains("overwrite shared"), "{error}");
    }
    for harmless in [["init", "--help"], ["init", "-h"], ["help", "init"], ["add", "init"]] {
        let text = answer(run(ours(), &[&other]).args(harmless).current_dir(&linked));
        assert_eq!(text, format!("|{}|\n|{}|\n", harmless[0], harmless[1]));
    }
    for folder in [repository.path(), folders.0.path()] {
        let text = answer(run(ours(), &[&other]).args(["init", "--force"]).current_dir(folder));
        assert_eq!(text, "|init|\n|--force|\n");
    }
}

#[test]
fn help_shows_both() {
    let folders = Folders::new();
    let other = folders.link("other", stand_in());
    let text = answer(run(ours(), &[&other]).arg("--help"));
    let heading = format!("Other commands are handed to {}:", other.join("ctx").display());
    let (our_part, their_part) = text.split_once(&heading).unwrap();
    assert!(our_part.contains("analyze") && their_part.contains("status  how it stands"), "{text}");
    let alone = answer(run(ours(), &[]).arg("--help"));
    assert!(alone.contains("there is none"), "{alone}");
    for arguments in [&["-h"][..], &["help"], &["help", "--help"], &["help", "-h"]] {
        let text = answer(run(ours(), &[&other]).args(arguments));
        let (our_part, their_part) = text.split_once(&heading).unwrap();
        assert!(our_part.contains("analyze") && their_part.contains("how it stands"), "{text}");
    }
    assert!(!answer(run(ours(), &[&other]).args(["analyze", "--help"])).contains("handed to"));
}

#[test]
fn help_does_not_wait_for_a_program_that_hangs() {
    let folders = Folders::new();
    let slow = folders.script("slow", "sleep 30");
    let begun = Instant::now();
    let text = answer(run(ours(), &[&slow]).arg("--help"));
    assert!(text.contains("are handed to") && begun.elapsed() < Duration::from_secs(20), "{text}");
}
