//! Open tasks that look done, dropped, duplicate or like placeholders: listed apart, and planned by nobody.

use serde_json::{Value, json};

use crate::harness::{Project, Tree, answer, ctx, parsed, valid, words};

const TASKS: &str = "# Tasks\n\n- [ ] T1: Make alpha/alpha.go faster\n\
    - [ ] T2: DONE 2026-08-17 Change beta/beta.go\n- [ ] CUT from scope: change gamma/gamma.go\n\
    - [ ] ~~Rename alpha/alpha.go~~\n- [ ] T5: make `alpha/alpha.go` faster.\n\
    - [ ] T6: Test gamma/gamma.go (depends on T2)\n- [ ] T7: Cut release 1.2 of beta/beta.go\n";

const REASONS: [&str; 4] = [
    "says \"DONE 2026-08-17\" at TASKS.md:4",
    "says \"CUT from scope\" at TASKS.md:5",
    "struck through at TASKS.md:6",
    "nearly the same as T1 (TASKS.md:3)",
];

fn repository() -> Tree {
    Tree::with(&[
        ("TASKS.md", TASKS),
        ("go.mod", "module example.com/a\n\ngo 1.22\n"),
        ("alpha/alpha.go", "package alpha\n\nfunc Alpha() {}\n"),
        ("beta/beta.go", "package beta\n\nfunc Beta() {}\n"),
        ("gamma/gamma.go", "package gamma\n\nfunc Gamma() {}\n"),
    ])
}

/// Returns the ids of the tasks in all tracks of a document.
fn planned(document: &Value) -> Vec<&str> {
    let tracks = document["tracks"].as_array().unwrap().iter();
    let tasks = tracks.flat_map(|track| track["tasks"].as_array().unwrap());
    let mut ids: Vec<&str> = tasks.map(|id| id.as_str().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn they_are_listed_apart_with_the_reason() {
    let repository = repository();
    let text = answer(&mut repository.analyze());
    let (_, listed) = text
        .split_once("\nLooks done, dropped, duplicate or like a placeholder (not planned;")
        .unwrap();
    for reason in REASONS {
        assert!(listed.contains(reason), "{reason}: {text}");
    }
    assert!(words(&text).contains("waits for a doubtful task (T2)"), "{text}");
    let document = parsed(&answer(repository.analyze().args(["--output-format", "json"])));
    assert_eq!(
        document["doubtful"],
        json!([
            {"task": "T2", "kind": "done", "reason": REASONS[0]},
            {"task": "L5", "kind": "dropped", "reason": REASONS[1]},
            {"task": "L6", "kind": "dropped", "reason": REASONS[2]},
            {"task": "T5", "kind": "duplicate", "reason": REASONS[3], "of": "T1"},
        ])
    );
    assert_eq!(planned(&document), ["T1", "T7"]);
    assert_eq!(document["deferred"][0]["task"], "T6");
    assert_eq!(document["unknown"], json!([]));
    let explained = answer(repository.analyze().args(["--explain", "T5"]));
    assert!(explained.contains("in no track: nearly the same as T1"), "{explained}");
}

#[test]
fn they_are_planned_on_request() {
    let repository = repository();
    let mut command = repository.analyze();
    let text = answer(command.args(["--include-doubtful", "--output-format", "json"]));
    let document = parsed(&text);
    assert_eq!(document["doubtful"], json!([]));
    assert_eq!(planned(&document), ["L5", "L6", "T1", "T2", "T5", "T6", "T7"]);
    let text = answer(repository.analyze().arg("--include-doubtful"));
    assert!(!text.contains("Looks done"), "{text}");
}

#[test]
fn they_are_not_suggested_unless_asked_for() {
    let repository = repository();
    let next = |more: &[&str]| {
        let mut command = ctx();
        command.current_dir(repository.path()).args(["next", "-n", "9"]).args(more);
        answer(&mut command)
    };
    let document = valid(&next(&["--output-format", "json"]), "next");
    let ids = |document: &Value| {
        let suggestions = document["suggestions"].as_array().unwrap().iter();
        suggestions.map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&document), ["T1", "T7"]);
    let doubtful = document["doubtful"].as_array().unwrap();
    let reasons: Vec<&str> = doubtful.iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, REASONS);
    let said = words(&next(&[]));
    assert!(
        said.contains(
            "4 look done, dropped, duplicate or like placeholders (T2, L5, L6 and 1 more;"
        ),
        "{said}"
    );
    let document = valid(&next(&["--include-doubtful", "--output-format", "json"]), "next");
    assert_eq!(ids(&document).len(), 6);
    assert_eq!(document["doubtful"], json!([]));
}

