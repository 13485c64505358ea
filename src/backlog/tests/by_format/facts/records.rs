//! Facts about tools that state tasks as data, and about lists in text.

use super::*;

const TASK_MASTER: &str = ".taskmaster/tasks/tasks.json";
const BEADS: &str = ".beads/issues.jsonl";
const STDIN: &str = "<stdin>";

#[test]
fn beads() {
    let issue = |id: &str, rest: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"T {id}\",\"issue_type\":\"task\"{rest}}}\n")
    };
    let levels: String = (0..5)
        .map(|it| issue(&format!("b-{it}"), &format!(",\"status\":\"open\",\"priority\":{it}")))
        .collect();
    let states: String =
        ["open", "in_progress", "blocked", "deferred", "closed", "tombstone", "pinned"]
            .iter()
            .enumerate()
            .map(|(at, it)| issue(&format!("b-{at}"), &format!(",\"status\":\"{it}\"")))
            .collect();
    let link = |kind: &str| {
        format!("{{\"issue_id\":\"b-2\",\"depends_on_id\":\"b-1\",\"type\":\"{kind}\"}}")
    };
    let linked = |links: &str| {
        issue("b-1", ",\"status\":\"open\"")
            + &issue("b-2", &format!(",\"status\":\"open\",\"dependencies\":[{links}]"))
    };
    let waits = ["blocks", "waits-for"].map(|kind| linked(&link(kind)));
    let free = ["discovered-from", "related"].map(|kind| linked(&link(kind)));
    let plain = linked("\"b-1\"");
    let of_parent = linked(&link("parent-child"));
    let others = "{\"_type\":\"memory\",\"key\":\"a\",\"value\":\"b\"}\n".to_owned()
        + &issue("b-1", ",\"_type\":\"issue\",\"status\":\"open\"");
    let after = ["b-1:1 | T b-1", "b-2:2 | after b-1 | T b-2"];
    let apart = ["b-1:1 | T b-1", "b-2:2 | T b-2"];
    hold(&[
        (
            "0 is the highest priority, and 4 is for some day",
            &[(BEADS, &levels)],
            &[],
            &[
                "b-0:1 | Critical | T b-0",
                "b-1:2 | High | T b-1",
                "b-2:3 | Medium | T b-2",
                "b-3:4 | Low | T b-3",
                "b-4:5 | Deferred | T b-4",
            ],
        ),
        (
            "closed, deleted and pinned issues are no work",
            &[(BEADS, &states)],
            &[],
            &[
                "b-0:1 | T b-0",
                "b-1:2 | InProgress | T b-1",
                "b-2:3 | Blocked | T b-2",
                "b-3:4 | Deferred | T b-3",
            ],
        ),
        ("an issue waits for its blockers", &[(BEADS, &waits[0])], &[], &after),
        ("and for what it waits for", &[(BEADS, &waits[1])], &[], &after),
        ("where it was found does not block it", &[(BEADS, &free[0])], &[], &apart),
        ("nor does what it is related to", &[(BEADS, &free[1])], &[], &apart),
        ("a dependency may be a plain id", &[(BEADS, &plain)], &[], &after),
        ("a parent is what its children are", &[(BEADS, &of_parent)], &[], &["b-2:2 | T b-2"]),
        ("lines of other kinds are no issues", &[(BEADS, &others)], &[], &["b-1:2 | T b-1"]),
        ("the earliest file has another name", &[(".beads/beads.jsonl", &plain)], &[], &after),
        ("`bd export` is read from standard input", &[(STDIN, &plain)], &[], &after),
    ]);
}

