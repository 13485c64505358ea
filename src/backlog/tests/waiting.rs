//! Statements of what a task waits for that are easily lost: fields in a sentence, signs, places, times.

use super::spellings::{BACKLOG, all_come_to, edges, told};
use super::*;

#[test]
fn fields_in_the_middle_of_a_line() {
    all_come_to(&[
        ("**Blocked:** waiting for keys", "! keys"),
        ("**Blocked**: legal", "! legal"),
        ("__Blocked:__ pending the audit", "! the audit"),
        ("*Blocked: legal*", "! legal"),
        ("BLOCKED: legal", "! legal"),
        ("Blocked: waiting for legal", "! legal"),
        ("**Blocked:** T001", "T001"),
        ("**Blocked:** legal **Owner:** Jo", "! legal"),
        ("**Blocked:** legal | **Owner:** Jo", "! legal"),
        ("**On hold:** legal", "! legal"),
        ("**Depends on:** T001, T002", "T001 T002"),
        (
            "**Depends on:** the design",
            "? depends on \"the design\", which is no task of the backlog",
        ),
        ("**Blocked by:** legal", "! legal"),
        ("deps: T001", "T001"),
        ("depends: T001", "T001"),
        ("prerequisite: T001", "T001"),
        ("deps: T099", "? depends on T099, which no backlog names"),
        ("and list the deps: all of npm", ""),
        ("in the Blocked: view", ""),
        ("where `**Blocked:** legal` stands", ""),
        ("\"**Blocked:** legal\"", ""),
        ("that is not **Blocked:** legal", ""),
        ("that was **Blocked:** legal", ""),
    ]);
}

#[test]
fn values_behind_an_equals_sign_and_in_calls() {
    all_come_to(&[
        ("deps=T001", "T001"),
        ("deps=T001,T002", "T001 T002"),
        ("deps=T001, T002", "T001 T002"),
        ("deps=T001 and more", "T001"),
        ("depends_on=[T001]", "T001"),
        ("depends-on=[T001, T002] in parallel", "T001 T002"),
        ("(dependsOn=\"T001\")", "T001"),
        ("after=T001 owner=Jo", "T001"),
        ("blocked_by=T001", "T001"),
        ("blocked_by=legal", "! legal"),
        ("blocks=T001", "> T001"),
        ("predecessor=T001", "T001"),
        ("deps=T099", "? depends on T099, which no backlog names"),
        ("@after(T001)", "T001"),
        ("@depends(T001, T002)", "T001 T002"),
        ("deps(T001)", "T001"),
        ("@blocked(legal)", "! legal"),
        ("`deps=T001`", ""),
        ("and call f(deps=T001)", "T001"),
        ("where mydeps=T001", ""),
        ("if deps==T001", ""),
    ]);
}

#[test]
fn names_of_predecessors() {
    all_come_to(&[
        ("(predecessor: T001)", "T001"),
        ("(predecessors: T001, T002)", "T001 T002"),
        ("[Predecessor:: T001]", "T001"),
        ("\n  - Predecessors: T001", "T001"),
        ("(preceded by T001)", "T001"),
        ("(successor: T001)", "> T001"),
        ("(contingent on T001)", "T001"),
        ("(gated behind T001)", "T001"),
        ("(as soon as T001 lands)", "T001"),
        ("when T001 is merged", "T001"),
        ("when T001 and T002 are done", "T001 T002"),
        ("when T001 runs", ""),
        ("(relies on T001)", "T001"),
        ("prior to T001", "> T001"),
        ("(enables T001)", "> T001"),
        ("(awaiting legal)", "! legal"),
        ("(pending legal review)", "! legal review"),
        ("(pending T001)", "T001"),
        ("with pending T001", ""),
        ("(the state — pending closeouts, a count)", ""),
        ("(pending closeouts) of the state", ""),
        ("(held up by legal)", "! legal"),
        ("(on hold until the audit)", "! the audit"),
        ("(blocked T001)", "T001"),
    ]);
}

