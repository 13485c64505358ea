//! Every trap that real backlogs set.

use super::*;
use crate::model::{Action, TaskState};

#[test]
fn states() {
    for (text, state) in [
        ("- [ ] a", Some(TaskState::Open)),
        ("* [ ] a", Some(TaskState::Open)),
        ("+ [ ] a", Some(TaskState::Open)),
        ("1. [ ] a", Some(TaskState::Open)),
        ("7) [ ] a", Some(TaskState::Open)),
        ("- [x] a", None),
        ("- [X] a", None),
        ("- [-] a", None),
        ("- [~] a", Some(TaskState::InProgress)),
        ("- [>] a", Some(TaskState::InProgress)),
        ("- [ ] a #in-progress", Some(TaskState::InProgress)),
        ("- [ ] a\n  b #blocked", Some(TaskState::Blocked)),
        ("- [~] a #blocked", Some(TaskState::Blocked)),
        ("- [ ] a\n  - why #blocked:T1", Some(TaskState::Blocked)),
        ("- [ ] a\n  - [ ] b #blocked", Some(TaskState::Open)),
        ("- [ ] Support `#blocked`", Some(TaskState::Open)),
        ("## Blocked\n- [ ] a", Some(TaskState::Blocked)),
        ("## ⛔ Blocked tasks\n- [ ] a", Some(TaskState::Blocked)),
        ("## Blocked\n### By others\n- [ ] a", Some(TaskState::Blocked)),
        ("## Later `#blocked:yes`\n- [ ] a", Some(TaskState::Blocked)),
        ("## Blocked users can log in\n- [ ] a", Some(TaskState::Open)),
        ("## Blocking issues\n- [ ] a", Some(TaskState::Open)),
    ] {
        let found = tasks(text).first().map(|task| task.state);
        assert_eq!(found, state, "{text}");
    }
}

#[test]
fn a_dash_is_begun_where_the_boxes_are_plainly_numbered() {
    let rune = "- [x] 1. a\n- [-] 2. b\n  - [-] 2.1 c\n- [ ] 3. d";
    let states: Vec<_> = tasks(rune).iter().map(|task| (task.key.clone(), task.state)).collect();
    assert_eq!(states, [("2".into(), TaskState::InProgress), ("3".into(), TaskState::Open)]);
    assert_eq!(titles("- [-] P0.1: a\n- [-] b\n- [ ] c"), ["c"]);
}

#[test]
fn the_outermost_open_item_holds_its_children() {
    let text = "- [ ] A\n  wrapped\n- [ ] B\n  - [ ] b1\n    more\n    - [x] b2\n      done\n  - note\n\n  further\n\n  ```go\n  - [ ] code\n  ```\n- [ ] C";
    let found = tasks(text);
    assert_eq!(found.iter().map(|t| t.title.as_str()).collect::<Vec<_>>(), ["A wrapped", "B", "C"]);
    assert_eq!(lines(&found[0]), ["Title A", "Title wrapped"]);
    assert_eq!(
        lines(&found[1]),
        [
            "Title B",
            "OpenChild b1",
            "OpenChild more",
            "DoneChild b2",
            "DoneChild done",
            "Body note",
            "Body further",
            "Code - [ ] code"
        ]
    );
    assert_eq!((found[1].line, found[1].lines[7].number), (3, 13));
}

#[test]
fn open_children_of_a_finished_item_stand_alone() {
    let found = tasks("- Area\n  - [x] Parent `p` #done:1\n    - [ ] Child\n    - [x] Other");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].title.as_str(), found[0].line), ("Child", 3));
    assert_eq!(found[0].ancestors, ["Area", "Parent p"]);
    assert!(found[0].labels.is_empty());
}

#[test]
fn plain_bullets_above_are_ancestors() {
    let found = task("# T\n- Page\n  - 1. Home **page**\n    - [ ] White background");
    assert_eq!(found.ancestors, ["Page", "Home page"].map(str::to_owned).to_vec());
    assert_eq!(found.section, ["T"]);
}

