//! Where the number of tasks is not that of the tool, the items and the reason are told.

use super::*;

/// Reads one file: the keys of the tasks, and what is counted otherwise.
fn counted(
    name: &str,
    beside: &[(&str, &str)],
    text: &str,
    granularity: Granularity,
) -> (Vec<String>, Vec<String>) {
    let source =
        |name: &str, text: &str| Source { name: name.into(), bytes: text.as_bytes().to_vec() };
    let beside: Vec<Source> = beside.iter().map(|(name, text)| source(name, text)).collect();
    let (tasks, problems) = read_as(&[source(name, text)], &beside, None, granularity);
    let others: Vec<Problem> =
        problems.into_iter().filter(|it| it.kind == ProblemKind::OtherCount).collect();
    (tasks.into_iter().map(|task| task.key).collect(), told(&others))
}

#[test]
fn openspec_counts_the_steps_of_a_task() {
    let name = "openspec/changes/a/tasks.md";
    let text = "## 1. A\n\n- [ ] 1.1 Write\n  - [ ] 1.1.1 Parse\n  - [x] 1.1.2 Print\n- [x] 1.2 Read\n- [ ] 1.3 List\n  - [ ] sort\n";
    let (keys, told) = counted(name, &[], text, Granularity::Outermost);
    assert_eq!(keys, ["1.1", "1.3"]);
    let expected = "openspec/changes/a/tasks.md:4 2 open boxes are steps of the tasks above; OpenSpec counts each \
                    (line 4, 8), as does --granularity leaf";
    assert_eq!(told, [expected]);
    let (keys, told) = counted(name, &[], text, Granularity::Leaf);
    assert_eq!((keys.len(), told.len()), (2, 0));
}

#[test]
fn beads_leaves_out_what_is_no_work() {
    let text = r#"{"id":"b-1","title":"Pinned","status":"pinned","issue_type":"task"}
{"id":"b-2","title":"Marked","status":"open","issue_type":"task","pinned":true}
{"id":"b-3","title":"Template","status":"open","issue_type":"epic","is_template":true}
{"id":"b-4","title":"Wait for CI","status":"open","issue_type":"gate"}
{"id":"b-5","title":"Release","status":"open","issue_type":"task","dependencies":[{"issue_id":"b-5","depends_on_id":"b-4","type":"blocks"}]}
{"id":"b-6","title":"Hello","status":"open","issue_type":"message"}
{"id":"b-7","title":"Old gate","status":"closed","issue_type":"gate"}
{"id":"b-8","title":"Announce","status":"open","issue_type":"task","dependencies":[{"id":"b-5","dependency_type":"blocks"},{"depends_on_id":"b-7","type":"blocks"}]}
"#;
    let (keys, told) = counted(".beads/issues.jsonl", &[], text, Granularity::Outermost);
    assert_eq!(keys, ["b-5", "b-8"]);
    let expected = ".beads/issues.jsonl pinned issues, templates, gates and messages, no work; `bd list` leaves \
                    them out as well: b-1, b-2, b-3, b-4, b-6";
    assert_eq!(told, [expected]);
    let source = Source { name: ".beads/issues.jsonl".into(), bytes: text.into() };
    let (tasks, _) = read(&[source], Granularity::Outermost);
    let listed: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        listed,
        [
            "b-5:5 | Blocked | Medium | blocked by b-4, a gate that is shut | Release"
                .replace(" | Medium", ""),
            "b-8:8 | after b-5 | Announce".to_owned(),
        ]
    );
}

#[test]
fn task_master_lists_open_subtasks_of_finished_tasks() {
    let text = r#"{"tasks": [
  {"id": 1, "title": "A", "status": "done", "subtasks": [{"id": 1, "title": "a", "status": "pending"},
    {"id": 2, "title": "b", "status": "done"}]},
  {"id": 2, "title": "B", "status": "pending", "subtasks": [{"id": 1, "title": "a", "status": "pending"}]}
]}"#;
    let (keys, told) = counted("tasks/tasks.json", &[], text, Granularity::Leaf);
    assert_eq!(keys, ["2.1"]);
    assert_eq!(
        told,
        [
            "tasks/tasks.json:2 open subtasks of finished tasks, so no work is left; Task Master lists \
          them as they are: 1.1"
        ]
    );
}

#[test]
fn an_approved_package_of_spec_kitty_is_told() {
    let page = "---\nwork_package_id: WP01\ntitle: A\n---\n";
    let log = "{\"event_id\":\"2\",\"at\":\"2026-01-02T00:00:00Z\",\"wp_id\":\"WP01\",\"to_lane\":\"approved\"}\n";
    let beside = [("kitty-specs/a/status.events.jsonl", log)];
    let name = "kitty-specs/a/tasks/WP01-a.md";
    let (keys, told) = counted(name, &beside, page, Granularity::Outermost);
    assert_eq!(keys, Vec::<String>::new());
    assert_eq!(
        told,
        [
            "kitty-specs/a/tasks/WP01-a.md approved packages, so no work is left; spec-kitty counts them as active until they \
          are merged: WP01"
        ]
    );
}