#[test]
fn task_master() {
    let list =
        |tasks: &str| format!("{{\"master\": {{\"tasks\": [\n{tasks}\n], \"metadata\": {{}}}}}}");
    let task = |id: &str, rest: &str| format!("{{\"id\": {id}, \"title\": \"T\"{rest}}}");
    let two = |id: &str, state: &str, need: &str| {
        list(&format!(
            "{},\n{}",
            task(id, &format!(", \"status\": \"{state}\"")),
            task("2", &format!(", \"status\": \"pending\", \"dependencies\": [{need}]"))
        ))
    };
    let states: Vec<String> =
        "pending in-progress done review deferred cancelled blocked completed"
            .split(' ')
            .zip(1..)
            .map(|(state, id)| task(&id.to_string(), &format!(", \"status\": \"{state}\"")))
            .collect();
    let states = list(&states.join(",\n"));
    let files = list(&task(
        "1",
        ", \"status\": \"pending\", \"priority\": \"critical\", \"relevantFiles\": [{\"path\": \"a.ts\", \"action\": \
         \"create\"}, {\"path\": \"b.ts\", \"action\": \"modify\"}, {\"path\": \"c.ts\", \"action\": \
         \"reference\"}]",
    ));
    let on_step = list(
        "{\"id\": 5, \"title\": \"T\", \"status\": \"pending\", \"subtasks\": [{\"id\": 1, \"title\": \"S\", \
         \"status\": \"pending\", \"parentId\": \"undefined\"}]},\n{\"id\": 6, \"title\": \"T\", \"status\": \
         \"pending\", \"dependencies\": [\"5.1\"]}",
    );
    let flat = two("1", "pending", "1").replace("{\"master\": ", "");
    let flat = flat.strip_suffix('}').unwrap_or_default();
    hold(&[
        (
            "ids are strings",
            &[(TASK_MASTER, &two("\"1\"", "pending", "\"1\""))],
            &[],
            &["1:2 | T", "2:3 | after 1 | T"],
        ),
        (
            "or numbers",
            &[(TASK_MASTER, &two("1", "pending", "1"))],
            &[],
            &["1:2 | T", "2:3 | after 1 | T"],
        ),
        (
            "before tags there was one list",
            &[(TASK_MASTER, flat)],
            &[],
            &["1:2 | T", "2:3 | after 1 | T"],
        ),
        (
            "earlier it stood in another folder",
            &[("tasks/tasks.json", flat)],
            &[],
            &["1:2 | T", "2:3 | after 1 | T"],
        ),
        (
            "a cancelled dependency is met",
            &[(TASK_MASTER, &two("1", "cancelled", "1"))],
            &[],
            &["2:3 | T"],
        ),
        (
            "each status has its meaning",
            &[(TASK_MASTER, &states)],
            &[],
            &[
                "1:2 | T",
                "2:3 | InProgress | T",
                "4:5 | InProgress | T",
                "5:6 | Deferred | T",
                "7:8 | Blocked | T",
            ],
        ),
        (
            "files to read are no files to change",
            &[(TASK_MASTER, &files)],
            &[],
            &["1:2 | Critical | Create a.ts | Modify b.ts | T"],
        ),
        (
            "a task may wait for a subtask",
            &[(TASK_MASTER, &on_step)],
            &[],
            &["5:2 | T", "6:3 | after 5 | T"],
        ),
        (
            "the current tag stands in the state",
            &[(
                TASK_MASTER,
                "{\"master\": {\"tasks\": []}, \"b\": {\"tasks\": [{\"id\": 1, \"title\": \"T\"}]}}",
            )],
            &[(".taskmaster/state.json", "{\"currentTag\": \"b\"}")],
            &["1:1 | T"],
        ),
    ]);
}

