//! What is read as a task of whatever lies there, and what is said of the rest.

use std::fs;

use serde_json::Value;

use crate::common::{Repository, answer, ctx, refusal};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A repository whose backlog is `text`.
fn with_backlog(text: &str) -> Repository {
    Repository::with(&[("TODO.md", text), ("go.mod", "module example.com/a\n\ngo 1.22\n")])
}

#[test]
fn no_open_tasks_is_true() {
    for done in [
        "- [x] a\n",
        "# Legend\n- `[ ]` open\n- `[x]` done\n\n# Tasks\n- [x] a\n",
        "- [x] a\n\n[1]: https://example.com\nSee [a](b) and [1], in [0, 1).\n",
        "Status: in progress\n\n- [x] a\n- [-] b\n",
        "```\n- [ ] a\n```\n\n- [x] b\n",
        "# Tasks\n\nNothing to do.\n",
    ] {
        let said = answer(&mut with_backlog(done).analyze());
        assert_eq!(said, "No open tasks in TODO.md.\n", "{done}");
    }
}

#[test]
fn what_looks_like_tasks_and_is_not_read_is_no_answer() {
    for (text, count, line) in [
        ("## A\nStatus: pending\n\n## B\nStatus: pending\n", "2 lines look", 2),
        ("- [x] a\n> - [ ] b\n", "1 line looks", 2),
        ("- [x] a\n\n- ( ) b\n- ( ) c\n", "2 lines look", 3),
        ("| Task | Done |\n|---|---|\n| a | [ ] |\n", "1 line looks", 3),
        ("# TODO\n- a\n- b\n- c\n", "3 lines look", 2),
    ] {
        let repository = with_backlog(text);
        let commands: [&[&str]; 2] = [&["analyze"], &["next"]];
        for command in commands {
            let error = refusal(ctx().current_dir(repository.path()).args(command));
            assert!(error.starts_with("ctx: no open task is read"), "{error}");
            assert!(error.contains(&format!("{count} like one")), "{error}");
            assert!(error.contains(&format!("TODO.md:{line};")), "{error}");
            assert!(error.contains("`- [ ] text`"), "{error}");
        }
    }
}

#[test]
fn where_no_backlog_lies_the_files_with_open_boxes_are_named() {
    let repository = Repository::with(&[
        (".gitignore", "hidden.md\n"),
        ("hidden.md", "- [ ] a\n"),
        ("docs/plan.md", "- [ ] a\n- [x] b\n- [ ] c\n"),
        ("notes.md", "* [🚧] a\n"),
        ("README.md", "See [a](b).\n- [x] done\n\n```\n- [ ] example\n```\n"),
        ("main.go", "// - [ ] a\npackage main\n"),
    ]);
    let expected = "Markdown files with open boxes: docs/plan.md (2), notes.md (1); \
                    read one with --tasks docs/plan.md\n";
    let commands: [&[&str]; 2] = [&["analyze"], &["next"]];
    for command in commands {
        let error = refusal(ctx().current_dir(repository.path()).args(command));
        assert!(error.starts_with("ctx: no backlog found"), "{error}");
        assert!(error.ends_with(expected), "{error}");
    }
    for number in 0..7 {
        fs::write(repository.path().join(format!("m{number}.md")), "- [ ] a\n").unwrap();
    }
    let error = refusal(&mut repository.analyze());
    assert!(
        error.contains("docs/plan.md (2), m0.md (1), m1.md (1), m2.md (1), m3.md (1), and 4 more")
    );
}

#[test]
fn lone_carriage_returns_divide_lines() {
    for text in [
        "# Tasks\r- [ ] T1: a\r- [ ] T2: b\r",
        "# Tasks\r\n- [ ] T1: a\r- [ ] T2: b\r\n",
        "# Tasks\n- [ ] T1: a\r- [ ] T2: b",
    ] {
        let repository = with_backlog(text);
        let document = json(&answer(repository.analyze().args(["--output-format", "json"])));
        let tasks = document["tasks"].as_array().unwrap().iter();
        let seen: Vec<_> =
            tasks.map(|task| (task["title"].as_str(), task["line"].as_u64())).collect();
        assert_eq!(seen, [(Some("a"), Some(2)), (Some("b"), Some(3))], "{text:?}");
    }
}

#[test]
fn optional_tasks_are_named_so() {
    let repository = with_backlog("- [ ] 1. Write docs\n- [ ]* 2. Test docs\n");
    let document = json(&answer(repository.analyze().args(["--output-format", "json"])));
    assert_eq!(document["tasks"][1]["labels"]["optional"], "");
    let next = answer(ctx().current_dir(repository.path()).args(["next", "-n", "2"]));
    assert!(next.contains("(optional) Test docs"), "{next}");
    let one = answer(repository.analyze().args(["--label", "optional", "--verbose"]));
    assert!(one.contains("(optional) Test docs") && !one.contains("Write docs"), "{one}");
}
