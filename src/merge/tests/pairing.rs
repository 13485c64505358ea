//! Which task is which: nobody's tick goes to another one, and no task is lost for another.

use super::*;

#[test]
fn no_task_is_ticked_that_nobody_ticked() {
    let review = "- [x] Weekly review\n- [ ] Weekly review\n";
    let cycle = "- [ ] Release\n- [x] Release\n- [ ] z\n";
    let reused = ("- [x] P0.8.5: Enable hooks\n", "- [ ] P0.8.5: Rewrite the installer\n");
    clean(&[
        ("archived", review, "- [ ] Weekly review\n", review, "- [ ] Weekly review\n"),
        ("a new cycle on top", &cycle[14..], cycle, &cycle[14..], cycle),
        ("an id given anew", reused.0, reused.1, reused.0, reused.1),
    ]);
}

#[test]
fn an_id_is_not_all_that_a_task_is() {
    clean(&[(
        "tasks that say nothing but their ids",
        "- [ ] T101\n- [ ] T102\n",
        "- [ ] T101\n- [ ] T102\n- [x] T103\n",
        "- [ ] T101\n- [ ] T102\n- [ ] T104\n",
        "- [ ] T101\n- [ ] T102\n- [x] T103\n- [ ] T104\n",
    )]);
    conflict(
        "an id, in another place, with something else to do",
        "# A\n- [ ] T1: one\n# B\n",
        "# A\n# B\n- [ ] T1: something else\n",
        "# A\n- [x] T1: one\n# B\n",
        "# A\n<<<<<<< ours\n=======\n- [x] T1: one\n>>>>>>> theirs\n# B\n- [ ] T1: something else\n",
    );
    conflict(
        "an id, with something else to do",
        "- [ ] H2: problem+json for all errors\n- b\n",
        "- [ ] H2: plain XML for errors\n- b\n",
        "- [x] H2: problem+json for all errors\n- b\n",
        "<<<<<<< ours\n- [ ] H2: plain XML for errors\n=======\n\
         - [x] H2: problem+json for all errors\n>>>>>>> theirs\n- b\n",
    );
}

#[test]
fn who_rewords_a_task_may_mean_another_one() {
    for (name, before, after) in [
        ("extended", "Write the parser", "Write the parser, with tests"),
        ("negated", "Enable telemetry by default", "Do not enable telemetry by default"),
        (
            "a word of many",
            "Have it reject all fields we do not know",
            "Have it accept all fields we do not know",
        ),
        ("with an id", "T001: reject bad input", "T001: accept bad input"),
        ("another number", "Upgrade to 1.21", "Upgrade to 1.22"),
        ("another link", "Implement [the spec](login.md)", "Implement [the spec](logout.md)"),
        ("another tag", "Build installer #windows", "Build installer #linux"),
        ("a name that looks like an id", "NODE-18 image", "NODE-20 image"),
        ("a number that is none", "404: page in German", "500: page in German"),
        ("a pattern", "Delete *.tmp", "Delete tmp"),
        ("another order", "Move the docs to the tests", "Move the tests to the docs"),
    ] {
        let [open, done, new] = [(' ', before), ('x', before), (' ', after)]
            .map(|(mark, text)| format!("- [{mark}] {text}\n"));
        let expected = format!("<<<<<<< ours\n{new}=======\n{done}>>>>>>> theirs\n");
        conflict(name, &open, &new, &done, &expected);
    }
    conflict(
        "two joined",
        "- [ ] Export orders as CSV\n- [ ] Export orders as PDF\n- [ ] z\n",
        "- [ ] Export orders as CSV and PDF\n- [ ] z\n",
        "- [x] Export orders as CSV\n- [ ] Export orders as PDF\n- [ ] z\n",
        "<<<<<<< ours\n- [ ] Export orders as CSV and PDF\n=======\n\
         - [x] Export orders as CSV\n>>>>>>> theirs\n- [ ] z\n",
    );
    clean(&[
        (
            "the same in another dress",
            "- [ ] Enable telemetry by default\n",
            "- [ ] Enable the **telemetry** by default.\n",
            "- [x] Enable telemetry by default\n",
            "- [x] Enable the **telemetry** by default.\n",
        ),
        (
            "finished by both, a remark behind it",
            "- [ ] Make cache\n- [ ] z\n",
            "- [x] Make cache (done 2026-01-01, abc123)\n- [ ] z\n",
            "- [x] Make cache\n- [x] z\n",
            "- [x] Make cache (done 2026-01-01, abc123)\n- [x] z\n",
        ),
    ]);
}