#[test]
fn lists_and_exports() {
    let warrior = |id: u32, rest: &str| {
        format!(
            "{{\"id\":{id},\"uuid\":\"u-{id}\",\"entry\":\"20260101T000000Z\",\"description\":\"a\\/b\"{rest}}}"
        )
    };
    let pending = |id: u32, rest: &str| warrior(id, &format!(",\"status\":\"pending\"{rest}"));
    let array = |tasks: &[String]| format!("[\n{}\n]\n", tasks.join(",\n"));
    let depends = array(&[
        pending(1, ",\"priority\":\"H\""),
        pending(2, ",\"depends\":\"u-1,u-9\""),
        pending(3, ",\"depends\":[\"u-2\",\"u-4\"],\"start\":\"20260102T000000Z\""),
        warrior(4, ",\"status\":\"deleted\""),
        warrior(5, ",\"status\":\"recurring\""),
        warrior(6, ",\"status\":\"waiting\""),
    ]);
    let issue = |number: u32, rest: &str| {
        format!("{{\"number\":{number},\"title\":\"I\",\"state\":\"OPEN\",\"labels\":[]{rest}}}")
    };
    let github = [
        array(&[issue(1, ",\"blocking\":[{\"number\":2}]"), issue(2, "")]),
        array(&[
            issue(1, ""),
            issue(2, ",\"blockedBy\":{\"nodes\":[{\"number\":1}],\"totalCount\":1}"),
        ]),
        array(&[issue(1, ",\"subIssues\":[{\"number\":2}]"), issue(2, "")]),
        array(&[
            issue(1, ""),
            issue(2, ",\"parent\":{\"number\":1},\"issueType\":{\"name\":\"Bug\"}"),
        ]),
        array(&[
            issue(1, ",\"labels\":[{\"name\":\"priority/high\"}]").replace("\"labels\":[],", "")
        ]),
    ];
    let gitlab = "[{\"iid\":1,\"title\":\"I\",\"state\":\"opened\",\"labels\":[\"priority::high\"],\"description\":\
                  \"- [ ] a\\n- [x] b\"},{\"iid\":2,\"title\":\"J\",\"state\":\"closed\",\"labels\":[]}]";
    let org = "#+TODO: TODO REVIEW | DONE\n* TODO [#A] Write it [2/3] :tag:\n- [ ] step\n* REVIEW Read it\n* DONE Old\n\
               * TODO\n* Heading\n";
    let todo = "x 2026-01-02 Old\nx 2026-01-02 2026-01-01 Old\n(A) 2026-01-01 Call +p @c due:2026-02-01\nX Not done\n\
                (a) No level\nAt 10:30 sharp\n";
    hold(&[
        (
            "Taskwarrior's deleted tasks block nothing, and recurring ones are templates",
            &[(STDIN, &depends)],
            &[],
            &[
                "1:2 | High | a/b",
                "2:3 | after 1 | a/b",
                "3:4 | InProgress | after 2 | a/b",
                "6:7 | a/b",
            ],
        ),
        (
            "an issue of GitHub blocks others",
            &[(STDIN, &github[0])],
            &[],
            &["#1:2 | I", "#2:3 | after #1 | I"],
        ),
        ("or is blocked", &[(STDIN, &github[1])], &[], &["#1:2 | I", "#2:3 | after #1 | I"]),
        ("or has parts", &[(STDIN, &github[2])], &[], &["#2:3 | I"]),
        ("or is one", &[(STDIN, &github[3])], &[], &["#2:3 | I"]),
        ("a label may state its priority", &[(STDIN, &github[4])], &[], &["#1:2 | High | I"]),
        ("GitLab's labels are texts with scopes", &[(STDIN, gitlab)], &[], &["#1:1 | High | I"]),
        (
            "a file in org-mode names its keywords, and cookies are no title",
            &[("TODO.org", org)],
            &[],
            &["L2:2 | High | Write it", "L4:4 | Read it", "L6:6 | (no text)"],
        ),
        (
            "todo.txt knows only a small x and capital priorities",
            &[("todo.txt", todo)],
            &[],
            &[
                "L3:3 | Critical | Call",
                "L4:4 | X Not done",
                "L5:5 | (a) No level",
                "L6:6 | At 10:30 sharp",
            ],
        ),
    ]);
}
