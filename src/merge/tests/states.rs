//! Fates of the states of tasks.

use super::*;

#[test]
fn opened_again() {
    let base =
        "# Open\n\n- [ ] read the old files\n\n# Done\n\n- [x] write the new parser\n- [x] b\n";
    let opened = base.replace("[x] write", "[ ] write");
    clean(&[
        ("on one side only", "- [x] a\n", "- [x] a\n", "- [ ] a\n", "- [ ] a\n"),
        ("beside a change", "- [x] a\n- b\n", "- [ ] a\n- b\n", "- [x] a\n- c\n", "- [ ] a\n- c\n"),
        ("on both sides", "- [x] a\n- b\n", "- [ ] a\n- b\n", "- [ ] a\n- c\n", "- [ ] a\n- c\n"),
        (
            "beside a tick",
            "- [x] a\n- [ ] b\n",
            "- [ ] a\n- [ ] b\n",
            "- [x] a\n- [x] b\n",
            "- [ ] a\n- [x] b\n",
        ),
        ("and ticked beside it", "- [ ] a\n", "- [ ] a #x\n", "- [x] a\n", "- [x] a #x\n"),
        ("given up", "- [x] a\n- b\n", "- [-] a\n- b\n", "- [x] a\n- c\n", "- [-] a\n- c\n"),
        ("taken up again", "- [-] a\n- b\n", "- [ ] a\n- b\n", "- [-] a\n- c\n", "- [ ] a\n- c\n"),
        ("begun no more", "- [~] a\n- b\n", "- [ ] a\n- b\n", "- [~] a\n- c\n", "- [ ] a\n- c\n"),
        ("taken up here, done there", "- [-] a\n", "- [ ] a\n", "- [x] a\n", "- [x] a\n"),
        ("no task any more", "- [x] a\n- b\n", "- a\n- b\n", "- [x] a\n- c\n", "- a\n- c\n"),
        (
            "a step of a task that stays done",
            "- [x] a\n  - [x] one\n  - [x] two\n",
            "- [x] a\n  - [x] one\n  - [ ] two\n",
            "- [x] a #done:1\n  - [x] one\n  - [x] two\n",
            "- [x] a #done:1\n  - [x] one\n  - [ ] two\n",
        ),
        (
            "a task with its steps, one of which is new",
            "- [x] a\n  - [x] one\n",
            "- [ ] a\n  - [ ] one\n",
            "- [x] a\n  - [x] one\n  - [ ] two\n",
            "- [ ] a\n  - [ ] one\n  - [ ] two\n",
        ),
        (
            "reworded on the other side",
            "- [x] write the new parser\n",
            "- [ ] write the new parser\n",
            "- [x] write the new lexer\n",
            "- [ ] write the new lexer\n",
        ),
        (
            "and reworded, which makes another task of it",
            "- [x] write the new parser\n- b\n",
            "- [ ] write the newest parser\n- b\n",
            "- [x] write the new parser\n- c\n",
            "- [ ] write the newest parser\n- c\n",
        ),
        (
            "put away on the other side",
            &base.replace("old files\n", "old files\n- [x] do that one thing\n"),
            &base.replace("old files\n", "old files\n- [ ] do that one thing\n"),
            &base.replace("- [x] b\n", "- [x] b\n- [x] do that one thing\n"),
            &base.replace("- [x] b\n", "- [x] b\n- [ ] do that one thing\n"),
        ),
        (
            "and brought back from what is done",
            base,
            "# Open\n\n- [ ] read the old files\n- [ ] write the new parser\n\n# Done\n\n- [x] b\n",
            &base.replace("[ ] read", "[x] read"),
            "# Open\n\n- [x] read the old files\n- [ ] write the new parser\n\n# Done\n\n- [x] b\n",
        ),
        (
            "and brought back, with a note of the other side",
            base,
            "# Open\n\n- [ ] read the old files\n- [ ] write the new parser\n\n# Done\n\n- [x] b\n",
            &base.replace("new parser\n", "new parser #x\n  - a note\n"),
            "# Open\n\n- [ ] read the old files\n- [ ] write the new parser #x\n  - a note\n\n# Done\n\n- [x] b\n",
        ),
        ("the work of one side", base, &opened, base, &opened),
        (
            "one of two that say the same",
            "- [x] a\n- [x] a\n- b\n",
            "- [x] a\n- [ ] a\n- b\n",
            "- [x] a\n- [x] a\n- c\n",
            "- [x] a\n- [ ] a\n- c\n",
        ),
    ]);
    conflict(
        "and given up",
        "- [x] a\n- [ ] b\n",
        "- [ ] a\n- [ ] b\n",
        "- [-] a\n- [x] b\n",
        "<<<<<<< ours\n- [ ] a\n=======\n- [-] a\n>>>>>>> theirs\n- [x] b\n",
    );
    conflict(
        "given up here and begun there",
        "- [ ] a\n- [ ] b\n",
        "- [-] a\n- [ ] b\n",
        "- [~] a\n- [x] b\n",
        "<<<<<<< ours\n- [-] a\n=======\n- [~] a\n>>>>>>> theirs\n- [x] b\n",
    );
    let found = merge(b"- [x] a\n", b"- [ ] a\n", b"- [-] a\n", &Options::default());
    assert_eq!(found.conflicts[0].kind, ConflictKind::State);
}

