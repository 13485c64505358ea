//! Plans around work that goes on: worktrees of tracks, unmerged branches.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Project, document};

fn planned(project: &Project, arguments: &[&str]) -> Value {
    let arguments = [&["--output-format", "json"], arguments].concat();
    document(&project.analyze(&arguments))
}

/// Returns the tasks in tracks, those that wait for a later round included.
fn placed(answer: &Value) -> Vec<&str> {
    let mut placed: Vec<&str> = answer["tracks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|track| [&track["tasks"], &track["later"]])
        .flat_map(|tasks| tasks.as_array().unwrap())
        .map(|task| task.as_str().unwrap())
        .collect();
    placed.sort_unstable();
    placed
}

fn deferral<'a>(answer: &'a Value, task: &str) -> &'a Value {
    let deferred = answer["deferred"].as_array().unwrap();
    deferred.iter().find(|it| it["task"] == task).unwrap_or(&Value::Null)
}

#[test]
fn tasks_that_a_worktree_was_given_are_not_planned_again() {
    let project = Project::planned();
    let before = planned(&project, &[]);
    assert_eq!(placed(&before), ["C1", "C2", "D1", "D2", "R1", "R2"]);
    assert_eq!(before["in_flight"], json!([]));
    let (name, tasks) = project.tracks().into_iter().find(|(_, tasks)| tasks[0] == "C1").unwrap();
    assert_eq!(tasks, ["C1", "C2"]);
    project.done(&["create", &name]);
    let tree = project.worktree(&name);
    fs::write(tree.join("docs/b.md"), "# B\n\nEdited.\n").unwrap();

    let after = planned(&project, &[]);
    let branch = format!("work/{name}");
    assert_eq!(
        after["in_flight"],
        json!([{ "name": branch, "tasks": ["C1", "C2"], "files": ["docs/b.md"] }])
    );
    assert_eq!(placed(&after), ["D1", "R1", "R2"]);
    for task in ["C1", "C2"] {
        assert_eq!(deferral(&after, task)["reason"], "under_way", "{task}");
        assert_eq!(deferral(&after, task)["in_flight"], *branch);
    }
    let collides = deferral(&after, "D2");
    assert_eq!(
        (&collides["reason"], &collides["in_flight"]),
        (&json!("in_flight"), &json!(branch))
    );
    assert_eq!(collides["files"], json!(["docs/b.md"]));
    assert!(after["tracks"].as_array().unwrap().iter().all(|track| track["name"] != *name));

    let text = project.analyze(&[]);
    assert!(text.contains(&format!("In flight: {branch} (2 tasks, 1 file changed)")), "{text}");
    assert!(text.contains(&format!("collides with {branch}")), "{text}");
    let alone = planned(&project, &["--no-in-flight"]);
    assert_eq!(placed(&alone), ["C1", "C2", "D1", "D2", "R1", "R2"]);
}

#[test]
fn unmerged_branches_are_planned_around_on_request() {
    let project = Project::planned();
    project.git(&["checkout", "-q", "-b", "fix"]);
    project.write("internal/recall/recall.go", "package recall\n\nfunc Recall(limit int) {}\n");
    project.commit("Fix");
    project.git(&["checkout", "-q", "main"]);
    assert_eq!(planned(&project, &[])["in_flight"], json!([]), "no track has a worktree");
    let answer = planned(&project, &["--in-flight"]);
    let files = json!(["internal/recall/recall.go"]);
    assert_eq!(answer["in_flight"], json!([{ "name": "fix", "tasks": [], "files": files }]));
    assert_eq!(placed(&answer), ["C1", "C2", "D1", "D2"]);
    assert_eq!(deferral(&answer, "R1")["reason"], "in_flight");
}
