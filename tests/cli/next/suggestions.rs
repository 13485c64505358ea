//! What to do next.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::harness::{GitRepository, answer, ctx, refusal, valid, words};

const TASKS: &str = "# Tasks\n\n## Phase 1\n\n- [x] T0: Begin\n\
    - [ ] T1: Make the frobnicator faster still\n\
    - [ ] T2: Describe the format in docs/format.md #priority:high\n\
    - [ ] T3: Change alpha/alpha.go #in-progress\n- [ ] T4: Wait for them #blocked\n\
    - [ ] Change gamma/gamma.go\n\n## Phase 2\n\n- [-] T5: Never\n\
    - [ ] T6: Change beta/beta.go\n";

fn repository() -> GitRepository {
    let repository = GitRepository::with_past();
    repository.write("TASKS.md", TASKS);
    repository.commit("Plan more");
    repository
}

fn next(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(folder).arg("next").args(arguments);
    command
}

fn document(folder: &Path, arguments: &[&str]) -> Value {
    let text = answer(next(folder, arguments).args(["--output-format", "json"]));
    valid(&text, "next")
}

fn ids(document: &Value) -> Vec<&str> {
    let suggestions = document["suggestions"].as_array().unwrap().iter();
    suggestions.map(|it| it["id"].as_str().unwrap()).collect()
}

/// Makes a worktree with its record, as if made for a track with these tasks.
fn worktree(repository: &GitRepository, name: &str, tasks: &[(&str, &str)]) -> std::path::PathBuf {
    let path = repository.beside(name);
    let branch = format!("work/{name}");
    repository.git(&["worktree", "add", "--quiet", "-b", &branch, path.to_str().unwrap()]);
    let task =
        |&(key, title): &(&str, &str)| json!({"key": key, "backlog": "TASKS.md", "title": title});
    let record = json!({
        "version": 1, "name": name, "path": path, "branch": branch, "base": "0".repeat(40),
        "base_branch": "main", "tasks": tasks.iter().map(task).collect::<Vec<_>>(),
        "predicted": [], "included": [],
    });
    repository.write(format!(".git/ctx/worktrees/{name}.json"), record.to_string());
    path
}

#[test]
fn the_main_checkout_ranks_all_open_tasks() {
    let repository = repository();
    let all = document(repository.path(), &["-n", "9"]);
    assert_eq!(ids(&all)[..2], ["T3", "T2"], "in progress, then high");
    assert_eq!((&all["startable"], &all["open"]), (&5.into(), &6.into()));
    assert_eq!(
        all["waiting"],
        json!([{"task": "T4", "blocked": true, "blocked_by": [], "on": []}])
    );
    let stated = all["suggestions"].as_array().unwrap().iter();
    let stated: Vec<bool> = stated.map(|it| it["priority_stated"].as_bool().unwrap()).collect();
    assert_eq!(stated, [false, true, false, false, false], "only T2 says");
    let text = answer(&mut next(repository.path(), &["-n", "2"]));
    assert!(text.contains("1. T3  Change alpha/alpha.go\n   TASKS.md:8; in progress;"), "{text}");
    assert!(text.contains("2. T2  Describe the format in docs/format.md (high)\n"), "{text}");
    assert!(text.contains("1 waits for others or is blocked"), "{text}");
    assert!(text.contains("docs/format.md "), "{text}");
}