#[test]
fn any_sign_is_a_state() {
    let list = |boxes: [&str; 3]| {
        let [one, two, three] = boxes;
        format!("- [{one}] one\n- [{two}] two\n- [{three}]* 1.3 three\n")
    };
    let base = list([" ", "o", " "]);
    clean(&[
        (
            "each side another task",
            &base,
            &list(["🚧", "o", " "]),
            &list([" ", "o", "x"]),
            &list(["🚧", "o", "x"]),
        ),
        (
            "a tick wins over any sign",
            &base,
            &list(["🧪", "👩\u{200d}💻", "w"]),
            &list(["x", "✅", "X"]),
            &list(["x", "✅", "X"]),
        ),
        (
            "a sign in place of a tick",
            &list(["x", "✅", "x"]),
            &list(["🔄", "❌", "?"]),
            &list(["x", "✅", "x"]),
            &list(["🔄", "❌", "?"]),
        ),
        (
            "an optional task is removed or ticked like any other",
            &base,
            "- [ ] one\n- [o] two\n",
            &list([" ", "o", "x"]),
            &list([" ", "o", "x"]),
        ),
        (
            "in backquotes",
            "- `[ ]` a\n- `[x]` b\n",
            "- `[x]` a\n- `[x]` b\n",
            "- `[ ]` a\n- `[ ]` b\n",
            "- `[x]` a\n- `[ ]` b\n",
        ),
    ]);
    conflict(
        "two signs",
        "- [ ] a\n- [ ] b\n",
        "- [🧪] a\n- [ ] b\n",
        "- [🚧] a\n- [x] b\n",
        "<<<<<<< ours\n- [🧪] a\n=======\n- [🚧] a\n>>>>>>> theirs\n- [x] b\n",
    );
    let [before, after] = [list(["✅", "✔", "x"]), list(["🔄", "o", "?"])].map(String::into_bytes);
    let kinds: Vec<LossKind> =
        gone(&before, &before, &after, &after).iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [LossKind::Reopened(MergeSide::Theirs); 3]);
    let kinds: Vec<LossKind> =
        gone(&before, &before, &before, &after).iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [LossKind::TakenBack; 3]);
}

