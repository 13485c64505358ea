//! Bad input of each format: what cannot be read is named with file and line, and the rest is read.

use super::*;

/// Reads files as one format: the keys of the tasks, and the messages.
fn read_files(format: &str, files: &[(&str, String)]) -> (Vec<String>, Vec<String>) {
    let source = |(name, text): &(&str, String)| Source {
        name: (*name).to_owned(),
        bytes: text.clone().into_bytes(),
    };
    let sources: Vec<Source> = files.iter().map(source).collect();
    let row = BacklogFormat::named(format);
    let (tasks, problems) = read_as(&sources, &[], row, Granularity::Outermost);
    (tasks.into_iter().map(|task| task.key).collect(), told(&problems))
}

/// A record of each format that is a list of JSON records, with an id.
fn records(format: &str, ids: &[&str]) -> Vec<String> {
    let record = |id: &&str| match format {
        "beads" => format!(
            "{{\"id\":\"{id}\",\"title\":\"T {id}\",\"status\":\"open\",\"issue_type\":\"task\"}}"
        ),
        "taskwarrior" => format!(
            "{{\"id\":{id},\"uuid\":\"u{id}\",\"description\":\"T {id}\",\"status\":\"pending\"}}"
        ),
        "github" => {
            format!("{{\"number\":{id},\"title\":\"T {id}\",\"state\":\"OPEN\",\"body\":\"\"}}")
        }
        "gitlab" => format!(
            "{{\"iid\":{id},\"title\":\"T {id}\",\"state\":\"opened\",\"description\":\"\"}}"
        ),
        _ => format!("{{\"id\": \"{id}\", \"title\": \"T {id}\", \"status\": \"pending\"}}"),
    };
    ids.iter().map(record).collect()
}

#[test]
fn truncated_json_is_read_up_to_the_cut() {
    for format in ["beads", "taskwarrior", "github", "gitlab"] {
        let records = records(format, &["1", "2", "3"]);
        let list = format!("[\n{}\n]\n", records.join(",\n"));
        let cut = list[..list.len() - 12].to_owned();
        let (keys, problems) = read_files(format, &[("a.json", cut)]);
        assert_eq!(keys.len(), 2, "{format}: {keys:?}");
        let named = problems.iter().filter(|it| it.starts_with("a.json:4 ")).count();
        assert_eq!(named, 1, "{format}: {problems:?}");
        let lines = records.join("\n");
        let (keys, problems) =
            read_files(format, &[("a.json", lines[..lines.len() - 5].to_owned())]);
        assert_eq!(keys.len(), 2, "{format}: {keys:?}");
        let named = problems.iter().filter(|it| it.starts_with("a.json:3 no record: ")).count();
        assert_eq!(named, 1, "{format}: {problems:?}");
    }
}

#[test]
fn what_cannot_be_read_of_a_document_does_not_take_the_rest_along() {
    let records = records("task-master", &["1", "2", "3"]);
    let list = records.join(",\n");
    let (head, tail) = ("{\"master\": {\"tasks\": [\n", "\n], \"metadata\": {}}}\n");
    let conflict = format!(
        "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs",
        records[1].replace("pending", "done"),
        records[1]
    );
    let half = |text: &str| text[..text.len() - 9].to_owned();
    for (fault, text, expected) in [
        ("cut off within a task", format!("{head}{}", half(&list)), vec!["1", "2"]),
        ("cut off behind a task", format!("{head}{list}"), vec!["1", "2", "3"]),
        ("cut off behind a comma", format!("{head}{},\n", records[0]), vec!["1"]),
        ("cut off behind the list", format!("{head}{list}\n], \"metada"), vec!["1", "2", "3"]),
        (
            "a task without its end",
            format!(
                "{head}{}{tail}",
                [&records[0], &half(&records[1]), &records[2]].map(String::as_str).join(",\n")
            ),
            vec!["1", "3"],
        ),
        (
            "no comma between two",
            format!("{head}{}{tail}", records.join("\n")),
            vec!["1", "2", "3"],
        ),
        ("a comma too many", format!("{head}{list},{tail}"), vec!["1", "2", "3"]),
        (
            "a conflict",
            format!("{head}{},\n{conflict},\n{}{tail}", records[0], records[2]),
            vec!["1", "2", "3"],
        ),
    ] {
        for name in [".taskmaster/tasks/tasks.json", "<stdin>"] {
            let source = Source { name: name.into(), bytes: text.clone().into_bytes() };
            let (tasks, problems) = read(&[source], Granularity::Outermost);
            let keys: Vec<String> = tasks.into_iter().map(|task| task.key).collect();
            assert_eq!(keys, expected, "{fault}: {problems:?}");
            let named =
                problems.iter().filter(|it| it.kind == ProblemKind::Record && it.line > Some(1));
            assert!(named.count() > 0, "{fault}: {problems:?}");
        }
    }
}

