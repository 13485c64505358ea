//! Finished tasks of every format: those that a track opened again, and those that a merge lost.

use crate::harness::{Project, commit, write};

/// A format, its backlog, the same with its first task finished, and files beside it that stay as they are.
/// In each, the tasks are called `Pay` and `Refund`.
struct Case {
    format: &'static str,
    path: &'static str,
    open: &'static str,
    done: &'static str,
    beside: &'static [(&'static str, &'static str)],
}

const fn case(
    format: &'static str,
    path: &'static str,
    open: &'static str,
    done: &'static str,
) -> Case {
    Case { format, path, open, done, beside: &[] }
}

const OPEN: &str = "# Tasks\n\n- [ ] 1.1 Pay\n- [ ] 1.2 Refund\n";
const DONE: &str = "# Tasks\n\n- [x] 1.1 Pay\n- [ ] 1.2 Refund\n";
const PLAN: &str = "---\nphase: 01-pay\nplan: 01\nwave: 1\n---\n\n<objective>\nPay\n</objective>\n";

/// A case for each format with usual places.
const CASES: &[Case] = &[
    case("markdown", "TASKS.md", OPEN, DONE),
    case("spec-kit", "specs/001-pay/tasks.md", OPEN, DONE),
    case("kiro", ".kiro/specs/pay/tasks.md", OPEN, DONE),
    case("openspec", "openspec/changes/pay/tasks.md", OPEN, DONE),
    case("gsd-2", ".gsd/milestones/M001/slices/S01/S01-PLAN.md", OPEN, DONE),
    case("superpowers", "docs/superpowers/plans/pay.md", OPEN, DONE),
    case(
        "backlog-md",
        "backlog/tasks/task-1 - Pay.md",
        "---\nid: task-1\ntitle: Pay\nstatus: To Do\n---\n\nText\n",
        "---\nid: task-1\ntitle: Pay\nstatus: Done\n---\n\nText\n",
    ),
    case(
        "beads",
        ".beads/issues.jsonl",
        "{\"id\":\"a-1\",\"title\":\"Pay\",\"status\":\"open\"}\n{\"id\":\"a-2\",\"title\":\"Refund\",\"status\":\"open\"}\n",
        "{\"id\":\"a-1\",\"title\":\"Pay\",\"status\":\"closed\"}\n{\"id\":\"a-2\",\"title\":\"Refund\",\"status\":\"open\"}\n",
    ),
    case(
        "task-master",
        ".taskmaster/tasks/tasks.json",
        "{\n  \"master\": {\n    \"tasks\": [\n      {\n        \"id\": 1,\n        \"title\": \"Pay\",\n        \"status\": \"pending\"\n      }\n    ]\n  }\n}\n",
        "{\n  \"master\": {\n    \"tasks\": [\n      {\n        \"id\": 1,\n        \"title\": \"Pay\",\n        \"status\": \"done\"\n      }\n    ]\n  }\n}\n",
    ),
    Case {
        beside: &[(".planning/phases/01-pay/01-01-PLAN.md", PLAN)],
        ..case("gsd", ".planning/phases/01-pay/01-01-SUMMARY.md", "", "# Summary\n\nPaid.\n")
    },
    case("bmad", "docs/stories/1-1-pay.md", "# Pay\n\nStatus: review\n", "# Pay\n\nStatus: done\n"),
    Case {
        beside: &[("docs/stories/1-1-pay.md", "# Pay\n\nStatus: review\n")],
        ..case(
            "bmad",
            "docs/stories/sprint-status.yaml",
            "development_status:\n  1-1-pay: review\n",
            "development_status:\n  1-1-pay: done\n",
        )
    },
    case(
        "ccpm",
        ".claude/epics/shop/001.md",
        "---\nname: Pay\nstatus: open\n---\n\nText\n",
        "---\nname: Pay\nstatus: closed\n---\n\nText\n",
    ),
    case(
        "spec-kitty",
        "kitty-specs/010-shop/tasks/WP01-pay.md",
        "---\nwork_package_id: WP01\ntitle: Pay\nlane: doing\n---\n\nText\n",
        "---\nwork_package_id: WP01\ntitle: Pay\nlane: done\n---\n\nText\n",
    ),
    case(
        "beans",
        ".beans/shop-1--pay.md",
        "---\ntitle: Pay\nstatus: todo\ntype: task\n---\n\nText\n",
        "---\ntitle: Pay\nstatus: completed\ntype: task\n---\n\nText\n",
    ),
    case(
        "ctx-plans",
        "specs/plans/shop.md",
        "| ID | St | Task |\n|---|---|---|\n| E1 | [ ] | Pay |\n| E2 | [ ] | Refund |\n",
        "| ID | St | Task |\n|---|---|---|\n| E1 | [x] | Pay |\n| E2 | [ ] | Refund |\n",
    ),
    case("todo.txt", "todo.txt", "Pay\nRefund\n", "x 2026-11-30 Pay\nRefund\n"),
    case("org", "TODO.org", "* TODO Pay\n* TODO Refund\n", "* DONE Pay\n* TODO Refund\n"),
];

/// Writes a file, or removes one without content.
fn put(root: &std::path::Path, path: &str, text: &str) {
    if text.is_empty() {
        let _ = std::fs::remove_file(root.join(path));
    } else {
        write(root, path, text);
    }
}

/// Makes a project with the backlog of a case, a track whose worktree begins there, and nothing else.
fn begun(case: &Case, text: &str) -> Project {
    let project = Project::named("p");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    for (path, text) in case.beside {
        project.write(path, text);
    }
    put(&project.main, case.path, text);
    project.commit("Backlog");
    project.create(&["a"]);
    project
}

