//! Which boxes are tasks, and what their signs mean.

use super::*;
use crate::model::TaskState;

const NONE: [String; 0] = [];

#[test]
fn signs_mean_what_people_mean_by_them() {
    for (state, signs) in [
        (Some(TaskState::InProgress), "🔄 ⏳ 🚧 🏗\u{fe0f} ~ >"),
        (None, "✅ ✔\u{fe0f} ✓ ☑\u{fe0f} x X"),
        (None, "❌ ✗ ✘ ✖\u{fe0f} -"),
        (Some(TaskState::Open), "☐ ⬜ \u{200b} o w ? ! 👩\u{200d}💻"),
    ] {
        for sign in signs.split(' ') {
            let found = tasks(&format!("- [{sign}] a")).first().map(|task| task.state);
            assert_eq!(found, state, "{sign}");
        }
    }
}

#[test]
fn unknown_signs_are_named_in_one_problem() {
    assert_eq!(messages("- [ ] a\n- [x] b\n- [🚧] c\n- [❌] d"), NONE);
    assert_eq!(
        messages("- [ ] b\n- [?] a"),
        ["unknown signs in boxes, read as open: [?] (line 2)"]
    );
    assert_eq!(
        messages("- [o] a\n- [?] b\n- [o] c\n  - [👍🏽] d"),
        ["unknown signs in boxes, read as open: [o] 2 times (from line 1), [?] (line 2), \
          [👍🏽] (line 4)"]
    );
    let many: Vec<String> = ('a'..='p').map(|c| format!("- [{c}] t")).collect();
    let named = messages(&many.join("\n"));
    assert_eq!(named.len(), 1);
    assert!(named[0].ends_with("[j] (line 10), and 6 more"), "{named:?}");
    assert_eq!(messages("- [ ] a\n  Acceptance criteria:\n  - [?] b"), NONE);
}

#[test]
fn boxes_are_read_as_they_are_meant() {
    for text in [
        "- [ ] a",
        "- [] a",
        "-[ ] a",
        "- [ ]a",
        "- `[ ]` a",
        "* [ ] a",
        "+[ ] a",
        "1. [ ] a",
        "2)[ ] a",
        "- 1. [ ] a",
        "- [\t] a",
        "- [  ] a",
        "intro\n-[ ] a",
        "- b\n  -[ ] a",
        "text\n2. [ ] a",
    ] {
        assert_eq!(titles(text), ["a"], "{text}");
    }
    for text in ["- [ x] a", "- [x ] a", "- [x]a", "-[x] a", "- `[x]` a", "- ``[X]`` a"] {
        let (found, problems) = read_all(text, Granularity::Outermost);
        assert!(found.is_empty() && problems.is_empty(), "{text}");
    }
    for text in [
        "- [x](url) a",
        "- [a](url)",
        "-[a](url)",
        "- [x]: url",
        "[x]: url",
        "- [1] a",
        "- [^1] a",
        "- [a][b]",
        "- [0, 1] a",
        "- [E2] a",
        "- `[ ] a`",
        "- a [ ] b",
        "- `a[ ]`",
        "- []",
        "- []()",
        "*[a] b*",
        "-1[ ] a",
        "a -[ ] b",
    ] {
        assert_eq!(titles(text), NONE, "{text}");
    }
}

#[test]
fn a_legend_holds_no_tasks() {
    let legend = "- `[ ]` open\n- `[x]` done\n- `[~]` begun\n";
    assert_eq!(titles(legend), NONE);
    assert_eq!(titles(&format!("{legend}\n# Tasks\n- [ ] a\n")), ["a"]);
    assert_eq!(titles("- `[ ]` open\n- `[x]` done\n\n# Tasks\n- [ ] a\n"), ["a"]);
    assert_eq!(titles("- `[?]` asked\n- `[o]` other\n\n# Tasks\n- [x] a\n"), NONE);
    assert_eq!(titles("- `[ ]` open\n- `[x]` done\n- `[-]` cut\n- `#x` begun\n- [ ] a"), ["a"]);
    assert_eq!(titles("- `[ ]` a\n- `[x]` b\n"), ["a"]);
    assert_eq!(titles("- `[ ]` a\n- `[ ]` b\n- `[x]` c\n"), ["a", "b"]);
    assert_eq!(titles("- [ ] a\n- `[x]` b\n- `[ ]` c\n"), ["a", "c"]);
}

#[test]
fn optional_tasks_are_tasks() {
    let text = "- [ ] 1. a\n  - [x] 1.1 b\n- [ ]* 2. c\n  - [ ] 2.1 d\n- [x]* 3. e\n";
    let seen = |granularity| {
        let found = read_all(text, granularity).0.into_iter();
        found.map(|task| (task.is_optional(), task.key, task.title)).collect::<Vec<_>>()
    };
    let a = || (false, "1".to_owned(), "a".to_owned());
    assert_eq!(seen(Granularity::Outermost), [a(), (true, "2".into(), "c".into())]);
    assert_eq!(seen(Granularity::Leaf), [a(), (true, "2.1".into(), "d".into())]);
    assert!(task("- [ ]\\* 2.1 d").is_optional() && task("- [ ] a #optional").is_optional());
    assert!(!task("- [ ] * a").is_optional() && !task("- [ ] **a** b").is_optional());
}
