//! Lines that look like tasks beside real ones: read, or named in one problem.

use super::*;

#[test]
fn lines_that_look_like_tasks_are_named_in_one_problem() {
    for (lines, count, first) in [
        ("( ) b", 1, 3),
        ("☐ b\n\n☐ c", 2, 3),
        ("[TODO] b\n- [todo] c\n* [WIP] d", 3, 3),
        ("- ( ) b\n- ( ) c", 2, 3),
        ("○ b", 1, 3),
        ("Text.\n\n<ul>\n<li><input type=\"checkbox\"> b</li>\n</ul>", 1, 6),
        ("## 🚧 Login\n\nText.\n\n## ⏳ Search", 2, 3),
        ("> - [ ] b", 1, 3),
        ("| b | [ ] |", 1, 3),
        ("• ☐ b", 1, 3),
        ("- TODO: b", 1, 3),
        ("## Notes\n- TODO: b", 1, 4),
    ] {
        let (found, problems) = read_all(&format!("- [ ] a\n\n{lines}\n"), Granularity::Outermost);
        assert_eq!(found.len(), 1, "{lines}");
        let [problem] = problems.as_slice() else { panic!("{lines}: {problems:?}") };
        assert_eq!(problem.kind.id(), "looks-like-task");
        assert_eq!(problem.line, Some(first), "{lines}");
        let looks = if count == 1 { "1 line looks like a task" } else { "lines look like tasks" };
        assert!(problem.message.contains(looks), "{lines}: {}", problem.message);
        assert!(problem.message.starts_with(&count.to_string()), "{lines}: {}", problem.message);
        assert!(problem.message.contains(&format!("in line {first}: ")), "{}", problem.message);
        assert!(problem.message.ends_with("write a task as `- [ ] text`"), "{}", problem.message);
    }
}

#[test]
fn lines_that_do_not_look_like_tasks_are_no_problem() {
    for lines in [
        "(a) b",
        "[TODO](url) b",
        "[open]: url",
        "- plain",
        "Status: pending",
        "## 🚧 In progress\n- [ ] b\n## ⏳ Waiting\n- [ ] c",
        "## 🚧 Known limits",
        "```\n( ) b\n```",
        "<!-- ☐ b -->",
        "- [ ] b\n  - TODO: ask Jo",
        "- [ ] b\n\n  **Acceptance criteria**\n\n  - ( ) c",
        "See ☐ and [ ].",
    ] {
        assert_eq!(messages(&format!("- [ ] a\n\n{lines}\n")), [""; 0], "{lines}");
    }
}

#[test]
fn a_box_behind_the_bullet_of_a_word_processor_is_a_task() {
    for bullet in ["•", "‣", "◦", "●", "·", "–", "—", "▪"] {
        for text in [
            format!("- [ ] a\n{bullet} [ ] b\n"),
            format!("- [ ] a\n{bullet}[ ] b\n{bullet} [x] c\n"),
            format!("{bullet} [ ] a\n{bullet}\t[ ] b\n"),
            format!("{bullet} [ ] a\n  {bullet} [ ] c\n{bullet} [ ] b"),
            format!("Text\n{bullet} [ ] a\n\n{bullet} [~] b"),
        ] {
            assert_eq!(titles(&text), ["a", "b"], "{text}");
            assert_eq!(messages(&text), [""; 0], "{text}");
        }
    }
    assert_eq!(titles("- [ ] a\n• b\n"), ["a • b"]);
}

#[test]
fn what_looks_like_a_task_is_of_no_title() {
    for line in ["( ) b", "☐ b", "[TODO] b", "[ ] b", "○ b"] {
        assert_eq!(titles(&format!("- [ ] a\n{line}\n")), ["a"], "{line}");
    }
}

#[test]
fn a_backlog_of_several_that_gives_no_task_is_named() {
    let source = |name: &str, text: &str| Source { name: name.into(), bytes: text.into() };
    for (text, expected) in [
        ("## A\nStatus: pending\n", Some(2)),
        ("# Plan\n- a\n- b\n", Some(2)),
        ("# Archived\nSee:\n\n- Rules: [rules](AGENTS.md)\n- [ADR 7](docs/adr/7.md)\n", None),
        ("# Plan\n- Rules: [rules](AGENTS.md)\n- Read [ADR 7](docs/adr/7.md)\n", Some(3)),
        ("```\n- [ ] a\n", Some(1)),
        ("- [x] a\n( ) b\n", Some(2)),
        ("- [x] a\n", None),
        ("# Notes\nText.\n", None),
    ] {
        let sources = [source("x", "- [ ] a\n"), source("y", text)];
        let (found, problems) = read(&sources, Granularity::Outermost);
        assert_eq!(found.len(), 1, "{text}");
        let line = problems.first().map(|problem| problem.line.expect("a line"));
        assert_eq!(line, expected, "{text}");
        assert!(problems.iter().all(|problem| problem.path == "y"), "{problems:?}");
    }
}
