//! Formats that are Markdown checklists.

use super::*;

#[test]
fn spec_kit_orders_its_phases() {
    let (tasks, problems) = listing("spec-kit");
    assert_eq!(
        tasks,
        [
            "T002:6 | parallel | Configure linting in .eslintrc.json",
            "T003:12 | after T002 | Set up the database schema in src/db/schema.ts",
            "T004:13 | parallel | after T002 | Set up routing in src/routes/index.ts",
            "T005:17 | High | parallel | after T002 T003 T004 | Create Album model in src/models/album.ts",
            "T006:18 | High | after T005 T002 T003 T004 | Implement AlbumService in src/services/album.ts (depends on T005)",
            "T007:22 | Medium | parallel | after T002 T003 T004 | Create Share model in src/models/share.ts",
            "T008:26 | parallel | after T002 T003 T004 T005 T006 T007 | Documentation updates in docs/",
            "T009:30 | Handle empty albums in src/services/album.ts",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_phase_of_spec_kit_waits_for_no_part_of_it() {
    let text = "## Phase 2: Stories\n\n- [ ] T001 Write it\n\n## Phase 3: Polish\n\n- [ ] T002 Tidy it\n\n\
        ### Phase 3.1: Performance\n\n- [ ] T003 Time it\n\n### Phase 3.2: Setup of a fair\n\n- [ ] T004 Show it\n";
    let source = Source { name: "specs/001-a/tasks.md".into(), bytes: text.as_bytes().to_vec() };
    let (tasks, problems) = read(&[source], Granularity::Outermost);
    let listed: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        listed,
        [
            "T001:3 | Write it",
            "T002:7 | after T001 | Tidy it",
            "T003:11 | after T001 | Time it",
            "T004:15 | after T001 | Show it",
        ]
    );
    assert_eq!(told(&problems), Vec::<String>::new());
}

#[test]
fn openspec_counts_each_line_with_a_box() {
    let (tasks, problems) = listing("openspec");
    assert_eq!(
        tasks,
        [
            "1.2:4 | Add POST /login in src/routes/login.ts",
            "1.3:7 | Remember the user",
            "1.4:8 | Rotate the token",
            "2.1:12 | Build the form",
            "L14:14 | tight",
            "L15:15 | (no text)",
            "2.3:16 | Show errors",
            "L19:19 | fenced",
        ]
    );
    assert_eq!(
        problems,
        [
            "openspec/changes/add-login/tasks.md:5 1 open box is a step of the tasks above; OpenSpec counts each \
          (line 5), as does --granularity leaf"
        ]
    );
    let (tasks, _) = read_fixture("openspec", Granularity::Outermost);
    assert_eq!(tasks[0].section, ["add-login", "1. Server"]);
    let (leaves, _) = read_fixture("openspec", Granularity::Leaf);
    assert_eq!(leaves[0].key, "1.2.1");
    assert_eq!(leaves[0].ancestors, ["Add POST /login in src/routes/login.ts"]);
    assert_eq!(leaves.len(), tasks.len());
}

#[test]
fn an_open_box_of_openspec_counts_below_a_finished_one() {
    let text = "- [x] 1.1 Parent\n  - [ ] 1.2 Child\n    more about it\n\nno part of it\n";
    let source =
        Source { name: "openspec/changes/a/tasks.md".into(), bytes: text.as_bytes().to_vec() };
    let (tasks, _) = read(&[source], Granularity::Outermost);
    assert_eq!(tasks.len(), 1);
    assert_eq!(lines(&tasks[0]), ["Title Child", "Body more about it"]);
}

#[test]
fn kiro_goes_by_waves_of_leaves() {
    let (tasks, _) = listing("kiro");
    assert_eq!(tasks[0], "2:6 | 2 boxes | Cart");
    let root = fixture("kiro");
    let mut source = sources(&root, &files(BacklogFormat::named("kiro").unwrap())).remove(0);
    source.bytes.extend(
        b"\n## Task Dependency Graph\n\n```json\n{\"waves\": [{\"id\": 0, \"tasks\": [\"2.1\", \"2.2\"]}, \
          {\"id\": 1, \"tasks\": [\"3.1\", \"9.9\"]}, {\"id\": 2, \"tasks\": [\"3.2\"], \"depends_on\": [0, 1]}]}\n```\n",
    );
    let (tasks, problems) = read(&[source], Granularity::Outermost);
    let tasks: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        tasks,
        [
            "2.2:9 | parallel | Write the cart service in src/cart-service.ts",
            "2.3:11 | Write property tests for the cart",
            "3.1:13 | InProgress | parallel | after 2.2 | Write the gateway in src/gateway.ts",
            "3.2:14 | parallel | after 2.2 3.1 | Call the gateway from the cart service",
            "4:15 | Checkpoint - all tests pass",
        ]
    );
    assert_eq!(told(&problems), Vec::<String>::new());
}

#[test]
fn kiro_lists_of_other_tools_are_flat_and_mark_parallel_tasks() {
    let text = "# Implementation Plan\n\n- [ ] 1. Store\n- [x] 1.1 Write it\n- [ ] 1.2 (P) Read it in src/read.ts\n  \
        - every line\n  - _Requirements: 1.1_\n- [ ] 1.3 Index it (P)\n\n- [ ] 2. Queue\n- [ ] 2.1 Send mails\n  \
        - _Depends: 1.2, 1.3_\n- [ ] 2.2* Test it\n- [ ] 3. Release\n- [x] 4. Old\n- [ ] 4.1 Left\n";
    let source = Source { name: ".kiro/specs/a/tasks.md".into(), bytes: text.as_bytes().to_vec() };
    let (tasks, problems) = read(&[source], Granularity::Outermost);
    let listed: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        listed,
        [
            "1.2:5 | parallel | Read it in src/read.ts",
            "1.3:8 | parallel | Index it",
            "2.1:11 | after 1.2 1.3 | Send mails",
            "2.2:13 | after 2.1 | Test it",
            "3:14 | after 2.1 | Release",
            "4.1:16 | after 3 | Left",
        ]
    );
    assert_eq!(told(&problems), Vec::<String>::new());
    assert_eq!(tasks[1].ancestors, ["Store"]);
    assert_eq!(tasks[1].parallel.as_deref(), Some(".kiro/specs/a/tasks.md / tasks of 1"));
    assert!(tasks[3].labels.contains_key("optional"));
}

