//! Facts about tools that keep a file for each task.

use super::*;

#[test]
fn backlog_md() {
    let task = |id: &str, rest: &str| {
        format!("---\nid: {id}\ntitle: Title of {id}\nstatus: To Do\n{rest}---\n\nText\n")
    };
    let [one, two, three] = [
        task("task-1", "priority: high\nordinal: 1000\nmilestone: m-1\n"),
        task("TASK-2", "dependencies:\n  - TASK-1\nmodified_files:\n  - src/a.ts\n  - src/b.ts\n"),
        task("BUG-3", "dependencies: [task-2]\nparent_task_id: TASK-9\n"),
    ];
    let shipped = |status: &str| task("task-1", "").replace("To Do", status);
    let [last, before, begun, blocked] =
        ["Shipped", "Ready", "In Progress", "Blocked"].map(shipped);
    let config = [("backlog/config.yml", "statuses: [\"To Do\", \"Ready\", \"Shipped\"]\n")];
    let criteria = task("task-1", "")
        + "## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 one\n  - [ ] nested\n<!-- AC:END -->\n\
           * [ ] two\n1. [ ] three\n\n## Definition of Done\n<!-- DOD:BEGIN -->\n- [ ] #1 four\n<!-- DOD:END -->\n";
    let page = "backlog/tasks/task-1 - A.md";
    hold(&[
        (
            "ids match in any case, and may have any prefix",
            &[
                (page, &one),
                ("backlog/tasks/task-2 - B.md", &two),
                ("backlog/tasks/bug-3 - C.md", &three),
            ],
            &[],
            &[
                "task-1:1 | High | Title of task-1",
                "TASK-2:1 | after task-1 | Modify src/a.ts | Modify src/b.ts | Title of TASK-2",
                "BUG-3:1 | after TASK-2 | Title of BUG-3",
            ],
        ),
        ("the last status of the settings is done", &[(page, &last)], &config, &[]),
        ("no other one is", &[(page, &before)], &config, &["task-1:1 | Title of task-1"]),
        ("without settings it is another", &[(page, &last)], &[], &["task-1:1 | Title of task-1"]),
        (
            "a task in progress is open",
            &[(page, &begun)],
            &[],
            &["task-1:1 | InProgress | Title of task-1"],
        ),
        (
            "a blocked one is blocked",
            &[(page, &blocked)],
            &[],
            &["task-1:1 | Blocked | Title of task-1"],
        ),
        ("no box is a task or a step", &[(page, &criteria)], &[], &["task-1:1 | Title of task-1"]),
        (
            "a dependency on a completed task is met",
            &[("backlog/tasks/task-2 - B.md", &two)],
            &[("backlog/completed/task-1 - A.md", &one)],
            &["TASK-2:1 | Modify src/a.ts | Modify src/b.ts | Title of TASK-2"],
        ),
    ]);
}

#[test]
fn other_pages() {
    let page = |fields: &str| format!("---\n{fields}---\n\n# Heading\n\nText\n");
    let ccpm = |status: &str, rest: &str| page(&format!("name: N\nstatus: {status}\n{rest}"));
    let bean = |status: &str, rest: &str| {
        page(&format!("# a-1\ntitle: B\nstatus: {status}\ntype: task\n{rest}"))
    };
    let [open, closed, after] = [
        ccpm("open", "github: https://github.com/a/b/issues/101\n"),
        ccpm("closed", ""),
        ccpm("open", "depends_on: [101]\nparallel: true\nconflicts_with: []\n"),
    ];
    let [story, spec, front] = [
        "# Story 1.2: Log in\n\nStatus: ready-for-dev\n\n## Tasks\n\n- [ ] Write it\n".to_owned(),
        "# Story 1.3: Log out\n\n**Status:** Done\n".to_owned(),
        page("title: Stay\nstatus: in-review\n"),
    ];
    let sprint = "development_status:\n  epic-1: in-progress\n  1-2-log-in: done\n";
    let stories = "_bmad-output/implementation-artifacts";
    let [two, three, four] =
        ["1-2-log-in", "1-3-log-out", "spec-stay"].map(|it| format!("{stories}/{it}.md"));
    let plan = |rest: &str| page(&format!("phase: 01-a\nplan: 1\ntype: execute\n{rest}"));
    let [done, waits, early] = [
        plan("wave: 1\nfiles_modified: [src/a.ts]\n"),
        plan("wave: 2\ndepends_on: [\"01-01\"]\nfiles_modified: []\n"),
        plan("wave: 1\nfiles_modified: [\n  \"src/b.ts\",\n  \"src/c.ts\"\n]\n"),
    ];
    let [first, second, third] =
        [1, 2, 3].map(|it| format!(".planning/phases/01-a/01-0{it}-PLAN.md"));
    let beans: Vec<String> = [
        bean("todo", "priority: critical\nblocking: [a-2]\n"),
        bean("in-progress", ""),
        bean("completed", ""),
        bean("scrapped", ""),
        bean("draft", ""),
        bean("todo", "priority: low\nblocked_by: [A-1, a-3]\n"),
    ]
    .into();
    let names: Vec<String> = (1..=6).map(|it| format!(".beans/a-{it}--b.md")).collect();
    let beans: Vec<File> =
        names.iter().map(String::as_str).zip(beans.iter().map(String::as_str)).collect();
    hold(&[
        (
            "ccpm names tasks by their issues after it made these",
            &[
                (".claude/epics/e/epic.md", &open),
                (".claude/epics/e/101.md", &open),
                (".claude/epics/e/102.md", &after),
            ],
            &[],
            &["101:1 | N", "102:1 | parallel | after 101 | N"],
        ),
        (
            "ccpm closes tasks",
            &[(".claude/epics/e/101.md", &closed), (".claude/epics/e/102.md", &after)],
            &[],
            &["102:1 | parallel | N"],
        ),
        (
            "BMAD states the status in a line or in front matter",
            &[(&two, &story), (&three, &spec), (&four, &front)],
            &[],
            &["1.2:1 | Log in", "spec-stay:1 | InProgress | Stay"],
        ),
        (
            "a story that the sprint calls done is done",
            &[(&two, &story)],
            &[("_bmad-output/implementation-artifacts/sprint-status.yaml", sprint)],
            &[],
        ),
        (
            "GSD has done what has a summary",
            &[(&first, &done), (&second, &waits), (&third, &early)],
            &[(".planning/phases/01-a/01-01-SUMMARY.md", "")],
            &[
                "01-02:1 | parallel | Heading",
                "01-03:1 | parallel | Modify src/b.ts | Modify src/c.ts | Heading",
            ],
        ),
        (
            "GSD waits for a plan without one",
            &[(&first, &done), (&second, &waits)],
            &[],
            &[
                "01-01:1 | parallel | Modify src/a.ts | Heading",
                "01-02:1 | parallel | after 01-01 | Heading",
            ],
        ),
        (
            "beans have statuses of their own, and block in both directions",
            &beans,
            &[],
            &[
                "a-1:1 | Critical | B",
                "a-2:1 | InProgress | after a-1 | B",
                "a-5:1 | Deferred | B",
                "a-6:1 | Low | after a-1 | B",
            ],
        ),
    ]);
}
