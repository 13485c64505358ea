//! Tasks and other things that a task waits for.

use super::spellings::all_come_to;
use super::*;

/// The keys of what each task depends on.
fn edges(text: &str) -> Vec<String> {
    let found = tasks(text);
    found
        .iter()
        .map(|task| {
            let on: Vec<_> =
                task.depends_on.iter().map(|id| found[id.index()].key.as_str()).collect();
            format!("{}: {}", task.key, on.join(" "))
        })
        .collect()
}

#[test]
fn forms() {
    for said in [
        "x (depends on T1, T2)",
        "x (Depends on: T1 and T2)",
        "x\n  - **Depends-on:** [T1, T2]",
        "x\n  - **Depends\u{2011}on:** [T1], [T2]",
        "x\n  - Depends On: T1, T2",
        "x\n  - Dependencies: Task T1, `T2`",
        "x\n  - Blocked by: t1 (the first), T2.",
        "x\n  Blocked-by: T1 & T2",
        "x\n  - depends_on: [T1, T2]",
        "x\n  - Depends on:\n    - T1\n    - T2",
        "x. It depends on T1\n  and T2 in turn",
        "x\n  - Depends on: Do the first thing\n  - Depends on: T2",
    ] {
        let text = format!("- [ ] T1: Do the first thing\n- [ ] T2: b\n- [ ] T3: {said}");
        assert_eq!(edges(&text)[2], "T3: T1 T2", "{said}");
        assert_eq!(messages(&text), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn prose_that_states_no_dependency() {
    for said in [
        "x depends on the API of S3",
        "x\n  - Depends-on: none",
        "x\n  - Depends-on: N/A",
        "x\n  - Depends-on: -",
        "x\n  - Depends-on: None (comes first, alone)",
        "`#blocked` by T1",
        "independent of T1",
        "x is blocked T1",
    ] {
        let text = format!("- [ ] T1: a\n- [ ] T3: {said}");
        assert_eq!(edges(&text)[1], "T3: ", "{said}");
        assert_eq!(messages(&text), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn lists_of_titles() {
    let text = "- [ ] **Alpha one:**\n  - **Depends On:** None\n- [ ] **Beta two:**\n  \
                - **Depends On:** Alpha one\n- [ ] **Gamma three in `main.go`:**\n  \
                - **Depends On:** Alpha one, Beta two";
    assert_eq!(edges(text), ["L1: ", "L3: L1", "L5: L1 L3"]);
    assert_eq!(titles(text), ["Alpha one", "Beta two", "Gamma three in main.go"]);
    assert_eq!(messages(text), Vec::<String>::new());
}

#[test]
fn titles_with_commas_and_finished_and_inner_ones() {
    let above = "- [ ] Read, parse and check\n- [ ] Write it\n  - [ ] Flush it\n- [x] Begin it\n\
                 - [ ] T5: Last of all\n";
    for (said, expected) in [
        ("Read, parse and check", "L1"),
        ("Read, parse and check, Write it", "L1 L2"),
        ("Write it; \"Read, parse and check\".", "L2 L1"),
        ("Begin it and Flush it", "L2"),
        ("Write it (see above, below), T5", "L2 T5"),
        ("Write it, T5 (the last, really)", "L2 T5"),
        ("T5 for its order, Write it", "T5 L2"),
        ("T5: because of this, and of that", "T5"),
    ] {
        let text = format!("{above}- [ ] T6: x\n  - Depends on: {said}");
        assert_eq!(edges(&text)[3], format!("T6: {expected}"), "{said}");
        assert_eq!(messages(&text), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn what_a_field_names_in_vain_is_a_problem() {
    let text = "- [ ] Write it\n- [ ] T6: x\n  - Depends on: Write it, Raed it, T9";
    let (_, problems) = read_all(text, Granularity::Outermost);
    assert_eq!(edges(text)[1], "T6: L1");
    assert_eq!(
        messages(text),
        [
            "T6 depends on \"Raed it\", which is no task of the backlog",
            "T6 depends on T9, which no backlog names"
        ]
    );
    assert!(problems.iter().all(|problem| problem.line == Some(3)), "{problems:?}");
    let text = "- [ ] T6: x\n  - Depends-on: the new API";
    assert_eq!(messages(text), ["T6 depends on \"the new API\", which is no task of the backlog"]);
}

#[test]
fn the_title_of_a_parent_stands_for_its_leaves() {
    let text = "- [ ] Whole\n  - [ ] One\n  - [ ] Two\n- [ ] x\n  - Depends on: Whole";
    let (found, _) = read_all(text, Granularity::Leaf);
    assert_eq!(found[2].depends_on, [found[0].id, found[1].id]);
}

#[test]
fn spans_of_ids() {
    let text =
        "- [ ] JI.1: a\n- [ ] JI.2: b\n- [ ] JI.3: c\n- [ ] d\n  Depends on JI.1–JI.3 (safe).";
    assert_eq!(edges(text)[3], "L4: JI.1 JI.2 JI.3");
    let text = "- [ ] T009 a\n- [ ] T010 b\n- [ ] T011 c\n- [ ] d (depends on T009 to T011)";
    assert_eq!(edges(text)[3], "L4: T009 T010 T011");
}

#[test]
fn finished_ones_are_dropped_and_unknown_ones_named() {
    let text = "- [x] T1: a\n- [ ] T2: b\n  - [x] T3: c\n- [ ] T4: d (depends on T1, T3, T9)";
    assert_eq!(edges(text)[1], "T4: ");
    assert_eq!(messages(text), ["T4 depends on T9, which no backlog names"]);
}

#[test]
fn the_id_of_a_child_stands_for_its_task() {
    let text = "- [ ] 1. a\n  - [ ] 1.1 b\n- [ ] 2. c\n  - [ ] 2.1 d (depends on 1.1, 2.1)";
    assert_eq!(edges(text), ["1: ", "2: 1"]);
    let (found, _) = read_all(text, Granularity::Leaf);
    assert_eq!(found[1].depends_on, [found[0].id]);
}

#[test]
fn the_id_of_a_parent_stands_for_its_leaves() {
    let text = "- [ ] 1. a\n  - [ ] 1.1 b\n  - [ ] 1.2 c\n- [ ] 2. d (depends on 1)";
    let (found, _) = read_all(text, Granularity::Leaf);
    assert_eq!(found[2].depends_on, [found[0].id, found[1].id]);
}

#[test]
fn ids_in_comments_count() {
    let text = "- [ ] 1. a <!-- id:init001 -->\n- [ ] 2. b\n  - Blocked-by: init001 (a)";
    assert_eq!(edges(text), ["1: ", "2: 1"]);
    assert_eq!(titles(text), ["a", "b"]);
}

#[test]
fn cycles_are_named_and_cut() {
    let text = "- [ ] T1: a (depends on T3)\n- [ ] T2: b (depends on T1)\n- [ ] T3: c (depends on T2)\n- [ ] T4: d (depends on T4)";
    assert_eq!(edges(text), ["T1: T3", "T2: ", "T3: T2", "T4: "]);
    assert_eq!(
        messages(text),
        [
            "T4 waits for itself; left out",
            "dependency cycle T1 → T3 → T2 → T1; the dependency of T2 is left out"
        ]
    );
}

#[test]
fn a_task_that_waits_for_itself_is_a_cycle() {
    for (text, who) in [
        ("- [ ] T1: a (depends on T1)", "T1"),
        ("- [ ] T1: a\n- [ ] T2: b (depends on T1, t2)", "T2"),
        ("- [ ] T1: a\n- [ ] T2: b (depends on T1-T3)\n- [ ] T3: c", "T2"),
        ("- [ ] T1: a\n  Blocked by: T1", "T1"),
        ("- [ ] T1: a\n- [ ] T2: b\n  - Depends on: T2", "T2"),
        ("- [ ] T1: a, after T1", "T1"),
        ("- [ ] T1: a (blocks T1)", "T1"),
        ("## Phase 1 (depends on Phase 1)\n- [ ] a", "\"Phase 1 (depends on Phase 1)\""),
    ] {
        assert_eq!(messages(text), [format!("{who} waits for itself; left out")], "{text}");
        let (found, problems) = read_all(text, Granularity::Outermost);
        assert!(found.iter().all(|task| !task.depends_on.contains(&task.id)), "{text}");
        assert!(problems.iter().all(|problem| problem.kind.id() == "cycle"), "{text}");
    }
    for text in [
        "- [ ] T1: a\n  - [ ] T1.1 b\n  - [ ] T1.2 c (depends on T1.1)",
        "- [ ] T1: a\n- [ ] T2: b (depends on T1)",
        "## Phase 1\n- [ ] T1: a\n- [ ] T2: b (after all other tasks)",
    ] {
        assert_eq!(messages(text), [""; 0], "{text}");
    }
}

#[test]
fn a_long_chain_is_followed() {
    let lines: Vec<_> =
        (1000..6000).map(|n| format!("- [ ] T{n} a (depends on T{})", n + 1)).collect();
    let found = tasks(&lines.join("\n"));
    assert_eq!(found.iter().filter(|t| !t.depends_on.is_empty()).count(), 4999);
}

#[test]
fn an_id_means_the_one_of_its_own_backlog_first() {
    let source = |name: &str, text: &str| Source { name: name.into(), bytes: text.into() };
    let (found, problems) = read(
        &[
            source("x", "- [ ] 1. a\n- [ ] T700 b"),
            source("y", "- [ ] 1. c\n- [ ] 2. d (depends on 1, T700)"),
        ],
        Granularity::Outermost,
    );
    assert_eq!(found[3].depends_on, [found[2].id, found[1].id]);
    assert_eq!(problems, []);
}

#[test]
fn required_tasks() {
    all_come_to(&[
        ("(T001 is required)", "T001"),
        ("(T001 and T002 are required)", "T001 T002"),
        ("(T001 is needed)", "T001"),
        ("(required: T001)", "T001"),
        ("\n  - Required: T001, T002", "T001 T002"),
        ("\n  - Required tasks: T001", "T001"),
        ("(depends on at least T001)", "T001"),
        ("(after at least T001 and T002)", "T001 T002"),
        ("(T005 is required)", ""),
        ("(T001 is not required)", ""),
        ("(T001 is no longer needed)", ""),
        ("(a login is required)", ""),
        ("\n  - Required: yes", ""),
        ("\n  - Required: the `name` field", ""),
    ]);
}

#[test]
fn lists_and_fields_in_other_spellings() {
    all_come_to(&[
        ("(dependent upon T001)", "T001"),
        ("(deps T001)", "T001"),
        ("(deps T001, T002)", "T001 T002"),
        ("(deps #T001)", "T001"),
        ("(dependencies T001..T003)", "T001 T002 T003"),
        ("(depends on T001 and on T002)", "T001 T002"),
        ("\n  - Depends on T001 up to and including T003", "T001 T002 T003"),
        ("(depends on T001, including T002)", "T001 T002"),
        ("(depends on T001，T002)", "T001 T002"),
        ("(depends on T001、T002)", "T001 T002"),
        ("\n  - Upstream: T001", "T001"),
        ("\n  - Downstream: T001", "> T001"),
        ("(deps are old)", ""),
        ("(dependencies of the client)", ""),
        ("\n  - Upstream: https://example.com", ""),
    ]);
}
