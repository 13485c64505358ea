//! Rules, by example.

use super::*;
use crate::backlog::Source;
use crate::model::{LossKind, MergeSide};

const ISSUES: &str = r#"{"id":"bd-1","title":"One","status":"open","priority":2,"created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z"}
{"id":"bd-2","title":"Two","status":"in_progress","priority":1,"created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","labels":["a"],"dependencies":[{"issue_id":"bd-2","depends_on_id":"bd-1","type":"blocks"}]}
{"id":"bd-4","title":"Four","status":"closed","priority":1,"created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","closed_at":"2026-11-01T10:00:00Z"}
"#;

/// Replaces in one line of a text.
fn edit(text: &str, line: usize, from: &str, to: &str) -> String {
    let edited = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(at, it)| if at + 1 == line { it.replace(from, to) } else { it.to_owned() });
    let edited: String = edited.collect();
    assert_ne!(edited, text, "{from}");
    edited
}

#[test]
fn issues_that_each_side_closed_are_closed() {
    let close = |text: &str, line: usize, was: &str, at: &str| {
        let to = format!("\"updated_at\":\"{at}\",\"closed_at\":\"{at}\"");
        let text = edit(text, line, was, "\"status\":\"closed\"");
        edit(&text, line, "\"updated_at\":\"2026-11-01T10:00:00Z\"", &to)
    };
    let ours = close(ISSUES, 1, "\"status\":\"open\"", "2026-11-02T10:00:00Z");
    let theirs = close(ISSUES, 2, "\"status\":\"in_progress\"", "2026-11-03T10:00:00Z");
    let both = close(&ours, 2, "\"status\":\"in_progress\"", "2026-11-03T10:00:00Z");
    assert_eq!(clean(BEADS, ISSUES, &ours, &theirs), both);
}

#[test]
fn an_issue_is_merged_by_field() {
    let ours = edit(ISSUES, 2, "\"labels\":[\"a\"]", "\"labels\":[\"a\",\"b\"]");
    let ours = edit(&ours, 2, "T10:00:00Z\",\"labels", "T12:00:00Z\",\"labels");
    let theirs = edit(ISSUES, 2, "\"labels\":[\"a\"]", "\"labels\":[\"c\"]");
    let theirs = edit(&theirs, 2, "\"priority\":1", "\"priority\":0,\"assignee\":\"ana\"");
    let theirs = edit(&theirs, 2, "T10:00:00Z\",\"labels", "T13:00:00+02:00\",\"labels");
    let text = clean(BEADS, ISSUES, &ours, &theirs);
    let line = text.lines().nth(1).unwrap();
    let expected = "{\"id\":\"bd-2\",\"title\":\"Two\",\"status\":\"in_progress\",\"priority\":0,\"assignee\":\"ana\",\
        \"created_at\":\"2026-11-01T10:00:00Z\",\"updated_at\":\"2026-11-01T12:00:00Z\",\"labels\":[\"b\",\"c\"],\
        \"dependencies\":[{\"issue_id\":\"bd-2\",\"depends_on_id\":\"bd-1\",\"type\":\"blocks\"}]}";
    assert_eq!(line, expected);
}

#[test]
fn new_issues_of_both_sides_are_sorted_in() {
    let [ours, theirs] = ["bd-5", "bd-3"].map(|id| {
        let mut lines: Vec<&str> = ISSUES.lines().collect();
        let line = format!("{{\"id\":\"{id}\",\"title\":\"New\",\"status\":\"open\"}}");
        lines.push(&line);
        lines.sort_unstable();
        lines.join("\n") + "\n"
    });
    let text = clean(BEADS, ISSUES, &ours, &theirs);
    let ids: Vec<&str> = text.lines().map(|line| &line[7..11]).collect();
    assert_eq!(ids, ["bd-1", "bd-2", "bd-3", "bd-4", "bd-5"]);
    // A last line without an end.
    let open = ISSUES.trim_end();
    let text = clean(
        BEADS,
        open,
        &format!("{open}\n{{\"id\":\"bd-8\"}}"),
        &format!("{open}\n{{\"id\":\"bd-9\"}}"),
    );
    assert_eq!(text, format!("{open}\n{{\"id\":\"bd-8\"}}\n{{\"id\":\"bd-9\"}}"));
}

