//! Agreement with `ctx analyze`: in a track's worktree, tasks wait for the same ones, have the same ids and
//! the same files, and in the main checkout nothing is suggested that would collide with a track.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Project, answer, ctx, ctx_in, git_in, valid, write};

/// Makes a project with these files, each of one line, committed.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::named("r");
    project.git(&["rm", "-rq", "."]);
    for name in ["a/x", "a/y", "b/x", "b/y", "c/x", "c/y"] {
        project.write(&format!("src/{name}.py"), &format!("{name}\n"));
    }
    for (path, text) in files {
        project.write(path, text);
    }
    project.commit("Begin anew");
    project
}

fn next(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = ctx();
    command.current_dir(folder).args(["next", "-n", "99", "--output-format", "json"]);
    valid(&answer(command.args(arguments)), "next")
}

fn analysis(folder: &Path) -> Value {
    let mut command = ctx();
    command.current_dir(folder).args(["analyze", "--no-in-flight", "--output-format", "json"]);
    serde_json::from_str(&answer(&mut command)).unwrap()
}

/// Compares each suggestion and each task that waits with the same task in the analysis of the same
/// folder. Returns the ids that are suggested and those that wait.
#[track_caller]
fn assert_agrees(next: &Value, folder: &Path) -> (Vec<String>, Vec<String>) {
    let analysis = analysis(folder);
    assert_eq!(next["backlogs"], analysis["backlogs"]);
    let tasks = analysis["tasks"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let known = |id: &Value| -> &Value {
        tasks.iter().find(|task| task["id"] == *id).unwrap_or_else(|| panic!("no {id}"))
    };
    let mut suggested = Vec::new();
    for suggestion in next["suggestions"].as_array().unwrap() {
        let task = known(&suggestion["id"]);
        assert_eq!(task["title"], suggestion["title"]);
        assert_eq!(task["depends_on"], json!([]), "{}", suggestion["id"]);
        let files = task["files"].as_array().unwrap().iter();
        let files = files.filter(|file| file["predicted"] == true);
        let files: Vec<(&Value, &Value)> =
            files.map(|file| (&file["path"], &file["probability"])).collect();
        let found = suggestion["files"].as_array().unwrap().iter();
        let found: Vec<(&Value, &Value)> =
            found.map(|file| (&file["path"], &file["probability"])).collect();
        assert_eq!(found, files, "{}", suggestion["id"]);
        suggested.push(text(&suggestion["id"]));
    }
    let waiting = next["waiting"].as_array().unwrap().iter();
    let waiting = waiting.map(|it| {
        assert_eq!(it["on"], known(&it["task"])["depends_on"], "{}", it["task"]);
        text(&it["task"])
    });
    (suggested, waiting.collect())
}

/// Makes a task file of Backlog.md.
fn record(id: &str, title: &str, dependencies: &str, more: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\nstatus: To Do\ndependencies: [{dependencies}]\n{more}---\n"
    )
}

#[test]
fn what_a_parent_passes_on_is_known_in_the_worktree_of_a_track() {
    let records = [
        ("TASK-1", record("TASK-1", "Fix src/a/x.py", "", "")),
        ("TASK-2", record("TASK-2", "Epic about src/a", "TASK-1", "")),
        ("TASK-2.1", record("TASK-2.1", "Retry in src/a/x.py", "", "parent_task_id: TASK-2\n")),
        ("TASK-3", record("TASK-3", "Fix src/b/x.py", "", "")),
        ("TASK-4", record("TASK-4", "Log in src/b/x.py", "", "")),
    ];
    let records: Vec<(String, String)> =
        records.map(|(id, text)| (format!("backlog/tasks/{id}.md"), text)).into();
    let files: Vec<(&str, &str)> =
        records.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let project = project(&files);
    project.analyze(&[]);
    let (name, _) = project
        .tracks()
        .into_iter()
        .find(|(_, tasks)| tasks.contains(&"TASK-2.1".to_owned()))
        .expect("a track for TASK-2.1");
    project.done(&["create"]);
    let place = project.worktree(&name);
    for found in [next(&place, &[]), next(&project.main, &["--track", &name])] {
        let (suggested, waiting) = assert_agrees(&found, &place);
        assert!(suggested.contains(&"TASK-1".to_owned()), "{suggested:?}");
        assert!(waiting.contains(&"TASK-2.1".to_owned()), "{waiting:?}");
    }
}

