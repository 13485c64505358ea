//! Formats that have a file with front matter for each task.

use super::*;

#[test]
fn backlog_md_reads_front_matter_and_no_boxes() {
    let (tasks, problems) = listing("backlog-md");
    assert_eq!(
        tasks,
        [
            "TASK-1.1:1 | High | Number orders: from one",
            "task-2:1 | Blocked | after TASK-1.1 | blocked by TASK-9, which is archived or missing | List orders",
        ]
    );
    assert_eq!(
        problems,
        [
            "backlog/tasks/task-4 - Broken.md:3 front matter that is no YAML, so the file is not read: \
             mapping values are not allowed in this context",
            "backlog/tasks/task-1 - Store-orders.md:1 TASK-1 is the parent of open tasks, and planned \
             with these",
        ]
    );
}

#[test]
fn criteria_are_no_steps_and_a_scalar_is_a_list() {
    let text = "---\nid: TASK-1\ntitle: a\nstatus: In Progress\ndependencies: TASK-2\n---\n\
                <!-- AC:BEGIN -->\n- [ ] #1 one\n- [x] #2 two\n";
    let other = "---\nid: TASK-2\ntitle: b\nstatus: To Do\n---\n";
    let source = |name: &str, text: &str| Source {
        name: format!("backlog/tasks/{name} - a.md"),
        bytes: text.into(),
    };
    let (tasks, _) =
        read(&[source("task-1", text), source("task-2", other)], Granularity::Outermost);
    assert_eq!(line(&tasks[0], &tasks), "TASK-1:1 | InProgress | after TASK-2 | a");
    assert_eq!(lines(&tasks[0]), ["Title a", "Criterion #1 one", "Criterion #2 two"]);
}