#[test]
fn superpowers_goes_by_what_tasks_produce() {
    let (tasks, problems) = listing("superpowers");
    assert_eq!(
        tasks,
        [
            "Task 1:3 | 2 boxes | Create src/schema.ts | Test tests/schema.test.ts | Schema",
            "Task 2:15 | after Task 1 | Modify src/store.ts | Store",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn the_note_on_parallel_tasks_is_no_task_of_spec_kit() {
    let text = "## Phase 1: Setup\n\n- [ ] T001 [P] Set up src/a.ts\n- [P] T002 Set up src/b.ts\n\n## Notes\n\n\
        - [P] tasks = different files, no dependencies\n- [Story] label maps task to specific user story\n";
    let source = Source { name: "specs/001-a/tasks.md".into(), bytes: text.as_bytes().to_vec() };
    let (tasks, problems) = read(&[source], Granularity::Outermost);
    let keys: Vec<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
    assert_eq!(keys, ["T001", "T002"]);
    assert_eq!(
        told(&problems),
        ["specs/001-a/tasks.md:4 unknown signs in boxes, read as open: [P] (line 4)"]
    );
}

#[test]
fn the_note_on_parallel_tasks_may_be_in_any_words() {
    for note in [
        "[P] tasks touch disjoint files; a change of scope takes the [P] away",
        "[P] タスク = 異なるファイル、依存関係なし",
        "[P] = may run in parallel",
        "**[P]** marks parallel tasks",
    ] {
        let text =
            format!("- [ ] T001 [P] Set up src/a.ts\n- [P] T002 Set up src/b.ts\n- {note}\n");
        let source = Source { name: "specs/001-a/tasks.md".into(), bytes: text.into_bytes() };
        let (tasks, _) = read(&[source], Granularity::Outermost);
        let keys: Vec<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
        assert_eq!(keys, ["T001", "T002"], "{note}");
    }
    // Where no task is marked so, the letter is a sign like any other.
    let text = "- [ ] Set up src/a.ts\n- [P] Set up src/b.ts\n";
    let source = Source { name: "TASKS.md".into(), bytes: text.as_bytes().to_vec() };
    assert_eq!(read(&[source], Granularity::Outermost).0.len(), 2);
}

#[test]
fn optional_steps_below_a_finished_task_of_kiro_are_left_out() {
    let text = "# Plan\n\n- [x] 1. Store\n  - [x] 1.1 Write it\n  - [ ]* 1.2 Test it\n  - [ ] 1.3 Call it\n\
        - [ ] 2. List\n  - [ ]* 2.1 Test the list\n";
    let source = Source { name: ".kiro/specs/a/tasks.md".into(), bytes: text.as_bytes().to_vec() };
    let (tasks, problems) = read(&[source], Granularity::Leaf);
    let keys: Vec<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
    assert_eq!(keys, ["1.3", "2.1"]);
    let expected = ".kiro/specs/a/tasks.md:5 1 optional step below finished tasks, left out by choice and not read";
    assert_eq!(told(&problems), [expected]);
}
