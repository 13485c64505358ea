//! The merge driver, installed, damaged and removed.

use std::fs;
use std::path::Path;

use crate::harness::{BACKLOG, Project, commit, git, install, script, tick, write};

/// Returns a copy of the program at `path`, run in `project`.
fn copied(project: &Project, path: &Path, arguments: &[&str]) -> assert_cmd::Command {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if !path.exists() {
        install(assert_cmd::cargo::cargo_bin!("ctx"), path);
    }
    let mut command = assert_cmd::Command::new(path);
    command.current_dir(&project.main).arg("worktree").args(arguments);
    command
}

/// Makes two branches that tick adjacent tasks, `main` and `other`; `main` is checked out.
fn ticked_twice() -> Project {
    let project = Project::new();
    project.git(&["switch", "--quiet", "-c", "other"]);
    tick(&project.main, "T1");
    project.commit("T1");
    project.git(&["switch", "--quiet", "main"]);
    tick(&project.main, "T2");
    project.commit("T2");
    project
}

fn merge(project: &Project) -> Option<i32> {
    let output = git(&project.main).args(["merge", "--no-edit", "other"]).output().unwrap();
    output.status.code()
}

#[test]
fn adjacent_ticks_merge_by_task() {
    let project = ticked_twice();
    assert_eq!(merge(&project), Some(1), "git alone cannot");
    project.git(&["merge", "--abort"]);
    project.done(&["install-merge-driver"]);
    assert_eq!(merge(&project), Some(0));
    assert_eq!(project.backlog(), BACKLOG.replace("[ ] T1", "[x] T1").replace("[ ] T2", "[x] T2"));
    assert_eq!(project.git(&["status", "--porcelain"]), "", "nothing needs committing");
}

#[test]
fn only_files_of_the_repository_are_named() {
    let project = Project::new();
    fs::write(project.main.with_file_name("outside.md"), "- [ ] T1: Write\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside.md", project.main.join("link.md")).unwrap();
    for name in ["../outside.md", "/etc/passwd", "link.md", "none.md", "docs", ".git/config"] {
        let refused = project.refused(&["install-merge-driver", "TASKS.md", name]);
        assert!(refused.contains(&format!("{name}: ")), "{refused}");
    }
    let whole = project.main.join("docs/b.md");
    let said =
        project.done(&["install-merge-driver", "docs/../docs/a.md", whole.to_str().unwrap()]);
    assert_eq!(said, "Backlogs are merged by task: docs/a.md, docs/b.md\n");
}

#[test]
fn installing_again_changes_nothing_and_uninstalling_all_of_it() {
    let project = Project::named("p");
    let [config, attributes] =
        ["config", "info/attributes"].map(|name| project.main.join(".git").join(name));
    fs::create_dir_all(attributes.parent().unwrap()).unwrap();
    fs::write(&attributes, "*.png -diff\n").unwrap();
    let read = || [&config, &attributes].map(|path| fs::read_to_string(path).unwrap());
    let before = read();
    project.done(&["install-merge-driver"]);
    let installed = read();
    assert!(installed[1].starts_with("*.png -diff\n") && installed[1].contains("/TASKS.md merge="));
    project.done(&["install-merge-driver"]);
    assert_eq!(read(), installed);
    project.done(&["doctor"]);
    project.done(&["uninstall"]);
    assert_eq!(read(), before);
    assert!(project.done(&["uninstall-merge-driver"]).contains("was not installed"));
    project.ctx(&["doctor"]).assert().code(1);
}

