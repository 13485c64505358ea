//! `status --check` and `teardown --dry-run` tell the same of a track.

use std::fs;

use crate::harness::{Project, commit, git_in, tick, words, write};

/// Change of a project: by the track and by main.
type Change = fn(&Project);

fn replace(project: &Project, by_track: bool, from: &str, to: &str) {
    let folder = if by_track { project.worktree("docs") } else { project.main.clone() };
    let list = fs::read_to_string(folder.join("TASKS.md")).unwrap();
    assert!(list.contains(from), "{from}");
    write(&folder, "TASKS.md", list.replace(from, to));
    commit(&folder, "Change the backlog");
}

const T1: &str = "- [ ] T1: Write docs/a.md\n";

#[test]
fn both_say_if_a_teardown_would_stop() {
    let changes: [(&str, bool, Change); 8] = [
        ("nothing but work", false, |_| {}),
        ("a union merge", true, |it| {
            replace(it, true, "[ ] T2", "[x] T2");
            replace(it, false, "crypto.go", "crypto.go #label");
        }),
        ("the backlog is deleted", true, |it| {
            git_in(&it.worktree("docs"), &["rm", "--quiet", "TASKS.md"]);
            commit(&it.worktree("docs"), "Delete");
        }),
        ("a finished task opened again", true, |it| replace(it, true, "[x] T4", "[ ] T4")),
        ("a finished task given up", true, |it| replace(it, true, "[x] T4", "[-] T4")),
        ("a finished task removed", false, |it| {
            replace(it, true, "- [x] T4: Write docs/b.md\n", "");
        }),
        ("an open task removed", false, |it| replace(it, true, T1, "")),
        ("a conflict", true, |it| {
            write(&it.worktree("docs"), "docs/a.md", "# By docs\n");
            commit(&it.worktree("docs"), "Rewrite");
            it.write("docs/a.md", "# By main\n");
            it.commit("Rewrite");
        }),
    ];
    for (what, stops, change) in changes {
        let project = Project::named("p");
        tick(&project.main, "T4");
        if what == "a union merge" {
            project.write(".gitattributes", "TASKS.md merge=union\n");
        }
        project.commit("T4");
        project.create(&["docs"]);
        write(&project.worktree("docs"), "docs/new.md", "new\n");
        commit(&project.worktree("docs"), "Work");
        change(&project);
        let code = Some(i32::from(stops));
        for arguments in
            [&["status", "--check"][..], &["teardown", "docs", "--dry-run"], &["teardown", "docs"]]
        {
            let output = project.ctx(arguments).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), code, "{what}, {arguments:?}: {said}");
        }
    }
}

/// Files with their texts.
type Files = Vec<(&'static str, String)>;

#[test]
fn what_main_finished_is_neither_removed_nor_left_open() {
    let box_of = |id: &str, state: &str| {
        format!("---\nid: {id}\ntitle: Write it for {id}\nstatus: {state}\n---\n\nText.\n")
    };
    let archive = "openspec/changes/archive/2026-01-01-b/tasks.md";
    let openspec = "## 1. X\n\n- [ ] 1.1 Write src/b.js\n- [ ] 1.2 Document docs/b.md\n";
    // Files before, and what main makes of them; without text, they are gone.
    let cases: [(&str, Files, Files); 4] = [
        ("ticked", vec![("TASKS.md", T1.to_owned())], vec![("TASKS.md", T1.replace("[ ]", "[x]"))]),
        (
            "ticked and archived",
            vec![("openspec/changes/b/tasks.md", openspec.to_owned())],
            vec![
                ("openspec/changes/b/tasks.md", String::new()),
                (archive, openspec.replace("[ ]", "[x]")),
            ],
        ),
        (
            "completed",
            vec![("backlog/tasks/task-1 - a.md", box_of("TASK-1", "To Do"))],
            vec![
                ("backlog/tasks/task-1 - a.md", String::new()),
                ("backlog/completed/task-1 - a.md", box_of("TASK-1", "Done")),
            ],
        ),
        (
            "moved when ticked",
            vec![("TASKS.md", T1.to_owned()), ("DONE.md", "- [x] Begin\n".to_owned())],
            vec![
                ("TASKS.md", "# None\n".to_owned()),
                ("DONE.md", format!("- [x] Begin\n{}", T1.replace("[ ]", "[x]"))),
            ],
        ),
    ];
    for (what, before, after) in cases {
        // With and without a conflict elsewhere.
        for conflicts in [false, true] {
            let project = Project::named("p");
            project.git(&["rm", "--quiet", "TASKS.md"]);
            for (file, text) in &before {
                project.write(file, text);
            }
            project.commit("Plan");
            project.create(&["docs"]);
            for (file, text) in &after {
                if text.is_empty() {
                    project.git(&["rm", "--quiet", file]);
                } else {
                    project.write(file, text);
                }
            }
            write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
            commit(&project.worktree("docs"), "Work");
            if conflicts {
                project.write("docs/a.md", "# By main\n");
            }
            project.commit("Finish");
            let told = |arguments: &[&str]| {
                let output = project.ctx(arguments).output().unwrap();
                words(&String::from_utf8_lossy(&output.stdout))
            };
            for said in [told(&["status"]), told(&["teardown", "docs", "--dry-run"])] {
                let is_quiet = ["open task", "leave open", "removed", "remove the"];
                assert!(
                    !is_quiet.iter().any(|it| said.contains(it)),
                    "{what}, {conflicts}: {said}"
                );
            }
        }
    }
}

#[test]
fn an_open_task_that_main_finished_is_not_removed_by_the_track() {
    for conflicts in [false, true] {
        let project = Project::named("p");
        project.create(&["docs"]);
        replace(&project, true, T1, "");
        replace(&project, false, "[ ] T1", "[x] T1");
        if conflicts {
            write(&project.worktree("docs"), "docs/b.md", "# By docs\n");
            commit(&project.worktree("docs"), "Rewrite");
            project.write("docs/b.md", "# By main\n");
            project.commit("Rewrite");
        }
        let said = words(&project.done(&["status"]));
        assert!(!said.contains("removed"), "{conflicts}: {said}");
        let output = project.ctx(&["teardown", "docs", "--dry-run"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!said.contains("remove the open task"), "{conflicts}: {said}");
    }
}