#[test]
fn subtasks_belong_to_their_tasks() {
    let login = "- [ ] Login page\n  - [x] Write tests\n- [ ] Search\n";
    clean(&[
        (
            "a task for another",
            "- [ ] A\n  - [ ] Write tests\n- [ ] B\n",
            "- [ ] B\n",
            "- [ ] B\n- [ ] C\n  - [ ] Write tests\n",
            "- [ ] B\n- [ ] C\n  - [ ] Write tests\n",
        ),
        (
            "the same, finished",
            "- [x] Login page\n  - [x] Write tests\n- [ ] Search\n",
            "- [ ] Search\n",
            "- [ ] Search\n- [ ] Export\n  - [x] Write tests\n  - [ ] Docs\n",
            "- [ ] Search\n- [ ] Export\n  - [x] Write tests\n  - [ ] Docs\n",
        ),
        (
            "a new one is not finished",
            login,
            "- [ ] Login page\n  - [x] Write tests\n- [x] Search\n",
            "- [ ] Search\n- [ ] Export\n  - [ ] Write tests\n",
            "- [x] Search\n- [ ] Export\n  - [ ] Write tests\n",
        ),
        (
            "put into a new task and opened again is another one",
            login,
            login,
            "- [ ] Login page\n- [ ] Search\n- [ ] Export\n  - [ ] Write tests\n",
            "- [ ] Login page\n- [ ] Search\n- [ ] Export\n  - [ ] Write tests\n",
        ),
        (
            "added to two tasks, and finished in one",
            "- [ ] Login page\n- [ ] Logout page\n",
            "- [ ] Login page\n  - [ ] Add all the tests\n- [ ] Logout page\n",
            "- [ ] Login page\n- [ ] Logout page\n  - [x] Add all the tests\n",
            "- [ ] Login page\n  - [ ] Add all the tests\n- [ ] Logout page\n  - [x] Add all the tests\n",
        ),
        (
            "added to two sections, but saying little",
            "# A\n# B\n",
            "# A\n- [x] Update docs\n# B\n",
            "# A\n# B\n- [ ] Update docs\n",
            "# A\n- [x] Update docs\n# B\n- [ ] Update docs\n",
        ),
    ]);
}

#[test]
fn what_both_sides_moved_to_new_tasks_is_one_task_still() {
    let of = |parent: &str, mark: char| {
        format!("- [ ] {parent}\n  - [{mark}] Fix the parser of dates\n")
    };
    let (base, ours, theirs) = (of("Old", ' '), of("Ours thing", 'x'), of("Theirs thing", ' '));
    let (text, is_clean) = merged(&base, &ours, &theirs);
    assert!(!is_clean, "{text}");
    assert!(!merged(&base, &theirs, &ours).1);
}

#[test]
fn sections_of_one_name_are_told_apart_by_what_is_in_them() {
    clean(&[(
        "one of them added by both",
        "- a\n",
        "- n\n# H\n- a\n",
        "# H\n# H\n- a\n",
        "- n\n# H\n# H\n- a\n",
    )]);
    let (ours, theirs) = ("# M\no\n# M [ ]\n", "# M [ ]\nr\n");
    assert_eq!(merged("", ours, theirs).1, merged("", theirs, ours).1, "the sides swapped");
}

#[test]
fn what_one_side_moved_is_not_removed() {
    clean(&[
        (
            "moved here, removed there",
            "# A\n- [ ] one thing\n- [ ] two\n# B\n",
            "# A\n- [ ] two\n# B\n- [ ] one thing\n",
            "# A\n- [ ] two\n# B\n",
            "# A\n- [ ] two\n# B\n- [ ] one thing\n",
        ),
        (
            "only a heading put above it",
            "# A\n- [ ] two\n- [ ] one thing\n",
            "# A\n- [ ] two\n# B\n- [ ] one thing\n",
            "# A\n- [ ] two\n",
            "# A\n- [ ] two\n# B\n",
        ),
    ]);
}

