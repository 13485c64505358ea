//! Exports of trackers, lists in text, and tables.

use super::*;

#[test]
fn todo_txt_has_a_task_in_each_line() {
    let (tasks, problems) = listing("todo.txt");
    assert_eq!(
        tasks,
        [
            "L1:1 | Critical | Call the bank about order 10:30",
            "L3:3 | X is no mark of done",
            "L4:4 | (b) is no priority",
            "7:5 | Medium | Read https://example.com/a",
            "L6:6 | after 7 | Write it",
            "L8:8 | High | xylophone lessons",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
    let (tasks, _) = read_fixture("todo.txt", Granularity::Outermost);
    let labels: Vec<String> = tasks[0].labels.iter().map(|(a, b)| format!("{a}:{b}")).collect();
    assert_eq!(labels, ["due:2026-12-01", "phone:", "shop:"]);
}

#[test]
fn taskwarrior_is_not_blocked_by_deleted_tasks() {
    let (tasks, problems) = listing("taskwarrior");
    assert_eq!(
        tasks,
        [
            "1:2 | InProgress | High | Store orders in src/orders.ts",
            "2:3 | after 1 | List orders",
            "3:6 | after 2 | Old dependencies",
        ]
    );
    assert_eq!(
        problems,
        ["export.json tasks with a date to wait for, until which `task list` hides them: 3"]
    );
    let (tasks, _) = read_fixture("taskwarrior", Granularity::Outermost);
    assert_eq!(tasks[0].section, ["shop", "api"]);
}

#[test]
fn org_mode_reads_keywords_and_properties() {
    let (tasks, problems) = listing("org");
    assert_eq!(
        tasks,
        [
            "schema:5 | High | Write the schema",
            "L14:14 | InProgress | after schema | Load it",
            "L24:24 | Draw the page",
            "L25:25 | Low | after L24 | Fill the page",
            "L26:26 | Blocked | after L25 | Ask for colours",
        ]
    );
    assert_eq!(
        problems,
        ["TODO.org:20 Show the orders is the parent of open tasks, and planned with these"]
    );
}

#[test]
fn github_issues_have_steps_and_blockers() {
    let (tasks, problems) = listing("github");
    assert_eq!(tasks, ["#12:2 | High | after #14 | Orders get lost", "#14:11 | Number orders"]);
    assert_eq!(
        problems,
        [
            "issues.json:14 an issue without number, not read",
            "issues.json:13 #10 is the parent of open tasks, and planned with these",
        ]
    );
    let (tasks, _) = read_fixture("github", Granularity::Outermost);
    assert_eq!(
        lines(&tasks[0]),
        [
            "Title Orders get lost",
            "Body In src/orders.ts.",
            "DoneChild reproduce",
            "OpenChild mend",
            "Body Blocked by #14",
        ]
    );
}

#[test]
fn gitlab_issues_have_labels_with_scopes() {
    let (tasks, _) = listing("gitlab");
    assert_eq!(tasks, ["#3:1 | Low | Orders get lost"]);
    let (tasks, _) = read_fixture("gitlab", Granularity::Outermost);
    assert_eq!(tasks[0].labels["weight"], "5");
}

#[test]
fn linear_rows_may_have_several_lines() {
    let (tasks, problems) = listing("linear");
    assert_eq!(
        tasks,
        [
            "SHOP-2:3 | InProgress | Critical | 2 boxes | Store orders",
            "SHOP-3:6 | Low | after SHOP-2 | List orders",
            "SHOP-5:8 | Short",
        ]
    );
    assert_eq!(
        problems,
        [
            "export.csv:8 a row of 2 columns, not 10",
            "export.csv:2 SHOP-1 is the parent of open tasks, and planned with these",
        ]
    );
}

#[test]
fn jira_repeats_columns() {
    let (tasks, problems) = listing("jira");
    assert_eq!(
        tasks,
        [
            "SHOP-2:2 | InProgress | Critical | Store orders",
            "SHOP-3:4 | Medium | after SHOP-2 | List orders"
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn jira_calls_estimates_and_parents_differently_in_each_product() {
    for points in [
        "Story Points",
        "Story point estimate",
        "Custom field (Story Points)",
        "Custom field (Story point estimate)",
    ] {
        for parent in ["Parent key", "Custom field (Epic Link)"] {
            let text = format!(
                "Summary,Issue key,Status,{points},Parent,{parent}\n\
                 epic,A-1,To Do,,,\nstory,A-2,To Do,5.0,10001,A-1\n"
            );
            let source = Source { name: "jira.csv".into(), bytes: text.into() };
            let (tasks, _) = read(&[source], Granularity::Outermost);
            let found: Vec<_> = tasks.iter().map(|task| (&*task.key, &task.labels)).collect();
            let labels = [("estimate".to_owned(), "5.0".to_owned())].into();
            assert_eq!(found, [("A-2", &labels)], "{points}, {parent}");
        }
    }
}

#[test]
fn plain_text_has_a_task_in_each_line() {
    let (tasks, problems) = listing("text");
    assert_eq!(
        tasks,
        [
            "T1:3 | Store orders in src/orders.ts",
            "T2:5 | High | after T1 | List orders (depends on T1)",
            "L6:6 | Deferred | Ship orders",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn plans_of_ctx_are_tables() {
    let (tasks, problems) = listing("ctx-plans");
    assert_eq!(
        tasks,
        [
            "T02:14 | InProgress | Modify src/load.go | Load the store (a | b)",
            "T03:15 | parallel | after T02 | Modify src/print.go | Modify src/**/*.tmpl | Print the store",
        ]
    );
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn formats_are_told_by_content() {
    for (format, text) in [
        ("taskwarrior", r#"[{"uuid":"a","status":"pending","entry":"x","description":"a"}]"#),
        ("github", r#"[{"number":1,"title":"a","state":"OPEN"}]"#),
        ("gitlab", r#"[{"iid":1,"title":"a","state":"opened"}]"#),
        ("linear", "ID,Team,Title,Status\nA-1,T,a,Todo\n"),
        ("jira", "Summary,Issue key,Status\na,A-1,To Do\n"),
        ("org", "* TODO a\n"),
        ("ctx-plans", "| id | st | task |\n|---|---|---|\n| T1 | [ ] | a |\n"),
        ("backlog-md", "---\nid: T-1\ntitle: a\nstatus: To Do\ncreated_date: x\n---\n"),
    ] {
        let source = Source { name: "<stdin>".into(), bytes: text.as_bytes().to_vec() };
        assert_eq!(formats::of(&source).name, format, "{text}");
        assert_eq!(read(&[source], Granularity::Outermost).0.len(), 1, "{text}");
    }
}