#[test]
fn other_backlogs_stay_backlogs_and_ids_that_several_have_keep_their_names() {
    let list = |paths: [&str; 3]| {
        let line = |(at, path): (usize, &&str)| format!("- [ ] T{at}: Fix {path}\n");
        paths.iter().enumerate().map(line).collect::<String>()
    };
    let project = project(&[
        ("specs/one/tasks.md", &list(["src/a/x.py", "src/a/y.py", "src/a/x.py again"])),
        ("specs/two/tasks.md", &list(["src/b/x.py", "src/b/y.py", "src/b/x.py again"])),
        ("specs/three/tasks.md", &list(["src/c/x.py", "src/c/y.py", "src/c/x.py again"])),
    ]);
    project.analyze(&[]);
    let tracks = project.tracks();
    assert!(tracks.len() > 1, "{tracks:?}");
    project.done(&["create"]);
    let mut seen = Vec::new();
    for (name, planned) in tracks {
        let place = project.worktree(&name);
        let (suggested, waiting) = assert_agrees(&next(&place, &[]), &place);
        let (mut suggested, mut planned) = ([suggested, waiting].concat(), planned);
        suggested.sort();
        planned.sort();
        assert_eq!(suggested, planned);
        seen.extend(suggested);
    }
    assert!(seen.iter().any(|id| id.ends_with("#3")), "{seen:?}");
    // What is named for the plan is read alone.
    let plan = "- [ ] P1: Fix src/a/x.py\n- [ ] P2: Fix src/b/x.py\n- [ ] P3: Fix src/c/x.py\n";
    let named = project_with_named_plan(plan);
    let (name, _) = named.tracks().remove(0);
    let found = next(&named.worktree(&name), &[]);
    assert_eq!(found["backlogs"], json!(["plan.md"]));
}

/// Makes a project with worktrees for a plan that is in no usual place, beside a backlog that is.
fn project_with_named_plan(plan: &str) -> Project {
    let project = project(&[("TASKS.md", "- [ ] T1: Fix src/a/y.py\n"), ("plan.md", plan)]);
    project.analyze(&["--tasks", "plan.md"]);
    project.done(&["create"]);
    project
}

#[test]
fn what_would_collide_with_a_track_under_way_is_not_suggested() {
    let tasks = "- [ ] T001: Fix src/a/x.py\n- [ ] T002: Fix src/a/y.py\n- [ ] T003: Fix src/b/x.py\n\
                 - [ ] T004: Fix src/b/y.py\n- [ ] T005: Log in src/a/x.py\n- [ ] T006: Fix src/c/y.py\n";
    let project = project(&[("TASKS.md", tasks)]);
    let wanted = ["T001", "T002", "T003", "T004"].map(|id| ["--task", id]).concat();
    project.analyze(&wanted);
    let (name, _) = project
        .tracks()
        .into_iter()
        .find(|(_, tasks)| tasks.contains(&"T001".to_owned()))
        .expect("a track for T001");
    project.done(&["create"]);
    let found = next(&project.main, &[]);
    let suggested: Vec<&Value> =
        found["suggestions"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(suggested, ["T006"]);
    let branch = format!("work/{name}");
    let [colliding] = found["colliding"].as_array().unwrap().as_slice() else {
        panic!("{found:#}")
    };
    let told = [&colliding["task"], &colliding["with"], &colliding["files"][0]];
    assert_eq!(told, ["T005", branch.as_str(), "src/a/x.py"]);
    assert_eq!(found["startable"], 1);
    let text = answer(ctx().current_dir(&project.main).arg("next"));
    assert!(text.contains(&format!("1 would collide with {branch} (T005)")), "{text}");

    // Nothing else is left.
    write(&project.main, "TASKS.md", tasks.replace("[ ] T006", "[x] T006"));
    let text = answer(ctx().current_dir(&project.main).arg("next"));
    let reason = format!("T005 would collide with {branch} over src/a/x.py");
    let none = "Nothing can be started here now: finish the work in the other worktrees";
    assert!(text.starts_with(none) && text.contains(&reason), "{text}");

    // Once it is merged, nothing is in the way.
    git_in(&project.main, &["checkout", "--quiet", "TASKS.md"]);
    answer(&mut ctx_in(&project.main, &["teardown", &name, "--no-merge"]));
    let found = next(&project.main, &[]);
    assert_eq!(found["colliding"], json!([]));
}
