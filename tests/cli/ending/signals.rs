//! Signals that end the program wherever it is.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};
use std::time::Duration;

use super::{Place, end, large};
use crate::harness::{GitRepository, Project};

#[expect(clippy::disallowed_methods, reason = "the standard library sends no signals")]
fn send(signal: &str, to: &Child) {
    // It may have ended.
    let _ = Command::new("kill").args(["-s", signal, &to.id().to_string()]).output().unwrap();
}

/// Resets a signal that whoever runs the tests may ignore.
const AWAKE: &str = "trap - INT TERM HUP";

#[test]
fn each_signal_ends_a_run_and_git() {
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for (arguments, calls) in [
            (&["analyze"][..], "*' log '*"),
            (&["check"], "*' ls-files '*"),
            (&["next"], "*' log '*"),
        ] {
            let what = format!("{signal} {arguments:?}");
            let repository = GitRepository::with_past();
            let place = Place::new();
            let mut command = place.run(repository.path(), AWAKE, arguments);
            place.hang_git(&mut command, calls);
            let child = command.spawn().unwrap();
            place.wait_for_git();
            send(signal, &child);
            let output = end(child, &what);
            assert_eq!(output.status.signal(), Some(number), "{what}: {:?}", output.status);
            assert!(output.stdout.is_empty(), "{what}");
            place.assert_clean(&what);
        }
    }
}

#[test]
fn an_interrupted_status_leaves_no_trial_merge_behind() {
    for (arguments, code) in [(&["status"][..], None), (&["status", "--watch"], Some(0))] {
        let project = Project::new();
        project.create(&["docs"]);
        project.work("docs", "docs/new.md", "T1");
        let place = Place::new();
        let arguments = [&["worktree"], arguments].concat();
        let mut command = place.run(&project.main, AWAKE, &arguments);
        place.hang_git(&mut command, "*' merge-tree '*|*' write-tree'*");
        let child = command.spawn().unwrap();
        place.wait_for_git();
        send("INT", &child);
        let output = end(child, "status");
        assert_eq!(output.status.code(), code, "{output:?}");
        assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
        place.assert_clean("status");
    }
}

#[test]
fn a_replay_without_an_answer_ends_at_once() {
    let repository = GitRepository::with_past();
    let place = Place::new();
    let mut command = place.run(repository.path(), AWAKE, &["backtest"]);
    place.hang_git(&mut command, "*' log '*");
    let child = command.spawn().unwrap();
    place.wait_for_git();
    send("INT", &child);
    let output = end(child, "backtest");
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(output.stdout.is_empty());
    place.assert_clean("backtest");
}

#[test]
fn an_interrupt_at_any_moment_leaves_nothing_behind() {
    let repository = large();
    let mut interrupted = [0; 4];
    let ways: [(&str, i32, &[&str]); 4] = [
        ("INT", 2, &["analyze", "--output-file", "../answer.txt"]),
        ("TERM", 15, &["check", "--exit-zero", "--output-format", "json=../answer.txt"]),
        ("HUP", 1, &["analyze", "--output-format", "html", "--output-file", "../answer.txt"]),
        (
            "INT",
            2,
            &["analyze", "--no-cache", "--output-format=json", "--output-file=../answer.txt"],
        ),
    ];
    for (moment, way) in (0..24).zip((0..ways.len()).cycle()) {
        let (signal, number, arguments) = ways[way];
        let place = Place::new();
        let child = place.run(repository.path(), AWAKE, arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment * moment * 2));
        send(signal, &child);
        let output = end(child, "analyze");
        let file = repository.beside("answer.txt");
        match output.status.signal() {
            Some(ended) if ended == number => interrupted[way] += 1,
            _ => assert!(output.status.success() && file.exists(), "{output:?}"),
        }
        let beside = file.parent().unwrap().read_dir().unwrap();
        let left = beside.map(|entry| entry.unwrap().file_name());
        let left: Vec<_> =
            left.filter(|name| name.to_string_lossy().starts_with(".ctx-")).collect();
        assert!(left.is_empty(), "{left:?}");
        place.assert_clean("analyze");
        let _ = std::fs::remove_file(file);
    }
    assert!(interrupted.iter().all(|&count| count >= 1), "{interrupted:?}");
}