#[test]
fn another_task_that_comes_before_this_one() {
    all_come_to(&[
        ("(T001 blocks this)", "T001"),
        ("(T001 blocks this task)", "T001"),
        ("(T001 and T002 block this)", ""),
        ("(T001, T002 blocks this)", "T001 T002"),
        (". T001 blocks it.", "T001"),
        ("; T001 is required for this", "T001"),
        ("(T001 must be merged before this)", "T001"),
        ("(T001 is a prerequisite for this one)", "T001"),
        ("(T001 is a prerequisite)", "T001"),
        ("(T001 must land first)", "T001"),
        ("(T001 first)", "T001"),
        ("\n  - T001 blocks this", "T001"),
        ("\n  T001 comes first.", "T001"),
        ("(this is blocked by T001)", "T001"),
        ("(T001 depends on this)", "> T001"),
        ("(T001 needs this first)", "> T001"),
        ("(T001 no longer blocks this)", ""),
        ("(T001 does not block this)", ""),
        ("(\"T001 blocks this\")", ""),
        ("(first)", ""),
        ("and show T001 first", ""),
        (". This blocks spoofing", ""),
    ]);
}

#[test]
fn signs_before_tasks_and_reasons() {
    all_come_to(&[
        ("⛔ T001", "T001"),
        ("⛔\u{fe0f} T001, T002", "T001 T002"),
        ("(⛔ T001)", "T001"),
        ("🚫 T001", "T001"),
        ("🔒 T001 📅 2026-12-24", "T001"),
        ("⛔ T099", "! T099 ? is blocked by T099, which no backlog names"),
        ("⛔ dcf64c", "! dcf64c"),
        ("⛔ waiting for keys", "! keys"),
        ("⛔ blocked by legal", "! legal"),
        ("⛔ legal", "! legal"),
        ("⛔ until the audit", "! the audit"),
        ("with the ⛔ icon", ""),
        ("🚫 ads", ""),
        ("`⛔ T001`", ""),
        ("for [⛔] boxes", ""),
    ]);
    let text =
        "- [ ] One 🆔 dcf64c\n- [ ] Two ⛔ dcf64c\n- [ ] Three 🆔 a1 ⛔ dcf64c 📅 2026-12-24\n";
    let found = edges(text, Granularity::Outermost);
    assert_eq!(found, ["L1: ", "L2: L1", "L3: L1"]);
}

#[test]
fn times_before_which_a_task_must_not_be_begun() {
    all_come_to(&[
        (". Blocked until 2026-12-24", "! 2026-12-24"),
        (", blocked until 2026-12-24", "! 2026-12-24"),
        ("blocked until 2026-12-24", "! 2026-12-24"),
        ("(blocked until Q3 2026)", "! Q3 2026"),
        ("— blocked until Monday", "! Monday"),
        (", blocked until the contract is signed", "! the contract is signed"),
        ("(on hold until next week)", "! next week"),
        ("(not before 2026-12-24)", "! 2026-12-24"),
        ("(cannot start before 24 December)", "! 24 December"),
        ("(cannot start until 2026-12-24)", "! 2026-12-24"),
        ("(after 2026-12-24)", "! 2026-12-24"),
        ("\n  - Blocked: until 2026-12-24", "! 2026-12-24"),
        ("#blocked-until:2026-12-24", "! 2026-12-24"),
        ("(no longer blocked until 2026-12-24)", ""),
        ("(was blocked until 2026-12-24)", ""),
        ("and keep writers blocked until the flush ends", ""),
        ("after 2026-12-24", ""),
        ("before 2026-12-24", ""),
    ]);
}

