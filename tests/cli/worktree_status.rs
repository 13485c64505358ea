//! `ctx worktree list` and `ctx worktree status`, on real worktrees.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::common::{answer, ctx, refusal};
use crate::git::{GitRepository, git};

const BACKLOG: &str = "# Tasks\n\n- [ ] T1: One\n- [ ] T2: Two\n- [ ] T3: Three\n- [ ] T4: Four\n";

/// A repository with a backlog and five files of three lines.
fn project() -> GitRepository {
    let repository = GitRepository::empty();
    repository.write("TASKS.md", BACKLOG);
    repository.write(".gitignore", "*.log\n");
    for name in ["a", "b", "c", "d", "e"] {
        repository.write(name, "1\n2\n3\n");
    }
    repository.commit("Begin");
    repository
}

/// What git prints in a folder.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder).args(arguments).assert().success().get_output().stdout.clone();
    String::from_utf8_lossy(&output).trim().to_owned()
}

/// A worktree beside the repository, on a branch of its own.
fn worktree(repository: &GitRepository, folder: &str, branch: &str) -> PathBuf {
    let path = repository.beside(folder);
    let folder = path.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "-b", branch, folder]);
    path
}

/// A worktree as ctx makes it: with a record.
fn track(
    repository: &GitRepository,
    name: &str,
    tasks: &[(&str, &str)],
    files: &[&str],
) -> PathBuf {
    let branch = format!("work/{name}");
    let path = worktree(repository, &format!("project-{name}"), &branch);
    let base = repository.git(&["rev-parse", "HEAD"]);
    let task =
        |(key, title): &(&str, &str)| json!({"key": key, "backlog": "TASKS.md", "title": title});
    let file = |file: &&str| json!({"path": file, "probability": 0.5});
    record(
        repository,
        &json!({
            "version": 1,
            "name": name,
            "path": path,
            "branch": branch,
            "base": base,
            "base_branch": "main",
            "tasks": tasks.iter().map(task).collect::<Vec<_>>(),
            "predicted": files.iter().map(file).collect::<Vec<_>>(),
            "included": [],
        }),
    );
    path
}

fn record(repository: &GitRepository, record: &Value) {
    let name = record["name"].as_str().unwrap();
    repository.write(format!(".git/ctx/worktrees/{name}.json"), record.to_string());
}

fn commit(folder: &Path, message: &str) {
    said(folder, &["add", "--all"]);
    said(folder, &["commit", "--quiet", "-m", message]);
}

fn write(folder: &Path, path: &str, content: &str) {
    fs::write(folder.join(path), content).unwrap();
}

/// A text without its line ends.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ticks a task.
fn tick(folder: &Path, key: &str) {
    let text = fs::read_to_string(folder.join("TASKS.md")).unwrap();
    write(folder, "TASKS.md", &text.replace(&format!("[ ] {key}"), &format!("[x] {key}")));
}

fn run(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(folder).arg("worktree").args(arguments);
    command
}

/// The answer as JSON, which must be as the schema has it.
fn parsed(folder: &Path, arguments: &[&str]) -> Value {
    let text = answer(run(folder, arguments).args(["--output-format", "json"]));
    checked(serde_json::from_str(&text).unwrap())
}

/// An answer, which must be as the schema has it.
pub fn checked(document: Value) -> Value {
    let schema = include_str!("../../docs/schema/status-v1.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    document
}

/// The worktree of a name.
fn of<'a>(document: &'a Value, name: &str) -> &'a Value {
    let worktrees = document["worktrees"].as_array().unwrap();
    worktrees.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{name}: {document:#}"))
}

fn names(document: &Value) -> Vec<&str> {
    let worktrees = document["worktrees"].as_array().unwrap();
    worktrees.iter().map(|it| it["name"].as_str().unwrap()).collect()
}