#[test]
fn an_id_of_two_formats_is_told_with_both_places() {
    let told_of = |sources: &[(&str, &str)]| {
        let source = |&(name, text): &(&str, &str)| Source {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let sources: Vec<Source> = sources.iter().map(source).collect();
        let (tasks, problems) = read(&sources, Granularity::Outermost);
        let keys: Vec<String> = tasks.into_iter().map(|task| task.key).collect();
        (keys, told(&problems))
    };
    let list = "- [ ] bd-1: One\n- [ ] bd-2: Two\n- [ ] bd-9: Nine\n";
    let (name, text) =
        (".beads/issues.jsonl", records("beads", &["bd-1", "bd-2", "bd-3"]).join("\n"));
    let (keys, problems) = told_of(&[("TASKS.md", list), (name, &text)]);
    assert_eq!(keys, ["bd-1", "bd-2", "bd-9", "bd-1#2", "bd-2#2", "bd-3"]);
    assert_eq!(
        problems,
        [".beads/issues.jsonl:1 bd-1 is also the id of TASKS.md:1; 1 more id stands in both; \
          `#2` behind an id tells them apart"]
    );
    // Each spec counts anew, and lines are no ids.
    let spec = "# Tasks: A\n\n- [ ] T001 One\n- [ ] Two\n";
    let (keys, problems) = told_of(&[("specs/a/tasks.md", spec), ("specs/b/tasks.md", spec)]);
    assert_eq!((keys.len(), problems), (4, Vec::new()));
    let (_, problems) = told_of(&[("TASKS.md", "- [ ] One\n"), ("b.md", "- [ ] Two\n")]);
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_repeated_id_is_told_with_both_places() {
    for format in ["beads", "task-master", "taskwarrior", "github", "gitlab"] {
        let records = records(format, &["1", "2", "1"]);
        let list = records.join(",\n");
        let text = match format {
            "task-master" => format!("{{\"tasks\": [\n{list}\n]}}"),
            _ => format!("[\n{list}\n]"),
        };
        let (keys, problems) = read_files(format, &[("a.json", text)]);
        assert_eq!(keys.len(), 3, "{format}");
        let named = |it: &&String| {
            it.starts_with("a.json:4 ") && it.ends_with(" is also the id of a.json:2")
        };
        assert_eq!(problems.iter().filter(named).count(), 1, "{format}: {problems:?}");
    }
    let child = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"T\",\"issue_type\":\"task\",\"dependencies\":[{{\"depends_on_id\":\"e\",\
             \"type\":\"parent-child\"}}]}}"
        )
    };
    let text = ["e", "e.1", "e.1"].map(child).join("\n");
    let (keys, problems) = read_files("beads", &[("a.jsonl", text)]);
    assert_eq!(keys, ["e.1", "e.1#2"]);
    assert!(
        problems.contains(&"a.jsonl:3 e.1 is also the id of a.jsonl:2".to_owned()),
        "{problems:?}"
    );
    for (format, page) in [
        ("backlog-md", "---\nid: A-1\ntitle: T\nstatus: To Do\n---\n"),
        ("spec-kitty", "---\nwork_package_id: WP01\ntitle: T\n---\n"),
    ] {
        let pair = match format {
            "spec-kitty" => ["kitty-specs/a/tasks/WP01-a.md", "kitty-specs/a/tasks/WP01-b.md"],
            _ => ["backlog/tasks/a-1 - A.md", "backlog/tasks/a-1 - B.md"],
        };
        let files = pair.map(|name| (name, page.to_owned()));
        let (keys, problems) = read_files(format, &files);
        assert_eq!(keys.len(), 2, "{format}");
        let named = |it: &&String| it.ends_with(&format!(" is also the id of {}:1", pair[0]));
        assert_eq!(problems.iter().filter(named).count(), 1, "{format}: {problems:?}");
    }
}