#[test]
fn a_block_is_a_state_like_any_other() {
    for sign in ["⛔", "🚫", "⛔\u{fe0f}", "🚫\u{fe0f}", " ⛔"] {
        let list = |one: &str, two: &str| format!("- [{one}] one\n- [{two}] two\n");
        let of = |one: &str, two: &str| list(&one.replace('#', sign), &two.replace('#', sign));
        for (name, base, ours, theirs, expected) in [
            ("blocked on one side", of(" ", " "), of("#", " "), of(" ", "x"), of("#", "x")),
            ("blocked on both", of(" ", " "), of("#", " "), of("#", "x"), of("#", "x")),
            ("set free", of("#", " "), of(" ", " "), of("#", "x"), of(" ", "x")),
            ("begun", of("#", "#"), of("~", "#"), of("#", "x"), of("~", "x")),
            ("given up", of("#", "#"), of("-", "#"), of("#", "~"), of("-", "~")),
            ("a tick wins", of(" ", " "), of("#", "x"), of("x", "#"), of("x", "x")),
            ("a tick wins over a block", of("#", "#"), of("x", " "), of("#", "X"), of("x", "X")),
            ("opened again as blocked", of("x", " "), of("#", " "), of("x", "x"), of("#", "x")),
        ] {
            clean(&[(&format!("{name}, [{sign}]"), &base, &ours, &theirs, &expected)]);
        }
        let [before, reworded] =
            ["parser", "lexer"].map(|it| format!("- [ ] write the new {it}\n"));
        let [ours, expected] =
            [&before, &reworded].map(|text| text.replace("[ ]", &format!("[{sign}]")));
        clean(&[("beside a change", &before, &ours, &reworded, &expected)]);
        for other in ["~", "-", "❌", "?"] {
            let (ours, theirs) = (of("#", " "), of(other, "x"));
            let expected = format!(
                "<<<<<<< ours\n- [{sign}] one\n=======\n- [{other}] one\n>>>>>>> theirs\n- [x] two\n"
            );
            conflict(&format!("[{sign}] and [{other}]"), &of(" ", " "), &ours, &theirs, &expected);
        }
    }
    let (text, is_clean) = merged("- [ ] a\n", "- [⛔] a\n", "- [🚫] a\n");
    assert_eq!((text.as_str(), is_clean), ("- [⛔] a\n", true), "both mean the same");
    assert_eq!(merged("- [ ] a\n", "- [🚫] a\n", "- [⛔] a\n"), (text, true), "the sides swapped");
}

#[test]
fn tasks_behind_the_bullet_of_a_word_processor_are_merged_by_task() {
    for bullet in ["•", "–", "◦", "·", "▪"] {
        let list = |one: &str, two: &str, more: &str| {
            format!("# A\n\n{bullet} [{one}] one\n{bullet} [{two}] two\n{more}")
        };
        let third = format!("{bullet} [ ] three\n");
        clean(&[
            (
                bullet,
                &list(" ", " ", ""),
                &list("x", " ", ""),
                &list(" ", "x", ""),
                &list("x", "x", ""),
            ),
            (
                bullet,
                &list("x", " ", ""),
                &list(" ", " ", ""),
                &list("x", "x", ""),
                &list(" ", "x", ""),
            ),
            (
                bullet,
                &list(" ", " ", ""),
                &list("x", " ", ""),
                &list(" ", "~", &third),
                &list("x", "~", &third),
            ),
        ]);
    }
}

#[test]
fn who_opened_a_finished_task_again_is_told() {
    let found = |base: &str, ours: &str, theirs: &str, result: &str| {
        let [base, ours, theirs, result] = [base, ours, theirs, result].map(str::as_bytes);
        let gone = gone(base, ours, theirs, result);
        gone.into_iter().map(|it| (it.line, it.kind)).collect::<Vec<_>>()
    };
    let [ours, theirs] = [MergeSide::Ours, MergeSide::Theirs].map(LossKind::Reopened);
    let (done, open, given_up) = ("- [x] a\n", "- [ ] a\n", "- [-] a\n");
    assert_eq!(found(done, done, open, open), [(1, theirs)]);
    assert_eq!(found(done, open, done, open), [(1, ours)]);
    assert_eq!(found(done, done, given_up, given_up), [(1, theirs)]);
    assert_eq!(found(done, done, "- a\n", "- a\n"), [(1, theirs)]);
    assert_eq!(found(done, open, open, open), [], "both did");
    assert_eq!(found(done, open, given_up, open), [], "both did, if differently");
    assert_eq!(found(done, done, open, done), [], "it is finished again");
    assert_eq!(found(done, done, done, open), [(1, LossKind::TakenBack)]);
    assert_eq!(found(open, done, open, open), [(1, LossKind::TakenBack)]);
    assert_eq!(found(done, done, open, ""), [(1, LossKind::Missing)]);
    assert_eq!(found(done, "", open, open), [(1, theirs)], "a conflict, resolved so");
    let steps = |mark: &str| format!("- [x] a\n  - [{mark}] one\n  - [x] two\n");
    assert_eq!(found(&steps("x"), &steps("x"), &steps(" "), &steps(" ")), [(2, theirs)]);
    let list = |open: &str, done: &str| format!("# Open\n\n{open}\n# Done\n\n{done}- [x] b\n");
    let (task, again) = ("- [x] write that new parser\n", "- [ ] write that new parser\n");
    let (before, after) = (list("", task), list(again, ""));
    assert_eq!(found(&before, &before, &after, &after), [(3, theirs)], "brought back");
    assert_eq!(found(&before, &after, &before, &after), [(3, ours)], "brought back");
    assert_eq!(found(&before, &before, &list("", ""), &list("", "")), [(6, LossKind::Removed)]);
    assert_eq!(lost(done.as_bytes(), done.as_bytes(), open.as_bytes(), open.as_bytes()), []);
}