/// `a+b: files` of each pair that would not merge.
fn conflicts(document: &Value) -> Vec<String> {
    let pairs = document["forecast"]["pairs"].as_array().unwrap();
    let wanting = pairs.iter().filter(|pair| pair["outcome"] != "clean");
    wanting
        .map(|pair| {
            let files: Vec<&str> =
                pair["files"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            let [a, b] = [&pair["a"], &pair["b"]].map(|it| it.as_str().unwrap());
            format!("{a}+{b}: {}", files.join(" "))
        })
        .collect()
}

/// `name outcome` of each step.
fn order(document: &Value) -> Vec<String> {
    let steps = document["forecast"]["order"].as_array().unwrap();
    let step = |step: &Value| {
        let [name, outcome] = [&step["name"], &step["outcome"]].map(|it| it.as_str().unwrap());
        format!("{name} {outcome}")
    };
    steps.iter().map(step).collect()
}

#[test]
fn without_worktrees_it_says_what_to_type() {
    let repository = project();
    for command in ["list", "status"] {
        let text = answer(&mut run(repository.path(), &[command]));
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

    let text = answer(&mut run(repository.path(), &["list"]));
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
fn what_is_touched_is_held_against_what_was_predicted() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &["a", "b", "dir/new", "e"]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    write(&docs, "b", "not committed\n");
    fs::create_dir(docs.join("dir")).unwrap();
    write(&docs, "dir/new", "unknown to git\n");
    said(&docs, &["mv", "c", "moved"]);
    write(&docs, "x.log", "ignored");
    tick(&docs, "T1");
    // What others did in the meantime is not its work, even once it is merged.
    repository.write("d", "main\n");
    repository.commit("Go on");
    let expected = json!({
        "inside": ["a", "b", "dir/new"],
        "outside": ["c", "moved"],
        "untouched": ["e"],
        "backlogs": ["TASKS.md"],
        "with_uncommitted": true,
    });
    assert_eq!(of(&parsed(&docs, &["status"]), "docs")["touched"], expected);
    commit(&docs, "All of it");
    said(&docs, &["merge", "--quiet", "main"]);
    let after = parsed(&docs, &["status"]);
    let mut expected = expected;
    expected["with_uncommitted"] = false.into();
    assert_eq!(of(&after, "docs")["touched"], expected);
    let text = joined(&answer(&mut run(&docs, &["status"])));
    assert!(text.contains("touched 5 files: 3 as predicted, 2 outside (c and moved)"), "{text}");
    assert!(text.contains("1 predicted and not touched yet"), "{text}");
}

#[test]
fn of_what_is_still_to_be_touched_the_likeliest_is_named() {
    let repository = project();
    let files = ["z", "y", "x", "w", "v", "u", "t"];
    track(&repository, "docs", &[], &files);
    let text = answer(&mut run(repository.path(), &["status", "docs"]));
    assert_eq!(text.matches("predicted, not touched yet  ").count(), 5, "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("not touched yet")).collect();
    assert!(lines[0].ends_with("  z") && lines[4].ends_with("  v"), "{text}");
    assert!(text.contains("… and 2 more (--output-format json has all)"), "{text}");
    let document = parsed(repository.path(), &["status", "docs"]);
    assert_eq!(of(&document, "docs")["touched"]["untouched"], json!(files));
}

#[test]
fn a_merge_that_is_not_committed_yet_brings_no_work_of_its_own() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.write("d", "main\n");
    repository.commit("Go on");
    said(&docs, &["merge", "--quiet", "--no-commit", "--no-ff", "main"]);
    let document = parsed(&docs, &["status"]);
    let docs = of(&document, "docs");
    assert_eq!(docs["operation"], "merge");
    assert_eq!(docs["touched"]["outside"], json!(["a"]));
}

#[test]
fn pairs_conflict_as_they_are_now() {
    let repository = project();
    let one = track(&repository, "one", &[("T1", "One")], &[]);
    let two = track(&repository, "two", &[("T2", "Two")], &[]);
    let three = worktree(&repository, "three", "three");
    write(&one, "a", "one\n");
    commit(&one, "Work");
    write(&three, "c", "three\n");
    commit(&three, "Work");
    assert_eq!(conflicts(&parsed(&one, &["status"])), [""; 0]);
    run(&one, &["status", "--check"]).assert().code(0);
    // Neither committed nor staged, and in a file that git did not know.
    write(&two, "a", "two\n");
    write(&two, "new file", "two\n");
    write(&three, "new file", "three\n");
    let document = parsed(&three, &["status"]);
    assert_eq!(conflicts(&document), ["one+two: a", "two+three: new file"]);
    assert_eq!(order(&document), ["one clean", "three clean", "two conflict"]);
    let text = answer(&mut run(&one, &["status"]));
    assert!(text.contains("one and two would conflict in a."), "{text}");
    assert!(text.contains("in this order: one, three, two (1 conflict, at two)."), "{text}");
    run(&one, &["status", "--check"]).assert().code(1);
    // Of one worktree, only its own.
    let document = parsed(&three, &["status", "one"]);
    assert_eq!(conflicts(&document), ["one+two: a"]);
    assert_eq!(document["forecast"]["pairs"].as_array().unwrap().len(), 2);
    run(&one, &["status", "--check", "one"]).assert().code(1);
    fs::remove_file(two.join("new file")).unwrap();
    run(&one, &["status", "--check", "three"]).assert().code(0);
}

#[test]
fn the_base_may_conflict_too() {
    let repository = project();
    let one = track(&repository, "one", &[], &[]);
    write(&one, "a", "one\n");
    repository.write("a", "main\n");
    repository.commit("Go on");
    let document = parsed(&one, &["status"]);
    let expected = json!([{
        "name": "one",
        "base_branch": "main",
        "outcome": "conflict",
        "files": ["a"],
        "only_backlogs": false,
        "why": null,
    }]);
    assert_eq!(document["forecast"]["with_base"], expected);
    assert_eq!(order(&document), ["one conflict"]);
    run(&one, &["status", "--check"]).assert().code(1);
    let text = answer(&mut run(&one, &["status"]));
    assert!(text.contains("one and its base main would conflict in a."), "{text}");
}

/// What status says to type next.
fn next(folder: &Path) -> String {
    let text = answer(&mut run(folder, &["status"]));
    let next = text.split("Next").nth(1).map(|next| next.split("\n\n").next().unwrap());
    joined(&format!("Next{}", next.unwrap_or_else(|| panic!("{text}"))))
}

#[test]
fn a_teardown_that_would_be_refused_is_not_next() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "work\n");
    commit(&docs, "Work");
    let main = repository.path();
    let refused = || {
        let said = refusal(&mut run(main, &["teardown", "docs"]));
        joined(&said)
    };
    assert_eq!(next(main), "Next: ctx worktree teardown docs");
    assert_eq!(next(&docs), "Next, in the main checkout: ctx worktree teardown docs");
    // The worktree.
    let path = docs.to_str().unwrap();
    repository.git(&["worktree", "lock", path]);
    let unlock = format!("Next: git worktree unlock {path}, then ctx worktree teardown docs");
    assert_eq!(next(main), unlock);
    refused();
    repository.git(&["worktree", "unlock", path]);
    let back = "Next: put docs back on work/docs, then ctx worktree teardown docs";
    for how in [&["-c", "else"][..], &["--detach"]] {
        said(&docs, &[&["switch", "--quiet"], how].concat());
        assert_eq!(next(main), back, "{how:?}");
        refused();
    }
    said(&docs, &["switch", "--quiet", "work/docs"]);
    // The main checkout.
    let switch = "Next: switch the main checkout to main, then ctx worktree teardown docs";
    for how in [&["-c", "other"][..], &["--detach"]] {
        repository.git(&[&["switch", "--quiet"], how].concat());
        assert_eq!(next(main), switch, "{how:?}");
        refused();
    }
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("a", "mine\n");
    let stash = "Next: commit or stash what is in the way in the main checkout, then ctx worktree \
                 teardown docs";
    assert_eq!(next(main), stash);
    refused();
    repository.git(&["stash", "--quiet"]);
    repository.write("b", "other\n");
    repository.git(&["switch", "--quiet", "other"]);
    repository.commit("Other");
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "--no-commit", "other"]);
    let finish = "Next: finish the merge in the main checkout, then ctx worktree teardown docs";
    assert_eq!(next(main), finish);
    refused();
    repository.git(&["merge", "--abort"]);
    // Where it belongs is not known any more.
    repository.git(&["branch", "--move", "main", "trunk"]);
    assert_eq!(next(main), "Next: ctx worktree teardown --into trunk docs");
    refused();
    answer(&mut run(main, &["teardown", "--into", "trunk", "docs"]));
}

