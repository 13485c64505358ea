//! Backlogs of other formats in which work stands that is not in the form of the format.

use super::*;

/// Reads one file, and returns its tasks as `key state title`, then the message of the refusal.
fn read_file(name: &str, text: &str) -> Vec<String> {
    let source = Source { name: name.into(), bytes: text.as_bytes().to_vec() };
    let sources = [source];
    let (found, problems) = read(&sources, Granularity::Outermost);
    if found.is_empty() {
        return match refuse_unread(&sources, None, &problems) {
            Ok(()) => Vec::new(),
            Err(refusal) => vec![refusal.to_string()],
        };
    }
    found.iter().map(|task| format!("{} {:?} {}", task.key, task.state, task.title)).collect()
}

#[test]
fn boxes_below_plain_headings_of_org_are_tasks() {
    for (text, expected) in [
        ("* Heading\n- [ ] x\n- [ ] y\n", vec!["L2 Open x", "L3 Open y"]),
        ("* Heading\n** Sub\n- [ ] x\n- [X] y\n", vec!["L3 Open x"]),
        ("- [ ] x\n", vec!["L1 Open x"]),
        ("* A\n1. [ ] x\n2) [-] y\n+ [ ] z\n", vec!["L2 Open x", "L3 InProgress y", "L4 Open z"]),
        ("* A [0/2]\n  - [ ] x\n    - [ ] y\n  - [ ] z\n", vec!["L2 Open x", "L4 Open z"]),
        ("* TODO A\n- [ ] x\n* Notes\n- [ ] y\n", vec!["L1 Open A", "L4 Open y"]),
        ("* DONE A\n- [ ] x\n* B\n- [ ] y\n", vec!["L4 Open y"]),
        ("* A\n- [X] x\n- text\n", vec![]),
        ("* DONE A\n- [ ] x\n", vec![]),
        ("* A\n- [ ]x\n- [y] z\n", vec![]),
    ] {
        assert_eq!(read_file("TODO.org", text), expected, "{text}");
    }
    let text = "* A\n- [ ] T1: x\n- [ ] T2: y (depends on T1)\n  more\n  - [X] z\n";
    let source = Source { name: "TODO.org".into(), bytes: text.into() };
    let (found, _) = read(&[source], Granularity::Outermost);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].lines.len(), 3);
}

#[test]
fn stories_and_beans_without_a_status_are_refused() {
    for (name, text, place, said) in [
        ("docs/stories/1-2-log-in.md", "# Story 1.2\n\n- [ ] x\n", 1, "1 file called like a story"),
        (
            "docs/stories/1.2.story.md",
            "# Story 1.2\n\nAs a user.\n",
            1,
            "1 file called like a story",
        ),
        ("docs/stories/log-in.md", "# Log in\n\n- [ ] x\n- [ ] y\n", 3, "2 open boxes in files"),
        ("docs/stories/log-in.md", "---\ntitle: A\n---\n- [ ] x\n", 4, "1 open box in files"),
        (".beans/ab-1--a.md", "Text.\n- [ ] x\n", 1, "1 file called like a bean"),
        (".beans/ab-1--a.md", "# A\n\nStatus: todo\n", 1, "1 file called like a bean"),
        (".beans/notes.md", "# A\n\n- [ ] x\n", 3, "1 open box in files"),
    ] {
        let [message] = &read_file(name, text)[..] else { panic!("{name} {text}") };
        let start = format!("no open task is read: {name}:{place}: {said}");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.contains("not read; "), "{message}");
    }
    for (name, text) in [
        ("docs/stories/log-in.md", "# Log in\n\nText.\n"),
        ("docs/stories/log-in.md", "# Log in\n\n- [x] x\n"),
        ("docs/stories/1-2-log-in.md", "# Story 1.2\n\nStatus: done\n\n- [ ] x\n"),
        (".beans/notes.md", "# Notes\n"),
        (".beans/ab-1--a.md", "---\ntitle: A\nstatus: completed\n---\n- [ ] x\n"),
    ] {
        assert_eq!(read_file(name, text), [""; 0], "{name} {text}");
    }
    assert_eq!(read_file(".beans/ab-1--a.md", "---\ntitle: A\n---\n\nText.\n"), ["ab-1 Open A"]);
}