#[test]
fn what_a_track_opened_again_stops_its_teardown_in_every_format() {
    let formats = String::from_utf8(
        crate::harness::ctx().args(["analyze", "--list-formats"]).output().unwrap().stdout,
    )
    .unwrap();
    for case in CASES {
        assert!(formats.contains(case.format), "{}: {formats}", case.format);
        let what = format!("{} {}", case.format, case.path);
        let project = begun(case, case.done);
        put(&project.worktree("a"), case.path, case.open);
        commit(&project.worktree("a"), "Not done after all");
        let named = |said: &str| {
            let is_named = said.contains("Pay") && said.contains("--allow-reopened");
            assert!(is_named, "{what}: {said}");
        };
        named(
            &project
                .stopped(&["status", "--check"])
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        );
        named(&project.stopped(&["teardown", "a", "--dry-run"]));
        let said = project.stopped(&["teardown", "a"]);
        named(&said);
        assert_eq!(said.matches("the track removed its [x]").count(), 1, "{what}: {said}");
        project.done(&["teardown", "--continue", "--allow-reopened"]);
    }
}

#[test]
fn what_a_track_finished_stands_in_the_receipt_in_every_format() {
    for case in CASES {
        let what = format!("{} {}", case.format, case.path);
        let project = begun(case, case.open);
        put(&project.worktree("a"), case.path, case.done);
        commit(&project.worktree("a"), "Pay");
        let said = project.done(&["teardown", "a"]);
        let finished = said.lines().filter(|it| it.starts_with("finished") && it.contains("Pay"));
        assert_eq!(finished.count(), 1, "{what}: {said}");
    }
}

#[test]
fn a_tick_that_the_resolution_of_a_conflict_lost_is_named() {
    for (path, base, ours, theirs) in [
        (
            "specs/plans/shop.md",
            "| ID | St | Task |\n|---|---|---|\n| E1 | [ ] | Pay |\n| E2 | [ ] | Refund |\n",
            "| ID | St | Task |\n|---|---|---|\n| E1 | [ ] | Pay |\n| E2 | [x] | Refund |\n",
            "| ID | St | Task |\n|---|---|---|\n| E1 | [x] | Pay |\n| E2 | [ ] | Refund |\n",
        ),
        ("todo.txt", "Pay\nRefund\n", "Pay\nx 2026-11-30 Refund\n", "x 2026-11-30 Pay\nRefund\n"),
        (
            "TODO.org",
            "* TODO Pay\n* TODO Refund\n",
            "* TODO Pay\n* DONE Refund\n",
            "* DONE Pay\n* TODO Refund\n",
        ),
    ] {
        let project = begun(&case("", path, base, base), base);
        put(&project.worktree("a"), path, theirs);
        commit(&project.worktree("a"), "Pay");
        put(&project.main, path, ours);
        project.commit("Refund");
        project.stopped(&["teardown", "a"]);
        project.git(&["checkout", "--quiet", "--ours", "--", path]);
        project.git(&["add", path]);
        let said = project.stopped(&["teardown", "--continue"]);
        assert!(
            said.contains("Pay") && said.contains("though no side opened it"),
            "{path}: {said}"
        );
        assert!(project.worktree("a").exists());
        let whole = theirs.replace("[ ] | Refund", "[x] | Refund").replace("TODO", "DONE");
        put(&project.main, path, &whole.replace("\nRefund", "\nx 2026-11-30 Refund"));
        project.commit("Pay as well");
        project.done(&["teardown", "--continue"]);
    }
}

#[test]
fn a_task_that_stands_open_and_finished_after_a_merge_is_named() {
    const BASE: &str = "# Tasks\n\n- [ ] one\n- [ ] two\n";
    let (ours, theirs) = (BASE.replace("[ ] two", "[x] two"), BASE.replace("[ ] one", "[x] one"));
    let both = format!("{}{}", theirs, &ours["# Tasks\n\n".len()..]);
    // By the user's attribute, and by hand.
    for by_attribute in [true, false] {
        let project = Project::named("p");
        project.write("TASKS.md", BASE);
        if by_attribute {
            project.write(".gitattributes", "TASKS.md merge=union\n");
        }
        project.commit("Plan");
        project.create(&["a"]);
        write(&project.worktree("a"), "TASKS.md", &theirs);
        commit(&project.worktree("a"), "one");
        project.write("TASKS.md", &ours);
        if by_attribute {
            project.commit("two");
            let dry = project.stopped(&["teardown", "a", "--dry-run"]);
            assert!(dry.contains("is open there, and finished in another line"), "{dry}");
        } else {
            project.git(&["add", "TASKS.md"]);
            project.write("docs/new.md", "by main\n");
            project.commit("two");
            write(&project.worktree("a"), "docs/new.md", "by a\n");
            commit(&project.worktree("a"), "Collide");
            project.stopped(&["teardown", "a"]);
            project.write("TASKS.md", &both);
            project.git(&["add", "TASKS.md", "docs/new.md"]);
        }
        let arguments: &[&str] = if by_attribute {
            &["teardown", "a"]
        } else {
            &["teardown", "--continue", "--allow-markers"]
        };
        let said = project.stopped(arguments);
        assert!(said.contains("open and finished at once"), "{said}");
        for task in ["\"one\" is open there", "\"two\" is open there"] {
            assert!(said.contains(task), "{by_attribute}: {said}");
        }
        assert!(project.worktree("a").exists());
        project.write("TASKS.md", "# Tasks\n\n- [x] one\n- [x] two\n");
        project.commit("Once each");
        project.done(&["teardown", "--continue"]);
    }
}
