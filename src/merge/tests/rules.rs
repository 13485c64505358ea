//! Each rule by example.

use super::*;

#[test]
fn a_first_paragraph_is_merged_by_line() {
    let lines = |one: &str, eight: &str, more: &str| {
        format!("- [ ] a\n  {one}\n  2\n  3\n  4\n  {eight}\n{more}")
    };
    let base = lines("1", "8", "");
    let (ours, theirs) = (lines("one", "8", ""), lines("1", "eight", ""));
    let both = lines("one", "eight", "");
    let label = ("- [ ] a\n  body\n", "- [x] a #p:high\n  body\n", "- [ ] a\n  body\n  more\n");
    clean(&[
        ("other lines", &base, &ours, &theirs, &both),
        ("a label and a line", label.0, label.1, label.2, "- [x] a #p:high\n  body\n  more\n"),
    ]);
}

#[test]
fn headings_are_put_where_they_take_nothing_in() {
    let (deep, high) = ("## B\n\n- [ ] two\n", "# A\n\n- [ ] one\n");
    let both = format!("{deep}{high}");
    clean(&[("added by both, in an empty file", "", deep, high, &both)]);
}

#[test]
fn a_heading_above_tasks_moves_none_of_them() {
    let base = "# A\n\n- [ ] a\n- [ ] b\n- [ ] c\n\ntext\n";
    let added = "# A\n\n- [ ] a\n- [x] b\n- [ ] c\n- [ ] new\n  more\n\ntext\n\nmore text\n";
    let ours = |level: &str| format!("# A\n\n- [ ] a\n\n{level} B\n\n- [ ] b\n- [ ] c\n\ntext\n");
    let both = |level: &str| {
        format!(
            "# A\n\n- [ ] a\n\n{level} B\n\n- [x] b\n- [ ] c\n- [ ] new\n  more\n\ntext\n\nmore text\n"
        )
    };
    let (beside, within) = (both("#"), both("##"));
    clean(&[
        ("beside", base, &ours("#"), added, &beside),
        ("within", base, &ours("##"), added, &within),
        (
            "above all of them",
            "# A\n- [ ] a\n",
            "# A\n## B\n- [ ] a\n",
            "# A\n- [ ] first\n- [ ] a\n- [ ] last\n",
            "# A\n## B\n- [ ] first\n- [ ] a\n- [ ] last\n",
        ),
        (
            "one of each side",
            "- [ ] a\n- [ ] b\n- [ ] c\n",
            "- [ ] a\n# C\n- [ ] c\n",
            "- [ ] a\n# B\n- [x] b\n- [ ] c\n- [ ] d\n",
            "- [ ] a\n# B\n- [x] b\n# C\n- [ ] c\n- [ ] d\n",
        ),
        (
            "divided twice",
            "- [ ] a\n- [ ] b\n- [ ] c\n",
            "# A\n- [ ] a\n- [ ] b\n- [ ] c\n",
            "- [ ] a\n# B\n- [ ] b\n# C\n- [x] c\n",
            "# A\n- [ ] a\n# B\n- [ ] b\n# C\n- [x] c\n",
        ),
        (
            "sections too",
            "# A\n## One\n- [ ] a\n## Two\n- [ ] b\n",
            "# A\n## One\n- [ ] a\n# B\n## Two\n- [ ] b\n",
            "# A\n## One\n- [x] a\n## Two\n- [ ] b\n## Three\n- [ ] c\n",
            "# A\n## One\n- [x] a\n# B\n## Two\n- [ ] b\n## Three\n- [ ] c\n",
        ),
        (
            "and another section behind all of it",
            "# A\n- [ ] a\n- [ ] b\n",
            "# A\n- [ ] a\n- [ ] b\n# Z\n- [ ] z\n",
            "# A\n- [ ] a\n# B\n- [x] b\n",
            "# A\n- [ ] a\n# B\n- [x] b\n# Z\n- [ ] z\n",
        ),
        (
            "what is put away takes nothing along",
            "# A\n- [ ] a\n- [ ] b\n",
            "# A\n# Done\n- [x] b\n- [x] a\n",
            "# A\n- [ ] a\n- [ ] b\n- [ ] c\n",
            "# A\n- [ ] c\n# Done\n- [x] b\n- [x] a\n",
        ),
    ]);
    let done = "# A\n\n- [ ] a one\n\n# Done\n\n- [x] b one\n";
    clean(&[
        (
            "one that says that all below is over takes in nothing open",
            "# A\n\n- [ ] a one\n- [x] b one\n\n# B\n\n- [ ] z\n",
            &format!("{done}\n# B\n\n- [ ] z\n"),
            "# A\n\n- [ ] a one\n- [x] b one\n- [ ] new one\n\n# B\n\n- [ ] z\n",
            "# A\n\n- [ ] a one\n- [ ] new one\n\n# Done\n\n- [x] b one\n\n# B\n\n- [ ] z\n",
        ),
        (
            "unless something open is below it",
            "# A\n- [ ] a one\n- [ ] b one\n",
            "# A\n- [ ] a one\n# Half done\n- [ ] b one\n",
            "# A\n- [ ] a one\n- [ ] b one\n- [ ] new one\n",
            "# A\n- [ ] a one\n# Half done\n- [ ] b one\n- [ ] new one\n",
        ),
    ]);
    let (text, is_clean) =
        merged("- [ ] a\n- [ ] b\n", "- [ ] a\n# X\n- [ ] b\n", "- [ ] a\n# Y\n- [ ] b\n");
    assert!(!is_clean, "two headings above one task: {text}");
}

