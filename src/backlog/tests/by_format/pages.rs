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
            "01-02:1 | Modify src/store.ts | Modify src/db.ts | Modify src/index.ts | Store the orders",
            "01-03:1 | after 01-02 | Cache the orders",
            "02-01:1 | after 01-03 | Show the orders",
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
    assert_eq!(tasks[0].conflicts, ["003"]);
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