#[test]
fn a_tick_is_kept_wherever_the_other_side_moves_the_task() {
    const TASK: &str = "[~] T7: do it w7 well";
    for document in [
        "# A\n\n- [ ] T1: do it w1 well\nHERE\n\n```\n- [ ] in a fence\n\n```\n\n# B\n\n- [x] T2: do it w2 well\n",
        "HERE\n```\n- [ ] in a fence\n\n```\n- [ ] T1: do it w1 well\n  - [ ] Fix that thing w3 now\n",
        "- [ ] T1: do it w1 well\n  ```\n  - [ ] in a fence\n  ```\nHERE\n- [-] T2: do it w2 well\n",
        "```\n- [ ] in a fence\n\n```\n- plain\nHERE\n```\n- [ ] in a fence\n\n```\n",
        "# A\n\n<!-- comment -->\nHERE\n| a | b |\n---\n\n~~~\ntext\n~~~\n- [ ] T3: do it w3 well\n",
        "- [ ] T1: do it w1 well\n\n  ```\n  code\nHERE\n  ```\n- [ ] T2: do it w2 well\n",
    ] {
        let base = document.replace("HERE", &format!("- {TASK}"));
        let ours = base.replace(TASK, &TASK.replace("[~]", "[x]"));
        let rest: Vec<&str> = document.lines().filter(|line| *line != "HERE").collect();
        for place in 0..=rest.len() {
            for indent in ["", "  ", "    "] {
                let mut theirs: Vec<String> = rest.iter().map(|&line| line.to_owned()).collect();
                theirs.insert(place, format!("{indent}- {TASK}"));
                let theirs = theirs.join("\n") + "\n";
                for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
                    let (result, _) = merged(&base, ours, theirs);
                    let tick = TASK.replace("[~]", "[x]");
                    assert!(result.contains(&tick), "{base}--\n{ours}--\n{theirs}--\n{result}");
                }
            }
        }
    }
}

#[test]
fn a_neighbour_that_was_reworded_takes_no_tick() {
    let tasks = ["Fix that thing w1 now", "Fix that thing w2 now"];
    // What one side removed, the other ticked; the task beside it was reworded so that it looks more like
    // the removed one.
    for (base, ours, theirs) in [
        (
            "- [x] Fix that thing w1 now\n- [ ] Fix that thing w2 now #a:b\n| a | b |\n",
            "- [x] Fix that thing w1 now again ours\n| a | b |\n",
            "- [x] Fix that thing w1 now\n- [x] Fix that thing w2 now #a:b\n| a | b |\n",
        ),
        (
            "- [ ] Fix that thing w2 now\n  in the long run\n- [x] Fix that thing w1 now\n",
            "- [x] Fix that thing w1 now in the long run\n",
            "- [x] Fix that thing w2 now\n  in the long run\n- [x] Fix that thing w1 now\n",
        ),
        (
            "# A\n\n- [x] Fix that thing w1 now\n- [~] Fix that thing w2 now for all users\n",
            "# A\n\n- [x] Fix that thing w1 now for all users\n",
            "# A\n\n- [x] Fix that thing w1 now\n- [x] Fix that thing w2 now for all users\n",
        ),
        (
            "- [ ] T: a\n  - [x] Fix that thing w1 now\n  - [ ] Fix that thing w2 now and here\n",
            "- [ ] T: a\n  - [x] Fix that thing w1 now and here\n",
            "- [ ] T: a\n  - [x] Fix that thing w1 now\n  - [x] Fix that thing w2 now and here\n",
        ),
        (
            "1. [x] Fix that thing w1 now\n2. [ ] Fix that thing w2 now with a test\n",
            "1. [x] Fix that thing w1 now with a test\n",
            "1. [x] Fix that thing w1 now\n2. [x] Fix that thing w2 now with a test\n",
        ),
    ] {
        for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
            let (result, _) = merged(base, ours, theirs);
            for task in tasks {
                let is_there = result.lines().any(|line| line.contains(&format!("[x] {task}")));
                assert!(is_there, "{task}\n{base}--\n{ours}--\n{theirs}--\n{result}");
            }
        }
    }
}