#[test]
fn leaves_have_their_parents_as_ancestors() {
    let text = "- [ ] T1: A\n  - [ ] B\n    - [ ] C\n    - [x] D\n  - [ ] E\n    - f\n- [ ] G";
    let (found, _) = read_all(text, Granularity::Leaf);
    let seen: Vec<_> =
        found.iter().map(|t| (t.title.as_str(), t.ancestors.join("/"), t.effort)).collect();
    assert_eq!(seen, [("C", "A/B".into(), 1), ("E", "A".into(), 1), ("G", String::new(), 1)]);
}

#[test]
fn lazy_lines_belong_to_the_item_and_bullets_at_the_margin_do_not() {
    let text = "- [ ] A of\nlazy\n—\nstill\n- Severity: HIGH — b\n      c\n- [ ] D";
    let found = tasks(text);
    assert_eq!(lines(&found[0]), ["Title A of", "Title lazy", "Title —", "Title still"]);
    assert_eq!(found[1].title, "D");
    assert_eq!(found.len(), 2);
}

#[test]
fn boxes_in_fences_comments_and_front_matter_are_no_tasks() {
    for text in [
        "```\n- [ ] a\n```",
        "~~~md\n- [ ] a\n~~~",
        "- b\n  ```\n  - [ ] a\n  ```",
        "<!-- - [ ] a -->",
        "<!--\n- [ ] a\n\n- [ ] b\n-->",
        "- b\n  <!--\n  - [ ] a\n  -->",
        "text\n\n    - [ ] a",
        "---\ntitle: x\nlist:\n  - a\n---\n",
        "a `- [ ] b`",
        "> - [ ] quoted",
        "- [](x) a\n- [x](y) b",
    ] {
        assert_eq!(titles(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(titles("---\na: b\n---\n- [ ] c"), ["c"]);
    assert_eq!(titles("---\n- [ ] c\n---"), ["c"]);
}

#[test]
fn a_fence_without_an_end_is_named() {
    assert_eq!(titles("- [ ] a\n\n```\n- [ ] b"), ["a"]);
    assert_eq!(
        messages("- [ ] a\n\n```\n- [ ] b"),
        ["code fence without an end; the open box below it is not read as a task"]
    );
    assert_eq!(
        messages("- [ ] a\n\n<!--\n- [ ] b\n- [x] c\n- [~] d"),
        ["comment without an end; the 2 open boxes below it are not read as tasks"]
    );
    assert_eq!(
        messages("- [ ] a\n\n```\nb"),
        ["code fence without an end; what follows is not read as tasks"]
    );
}

#[test]
fn a_file_that_is_fenced_as_a_whole_is_read() {
    assert_eq!(titles("```markdown\n# T\n- [ ] a\n```go\nx\n```\n- [ ] b\n```\n"), ["a", "b"]);
}

#[test]
fn line_ends_tabs_and_marks_of_order() {
    let found = tasks("\u{feff}# T\r\n- [ ] a\r\n\t- [ ] b\r\n\r\n- [ ] c\r\n");
    assert_eq!(found.iter().map(|t| t.line).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(lines(&found[0]), ["Title a", "OpenChild b"]);
}

#[test]
fn a_heading_with_a_box_is_a_task() {
    let text = "# Plan\n## [X] [T001] Done\n- [ ] rest\n## [ ] [T002] Update `llm/client.go`\nBody\n### Steps\n- [ ] s1\n- [x] s2\n## Other\n- [ ] o";
    let found = tasks(text);
    let seen: Vec<_> = found.iter().map(|t| (t.key.as_str(), t.title.as_str())).collect();
    assert_eq!(seen, [("L3", "rest"), ("T002", "Update llm/client.go"), ("L10", "o")]);
    assert_eq!(found[1].section, ["Plan"]);
    assert_eq!(
        lines(&found[1]),
        ["Title Update `llm/client.go`", "Body Body", "Body Steps", "OpenChild s1", "DoneChild s2"]
    );
    assert_eq!(found[2].section, ["Plan", "Other"]);
    assert_eq!(titles("#### Fix it [x]\n- a\n#### Do it [~]\n- b"), ["Do it"]);
}

#[test]
fn a_sign_before_a_heading_is_no_box() {
    let found = task("## [!] Open questions\n- [ ] Ask");
    assert_eq!((found.title.as_str(), found.section[0].as_str()), ("Ask", "[!] Open questions"));
    assert_eq!(messages("## [!] Open questions\n- [ ] Ask"), Vec::<String>::new());
}

#[test]
fn task_headings_without_a_box_are_open_while_a_step_is() {
    let text = "# Plan\n### Task 1: Done\n- [x] s\n### Task 2: Open\n**Files:**\n- Create: `a/new.go`\n- Modify: `a/b.go:123-145`\n- Test: `a/b_test.go`\n\n- [ ] s1\n- [x] s2\n### Task 3: Bare\nText\n### Task 4: Told ✅\n";
    let found = tasks(text);
    let seen: Vec<_> = found.iter().map(|t| (t.key.as_str(), t.title.as_str(), t.line)).collect();
    assert_eq!(seen, [("Task 2", "Open", 4), ("Task 3", "Bare", 12)]);
    let declared: Vec<_> =
        found[0].declared.iter().map(|f| (f.pattern.as_str(), f.action, f.line)).collect();
    assert_eq!(
        declared,
        [
            ("a/new.go", Action::Create, 6),
            ("a/b.go", Action::Modify, 7),
            ("a/b_test.go", Action::Test, 8)
        ]
    );
}

#[test]
fn items_below_files_declare_whatever_their_label_is() {
    for (items, expected) in [
        ("- Add: `a.go`", &["a.go"][..]),
        ("- Update imports in: `a.go`, `b.go`", &["a.go", "b.go"]),
        ("- Modify: `a.go`\n- Replace stub: b.go", &["a.go", "b.go"]),
        ("- **Wire up:** a.go", &["a.go"]),
        ("- Reference: `a.go`", &[]),
        ("- Reference:\n  - `a.go`", &[]),
        ("- Create: `a.go`\n\n**Interfaces:**\n- Consumes: `b.go`", &["a.go"]),
    ] {
        let text =
            format!("### Task 1: A\n**Files:**\n{items}\n\n- [ ] s\n### Task 2: B\n- [ ] s\n");
        let found = tasks(&text);
        let declared: Vec<_> = found[0].declared.iter().map(|file| file.pattern.as_str()).collect();
        assert_eq!(declared, expected, "{items}");
    }
}

#[test]
fn one_heading_alone_makes_no_style() {
    let found = task("# P\n### Task 1: Setup\n- [ ] do it");
    assert_eq!((found.title.as_str(), found.line), ("do it", 3));
    assert_eq!(found.section, ["P", "Task 1: Setup"]);
    assert_eq!(titles("### Task 1: Setup\n**Files:** `a.go`\n- [ ] do it"), ["Setup"]);
    assert_eq!(titles("### Phase 1: A\n- [ ] x\n### Phase 2: B\n- [ ] y"), ["x", "y"]);
}

#[test]
fn keys_are_the_ids_or_the_lines_and_never_repeat() {
    let keys = |text: &str| tasks(text).into_iter().map(|t| t.key).collect::<Vec<_>>();
    assert_eq!(
        keys("- [ ] T1: a\n- [ ] b\n- [ ] [T1] c\n- [ ] T1: d\n- [ ] L2: e"),
        ["T1", "L2", "T1#2", "T1#3", "L2#2"]
    );
    let source = |name: &str| Source { name: name.into(), bytes: b"- [ ] 1. a\n- [ ] b".to_vec() };
    let (found, _) = read(&[source("x"), source("y")], Granularity::Outermost);
    let keys: Vec<_> = found.iter().map(|t| (t.key.as_str(), t.backlog.as_str())).collect();
    assert_eq!(keys, [("1", "x"), ("L2", "x"), ("1#2", "y"), ("L2#2", "y")]);
    assert_eq!(found.iter().map(|t| t.phase).collect::<Vec<_>>(), [0, 0, 1, 1]);
    assert_eq!(found.iter().map(|t| t.id.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn the_same_text_twice_is_two_tasks() {
    assert_eq!(titles("- [ ] a\n- [ ] a"), ["a", "a"]);
}

#[test]
fn labels_of_items_and_of_headings() {
    let text = "# All #team:x\n## Core `#priority:high #size:l`\n- [ ] a #size:s\n- [ ] b\n  more #priority:low\n## Rest\n- [ ] c #123 `#code` [x](#y)\n  ```\n  #fenced\n  ```";
    let found = tasks(text);
    let labels = |task: &Task| {
        task.labels.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(labels(&found[0]), "priority=high size=s team=x");
    assert_eq!(labels(&found[1]), "priority=low size=l team=x");
    assert_eq!(labels(&found[2]), "team=x");
    assert_eq!(found[0].section, ["All", "Core"]);
    assert_eq!(found[1].title, "b more");
    assert_eq!(
        found.iter().map(|t| t.priority).collect::<Vec<_>>(),
        [Some(Priority::High), Some(Priority::Low), None]
    );
}

#[test]
fn a_title_ends_before_labels_and_fields() {
    let titles =
        |text: &str| -> Vec<String> { tasks(text).into_iter().map(|task| task.title).collect() };
    assert_eq!(
        titles("- [ ] Ignore repeated events #blocked\n  Waits for a reply."),
        ["Ignore repeated events"]
    );
    assert_eq!(titles("- [ ] Add an index\n  Files: `a/b.sql`"), ["Add an index"]);
    assert_eq!(titles("- [ ] Fix #area:auth the\n  token check"), ["Fix the token check"]);
}

#[test]
fn a_wrapped_label_is_one_label() {
    let found = task("- [ ] Fix it #branch:\n  feat/pad #commit:b9 #added:\n  2026-05-27-18");
    let labels: Vec<_> = found.labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(labels, ["added=2026-05-27-18", "branch=feat/pad", "commit=b9"]);
    assert_eq!(lines(&found), ["Title Fix it"]);
}

#[test]
fn priorities_from_everywhere() {
    for (text, expected) in [
        ("- [ ] a", Priority::Medium),
        ("- [ ] a #priority:critical", Priority::Critical),
        ("- [ ] **T1 · Fix · P1: a**", Priority::High),
        ("- [ ] [P0] a", Priority::Critical),
        ("- [ ] P3: a", Priority::Low),
        ("- [ ] a\n  - **Priority**: Low", Priority::Low),
        ("## Story 1 (Priority: P1)\n- [ ] a", Priority::High),
        ("## [P0] Now\n- [ ] a", Priority::Critical),
        ("## Now #priority:high\n- [ ] P2: a", Priority::Medium),
        ("- [ ] P1: a #priority:low", Priority::Low),
        ("- Now #priority:high\n  - [ ] a", Priority::High),
    ] {
        assert_eq!(task(text).priority(), expected, "{text}");
    }
}

#[test]
fn spec_kit_tags_become_labels() {
    let found = task("- [ ] T012 [P] [US1] Create User model in src/models/user.py");
    assert_eq!(found.key, "T012");
    assert_eq!(found.title, "Create User model in src/models/user.py");
    assert_eq!(found.labels.keys().collect::<Vec<_>>(), ["P", "US1"]);
}

#[test]
fn tasks_marked_as_parallel_are_a_group_in_their_section() {
    let text = "## Phase 1\n### Tests\n- [ ] T1 [P] a\n- [ ] T2 [P] [US1] b\n- [ ] T3 c\n  \
                - [ ] T4 [P] d\n### Code\n- [ ] [P] e\n- [ ] T6 f [P]\n- [ ] T7 · P · g\n";
    let groups: Vec<Option<String>> = tasks(text).into_iter().map(|task| task.parallel).collect();
    let (tests, code) = ("TASKS.md / Phase 1 / Tests", "TASKS.md / Phase 1 / Code");
    let expected = [Some(tests), Some(tests), None, Some(code), None, None];
    assert_eq!(groups, expected.map(|group| group.map(str::to_owned)));
    assert_eq!(task("- [ ] T1 [P] a").parallel.as_deref(), Some("TASKS.md"));
}

#[test]
fn declared_conflicts_are_linked() {
    for (text, expected) in [
        ("- [ ] T1: a (conflicts with T3)\n  - Conflicts with: T2, T3", &[1, 2][..]),
        ("- [ ] T1: a #conflicts-with:T2", &[1]),
        ("- [ ] T1: a\n  - [ ] b, which conflicts with T2", &[1]),
        ("- [ ] T1: a\n  - Conflicts with: T1, T9, T4", &[]),
        ("- [ ] T1: a\n  - Conflicts with: T3.1", &[2]),
        ("- [ ] T1: a\n  - [x] b, which conflicts with T2", &[]),
        ("- [ ] T1: a\n  ```\n  conflicts with T2\n  ```", &[]),
    ] {
        let others = "- [ ] T2: b\n- [ ] T3: c\n  - [ ] T3.1: d\n- [x] T4: e\n";
        let tasks = tasks(&format!("{text}\n{others}"));
        let expected: Vec<TaskId> = expected.iter().map(|&id| TaskId(id)).collect();
        assert_eq!(tasks[0].conflicts, expected, "{text}");
    }
}

#[test]
fn acceptance_criteria_are_lines_of_their_task() {
    for text in [
        "- [ ] a\n  - Acceptance criteria:\n    - [ ] c\n    - d",
        "- [ ] a\n  - **Done\u{2011}when:**\n    1. c\n    2. d",
        "- [ ] a\n\n  **Definition of Done:**\n\n  - [ ] c\n  - [x] d",
        "- [ ] a\n  - [ ] Success criteria\n    - [ ] c",
        "## [ ] a\n### Acceptance criteria\n- [ ] c\n- [ ] d",
        "## [ ] a\n**Acceptance Criteria:**\n- [ ] c\n- [ ] d",
        "### Task 1: a\n#### Done when\n- [ ] c\n- [ ] d\n### Task 2: b ✅",
        "- [ ] a\n\n### Acceptance criteria\n- [ ] c\n- [ ] d",
        "- [ ] a\n- AC:\n  - [ ] c\n  - [ ] d",
    ] {
        let found = task(text);
        assert_eq!(found.title, "a", "{text}");
        assert_eq!(found.effort, 1, "{text}");
        assert!(count(&found, TaskLineKind::Criterion) >= 2, "{text}: {:?}", lines(&found));
        assert_eq!(count(&found, TaskLineKind::OpenChild), 0, "{text}");
    }
    assert_eq!(task("- [ ] a\n  AC: works").lines.len(), 2);
}

#[test]
fn what_follows_criteria_is_no_criterion() {
    let text = "## [ ] a\n**Acceptance criteria:**\n- [ ] c\n\n**Steps:**\n- [ ] s\n";
    assert_eq!(lines(&task(text))[3..], ["Body **Steps:**", "OpenChild s"]);
    assert_eq!(titles("- [ ] a\n\nAcceptance criteria:\n- [ ] c\n\n---\n\n- [ ] b"), ["a", "b"]);
    let text = "- [ ] a\n  - AC: works\n  - [ ] step";
    assert_eq!(lines(&task(text)), ["Title a", "Criterion AC: works", "OpenChild step"]);
}

#[test]
fn criteria_of_no_task() {
    let text = "# P\n## Work\n- [ ] a\n- [ ] b\n## Success criteria\n- [ ] c\n- [ ] d";
    assert_eq!(titles(text), ["a", "b"]);
    assert_eq!(messages(text), ["criteria of no single task, not read as tasks"]);
    // With nothing else to do they are the work.
    assert_eq!(titles("# P\n## Success criteria\n- [ ] c\n- [ ] d"), ["c", "d"]);
    assert_eq!(titles("- **Done when:**\n  - [ ] c"), ["c"]);
}

#[test]
fn a_case_of_one_box_is_one_task() {
    for (heads, ancestors) in [
        (vec!["Plan", "Phase 1: Core `x`"], vec![]),
        (vec!["TODO", "### odd", "Task 3: Setup", "Blocked"], vec!["Page", "Acceptance criteria:"]),
        (vec!["Success Criteria"], vec!["**Done-when:**"]),
        (vec![], vec!["Files:", "1. x"]),
    ] {
        let mut lines = Vec::new();
        for (depth, head) in heads.iter().enumerate() {
            lines.extend([format!("{} {head}", "#".repeat(depth + 1)), String::new()]);
        }
        for (depth, ancestor) in ancestors.iter().enumerate() {
            lines.push(format!("{}- {ancestor}", "  ".repeat(depth)));
        }
        let line = lines.len() + 1;
        let indent = "  ".repeat(ancestors.len());
        for own in ["- [ ] Do it", "  body", "", "  - **Action:** x", "    1. y"] {
            lines.push(format!("{indent}{own}"));
        }
        let text = lines.join("\n");
        let found = task(&text);
        assert_eq!(found.title, "Do it body");
        assert_eq!(usize::try_from(found.line), Ok(line));
        assert_eq!((found.section.len(), found.ancestors.len()), (heads.len(), ancestors.len()));
        assert_eq!(found.lines.len(), 4);
    }
}

#[test]
fn declared_files_and_prose_that_names_others() {
    let text = "- [ ] T1: Fix a/b.go and c/d.go\n  - Files: `a/b.go`\n- [ ] T2: Fix e/f.go\n- [ ] T3: x\n  **Files:**\n  - `g/h.go`: the parser\n  - Test: `g/h_test.go`\n  - run all\n";
    let found = tasks(text);
    let declared = |task: &Task| {
        task.declared.iter().map(|f| format!("{:?} {}", f.action, f.pattern)).collect::<Vec<_>>()
    };
    assert_eq!(declared(&found[0]), ["Modify a/b.go"]);
    assert_eq!(declared(&found[1]), Vec::<String>::new());
    assert_eq!(declared(&found[2]), ["Modify g/h.go", "Test g/h_test.go"]);
    assert_eq!(messages(text), ["T1 names c/d.go in its text but does not declare it"]);
}

#[test]
fn effort_counts_open_boxes() {
    assert_eq!(task("- [ ] a").effort, 1);
    assert_eq!(task("- [ ] a\n  - [ ] b\n    - [ ] c\n  - [x] d\n  - e").effort, 2);
}

#[test]
fn phases_number_the_sections() {
    let found = tasks("- [ ] z\n# A\n- [ ] a\n## B\n- [ ] b\n# A\n- [ ] c\n- [ ] d");
    assert_eq!(found.iter().map(|t| t.phase).collect::<Vec<_>>(), [0, 1, 2, 3, 3]);
}

#[test]
fn titles_without_text_of_their_own() {
    assert_eq!(
        titles("- [ ] **T1**\n\n  - Do it right now. Or later\n- [ ]\n- [ ] T2:"),
        ["Do it right now", "(no text)", "T2"]
    );
}

#[test]
fn bytes_that_are_no_text() {
    let read_bytes =
        |bytes: Vec<u8>| read(&[Source { name: "x".into(), bytes }], Granularity::Leaf);
    let (found, problems) = read_bytes(b"- [ ] a\xff\n- [ ] b\0".to_vec());
    assert_eq!((found.len(), problems.len()), (2, 2));
    assert_eq!((problems[0].line, problems[1].line), (Some(1), Some(2)));
    let (found, problems) = read_bytes(vec![0; 100_000]);
    assert_eq!((found.len(), problems.len()), (0, 2));
}

#[test]
fn monstrous_input_is_read_in_one_pass() {
    let long = format!("- [ ] a {}\n- [ ] b", "x".repeat(10_000_000));
    assert_eq!(tasks(&long).len(), 2);
    assert_eq!(messages(&long), ["line of 10000008 bytes, cut after 65536"]);
    for unit in
        ["*a ", "- ", "[", "`a``b```", "#a:b ", "(depends on a", "a:", "Files: a.go, ", "(", "_"]
    {
        let text = format!("- [ ] {}\n- [ ] b", unit.repeat(300_000 / unit.len()));
        assert_eq!(tasks(&text).last().map(|t| t.title.as_str()), Some("b"), "{unit}");
        let text = format!("- [ ] {}\n- [ ] b", format!("{unit}\n").repeat(50_000));
        assert!(!tasks(&text).is_empty(), "{unit}");
    }
    let nested: Vec<_> = (0..2000).map(|depth| format!("{}- [ ] a", "  ".repeat(depth))).collect();
    let nested = nested.join("\n");
    assert_eq!(tasks(&nested).len(), 1);
    let (leaves, _) = read_all(&nested, Granularity::Leaf);
    assert!(!leaves.is_empty());
}

#[test]
fn the_own_priority_deferred_wins_over_that_of_the_phase() {
    for said in ["#priority:deferred", "#priority:someday", "#prio:icebox", "#priority:later"] {
        let found = task(&format!("## Phase 1 `#priority:high`\n- [ ] a {said}"));
        assert_eq!(found.priority, Some(Priority::Deferred), "{said}");
        assert_eq!(found.title, "a");
    }
    let under = task("## Someday #priority:deferred\n- [ ] a");
    assert_eq!(under.priority, Some(Priority::Deferred));
}
