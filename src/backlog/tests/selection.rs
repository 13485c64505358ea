//! Which tasks are kept.

use super::*;
use crate::model::TaskId;

const TEXT: &str = "# Plan\n## Core work #area:core\n- [ ] T1: Parse #priority:low\n- [ ] T2: Print it (depends on T1)\n  - [ ] child\n## Docs\n- [ ] Write README #urgent #priority:high\n- [ ] 3. Write more (depends on T1, T2)\n";

fn selected(selection: &Selection) -> Result<String, NoSuch> {
    let kept = select(tasks(TEXT), selection)?;
    Ok(kept.iter().map(|t| t.key.as_str()).collect::<Vec<_>>().join(" "))
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn nothing_wanted_keeps_all() {
    assert_eq!(selected(&Selection::default()), Ok("T1 T2 L7 3".into()));
}

#[test]
fn sections_labels_and_priorities() {
    for (sections, labels, priorities, expected) in [
        (vec!["core"], vec![], vec![], "T1 T2"),
        (vec!["CORE W", "docs"], vec![], vec![], "T1 T2 L7 3"),
        (vec!["plan"], vec!["area:core"], vec![], "T1 T2"),
        (vec![], vec!["#Urgent", "priority:low"], vec![], "T1 L7"),
        (vec![], vec!["area"], vec![(Priority::Medium, "p2")], "T2"),
        (vec![], vec![], vec![(Priority::High, "high"), (Priority::Low, "low")], "T1 L7"),
    ] {
        let selection = Selection {
            sections: texts(&sections),
            labels: texts(&labels),
            priorities: priorities.into_iter().map(|(it, word)| (it, word.to_owned())).collect(),
            ..Selection::default()
        };
        assert_eq!(selected(&selection), Ok(expected.into()), "{selection:?}");
    }
}

#[test]
fn tasks_go_by_key_line_or_title() {
    for (wanted, expected) in [
        ("t1", "T1"),
        ("T\u{2011}1", ""),
        ("4", "T2"),
        ("L4", "T2"),
        ("5", "T2"),
        ("3", "3"),
        ("l7", "L7"),
        ("write", "L7 3"),
        ("print IT", "T2"),
    ] {
        let selection = Selection { tasks: texts(&[wanted]), ..Selection::default() };
        match selected(&selection) {
            Ok(kept) => assert_eq!(kept, expected, "{wanted}"),
            Err(_) => assert_eq!(expected, "", "{wanted}"),
        }
    }
    assert_eq!(find_one(&tasks(TEXT), "readme"), Ok(TaskId(2)));
}

#[test]
fn the_limit_keeps_what_matters_most() {
    for (limit, expected) in [(0, ""), (1, "L7"), (2, "T2 L7"), (3, "T2 L7 3"), (9, "T1 T2 L7 3")] {
        let selection = Selection { limit: Some(limit), ..Selection::default() };
        assert_eq!(selected(&selection), Ok(expected.into()), "{limit}");
    }
}

#[test]
fn ids_and_dependencies_are_renumbered() {
    let selection = Selection { tasks: texts(&["T2", "3"]), ..Selection::default() };
    let kept = select(tasks(TEXT), &selection).expect("two tasks");
    assert_eq!(kept.iter().map(|t| t.id.0).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(kept[0].depends_on, []);
    assert_eq!(kept[1].depends_on, [TaskId(0)]);
}

#[test]
fn what_there_is_not_names_the_nearest() {
    let by = |selection| selected(&selection).expect_err("nothing matches");
    let error = by(Selection { sections: texts(&["Dcos"]), ..Selection::default() });
    assert_eq!((error.kind, error.nearest[0].as_str()), ("section", "Docs"));
    let error = by(Selection { labels: texts(&["urgnet"]), ..Selection::default() });
    assert_eq!((error.kind, error.nearest[0].as_str()), ("label", "urgent"));
    for word in ["critical", "urgent", "p0"] {
        let priorities = vec![(Priority::Critical, word.to_owned())];
        let error = by(Selection { priorities, ..Selection::default() });
        assert_eq!((error.kind, error.wanted.as_str()), ("priority", word), "as it was typed");
    }
    let Err(NotOne::NoSuch(error)) = find_one(&tasks(TEXT), "T11") else { panic!("no such task") };
    assert_eq!((error.kind, error.nearest[0].as_str()), ("task", "T1"));
    assert_eq!(error.nearest.len(), 5);
    assert!(find_one(&[], "x").is_err() && find_one(&tasks(TEXT), "").is_err());
}

#[test]
fn an_error_names_what_there_is_or_that_there_is_none() {
    let bare = || tasks("- [ ] a");
    let told = |selection| select(bare(), &selection).expect_err("nothing matches").to_string();
    for (selection, expected) in [
        (
            Selection { sections: texts(&["x"]), ..Selection::default() },
            "no section matches \"x\"; no open task stands below a heading",
        ),
        (
            Selection { labels: texts(&["x"]), ..Selection::default() },
            "no label matches \"x\"; no open task has a label",
        ),
        (
            Selection {
                priorities: vec![(Priority::Deferred, "someday".to_owned())],
                ..Selection::default()
            },
            "no priority matches \"someday\"; nearest: medium",
        ),
        (
            Selection { tasks: texts(&["x"]), ..Selection::default() },
            "no task matches \"x\"; nearest: L1, a",
        ),
    ] {
        assert_eq!(told(selection), expected);
    }
    for (text, expected) in [
        ("## \n- [ ] a", "no open task stands below a heading"),
        ("## #\n- [ ] a", "no open task stands below a heading"),
        ("##\t\n### \n- [ ] a", "no open task stands below a heading"),
        ("## <!-- b -->\n- [ ] a", "no open task stands below a heading"),
        ("## \u{a0}\n- [ ] a", "no open task stands below a heading"),
        ("## \n- [ ] a\n## Docs\n- [ ] b", "nearest: Docs"),
        ("# Docs\n## \n- [ ] a", "nearest: Docs"),
    ] {
        let selection = Selection { sections: texts(&["x"]), ..Selection::default() };
        let error = select(tasks(text), &selection).expect_err("nothing matches").to_string();
        assert_eq!(error, format!("no section matches \"x\"; {expected}"), "{text}");
    }
    let none = find_one(&[], "x").expect_err("no task").to_string();
    assert_eq!(none, "no task matches \"x\"; no task is open");
}
