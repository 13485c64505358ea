//! Where the answer goes: standard output, a file, a pipe; with and without colours.

use std::fs;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;

use crate::harness::{GitRepository, Tree, answer, ctx, orders_service, refusal, valid};

#[test]
fn a_pipe_gets_no_escapes_unless_asked_for() {
    let repository = Tree::small();
    assert!(!answer(&mut repository.analyze()).contains('\u{1b}'));
    let forced = answer(repository.analyze().args(["--color", "always"]));
    assert!(forced.contains('\u{1b}'));
    let never = answer(repository.analyze().args(["--color", "never"]).env("CLICOLOR_FORCE", "1"));
    assert!(!never.contains('\u{1b}'));
}

#[test]
fn no_color_wins_over_force() {
    let repository = Tree::small();
    let forced = answer(repository.analyze().env("CLICOLOR_FORCE", "1"));
    assert!(forced.contains('\u{1b}'));
    let plain = answer(repository.analyze().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"));
    assert!(!plain.contains('\u{1b}'));
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let repository = Tree::small();
    for format in ["text", "json"] {
        let printed = answer(repository.analyze().args(["--output-format", format]));
        let arguments = ["--output-format", format, "--output-file", "../answer"];
        let outside = repository.path().join("run");
        fs::create_dir_all(&outside).unwrap();
        let silent = answer(repository.analyze().current_dir(&outside).args(arguments));
        assert_eq!(silent, "");
        assert_eq!(repository.read("answer"), printed);
        fs::remove_file(repository.path().join("answer")).unwrap();
    }
}

#[test]
fn programs_read_why_there_is_no_answer() {
    let (empty, small) = (Tree::with(&[("a.go", "package a\n")]), Tree::small());
    let repository = GitRepository::with_past();
    let (empty, small, tracked) = (empty.path(), small.path(), repository.path());
    for (folder, arguments, id) in [
        (empty, &["analyze"][..], "no-backlog"),
        (small, &["analyze", "--task", "T99"], "no-match"),
        (small, &["analyze", "--explain", "T99"], "no-match"),
        (small, &["analyze", "--hint", "T99"], "hint"),
        (small, &["analyze", "--root", "none"], "no-folder"),
        (small, &["analyze", "--tasks", "none.md"], "unreadable-backlog"),
        (small, &["analyze", "--max-tracks", "9"], "too-many-tracks"),
        (small, &["analyze", "--output-file", "TASKS.md"], "output-is-backlog"),
        (tracked, &["next", "--track", "none"], "no-tracks"),
        (tracked, &["worktree", "list", "--root", "none"], "no-folder"),
        (tracked, &["worktree", "status", "none"], "no-worktree"),
        (tracked, &["worktree", "status", "none", "--watch"], "no-worktree"),
        (small, &["backtest", "--root", "none"], "no-folder"),
        (small, &["backtest", "--cases", "none", "--clones", "."], "unreadable-cases"),
    ] {
        let mut command = ctx();
        command.current_dir(folder).args(arguments);
        let said = refusal(&mut command);
        let output = command.args(["--output-format", "json"]).assert().code(2);
        let output = output.get_output();
        assert_eq!(String::from_utf8_lossy(&output.stderr), said, "{arguments:?}");
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        let error = &valid(&text, "error")["error"];
        assert_eq!(error["id"], id, "{arguments:?}");
        let message = format!("ctx: {}\n", error["message"].as_str().unwrap());
        assert_eq!(message, said, "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_told_to_people_alone() {
    let repository = Tree::small();
    let mut command = repository.analyze();
    assert!(refusal(command.args(["--output-format", "json", "--none"])).contains("--none"));
}

#[test]
fn a_failed_run_leaves_the_file_as_it_was() {
    let repository = Tree::with(&[("answer.json", "what was there")]);
    refusal(repository.analyze().args(["--output-file", "answer.json"]));
    assert_eq!(repository.read("answer.json"), "what was there");
    assert_eq!(fs::read_dir(repository.path()).unwrap().count(), 2, ".git and the file");

    let repository = Tree::small();
    let before = repository.read("TASKS.md");
    let error = refusal(repository.analyze().args(["--output-file", "TASKS.md"]));
    assert!(error.contains("is the backlog itself"), "{error}");
    assert_eq!(repository.read("TASKS.md"), before);

    let error = refusal(Tree::small().analyze().args(["--output-file", "no/answer"]));
    assert!(error.contains("its folder does not exist"), "{error}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "assert_cmd cannot close the pipe early")]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = Command::new(cargo_bin!("ctx"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Runs a shell command with `$CTX` as the program. Returns its code and its standard error.
#[expect(clippy::disallowed_methods, reason = "assert_cmd cannot close standard output")]
fn shell(line: &str) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", line])
        .env("CTX", cargo_bin!("ctx"))
        .env("PATH", "/usr/bin:/bin")
        .current_dir(Tree::small().path())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_standard_output_that_takes_nothing_is_an_error() {
    for arguments in [
        "--help",
        "--version",
        "-h",
        "analyze --help",
        "worktree create --help",
        "help worktree",
        "completions bash",
        "man",
        "analyze -C \"$FIXTURE\" --history-depth 0 --no-keep",
    ] {
        let fixture = orders_service();
        let run = |to: &str| {
            shell(&format!("FIXTURE='{}'; \"$CTX\" {arguments} {to}", fixture.display()))
        };
        for to in [">&-", ">/dev/full"] {
            let (code, said) = run(to);
            assert_eq!(code, Some(2), "{arguments} {to}: {said}");
            assert!(said.starts_with("ctx: cannot write to standard output: "), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
        assert_eq!(run(">/dev/null"), (Some(0), String::new()), "{arguments}");
    }
}

#[test]
fn threads_that_cannot_be_started_are_told_once() {
    let (fixture, repository) = (orders_service(), GitRepository::with_past());
    for (arguments, option) in [
        ("analyze --no-keep --threads 250", "--threads"),
        ("analyze --no-keep --threads 256 --no-cache", "--threads"),
        ("analyze --no-keep --threads 250 --explain T1", "--threads"),
        ("analyze --no-keep --threads 250 --timeout 60s", "--threads"),
        ("analyze --no-keep --threads 250 --output-format html", "--threads"),
        ("backtest --jobs 250", "--jobs"),
    ] {
        let root = if option == "--jobs" { repository.path() } else { &fixture };
        let root = root.display();
        // With large stacks the memory ends at the third or fourth thread. Many small ones would take all of it,
        // and then it is chance in which thread it ends, and for what.
        let limits = "ulimit -v 400000; export RUST_MIN_STACK=100000000";
        let (code, said) = shell(&format!("{limits}; exec \"$CTX\" {arguments} --root '{root}'"));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.starts_with("ctx: cannot start 25"), "{said}");
        assert!(said.contains(&format!("; ask for fewer with {option}, or raise ")), "{said}");
        for once in ["os error", "threads: ", "unavailable"] {
            assert!(said.matches(once).count() <= 1, "{once}: {said}");
        }
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_link_without_a_target_is_written_through() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repository = Tree::small();
    let top = repository.path().to_owned();
    fs::create_dir(top.join("sub")).unwrap();
    symlink("target", top.join("link")).unwrap();
    symlink("sub/target", top.join("down")).unwrap();
    symlink("../target-above", top.join("sub/up")).unwrap();
    symlink(top.join("absolute"), top.join("to-absolute")).unwrap();
    symlink("second", top.join("first")).unwrap();
    symlink("third", top.join("second")).unwrap();
    for (link, target) in [
        ("link", "target"),
        ("down", "sub/target"),
        ("sub/up", "target-above"),
        ("to-absolute", "absolute"),
        ("first", "third"),
    ] {
        repository.analyze().args(["--output-file", link]).assert().code(0);
        assert!(repository.read(target).contains("T1"), "{link}");
        assert!(top.join(link).is_symlink(), "{link}");
        let mode = fs::symlink_metadata(top.join(target)).unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0, "{link}: nobody else may write it");
    }
}

#[test]
fn no_answer_is_written_into_the_git_directory() {
    use std::os::unix::fs::symlink;
    let repository = GitRepository::with_past();
    let top = repository.path().canonicalize().unwrap();
    repository.git(&["worktree", "add", "-q", "../other"]);
    symlink(".git/answer", top.join("link")).unwrap();
    symlink(".git", top.join("folder")).unwrap();
    symlink("folder/answer", top.join("second")).unwrap();
    fs::create_dir(top.join("sub")).unwrap();
    let absolute = top.join(".git/answer");
    for name in [
        ".git",
        ".git/answer",
        "./.git/./answer",
        ".git/hooks/../answer",
        "sub/../.git/answer",
        ".git/refs/heads/answer",
        ".git/worktrees/other/answer",
        absolute.to_str().unwrap(),
        "link",
        "folder/answer",
        "second",
        "../other/.git",
    ] {
        let mut command = ctx();
        let error = refusal(command.current_dir(&top).args(["analyze", "--output-file", name]));
        assert!(error.contains("in the git directory"), "{name}: {error}");
        let mut command = ctx();
        let to = format!("json={name}");
        let error = refusal(command.current_dir(&top).args(["check", "--output-format", &to]));
        assert!(error.contains("in the git directory"), "{name}: {error}");
        for place in ["", "refs/heads", "worktrees/other"] {
            assert!(!top.join(".git").join(place).join("answer").exists(), "{name}");
        }
    }
}