#[test]
fn events_that_are_neither_tasks_nor_times() {
    fn unknown(event: &str) -> String {
        format!("? comes after \"{event}\", which is no task of the backlog")
    }
    let told = [
        ("(after approval)", "approval"),
        ("(after the audit)", "the audit"),
        ("[after the audit]", "the audit"),
        ("{after the audit}", "the audit"),
        ("**(after the audit)**", "the audit"),
        ("_(After the audit.)_", "the audit"),
        ("(2h, after the audit)", "the audit"),
        ("(only after the audit)", "the audit"),
        ("(start after the audit)", "the audit"),
        ("(to be done after the audit)", "the audit"),
        ("(do this right after the audit)", "the audit"),
        ("(once legal has signed)", "legal has signed"),
        ("(once the audit is done)", "the audit is done"),
        ("(can start once legal has signed)", "legal has signed"),
        ("(as soon as legal has signed)", "legal has signed"),
        ("(when the audit is done)", "the audit is done"),
        ("(subsequent to the audit)", "the audit"),
        ("(downstream of the audit)", "the audit"),
        ("(after design, review and sign-off)", "design, review and sign-off"),
        ("(after 2 weeks)", "2 weeks"),
        (". Start after the audit.", "the audit"),
        (". Only after the audit. Then tell Jo", "the audit"),
        ("\n  Only once legal has signed.", "legal has signed"),
        ("\n  (after the audit)", "the audit"),
        ("\n  - (after the audit)", "the audit"),
        ("\n  - After: the audit", "the audit"),
        ("\n  - **After:** the audit", "the audit"),
        ("\n  - After:\n    - the audit", "the audit"),
        ("[after:: the audit]", "the audit"),
        ("(after: the audit)", "the audit"),
        ("@after(launch)", "launch"),
        ("after=launch", "launch"),
        ("#after:launch", "launch"),
    ];
    let told: Vec<_> = told.iter().map(|&(said, event)| (said, unknown(event))).collect();
    let table: Vec<_> = told.iter().map(|(said, event)| (*said, event.as_str())).collect();
    all_come_to(&table);
    all_come_to(&[
        ("(not before the audit)", "! the audit"),
        ("(cannot start until legal has signed)", "! legal has signed"),
        ("(can't begin before the audit)", "! the audit"),
        ("(do not start before the audit)", "! the audit"),
        ("(must not be started until the audit)", "! the audit"),
        ("(should not start before the audit)", "! the audit"),
        ("(not until the audit)", "! the audit"),
        (". Do not start before the audit.", "! the audit"),
        ("\n  - Not before: the audit", "! the audit"),
        ("(not before T099)", "! T099 ? is blocked by T099, which no backlog names"),
        ("(only after 2026-12-24)", "! 2026-12-24"),
        ("(after deploy guide)", "T003"),
        ("(after Setup)", "T001 T002 T003 T004"),
        ("(only after T001)", "T001"),
        (
            "(after T001, the audit)",
            "T001 ? comes after \"the audit\", which is no task of the backlog",
        ),
        ("(after T005)", ""),
        ("(after each run)", ""),
        ("(once per session)", ""),
        ("(once a day)", ""),
        ("(once merged)", ""),
        ("(as soon as possible)", ""),
        ("(not after the audit)", ""),
        ("(was after the audit)", ""),
        ("(after the audit?)", ""),
        ("(after redaction) and not the raw content", ""),
        ("after the audit", ""),
        (". Users cannot log in until they are known", ""),
        ("(requires Go 1.22)", ""),
        ("(follows the style guide)", ""),
        ("and show `(after the audit)`", ""),
        ("and show \"(after the audit)\"", ""),
    ]);
    for (text, expected) in [
        ("(after the audit) Fix it", "the audit"),
        ("[after the audit] Fix it", "the audit"),
        ("(only after the audit) Fix it", "the audit"),
    ] {
        let text = format!("{BACKLOG}- [ ] X9: {text}\n");
        assert_eq!(super::spellings::told(&text), unknown(expected), "{text}");
    }
    let heading = "## Phase A (after the launch)\n- [ ] T1: a\n";
    let problem = "? \"Phase A (after the launch)\" comes after \"the launch\", which is no task of the backlog";
    assert_eq!(edges(heading, Granularity::Outermost), ["T1: ", problem]);
}

