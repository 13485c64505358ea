//! Boxes of `OpenSpec`, which count in fences and comments as well.

use proptest::prelude::*;

use super::dialects::DIALECTS;
use super::generated::*;
use super::*;

const PATH: &str = "openspec/changes/pay/tasks.md";

/// Merges texts: the result, and whether it is clean.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, bool) {
    let way = Merger::of(PATH, ours.as_bytes(), &[]);
    let merged = way.merge([base, ours, theirs].map(str::as_bytes), &Options::default());
    (String::from_utf8_lossy(&merged.bytes).into_owned(), merged.conflicts.is_empty())
}

#[test]
fn boxes_that_markdown_hides_are_merged_by_task() {
    for (name, base, ours, theirs, expected) in [
        (
            "adjacent ticks in a fence",
            "```\n- [ ] 1.1 a\n- [ ] 1.2 b\n```\n",
            "```\n- [x] 1.1 a\n- [ ] 1.2 b\n```\n",
            "```\n- [ ] 1.1 a\n- [x] 1.2 b\n```\n",
            "```\n- [x] 1.1 a\n- [x] 1.2 b\n```\n",
        ),
        (
            "in a comment",
            "- [ ] 1.1 a\n<!--\n- [ ] 1.2 b\n- [ ] 1.3 c\n-->\n",
            "- [ ] 1.1 a\n<!--\n- [x] 1.2 b\n- [ ] 1.3 c\n-->\n",
            "- [x] 1.1 a\n<!--\n- [ ] 1.2 b\n- [x] 1.3 c\n-->\n",
            "- [x] 1.1 a\n<!--\n- [x] 1.2 b\n- [x] 1.3 c\n-->\n",
        ),
        (
            "below a task, beside a new one",
            "- [ ] 1.1 a\n  ```\n  - [ ] 1.2 b\n  ```\n",
            "- [ ] 1.1 a\n  ```\n  - [x] 1.2 b\n  ```\n",
            "- [ ] 1.1 a\n  ```\n  - [ ] 1.2 b\n  - [ ] 1.3 c\n  ```\n",
            "- [ ] 1.1 a\n  ```\n  - [x] 1.2 b\n  - [ ] 1.3 c\n  ```\n",
        ),
        (
            "ticked by one side and taken out of the fence by the other",
            "```\n- [ ] 1.1 Write the parser\n- [ ] 1.2 Write the lexer\n```\n",
            "```\n- [x] 1.1 Write the parser\n- [ ] 1.2 Write the lexer\n```\n",
            "- [ ] 1.1 Write the parser\n- [ ] 1.2 Write the lexer\n",
            "- [x] 1.1 Write the parser\n- [ ] 1.2 Write the lexer\n",
        ),
        (
            "a sign that means open here",
            "```\n- [-] 1.1 a\n- [~] 1.2 b\n```\n",
            "```\n- [x] 1.1 a\n- [~] 1.2 b\n```\n",
            "```\n- [-] 1.1 a\n- [ ] 1.2 b\n```\n",
            "```\n- [x] 1.1 a\n- [ ] 1.2 b\n```\n",
        ),
    ] {
        assert_eq!(merged(base, ours, theirs), (expected.to_owned(), true), "{name}");
        assert_eq!(merged(base, theirs, ours), (expected.to_owned(), true), "{name}, swapped");
    }
    let [base, ours, theirs] = ["[ ] 1.1 Write a", "[x] 1.1 Write a", "[ ] 1.1 Read b and c"]
        .map(|task| format!("```\n- {task}\n```\n"));
    let (text, is_clean) = merged(&base, &ours, &theirs);
    assert!(!is_clean && text.contains("[x] 1.1 Write a") && text.contains("Read b"), "{text}");
}

#[test]
fn a_finished_box_in_a_fence_that_a_merge_lost_is_found() {
    let [open, done] = ["[ ]", "[x]"].map(|mark| format!("```\n- {mark} 1.1 Write a\n```\n"));
    let lost = |path: &str| {
        let way = Merger::of(path, open.as_bytes(), &[]);
        let lost = way.lost([&open, &done, &open].map(String::as_bytes), open.as_bytes());
        lost.into_iter().map(|it| (it.line, it.kind)).collect::<Vec<_>>()
    };
    assert_eq!(lost(PATH), [(2, LossKind::TakenBack)]);
    assert_eq!(lost("TASKS.md"), []);
}

/// Three versions of a list in a fence.
fn fenced() -> impl Strategy<Value = [String; 3]> {
    let dialect = DIALECTS.iter().find(|it| it.path == PATH).copied().expect("OpenSpec");
    (document(dialect), edits(dialect), edits(dialect)).prop_map(move |(base, ours, theirs)| {
        // In a fence, there are no headings and no nested fences.
        let is_task = |piece: &Piece| matches!(piece, Piece::Task { .. });
        let base: Document = base.into_iter().filter(is_task).collect();
        let is_of_tasks = |edit: &Edit| !matches!(edit, Edit::Lines(..) | Edit::Heading(..));
        let of_tasks = |edits: Vec<Edit>| edits.into_iter().filter(is_of_tasks).collect::<Vec<_>>();
        let [ours, theirs] = [(ours, "ours"), (theirs, "theirs")]
            .map(|(edits, name)| edited(&dialect, &base, &of_tasks(edits), name));
        [base, ours, theirs]
            .map(|document| written(&dialect, &document))
            .map(|tasks| format!("## 1. Pay\n\n```\n{tasks}```\n"))
    })
}

proptest! {
    #[test]
    fn a_list_in_a_fence_is_merged_as_one_outside([base, ours, theirs] in fenced()) {
        let (result, is_clean) = merged(&base, &ours, &theirs);
        prop_assert_eq!(is_clean, merged(&base, &theirs, &ours).1);
        prop_assert_eq!(merged(&base, &base, &theirs), (theirs.clone(), true));
        prop_assert_eq!(merged(&base, &theirs, &base), (theirs.clone(), true));
        if is_clean {
            let way = Merger::of(PATH, result.as_bytes(), &[]);
            let lost = way.lost([&base, &ours, &theirs].map(String::as_bytes), result.as_bytes());
            prop_assert_eq!(lost, vec![], "{}", result);
            prop_assert_eq!(merged(&ours, &result, &ours), (result.clone(), true));
        }
        let tasks = |text: &str| text.lines().filter(|line| line.contains(" w")).count();
        let added = |side: &str| side.lines().filter(|line| line.contains("New ")).count();
        prop_assert!(tasks(&result) >= added(&ours) + added(&theirs), "{}", result);
    }
}
