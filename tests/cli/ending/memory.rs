//! Runs with too little memory.

use std::fmt::Write;
use std::fs;

use super::{Place, end, large, one_line, one_line_at};

#[test]
fn a_run_with_too_little_memory_ends_with_one_line() {
    let repository = large();
    let arguments = ["analyze", "--no-keep", "--output-file", "../answer.txt"];
    let (mut answered, mut refused) = (0, 0);
    // From too little to load the program on, up to enough.
    for mebibytes in (24..=600).step_by(24) {
        let what = format!("{mebibytes} MiB");
        let place = Place::new();
        let before = format!("ulimit -v {}", mebibytes << 10);
        let version = place.run(repository.path(), &before, &["--version"]).spawn().unwrap();
        if !end(version, &what).status.success() {
            // The system does not even load it.
            continue;
        }
        let output = end(place.run(repository.path(), &before, &arguments).spawn().unwrap(), &what);
        let file = repository.beside("answer.txt");
        if output.status.success() {
            answered += 1;
            assert!(file.exists(), "{what}");
            fs::remove_file(file).unwrap();
        } else {
            refused += 1;
            one_line(&output, &what);
            assert!(!file.exists(), "{what}");
        }
        assert!(output.stdout.is_empty(), "{what}");
        place.assert_clean(&what);
    }
    assert!(answered >= 1 && refused >= 1, "{answered} answered, {refused} refused");
}

/// Git would take the exit code of other commands for a conflict, and lose what the other side changed.
#[test]
fn a_merge_driver_with_too_little_memory_has_git_abort_the_merge() {
    let place = Place::new();
    let base = (0..3000).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "- [ ] T{number}: do it w{number} well");
        text
    });
    let ticked = |task: &str| base.replace(&format!("[ ] {task}:"), &format!("[x] {task}:"));
    let (ours, theirs) = (ticked("T5"), ticked("T77"));
    let (mut merged, mut refused) = (0, 0);
    for mebibytes in (40..=160).step_by(8) {
        let what = format!("{mebibytes} MiB");
        let before = format!("ulimit -v {}", mebibytes << 10);
        let root = place.folder.path();
        let version = place.run(root, &before, &["--version"]).spawn().unwrap();
        if !end(version, &what).status.success() {
            continue;
        }
        for (name, text) in [("base.md", &base), ("ours.md", &ours), ("theirs.md", &theirs)] {
            fs::write(place.at(name), text).unwrap();
        }
        let driver = ["worktree", "merge-tasks", "--path", "TASKS.md"];
        let files = ["base.md", "ours.md", "theirs.md"];
        let arguments = [&driver[..], &files[..]].concat();
        let output = end(place.run(root, &before, &arguments).spawn().unwrap(), &what);
        let result = fs::read_to_string(place.at("ours.md")).unwrap();
        if output.status.success() {
            merged += 1;
            assert!(result.contains("[x] T5:") && result.contains("[x] T77:"), "{what}");
        } else {
            refused += 1;
            one_line_at(&output, 129, &what);
            assert_eq!(result, ours, "{what}");
        }
        place.assert_clean(&what);
    }
    assert!(merged >= 1 && refused >= 1, "{merged} merged, {refused} refused");
}