#[test]
fn places_in_code_and_steps_of_a_program_are_no_events() {
    let silent = [
        "(after the header block)",
        "(after the session manager)",
        "(after UNION and INTERSECT)",
        "(after `open()`)",
        "(after read_all)",
        "(after open(), before the loop)",
        "(after the check, before the first write)",
        "(after ~line 120)",
        "(after the record is written)",
        "(after building)",
        "(after 30 seconds)",
        "(after 3 retries)",
        "(after task creation)",
        "(after the issue list)",
        "(once the socket is closed)",
        "(once the cache is warm)",
        "(as soon as the page has loaded)",
        "(when not in a form)",
        "(when the import is done)",
        "(pending → running → finished)",
        "(pending, running, finished)",
        ". Start after the third line.",
    ];
    all_come_to(&silent.map(|said| (said, "")));
    for (said, event) in [
        ("(after the security review)", "the security review"),
        ("(after v2 release)", "v2 release"),
        ("(after the billing phase)", "the billing phase"),
        ("(after XY-46 to XY-49)", "XY-46 to XY-49"),
        ("(after roles are implemented)", "roles are implemented"),
        ("(after merge to main)", "merge to main"),
        ("(after 3 sprints)", "3 sprints"),
        ("(once the schema is approved)", "the schema is approved"),
        ("(once the new API ships)", "the new API ships"),
        ("(may start after the audit)", "the audit"),
        ("(may begin once legal has signed)", "legal has signed"),
        (". May only start after the audit.", "the audit"),
    ] {
        let expected = format!("? comes after \"{event}\", which is no task of the backlog");
        all_come_to(&[(said, &expected)]);
    }
    all_come_to(&[
        ("(may start after T001)", "T001"),
        ("(may only start after T001)", "T001"),
        ("(may be done once T001 is merged)", "T001"),
        ("(may not start before the audit)", "! the audit"),
        ("(may run after T001)", ""),
        ("(after milestone C)", "? comes after Milestone C, which no heading names"),
        (
            "(after: the header block)",
            "? comes after \"the header block\", which is no task of the backlog",
        ),
    ]);
}

#[test]
fn a_title_that_begins_with_its_blocker() {
    for (title, expected) in [
        ("blocked by the legal team", "! the legal team"),
        ("Blocked by the legal team: fix it", "! the legal team"),
        ("Blocked on legal, then fix it", "! legal"),
        ("**Blocked by legal** Fix it", "! legal"),
        ("blocked by GH-12", "! GH-12 ? is blocked by GH-12, which no backlog names"),
        ("Blocked by #99", "! #99"),
        ("Blocked by T001", "T001"),
        ("Blocked until 2026-12-24: fix it", "! 2026-12-24"),
        ("Waiting for legal", "! legal"),
        ("On hold until the audit — fix it", "! the audit"),
        ("Blocked: waiting for keys", "! keys"),
        ("Not blocked by the legal team", ""),
        ("No longer blocked by GH-12", ""),
        ("Was blocked by GH-12", ""),
        ("\"Blocked by GH-12\" is shown", ""),
        ("`blocked by GH-12` is shown", ""),
        ("Blocked by default: users", ""),
        ("Show what is blocked by the legal team", ""),
    ] {
        let told = told(&format!("{BACKLOG}- [ ] X9: {title}\n"));
        assert_eq!(told, expected, "{title}");
    }
}

#[test]
fn tasks_named_by_their_place() {
    let last = |said: &str| {
        let text = format!(
            "# A\n- [ ] T1: a\n# B\n- [ ] T2: b\n- [ ] T3: c\n- [ ] T4: d\n- [ ] X9: Fix it {said}\n\
             - [ ] T5: e\n- [ ] T6: f\n# C\n- [ ] T7: g\n"
        );
        told(&text)
    };
    for (said, expected) in [
        ("(depends on all of the above)", "T2 T3 T4"),
        ("(depends on everything above)", "T2 T3 T4"),
        ("(after all previous tasks)", "T2 T3 T4"),
        ("\n  - Depends on: the tasks above", "T2 T3 T4"),
        ("\n  - Blocked by: all of the above", "T2 T3 T4"),
        (", after the previous task", "T4"),
        ("(after the one above)", "T4"),
        ("(needs the preceding item)", "T4"),
        ("\n  - Depends on: previous", "T4"),
        ("\n  - **Depends on:** above", "T4"),
        ("(depends on both of the above)", "T3 T4"),
        ("(after the two tasks above)", "T3 T4"),
        ("once the previous step is done", "T4"),
        ("(depends on the previous phase)", "T1"),
        ("(blocks the next task)", "> T5"),
        ("(before everything below)", "> T5 > T6"),
        ("(required for the following tasks)", "> T5 > T6"),
        ("(not after the previous task)", ""),
        ("(was blocked by the previous task)", ""),
        ("\"after the previous task\"", ""),
        ("`after the previous task`", ""),
        ("after the previous release", ""),
        ("and show all of the above", ""),
        ("\n  - Depends on the following:\n    - T2\n    - T3", "T2 T3"),
        ("\n  - Blocked by the following tasks:\n    - T2", "T2"),
        ("\n  - [ ] inner one\n  - [ ] inner two (after the previous task)", ""),
    ] {
        assert_eq!(last(said), expected, "{said}");
    }
}