#[test]
fn one_made_by_hand_is_told_where_to_go() {
    let repository = project();
    let hand = worktree(&repository, "hand", "work/hand");
    write(&hand, "a", "work\n");
    commit(&hand, "Work");
    let main = repository.path();
    assert_eq!(next(main), "Next: ctx worktree teardown --into main hand");
    repository.git(&["switch", "--quiet", "--detach"]);
    let switch = "Next: switch the main checkout to a branch, then ctx worktree teardown --into \
                  BRANCH hand";
    assert_eq!(next(main), switch);
    repository.git(&["switch", "--quiet", "main"]);
    answer(&mut run(main, &["teardown", "--into", "main", "hand"]));
}

#[test]
fn a_bare_repository_is_not_told_to_merge() {
    let repository = project();
    let bare = repository.beside("bare");
    repository.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let linked = repository.beside("linked");
    said(&bare, &["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()]);
    write(&linked, "a", "work\n");
    commit(&linked, "Work");
    let text = answer(&mut run(&linked, &["status"]));
    assert!(text.contains("would merge without") && !text.contains("teardown"), "{text}");
}

#[test]
fn what_is_in_the_way_in_the_main_checkout_is_told_first() {
    let repository = project();
    for name in ["one", "two"] {
        let path = track(&repository, name, &[], &[]);
        write(&path, if name == "one" { "a" } else { "b" }, "work\n");
        commit(&path, "Work");
    }
    repository.write("a", "mine\n");
    repository.write("b", "mine\n");
    repository.write("c", "in nobody's way\n");
    let text = answer(&mut run(repository.path(), &["status"]));
    let forecast = joined(text.split("\n\n").nth(2).unwrap());
    let expected = "one and two cannot be merged yet: git does not merge while the main checkout has \
                    changes in a and b that are not committed. Commit or stash them. ";
    assert!(forecast.starts_with(expected), "{text}");
    assert!(!text.contains("cannot be told"), "{text}");
    let document = parsed(repository.path(), &["status", "one"]);
    let base = &document["forecast"]["with_base"][0];
    assert_eq!([&base["outcome"], &base["files"]], [&json!("unknown"), &json!([])]);
    assert!(base["why"].as_str().unwrap().contains("changes in a that are"), "{base}");
    run(repository.path(), &["status", "--check"]).assert().code(1);
}

#[test]
fn finished_tracks_come_first_where_that_costs_nothing() {
    let repository = project();
    for (name, key) in [("alpha", "T1"), ("beta", "T2"), ("gamma", "T3")] {
        let title = ["One", "Two", "Three"][usize::from(key.as_bytes()[1] - b'1')];
        let path = track(&repository, name, &[(key, title)], &[]);
        write(&path, name, "work\n");
        if name == "gamma" {
            tick(&path, key);
        }
        commit(&path, "Work");
    }
    let document = parsed(repository.path(), &["status"]);
    assert_eq!(order(&document), ["gamma clean", "alpha clean", "beta clean"]);
    let text = answer(&mut run(repository.path(), &["status"]));
    assert!(text.contains("Next: ctx worktree teardown gamma"), "{text}");
}

#[test]
fn three_may_collide_where_no_two_do() {
    let repository = project();
    // One moves a folder, another adds to it, and a third has a file where that goes.
    repository.git(&["config", "merge.directoryRenames", "true"]);
    repository.write("old/x", "1\n2\n3\n4\n5\n");
    repository.commit("A folder");
    let [one, two, three] = ["one", "two", "three"].map(|name| track(&repository, name, &[], &[]));
    said(&one, &["mv", "old", "fresh"]);
    commit(&one, "Move");
    write(&two, "old/y", "two\n");
    commit(&two, "Add");
    fs::create_dir(three.join("fresh")).unwrap();
    write(&three, "fresh/y", "three\n");
    commit(&three, "Add elsewhere");
    let document = parsed(repository.path(), &["status"]);
    assert_eq!(conflicts(&document), [""; 0]);
    assert_eq!(order(&document), ["one clean", "three clean", "two conflict"]);
    let text = joined(&answer(&mut run(repository.path(), &["status"])));
    assert!(text.contains("two would conflict in fresh/y, although no two of them do"), "{text}");
    run(repository.path(), &["status", "--check"]).assert().code(1);
}

#[test]
fn a_conflict_in_nothing_but_the_backlog_is_said_to_be_one() {
    let repository = project();
    let [one, two] = ["one", "two"].map(|name| track(&repository, name, &[("T1", "One")], &[]));
    tick(&one, "T1");
    tick(&two, "T2");
    let document = parsed(&one, &["status"]);
    assert_eq!(conflicts(&document), ["one+two: TASKS.md"]);
    assert_eq!(document["forecast"]["pairs"][0]["only_backlogs"], true);
    // A merge driver is asked, whether attributes are in the tree or beside it.
    repository.write(".git/info/attributes", "TASKS.md merge=union\n");
    assert_eq!(conflicts(&parsed(&one, &["status"])), [""; 0]);
    repository.write(".git/info/attributes", "");
    for folder in [&one, &two] {
        write(folder, ".gitattributes", "TASKS.md merge=union\n");
    }
    assert_eq!(conflicts(&parsed(&one, &["status"])), [""; 0]);
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
    let error = refusal(&mut run(&docs, &["status", "dogs"]));
    assert!(error.contains("\"dogs\"") && error.contains("docs, other"), "{error}");
    let text = answer(&mut run(&docs, &["status", "docs"]));
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
    said(&other, &["add", "staged"]);
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
            run(folder, arguments).assert().code(0);
        }
    }
    assert!(before.len() > 40);
    assert_eq!(state(), before);
}

