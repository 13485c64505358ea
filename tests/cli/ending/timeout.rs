//! `--timeout`.

use std::fs;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{PATIENCE, Place, end, one_line};
use crate::harness::{GitRepository, Project, analyze, answer, ctx, orders_service, refusal};

/// Calls of git in which a command hangs.
const HANGING: [(&[&str], &str); 5] = [
    (&["analyze"], "*' log '*"),
    (&["next"], "*' log '*"),
    (&["check"], "*' ls-files '*"),
    (&["backtest"], "*' log '*"),
    (&["analyze", "--output-file", "answer.txt"], "*' cat-file '*|*' log '*"),
];

#[test]
fn a_run_that_hangs_ends_with_one_line_and_nothing_written() {
    for (arguments, calls) in HANGING {
        let what = arguments.join(" ");
        let repository = GitRepository::with_past();
        let place = Place::new();
        let arguments = [arguments, &["--timeout", "300ms"]].concat();
        let mut command = place.run(repository.path(), "", &arguments);
        place.hang_git(&mut command, calls);
        let begun = Instant::now();
        let child = command.spawn().unwrap();
        place.wait_for_git();
        let output = end(child, &what);
        assert!(begun.elapsed() >= Duration::from_millis(300));
        let said = one_line(&output, &what);
        assert!(said.contains("no answer within 300ms: it was still "), "{what}: {said}");
        assert!(
            said.ends_with("Allow more time with --timeout, or leave it out\n"),
            "{what}: {said}"
        );
        assert!(output.stdout.is_empty(), "{what}");
        assert!(!repository.path().join("answer.txt").exists());
        assert!(!repository.path().join(".git/ctx").exists());
        place.assert_clean(&what);
    }
}

#[test]
fn the_status_of_worktrees_leaves_no_trial_merge_behind() {
    let project = Project::new();
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    let place = Place::new();
    let main = &project.main;
    let mut command = place.run(main, "", &["worktree", "status", "--timeout", "300ms"]);
    place.hang_git(&mut command, "*' merge-tree '*|*' write-tree'*");
    let child = command.spawn().unwrap();
    place.wait_for_git();
    let output = end(child, "status");
    one_line(&output, "status");
    assert!(output.stdout.is_empty());
    place.assert_clean("status");
}

#[test]
fn a_program_reads_why_there_is_no_answer() {
    let repository = GitRepository::with_past();
    let place = Place::new();
    let arguments = ["analyze", "--tasks", "-", "--output-format", "json", "--timeout", "200ms"];
    let mut command = place.run(repository.path(), "", &arguments);
    // Standard input stays open.
    let child = command.stdin(Stdio::piped()).spawn().unwrap();
    let input = end_with_open_input(child);
    let said = one_line(&input, "json");
    assert!(said.contains("it was still reading the backlog"), "{said}");
    let error: serde_json::Value = serde_json::from_slice(&input.stdout).unwrap();
    assert_eq!(error["error"]["id"], "timed-out");
}

fn end_with_open_input(mut child: std::process::Child) -> std::process::Output {
    let input = child.stdin.take();
    let output = end(child, "open input");
    drop(input);
    output
}

#[test]
fn an_answer_that_is_begun_comes_whole() {
    let place = Place::new();
    let root = orders_service();
    let expected = answer(analyze(&root).args([
        "--no-keep",
        "--history-depth",
        "0",
        "--output-format",
        "json",
    ]));
    let arguments = [
        "analyze",
        "--root",
        ".",
        "--no-keep",
        "--history-depth",
        "0",
        "--output-format",
        "json",
        "--timeout",
        "4s",
    ];
    let mut child = place.run(&root, "", &arguments).spawn().unwrap();
    let begun = Instant::now();
    let mut output = child.stdout.take().unwrap();
    let mut first = [0];
    output.read_exact(&mut first).unwrap();
    // The pipe does not take the rest, so the program waits for its reader until the time is over.
    assert!(expected.len() > 1 << 16, "{}", expected.len());
    std::thread::sleep(Duration::from_secs(5).saturating_sub(begun.elapsed()));
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert!(format!("{}{rest}", char::from(first[0])) == expected);
    assert_eq!(end(child, "slow reader").status.code(), Some(0));
}

#[test]
fn a_limit_that_is_not_reached_changes_nothing() {
    let repository = GitRepository::with_past();
    for command in [&["analyze"][..], &["next"], &["check", "--exit-zero"]] {
        let run =
            |more: &[&str]| answer(ctx().current_dir(repository.path()).args(command).args(more));
        assert_eq!(run(&["--timeout", "1h"]), run(&[]), "{command:?}");
    }
    assert!(PATIENCE > Duration::from_secs(1));
    let said = refusal(ctx().current_dir(repository.path()).args(["analyze", "--timeout", "0"]));
    assert!(said.contains("such as 30s"), "{said}");
    assert!(!fs::exists(repository.path().join("answer.txt")).unwrap());
}
