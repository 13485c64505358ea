//! Lists with exceptions and short forms, names without marks, arrows, and headings named by their words.

use super::spellings::{all_come_to, edges};
use super::*;

#[test]
fn what_is_left_out_of_a_list_is_no_dependency() {
    all_come_to(&[
        ("(depends on T001–T003 except T002)", "T001 T003"),
        ("(depends on T001-T003 except for T002)", "T001 T003"),
        ("(depends on T001 to T003 but not T002)", "T001 T003"),
        ("(depends on T001-T003, but not T002)", "T001 T003"),
        ("(depends on T001-T003 without T002)", "T001 T003"),
        ("(depends on T001..T003 apart from T002)", "T001 T003"),
        ("(depends on T001-T003, excluding T002)", "T001 T003"),
        ("(depends on T001-T003 other than T002)", "T001 T003"),
        ("(depends on T001-T003 minus T002)", "T001 T003"),
        ("(depends on all of T001-T003 save T002)", "T001 T003"),
        ("(depends on T001-T003 with the exception of T002)", "T001 T003"),
        ("(depends on T001-T003 (except T002))", "T001 T003"),
        ("(depends on T001-T004 (excluding T002, T003))", "T001 T004"),
        ("(depends on T001-T004 except T002-T003)", "T001 T004"),
        ("(depends on T001-T003 except T002; T004)", "T001 T003 T004"),
        ("(depends on T001-T003 except T002, plus T004)", "T001 T003 T004"),
        ("(depends on T001-T003 (except T002), T004)", "T001 T003 T004"),
        ("(depends on T001-T003 except T005)", "T001 T002 T003"),
        ("\n  - Depends on: T001-T003, except T002", "T001 T003"),
        ("\n  - Depends on: T001-T003 except T001 and T002", "T003"),
        ("\n  - Blocked by: T001-T003 except T002", "T001 T003"),
        (". It depends on T001-T003 except T002.", "T001 T003"),
        ("(depends on Phase 1 except T002)", "T001 T003 T004"),
        ("(after Phase 1 (except T002, T003))", "T001 T004"),
        ("(blocks T001-T003 except T002)", "> T001 > T003"),
        (
            "(depends on T001-T003 except T099)",
            "T001 T002 T003 ? depends on all but \"T099\", which is not among them",
        ),
        (
            "(depends on T001, T002 except T004)",
            "T001 T002 ? depends on all but \"T004\", which is not among them",
        ),
        (
            "(depends on T001-T003 except docs)",
            "T001 T002 T003 ? depends on all but \"docs\", which is not among them",
        ),
        ("(depends on T001 without tests)", "T001"),
        ("(depends on T001 save in tests)", "T001"),
    ]);
    let text = "- [ ] T1: a\n- [ ] T2: b\n- [ ] T3: c (depends on everything above except T1)\n\
                - [ ] T4: d (depends on all of the above, but not T2)\n";
    assert_eq!(edges(text, Granularity::Outermost), ["T1: ", "T2: ", "T3: T2", "T4: T1 T3"]);
}

#[test]
fn a_list_of_thousands_but_for_one_is_named() {
    let tasks: Vec<String> = (1..=1002).map(|number| format!("- [ ] T{number}: a")).collect();
    let text = format!(
        "## Phase 1\n{}\n## Phase 2\n- [ ] X9: Fix it (depends on Phase 1 except T2)\n",
        tasks.join("\n")
    );
    assert_eq!(
        super::spellings::told(&text),
        "? depends on more than 1000 tasks but for some, left out"
    );
}

#[test]
fn what_is_denied_behind_a_dependency_is_none() {
    all_come_to(&[
        ("depends on T001, not on T003", "T001"),
        ("(depends on T001, not on T003)", "T001"),
        ("(depends on T001, not T003)", "T001"),
        ("(depends on T001 and not on T003)", "T001"),
        ("(depends on T001 (not T002))", "T001"),
        ("depends on T001 (not on T002)", "T001"),
        ("\n  - Depends on: T001, not T002", "T001"),
        ("\n  - Blocked by: T001 (not T002)", "T001"),
        ("(depends on T001 rather than T002)", "T001"),
        ("(depends on T001 instead of T002)", "T001"),
        ("(depends on T001, no longer on T002)", "T001"),
        ("(depends on T001, no longer T002)", "T001"),
        (
            "(depends on T001, not T002, T003)",
            "T001 ? depends on all but \"T003\", which is not among them",
        ),
    ]);
}