#[test]
fn a_text_is_known_before_an_id() {
    clean(&[
        (
            "moved and counted anew",
            "- [ ] T1: Split server worker\n  - [ ] T2: Loader invoice router\n  - [x] T3: Speed-up all\n",
            "- [ ] T1: Split server worker\n  - [x] T2: Loader invoice router\n  - [x] T3: Speed-up all\n",
            "- [ ] T1: Split server worker\n- [x] T2: Speed-up all\n- [ ] T3: Loader invoice router\n",
            "- [ ] T1: Split server worker\n- [x] T2: Speed-up all\n- [x] T3: Loader invoice router\n",
        ),
        (
            "counted anew, without a colon",
            "- [ ] T1 build login\n- [ ] T2 build logout\n",
            "- [ ] T1 a schema\n- [ ] T2 build login\n- [ ] T3 build logout\n",
            "- [ ] T1 build login\n- [x] T2 build logout\n",
            "- [ ] T1 a schema\n- [ ] T2 build login\n- [x] T3 build logout\n",
        ),
        (
            "counted anew, as issues",
            "- [ ] #1 build login\n- [ ] #2 build logout\n",
            "- [ ] #1 build logout\n",
            "- [ ] #1 build login\n- [x] #2 build logout\n",
            "- [x] #1 build logout\n",
        ),
        (
            "the next id, given by both",
            "- [ ] T001: Port scheduler\n",
            "- [ ] T001: Port scheduler\n- [ ] T002: Test queue token\n",
            "- [ ] T001: Port scheduler\n- [x] T002: Test theme token\n",
            "- [ ] T001: Port scheduler\n- [ ] T002: Test queue token\n- [x] T002: Test theme token\n",
        ),
    ]);
    conflict(
        "added by both, and almost the same",
        "",
        "- [ ] T002: Test the new queue token\n",
        "- [x] T002: Test the old queue token\n",
        "<<<<<<< ours\n- [ ] T002: Test the new queue token\n=======\n\
         - [x] T002: Test the old queue token\n>>>>>>> theirs\n",
    );
}

#[test]
fn of_what_is_there_twice_each_keeps_its_own() {
    let (swapped, base) =
        ("- [-] Write tests\n- [x] Write tests\n", "- [x] Write tests\n- [-] Write tests\n");
    clean(&[
        ("swapped", base, base, swapped, swapped),
        (
            "a new one on top",
            "- [x] Fix lint\n- [ ] Review\n- [ ] Fix lint\n",
            "- [x] Fix lint\n- [ ] Review\n- [ ] Fix lint\n  - [ ] Update docs\n",
            "- [ ] Fix lint\n- [x] Fix lint\n- [ ] Review\n- [ ] Fix lint\n",
            "- [ ] Fix lint\n- [x] Fix lint\n- [ ] Review\n- [ ] Fix lint\n  - [ ] Update docs\n",
        ),
        (
            "put away, and a new one in its place",
            "# A\n- [x] Fix lint\n- [ ] z\n# Done\n",
            "# A\n- [ ] Fix lint\n- [ ] z\n# Done\n- [x] Fix lint\n",
            "# A\n- [x] Fix lint\n- [x] z\n# Done\n",
            "# A\n- [ ] Fix lint\n- [x] z\n# Done\n- [x] Fix lint\n",
        ),
        (
            "finished by both, and due again for one",
            "- [ ] Fix lint\n- [ ] z\n",
            "- [x] Fix lint\n- [ ] z\n",
            "- [x] Fix lint\n- [ ] Fix lint\n- [ ] z\n",
            "- [x] Fix lint\n- [ ] Fix lint\n- [ ] z\n",
        ),
        (
            "the same, on top",
            "- [ ] Fix lint\n- [ ] z\n",
            "- [x] Fix lint\n- [ ] z\n",
            "- [ ] Fix lint\n- [x] Fix lint\n- [ ] z\n",
            "- [ ] Fix lint\n- [x] Fix lint\n- [ ] z\n",
        ),
    ]);
}

#[test]
fn a_line_behind_a_paragraph_is_a_note_and_behind_a_title_may_be_more_to_do() {
    clean(&[(
        "a note",
        "- [ ] Ship it\n  with an installer\n- [ ] b\n",
        "- [x] Ship it\n  with an installer\n- [ ] b\n",
        "- [ ] Ship it\n  with an installer\n  as discussed in #12\n- [ ] b\n",
        "- [x] Ship it\n  with an installer\n  as discussed in #12\n- [ ] b\n",
    )]);
    conflict(
        "more to do",
        "- [ ] Ship it\n",
        "- [x] Ship it\n",
        "- [ ] Ship it\n  and build an installer\n",
        "<<<<<<< ours\n- [x] Ship it\n=======\n- [ ] Ship it\n  and build an installer\n>>>>>>> theirs\n",
    );
}