#[test]
fn where_all_are_doubtful_nothing_is_planned() {
    let repository = Tree::with(&[("TODO.md", "- [ ] DONE: a\n- [ ] (cut) b\n- [ ] ~~c~~\n")]);
    let text = words(&answer(&mut repository.analyze()));
    assert!(text.starts_with("Not worth splitting: none of the 3 open tasks"), "{text}");
    assert!(text.contains("Looks done, dropped, duplicate or like a placeholder"), "{text}");
    let next = answer(ctx().current_dir(repository.path()).arg("next"));
    assert!(next.starts_with("Nothing can be started now."), "{next}");
}

#[test]
fn placeholders_of_a_template_are_neither_planned_nor_suggested() {
    let tasks = "# Tasks: Login\n\n## Phase 1: Setup\n\n- [ ] T001 [P] Task 1\n\
        - [ ] T002 [P] [Description with file path]\n- [ ] T003 Change alpha/alpha.go\n";
    let repository = Tree::with(&[
        ("specs/001-login/tasks.md", tasks),
        ("go.mod", "module example.com/a\n\ngo 1.22\n"),
        ("alpha/alpha.go", "package alpha\n\nfunc Alpha() {}\n"),
    ]);
    let document = parsed(&answer(repository.analyze().args(["--output-format", "json"])));
    assert_eq!(planned(&document), ["T003"]);
    let reason = |said: &str, line: u32| {
        format!("only a placeholder, \"{said}\", at specs/001-login/tasks.md:{line}")
    };
    let reasons = [reason("Task 1", 5), reason("[Description with file path]", 6)];
    assert_eq!(
        document["doubtful"],
        json!([
            {"task": "T001", "kind": "placeholder", "reason": reasons[0]},
            {"task": "T002", "kind": "placeholder", "reason": reasons[1]},
        ])
    );
    let text = answer(&mut repository.analyze());
    assert!(reasons.iter().all(|reason| text.contains(reason)), "{text}");
    let next = words(&answer(ctx().current_dir(repository.path()).args(["next", "-n", "9"])));
    assert!(next.contains("T003") && !next.contains("Task 1"), "{next}");
    let found = "2 look done, dropped, duplicate or like placeholders (T001 and T002;";
    assert!(next.contains(found), "{next}");
}

#[test]
fn a_task_that_asks_to_create_a_file_that_exists_looks_done() {
    let tasks = "# Tasks\n\n- [ ] T1: Create alpha/alpha.go with a function\n\
        - [ ] T2: Create a test in `beta/beta.go` (after T1)\n\
        - [ ] T3: Create beta/beta.go and gamma/new.go\n\
        - [ ] T4: Create `gamma/gamma.go`\n  - [ ] its tests\n";
    let repository = repository();
    std::fs::write(repository.path().join("TASKS.md"), tasks).unwrap();
    let text = answer(repository.analyze().args(["--output-format", "json"]));
    let document = valid(&text, "analysis");
    let reason = "asks to create alpha/alpha.go, which exists";
    assert_eq!(
        document["doubtful"],
        json!([{"task": "T1", "kind": "made", "reason": reason}]),
        "T2 adds to a file, T3 lacks one, T4 has an open box"
    );
    assert_eq!(planned(&document), ["T2", "T3", "T4"], "nothing waits for what is there");
    let text = words(&answer(&mut repository.analyze()));
    assert!(text.contains(reason), "{text}");
    let all = repository.analyze().args(["--include-doubtful", "--output-format", "json"]).output();
    let all = parsed(&String::from_utf8(all.unwrap().stdout).unwrap());
    assert_eq!(planned(&all), ["T1", "T2", "T3", "T4"]);
    let check = ctx().current_dir(repository.path()).args(["check", "--exit-zero"]).output();
    let check = words(&String::from_utf8(check.unwrap().stdout).unwrap());
    let found = "T1 asks to create alpha/alpha.go, which exists; tick it or say what is left";
    assert!(check.contains(found), "{check}");
}