#[test]
fn places_above_the_first_and_behind_finished_tasks() {
    for (text, expected) in [
        (
            "- [ ] X9: Fix it (after the previous task)\n",
            "? comes after \"the previous task\", and there is none",
        ),
        ("- [ ] T1: a\n- [x] T2: b\n- [ ] X9: Fix it (after the previous task)\n", ""),
        ("- [x] T2: b\n- [ ] X9: Fix it (depends on all of the above)\n", ""),
        ("# A\n- [ ] T1: a\n- [ ] T2: b\n# B\n- [ ] X9: c (after all of the above)\n", "T1 T2"),
        ("# A\n- [ ] T1: a\n# B\n- [ ] X9: c (after the previous task)\n", "T1"),
        ("## A\n- [x] T1: a\n## B (depends on all previous phases)\n- [ ] X9: c\n", ""),
        ("## A (depends on all previous phases)\n- [ ] X9: c\n", ""),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let text = "## Phase A\n- [ ] T1: a\n## Phase B (after the previous phase)\n- [ ] T2: b\n\
                ## Phase C (depends on all previous phases)\n- [ ] T3: c\n";
    assert_eq!(edges(text, Granularity::Outermost), ["T1: ", "T2: T1", "T3: T1 T2"]);
    let text = "- [ ] P: p\n  - [ ] T1: a\n  - [ ] T2: b (after the previous task)\n";
    assert_eq!(edges(text, Granularity::Leaf), ["T1: ", "T2: T1"]);
}

#[test]
fn many_statements_by_place_are_bounded() {
    let lines: Vec<String> =
        (0..4000).map(|n| format!("- [ ] T{n}: a (depends on all of the above)")).collect();
    let found = tasks(&lines.join("\n"));
    assert_eq!(found[3999].depends_on.len(), 1000);
    assert_eq!(found[10].depends_on.len(), 10);
}

#[test]
fn short_ranges_and_words_between_ids() {
    all_come_to(&[
        ("(depends on T001–3)", "T001 T002 T003"),
        ("(depends on T001—003)", "T001 T002 T003"),
        ("(depends on T001 to 3)", "T001 T002 T003"),
        ("(depends on T001 – 03, T004)", "T001 T002 T003 T004"),
        ("(depends on T003–9)", "T003 T004 ? depends on T009, which no backlog names"),
        ("(depends on 1.1–3)", "1.1 1.2 1.3"),
        ("(depends on T001 – 2 days)", "T001"),
        ("(depends on T001 as well as T002)", "T001 T002"),
        ("(depends on T001 along with T002)", "T001 T002"),
        ("(depends on T001 together with T002)", "T001 T002"),
        ("(depends on T001 in addition to T002)", "T001 T002"),
        ("(depends on T001 then T002)", "T001 T002"),
        ("(depends on T001, then T002)", "T001 T002"),
        ("(depends on T001, followed by T002)", "T001 T002"),
        ("(depends on T001 → T002)", "T001 T002"),
        ("(depends on T001 -> T002 => T003)", "T001 T002 T003"),
        ("(depends on T001 as T002 is late)", "T001"),
        ("(depends on T001 but not T002)", "T001"),
    ]);
}

#[test]
fn what_is_struck_through_is_withdrawn() {
    all_come_to(&[
        ("(depends on ~~T001~~)", ""),
        ("(depends on ~~T001~~, T002)", "T002"),
        ("(depends on T003, ~~T001~~)", "T003"),
        ("\n  - Depends on: ~~T001~~, T003", "T003"),
        ("\n  - Depends on: ~~T001, T002~~", ""),
        ("\n  - Blocked by: ~~T001~~", ""),
        ("\n  - Blocked by: ~~legal~~", ""),
        ("\n  - Blocks: ~~T001~~, T002", "> T002"),
        ("\n  - **Depends on:**\n    - ~~T001~~\n    - T002", "T002"),
    ]);
}