#[test]
fn short_forms_of_several_ids() {
    all_come_to(&[
        ("(depends on T[001-003])", "T001 T002 T003"),
        ("(depends on T00[1-3])", "T001 T002 T003"),
        ("(depends on T00{1..3})", "T001 T002 T003"),
        ("(depends on T{001,002})", "T001 T002"),
        ("(depends on T0[01, 03])", "T001 T003"),
        ("\n  - Depends on: T[001–003]", "T001 T002 T003"),
        ("[depends on T00[1-2]]", "T001 T002"),
        (
            "(depends on T[1-3])",
            "? depends on T1, which no backlog names ? depends on T3, which no backlog names",
        ),
        ("(depends on T002/3)", "T002 T003"),
        ("(depends on T002/003)", "T002 T003"),
        ("(depends on T001/2/3)", "T001 T002 T003"),
        ("(depends on 1.1/2)", "1.1 1.2"),
        ("(depends on T003/9)", "T003 ? depends on T009, which no backlog names"),
        ("(depends on T001,4)", "T001 T004"),
        ("(depends on T001, 2)", "T001 2"),
        ("(depends on #12/14)", "L15 L16"),
        ("(depends on T001 | T002)", "T001 T002"),
        ("(depends on T001|T002)", "T001 T002"),
        ("(depends on T001 / T002)", "T001 T002"),
        ("\n  - Depends on: T001 | T002", "T001 T002"),
        ("\n  - Depends on: T001 | Owner: Jo", "T001"),
        ("\n  - Depends on: T001 | T002 | Owner: Jo", "T001 T002"),
        ("(depends on T001, T002 and/or T003)", "T001 T002 T003"),
        ("(depends on T001 ∥ T002)", "T001 T002"),
        ("\n\n  | depends on T001 | T002 |\n", "T001"),
    ]);
}

#[test]
fn needs_that_stand_behind_their_ids_or_without_a_mark() {
    all_come_to(&[
        ("(T001 required)", "T001"),
        ("(T001 needed)", "T001"),
        ("(T001 and T002 required)", "T001 T002"),
        ("(T001, T002 needed first)", "T001 T002"),
        ("(T001 required first)", "T001"),
        ("(T001 necessary)", "T001"),
        ("[T001 required]", "T001"),
        ("(T005 required)", ""),
        ("(T001 not required)", ""),
        ("(login required)", ""),
        ("(2 reviewers required)", ""),
        ("deps T001", "T001"),
        (". deps T001, T002", "T001 T002"),
        ("; deps T001", "T001"),
        ("— deps T001", "T001"),
        ("dep: T001", "T001"),
        ("dep T001", "T001"),
        ("deps=T001", "T001"),
        ("; dependencies T001", "T001"),
        ("\n  deps T001", "T001"),
        ("\n  - deps T001", "T001"),
        ("and update deps T001", ""),
        ("and bump dep T001", ""),
        ("and list the deps T001", ""),
        ("\n  - Dependencies: Depends on T001", "T001"),
        ("\n  - Dependencies: after T001 and T002", "T001 T002"),
        ("\n  - **Dependencies**: Blocked by: legal", "! legal"),
        ("\n  - Dependencies: Depends on T099", "? depends on T099, which no backlog names"),
        (
            "\n  - Dependencies: requires the new harness",
            "? depends on \"the new harness\", which is no task of the backlog",
        ),
    ]);
}

#[test]
fn finished_tasks_that_hold_others_up_say_nothing_of_this_one() {
    all_come_to(&[
        ("(T005 blocks T001)", ""),
        (". T005 must precede T001.", ""),
        ("(T001 blocks T002)", ""),
        ("(T005 blocks this)", ""),
        ("\n  - T005 depends on T001", ""),
    ]);
}

