//! Which worktrees are listed, with what, and that nothing is changed by it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{names, of, parsed, project, track, worktree};
use crate::harness::{answer, commit, ctx_in, git_in, refusal, tick, write};

#[test]
fn without_worktrees_it_says_what_to_type() {
    let repository = project();
    for command in ["list", "status"] {
        let text = answer(&mut ctx_in(repository.path(), &[command]));
        assert!(text.contains("No worktrees of repository"), "{text}");
        assert!(text.contains("ctx worktree create"), "{text}");
        assert_eq!(names(&parsed(repository.path(), &[command])), [""; 0]);
    }
}

#[test]
fn it_lists_branch_base_commits_dirt_and_tasks() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One"), ("T2", "Two"), ("T9", "Gone")], &[]);
    let hand = worktree(&repository, "hand", "feature");
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    tick(&docs, "T1");
    write(&docs, "new", "1");
    write(&docs, "x.log", "ignored");
    tick(&hand, "T3");
    repository.write("main", "1");
    let head = repository.commit("Go on");

    let text = answer(&mut ctx_in(repository.path(), &["list"]));
    let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("repository").starts_with('*'), "{text}");
    for part in
        ["work/docs", "main", "1 commit ahead, 1 behind", "1 changed, 1 new", "1 of 3 tasks done"]
    {
        assert!(line("docs").contains(part), "{part}: {text}");
    }
    for part in ["feature", "1 commit behind", "1 changed", "1 task finished"] {
        assert!(line("feature").contains(part), "{part}: {text}");
    }
    assert!(text.contains("not made by ctx"), "{text}");

    // From inside a worktree it is the same but for where one stands.
    let inside = parsed(&docs, &["list"]);
    assert_eq!(names(&inside), ["docs", "feature"]);
    assert_eq!(inside["main"]["head"], head);
    assert_eq!([&inside["main"]["here"], &of(&inside, "docs")["here"]], [false, true]);
    assert_eq!(inside["forecast"], Value::Null);
    let docs = of(&inside, "docs");
    assert_eq!([&docs["ahead"], &docs["behind"]], [1, 1]);
    assert_eq!(docs["uncommitted"], json!({"changed": 1, "untracked": 1, "unmerged": 0}));
    let states: Vec<&Value> =
        docs["tasks"].as_array().unwrap().iter().map(|task| &task["state"]).collect();
    assert_eq!(states, [&json!("done"), &json!("open"), &Value::Null]);
    let hand = of(&inside, "feature");
    assert_eq!([&hand["made_by_ctx"], &hand["planned"]], [false, false]);
    assert_eq!(hand["tasks"][0]["id"], "T3");
    assert_eq!(hand["base"], repository.git(&["rev-parse", "HEAD~1"]));
}

#[test]
fn a_worktree_is_named_by_track_branch_or_path() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &[]);
    worktree(&repository, "other", "work/other");
    for name in ["docs", "work/docs", docs.to_str().unwrap(), "../project-docs"] {
        let document = parsed(repository.path(), &["status", name]);
        assert_eq!(names(&document), ["docs"], "{name}");
    }
    assert_eq!(names(&parsed(&docs, &["status", "."])), ["docs"]);
    assert_eq!(names(&parsed(&docs, &["status", "other"])), ["other"]);
    let error = refusal(&mut ctx_in(&docs, &["status", "dogs"]));
    assert!(error.contains("\"dogs\"") && error.contains("docs, other"), "{error}");
    let text = answer(&mut ctx_in(&docs, &["status", "docs"]));
    assert!(text.starts_with("Worktree docs of repository"), "{text}");
    assert!(text.contains("T1") && text.contains("One") && !text.contains("other"), "{text}");
}

#[test]
fn nothing_is_changed() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &["a"]);
    let other = worktree(&repository, "other", "other");
    write(&docs, "a", "docs\n");
    write(&docs, "new", "docs\n");
    write(&other, "a", "other\n");
    write(&other, "staged", "other\n");
    git_in(&other, &["add", "staged"]);
    // As it was, but written later: git would like to note the time.
    write(&docs, "b", "1\n2\n3\n");
    let state = || {
        let mut files = Vec::new();
        walk(repository.path().parent().unwrap(), &mut files);
        files
    };
    let before = state();
    for arguments in [&["list"][..], &["status"], &["status", "docs"]] {
        for folder in [repository.path(), &docs] {
            ctx_in(folder, arguments).assert().code(0);
        }
    }
    assert!(before.len() > 40);
    assert_eq!(state(), before);
}

/// Collects every file with its bytes, the repository's own among them.
fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
}

#[test]
fn outside_a_repository_there_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["list", "status"] {
        let error = refusal(&mut ctx_in(folder.path(), &[command]));
        assert!(error.contains("not in a git repository"), "{error}");
    }
    let repository = project();
    let text = answer(ctx_in(folder.path(), &["list", "-C"]).arg(repository.path()));
    assert!(text.contains("No worktrees"), "{text}");
    refusal(&mut ctx_in(repository.path(), &["status", "--watch=0"]));
    refusal(&mut ctx_in(repository.path(), &["status", "--watch", "--check"]));
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "the program itself, read while it runs")]
fn watching_prints_again_only_what_changed() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &[]);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ctx"));
    command.current_dir(repository.path()).env("NO_COLOR", "1");
    command.args(["worktree", "status", "--watch=1", "--output-format", "json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(of(&next(), "docs")["tasks"][0]["state"], "open");
    // Long enough to be looked at again, to no effect.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    tick(&docs, "T1");
    assert_eq!(of(&next(), "docs")["tasks"][0]["state"], "done");
    child.kill().unwrap();
    child.wait().unwrap();
}