#[test]
fn contradictions_between_issues_are_conflicts() {
    let ours = edit(ISSUES, 1, "One", "First");
    let theirs = edit(ISSUES, 1, "One", "Number one");
    let (text, is_clean) = merged(BEADS, ISSUES, &ours, &theirs);
    assert!(!is_clean);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines[2], lines[4]), ("<<<<<<< ours", "=======", ">>>>>>> theirs"));
    assert_eq!(
        (lines[1], lines[3]),
        (ours.lines().next().unwrap(), theirs.lines().next().unwrap())
    );
    assert_eq!(conflicts(BEADS, ISSUES, &ours, &theirs), [ConflictKind::Changed]);
    let without: String = ISSUES.split_inclusive('\n').skip(1).collect();
    assert_eq!(conflicts(BEADS, ISSUES, &ours, &without), [ConflictKind::Removed]);
    assert_eq!(clean(BEADS, ISSUES, ISSUES, &without), without);
    let blocked = edit(ISSUES, 2, "in_progress", "blocked");
    let deferred = edit(ISSUES, 2, "in_progress", "deferred");
    assert_eq!(conflicts(BEADS, ISSUES, &blocked, &deferred), [ConflictKind::State]);
    // A deleted issue with the fields of a closed one could not be read again.
    let deleted = edit(ISSUES, 2, "in_progress", "tombstone");
    let closed = edit(ISSUES, 2, "in_progress", "closed");
    assert_eq!(conflicts(BEADS, ISSUES, &closed, &deleted), [ConflictKind::State]);
    let [one, other] = ["Mine", "Yours"]
        .map(|title| format!("{ISSUES}{{\"id\":\"bd-9\",\"title\":\"{title}\"}}\n"));
    assert_eq!(conflicts(BEADS, ISSUES, &one, &other), [ConflictKind::SameId]);
}

#[test]
fn commas_fit_where_only_one_side_has_the_first_tasks() {
    let document = |tasks: &[&str]| {
        let tasks: Vec<String> = tasks
            .iter()
            .map(|it| {
                let (id, title) = it.split_once(' ').unwrap();
                format!(
                    "    {{ \"id\": \"{id}\", \"title\": \"{title}\", \"status\": \"pending\" }}"
                )
            })
            .collect();
        format!("{{\n  \"tasks\": [\n{}\n  ]\n}}\n", tasks.join(",\n"))
    };
    let base = ["1 One", "2 Two", "3 Three"];
    for (ours, theirs) in [
        (&["1 Other", "2 Two", "3 Three"][..], &["2 Two", "3 Three"][..]),
        (&["1 Other", "2 Other", "3 Three"], &["3 Three"]),
        (&["1 Other", "3 Three"], &["2 Other", "3 Three"]),
        (&["1 Other"], &["2 Other"]),
        (&["1 Other", "2 Other", "3 Other"], &["1 One"]),
    ] {
        let (text, is_clean) =
            merged(TASK_MASTER, &document(&base), &document(ours), &document(theirs));
        assert!(!is_clean, "{text}");
        for (side, expected) in super::super::views::of(text.as_bytes()).iter().zip([ours, theirs])
        {
            let value: serde_json::Value =
                serde_json::from_slice(side).unwrap_or_else(|error| panic!("{error}: {text}"));
            let titles = value["tasks"].as_array().unwrap().iter();
            let titles: Vec<&str> = titles.map(|task| task["title"].as_str().unwrap()).collect();
            for it in expected.iter().filter(|it| it.ends_with("Other")) {
                assert!(titles.contains(&it.split_once(' ').unwrap().1), "{titles:?}: {text}");
            }
        }
    }
}

#[test]
fn a_side_that_opens_a_task_again_has_it_open() {
    let open = edit(ISSUES, 3, "\"closed\"", "\"open\"");
    let open = edit(&open, 3, ",\"closed_at\":\"2026-11-01T10:00:00Z\"", "");
    let titled = edit(ISSUES, 3, "Four", "Number four");
    let expected = edit(&open, 3, "Four", "Number four");
    assert_eq!(clean(BEADS, ISSUES, &open, &titled), expected);
}

/// A document as Task Master writes it.
fn tasks(tasks: &[(&str, &str, &str)], modified: &str) -> String {
    let task = |(id, title, status): &(&str, &str, &str)| {
        format!(
            "      {{\n        \"id\": \"{id}\",\n        \"title\": \"{title}\",\n        \"status\": \"{status}\",\n        \
             \"dependencies\": [],\n        \"updatedAt\": \"{modified}\"\n      }}"
        )
    };
    let done = tasks.iter().filter(|task| task.2 == "done").count();
    let list = if tasks.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n{}\n    ]", tasks.iter().map(task).collect::<Vec<_>>().join(",\n"))
    };
    format!(
        "{{\n  \"master\": {{\n    \"tasks\": {list},\n    \"metadata\": {{\n      \"version\": \"1.0.0\",\n      \
         \"lastModified\": \"{modified}\",\n      \"taskCount\": {},\n      \"completedCount\": {done}\n    }}\n  }}\n}}",
        tasks.len()
    )
}