/// Every file with its bytes, the repository's own among them.
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
fn what_is_gone_or_another_repository_is_not_read() {
    let repository = project();
    let [gone, foreign, forgotten] = ["gone", "foreign", "forgotten"]
        .map(|name| track(&repository, name, &[("T1", "One")], &[]));
    write(&foreign, "a", "foreign\n");
    fs::remove_dir_all(&gone).unwrap();
    fs::remove_file(foreign.join(".git")).unwrap();
    said(&foreign, &["init", "--quiet"]);
    repository.git(&["worktree", "remove", forgotten.to_str().unwrap()]);
    let document = parsed(repository.path(), &["status"]);
    assert_eq!(of(&document, "gone")["presence"], "missing");
    assert!(of(&document, "gone")["prunable"].is_string());
    assert_eq!(of(&document, "forgotten")["presence"], "unknown");
    let foreign = of(&document, "foreign");
    assert_eq!(foreign["presence"], "foreign");
    assert_eq!([&foreign["uncommitted"], &foreign["touched"]], [&Value::Null, &Value::Null]);
    assert_eq!(document["forecast"]["pairs"], json!([]));
    let text = answer(&mut run(repository.path(), &["list"]));
    assert!(text.contains("holds another repository"), "{text}");
    assert!(text.contains("there is no worktree at"), "{text}");
    let text = answer(&mut run(repository.path(), &["status"]));
    assert!(text.contains("ctx worktree prune"), "{text}");
}