#[test]
fn ticks_and_additions() {
    let base = "# A\n\n- [ ] one\n- [ ] two\n";
    clean(&[
        (
            "adjacent ticks",
            base,
            "# A\n\n- [x] one\n- [ ] two\n",
            "# A\n\n- [ ] one\n- [x] two\n",
            "# A\n\n- [x] one\n- [x] two\n",
        ),
        (
            "added at one place",
            base,
            "# A\n\n- [ ] one\n- [ ] two\n- [ ] ours\n",
            "# A\n\n- [ ] one\n- [x] two\n- [ ] theirs\n  more\n",
            "# A\n\n- [ ] one\n- [x] two\n- [ ] ours\n- [ ] theirs\n  more\n",
        ),
        (
            "the same added",
            base,
            "# A\n\n- [ ] one\n- [ ] new\n- [ ] two\n",
            "# A\n\n- [ ] one\n- [x] new\n- [ ] two\n",
            "# A\n\n- [ ] one\n- [x] new\n- [ ] two\n",
        ),
        (
            "ids given anew",
            "- [ ] T001 build login\n- [ ] T002 build logout\n",
            "- [ ] T001 a schema\n- [ ] T002 build login\n- [ ] T003 build logout\n",
            "- [ ] T001 build login\n- [x] T002 build logout\n",
            "- [ ] T001 a schema\n- [ ] T002 build login\n- [x] T003 build logout\n",
        ),
        (
            "both tasks are there on one side",
            "- [ ] Add tests for refunds\n",
            "- [ ] Add tests for charges\n",
            "- [x] Add tests for refunds\n- [ ] Add tests for charges\n",
            "- [x] Add tests for refunds\n- [ ] Add tests for charges\n",
        ),
        (
            "given up and begun",
            "- [ ] a\n- [ ] b\n",
            "- [-] a\n- [~] b\n",
            "- [ ] a\n- [ ] b #in-progress\n",
            "- [-] a\n- [~] b #in-progress\n",
        ),
        (
            "children",
            "- [ ] a\n",
            "- [ ] a\n  - [ ] b\n",
            "- [x] a\n  - [ ] c\n",
            "- [x] a\n  - [ ] b\n  - [ ] c\n",
        ),
        (
            "a new file",
            "",
            "# A\n\n- [ ] a\n- [ ] b\n",
            "# A\n\n- [x] a\n- [ ] c\n",
            "# A\n\n- [x] a\n- [ ] b\n- [ ] c\n",
        ),
        (
            "in a loose list",
            "- [ ] a\n\n- [ ] b\n\n## B\n",
            "- [ ] a\n\n- [ ] b\n\n- [ ] ours\n\n## B\n",
            "- [ ] a\n\n- [x] b\n\n- [ ] theirs\n\n## B\n",
            "- [ ] a\n\n- [x] b\n\n- [ ] ours\n\n- [ ] theirs\n\n## B\n",
        ),
        (
            "before the next heading",
            "- [ ] a\n\n## B\n",
            "- [ ] a\n- [ ] ours\n\n## B\n",
            "- [ ] a\n- [ ] theirs\n\n## B\n",
            "- [ ] a\n- [ ] ours\n- [ ] theirs\n\n## B\n",
        ),
    ]);
}

