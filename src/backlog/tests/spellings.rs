//! How people write what a task waits for: a table of spellings, and what each comes to.

use super::*;

/// The backlog in which the task `X9` says what is tried.
pub const BACKLOG: &str = "\
# Shop
## Phase 1: Setup
- [ ] T001 Charge retries in the gateway
- [ ] T002 Order list pages
- [ ] T003 Deploy guide
- [ ] T004 Refund, cancel and return
- [x] T005 Read the settings
## Phase RG: Numbers
- [ ] 1. Alpha
- [ ] 2. Beta
- [ ] 3. Gamma
- [ ] 1.1 Inner one
- [ ] 1.2 Inner two
- [ ] 1.3 Inner three
- [ ] Cents are rounded (#12)
- [ ] [#14] Currencies
## Phase 0: Gone
- [x] T900 Long done
## Phase 9: Last
";

/// Returns what `text` comes to for its task `X9`: what it depends on, `> T1` for what waits for
/// it, then `!` and each blocker, then `?` and each problem.
pub fn told(text: &str) -> String {
    let (found, problems) = read_all(text, Granularity::Outermost);
    let probe = found.iter().find(|task| task.key == "X9").expect("the task is read");
    let key = |id: &TaskId| found[id.index()].key.clone();
    let mut told: Vec<String> = probe.depends_on.iter().map(key).collect();
    let waiting = found.iter().filter(|task| task.depends_on.contains(&probe.id));
    told.extend(waiting.map(|task| format!("> {}", task.key)));
    assert_eq!(probe.state == TaskState::Blocked, !probe.blocked_by.is_empty());
    told.extend(probe.blocked_by.iter().map(|reason| format!("! {reason}")));
    told.extend(problems.iter().map(|problem| {
        let line = problem.line.expect("a line");
        assert!(text.lines().nth(line as usize - 1).is_some(), "{problem:?}");
        format!("? {}", problem.message.trim_start_matches("X9 "))
    }));
    told.join(" ")
}

/// Each spelling in the text of a task, and what it comes to.
pub fn all_come_to(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|&(said, expected)| {
            let told = told(&format!("{BACKLOG}- [ ] X9: Fix it {said}\n"));
            (told != expected).then(|| format!("{said:?}: {told:?} for {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lists_and_spans() {
    all_come_to(&[
        ("(depends on T001)", "T001"),
        ("(depends on T001, T002)", "T001 T002"),
        ("(depends on T001 and T002)", "T001 T002"),
        ("(depends on T001, T002, and T003)", "T001 T002 T003"),
        ("(depends on T001 & T002)", "T001 T002"),
        ("(depends on T001/T002)", "T001 T002"),
        ("(depends on T001 + T002)", "T001 T002"),
        ("(depends on T001; T002)", "T001 T002"),
        ("(depends on both T001 and T002)", "T001 T002"),
        ("(depends on all of T001, T002)", "T001 T002"),
        ("(depends on `T001` and **T002**)", "T001 T002"),
        ("(depends on [T001](#t001))", "T001"),
        ("(depends on (T001, T002))", "T001 T002"),
        ("(depends on T001 (why), T002)", "T001 T002"),
        ("(depends on task T001)", "T001"),
        ("(depends on t001)", "T001"),
        ("(depends on T001-T003)", "T001 T002 T003"),
        ("(depends on T001–T003)", "T001 T002 T003"),
        ("(depends on T001—T003)", "T001 T002 T003"),
        ("(depends on T001\u{2011}T003)", "T001 T002 T003"),
        ("(depends on T001 - T003)", "T001 T002 T003"),
        ("(depends on T001 – T003)", "T001 T002 T003"),
        ("(depends on T001..T003)", "T001 T002 T003"),
        ("(depends on T001...T003)", "T001 T002 T003"),
        ("(depends on T001 .. T003)", "T001 T002 T003"),
        ("(depends on T001…T003)", "T001 T002 T003"),
        ("(depends on T001~T003)", "T001 T002 T003"),
        ("(depends on T001 to T003)", "T001 T002 T003"),
        ("(depends on T001 through T003)", "T001 T002 T003"),
        ("(depends on T001 thru T003)", "T001 T002 T003"),
        ("(depends on T001 up to T003)", "T001 T002 T003"),
        ("(depends on tasks between T001 and T003)", "T001 T002 T003"),
        ("(depends on T001-003)", "T001 T002 T003"),
        ("(depends on T001-3)", "T001 T002 T003"),
        ("(depends on T003-T001)", "T003 T002 T001"),
        ("(depends on T001-T002, T004)", "T001 T002 T004"),
        ("(depends on T004-T007)", "T004 ? depends on T007, which no backlog names"),
        (
            "(depends on T001-T9000)",
            "T001 ? depends on T001 to T9000, a span of more than 1000 ids ? depends on T9000, which no backlog names",
        ),
        ("(depends on 1.1-1.3)", "1.1 1.2 1.3"),
        ("(depends on 1.1–1.3)", "1.1 1.2 1.3"),
        ("(depends on 1.1 to 1.3)", "1.1 1.2 1.3"),
        ("(depends on 1-3)", "1 2 3"),
        ("(depends on tasks 1, 2 and 3)", "1 2 3"),
        ("(depends on tasks 1 through 3)", "1 2 3"),
        ("(depends on T005)", ""),
        ("(depends on T005, T001)", "T001"),
    ]);
}

#[test]
fn phrases_and_fields() {
    all_come_to(&[
        ("(depend on T001)", "T001"),
        ("(dependent on T001)", "T001"),
        ("(depends upon T001)", "T001"),
        ("(dependency on T001)", "T001"),
        ("(waits for T001)", "T001"),
        ("(waiting on T001)", "T001"),
        ("(blocked by T001)", "T001"),
        ("(blocked on T001)", "T001"),
        ("(blocked until T001 is done)", "T001"),
        ("(after T001)", "T001"),
        ("(requires T001)", "T001"),
        ("(needs T001 and T002)", "T001 T002"),
        ("(builds on T001)", "T001"),
        ("(cannot start until T001 is merged)", "T001"),
        ("(not before T001)", "T001"),
        ("(waits until T001 is done)", "T001"),
        ("(subject to T001)", "T001"),
        (", subject to change", ""),
        ("(stuck on T001)", "T001"),
        ("(stuck behind T001 and T002)", "T001 T002"),
        ("(pre-req: T001)", "T001"),
        (". Wait until the page has loaded", ""),
        (", stuck on the first page", ""),
        ("\n  - Pre-requisites: T001", "T001"),
        ("(2h, depends on T001)", "T001"),
        ("[depends on T001]", "T001"),
        ("[deps: T001, T002]", "T001 T002"),
        ("[dependsOn:: T001]", "T001"),
        ("{blocked-by: T001}", "T001"),
        ("#depends-on:T001", "T001"),
        ("#blocked-by:T001 #priority:low", "T001"),
        ("once T001 is merged", "T001"),
        (". It depends on T001.", "T001"),
        ("and not only that (depends on T001)", "T001"),
        ("which does not only depend on T001", "T001"),
        ("\n  - Depends on: T001, T002", "T001 T002"),
        ("\n  - Depends on T001", "T001"),
        ("\n  - **Depends on (hard):** T001", "T001"),
        ("\n  - Depends on — T001", "T001"),
        ("\n  - depends_on = [T001]", "T001"),
        ("\n  - Depends on: T001,\n    T002", "T001 T002"),
        ("\n  - Deps: T001", "T001"),
        ("\n  - `Depends on:` T001", "T001"),
        ("\n  - Prerequisites: T001, T002", "T001 T002"),
        ("\n  - Requires: T001", "T001"),
        ("\n  - Waiting for: T001", "T001"),
        ("\n  - Depends on: Order list pages", "T002"),
        ("\n  - Depends on: Refund, cancel and return", "T004"),
        ("\n  - **Dependencies:**\n    - T001\n    - T002 (why)", "T001 T002"),
        ("\n  - **Dependencies:**\n    - **Task:** T001 (why)\n    - Task T002", "T001 T002"),
        ("\n  - **Dependencies:**\n    - T001\n      - since it is first", "T001"),
        ("\n  - **Blocked by:**\n    - T001\n    - legal", "T001 ! legal"),
        ("\n  - **Blocks:**\n    - T001", "> T001"),
    ]);
}

#[test]
fn numbers_of_issues() {
    all_come_to(&[
        ("(depends on #12)", "L15"),
        ("(depends on #12, #14)", "L15 L16"),
        ("(depends on issue #14)", "L16"),
        ("\n  - Depends on: #12", "L15"),
        (". It depends on #14.", "L16"),
        ("(depends on #1)", "1"),
        ("(depends on #99)", "? depends on #99, which no backlog names"),
        (". It depends on #99", "? depends on #99, which no backlog names"),
        ("(blocked by #99)", "! #99"),
        (", blocked by #99", "! #99"),
        ("(after #99)", "? comes after #99, which no backlog names"),
        (". Seen after #99", ""),
    ]);
}

#[test]
fn ids_behind_a_number_sign() {
    all_come_to(&[
        ("(depends on #T001)", "T001"),
        (", blocked by #T001 and #T002", "T001 T002"),
        ("\n  - Depends on: #T001, #T002", "T001 T002"),
        ("\n  - **Dependencies:**\n    - #T001\n    - #T002 (why)", "T001 T002"),
        ("(depends on #T001-#T003)", "T001 T002 T003"),
        ("(blocks #T001)", "> T001"),
        ("(after #T005)", ""),
        ("(depends on #T099)", "? depends on T099, which no backlog names"),
        ("[blocked: #T001]", "T001"),
        (". See #T001", ""),
    ]);
}

#[test]
fn a_blocker_in_brackets_before_the_text() {
    for (text, expected) in [
        ("[blocked: T001] Fix it", "T001"),
        ("(blocked: T001) Fix it", "T001"),
        ("[blocked by: T001] Fix it", "T001"),
        ("[Blocked: legal] Fix it", "! legal"),
        ("(on hold - legal) Fix it", "! legal"),
    ] {
        assert_eq!(told(&format!("{BACKLOG}- [ ] X9: {text}\n")), expected, "{text}");
    }
}

#[test]
fn the_other_way_round() {
    all_come_to(&[
        ("(blocks T001)", "> T001"),
        ("(blocks T001, T002)", "> T001 > T002"),
        ("(unblocks T001)", "> T001"),
        ("(required by T001)", "> T001"),
        ("(needed for T001)", "> T001"),
        ("(prerequisite for T001)", "> T001"),
        ("(prerequisite of T001-T002)", "> T001 > T002"),
        ("(before T001)", "> T001"),
        ("(must precede T001)", "> T001"),
        ("\n  - Blocks: T001", "> T001"),
        ("\n  - Required by: T001 and T002", "> T001 > T002"),
        ("(does not block T001)", ""),
        ("(no longer blocks T001)", ""),
        ("\n  - Blocks: T099", "? comes before T099, which no backlog names"),
        (
            "\n  - Blocks: the release",
            "? comes before \"the release\", which is no task of the backlog",
        ),
        (". This blocks spoofing", ""),
        ("(T001 depends on this)", "> T001"),
    ]);
}

#[test]
fn phases() {
    all_come_to(&[
        ("(depends on Phase 1)", "T001 T002 T003 T004"),
        ("(after Phase 1)", "T001 T002 T003 T004"),
        ("after Phase 1.", "T001 T002 T003 T004"),
        ("(depends on phase 1: Setup)", "T001 T002 T003 T004"),
        ("(requires phases 0 and 1)", "T001 T002 T003 T004"),
        ("(depends on Phase RG)", "1 2 3 1.1 1.2 1.3 L15 L16"),
        ("(depends on Phase 0)", ""),
        ("\n  - Depends on: Setup", "T001 T002 T003 T004"),
        ("\n  - Depends on: Phase 1, 1.1", "T001 T002 T003 T004 1.1"),
        ("Depends on Phase 1 completion - BLOCKS all other phases", "T001 T002 T003 T004"),
        ("(after Phase 1 — BEFORE any release)", "T001 T002 T003 T004"),
        ("depends on Phase 1 – REQUIRED before the rest", "T001 T002 T003 T004"),
        ("(depends on Phases 1 and RG)", "T001 T002 T003 T004 1 2 3 1.1 1.2 1.3 L15 L16"),
        ("(depends on Phase 7)", "? depends on Phase 7, which no heading names"),
        ("(depends on Phase 3.5)", "? depends on Phase 3.5, which no heading names"),
        ("(depends on Phase 9)", "? waits for \"Phase 9: Last\", which it is part of; left out"),
        ("in a later phase, after phase changes", ""),
    ]);
}

#[test]
fn what_is_no_task_blocks_or_is_a_problem() {
    all_come_to(&[
        ("\n  - Blocked by: legal", "! legal"),
        ("\n  - **Blocked by:** legal and security", "! legal and security"),
        (
            "\n  - Blocked by: the vendor's answer (asked on Monday)",
            "! the vendor's answer (asked on Monday)",
        ),
        ("\n  - Blocked by legal review", "! legal review"),
        ("\n  - Blocked until the contract is signed", "! the contract is signed"),
        ("\n  - Waiting for: review by Jo", "! review by Jo"),
        ("\n  - Blocked by: T001, legal", "T001 ! legal"),
        ("\n  - Blocked by: legal, T001", "T001 ! legal"),
        ("(blocked by legal)", "! legal"),
        ("(waiting on the vendor)", "! the vendor"),
        ("— blocked by legal", "! legal"),
        ("#blocked-by:legal", "! legal"),
        ("\n  - Blocked by: T099", "! T099 ? is blocked by T099, which no backlog names"),
        ("\n  - Blocked by: nothing", ""),
        ("\n  - Blocked by: none", ""),
        ("\n  - Blocked by: -", ""),
        ("\n  - Blocked by: nobody", ""),
        ("\n  - Depends on: N/A", ""),
        ("\n  - Depends on: No dependencies", ""),
        (
            "(depends on the new API)",
            "? depends on \"the new API\", which is no task of the backlog",
        ),
        ("(depends on T099)", "? depends on T099, which no backlog names"),
        (". It depends on T099", "? depends on T099, which no backlog names"),
        (
            "\n  - Depends on: T001, Raed it",
            "T001 ? depends on \"Raed it\", which is no task of the backlog",
        ),
        (
            "\n  - [ ] inner\n    - Blocked by: legal",
            "? a part of X9 is blocked by \"legal\", which is no task of the backlog",
        ),
        (". Users blocked by a firewall", ""),
        (", blocked by default", ""),
        ("\n  - Requires: Go 1.22 and a database", ""),
        ("\n  - Prerequisites: plan.md (required), spec.md", ""),
        (". It depends on the API of S3", ""),
        (". It depends on 2 libraries", ""),
        ("after 2 weeks, needs 3 reviewers", ""),
        ("(needs deploy guide)", ""),
        (". It requires 1.22", ""),
    ]);
}

#[test]
fn denied_past_doubtful_and_quoted_ones_are_none() {
    all_come_to(&[
        ("(does not depend on T001)", ""),
        ("- doesn't depend on T001", ""),
        ("- doesn’t depend on T001", ""),
        ("(does not directly depend on T001)", ""),
        ("(not blocked by T001)", ""),
        ("(isn't blocked by T001)", ""),
        ("(no longer blocked by T001)", ""),
        ("(no longer depends on T001)", ""),
        ("(never depends on T001)", ""),
        ("(no dependency on T001)", ""),
        ("(has no dependencies on T001)", ""),
        ("(independent of T001)", ""),
        ("without waiting for T001", ""),
        ("(instead of depending on T001)", ""),
        ("(was blocked by T001, now free)", ""),
        ("(blocked by T001, now resolved)", ""),
        ("(previously blocked by T001)", ""),
        ("(used to depend on T001)", ""),
        ("(unblocked by T001)", ""),
        ("(depended on T001)", ""),
        ("(might depend on T001)", ""),
        ("(maybe depends on T001)", ""),
        ("if it depends on T001", ""),
        ("and find out what depends on T001", ""),
        ("(depends on T001?)", ""),
        ("where it says \"depends on T001\"", ""),
        ("where it says “depends on T001”", ""),
        ("where it says 'depends on T001'", ""),
        ("where it says «depends on T001»", ""),
        ("and parse `depends on T001`", ""),
        ("and parse ``depends on `T001` ``", ""),
        ("~~depends on T001~~", ""),
        ("with the fields (`dependsOn`, `T001`)", ""),
        ("and show `depends on` T001", ""),
        ("\n  ```\n  depends on T001\n  ```", ""),
        ("\n  - [x] done (depends on T001)", ""),
    ]);
}

/// The tasks of `text` and what each waits for, then the problems.
pub fn edges(text: &str, granularity: Granularity) -> Vec<String> {
    let (found, problems) = read_all(text, granularity);
    let on = |task: &Task| {
        let on = task.depends_on.iter().map(|id| found[id.index()].key.clone());
        let blocked = task.blocked_by.iter().map(|reason| format!("!{reason}"));
        on.chain(blocked).collect::<Vec<_>>().join(" ")
    };
    let tasks = found.iter().map(|task| format!("{}: {}", task.key, on(task)));
    tasks.chain(problems.into_iter().map(|problem| format!("? {}", problem.message))).collect()
}

const TWO_PHASES: &str = "## Phase A: One\n- [ ] T001 a\n- [x] T002 b\n- [ ] T003 c\n";

#[test]
fn a_heading_speaks_for_its_tasks() {
    for second in [
        "## Phase B (depends on Phase A)\n",
        "## Phase B: Two (after Phase A)\n",
        "## Phase B — depends on Phase A\n",
        "## Phase B #depends-on:T003 (needs T001)\n",
        "## Phase B\n\nDepends on: Phase A\n\n",
        "## Phase B\n**Depends on**: Phase A (one)\n",
        "## Phase B\n\n- Depends on: Phase A\n\n",
        "## Phase B\n\n**Dependencies:**\n\n- Phase A\n\n",
        "## Phase B\n\nThis phase depends on Phase A.\n\n",
        "## Phase B\n\n> **After Phase A** since it is first\n\n",
        "## Notes\n- Phase B depends on Phase A\n## Phase B\n",
        "## Notes\n- Phase A blocks T004, T005\n## Phase B\n",
        "## Notes\n- **T004, T005**: depends on T001, T003\n## Phase B\n",
    ] {
        let text = format!("{TWO_PHASES}{second}- [ ] T004 d\n- [ ] T005 e\n");
        let found = edges(&text, Granularity::Outermost);
        let expected = ["T001: ", "T003: ", "T004: T001 T003", "T005: T001 T003"];
        assert_eq!(found, expected, "{second}");
    }
    let below = format!("{TWO_PHASES}## Phase B\n- [ ] T004 d\n### Dependencies\n- Phase A\n");
    assert_eq!(edges(&below, Granularity::Outermost)[2], "T004: T001 T003");
}

#[test]
fn a_heading_that_comes_first_holds_the_others_up() {
    let text = "### Phase SK: Skills (Phase 0a; prerequisite for Phase KB)\n- [ ] T001 a\n\
                ### Phase RG: Git (Phase 0b; prerequisite for Phase KB)\n- [ ] T002 b\n\
                ### Phase KB: Editor (depends on Phase SK + Phase RG)\n- [ ] T003 c\n- [ ] T004 d\n";
    let expected = ["T001: ", "T002: ", "T003: T001 T002", "T004: T001 T002"];
    assert_eq!(edges(text, Granularity::Outermost), expected);
}

#[test]
fn headings_that_are_blocked_or_name_what_there_is_not() {
    let text = "## Phase A (blocked by legal)\n- [ ] T001 a\n## Phase B (depends on Phase Z)\n\
                - [ ] T002 b\n## Phase C (not blocked by Phase A)\n- [ ] T003 c\n\
                ## Phase D\n\nDepends on: the design\n\n- [ ] T004 d\n";
    let expected = [
        "T001: !legal",
        "T002: ",
        "T003: ",
        "T004: ",
        "? \"Phase B (depends on Phase Z)\" depends on Phase Z, which no heading names",
        "? \"Phase D\" depends on \"the design\", which is no task of the backlog",
    ];
    assert_eq!(edges(text, Granularity::Outermost), expected);
}

#[test]
fn what_stands_below_a_title_of_all_is_no_dependency_of_all() {
    let text = "# Shop\n\n**Prerequisites**: plan.md, spec.md\nAll of it comes after Phase A.\n\n\
                ## Phase A\n- [ ] T001 a\n## Phase B\n- [ ] T002 b\n";
    assert_eq!(edges(text, Granularity::Outermost), ["T001: ", "T002: "]);
}

#[test]
fn stories_and_numbered_groups_are_phases_too() {
    let text = "## Phase 3: User Story 1 - Login (Priority: P1)\n- [ ] T001 a\n\
                ## Phase 4: User Story 2\n- [ ] T002 b (depends on US1)\n\
                - [ ] T003 c (depends on User Story 1)\n";
    let expected = ["T001: ", "T002: T001", "T003: T001"];
    assert_eq!(edges(text, Granularity::Outermost), expected);
    let text = "## 1. Base\n- [ ] 1.1 a\n- [ ] 1.2 b\n## 2. Rest (depends on 1)\n- [ ] 2.1 c\n";
    assert_eq!(edges(text, Granularity::Outermost)[2], "2.1: 1.1 1.2");
}

#[test]
fn the_nearest_of_two_phases_of_one_name_is_meant() {
    let part = |name: &str, one: &str, two: &str| {
        format!("# {name}\n## Phase 1\n- [ ] {one} a\n## Phase 2 (after Phase 1)\n- [ ] {two} b\n")
    };
    let text = part("Shop", "T001", "T002") + &part("Bank", "T003", "T004");
    let expected = ["T001: ", "T002: T001", "T003: ", "T004: T003"];
    assert_eq!(edges(&text, Granularity::Outermost), expected);
}

#[test]
fn a_parent_speaks_for_its_leaves() {
    let text = "- [ ] T001 a\n- [ ] T002 b (depends on T001)\n  - Blocked by: legal\n  - [ ] c\n\
                \x20 - [ ] d\n- Backend (after T001)\n  - [ ] e\n";
    let expected = ["T001: ", "L4: T001 !legal", "L5: T001 !legal", "L7: T001"];
    assert_eq!(edges(text, Granularity::Leaf), expected);
}

#[test]
fn phases_in_a_circle_are_a_problem() {
    let text = "## Phase A (after Phase B)\n- [ ] T001 a\n- [ ] T002 b\n\
                ## Phase B (after Phase A)\n- [ ] T003 c\n- [ ] T004 d\n";
    let found = edges(text, Granularity::Outermost);
    assert_eq!(found[..4], ["T001: T003 T004", "T002: T003 T004", "T003: ", "T004: "]);
    assert_eq!(found.len(), 5);
    assert!(found[4].starts_with("? dependency cycle Phase A"), "{found:?}");
}

#[test]
fn large_phases_make_a_bounded_number_of_dependencies() {
    let phase = |name: &str, from: usize| {
        let tasks: Vec<String> =
            (from..from + 1000).map(|number| format!("- [ ] T{number} a")).collect();
        format!("## Phase {name}\n{}\n", tasks.join("\n"))
    };
    let text = phase("A", 1000)
        + &phase("B (after Phase A)", 3000)
        + &phase("C: (after Phases A, B)", 5000);
    let (found, problems) = read_all(&text, Granularity::Outermost);
    let pairs: usize = found.iter().map(|task| task.depends_on.len()).sum();
    assert_eq!(pairs, 100_000);
    assert!(found[1000..2000].iter().all(|task| task.depends_on.len() == 100));
    assert_eq!(problems.len(), 3);
    assert!(problems.iter().all(|problem| problem.message.contains("too many dependencies")));
}
