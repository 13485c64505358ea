//! The feature that spec-kit is told to work on in the worktree of a track.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{line, read};
use crate::harness::{Meddler, Project, commit, git_in, write};

/// Makes a project of spec-kit with two features, planned.
fn spec_kit(ignore: &str) -> Project {
    let project = Project::named("m");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write(".specify/.gitignore", ignore);
    project.write(".specify/memory/constitution.md", "# Constitution\n");
    project.write(
        "specs/001-alpha/tasks.md",
        "# Tasks\n\n- [ ] T001 Encrypt in internal/crypto/crypto.go\n",
    );
    project.write(
        "specs/002-beta/tasks.md",
        "# Tasks\n\n- [ ] T101 Recall in internal/recall/recall.go\n",
    );
    project.commit("Two features");
    project.write(".specify/feature.json", "{\"feature_directory\":\"specs/002-beta\"}\n");
    project
}

#[test]
fn a_worktree_knows_the_feature_of_its_track() {
    let project = spec_kit("feature.json\n");
    project.analyze(&["--tasks", "specs/001-alpha/tasks.md"]);
    let said = project.done(&["create"]);
    assert!(
        said.contains("spec-kit's feature in ../m-") && said.contains("is specs/001-alpha"),
        "{said}"
    );
    let listed = project.git(&["worktree", "list", "--porcelain"]);
    let worktree = listed.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1).unwrap();
    let worktree = Path::new(worktree);
    let pointer = read(worktree.join(".specify/feature.json"));
    assert_eq!(pointer, "{\"feature_directory\":\"specs/001-alpha\"}\n");
    assert_eq!(git_in(worktree, &["status", "--porcelain"]), "");
    let backlog = read(worktree.join("specs/001-alpha/tasks.md")).replace("[ ]", "[x]");
    write(worktree, "specs/001-alpha/tasks.md", &backlog);
    commit(worktree, "T001");
    let name = worktree.file_name().unwrap().to_str().unwrap().strip_prefix("m-").unwrap();
    let said = project.done(&["teardown", name]);
    assert!(line(&said, "dropped").contains("(.specify/feature.json)"), "{said}");
    let mine = read(project.main.join(".specify/feature.json"));
    assert_eq!(mine, "{\"feature_directory\":\"specs/002-beta\"}\n", "as it was");
}

#[test]
fn where_the_feature_is_not_known_create_says_what_to_type() {
    let project = spec_kit("feature.json\n");
    let said = project.done(&["create", "--no-plan", "docs"]);
    let line = "spec-kit knows no feature in ../m-docs; type `export \
                SPECIFY_FEATURE_DIRECTORY=specs/NAME` there";
    assert!(said.contains(line), "{said}");
    assert!(!project.worktree("docs").join(".specify/feature.json").exists());
    project.done(&["teardown", "docs"]);
    // One track of both features.
    let backlogs = ["specs/001-alpha/tasks.md", "specs/002-beta/tasks.md"];
    project.analyze(&backlogs.map(|it| ["--tasks", it]).concat());
    let plan = read(project.common("plan.json"));
    let mut plan: Value = serde_json::from_str(&plan).unwrap();
    let ids: Vec<Value> =
        plan["tasks"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    let mut track = plan["tracks"][0].clone();
    track["tasks"] = Value::from(ids);
    track["later"] = Value::from(Vec::<Value>::new());
    plan["tracks"] = Value::from(vec![track]);
    let file = project.main.with_file_name("plan.json");
    fs::write(&file, plan.to_string()).unwrap();
    let said = project.done(&["create", "--plan", file.to_str().unwrap()]);
    let several = "has several; type `export SPECIFY_FEATURE_DIRECTORY=specs/001-alpha` there, or \
                   specs/002-beta\n";
    assert!(said.contains(several), "{said}");
}

#[test]
fn a_pointer_is_only_written_where_git_ignores_it() {
    for ignore in ["", "other.json\n"] {
        let project = spec_kit(ignore);
        fs::remove_file(project.main.join(".specify/feature.json")).unwrap();
        project.analyze(&["--tasks", "specs/001-alpha/tasks.md"]);
        let said = project.done(&["create"]);
        assert!(!said.contains("spec-kit"), "{said}");
        assert_eq!(project.linked(), 1);
    }
}

#[test]
fn a_project_below_the_root_has_a_pointer_of_its_own() {
    let project = Project::named("m");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write("services/api/.specify/.gitignore", "feature.json\n");
    project.write("services/api/.specify/memory/constitution.md", "# Constitution\n");
    let backlog = "services/api/specs/001-alpha/tasks.md";
    project.write(backlog, "# Tasks\n\n- [ ] T001 Encrypt in internal/crypto/crypto.go\n");
    project.commit("A feature");
    project.analyze(&["--tasks", backlog]);
    let said = project.done(&["create"]);
    let listed = project.git(&["worktree", "list", "--porcelain"]);
    let worktree = listed.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1).unwrap();
    let pointer = read(Path::new(worktree).join("services/api/.specify/feature.json"));
    assert_eq!(pointer, "{\"feature_directory\":\"specs/001-alpha\"}\n");
    assert!(said.contains("is specs/001-alpha"), "{said}");
    assert!(!Path::new(worktree).join(".specify").exists());
}

#[test]
fn a_pointer_that_git_tracks_is_there_as_it_was_committed() {
    let project = spec_kit("other.json\n");
    project.commit("The feature is shared");
    project.analyze(&["--tasks", "specs/001-alpha/tasks.md"]);
    project.done(&["create"]);
    let listed = project.git(&["worktree", "list", "--porcelain"]);
    let worktree = listed.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1).unwrap();
    let pointer = read(Path::new(worktree).join(".specify/feature.json"));
    assert_eq!(pointer, "{\"feature_directory\":\"specs/002-beta\"}\n");
    assert_eq!(git_in(Path::new(worktree), &["status", "--porcelain"]), "");
}

#[test]
fn a_pointer_is_taken_back_with_its_worktree() {
    let project = spec_kit("feature.json\n");
    project.git(&["branch", "docs"]);
    project.analyze(&["--tasks", "specs/001-alpha/tasks.md"]);
    let before = project.state();
    // Killed at the last call of git that the worktree needs, with the pointer in it.
    for at in 1.. {
        let meddler = Meddler::with("*' check-ignore '*|*' config '*", at, "kill -9 $PPID");
        let mut command = project.ctx(&["create"]);
        let done = meddler.meets(&mut command).output().unwrap();
        if done.status.success() {
            assert!(at > 2, "{at}");
            break;
        }
        let next = project.ctx(&["prune"]).output().unwrap();
        assert!(next.status.success(), "{at}: {next:?}");
        assert_eq!(project.state(), before, "{at}");
    }
    assert_eq!(project.linked(), 1);
}
