//! Open tasks that look done, dropped, duplicate or like placeholders.

use super::*;

/// The doubts about the tasks of `text`, as `key kind words line` or `key = of`.
fn doubts(text: &str, granularity: Granularity) -> Vec<String> {
    let (found, _) = read_all(text, granularity);
    let told = |doubt: &crate::model::Doubt| {
        let key = &found[doubt.task.index()].key;
        let of = doubt.of.map_or("?", |of| found[of.index()].key.as_str());
        match &doubt.ended {
            Some(ended) => format!("{key} {} {}:{}", doubt.kind.name(), ended.said, ended.line),
            None => format!("{key} = {of}"),
        }
    };
    crate::backlog::doubtful(&found).iter().map(told).collect()
}

fn outermost(text: &str) -> Vec<String> {
    doubts(text, Granularity::Outermost)
}

#[test]
fn words_by_which_a_task_ended_are_found_where_they_stand() {
    for (text, expected) in [
        ("- [ ] ~~Write it~~", "L1 dropped :1"),
        ("- [ ] T1: DONE 2026-08-17 Write it", "T1 done DONE 2026-08-17:1"),
        ("- [ ] CUT from scope: write it", "L1 dropped CUT from scope:1"),
        ("- [ ] DROPPED: write it", "L1 dropped DROPPED:1"),
        ("- [ ] OBSOLETE write it", "L1 dropped OBSOLETE:1"),
        ("- [ ] **DONE** Write it", "L1 done DONE:1"),
        ("- [ ] Write it (done)", "L1 done done:1"),
        ("- [ ] Write it (won't do)", "L1 dropped won't do:1"),
        ("- [ ] Write it (superseded by T2)", "L1 dropped superseded by T2:1"),
        ("- [~] Write it — DONE", "L1 done DONE:1"),
        ("- [ ] Write it #area:x (done) #priority:high", "L1 done done:1"),
        ("- [ ] Write it\n  and more. DONE 2026-08-17", "L1 done DONE 2026-08-17:2"),
        ("- [ ] Write it\n  **Status:** Done", "L1 done Status: Done:2"),
        ("- [ ] Write it\n  - Status: dropped", "L1 dropped Status: dropped:2"),
        ("- [ ] Write it\n\n  Status: ✅ Completed", "L1 done Status: ✅ Completed:3"),
        ("# P\n## Task 1: a\n**Status:** Done\n## Task 2: b", "Task 1 done Status: Done:3"),
        (
            "# P\n## Task 1: a\nText.\n\n- **Status**: Done\n## Task 2: b",
            "Task 1 done Status: Done:5",
        ),
        ("# P\n## Task 1: a (done)\n## Task 2: b", "Task 1 done done:2"),
        ("## Dropped\n- [ ] Write it", "L2 dropped Dropped:1"),
        ("## ~~Phase 3~~\n### Part\n- [ ] Write it", "L3 dropped :1"),
        ("- CUT from scope\n  - [ ] Write it", "L2 dropped CUT from scope:1"),
    ] {
        assert_eq!(outermost(text), [expected], "{text}");
        assert_eq!(messages(text), [""; 0], "{text}");
    }
}

#[test]
fn tasks_that_speak_of_such_words_are_planned() {
    for text in [
        "- [ ] Add DONE column",
        "- [ ] Cut release 1.2",
        "- [ ] Drop table users",
        "- [ ] mark obsolete flags",
        "- [ ] Write it\n  - [x] part (done)",
        "- [ ] Write it\n  - part one\n    - Status: done",
        "- [ ] Write it\n  ```\n  Status: Done\n  ```",
        "- [ ] Write it\n  Status: Done when all pass",
        "- [ ] Write it\n  Depends on: T2 (done)",
        "- [ ] Write it (blocked by legal, done on Monday)",
        "- [ ] Show `~~struck~~` text",
        "## Done\n- [ ] Write it",
        "## Dropped packets\n- [ ] Count them",
        "- [x] DONE Write it",
    ] {
        assert_eq!(outermost(text), [""; 0], "{text}");
    }
}