#[test]
fn what_each_side_words_anew_in_part_is_not_missing() {
    let base = "- [x] do it w0 well\n  - [x] do it w1 well\n";
    let ours = "- [ ] do it w0 well\n  - [x] do again ours w1 well\n";
    let theirs = "- [x] do again theirs w0 well\n  - [x] do it w1 well\n";
    let (result, is_clean) = merged(base, ours, theirs);
    assert!(is_clean);
    assert_eq!(result, "- [ ] do again theirs w0 well\n  - [x] do again ours w1 well\n");
    let versions = [base, ours, theirs, &result].map(str::as_bytes);
    assert_eq!(lost(versions[0], versions[1], versions[2], versions[3]), vec![]);
    let without = "- [ ] do again theirs w0 well\n";
    assert_ne!(lost(versions[0], versions[1], versions[2], without.as_bytes()), vec![]);
}

#[test]
fn both_versions_of_a_finished_and_reworded_task_stand_in_a_conflict_about_its_place() {
    let (done, new) = ("- [x] T1: write the guide", "- [ ] T1: write the guide for users");
    let open = done.replace("[x]", "[ ]");
    let base = format!("# A\n\n{open}\n- [ ] T2: wash the car\n\n# B\n\nnote\n");
    for (name, ours, theirs) in [
        (
            "moved into a section that the other side removed",
            format!("# A\n\n{done}\n- [ ] T2: wash the car\n"),
            format!("# A\n\n- [ ] T2: wash the car\n\n# B\n\nnote\n\n{new}\n"),
        ),
        (
            "moved into a task that the other side removed",
            format!("# A\n\n{done}\n\n# B\n\nnote\n"),
            format!("# A\n\n- [ ] T2: wash the red car\n  {new}\n\n# B\n\nnote\n"),
        ),
        (
            "moved beside a line that both sides changed",
            format!("# A\n\n{done}\n- [ ] T2: wash the car\n\n# B\n\nold note\n"),
            format!("# A\n\n- [ ] T2: wash the car\n\n# B\n\nnew note\n{new}\nmore\n"),
        ),
        (
            "with its steps",
            format!("# A\n\n{done}\n  - [x] step\n- [ ] T2: wash the car\n"),
            format!("# A\n\n- [ ] T2: wash the car\n\n# B\n\nnote\n\n{new}\n  - [ ] step\n"),
        ),
        (
            "inside another task",
            format!("# A\n\n{done}\n- [ ] T2: wash the car\n"),
            format!("# A\n\n# B\n\nnote\n\n- [ ] T2: wash the car\n  {new}\n"),
        ),
    ] {
        let diff3 = Options { base: Some("base".to_owned()), ..Options::default() };
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            for options in [Options::default(), diff3.clone()] {
                let found = merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &options);
                let text = String::from_utf8_lossy(&found.bytes);
                assert!(!found.conflicts.is_empty(), "{name}: {text}");
                let (mut part, mut at) = ("", [Vec::new(), Vec::new()]);
                for line in text.lines() {
                    part = match line.split(' ').next() {
                        Some(mark @ ("<<<<<<<" | "|||||||" | "=======")) => mark,
                        Some(">>>>>>>") => "",
                        _ => part,
                    };
                    at[0].extend((line.trim_start() == done).then_some(part));
                    at[1].extend((line.trim_start() == new).then_some(part));
                }
                let own = if ours.contains(done) {
                    ["<<<<<<<", "======="]
                } else {
                    ["=======", "<<<<<<<"]
                };
                assert_eq!(at, own.map(|mark| vec![mark]), "{name}: {text}");
            }
        }
    }
}

