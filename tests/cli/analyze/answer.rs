//! What is analysed, and what comes out on the fixture.

use std::fs;

use serde_json::Value;

use crate::harness::{Tree, answer, document, files, on_fixture, parsed};

fn ids(document: &Value) -> Vec<&str> {
    document["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_str().unwrap()).collect()
}

#[test]
fn the_top_of_the_work_tree_is_the_root() {
    let repository = Tree::small();
    let below = repository.path().join("docs");
    let text = answer(repository.analyze().args(["--output-format", "json"]).current_dir(below));
    let document = document(&text);
    assert_eq!(document["backlogs"], serde_json::json!(["TASKS.md"]));
    assert_eq!(ids(&document), ["T1", "T2"]);
}

#[test]
fn tasks_come_from_standard_input() {
    let text = answer(
        Tree::small()
            .analyze()
            .args(["--tasks", "-", "--output-format", "json"])
            .write_stdin("- [ ] X1: Change docs/format.md\n"),
    );
    assert_eq!(ids(&document(&text)), ["X1"]);
}

#[test]
fn several_backlogs_from_outside_the_root() {
    let (repository, plans) = (Tree::small(), tempfile::tempdir().unwrap());
    let (one, two) = (plans.path().join("one.md"), plans.path().join("two.md"));
    fs::write(&one, "- [ ] Change docs/format.md\n").unwrap();
    fs::write(&two, "- [ ] Change parse/parse.go\n").unwrap();
    let mut command = repository.analyze();
    command.arg("--tasks").arg(&one).arg("--tasks").arg(&two).args(["--output-format", "json"]);
    let document = document(&answer(&mut command));
    assert_eq!(ids(&document).len(), 2);
    assert_eq!(document["backlogs"].as_array().unwrap().len(), 2);
}

#[test]
fn a_backlog_without_open_tasks_is_an_answer() {
    let repository = Tree::with(&[("TODO.md", "- [x] Done\n")]);
    assert_eq!(answer(&mut repository.analyze()), "No open tasks in TODO.md.\n");
    let document = document(&answer(repository.analyze().args(["--output-format", "json"])));
    assert_eq!(document["tasks"], serde_json::json!([]));
}

#[test]
fn two_tasks_are_no_reason_for_worktrees() {
    let text = answer(&mut Tree::small().analyze());
    assert!(text.starts_with("Worktrees do not pay here:"), "{text}");
}

#[test]
fn problems_are_counted_on_standard_error() {
    let repository =
        Tree::with(&[("TASKS.md", "- [ ] Fix a.go\n"), ("a.go", "package a\n\nfunc broken( {\n")]);
    let error = repository.analyze().assert().code(0).get_output().stderr.clone();
    let error = String::from_utf8(error).unwrap();
    assert_eq!(error, "ctx: 1 file had problems; --verbose lists them\n");
    let text = answer(repository.analyze().arg("--verbose"));
    assert!(text.contains("Problems") && text.contains("a.go"), "{text}");
}

#[test]
fn the_answer_does_not_depend_on_threads() {
    let run = |threads: &str| {
        let arguments = ["analyze", "--output-format", "json", "--threads", threads];
        answer(&mut on_fixture(&arguments))
    };
    assert_eq!(run("1"), run("4"));
}

#[test]
fn the_fixture_as_text() {
    let text = answer(&mut on_fixture(&["analyze"]));
    insta::assert_snapshot!(text);
}

#[test]
fn the_fixture_explained() {
    let arguments = ["analyze", "--explain", "P1.2"];
    let text = answer(&mut on_fixture(&arguments));
    insta::assert_snapshot!(text);
}

#[test]
fn the_fixture_as_json() {
    let arguments = ["analyze", "--output-format", "json"];
    let text = answer(&mut on_fixture(&arguments));
    let mut document = parsed(&text);

    // What is the same for all is held by the schema; the whole would be too long to review.
    document["root"] = "[root]".into();
    document["head"] = "[head]".into();
    document["tasks"].as_array_mut().unwrap().truncate(2);
    document["overlaps"].as_array_mut().unwrap().truncate(3);
    for task in document["tasks"].as_array_mut().unwrap() {
        task["files"].as_array_mut().unwrap().retain(|file| file["predicted"] == true);
    }
    insta::assert_json_snapshot!(document);
}

#[test]
fn a_task_that_says_too_little_takes_the_files_of_its_section() {
    let tree = |last: &str| {
        let backlog = format!(
            "## Sample\n\n- [ ] T1: Speed up `Parse` in parse/parse.go\n- [ ] T2: Let parse/parse.go \
             report lines\n- [ ] T3: {last}\n\n## Else\n\n- [ ] T4: Polish\n"
        );
        Tree::with(&[
            ("TASKS.md", &backlog),
            ("parse/parse.go", "package parse\n\n// Parse reads.\nfunc Parse() {}\n"),
            ("emit/emit.go", "package emit\n\n// Emit writes.\nfunc Emit() {}\n"),
            ("docs/format.md", "# Format\n"),
        ])
    };
    let analyzed =
        |last: &str| document(&answer(tree(last).analyze().args(["--output-format", "json"])));
    let polish = analyzed("Polish");
    let task = &polish["tasks"][2];
    assert_eq!((&task["id"], &task["confidence"]), (&"T3".into(), &"low".into()));
    assert_eq!(task["files"][0]["path"], "parse/parse.go");
    assert_eq!(task["files"][0]["probability"], 0.35);
    let detail = task["files"][0]["evidence"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("predicted for T1, T2, in the same section"), "{detail}");
    assert_eq!(polish["tasks"][3]["confidence"], "unknown", "it stands in another section");
    let file = &analyzed("Let emit/emit.go write tabs")["tasks"][2]["files"][0];
    assert_eq!(file["path"], "emit/emit.go");
    assert_ne!(file["probability"], 0.35, "a task that says enough takes nothing");
}

#[test]
fn a_quoted_route_is_met_by_the_source_that_spells_it_out() {
    let tree = Tree::with(&[
        ("TASKS.md", "- [ ] T1: `GET /orders/{id}/cancel` answers too late\n"),
        ("http/server.go", "package http\n\nconst cancel = \"GET /orders/{id}/cancel\"\n"),
        ("http/server_test.go", "package http\n\nconst tested = \"/orders/1/cancel\"\n"),
        ("http/list.go", "package http\n\nconst list = \"GET /orders\"\n"),
    ]);
    let text = answer(tree.analyze().args(["--output-format", "json"]));
    assert_eq!(files(&text, "T1", "symbol"), ["http/server.go"]);
}
