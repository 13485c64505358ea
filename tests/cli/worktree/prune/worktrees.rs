//! `ctx worktree prune`: which worktrees go, and which are forgotten.

use std::fs;

use crate::harness::{Project, git_in, write};

#[test]
fn prune_removes_only_what_is_merged_and_clean() {
    let project = Project::named("p");
    project.create(&["fresh", "merged", "squashed", "dirty"]);
    for (name, task) in [("merged", "T1"), ("squashed", "T2"), ("dirty", "T3")] {
        project.work(name, &format!("docs/{name}.md"), task);
    }
    project.git(&["merge", "--quiet", "--no-edit", "work/merged"]);
    project.git(&["merge", "--quiet", "--squash", "-X", "ours", "work/squashed"]);
    project.git(&["commit", "--quiet", "-m", "Squashed"]);
    let before = project.state();
    let said = project.done(&["prune", "--dry-run"]);
    assert_eq!(project.state(), before);
    for line in [
        "fresh: stays: nothing is committed in it yet",
        "merged: would be removed",
        "dirty: stays: its work is not in main",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let would = project.done(&["teardown", "squashed", "--no-merge", "--dry-run"]);
    assert!(would.contains("would: merge nothing: main has all of work/squashed\n"), "{would}");
    project.git(&["merge", "--quiet", "--no-edit", "-X", "ours", "work/dirty"]);
    write(&project.worktree("dirty"), "docs/a.md", "not committed\n");
    let said = project.done(&["prune"]);
    assert!(said.contains("`ctx worktree teardown dirty --force` drops it"), "{said}");
    assert!(project.worktree("fresh").exists() && project.worktree("dirty").exists());
    assert!(!project.worktree("merged").exists());
    assert!(!project.worktree("squashed").exists(), "known by its content");
}

#[test]
fn prune_does_not_forget_a_worktree_whose_disk_is_absent() {
    let (project, tip) = Project::worked();
    let moved = project.main.with_file_name("moved");
    fs::rename(project.worktree("docs"), &moved).unwrap();
    let said = project.done(&["prune"]);
    assert!(said.contains("docs: stays: its folder is missing"), "{said}");
    assert!(said.contains("`git worktree repair PATH`"), "{said}");
    let said = project.done(&["status"]);
    assert!(said.contains("Next: move docs back, tell git its new path"), "{said}");
    project.git(&["worktree", "repair", moved.to_str().unwrap()]);
    assert!(!project.done(&["status"]).contains("move docs back"), "as it was told");
    project.git(&[
        "worktree",
        "move",
        moved.to_str().unwrap(),
        project.worktree("docs").to_str().unwrap(),
    ]);
    fs::rename(project.worktree("docs"), &moved).unwrap();
    fs::rename(&moved, project.worktree("docs")).unwrap();
    assert_eq!(git_in(&project.worktree("docs"), &["rev-parse", "HEAD"]), tip);
    project.done(&["teardown", "docs"]);
    // One that git itself was told to forget leaves only its record.
    project.create(&["b"]);
    project.git(&["worktree", "remove", project.worktree("b").to_str().unwrap()]);
    assert!(project.done(&["status"]).contains("Next: ctx worktree prune forgets"));
    assert!(project.done(&["prune"]).contains("b: forgotten"));
    assert!(!project.common("worktrees/b.json").exists());
}
