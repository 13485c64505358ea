//! What is analysed, and what comes out on the fixture.

use std::fs;

use serde_json::Value;

use crate::harness::{
    GitRepository, Tree, analyze, answer, ctx, document, files, json, on_fixture, parsed,
};

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
fn a_backlog_on_standard_input_is_no_file_of_its_own_tasks() {
    let list = "- [ ] X1: Change docs/format.md\n- [ ] X2: Sort the tasks by their format\n";
    let repository = Tree::with(&[
        ("TASKS.md", list),
        ("plans/next.md", list),
        ("docs/format.md", "# Format\n\nHow tasks are sorted.\n"),
    ]);
    for input in [list.to_owned(), format!("{list}- [ ] X3: Read the format again\n")] {
        let mut command = repository.analyze();
        command.args(["--tasks", "-", "--output-format", "json", "--no-keep"]).write_stdin(&*input);
        let text = answer(&mut command);
        let is_named = |path: &str| text.contains(&format!("{{\"path\":\"{path}\""));
        assert!(is_named("docs/format.md") && !is_named("TASKS.md"), "{text}");
        // A copy in another place is known by its content.
        assert_eq!(is_named("plans/next.md"), input != list, "{text}");
    }
}

#[test]
fn names_that_a_slash_only_joins_are_no_new_file() {
    let repository = Tree::with(&[
        (
            "TASKS.md",
            "- [ ] X1: Add a CI/Makefile target for the fuzzers\n- [ ] X2: Add build/Makefile\n",
        ),
        ("Makefile", "test:\n\tgo test ./...\n"),
        ("docs/format.md", "# Format\n\nHow tasks are sorted.\n"),
    ]);
    let text = answer(repository.analyze().args(["--output-format", "json"]));
    let document = document(&text);
    let first = |task: usize| document["tasks"][task]["files"][0]["path"].as_str().unwrap();
    assert_eq!([first(0), first(1)], ["Makefile", "build/Makefile"]);
    assert!(!text.contains("\"CI/Makefile\""), "{text}");
}

#[test]
fn long_paths_of_backlogs_leave_room_for_titles() {
    const COLUMNS: usize = 32;
    let tasks = "## 1. Work\n\n- [ ] 1.1 Fix docs/format.md\n- [ ] 1.2 Fix parse/parse.go\n";
    for names in [
        ["add-a-very-long-change-name-for-login", "add-another-very-long-change-name-for-export"],
        ["a", "b"],
        [
            "änderung-der-sehr-langen-namen-von-vorhaben",
            "変更の提案にはとても長い名前が付いています",
        ],
        ["same-start-of-a-very-long-name-one", "same-start-of-a-very-long-name-two"],
        ["x-and-much-much-much-much-much-much-longer", "y"],
    ] {
        let paths = names.map(|name| format!("openspec/changes/{name}/tasks.md"));
        let repository = Tree::with(&[
            (&paths[0], tasks),
            (&paths[1], tasks),
            ("docs/format.md", "# Format\n"),
            ("parse/parse.go", "package parse\n"),
        ]);
        let text = answer(repository.analyze().args(["--no-keep"]));
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("  Fix ")).collect();
        assert_eq!(rows.len(), 4, "{text}");
        for row in &rows {
            let (place, _) = row.split_once("  Fix ").unwrap();
            assert!(place.chars().count() <= COLUMNS + 10, "{row}");
        }
        let places: std::collections::BTreeSet<&str> =
            rows.iter().map(|row| row.split_whitespace().nth(1).unwrap()).collect();
        assert_eq!(places.len(), 4, "each is told from the others: {text}");
    }
}