#[test]
fn ids_of_two_sources_do_not_meet() {
    let files = [
        (".beads/issues.jsonl", records("beads", &["1"]).remove(0)),
        (
            ".taskmaster/tasks/tasks.json",
            format!("{{\"tasks\": [{}]}}", records("", &["1"]).remove(0)),
        ),
        ("TASKS.md", "- [ ] 1. One\n- [ ] 2. Two (depends on 1)\n".to_owned()),
    ];
    let source = |(name, text): &(&str, String)| Source {
        name: (*name).to_owned(),
        bytes: text.clone().into_bytes(),
    };
    let sources: Vec<Source> = files.iter().map(source).collect();
    let (tasks, _) = read(&sources, Granularity::Outermost);
    let keys: BTreeSet<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
    assert_eq!((tasks.len(), keys.len()), (4, 4), "{keys:?}");
    let two = tasks.iter().find(|task| task.title.starts_with("Two")).unwrap();
    let first = two.depends_on.iter().map(|id| tasks[id.index()].backlog.as_str());
    assert_eq!(first.collect::<Vec<_>>(), ["TASKS.md"]);
}

#[test]
fn a_front_matter_that_is_no_yaml_is_named_and_the_other_files_are_read() {
    for (format, names) in [
        ("backlog-md", ["backlog/tasks/a-1 - A.md", "backlog/tasks/a-2 - B.md"]),
        ("beans", [".beans/a-1--a.md", ".beans/a-2--b.md"]),
        ("ccpm", [".claude/epics/a/001.md", ".claude/epics/a/002.md"]),
        ("spec-kitty", ["kitty-specs/a/tasks/WP01-a.md", "kitty-specs/a/tasks/WP02-b.md"]),
        ("bmad", ["docs/stories/1-1-a.md", "docs/stories/1-2-b.md"]),
        ("gsd", [".planning/phases/01-a/01-01-PLAN.md", ".planning/phases/01-a/01-02-PLAN.md"]),
    ] {
        let good =
            "---\ntitle: Good\nname: Good\nstatus: open\ntype: task\n---\n\nText\n".to_owned();
        let bad = good.replace("title: Good", "title: Good: bad");
        let (keys, problems) = read_files(format, &[(names[0], bad), (names[1], good)]);
        assert_eq!(keys.len(), 1, "{format}: {keys:?} {problems:?}");
        let start =
            format!("{}:2 front matter that is no YAML, so the file is not read: ", names[0]);
        assert!(problems.iter().any(|it| it.starts_with(&start)), "{format}: {problems:?}");
    }
}

#[test]
fn a_sheet_without_columns_is_read_and_they_are_named() {
    for (format, head) in [("linear", "Title"), ("jira", "Summary")] {
        let text = format!("{head},Priority\nWrite it,High\nRead it\n");
        let (keys, problems) = read_files(format, &[("a.csv", text)]);
        assert_eq!(keys.len(), 2, "{format}: {keys:?}");
        assert!(
            problems.iter().any(|it| it.starts_with("a.csv:3 a row of 1 columns")),
            "{problems:?}"
        );
        assert!(problems.iter().any(|it| it.contains("column")), "{format}: {problems:?}");
        let others: Vec<&String> = problems.iter().filter(|it| !it.contains("a row of")).collect();
        assert!(
            !others.is_empty(),
            "{format}: the columns of ids and states are not named: {problems:?}"
        );
    }
}