#[test]
fn a_task_that_calls_itself_done_with_open_boxes_in_it_is_planned_and_named() {
    let text = "- [ ] T1: Epic (done)\n  - [ ] left\n- [ ] ~~Other~~\n  - [ ] left\n";
    assert_eq!(outermost(text), ["L3 dropped :3"]);
    assert_eq!(
        messages(text),
        [
            "tasks that say they are finished, planned all the same since boxes in them are open (tick \
          the task with [x], or its boxes): T1 (done)"
        ]
    );
    assert_eq!(doubts(text, Granularity::Leaf), ["L4 dropped :3"]);
}

#[test]
fn a_heading_that_calls_itself_done_above_open_boxes_is_named() {
    let text = "## Task 1: Foundation ✅ COMPLETE\n- [ ] a\n- [ ] b\n## Phase 2 (done)\n### Part\n- [ ] c\n\
        ## Add a DONE column\n- [ ] d\n";
    assert_eq!(outermost(text), [""; 0], "they are planned");
    assert_eq!(
        messages(text),
        [
            "headings that say they are finished above open boxes, which are planned all the same (tick the \
          boxes, or change the heading): \"Task 1: Foundation ✅ COMPLETE\", \"Phase 2 (done)\""
        ]
    );
}

#[test]
fn tasks_under_headings_that_name_different_things_are_no_duplicates() {
    let found = |one: &str, other: &str, title: &str| {
        outermost(&format!("## {one}\n- [ ] {title}\n## {other}\n- [ ] {title}\n"))
    };
    let title = "Handle errors and return status codes";
    for (one, other) in [
        ("Orders endpoint", "Billing endpoint"),
        ("Phase 1: Login", "Phase 2: Export"),
        ("`orders`", "`billing`"),
    ] {
        assert_eq!(found(one, other, title), [""; 0], "{one} / {other}");
    }
    for (one, other) in [
        ("Phase 1", "Phase 2"),
        ("Next up", "Backlog"),
        ("Orders endpoint", "Later"),
        ("Orders endpoint", "Endpoint: orders"),
    ] {
        assert_eq!(found(one, other, title), ["L4 = L2"], "{one} / {other}");
    }
    let named = "Handle errors of `parse_order` and return status codes";
    assert_eq!(found("Orders endpoint", "Billing endpoint", named), ["L4 = L2"]);
}

#[test]
fn the_later_of_two_tasks_of_the_same_words_is_a_duplicate() {
    for (one, other) in [
        ("Fix the login form", "Fix the login form"),
        ("Fix the login form", "fix login form."),
        ("T1: Fix the login form", "T9: Fix a login form!"),
        ("Fix the login form #area:web", "Fix the login form #priority:high"),
        ("Fix the **login form**", "Fix the `login form`"),
        ("Fix the log-in form", "Fix the log in form"),
        ("[P1] Fix the login form", "Fix the login form"),
        ("Fix the login form\n  - It fails on Monday.", "Fix the login form"),
        ("Fix the login form\n  Files: a.go", "Fix the login form"),
    ] {
        let found = outermost(&format!("- [ ] {one}\n- [ ] {other}\n"));
        assert_eq!(found.len(), 1, "{one} / {other}");
        assert!(found[0].contains(" = "), "{found:?}");
    }
    let three =
        "- [ ] T1 Fix the login form\n- [ ] T2 fix the login form\n- [ ] T3 Fix login form\n";
    assert_eq!(outermost(three), ["L2 = L1", "L3 = L1"]);
    let long = "Store the journal in tiers with a compacted archive of old entries";
    let text = format!("# A\n- [ ] {long}\n# B\n- Area\n  - [ ] {long}\n");
    assert_eq!(outermost(&text), ["L5 = L2"]);
    let text = "- [ ] T1: a\n- [ ] Write it (duplicate of t1)\n";
    assert_eq!(outermost(text), ["L2 duplicate duplicate of t1:2"]);
}