#[test]
fn arrows_in_a_task() {
    let unclear = |chain: &str| {
        format!("? \"{chain}\" does not say which of them waits; write `depends on` and the id")
    };
    all_come_to(&[
        ("← T001", "T001"),
        ("<- T001", "T001"),
        ("(← T001, T002)", "T001 T002"),
        ("[<- T001]", "T001"),
        ("\n  - ← T001", "T001"),
        ("X9 ← T001", "T001"),
        ("← T005", ""),
        ("← T099", ""),
        ("← this file", ""),
        ("← blocked by T001", "T001"),
        ("\n  - T001 → X9", "T001"),
        ("(T001 → X9)", "T001"),
        ("(T001 -> X9)", "T001"),
        ("(T001 => X9)", "T001"),
        ("(T001, T002 → X9)", "T001 T002"),
        ("\n  - Order: T001 → X9", "T001"),
        ("\n  - Dependency chain: T002 → X9", "T002"),
        ("\n  - Order: X9 → T001", "> T001"),
        ("\n  - Bit order: f(0) → 1, g → 2", ""),
        ("\n  - In that order. Renamed 1 → 2", ""),
        ("(depends on T001 → T002)", "T001 T002"),
        ("(`T001` → `X9`)", "T001"),
        ("where it says `T001 → X9`", ""),
        ("where it says \"T001 → X9\"", ""),
        ("from a → b", ""),
        ("1 → 2", ""),
        ("T001 → T099", ""),
        ("(T005 → X9)", ""),
        ("x->T001 --> T002", ""),
    ]);
    for (said, chain) in [
        ("(→ T002)", "→ T002"),
        ("(T001 → T002)", "T001 → T002"),
        ("(X9 → T001)", "X9 → T001"),
        ("and rename T001 → T002", "T001 → T002"),
        ("and move `T001` => `T002` over", "`T001` => `T002` over"),
    ] {
        let expected = if chain.ends_with("over") { String::new() } else { unclear(chain) };
        all_come_to(&[(said, &expected)]);
    }
}