#[test]
fn a_task_whose_plan_is_finished_looks_done() {
    let tasks = "# Tasks\n\n- [ ] T1: Retry in alpha/alpha.go. Plan: specs/plans/retry.md\n\
        - [ ] T2: Log in beta/beta.go after T1. Plan: `plans/log.md`\n\
        - [ ] T3: Count in beta/beta.go\n\n  **Plan:** [count](specs/plans/count.md)\n\
        - [ ] T4: Trace in alpha/alpha.go. Plan: specs/plans/retry.md\n  - [ ] its tests\n\
        - [ ] T5: Read what specs/plans/retry.md says\n";
    let row = |state: &str| format!("| T01 | {state} | a |\n");
    let table = |rows: &str| format!("# Plan\n\n| id | st | task |\n|---|---|---|\n{rows}");
    let repository = repository();
    for (path, text) in [
        ("TASKS.md", tasks.to_owned()),
        ("specs/plans/retry.md", table(&[row("[x]"), row("[-]")].concat())),
        ("plans/log.md", "# Log\n\nNo boxes.\n".to_owned()),
        ("specs/plans/count.md", "- [x] a\n- [x] b\n".to_owned()),
    ] {
        let path = repository.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let analyze =
        || answer(repository.analyze().args(["--tasks", "TASKS.md", "--output-format", "json"]));
    let document = valid(&analyze(), "analysis");
    let reason = |plan: &str, line: u32| {
        format!("all boxes of its plan specs/plans/{plan}.md are ticked (TASKS.md:{line})")
    };
    let reasons = [reason("retry", 3), reason("count", 7)];
    assert_eq!(
        document["doubtful"],
        json!([
            {"task": "T1", "kind": "planned", "reason": reasons[0]},
            {"task": "T3", "kind": "planned", "reason": reasons[1]},
        ]),
        "T2's plan has no boxes, T4 has an open box, T5 only reads the plan"
    );
    assert_eq!(planned(&document), ["T2", "T4", "T5"], "nothing waits for what is there");
    let check = ["check", "--tasks", "TASKS.md", "--exit-zero"];
    let check = ctx().current_dir(repository.path()).args(check).output();
    let check = words(&String::from_utf8(check.unwrap().stdout).unwrap());
    let found =
        "T1 is open, but all boxes of its plan specs/plans/retry.md are ticked; tick it or say";
    assert!(check.contains(found), "{check}");
    // A box that is opened again is work: the answer that was kept does not hide it.
    std::fs::write(repository.path().join("specs/plans/count.md"), "- [x] a\n- [ ] b\n").unwrap();
    let again = parsed(&analyze());
    assert_eq!(planned(&again), ["T2", "T3", "T4", "T5"]);
}

#[test]
fn no_worktree_is_given_one() {
    let project = Project::new();
    project.write(
        "TASKS.md",
        "# Tasks\n\n- [ ] D1: Rewrite docs/a.md for newcomers\n- [ ] D2: DONE: Describe limits in \
         docs/b.md\n- [ ] C1: Make `Encrypt` in internal/crypto/crypto.go constant-time\n\
         - [ ] R1: Make `Recall` in internal/recall/recall.go read backwards\n\
         - [ ] R2: make `Recall` in internal/recall/recall.go read backwards!\n",
    );
    project.commit("Plan");
    project.analyze(&[]);
    let given = |project: &Project| {
        let mut given: Vec<String> = project.tracks().into_iter().flat_map(|it| it.1).collect();
        given.sort_unstable();
        given
    };
    assert_eq!(given(&project), ["C1", "D1", "R1"]);
    project.done(&["create"]);
    let next = answer(ctx().current_dir(&project.main).arg("next"));
    assert!(
        words(&next).contains("2 look done, dropped, duplicate or like placeholders (D2 and R2;"),
        "{next}"
    );
    // A plan that was edited to hold one is made, and remarked on.
    let project = Project::new();
    project.write("TASKS.md", "- [ ] D1: Rewrite docs/a.md\n- [ ] D2: DONE: Rewrite docs/b.md\n");
    project.commit("Plan");
    project.analyze(&["--include-doubtful"]);
    assert_eq!(given(&project), ["D1", "D2"]);
}