#[test]
fn plans_with_other_columns_of_states_are_read_or_refused() {
    let table = |column: &str, one: &str, two: &str| {
        format!("| ID | Task | {column} |\n|---|---|:-:|\n| T1 | a | {one} |\n| T2 | b | {two} |\n")
    };
    for (text, expected) in [
        (table("State", "[ ]", "[x]"), vec!["T1 Open a"]),
        (table("State", "open", "Done"), vec!["T1 Open a"]),
        (table("**Status**", "⏳ pending", "✅ done"), vec!["T1 Open a"]),
        (table("Status", "in-progress", "Blocked"), vec!["T1 InProgress a", "T2 Blocked b"]),
        (table("Progress", "0%", "100 %"), vec!["T1 Open a"]),
        (table("progress", "50%", "cancelled"), vec!["T1 InProgress a"]),
        (table("Done?", "no", "yes"), vec!["T1 Open a"]),
        (table("Done?", "", "x"), vec!["T1 Open a"]),
        (table("Done", "❌", "✅"), vec!["T1 Open a"]),
        (table("✓", "-", "✓"), vec!["T1 Open a"]),
        (table("St", "todo", "[ ]"), vec!["T1 Open a", "T2 Open b"]),
        (table("Status", "done", "merged"), vec![]),
        (table("Status", "done", "—"), vec![]),
        ("| Owner | Task |\n|---|---|\n| Jo | a |\n".to_owned(), vec![]),
        ("# Plan\n\nText.\n".to_owned(), vec![]),
        (
            format!("{}\n| Task | Status |\n|---|---|\n| c | open |\n", table("st", "[ ]", "[x]")),
            vec!["T1 Open a"],
        ),
    ] {
        assert_eq!(read_file("specs/plans/a.md", &text), expected, "{text}");
    }
    for (text, line, said) in [
        (table("Status", "perhaps", "done"), 3, "1 row with an unknown state"),
        (table("Owner", "Jo", "Al"), 3, "2 rows of tasks without a state"),
        ("# Plan\n\n- [ ] a\n- [ ] b\n".to_owned(), 3, "2 open boxes outside of a table"),
    ] {
        let [message] = &read_file("specs/plans/a.md", &text)[..] else { panic!("{text}") };
        let start = format!("no open task is read: specs/plans/a.md:{line}: {said}");
        assert!(message.starts_with(&start), "{message}");
    }
    let other = table("State", "[ ]", "[x]");
    let [message] = &read_file("TASKS.md", &other)[..] else { panic!("{other}") };
    assert!(message.contains("1 line looks like one"), "{message}");
}

#[test]
fn an_empty_current_tag_beside_open_tasks_is_refused() {
    let list = |status: &str| {
        format!("{{\"tasks\":[{{\"id\":1,\"title\":\"a\",\"status\":\"{status}\"}}]}}")
    };
    let name = ".taskmaster/tasks/tasks.json";
    let (open, done) = (list("pending"), list("done"));
    let refused = [
        "no open task is read: .taskmaster/tasks/tasks.json:1: the current tag master has no tasks, \
         those of feature (1) are not read; type `task-master use-tag feature`",
    ];
    for (text, expected) in [
        (format!("{{\"master\":{{\"tasks\":[]}},\"feature\":{open}}}"), &refused[..]),
        (format!("{{\"master\":{{\"tasks\":[]}},\"feature\":{done}}}"), &[]),
        (format!("{{\"master\":{done},\"feature\":{open}}}"), &[]),
        ("{\"master\":{\"tasks\":[]}}".to_owned(), &[]),
        (format!("{{\"master\":{open},\"feature\":{open}}}"), &["1 Open a"]),
    ] {
        assert_eq!(read_file(name, &text), expected, "{text}");
    }
}