#[test]
fn a_step_that_stands_elsewhere_is_no_other_one_reworded() {
    let step = |depth: usize, mark: char, word: &str| {
        format!("{}- [{mark}] Fix that thing {word} now\n", "  ".repeat(depth))
    };
    let list = |lines: &[(usize, char, &str)]| -> String {
        lines.iter().map(|&(depth, mark, word)| step(depth, mark, word)).collect()
    };
    // One side removes w4 and puts its step w5 in its place; the other one ticks w5.
    let base = [(0, ' ', "w3"), (1, '!', "w4"), (2, ' ', "w5")];
    let ticked = [(0, ' ', "w3"), (1, '!', "w4"), (2, 'x', "w5")];
    let mut cases = Vec::new();
    for task in ["w3", "w3 once more"] {
        cases.push((
            list(&base),
            list(&ticked),
            list(&[(0, ' ', task), (1, ' ', "w5")]),
            list(&[(0, ' ', task), (1, 'x', "w5")]),
        ));
    }
    // Outside of a task, in a section, below another task, and beside a new one.
    cases.push((
        list(&base[1..]),
        list(&ticked[1..]),
        list(&[(0, ' ', "w5")]),
        list(&[(0, 'x', "w5")]),
    ));
    cases.push((
        format!("# A\n\n{}# B\n", list(&base)),
        format!("# A\n\n{}# B\n", list(&ticked)),
        format!("# A\n\n{}# B\n", list(&[(0, ' ', "w3 once more"), (1, ' ', "w5")])),
        format!("# A\n\n{}# B\n", list(&[(0, ' ', "w3 once more"), (1, 'x', "w5")])),
    ));
    cases.push((
        list(&[(0, ' ', "w3"), (1, ' ', "w4"), (2, ' ', "w5"), (0, ' ', "w6")]),
        list(&[(0, ' ', "w3"), (1, ' ', "w4"), (2, 'x', "w5"), (0, ' ', "w6")]),
        list(&[(0, ' ', "w3"), (0, ' ', "w6 once more"), (1, ' ', "w5")]),
        list(&[(0, ' ', "w3"), (0, ' ', "w6 once more"), (1, 'x', "w5")]),
    ));
    for (base, ours, theirs, expected) in &cases {
        clean(&[("moved and ticked", base, ours, theirs, expected)]);
    }
}

#[test]
fn what_both_sides_reword_alike_is_one_task_wherever_it_stands() {
    let (old, new) = ("Write the parser of dates", "Write the parser for all dates");
    let more = "Fix that thing w7 now";
    clean(&[
        (
            "a line taken out of its paragraph, moved and given up",
            &format!("# P\n\n- [x] {more}\n| a | b |\n"),
            &format!("# P\n\n- [x] {more}\n- [ ] Another\n| a | b |\n"),
            &format!("- [-] {more}\n\n# P\n\n| a | b |\n"),
            // The line below it became one of another task here and one of the section there.
            &format!("- [-] {more}\n\n# P\n\n- [ ] Another\n| a | b |\n\n| a | b |\n"),
        ),
        (
            "moved into another section",
            &format!("# A\n- [ ] {old}\n- [ ] z\n# B\n"),
            &format!("# A\n- [ ] {new}\n- [x] z\n# B\n"),
            &format!("# A\n- [ ] z\n# B\n- [ ] {new}\n"),
            &format!("# A\n- [x] z\n# B\n- [ ] {new}\n"),
        ),
        (
            "opened again in its place",
            &format!("- [x] {old}\n- [ ] z\n"),
            &format!("- [x] {new}\n- [x] z\n"),
            &format!("- [ ] {new}\n- [ ] z\n"),
            &format!("- [ ] {new}\n- [x] z\n"),
        ),
        (
            "moved and opened again",
            &format!("# A\n- [ ] z\n# Done\n- [x] {old}\n"),
            &format!("# A\n- [x] z\n# Done\n- [x] {new}\n"),
            &format!("# A\n- [ ] z\n- [ ] {new}\n# Done\n"),
            &format!("# A\n- [x] z\n- [ ] {new}\n# Done\n"),
        ),
        (
            "moved out of its task, with its steps",
            &format!("- [ ] Task\n  - [ ] {old}\n    - [ ] one\n    - [ ] two\n- [ ] z\n"),
            &format!("- [ ] Task\n  - [ ] {new}\n    - [x] one\n    - [ ] two\n- [ ] z\n"),
            &format!("- [ ] Task\n- [ ] z\n- [ ] {new}\n  - [ ] one\n  - [ ] two\n"),
            &format!("- [ ] Task\n- [ ] z\n- [ ] {new}\n  - [x] one\n  - [ ] two\n"),
        ),
        (
            "moved below a new heading and finished",
            &format!("# A\n- [ ] {old}\n  and of times\n- [ ] z\n"),
            &format!("# A\n- [ ] {old}\n- [x] z\n"),
            &format!("# A\n- [ ] z\n# Done\n- [x] {old}\n"),
            &format!("# A\n- [x] z\n# Done\n- [x] {old}\n"),
        ),
    ]);
    // Two tasks stay two: one side kept the old one and added another.
    clean(&[(
        "added beside it",
        &format!("- [ ] {old}\n- [ ] z\n# B\n"),
        &format!("- [ ] {new}\n- [ ] z\n# B\n"),
        &format!("- [ ] {old}\n- [ ] z\n# B\n- [ ] {new}\n"),
        &format!("- [ ] {new}\n- [ ] z\n# B\n- [ ] {new}\n"),
    )]);
}
