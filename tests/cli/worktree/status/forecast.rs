//! What would conflict, and in which order tracks merge best.

use std::fs;

use serde_json::json;

use super::{conflicts, order, parsed, project, track, worktree};
use crate::harness::{answer, commit, ctx_in, git_in, tick, words, write};

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
    ctx_in(&one, &["status", "--check"]).assert().code(0);
    // Neither committed nor staged, and in a file that git did not know.
    write(&two, "a", "two\n");
    write(&two, "new file", "two\n");
    write(&three, "new file", "three\n");
    let document = parsed(&three, &["status"]);
    assert_eq!(conflicts(&document), ["one+two: a", "two+three: new file"]);
    assert_eq!(order(&document), ["one clean", "three clean", "two conflict"]);
    let text = answer(&mut ctx_in(&one, &["status"]));
    assert!(text.contains("one and two would conflict in a."), "{text}");
    assert!(text.contains("in this order: one, three, two (1 conflict, at two)."), "{text}");
    ctx_in(&one, &["status", "--check"]).assert().code(1);
    // Of one worktree, only its own.
    let document = parsed(&three, &["status", "one"]);
    assert_eq!(conflicts(&document), ["one+two: a"]);
    assert_eq!(document["forecast"]["pairs"].as_array().unwrap().len(), 2);
    ctx_in(&one, &["status", "--check", "one"]).assert().code(1);
    fs::remove_file(two.join("new file")).unwrap();
    ctx_in(&one, &["status", "--check", "three"]).assert().code(0);
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
    ctx_in(&one, &["status", "--check"]).assert().code(1);
    let text = answer(&mut ctx_in(&one, &["status"]));
    assert!(text.contains("one and its base main would conflict in a."), "{text}");
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
    let text = answer(&mut ctx_in(repository.path(), &["status"]));
    let forecast = words(text.split("\n\n").nth(2).unwrap());
    let expected = "one and two cannot be merged yet: the main checkout has uncommitted changes in a and b. \
                    Commit or stash them. ";
    assert!(forecast.starts_with(expected), "{text}");
    assert!(!text.contains("unknown"), "{text}");
    let document = parsed(repository.path(), &["status", "one"]);
    let base = &document["forecast"]["with_base"][0];
    assert_eq!([&base["outcome"], &base["files"]], [&json!("unknown"), &json!([])]);
    assert!(base["why"].as_str().unwrap().contains("changes in a that are"), "{base}");
    ctx_in(repository.path(), &["status", "--check"]).assert().code(1);
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
    let text = answer(&mut ctx_in(repository.path(), &["status"]));
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
    git_in(&one, &["mv", "old", "fresh"]);
    commit(&one, "Move");
    write(&two, "old/y", "two\n");
    commit(&two, "Add");
    fs::create_dir(three.join("fresh")).unwrap();
    write(&three, "fresh/y", "three\n");
    commit(&three, "Add elsewhere");
    let document = parsed(repository.path(), &["status"]);
    assert_eq!(conflicts(&document), [""; 0]);
    assert_eq!(order(&document), ["one clean", "three clean", "two conflict"]);
    let text = words(&answer(&mut ctx_in(repository.path(), &["status"])));
    assert!(text.contains("two would conflict in fresh/y, although no two of them do"), "{text}");
    ctx_in(repository.path(), &["status", "--check"]).assert().code(1);
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