#[test]
fn states_out_of_the_ordinary_are_told() {
    let repository = project();
    let docs_path = track(&repository, "docs", &[("T1", "One")], &[]);
    let free = worktree(&repository, "free", "free");
    said(&docs_path, &["switch", "--quiet", "-c", "else"]);
    said(&free, &["switch", "--quiet", "--detach"]);
    repository.git(&["worktree", "lock", "--reason", "on a stick", free.to_str().unwrap()]);
    let unborn = repository.beside("unborn");
    let folder = unborn.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "--orphan", "-b", "unborn", folder]);
    write(&unborn, "file", "1");
    let document = parsed(repository.path(), &["status"]);
    let docs = of(&document, "docs");
    assert_eq!([&docs["branch"], &docs["recorded_branch"]], ["else", "work/docs"]);
    let free = of(&document, "free");
    assert_eq!([&free["branch"], &free["locked"]], [&Value::Null, &json!("on a stick")]);
    assert_eq!(of(&document, "unborn")["head"], Value::Null);
    let text = answer(&mut run(repository.path(), &["status"]));
    for part in ["is on another branch now", "detached at", "locked: on a stick", "no commit yet"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    said(&docs_path, &["switch", "--quiet", "--detach"]);
    for command in ["list", "status"] {
        let text = answer(&mut run(repository.path(), &[command]));
        assert!(text.contains("it was made on work/docs, and is detached now"), "{text}");
    }
    // One with a history of its own.
    commit(&unborn, "Begin");
    let document = parsed(repository.path(), &["status"]);
    let unborn = of(&document, "unborn");
    assert_eq!(unborn["touched"]["outside"], json!(["file"]));
    assert!(unborn["remarks"][0].as_str().unwrap().contains("no history"), "{unborn}");
    assert_eq!(document["forecast"]["with_base"][0]["outcome"], "unknown");
    run(repository.path(), &["status", "--check"]).assert().code(1);
}

