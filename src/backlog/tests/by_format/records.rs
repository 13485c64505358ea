//! Formats that state tasks as data.

use super::*;

#[test]
fn beads_waits_for_blockers_and_plans_the_children_of_epics() {
    let (tasks, problems) = listing("beads");
    assert_eq!(
        tasks,
        [
            "bd-a1.1:2 | Critical | Modify src/index.rs | Modify src/store.rs | Index the documents",
            "bd-a1.2:3 | Medium | after bd-a1.1 | Query the index",
            "bd-b2:4 | InProgress | Low | after bd-a1.2 | Rank the results",
            "bd-e5:7 | Deferred | after bd-a1.1 bd-a1.2 | Some day",
        ]
    );
    assert_eq!(
        problems,
        [
            ".beads/issues.jsonl:9 no record: EOF while parsing a string",
            ".beads/issues.jsonl an export of the dolt database, with changes up to an unknown day; if \
             it is stale, type `bd export | ctx analyze --tasks -`",
            ".beads/issues.jsonl:1 bd-a1 is the parent of open tasks, and planned with these",
        ]
    );
    let (tasks, _) = read_fixture("beads", Granularity::Outermost);
    let labels: Vec<String> = tasks[0].labels.iter().map(|(a, b)| format!("{a}:{b}")).collect();
    assert_eq!(labels, ["assignee:ana", "backend:", "estimate-minutes:90", "type:task"]);
    assert_eq!(tasks[0].ancestors, ["Search"]);
}

#[test]
fn task_master_reads_the_current_tag_and_finishes_what_is_inside_finished_tasks() {
    let (tasks, problems) = listing("task-master");
    assert_eq!(
        tasks,
        [
            "2:13 | InProgress | High | 2 boxes | Modify src/orders.ts | Create src/orders/table.ts | Store orders",
            "3:33 | Low | after 2 | List orders",
            "5:35 | Deferred | Later",
        ]
    );
    assert_eq!(
        problems,
        [
            ".taskmaster/tasks/tasks.json:36 a task without an id, not read",
            ".taskmaster/tasks/tasks.json:10 open subtasks of finished tasks, so no work is left; Task Master \
             lists them as they are: 1.1",
            ".taskmaster/tasks/tasks.json read is the tag master; not read are those of experiment (1)",
        ]
    );
    let (leaves, _) = read_fixture("task-master", Granularity::Leaf);
    let leaves: Vec<String> = leaves.iter().map(|task| line(task, &leaves)).collect();
    assert_eq!(
        leaves[..2],
        [
            "2.2:29 | High | Write the store".to_owned(),
            "2.3:30 | High | after 2.2 | Call the store".to_owned(),
        ]
    );
}

#[test]
fn standard_input_is_told_by_its_content() {
    for (format, text) in [
        ("beads", r#"{"id":"bd-1","title":"a","status":"open","issue_type":"task"}"#),
        ("beads", r#" [ {"id":"bd-1","title":"a","status":"open","issue_type":"task"}]"#),
        ("task-master", r#"{"tasks":[{"id":1,"title":"a","status":"pending"}]}"#),
        ("task-master", r#"{"main":{"tasks":[{"id":1,"title":"a","status":"pending"}]}}"#),
        ("markdown", "- [ ] a"),
        ("markdown", "{}"),
    ] {
        let source = Source { name: "<stdin>".into(), bytes: text.as_bytes().to_vec() };
        assert_eq!(formats::of(&source).name, format, "{text}");
        let count = usize::from(text != "{}");
        assert_eq!(read(&[source], Granularity::Outermost).0.len(), count, "{text}");
    }
}

#[test]
fn a_file_that_is_no_json_is_no_empty_backlog() {
    let name = ".taskmaster/tasks/tasks.json";
    let source = Source { name: name.into(), bytes: b"{\"tasks\": [\n{\"id\": 1,".to_vec() };
    let (tasks, problems) = read(std::slice::from_ref(&source), Granularity::Outermost);
    assert_eq!(tasks, []);
    let error = refuse_unread(&[source], None, &problems).unwrap_err();
    assert_eq!((error.backlog.as_str(), error.line), (name, 2));
}

#[test]
fn several_backlogs_are_one_analysis() {
    let (beads, specs) = (fixture("beads"), fixture("spec-kit"));
    let mut all = sources(&beads, &[beads.join(".beads/issues.jsonl")]);
    all.extend(sources(&specs, &locate(&specs).unwrap().files));
    let (tasks, _) = read(&all, Granularity::Outermost);
    let backlogs: Vec<&str> = tasks.iter().map(|task| task.backlog.as_str()).collect();
    assert_eq!(backlogs[0], ".beads/issues.jsonl");
    assert_eq!(backlogs[4], "specs/001-photo-albums/tasks.md");
    assert_eq!(tasks.len(), 12);
    let second = &tasks[5];
    assert_eq!(second.key, "T003");
    assert_eq!(second.depends_on, [tasks[4].id], "groups keep their places");
}

#[test]
fn progress_is_that_of_the_records() {
    let root = fixture("task-master");
    let source = sources(&root, &[root.join(".taskmaster/tasks/tasks.json")]).remove(0);
    let list = Checklist::read(&source);
    let states = list.find(&[("1", "Set up the repository"), ("2", "x"), ("2.2", "x"), ("9", "")]);
    let state = |at: Option<usize>| at.and_then(|at| list.entries[at].state);
    assert_eq!(
        states.into_iter().map(state).collect::<Vec<_>>(),
        [Some(TaskState::Done), Some(TaskState::InProgress), Some(TaskState::Open), None]
    );
}

#[test]
fn an_object_without_tasks_is_no_empty_task_master_list() {
    let name = ".taskmaster/tasks/tasks.json";
    for (text, is_problem) in [
        ("{\"items\": [{\"id\": 1, \"title\": \"b\", \"status\": \"pending\"}]}", true),
        ("{\"master\": {\"items\": []}}", true),
        ("{\"version\": \"1.0\"}", true),
        ("{\"master\": {}}", true),
        ("{\"todo\": \"a\"}", true),
        ("{}", false),
        ("{\"master\": {\"tasks\": []}}", false),
        ("{\"tasks\": []}", false),
    ] {
        let source = Source { name: name.into(), bytes: text.into() };
        let format = FORMATS.iter().find(|format| format.name == "task-master");
        let (tasks, problems) = read_as(&[source], &[], format, Granularity::Outermost);
        assert!(tasks.is_empty(), "{text}");
        let is_told = problems.iter().any(|problem| problem.kind == ProblemKind::Record);
        assert_eq!(is_told, is_problem, "{text}: {problems:?}");
    }
}