#[test]
fn arrows_below_headings() {
    let tasks = "## Phase 1: One\n- [ ] T001 a\n- [ ] T002 b\n## Phase 2: Two\n- [ ] T003 c\n\
                 - [ ] T004 d\n";
    let said = |text: &str| edges(&format!("{tasks}{text}\n"), Granularity::Outermost);
    let in_order = ["T001: ", "T002: T001", "T003: T002", "T004: "];
    for text in [
        "## Dependencies\n- T001 → T002 → T003",
        "## Dependencies\n\nT001 -> T002 -> T003",
        "## Notes\n**Dependency chain**: T001 → T002 → T003 (long)",
        "## Notes\n- **Critical path:** 3 tasks (T001 -> T002 -> T003)",
        "## Execution order\n1. `T001` → `T002` →\n   `T003`",
        "## Notes\nExecution order: T001 → T002 → T003, then the rest",
        "## Dependencies\n- T003 ← T002 ← T001",
    ] {
        assert_eq!(said(text), in_order, "{text}");
    }
    assert_eq!(
        said("## Notes\n**Critical path:** `T001 ∥ T002` → `T003,T004`"),
        ["T001: ", "T002: ", "T003: T001 T002", "T004: T001 T002"]
    );
    assert_eq!(
        said("## Dependencies\n- Phase 1 → Phase 2"),
        ["T001: ", "T002: ", "T003: T001 T002", "T004: T001 T002"]
    );
    assert_eq!(
        said("## Critical path\n- T004 → T001"),
        ["T001: T004", "T002: ", "T003: ", "T004: "]
    );
    let none = ["T001: ", "T002: ", "T003: ", "T004: "];
    for text in [
        "## Implementation strategy\nComplete Phase 1 → Phase 2",
        "## Strategy\n- Recommended order: T003 → T001",
        "## Coverage\n- Decision 1 → T003 ✓",
        "## Dependencies\n```\nT001 → T002\n```",
        "## Order\n- `T001 → T002`",
        "## Fallback order\n- L1 → L2",
    ] {
        assert_eq!(said(text), none, "{text}");
    }
    for (text, chain) in [
        ("## Dependencies\n- T003 → T001", "T003 → T001"),
        ("## Renames\n- T001 → T002", "T001 → T002"),
        ("## Waves\n- T001 → T002", "T001 → T002"),
        ("## Sequence\nParallelizable: `[T001]` → `[T003]`", "`[T001]` → `[T003]`"),
        ("## Notes\nThe ordering is kept: T001 → T002", "T001 → T002"),
    ] {
        let problem = format!(
            "? \"{chain}\" does not say which of them waits; write `depends on` and the id"
        );
        let expected: Vec<&str> = none.into_iter().chain([problem.as_str()]).collect();
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn headings_are_named_by_their_words() {
    let phases = "## Phase 1: Setup\n- [ ] T001 a\n\
                  ## Phase 2: Foundational (Blocking Prerequisites)\n- [ ] T002 b\n\
                  ## Phase 3: User Story 1 - Login (Priority: P1)\n- [ ] T003 c\n";
    for (said, on) in [
        ("## Phase 4: User Story 2 - Out\n**Requires User Story 1 (login must exist)**\n", "T003"),
        ("## Phase 4: User Story 2 - Out (Requires User Story 1)\n", "T003"),
        ("## Phase 4: Last\n**Depends on Foundational phase**\n", "T002"),
        ("## Phase 4: Last (depends on the Foundational phase)\n", "T002"),
        ("## Phase 4: Last\n**Dependencies**: Depends on Foundational phase completion\n", "T002"),
        ("## Phase 4: Last\nRequires: Foundational phase, User Story 1 (for it)\n", "T002 T003"),
        ("## Phase 4: Last\nDepends on Setup completion - BLOCKS the rest\n", "T001"),
        ("## Phase 4: Last\n\nThis phase comes after the setup phase.\n\n", "T001"),
        ("## Phase 4: Last (after Foundational phase and US1)\n", "T002 T003"),
        ("## Phase 4: Last (requires the billing phase)\n", ""),
        ("## Phase 4: Last\n\nIt depends on the review phase.\n\n", ""),
    ] {
        let found = edges(&format!("{phases}{said}- [ ] T004 d\n"), Granularity::Outermost);
        assert_eq!(found[3..], [format!("T004: {on}")], "{said}");
    }
    all_come_to(&[
        ("(after the Setup phase)", "T001 T002 T003 T004"),
        (", after the Setup phase", "T001 T002 T003 T004"),
        ("(blocked by setup phase)", "T001 T002 T003 T004"),
        (
            "(after the release phase)",
            "? comes after \"the release phase\", which is no task of the backlog",
        ),
        ("in the setup phase of the tests", ""),
    ]);
}

#[test]
fn a_step_that_waits_for_itself_is_told_at_any_granularity() {
    for (text, message) in [
        ("- [ ] T1: a\n  - [ ] 1. x\n  - [ ] 2. y (after step 2)", "itself"),
        ("- [ ] T1: a\n  - [ ] 1.1 x\n  - [ ] 1.2 y (depends on 1.2)", "itself"),
        ("- [ ] T1: a\n  - [ ] T1.2 y\n    - Depends on: T1.2", "itself"),
        ("- [ ] T1: a\n  - [ ] T1.2 y (blocked by T1.2)", "itself"),
        ("- [ ] T1: a\n  - [ ] T1.2 y (blocks T1.2)", "itself"),
        ("- [ ] T1: a\n  - [ ] x\n  - [ ] y (depends on T1)", "T1"),
    ] {
        let expected = format!("a part of T1 waits for {message}; left out");
        assert_eq!(messages(text), [expected], "{text}");
        let (_, problems) = read_all(text, Granularity::Leaf);
        assert!(problems.iter().any(|it| it.message.ends_with("itself; left out")), "{text}");
    }
    for text in [
        "- [ ] T1: a\n  - [ ] T1.1 x\n  - [ ] T1.2 y (depends on T1.1)",
        "- [ ] T1: a\n  - [ ] 1. x\n  - [ ] 2. y (after step 1)",
        "- [ ] T1: a\n  - [ ] 2. y (does not depend on 2)",
        "- [ ] T1: a\n  - [x] 2. y (after step 2)",
        "- [ ] T0: z\n- [ ] T1: a\n  - [ ] T1.2 y. After T0 lands this T1.2 is done",
        "## Phase 2\n- [ ] T1: a\n  - [ ] 2. y\n## Phase 3\n- [ ] T2: b",
    ] {
        assert_eq!(messages(text), [""; 0], "{text}");
    }
}