#[test]
fn unresolved_conflicts_leave_the_commit() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.write("a", "main\n");
    repository.commit("Go on");
    git(&docs).args(["merge", "--quiet", "main"]).assert().code(1);
    write(&docs, "b", "not counted\n");
    let document = parsed(&docs, &["status"]);
    let docs = of(&document, "docs");
    assert_eq!(docs["operation"], "merge");
    assert_eq!(docs["uncommitted"]["unmerged"], 1);
    assert_eq!(docs["touched"]["outside"], json!(["a"]));
    assert!(docs["remarks"][0].as_str().unwrap().contains("not counted"), "{docs}");
}

#[test]
fn work_that_was_merged_has_nothing_to_merge() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &["a"]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.git(&["merge", "--quiet", "--no-ff", "-m", "Merge", "work/docs"]);
    let document = parsed(&docs, &["status"]);
    assert_eq!(of(&document, "docs")["ahead"], 0);
    assert_eq!(of(&document, "docs")["touched"]["inside"], json!(["a"]), "it was its work");
    assert_eq!(document["forecast"]["with_base"], json!([]));
    // What main did elsewhere and the branch only took over is not.
    let idle = track(&repository, "idle", &[], &[]);
    repository.write("e", "main\n");
    repository.commit("Go on");
    said(&idle, &["merge", "--quiet", "main"]);
    let document = parsed(&idle, &["status"]);
    assert_eq!(of(&document, "idle")["touched"]["outside"], json!([]));
}

#[test]
fn any_name_is_shown_and_drives_nothing() {
    let repository = project();
    let path = worktree(&repository, "-a \"b'\n\u{1b}[31mé", "odd-'é'");
    for name in ["-x", "with space", "\u{1b}[31mred", "q\"uote", "li\nne"] {
        write(&path, name, "1\n");
    }
    let document = parsed(repository.path(), &["status"]);
    let touched = &of(&document, "odd-'é'")["touched"]["outside"];
    assert_eq!(touched, &json!(["\u{1b}[31mred", "-x", "li\nne", "q\"uote", "with space"]));
    for arguments in [&["list"][..], &["status"], &["status", "odd-'é'"]] {
        let text = answer(run(&path, arguments).args(["--color", "never"]));
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
    assert_eq!(names(&parsed(&path, &["status", path.to_str().unwrap()])), ["odd-'é'"]);
}

#[cfg(unix)]
#[test]
fn links_and_bytes_that_are_no_text_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &["link"]);
    std::os::unix::fs::symlink("/nowhere", docs.join("link")).unwrap();
    fs::write(docs.join(std::ffi::OsStr::from_bytes(b"\xff")), "1").unwrap();
    let seen = repository.beside("seen");
    std::os::unix::fs::symlink(&docs, &seen).unwrap();
    let document = parsed(&seen, &["status", seen.to_str().unwrap()]);
    let docs = of(&document, "docs");
    assert_eq!(docs["here"], true);
    assert_eq!(docs["touched"]["inside"], json!(["link"]));
    assert_eq!(docs["touched"]["outside"], json!(["\u{fffd}"]));
}

#[test]
fn ten_thousand_new_files_are_counted() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    fs::create_dir(docs.join("many")).unwrap();
    for number in 0..10_000 {
        fs::write(docs.join(format!("many/{number}")), "").unwrap();
    }
    let document = parsed(&docs, &["status"]);
    assert_eq!(of(&document, "docs")["uncommitted"]["untracked"], 10_000);
    assert_eq!(of(&document, "docs")["touched"]["outside"].as_array().unwrap().len(), 10_000);
}