#[test]
fn tasks_of_a_document_are_merged_and_counted_anew() {
    let at = |day: u32| format!("2026-11-0{day}T10:00:00.000Z");
    let base = tasks(&[("1", "A", "pending"), ("2", "B", "pending")], &at(1));
    // The tool sets the time of the changed task alone.
    let finish = |id: &str, day: u32| {
        let text = base.replace("\"completedCount\": 0", "\"completedCount\": 1");
        let text = text.replace(
            &format!("\"lastModified\": \"{}\"", at(1)),
            &format!("\"lastModified\": \"{}\"", at(day)),
        );
        let from = text.find(&format!("\"id\": \"{id}\"")).unwrap();
        let (before, after) = text.split_at(from);
        format!(
            "{before}{}",
            after.replacen("pending", "done", 1).replacen(
                &format!("\"updatedAt\": \"{}\"", at(1)),
                &format!("\"updatedAt\": \"{}\"", at(day)),
                1
            )
        )
    };
    let text = clean(TASK_MASTER, &base, &finish("1", 3), &finish("2", 2));
    assert!(
        text.contains("\"completedCount\": 2")
            && text.contains(&format!("\"lastModified\": \"{}\"", at(3))),
        "{text}"
    );
    assert_eq!(text.matches("\"done\"").count(), 2);
    let changed = text.lines().zip(base.lines()).filter(|(one, other)| one != other).count();
    assert_eq!((changed, text.lines().count()), (6, base.lines().count()), "{text}");
}

#[test]
fn ids_may_be_texts_or_numbers_and_new_tasks_of_both_sides_stay() {
    let base = "{\"tasks\": [\n  {\"id\": 1, \"title\": \"A\", \"dependencies\": [2]},\n  {\"id\": 2, \"title\": \"B\"}\n]}\n";
    let rewritten = base
        .replace("\"id\": 1", "\"id\": \"1\"")
        .replace("\"id\": 2", "\"id\": \"2\"")
        .replace("[2]", "[\"2\"]");
    let added = |text: &str, id: u32| {
        text.replace("\"B\"}\n", &format!("\"B\"}},\n  {{\"id\": {id}, \"title\": \"N{id}\"}}\n"))
    };
    let text = clean(TASK_MASTER, base, &added(&rewritten, 3), &added(base, 4));
    let expected = rewritten.replace(
        "\"B\"}\n",
        "\"B\"},\n  {\"id\": 3, \"title\": \"N3\"},\n  {\"id\": 4, \"title\": \"N4\"}\n",
    );
    assert_eq!(text, expected);
    let twice = added(base, 3).replace("N3", "Other");
    assert_eq!(conflicts(TASK_MASTER, base, &added(base, 3), &twice), [ConflictKind::SameId]);
}

#[test]
fn each_side_of_a_conflict_in_a_document_is_json() {
    let base =
        tasks(&[("1", "A", "pending"), ("2", "B", "pending"), ("3", "C", "pending")], "2026-11-01");
    let without = tasks(&[("1", "A", "pending"), ("2", "B", "pending")], "2026-11-01");
    for (ours, theirs) in [
        (base.replace("\"B\"", "\"X\""), base.replace("\"B\"", "\"Y\"")),
        (base.replace("\"C\"", "\"X\""), without),
        (
            base.replace("\"taskCount\": 3", "\"taskCount\": 3, \"a\": 1"),
            base.replace("\"taskCount\": 3", "\"a\": 2, \"taskCount\": 3"),
        ),
    ] {
        let (text, is_clean) = merged(TASK_MASTER, &base, &ours, &theirs);
        assert!(!is_clean, "{text}");
        for side in super::super::views::of(text.as_bytes()) {
            assert!(serde_json::from_slice::<serde_json::Value>(&side).is_ok(), "{text}");
        }
    }
}

const PAGE: &str = "---\nid: TASK-1\ntitle: One\nstatus: To Do\nassignee: []\ncreated_date: '2026-11-01 10:00'\n\
    updated_date: '2026-11-01 10:00'\nlabels:\n  - a\ndependencies: []\n---\n\n## Acceptance Criteria\n\
    <!-- AC:BEGIN -->\n- [ ] #1 It works\n- [ ] #2 It is fast\n- [ ] #3 It is small\n<!-- AC:END -->\n";

#[test]
fn a_page_is_merged_by_field_and_its_criteria_by_their_text() {
    let ours = PAGE
        .replace("updated_date: '2026-11-01 10:00'", "updated_date: '2026-11-02 09:00'")
        .replace("status: To Do", "status: Done")
        .replace("  - a\n", "  - a\n  - b\n")
        .replace(
            "- [ ] #1 It works\n- [ ] #2 It is fast\n- [ ] #3",
            "- [ ] #1 It is fast\n- [ ] #2",
        );
    let theirs = PAGE
        .replace("updated_date: '2026-11-01 10:00'", "updated_date: '2026-11-02 08:59'")
        .replace("status: To Do", "status: In Progress")
        .replace("assignee: []", "assignee:\n  - '@ana'")
        .replace("[ ] #2 It is fast", "[x] #2 It is fast");
    let expected = ours
        .replace("assignee: []", "assignee:\n  - '@ana'")
        .replace("[ ] #1 It is fast", "[x] #1 It is fast");
    assert_eq!(clean(BACKLOG_MD, PAGE, &ours, &theirs), expected);
}