#[test]
fn removals() {
    let base = "- [ ] a\n  text\n- [ ] b\n";
    clean(&[
        ("unchanged", base, "- [ ] b\n", "- [ ] a\n  text\n- [x] b\n", "- [x] b\n"),
        (
            "ticked",
            base,
            "- [ ] b\n",
            "- [x] a #done:1\n  text\n- [ ] b\n",
            "- [x] a #done:1\n  text\n- [ ] b\n",
        ),
        ("both", base, "- [ ] b\n", "- [x] b\n", "- [x] b\n"),
        (
            "a section, one task of it ticked",
            "# A\n\n- [ ] a\n- [ ] b\n\n# B\n",
            "# B\n",
            "# A\n\n- [x] a\n- [ ] b\n\n# B\n",
            "# A\n\n- [x] a\n\n# B\n",
        ),
    ]);
    conflict(
        "changed",
        base,
        "- [ ] b\n",
        "- [ ] a\n  other\n- [ ] b\n",
        "<<<<<<< ours\n=======\n- [ ] a\n  other\n>>>>>>> theirs\n- [ ] b\n",
    );
    conflict(
        "ticked, and maybe reworded",
        "- [ ] Fix the parser\n- [ ] b\n",
        "- [ ] Write another lexer\n- [ ] b\n",
        "- [x] Fix the parser\n- [ ] b\n",
        "- [ ] Write another lexer\n<<<<<<< ours\n=======\n- [x] Fix the parser\n>>>>>>> theirs\n- [ ] b\n",
    );
    conflict(
        "opened again",
        "- [x] a\n- b\n",
        "- b\n",
        "- [ ] a\n- b\n",
        "<<<<<<< ours\n=======\n- [ ] a\n>>>>>>> theirs\n- b\n",
    );
}

#[test]
fn moves_and_renamed_headings() {
    let base = "# A\n\n- [ ] one thing\n- [ ] two\n\n# B\n\n- [ ] three\n";
    clean(&[
        (
            "moved and ticked",
            base,
            "# A\n\n- [ ] two\n\n# B\n\n- [ ] three\n- [ ] one thing\n",
            "# A\n\n- [x] one thing\n- [ ] two\n\n# B\n\n- [ ] three\n",
            "# A\n\n- [ ] two\n\n# B\n\n- [ ] three\n- [x] one thing\n",
        ),
        (
            "moved deeper, ticked and extended",
            base,
            "# A\n\n- [ ] two\n  - [ ] one thing\n\n# B\n\n- [ ] three\n",
            "# A\n\n- [x] one thing\n  - [ ] child\n- [ ] two\n\n# B\n\n- [ ] three\n",
            "# A\n\n- [ ] two\n  - [x] one thing\n    - [ ] child\n\n# B\n\n- [ ] three\n",
        ),
        (
            "a section moved, a task added to it",
            base,
            "# B\n\n- [ ] three\n\n# A\n\n- [ ] one thing\n- [ ] two\n",
            "# A\n\n- [ ] one thing\n- [ ] two\n- [ ] new\n\n# B\n\n- [x] three\n",
            "# B\n\n- [x] three\n\n# A\n\n- [ ] one thing\n- [ ] two\n- [ ] new\n",
        ),
        (
            "a heading renamed, a task added below it",
            base,
            "# Another\n\n- [ ] one thing\n- [ ] two\n\n# B\n\n- [ ] three\n",
            "# A\n\n- [ ] one thing\n- [ ] two\n- [ ] new\n\n# B\n\n- [ ] three\n",
            "# Another\n\n- [ ] one thing\n- [ ] two\n- [ ] new\n\n# B\n\n- [ ] three\n",
        ),
        (
            "an id keeps a task, if half of its words stay",
            "# A\n- [ ] T1: do one thing\n# B\n",
            "# A\n# B\n- [ ] T1: do another thing\n",
            "# A\n- [ ] T1: do one thing #x\n# B\n",
            "# A\n# B\n- [ ] T1: do another thing #x\n",
        ),
        (
            "numbered anew",
            "1. [ ] one thing\n2. [ ] two things\n",
            "1. [ ] new one\n2. [ ] one thing\n3. [ ] two things\n",
            "1. [x] one thing\n2. [ ] two things\n",
            "1. [ ] new one\n2. [x] one thing\n3. [ ] two things\n",
        ),
    ]);
    conflict(
        "moved to two places",
        "# A\n- [ ] one thing\n# B\n# C\n",
        "# A\n# B\n- [ ] one thing\n# C\n",
        "# A\n# B\n# C\n- [x] one thing\n",
        "# A\n# B\n<<<<<<< ours\n- [x] one thing\n=======\n>>>>>>> theirs\n# C\n\
         <<<<<<< ours\n=======\n- [x] one thing\n>>>>>>> theirs\n",
    );
    let (text, is_clean) = merged(
        "- [ ] one thing\n- [ ] two things\n",
        "- [x] two things\n  - [ ] one thing\n",
        "- [ ] one thing\n  - [ ] two things\n",
    );
    assert!(!text.contains("[ ] two"), "{text}");
    assert!(!is_clean, "each in the other");
    let (text, is_clean) = merged(
        "- [ ] one thing\n- [ ] two things\n- [ ] Add tests for the refunds\n",
        "- [ ] two things\n  - [ ] one thing\n- [ ] Add tests for the charges\n",
        "- [ ] one thing\n  - [ ] two things\n- [x] Add tests for the refunds\n",
    );
    assert!(!is_clean, "each in the other");
    assert!(text.contains("- [ ] Add tests for the charges\n"), "nobody finished that: {text}");
}