#[test]
fn a_finished_task_that_was_reworded_and_opened_again_keeps_its_open_steps() {
    let [task, again] = ["- [x] Fix that thing w3 now\n", "- [ ] Fix that thing w3 now again\n"];
    let step = |mark: char, word: &str| format!("  - [{mark}] Fix that thing {word} now\n");
    let list = |task: &str, steps: &[(char, &str)], rest: &str| {
        let steps: String = steps.iter().map(|&(mark, word)| step(mark, word)).collect();
        format!("# A\n\n{task}{steps}{rest}")
    };
    let (both, only) = ([(' ', "w4"), (' ', "w5")], [(' ', "w4")]);
    let ticked = [('x', "w4"), (' ', "w5")];
    let (other, moved) =
        ("- [ ] T8: do it w8 well\n", "- [ ] T8: do it w8 well\n  - [x] Fix that thing w4 now\n");
    let nested =
        |text: &str| format!("- [ ] T1: do it w1 well\n  {}", text.replace("\n  ", "\n    "));
    let nest = |task: &str, mark: char| nested(&format!("{task}{}", step(mark, "w4")));
    let cases = [
        (
            "a step ticked on the other side",
            list(task, &both, ""),
            list(again, &both, ""),
            list(task, &ticked, ""),
            list(again, &ticked, ""),
        ),
        (
            "inside another task",
            nest(task, ' '),
            nest(again, ' '),
            nest(task, 'x'),
            nest(again, 'x'),
        ),
        (
            "a step moved and ticked",
            list(task, &both, other),
            list(again, &both, other),
            list(task, &[(' ', "w5")], moved),
            list(again, &[(' ', "w5")], moved),
        ),
        (
            "a step removed, another one ticked",
            list(task, &both, ""),
            list(again, &both, ""),
            list(task, &[('x', "w5")], ""),
            list(again, &[('x', "w5")], ""),
        ),
        (
            "a step added and one ticked",
            list(task, &only, ""),
            list(again, &only, ""),
            list(task, &[('x', "w4"), (' ', "w6")], ""),
            list(again, &[('x', "w4"), (' ', "w6")], ""),
        ),
        (
            "finished steps that are open are those of a new task",
            list(task, &[('x', "w4")], other),
            list(again, &only, other),
            list(task, &[('x', "w4")], &other.replace("[ ]", "[x]")),
            list(again, &only, &other.replace("[ ]", "[x]")),
        ),
    ];
    for (name, base, ours, theirs, expected) in &cases {
        clean(&[(name, base, ours, theirs, expected)]);
    }
}

#[test]
fn a_sign_directly_before_a_text_is_no_box_and_hides_no_work_of_the_other_side() {
    let line = |sign: &str, more: &str| format!("- [{sign}]Write the bill down{more}\n- [ ] z\n");
    for sign in ["-", "~", "!", "?", "🚧"] {
        for (name, base, other) in [
            ("finished", line(" ", ""), line("x", "")),
            ("labelled", line("x", ""), line("x", " #p:1")),
        ] {
            let ours = line(sign, "");
            let (text, is_clean) = merged(&base, &ours, &other);
            assert!(!is_clean, "{name} {sign}: {text}");
            for side in [&ours, &other] {
                let first = side.lines().next().unwrap();
                assert!(text.lines().any(|it| it == first), "{name} {sign}: {text}");
            }
            assert!(!merged(&base, &other, &ours).1, "{name} {sign}, swapped");
        }
    }
}