#[test]
fn a_shallow_clone_and_a_detached_main_checkout_will_do() {
    let origin = project();
    origin.write("a", "2\n");
    origin.commit("Go on");
    let clone = origin.beside("clone");
    let url = format!("file://{}", origin.path().display());
    origin.git(&["clone", "--quiet", "--depth", "1", &url, clone.to_str().unwrap()]);
    said(&clone, &["switch", "--quiet", "--detach"]);
    let linked = origin.beside("linked");
    said(&clone, &["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()]);
    write(&linked, "b", "2\n");
    commit(&linked, "Work");
    for folder in [&clone, &linked] {
        let document = parsed(folder, &["status"]);
        assert_eq!(document["main"]["branch"], Value::Null);
        let work = of(&document, "a");
        assert_eq!([&work["ahead"], &work["base_branch"]], [&json!(1), &Value::Null]);
        assert_eq!(work["touched"]["outside"], json!(["b"]));
        assert_eq!(document["forecast"]["with_base"][0]["outcome"], "clean");
        let text = answer(&mut run(folder, &["list"]));
        assert!(text.contains("1 commit ahead"), "{text}");
    }
}

#[test]
fn a_main_checkout_without_a_commit_will_do() {
    let repository = GitRepository::empty();
    for command in ["list", "status"] {
        answer(&mut run(repository.path(), &[command]));
    }
    let unborn = repository.beside("unborn");
    let folder = unborn.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "--orphan", "-b", "one", folder]);
    for command in ["list", "status"] {
        let document = parsed(repository.path(), &[command]);
        assert_eq!(names(&document), ["one"]);
    }
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_the_others_are_used() {
    let repository = project();
    track(&repository, "docs", &[("T1", "One")], &[]);
    repository.write(".git/ctx/worktrees/broken.json", "{");
    let document = parsed(repository.path(), &["status"]);
    assert!(document["remarks"][0].as_str().unwrap().contains("broken.json"));
    assert_eq!(of(&document, "docs")["planned"], true);
}

#[test]
fn a_worktree_that_was_moved_is_known_by_its_branch() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &[]);
    let moved = repository.beside("moved");
    repository.git(&["worktree", "move", docs.to_str().unwrap(), moved.to_str().unwrap()]);
    let document = parsed(repository.path(), &["list"]);
    assert_eq!(names(&document), ["docs"]);
    assert_eq!(of(&document, "docs")["path"], moved.to_str().unwrap());
    assert_eq!(of(&document, "docs")["recorded_path"], docs.to_str().unwrap());
}

#[test]
fn outside_a_repository_there_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["list", "status"] {
        let error = refusal(&mut run(folder.path(), &[command]));
        assert!(error.contains("not in a git repository"), "{error}");
    }
    let repository = project();
    let text = answer(run(folder.path(), &["list", "-C"]).arg(repository.path()));
    assert!(text.contains("No worktrees"), "{text}");
    refusal(&mut run(repository.path(), &["status", "--watch=0"]));
    refusal(&mut run(repository.path(), &["status", "--watch", "--check"]));
}

#[test]
fn a_receipt_has_the_title_that_status_has() {
    let repository = project();
    let wrapped = "- [ ] Say in the guide how a backlog is\n  read. Then rest.\n";
    let long = "- [ ] Say on and on and on and on and on and on and on and on and on and on and on\n  \
                and on and on and on and on\n";
    repository.write("TASKS.md", format!("# Tasks\n\n{wrapped}{long}"));
    repository.commit("Plan");
    let docs = track(&repository, "docs", &[], &[]);
    let done = fs::read_to_string(docs.join("TASKS.md")).unwrap().replace("[ ]", "[x]");
    write(&docs, "TASKS.md", &done);
    commit(&docs, "Work");
    let document = parsed(repository.path(), &["status", "docs"]);
    let titles = of(&document, "docs")["tasks"].as_array().unwrap().clone();
    let titles: Vec<&str> = titles.iter().map(|task| task["title"].as_str().unwrap()).collect();
    assert_eq!(titles[0], "Say in the guide how a backlog is read");
    assert!(titles[1].ends_with('…'), "{titles:?}");
    let receipt = answer(&mut run(repository.path(), &["teardown", "docs"]));
    for title in titles {
        assert!(receipt.contains(&format!("finished {title}\n")), "{title}: {receipt}");
    }
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