#[test]
fn what_both_say_differently_is_a_conflict() {
    conflict(
        "reworded twice",
        "- [ ] Fix the old parser\n- b\n",
        "- [ ] Fix the new parser\n- b\n",
        "- [x] Fix the old lexer\n- b\n",
        "<<<<<<< ours\n- [ ] Fix the new parser\n=======\n- [x] Fix the old lexer\n>>>>>>> theirs\n- b\n",
    );
    conflict(
        "finished, and maybe another task by now",
        "- [ ] Add tests for the refunds\n- b\n",
        "- [ ] Add tests for the charges\n- b\n",
        "- [x] Add tests for the refunds\n- b\n",
        "<<<<<<< ours\n- [ ] Add tests for the charges\n=======\n\
         - [x] Add tests for the refunds\n>>>>>>> theirs\n- b\n",
    );
    assert!(
        !merged("", "# A\n\n- [x] do that one thing\n", "# B\n\n- [ ] do that one thing\n").1,
        "added as done and open"
    );
    conflict(
        "text below a task",
        "- [ ] a\n\n  text\n",
        "- [x] a\n\n  ours\n",
        "- [ ] a\n\n  theirs\n",
        "- [x] a\n\n<<<<<<< ours\n  ours\n=======\n  theirs\n>>>>>>> theirs\n",
    );
    let options = Options {
        marker_size: 9,
        ours: "HEAD".into(),
        theirs: String::new(),
        base: Some("abc".into()),
    };
    let found = merge(b"# A\r\nx\r\n", b"# A\r\ny\r\n", b"# A\r\nz\r\n", &options);
    let expected =
        "# A\r\n<<<<<<<<< HEAD\r\ny\r\n||||||||| abc\r\nx\r\n=========\r\nz\r\n>>>>>>>>>\r\n";
    assert_eq!(String::from_utf8(found.bytes).unwrap(), expected);
    let title = "A".to_owned();
    assert_eq!(found.conflicts, [Conflict { line: 2, title, kind: ConflictKind::Changed }]);
}

#[test]
fn what_is_no_task_is_merged_as_git_would() {
    let fence = "```\n- [ ] a\n```\n";
    clean(&[
        (
            "boxes in a fence are lines, repeated fences stay",
            &format!("{fence}\n{fence}\n- [ ] a\n"),
            &format!("{fence}\n{fence}\n- [x] a\n"),
            &format!("{fence}\n{fence}\n{fence}\n- [ ] a\n"),
            &format!("{fence}\n{fence}\n{fence}\n- [x] a\n"),
        ),
        (
            "blank lines in a fence",
            "```\na\n\n\nb\n```\n- [ ] c\n",
            "```\na\n\n\n\nb\n```\n- [ ] c\n",
            "```\na\n\n\nb\n```\n- [x] c\n",
            "```\na\n\n\n\nb\n```\n- [x] c\n",
        ),
        (
            "repeated lines",
            "- [ ] a\n- [ ] a\n---\ntext\n\n---\ntext\n",
            "- [x] a\n- [ ] a\n---\ntext\n\n---\ntext\n",
            "- [ ] a\n- [ ] a\n---\ntext\n\n---\ntext\n\n---\ntext\n",
            "- [x] a\n- [ ] a\n---\ntext\n\n---\ntext\n\n---\ntext\n",
        ),
        (
            "a table",
            "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n\n- [ ] t\n",
            "| a | b |\n|---|---|\n| 1 | 9 |\n| 3 | 4 |\n| 5 | 6 |\n\n- [x] t\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 8 |\n\n- [ ] t\n",
            "| a | b |\n|---|---|\n| 1 | 9 |\n| 3 | 4 |\n| 5 | 8 |\n\n- [x] t\n",
        ),
        (
            "comments and front matter",
            "---\na: b\n---\n<!-- c\n- [ ] d\n-->\n- [ ] e\n",
            "---\na: c\n---\n<!-- c\n- [ ] d\n-->\n- [ ] e\n",
            "---\na: b\n---\n<!-- c\n- [x] d\n-->\n- [x] e\n",
            "---\na: c\n---\n<!-- c\n- [x] d\n-->\n- [x] e\n",
        ),
    ]);
}