#[test]
fn the_time_of_an_event_decides_about_a_lane() {
    let page = "---\nwork_package_id: WP01\ntitle: A\n---\n";
    let event = |id: &str, at: &str, from: &str, to: &str| {
        format!(
            "{{\"event_id\":\"{id}\",\"at\":\"2026-01-0{at}T00:00:00Z\",\"wp_id\":\"WP01\",\"from_lane\":\"{from}\",\
             \"to_lane\":\"{to}\"}}\n"
        )
    };
    for (events, is_open) in [
        // Lines of two branches, mixed by a merge.
        ([event("2", "2", "in_review", "done"), event("1", "1", "planned", "claimed")], false),
        ([event("1", "1", "planned", "claimed"), event("2", "2", "in_review", "done")], false),
        // A review that sends a package back wins over what happens at the same time.
        ([event("1", "1", "in_review", "in_progress"), event("2", "1", "in_review", "done")], true),
        ([event("2", "1", "in_review", "in_progress"), event("1", "1", "in_review", "done")], true),
    ] {
        let log = events.concat();
        let beside = [("kitty-specs/a/status.events.jsonl", log.as_str())];
        let name = "kitty-specs/a/tasks/WP01-a.md";
        let (keys, _) = counted(name, &beside, page, Granularity::Outermost);
        assert_eq!(keys.len(), usize::from(is_open), "{log}");
    }
}

#[test]
fn stories_of_bmad_without_a_file_are_told() {
    let sprint = "development_status:\n  epic-1: in-progress\n  1-1-log-in: done\n  1-2-log-out: backlog\n  \
        1-3-stay: drafted\n  epic-1-retrospective: optional\n";
    let beside = [("_bmad-output/implementation-artifacts/sprint-status.yaml", sprint)];
    let name = "_bmad-output/implementation-artifacts/1-3-stay.md";
    let (keys, told) =
        counted(name, &beside, "# Story 1.3: Stay\n\nStatus: drafted\n", Granularity::Outermost);
    assert_eq!(keys, ["1.3"]);
    assert_eq!(
        told,
        [
            "_bmad-output/implementation-artifacts/sprint-status.yaml open stories that have no file yet, and are not \
          read: 1-2-log-out"
        ]
    );
}

#[test]
fn waiting_tasks_and_statuses_of_a_team_are_told() {
    let text = r#"[{"id":1,"uuid":"a","entry":"x","status":"pending","description":"A","wait":"20300101T000000Z"},
{"id":2,"uuid":"b","entry":"x","status":"pending","description":"B"}]"#;
    let (keys, told) = counted("<stdin>", &[], text, Granularity::Outermost);
    assert_eq!(keys, ["1", "2"]);
    assert_eq!(
        told,
        ["<stdin> tasks with a date to wait for, until which `task list` hides them: 1"]
    );
    let text = "ID,Title,Status\nA-1,One,Shipped\nA-2,Two,Todo\nA-3,Three,Done\nA-4,Four,Shipped\n";
    let (keys, told) = counted("a.csv", &[], text, Granularity::Outermost);
    assert_eq!(keys, ["A-1", "A-2", "A-4"]);
    assert_eq!(told, ["a.csv statuses of the team's own, read as open: Shipped"]);
}

#[test]
fn what_a_team_calls_its_statuses_does_not_hide_that_an_issue_ended() {
    for (text, expected) in [
        (
            "ID,Title,Status,Completed,Canceled\nA-1,One,Shipped,2026-01-02T00:00:00.000Z,\nA-2,Two,Later,,\n\
             A-3,Three,Dropped it,,2026-01-02T00:00:00.000Z\nA-4,Four,Reviewed and live,2026-01-02T00:00:00.000Z,\n",
            ("A-2", "Later"),
        ),
        (
            "Summary,Issue key,Status,Status Category,Resolution\nOne,A-1,Shipped,Done,\nTwo,A-2,Later,To Do,\n\
             Three,A-3,Live,Done,Done\n",
            ("A-2", ""),
        ),
        (
            "Summary,Work item key,Status,Resolution\nOne,A-1,Shipped,Fixed\nTwo,A-2,Later,Unresolved\n\
             Three,A-3,Gone,Won't Do\n",
            ("A-2", "Later"),
        ),
    ] {
        let (keys, told) = counted("a.csv", &[], text, Granularity::Outermost);
        assert_eq!(keys, [expected.0], "{text}");
        let unknown: Vec<String> = Some(expected.1)
            .filter(|status| !status.is_empty())
            .map(|status| format!("a.csv statuses of the team's own, read as open: {status}"))
            .into_iter()
            .collect();
        assert_eq!(told, unknown, "{text}");
    }
}