#[test]
fn a_worktree_has_its_tracks_open_tasks() {
    let repository = repository();
    // The line is not where it was when it was planned.
    let given = [("T1", "Make the frobnicator faster still"), ("L77", "Change gamma/gamma.go")];
    let path = worktree(&repository, "docs", &given);
    let own = document(&path, &["-n", "9"]);
    let mut found = ids(&own);
    found.sort_unstable();
    assert_eq!(found, ["L10", "T1"]);
    // Ticked there, but not in the main checkout yet.
    fs::write(path.join("TASKS.md"), TASKS.replace("[ ] T1:", "[x] T1:")).unwrap();
    for (folder, arguments) in [
        (path.as_path(), &[][..]),
        (repository.path(), &["--track", "docs"]),
        (repository.path(), &["--track", "work/docs"]),
    ] {
        let left = document(folder, arguments);
        assert_eq!(ids(&left), ["L10"]);
        assert_eq!(left["track"], json!({"name": "docs", "given": 2, "open": 1}));
    }
    let done = "- [x] T1: Make the frobnicator faster still\n";
    let both = format!("{done}- [x] Change gamma/gamma.go\n");
    for (backlog, expected) in [
        (&*both, "Nothing is open: all tasks of docs are done. Next: commit, and then, in the"),
        (done, "Nothing is open: its backlog no longer has 1 of the 2 tasks of docs. Put back"),
    ] {
        fs::write(path.join("TASKS.md"), backlog).unwrap();
        let text = answer(&mut next(&path, &[]));
        assert!(text.starts_with(expected), "{text}");
        assert!(words(&text).contains("ctx worktree teardown docs"), "{text}");
    }
}

#[test]
fn a_track_without_tasks_or_without_its_folder_says_so() {
    let repository = repository();
    let path = worktree(&repository, "spike", &[]);
    let text = words(&answer(&mut next(repository.path(), &["--track", "spike"])));
    assert!(text.starts_with("spike has no tasks of its own, since it was made without"), "{text}");
    assert_eq!(ids(&document(&path, &["-n", "1"])).len(), 1);
    fs::remove_dir_all(path).unwrap();
    let refused = refusal(&mut next(repository.path(), &["--track", "spike"]));
    assert!(refused.contains("spike: the folder is missing") && refused.contains("work/spike"));
}

#[test]
fn what_a_worktree_works_on_is_not_suggested_twice() {
    let repository = repository();
    let path = worktree(&repository, "docs", &[("T3", "Change alpha/alpha.go"), ("T9", "Gone")]);
    let main = document(repository.path(), &["-n", "9"]);
    assert!(!ids(&main).contains(&"T3"));
    assert_eq!(main["elsewhere"], json!([{"branch": "work/docs", "tasks": ["T3"]}]));
    let text = answer(&mut next(repository.path(), &[]));
    assert!(text.contains("1 is in work/docs (T3)"), "{text}");
    fs::remove_dir_all(path).unwrap();
    assert!(ids(&document(repository.path(), &["-n", "9"])).contains(&"T3"), "it is gone");
}

#[test]
fn a_track_of_the_kept_plan_will_do() {
    let repository = repository();
    let error = refusal(&mut next(repository.path(), &["--track", "docs"]));
    assert!(error.contains("there are none"), "{error}");
    repository.analyze().assert().code(0);
    let plan = fs::read_to_string(repository.path().join(".git/ctx/plan.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let track = &plan["tracks"][0];
    let found =
        document(repository.path(), &["-n", "9", "--track", track["name"].as_str().unwrap()]);
    let mut expected: Vec<&str> =
        track["tasks"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    let mut found = ids(&found);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    let error = refusal(&mut next(repository.path(), &["--track", "nowhere"]));
    assert!(
        error.contains("known: ") && error.contains(track["name"].as_str().unwrap()),
        "{error}"
    );
}

#[test]
fn nothing_open_is_an_answer() {
    let repository = GitRepository::with_past();
    repository.write("TASKS.md", "- [x] T1: Done\n- [-] T2: Never\n");
    assert_eq!(answer(&mut next(repository.path(), &[])), "Nothing is open in TASKS.md.\n");
    assert!(ids(&document(repository.path(), &[])).is_empty());
    repository.write("TASKS.md", "- [ ] T1: Later #blocked\n");
    let text = answer(&mut next(repository.path(), &[]));
    assert!(text.contains("Nothing can be started now.\n  T1 is marked as blocked"), "{text}");
}

#[test]
fn git_is_not_needed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("TODO.md"), "- [ ] Write main.go\n").unwrap();
    assert_eq!(ids(&document(folder.path(), &["-C", "."])).len(), 1);
    assert!(!refusal(&mut next(folder.path(), &["-C", ".", "--track", "x"])).is_empty());
}