#[test]
fn a_fence_that_swallows_tasks_is_no_clean_merge() {
    let (text, is_clean) = merged(
        "- [ ] a\n\ntext\n",
        "- [ ] a\n\ntext\n\n```\n",
        "- [ ] a\n\ntext\n\n# B\n\n- [x] b\n",
    );
    assert!(!is_clean, "{text}");
}

#[test]
fn what_a_merge_took_back_is_found() {
    let found = |result: &str| {
        let base = b"- [x] one\n- [ ] two\n- [ ] three\n- [x] old\n";
        let ours = b"- [x] one\n- [x] two\n- [ ] three\n";
        let theirs = b"- [x] one\n- [ ] two\n- [x] T9: added\n- [x] old\n";
        let lost = lost(base, ours, theirs, result.as_bytes());
        lost.into_iter().map(|lost| (lost.line, lost.title, lost.kind)).collect::<Vec<_>>()
    };
    let of = |line, title: &str, kind| (line, title.to_owned(), kind);
    assert_eq!(found("- [x] one\n- [x] two\n- [x] T9: added\n"), []);
    assert_eq!(
        found("- [ ] one\n- [ ] two\n"),
        [
            of(1, "one", LossKind::TakenBack),
            of(2, "two", LossKind::TakenBack),
            of(3, "T9: added", LossKind::Missing)
        ]
    );
    let standing =
        "- [x] one\n<<<<<<< a\n- [x] two\n=======\n- [ ] two\n>>>>>>> b\n- [x] T9: added\n";
    assert_eq!(found(standing), []);
    let (noted, twice) = ("- [x] one\n  seen\n- [ ] two\n", "- [x] one\n- [ ] two\n- [ ] one\n");
    let both = "- [x] one\n  seen\n- [ ] two\n- [ ] one\n";
    let [before, noted, twice, both] =
        ["- [x] one\n- [ ] two\n", noted, twice, both].map(str::as_bytes);
    assert_eq!(lost(before, noted, twice, both), [], "one more of the same text");
    let added_open = lost(b"", b"- [x] new\n", b"", b"- [ ] new\n");
    assert_eq!(added_open[0].kind, LossKind::TakenBack);
    let wrapped = b"- [x] one\n<<<<<<< a\n  and ours\n=======\n  and theirs\n>>>>>>> b\n";
    assert_eq!(lost(b"", b"- [x] one\n  and ours\n", b"", wrapped), []);
}

#[test]
fn what_one_side_moved_is_not_taken_for_what_the_other_added() {
    let (step, t4) = ("- [ ] T1: do it w1 well\n", "- [ ] T4: do it w4 well\n");
    for line in [
        "A paragraph.\n",
        "**Note**\n",
        "| a | b |\n",
        "> quoted\n",
        "See [the spec](a.md).\n",
        "<!-- comment -->\n",
    ] {
        let base = format!("- [ ] T0\n  {step}\n# Part\n\n\n{line}\n{t4}\n{line}\n");
        let ours =
            format!("- [ ] T0\n\n{line}\n\n{line}\n{step}\n# Part\n\n{t4}\n# New\n\n\n{line}\n");
        let theirs = format!("- [ ] T0\n  {step}\n{line}\n{t4}\n# Part\n\n\n{line}\n");
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let (text, _) = merged(&base, ours, theirs);
            let count = text.matches(line).count();
            assert!(count >= 3, "{line}{count} times in:\n{text}");
        }
    }
}
