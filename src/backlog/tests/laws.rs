//! Laws that hold for any input.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// Pieces that together make most of what backlogs have, well formed and not.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "- [ ] a",
        "- [x] b",
        "- [-] 1. c",
        "- [~] T1: d",
        "* [ ] [E2] e",
        "1. [ ] f",
        "- g",
        "+",
        "# H",
        "## [ ] T2 I",
        "### Task 1: J",
        "### Task 2: K",
        "## Acceptance criteria",
        "**Files:**",
        "---",
        "===",
        "```",
        "~~~",
        "<!--",
        "-->",
        "text",
        "",
        "",
        "  ",
        "\t",
        "    ",
        "- ",
        "`",
        "``",
        "**",
        "_",
        "[",
        "](",
        ")",
        "#l:v",
        "#blocked",
        "(depends on T1, T2)",
        "Depends-on: [T3]",
        "Blocked by: legal, T1-T9",
        "## Phase 2 (after Phase 1; not T1)",
        "blocks #1 – 3..",
        "\"depends on 'T1–",
        "- **Dependencies:**",
        "#blocked-by:x",
        "1.1-1.",
        "Files: a/b.go",
        "AC:",
        "P0",
        "[P]",
        "\r",
        "é\u{2011}",
        "\u{feff}",
        "\0",
        ".",
        ":",
        "- - [ ] x",
        ">",
        "<!-- id:x -->",
        "…",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => fixed, 1 => any::<char>().prop_map(String::from)]
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec((piece(), prop::bool::ANY), 0..60).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, ends)| piece + if ends { "\n" } else { "" }).collect()
    })
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    for granularity in [Granularity::Outermost, Granularity::Leaf] {
        let sources = ["a", "b"].map(|name| Source { name: name.into(), bytes: bytes.to_vec() });
        let (found, problems) = read(&sources, granularity);
        let last = text::lines::ended(bytes) + 1;
        let within = |line: u32| (1..=last).contains(&usize::try_from(line).unwrap_or(0));
        let keys: HashSet<_> = found.iter().map(|t| t.key.to_lowercase()).collect();
        prop_assert_eq!(keys.len(), found.len());
        for (index, task) in found.iter().enumerate() {
            prop_assert_eq!(task.id.index(), index);
            prop_assert!(task.state.is_unfinished());
            prop_assert!(!task.title.is_empty() && !task.title.contains('\n'));
            prop_assert!(task.title.chars().count() <= 100);
            prop_assert!(task.effort >= 1);
            prop_assert!(within(task.line) && task.lines.iter().all(|l| within(l.number)));
            prop_assert!(task.lines.is_sorted_by_key(|l| l.number));
            prop_assert!(task.depends_on.iter().all(|id| id.index() < found.len()));
            prop_assert!(!task.depends_on.contains(&task.id));
        }
        prop_assert!(problems.iter().all(|p| p.line.is_some_and(within)));
        prop_assert!(is_acyclic(&found));
    }
    Ok(())
}

/// Takes off what depends on nothing that is left, until nothing is left.
fn is_acyclic(tasks: &[Task]) -> bool {
    let mut gone = vec![false; tasks.len()];
    loop {
        let free: Vec<usize> = (0..tasks.len())
            .filter(|&t| !gone[t] && tasks[t].depends_on.iter().all(|on| gone[on.index()]))
            .collect();
        if free.is_empty() {
            return gone.iter().all(|&gone| gone);
        }
        for task in free {
            gone[task] = true;
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text_is_read(text in ".{0,300}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_document_is_read(text in document()) {
        check(text.as_bytes())?;
    }

    /// How the lines end does not matter.
    #[test]
    fn old_line_ends_read_alike(text in document()) {
        let text = text.replace('\r', "");
        let (expected, expected_problems) = read_all(&text, Granularity::Leaf);
        for end in ["\r", "\r\n"] {
            let (found, problems) = read_all(&text.replace('\n', end), Granularity::Leaf);
            prop_assert_eq!(&found, &expected, "{:?}", end);
            prop_assert_eq!(&problems, &expected_problems, "{:?}", end);
        }
    }

    /// Whatever one sign stands in a box, the item is a task, finished or not.
    #[test]
    fn any_sign_in_a_box_is_read(sign in any::<char>(), text in "[a-z]{1,9}( [a-z]{1,9}){0,3}") {
        prop_assume!(!sign.is_numeric() && !sign.is_control() && !"…[]()".contains(sign));
        let document = format!("- [ ] first\n- [{sign}] {text}\n");
        let source = Source { name: "TASKS.md".into(), bytes: document.clone().into_bytes() };
        let list = Checklist::read(&source);
        prop_assert!(list.entries[1].state.is_some(), "{}", document);
        prop_assert_eq!(list.words(1), text);
        prop_assert!(may_have_boxes(document.as_bytes()));
    }

    /// A box at the margin, outside of fences and comments, is open work of one task.
    #[test]
    fn every_open_box_at_the_margin_is_in_one_task(
        lines in prop::collection::vec(prop::sample::select(vec![
            "- [ ] a", "* [ ] b", "1. [ ] c", "- [x] d", "- e", "  - [ ] f", "  - g", "    wrapped",
            "lazy", "", "# H", "## I", "```", "~~~", "<!--", "-->", "---", "\t- [ ] h",
        ]), 0..40),
    ) {
        let (expected, hidden_at_end) = boxes_at_the_margin(&lines);
        // Front matter is no part of the document, and the count above does not know it.
        prop_assume!(!hidden_at_end && lines.first() != Some(&"---"));
        for granularity in [Granularity::Outermost, Granularity::Leaf] {
            let (found, _) = read_all(&lines.join("\n"), granularity);
            for &line in &expected {
                let holders = found.iter().filter(|t| t.lines.iter().any(|l| l.number == line)).count();
                let above = granularity == Granularity::Leaf && holders == 0;
                // As a parent of leaves it is their ancestor.
                prop_assert!(holders == 1 || above, "line {} of {:#?}", line, lines);
            }
        }
    }
}

/// The numbers of the lines that are open boxes at the margin, by a reading so plain that only
/// fences and comments matter; and whether something is left open.
fn boxes_at_the_margin(lines: &[&str]) -> (Vec<u32>, bool) {
    let mut hidden: Option<&str> = None;
    let mut found = Vec::new();
    for (index, &line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        match hidden {
            Some("-->") if line.contains("-->") => hidden = None,
            Some(fence) if fence != "-->" && trimmed == fence => hidden = None,
            None if trimmed == "```" || trimmed == "~~~" => hidden = Some(trimmed),
            None if line == "<!--" => hidden = Some("-->"),
            None if matches!(line, "- [ ] a" | "* [ ] b" | "1. [ ] c") => {
                found.push(u32::try_from(index + 1).unwrap_or(0));
            }
            _ => {}
        }
    }
    (found, hidden.is_some())
}