#[test]
fn evidence_is_in_words_that_say_what_is_meant() {
    for (file, content, task, expected) in [
        (
            "Makefile",
            "all:\n",
            "Speed up the build",
            "a build file, and the task speaks of the build",
        ),
        (
            "Dockerfile",
            "FROM scratch\n",
            "Cache layers in the docker build",
            "a build file, and the task speaks of the build",
        ),
        ("a_test.go", "package a\n", "Add tests of a", "a test, and the task asks for tests"),
        (
            ".github/workflows/ci.yml",
            "on: push\n",
            "Fix the build",
            "a build file, and the task speaks of the build",
        ),
        (
            "scripts/build.sh",
            "#!/bin/sh\n",
            "Cache the build",
            "a build file, and the task speaks of the build",
        ),
        ("test_a.py", "x = 1\n", "Extend the tests", "a test, and the task asks for tests"),
    ] {
        let backlog = format!("- [ ] T1: {task} in {file}\n- [ ] T2: Fix b.go\n");
        let repository =
            Tree::with(&[("TASKS.md", &backlog), (file, content), ("b.go", "package b\n")]);
        let text = answer(repository.analyze().args(["--no-keep", "--explain", "T1"]));
        let line = text.lines().find(|line| line.contains("  kind "));
        let line = line.unwrap_or_else(|| panic!("{file}: {text}"));
        assert!(line.contains(expected) && !line.contains("as the task asks"), "{line}");
    }
}

#[test]
fn a_task_without_text_is_told_to_have_none() {
    for box_ in ["- [ ]", "* [ ]", "1. [ ]", "- [~]", "- [ ] #priority:high"] {
        let backlog = format!("# Work\n\n- [ ] T1: Fix docs/format.md\n{box_}\n");
        let repository = Tree::with(&[("TASKS.md", &backlog), ("docs/format.md", "# Format\n")]);
        let text = answer(repository.analyze().args(["--no-keep"]));
        assert!(text.contains("(no text)") && !text.contains("(untitled)"), "{box_}: {text}");
        let next = answer(ctx().current_dir(repository.path()).args(["next", "-n", "5"]));
        assert!(next.contains("(no text)"), "{box_}: {next}");
    }
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
    assert!(text.starts_with("Not worth splitting:"), "{text}");
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

#[test]
fn an_unknown_task_says_why_its_likely_files_do_not_count() {
    let repository = GitRepository::with_past();
    repository.write("CHANGELOG.md", "# Changelog\n\nReleases and their notes.\n");
    repository.write(
        "services/a/store.go",
        "package store\n\n// Evict drops what is old.\nfunc Evict() {}\n",
    );
    repository.write("TASKS.md", "- [ ] A1 Write the notes of the releases\n");
    repository.write("services/a/TODO.md", "- [ ] B1 Evict in services/b/store.go\n");
    for (folder, task, expected) in [
        ("", "A1", "its likely files change with all kinds of work"),
        ("services/a", "B1", "it names only paths outside of the directory"),
    ] {
        let folder = repository.path().join(folder);
        let text = answer(&mut analyze(&folder));
        assert!(text.contains(expected), "{task}: {text}");
        let explained = answer(analyze(&folder).args(["--explain", task]));
        assert!(explained.contains(&format!("No file is predicted: {expected}")), "{explained}");
    }
}

#[test]
fn documents_beside_a_backlog_of_its_own_are_predicted_only_where_named() {
    let repository = Tree::with(&[
        (
            "internal/cart/cart.go",
            "package cart\n\n// Discount lowers the price of a voucher.\nfunc Discount() {}\n",
        ),
        (
            "specs/001-vouchers/plan.md",
            "# Plan\n\nA voucher lowers the price: discount, voucher, price.\n",
        ),
        ("docs/vouchers.md", "# Vouchers\n\nA voucher lowers the price by a discount.\n"),
        (
            "specs/001-vouchers/tasks.md",
            "- [ ] T001 Discount the price by a voucher\n- [ ] T002 Correct the price of a voucher in plan.md\n",
        ),
    ]);
    let document = parsed(&json(repository.path()));
    let paths = |task: usize| -> Vec<String> {
        let files = document["tasks"][task]["files"].as_array().unwrap();
        files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    let plan = "specs/001-vouchers/plan.md".to_owned();
    assert!(paths(0).contains(&"docs/vouchers.md".to_owned()), "{:?}", paths(0));
    assert!(!paths(0).contains(&plan), "{:?}", paths(0));
    assert!(paths(1).contains(&plan), "{:?}", paths(1));
}
