//! Folders of tasks that one side empties while the other adds a task.

use std::fs;
use std::path::Path;

use crate::harness::{Project, WAYS, commit, git_in, write};

/// Folder of a tool's open tasks, and the one that it moves finished tasks to.
const FOLDERS: [(&str, &str, &str); 6] = [
    ("backlog/tasks", "backlog/completed", "task-1 - Write the guide.md"),
    ("backlog/tasks", "backlog/archive/tasks", "task-1 - Write the guide.md"),
    (".beans", ".beans/archive", "b-1--write.md"),
    ("openspec/changes/pay", "openspec/changes/archive/2026-11-28-pay", "tasks.md"),
    ("specs/001-pay", "specs/done/001-pay", "tasks.md"),
    (".kiro/specs/pay", ".kiro/done/pay", "tasks.md"),
];

fn task(name: &str, title: &str) -> String {
    if name.ends_with("tasks.md") {
        return format!("# {title}\n\n- [ ] 1.1 {title}\n");
    }
    format!("---\nid: {}\ntitle: {title}\nstatus: To Do\n---\n\nAbout {title}.\n", name.len())
}

/// Path of a task that is added while the folder is emptied.
fn added(folder: &str, name: &str) -> String {
    if name == "tasks.md" {
        format!("{folder}/sub/tasks.md")
    } else {
        format!("{folder}/task-9 - New.md")
    }
}

/// Makes a project whose worktree `api` or whose main checkout moves all tasks, and the other adds one.
fn begun(case: (&str, &str, &str), on_main: bool) -> Project {
    let (from, to, name) = case;
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write(&format!("{from}/{name}"), &task(name, "Write the guide"));
    project.write("old/a.go", "package old\n\n// A is one of two.\nfunc A() {}\n");
    project.write("old/b.go", "package old\n\n// B is the other of two.\nfunc B() {}\n");
    project.commit("Plan");
    project.create(&["api"]);
    let worktree = project.worktree("api");
    let (mover, other) =
        if on_main { (&project.main, &worktree) } else { (&worktree, &project.main) };
    emptied(mover, from, &format!("{to}/{name}"), name);
    write(other, added(from, name), task(name, "Something else to do"));
    commit(other, "A task");
    project
}

fn emptied(folder: &Path, from: &str, to: &str, name: &str) {
    fs::create_dir_all(folder.join(to).parent().unwrap()).unwrap();
    git_in(folder, &["mv", &format!("{from}/{name}"), to]);
    commit(folder, "Put away");
}

#[test]
fn a_new_task_stays_open_where_all_others_are_put_away() {
    for case in FOLDERS {
        for on_main in [true, false] {
            let begun = begun(case, on_main);
            for setting in ["true", "conflict"] {
                begun.git(&["config", "merge.directoryRenames", setting]);
                // A squash and a rebase ask git in the same way for each tool.
                let ways = if case == FOLDERS[0] { &WAYS[..] } else { &WAYS[..1] };
                for &how in ways {
                    let project = begun.copy();
                    let when = format!("{case:?} {setting} {how:?}, main moves: {on_main}");
                    let said = project.done(&["status"]);
                    assert!(!said.contains("would conflict"), "{when}: {said}");
                    let said = project.done(&[&["teardown", "api"], how].concat());
                    let (from, to, name) = case;
                    assert!(project.main.join(added(from, name)).exists(), "{when}: {said}");
                    assert!(project.main.join(to).join(name).exists(), "{when}: {said}");
                    assert!(!project.main.join(from).join(name).exists(), "{when}: {said}");
                    assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
                }
            }
        }
    }
}

#[test]
fn for_other_folders_the_setting_holds() {
    let project = begun(FOLDERS[0], false);
    let worktree = project.worktree("api");
    git_in(&worktree, &["rm", "-q", "-r", "backlog"]);
    git_in(&worktree, &["checkout", "-q", "main~1", "--", "backlog"]);
    git_in(&worktree, &["mv", "old", "new"]);
    commit(&worktree, "Rename the package");
    project.write("old/c.go", "package old\n");
    project.commit("A file more");
    for (setting, expected) in
        [("true", Some("new/c.go")), ("false", Some("old/c.go")), ("conflict", None)]
    {
        let project = project.copy();
        project.git(&["config", "merge.directoryRenames", setting]);
        if let Some(path) = expected {
            let said = project.done(&["teardown", "api"]);
            assert!(project.main.join(path).exists(), "{setting}: {said}");
        } else {
            let said = project.stopped(&["teardown", "api"]);
            assert!(said.contains("c.go"), "{said}");
        }
    }
}