#[test]
fn gsd_is_done_with_its_summary_and_goes_by_waves() {
    let (tasks, problems) = listing("gsd");
    assert_eq!(
        tasks,
        [
            "01-02:1 | parallel | Modify src/store.ts | Modify src/db.ts | Modify src/index.ts | Store the orders",
            "01-03:1 | parallel | after 01-02 | Cache the orders",
            "02-01:1 | parallel | after 01-03 | Show the orders",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
    let (tasks, _) = read_fixture("gsd", Granularity::Outermost);
    assert!(tasks[0].phase < tasks[1].phase && tasks[1].phase < tasks[2].phase);
}

#[test]
fn gsd_2_reads_the_tasks_of_a_slice() {
    let (tasks, _) = listing("gsd-2");
    assert_eq!(tasks, ["T02:7 | Modify src/store.ts | Modify src/db.ts | Store the orders est:1h"]);
}

#[test]
fn bmad_reads_the_status_of_stories() {
    let (tasks, problems) = listing("bmad");
    assert_eq!(
        tasks,
        [
            "1.1:1 | InProgress | 2 boxes | Store orders",
            "spec-refunds:1 | 2 boxes | Modify src/refund.ts | Modify src/orders.ts | Refund orders",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn ccpm_reads_the_tasks_of_epics() {
    let (tasks, problems) = listing("ccpm");
    assert_eq!(
        tasks,
        [
            "002:1 | parallel | Query",
            "003:1 | after 002 | Modify src/rank.ts | Modify src/score/*.ts | Rank",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
    let (tasks, _) = read_fixture("ccpm", Granularity::Outermost);
    assert_eq!(tasks[0].conflicts, [tasks[1].id]);
}

#[test]
fn spec_kitty_takes_the_lane_of_the_last_event() {
    let (tasks, problems) = listing("spec-kitty");
    assert_eq!(
        tasks,
        [
            "WP02:1 | InProgress | 2 boxes | Modify src/pay/** | Gateway",
            "WP03:1 | after WP02 | Receipt",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn beans_are_linked_in_both_directions() {
    let (tasks, problems) = listing("beans");
    assert_eq!(
        tasks,
        [
            "bean-b2:1 | InProgress | Critical | 2 boxes | Index",
            "bean-c3:1 | after bean-b2 | Query",
            "bean-d4:1 | Deferred | Some day",
        ]
    );
    assert_eq!(
        problems,
        [".beans/bean-a1--search.md:1 bean-a1 is the parent of open tasks, and planned with these"]
    );
}

#[test]
fn a_task_of_backlog_md_without_front_matter_is_told() {
    let source = |name: &str| Source {
        name: format!("backlog/tasks/{name}"),
        bytes: b"# Tasks\n\n- [ ] x\n".to_vec(),
    };
    let (tasks, problems) =
        read(&[source("readme.md"), source("task-2 - Old.md")], Granularity::Outermost);
    assert_eq!(tasks.len(), 0);
    let expected = "backlog/tasks/task-2 - Old.md:1 a task without front matter, not read; Backlog.md lists it without an id";
    assert_eq!(told(&problems), [expected]);
}

#[test]
fn a_parent_that_its_subtasks_wait_for_is_a_task() {
    let page = |id: &str, rest: &str| Source {
        name: format!("backlog/tasks/{id} - A.md"),
        bytes: format!("---\nid: {id}\ntitle: Title of {id}\nstatus: To Do\n{rest}---\n")
            .into_bytes(),
    };
    let parent = page("task-24", "");
    let first = page("task-24.1", "dependencies:\n  - task-24\nparent_task_id: task-24\n");
    let second = page("task-24.2", "dependencies: [TASK-24.1]\nparent_task_id: task-24\n");
    let other = page("task-25", "dependencies: [task-24]\n");
    let (tasks, problems) =
        read(&[parent.clone(), first, second, other.clone()], Granularity::Outermost);
    let listed: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        listed,
        [
            "task-24:1 | Title of task-24",
            "task-24.1:1 | after task-24 | Title of task-24.1",
            "task-24.2:1 | after task-24.1 | Title of task-24.2",
            "task-25:1 | after task-24 | Title of task-25",
        ]
    );
    assert_eq!(told(&problems), Vec::<String>::new());

    // Where none waits for it, it is what its subtasks are together.
    let alone = page("task-24.2", "parent_task_id: task-24\n");
    let (tasks, _) = read(&[parent, alone, other], Granularity::Outermost);
    let listed: Vec<String> = tasks.iter().map(|task| line(task, &tasks)).collect();
    assert_eq!(
        listed,
        ["task-24.2:1 | Title of task-24.2", "task-25:1 | after task-24.2 | Title of task-25"]
    );
}

/// A front matter that is no YAML.
const BROKEN: &str = "---\ntitle: a: b\n---\nText\n";

#[test]
fn a_page_of_a_finished_task_need_not_be_readable() {
    let source = |name: &str, text: &str| Source { name: name.into(), bytes: text.into() };
    let event = |lane: &str| format!("{{\"wp_id\":\"WP01\",\"to_lane\":\"{lane}\"}}\n");
    let sprint = |state: &str| format!("development_status:\n  1-1-store: {state}\n");
    for (page, beside, text, is_told) in [
        (
            "p/.planning/phases/01-a/01-01-PLAN.md",
            "p/.planning/phases/01-a/01-01-SUMMARY.md",
            "",
            false,
        ),
        (
            "p/.planning/phases/01-a/01-01-PLAN.md",
            "p/.planning/phases/01-a/01-02-SUMMARY.md",
            "",
            true,
        ),
        (
            "kitty-specs/a/tasks/WP01-b.md",
            "kitty-specs/a/status.events.jsonl",
            &*event("done"),
            false,
        ),
        (
            "kitty-specs/a/tasks/WP01-b.md",
            "kitty-specs/a/status.events.jsonl",
            &event("canceled"),
            false,
        ),
        (
            "kitty-specs/a/tasks/WP01-b.md",
            "kitty-specs/a/status.events.jsonl",
            &event("claimed"),
            true,
        ),
        ("docs/stories/1-1-store.md", "docs/stories/sprint-status.yaml", &sprint("done"), false),
        ("docs/stories/1-1-store.md", "docs/stories/sprint-status.yaml", &sprint("review"), true),
    ] {
        let (sources, beside) = ([source(page, BROKEN)], [source(beside, text)]);
        let (tasks, problems) = read_as(&sources, &beside, None, Granularity::Outermost);
        assert_eq!(tasks.len(), 0, "{page}");
        let is_record = |it: &crate::model::Problem| it.kind == crate::model::ProblemKind::Record;
        assert_eq!(problems.iter().any(is_record), is_told, "{page} {text}");
        assert_eq!(refuse_unread(&sources, None, &problems).is_err(), is_told, "{page} {text}");
    }
}

#[test]
fn a_broken_plan_of_lanes_is_told() {
    let package = "---\nwork_package_id: WP01\ntitle: a\n---\nText\n";
    let source = |name: &str, text: &str| Source {
        name: format!("kitty-specs/a/{name}"),
        bytes: text.into(),
    };
    let told_of = |lanes: &str| {
        let sources = [source("tasks/WP01-a.md", package)];
        let beside = [source("lanes.json", lanes)];
        let (tasks, problems) = read_as(&sources, &beside, None, Granularity::Outermost);
        assert_eq!(tasks.len(), 1, "{lanes}");
        (tasks[0].lane.clone(), told(&problems))
    };
    let expected =
        "kitty-specs/a/lanes.json no JSON object, so the lanes of its work packages are not known";
    for broken in ["", "[]", "{\"lanes\": [", "lanes: []"] {
        assert_eq!(told_of(broken), (None, vec![expected.to_owned()]), "{broken}");
    }
    for (lanes, lane) in [
        ("{}", None),
        ("{\"lanes\": 1}", None),
        ("{\"lanes\": [{\"wp_ids\": [\"WP01\"]}]}", None),
        (
            "{\"lanes\": [{\"lane_id\": \"lane-a\", \"wp_ids\": \"WP01\"}]}",
            Some("lane-a".to_owned()),
        ),
        (
            "{\"lanes\": [1, {\"lane_id\": \"x\", \"wp_ids\": [\"WP02\", \"WP01\"]}]}",
            Some("x".to_owned()),
        ),
    ] {
        assert_eq!(told_of(lanes), (lane, Vec::new()), "{lanes}");
    }
}
