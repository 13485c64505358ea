//! `ctx worktree prune --backups`: old backups go, but for what is nowhere else.

use crate::harness::{Project, write};

/// Returns the backups that there are.
fn backups(project: &Project) -> String {
    project.git(&["for-each-ref", "--format=%(refname)", "refs/ctx"])
}

/// Makes a project with a backup of a merged track, and of what was not committed in it.
fn torn_down() -> (Project, String) {
    let (project, tip) = Project::worked();
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "Not committed\n");
    write(&worktree, "a.log", "Ignored\n");
    project.done(&["teardown", "docs", "--force"]);
    (project, format!("docs/{}", &tip[..12]))
}

#[test]
fn backups_that_a_branch_has_go_and_others_stay() {
    let (project, merged) = torn_down();
    assert_eq!(backups(&project).lines().count(), 2);
    let before = project.state();
    let said = project.done(&["prune", "--backups", "--dry-run"]);
    assert_eq!(project.state(), before);
    assert!(
        said.contains(&format!("{merged}: would be removed: the branch main has it\n")),
        "{said}"
    );
    let said = project.done(&["prune", "--backups"]);
    assert!(said.contains(&format!("{merged}: removed: the branch main has it\n")), "{said}");
    let left = backups(&project);
    let left = left.strip_prefix("refs/ctx/backup/").unwrap();
    assert!(left.starts_with("docs/uncommitted-") && left.lines().count() == 1, "{left}");
    let kept = project.common("kept").read_dir().unwrap().next().unwrap().unwrap().path();
    for line in [
        &format!("{left}: stays: no branch has it\n"),
        &format!("\n  see it: git log -p refs/ctx/backup/{left}\n"),
        &format!("\n  remove it: ctx worktree prune --backups {left}\n"),
        "kept/docs-",
        "\n  see it: ls -R ",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(kept.join("a.log").exists());
    // Once is enough.
    let said = project.done(&["prune", "--backups"]);
    assert!(!said.contains("removed"), "{said}");
}

#[test]
fn what_is_nowhere_else_goes_only_by_its_name() {
    let (project, merged) = torn_down();
    let refused = project.refused(&["prune", "--backups", "dosc"]);
    assert!(refused.contains("no backup \"dosc\"; known: docs/"), "{refused}");
    let name = format!("kept/docs-{}", merged.strip_prefix("docs/").unwrap());
    let said = project.done(&["prune", "--backups", "--dry-run", &name]);
    assert!(
        said.contains(&format!("{name}: would be removed: files that were ignored\n")),
        "{said}"
    );
    assert!(project.common(&name).exists());
    project.done(&["prune", "--backups", &name]);
    assert!(!project.common(&name).exists());
    let left = project.git(&["for-each-ref", "--format=%(objectname)", "refs/ctx"]);
    // All of a track.
    let said = project.done(&["prune", "--backups", "docs"]);
    assert!(
        said.contains(&format!("removed: no branch has it; it was {left} under refs/")),
        "{said}"
    );
    assert_eq!(backups(&project), "");
    assert_eq!(project.done(&["prune", "--backups"]), "No backups.\n");
    assert!(project.refused(&["prune", "docs"]).contains("--backups"));
}

#[test]
fn a_branch_that_was_dropped_is_not_lost_to_pruning() {
    let (project, tip) = Project::worked();
    project.done(&["teardown", "docs", "--no-merge", "-D"]);
    project.done(&["prune", "--backups"]);
    assert_eq!(project.git(&["rev-parse", &backups(&project)]), tip);
    project.git(&["branch", "back", &tip]);
    project.done(&["prune", "--backups"]);
    assert_eq!(backups(&project), "");
    // While a teardown waits, its backup is needed.
    project.create(&["b"]);
    project.work("b", "docs/new.md", "T1");
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.ctx(&["teardown", "b"]).assert().code(1);
    for dry in [&[][..], &["--dry-run"]] {
        let refused = project.refused(&[&["prune", "--backups"], dry].concat());
        assert!(refused.contains("the teardown of b waits for you"), "{refused}");
    }
    assert_ne!(backups(&project), "");
}

#[test]
fn uninstalling_says_what_is_left() {
    let (project, _) = torn_down();
    let said = project.done(&["uninstall-merge-driver"]);
    for line in [
        "Backlogs are merged by line again.\n",
        "2 backups in refs/ctx/backup and 1 backup in ctx/kept",
        "`ctx worktree prune --backups`",
        "rm -r ",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let names = backups(&project);
    let names = names.lines().map(|name| name.strip_prefix("refs/ctx/backup/").unwrap());
    project.done(&[&["prune", "--backups", "docs"][..], &names.collect::<Vec<_>>()].concat());
    assert_eq!(backups(&project), "");
    std::fs::remove_dir_all(project.main.join(".git/ctx")).unwrap();
    let said = project.done(&["uninstall"]);
    assert_eq!(said.lines().count(), 2, "{said}");
}