#[test]
fn the_driver_serves_every_worktree_and_odd_paths() {
    let project = Project::new();
    let odd = "-a \"b'/#T é*.md";
    project.write(odd, BACKLOG);
    project.commit("Odd");
    project.done(&["install-merge-driver", "--", odd]);
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    for (folder, task) in [(&project.main, "T1"), (&worktree, "T2")] {
        let text = BACKLOG.replace(&format!("[ ] {task}"), &format!("[x] {task}"));
        write(folder, odd, &text);
        commit(folder, task);
    }
    let output = git(&worktree).args(["merge", "--no-edit", "main"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let merged = fs::read_to_string(worktree.join(odd)).unwrap();
    assert_eq!(merged, BACKLOG.replace("[ ] T1", "[x] T1").replace("[ ] T2", "[x] T2"));
}

#[test]
fn a_missing_program_loses_no_side() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("50% o'clock/ctx");
    let project = ticked_twice();
    copied(&project, &program, &["install-merge-driver"]).assert().code(0);
    assert_eq!(merge(&project), Some(0), "its path is quoted well");
    project.git(&["reset", "--quiet", "--hard", "HEAD~1"]);

    // Gone: as git alone would, with both sides between markers.
    fs::remove_file(&program).unwrap();
    assert_eq!(merge(&project), Some(1));
    let text = project.backlog();
    for line in ["<<<<<<<", "- [x] T1", "- [x] T2", ">>>>>>>"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    project.git(&["merge", "--abort"]);
    let output = project.ctx(&["doctor"]).assert().code(1).get_output().clone();
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("wrong  setting merge.ctx-tasks.driver")
    );
}

#[cfg(unix)]
#[test]
fn another_program_in_its_place_loses_no_side() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("ctx");
    let project = ticked_twice();
    copied(&project, &program, &["install-merge-driver"]).assert().code(0);
    for text in ["exit 1", "exit 2", "exit 129", "kill -9 $$"] {
        fs::remove_file(&program).unwrap();
        script(&program, &format!("#!/bin/sh\n{text}\n"));
        assert_eq!(merge(&project), Some(1), "{text}");
        let merged = project.backlog();
        assert!(merged.contains("- [x] T1") && merged.contains("- [x] T2"), "{text}: {merged}");
        assert!(merged.contains("<<<<<<<"), "{text}: {merged}");
        project.git(&["merge", "--abort"]);
    }
}

#[test]
fn an_attribute_without_its_driver_is_found() {
    let project = Project::named("p");
    project.done(&["install-merge-driver"]);
    project.git(&["config", "--remove-section", "merge.ctx-tasks"]);
    let said = project.ctx(&["doctor"]).assert().code(1).get_output().clone();
    assert!(String::from_utf8_lossy(&said.stdout).contains("is not set"));
    project.done(&["install-merge-driver"]);
    fs::write(project.main.join(".git/info/attributes"), "").unwrap();
    let said = project.ctx(&["doctor"]).assert().code(1).get_output().clone();
    assert!(String::from_utf8_lossy(&said.stdout).contains("attribute `merge` is unspecified"));
}

#[test]
fn the_doctor_names_backlogs_outside_of_the_usual_places() {
    for name in ["docs/PLAN.md", "plan.md", "-a \"b'/#T é*.md", "x[1]/y?.md", "a\tb.md", "é/\\.md"]
    {
        let project = Project::named("p");
        project.write(name, BACKLOG);
        project.commit("Plan");
        let doctor = |code| {
            let output = project.ctx(&["doctor"]).assert().code(code).get_output().clone();
            String::from_utf8(output.stdout).unwrap()
        };
        project.done(&["install-merge-driver"]);
        let said = doctor(0);
        assert!(!said.contains(".md:") && said.contains("ok     backlog TASKS.md\n"), "{said}");
        project.done(&["install-merge-driver", "--", name]);
        let shown = name.replace('\t', " ");
        let said = doctor(0);
        assert!(said.contains(&format!("ok     backlog {shown}\n")), "{name}: {said}");
        assert!(said.contains("ok     backlog TASKS.md\n"), "{said}");
    }
}

#[test]
fn the_doctor_names_an_unserved_backlog_of_a_track_and_the_command() {
    let project = Project::named("p");
    project.write("docs/my plan.md", "- [ ] T1: Write docs/a.md\n- [ ] T2: Write docs/b.md\n");
    project.commit("Plan");
    project.analyze(&["--tasks", "docs/my plan.md"]);
    project.done(&["create"]);
    let said = project.done(&["doctor"]);
    assert!(said.contains("ok     backlog docs/my plan.md\n"), "{said}");
    let attributes = project.common("").parent().unwrap().join("info/attributes");
    let text = fs::read_to_string(&attributes).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("my plan")).collect();
    fs::write(&attributes, kept.join("\n") + "\n").unwrap();
    let output = project.ctx(&["doctor"]).assert().code(1).get_output().clone();
    let said = String::from_utf8(output.stdout).unwrap();
    let repair = "`ctx worktree install-merge-driver -- 'docs/my plan.md'` repairs it";
    assert!(said.contains("wrong  backlog docs/my plan.md: ") && said.contains(repair), "{said}");
    project.done(&["install-merge-driver", "--", "docs/my plan.md"]);
    project.done(&["doctor"]);
}