#[test]
fn a_configured_status_is_the_last_one() {
    let beside = [Source {
        name: "backlog/config.yml".into(),
        bytes: b"statuses: [Open, Shipped]\n".to_vec(),
    }];
    let way = Merger::of(BACKLOG_MD, PAGE.as_bytes(), &beside);
    let [ours, theirs] = ["Shipped", "In Progress"].map(|status| PAGE.replace("To Do", status));
    let versions = [PAGE.as_bytes(), ours.as_bytes(), theirs.as_bytes()];
    let merged = way.merge(versions, &Options::default());
    assert_eq!(String::from_utf8(merged.bytes).unwrap(), ours);
    let without = Merger::of(BACKLOG_MD, PAGE.as_bytes(), &[]);
    assert_eq!(without.merge(versions, &Options::default()).conflicts[0].kind, ConflictKind::State);
}

#[test]
fn contradictions_in_a_page_are_conflicts_of_its_lines() {
    let [ours, theirs] =
        ["First", "Number one"].map(|title| PAGE.replace("title: One", &format!("title: {title}")));
    let (text, is_clean) = merged(BACKLOG_MD, PAGE, &ours, &theirs);
    assert!(!is_clean);
    let conflict = "<<<<<<< ours\ntitle: First\n=======\ntitle: Number one\n>>>>>>> theirs\n";
    assert_eq!(text, PAGE.replace("title: One\n", conflict));
    let [ours, theirs] =
        ["#4 A", "#4 B"].map(|it| PAGE.replace("small\n", &format!("small\n- [ ] {it}\n")));
    assert_eq!(
        merged(BACKLOG_MD, PAGE, &ours, &theirs),
        (PAGE.replace("small\n", "small\n- [ ] #4 A\n- [ ] #5 B\n"), true)
    );
}

#[test]
fn pages_of_other_tools_are_merged_as_well() {
    let bean = "---\n# b-1\ntitle: Search\nstatus: todo\ntype: task\nupdated_at: 2026-11-01T10:00:00Z\n---\n\n- [ ] one\n- [ ] two\n";
    let ours =
        bean.replace("[ ] one", "[x] one").replace("todo", "completed").replace("T10", "T12");
    let theirs =
        bean.replace("[ ] two", "[x] two").replace("todo", "in-progress").replace("T10", "T11");
    let name = ".beans/b-1--search.md";
    assert_eq!(clean(name, bean, &ours, &theirs), ours.replace("[ ] two", "[x] two"));
    let story = "# Story\n\nStatus: draft\n\n- [ ] a\n- [ ] b\n";
    let [ours, theirs] =
        ["a", "b"].map(|it| story.replace(&format!("[ ] {it}"), &format!("[x] {it}")));
    let name = "docs/stories/1.2.search.md";
    assert_eq!(clean(name, story, &ours, &theirs), story.replace("[ ]", "[x]"));
}

#[test]
fn lost_states_are_told_of_every_shape() {
    for (name, open, done) in [
        (BEADS, ISSUES.to_owned(), edit(ISSUES, 1, "\"open\"", "\"closed\"")),
        (TASK_MASTER, tasks(&[("1", "A", "pending")], "x"), tasks(&[("1", "A", "done")], "x")),
        (BACKLOG_MD, PAGE.to_owned(), PAGE.replace("To Do", "Done")),
    ] {
        let way = Merger::of(name, open.as_bytes(), &[]);
        let [open, done] = [open.as_bytes(), done.as_bytes()];
        let kinds = |versions, result| {
            way.gone(versions, result).into_iter().map(|it| it.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds([open, done, open], done), []);
        assert_eq!(kinds([open, done, open], open), [LossKind::TakenBack], "{name}");
        assert_eq!(kinds([done, done, open], open), [LossKind::Reopened(MergeSide::Theirs)]);
        assert_eq!(kinds([done, open, open], open), []);
        assert!(kinds([open, done, open], b"").contains(&LossKind::Missing), "{name}");
        assert!(kinds([done, done, b""], b"").contains(&LossKind::Removed), "{name}");
        let again = way.ticked_again([done, open, done], done);
        assert_eq!(again.len(), 1, "{name}");
        let kept = way.kept(open, done);
        assert_eq!((kept.found, kept.same), (kept.tasks, kept.tasks));
        assert_eq!(way.kept(open, b"# nothing\n").found, 0);
    }
}