#[test]
fn tasks_that_are_meant_twice_are_no_duplicates() {
    for text in [
        "- [ ] Tests\n- [ ] Tests\n",
        "- [ ] Update docs\n- [ ] Update docs\n",
        "# A\n- [ ] Fix the login form\n# B\n- [ ] Fix the login form\n",
        "# A\n- [ ] Run the full test suite and resolve all of its regressions\n# B\n- [ ] Run the full test \
         suite and resolve all of its regressions\n",
        "# A\n- [ ] Add unit tests for new struct fields and their serialization too\n# B\n- [ ] Add unit \
         tests for new struct fields and their serialization too\n",
        "# A\n- [ ] Promote this part of the plan when it is ready\n# B\n- [ ] Promote this part of the plan \
         when it is ready\n# C\n- [ ] Promote this part of the plan when it is ready\n",
        "- [ ] Support sorting by name in C++\n- [ ] Support sorting by name in C#\n",
        "- [ ] Fix the login form\n  Files: a.go\n- [ ] Fix the login form\n  Files: b.go\n",
        "- [ ] Fix the login form\n  - Part one\n- [ ] Fix the login form\n  - Part two\n",
        "- [ ] T001 Fix the login form\n- [ ] T002 Fix the login form (depends on T001)\n",
        "- [ ] Fix the login form in step 1\n- [ ] Fix the login form in step 2\n",
        "- [x] Fix the login form\n- [ ] Fix the login form\n",
        "- [ ] DONE: Fix the login form\n- [ ] Fix the login form\n",
    ] {
        let found = outermost(text);
        assert!(found.iter().all(|doubt| !doubt.contains(" = ")), "{text}: {found:?}");
    }
    let parts = "- [ ] A thing\n  - [ ] Write its tests\n  - [ ] b\n- [ ] B thing\n  - [ ] Write its tests\n";
    assert_eq!(doubts(parts, Granularity::Leaf), [""; 0]);
    let source =
        |name: &str| Source { name: name.into(), bytes: b"- [ ] Fix the login form".to_vec() };
    let (found, _) = read(&[source("x"), source("y")], Granularity::Outermost);
    assert_eq!(crate::backlog::doubtful(&found), []);
}

#[test]
fn tasks_that_are_only_text_of_a_template_are_placeholders() {
    for (text, expected) in [
        ("- [ ] [Description]", "placeholder [Description]:1"),
        ("- [ ] T001 [P] [US1] [Description]", "placeholder [Description]:1"),
        ("- [ ] T001 [P] Task 1", "placeholder Task 1:1"),
        ("- [ ] Task 1", "placeholder Task 1:1"),
        ("- [ ] Task 1 #priority:high", "placeholder Task 1:1"),
        // An id without a text has the title of its first step.
        ("- [ ] Task 1\n  - [ ] Subtask 1.1\n  - [ ] [More]", "placeholder Subtask 1.1:1"),
        ("## Task 1\n- [ ] Task 1", "placeholder Task 1:2"),
        ("# A\n- [ ] <the next step>", "placeholder <the next step>:2"),
    ] {
        let found = outermost(text);
        assert!(found.len() == 1 && found[0].ends_with(expected), "{text}: {found:?}");
    }
    for text in [
        "- [ ] Task 1\n  - [ ] Write it",
        "- [ ] Task 1\n\n  It is about the parser.",
        "- [ ] Task 1: write it",
        "- [ ] [Description]\n  Files: a.go",
        "- [ ] Task 1\n- [ ] Task 2\n\n## Task 1: Login\n\nText.\n\n### **Task 2** - Logout\n",
        "- [ ] [Login](a.md)",
        "- [ ]\n",
    ] {
        assert_eq!(outermost(text), [""; 0], "{text}");
    }
    let source = |name: &str, text: &str| Source { name: name.into(), bytes: text.into() };
    let change =
        source("openspec/changes/a/tasks.md", "- [ ] 1.1 [Description]\n- [ ] 1.2 Write it\n");
    let (found, _) = read(&[change], Granularity::Outermost);
    let doubts = crate::backlog::doubtful(&found);
    let kinds: Vec<_> = doubts.iter().map(|it| (it.task.index(), it.kind.name())).collect();
    assert_eq!(kinds, [(0, "placeholder")]);
}

#[test]
fn a_limit_counts_what_is_planned() {
    let text = "- [ ] P0: DONE: a\n- [ ] Fix the login form\n- [ ] P1: fix login form\n- [ ] b\n";
    let kept = |include_doubtful| {
        let selection = Selection { limit: Some(2), include_doubtful, ..Selection::default() };
        let kept = select(tasks(text), &selection).expect("tasks");
        kept.into_iter().map(|task| task.line).collect::<Vec<_>>()
    };
    assert_eq!(kept(false), [2, 4]);
    assert_eq!(kept(true), [1, 3]);
}
