//! Answers while a teardown waits for the user: those of a dry run are those of the real run.

use crate::harness::{Project, commit, git, git_in, tick, words, write};

/// Makes two tracks, the first of which stops at a finished task that it opened again.
fn reopened() -> Project {
    let project = Project::reopened(&[]);
    project.create(&["api"]);
    write(&project.worktree("api"), "src/api.md", "By api\n");
    commit(&project.worktree("api"), "Work");
    project.stopped(&["teardown", "docs"]);
    project
}

/// Makes two tracks, the first of which conflicts with main.
fn conflicting(way: &[&str]) -> Project {
    let project = Project::new();
    project.create(&["docs", "api"]);
    for track in ["docs", "api"] {
        write(&project.worktree(track), format!("docs/{track}.md"), "By the track\n");
        commit(&project.worktree(track), "Work");
    }
    project.write("docs/docs.md", "By main\n");
    project.commit("Meanwhile");
    project.stopped(&[&["teardown", "docs"], way].concat());
    project
}

#[test]
fn a_dry_run_refuses_as_the_real_run_does() {
    let waiting =
        || [&[][..], &["--squash"], &["--rebase"]].into_iter().map(conflicting).chain([reopened()]);
    for project in waiting() {
        for command in [&["teardown", "api"][..], &["teardown", "docs"], &["prune"]] {
            let dry = project.refused(&[command, &["--dry-run"]].concat());
            assert!(dry.contains("the teardown of docs waits for you"), "{command:?}: {dry}");
            assert!(!dry.contains("merge --abort") && !dry.contains("rebase --abort"), "{dry}");
            assert_eq!(dry, project.refused(command), "{command:?}");
        }
        project.stopped(&["status", "--check"]);
        project.done(&["teardown", "--abort"]);
    }
}

#[test]
fn a_dry_run_of_another_track_answers_once_the_cause_is_mended() {
    let project = reopened();
    tick(&project.main, "T2");
    project.commit("Tick again");
    project.done(&["teardown", "api", "--dry-run"]);
    project.done(&["teardown", "api"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_status_names_the_tasks_that_a_teardown_has_stopped_at() {
    let project = reopened();
    for arguments in [&["status", "--check"][..], &["status", "docs", "--check"]] {
        let said = words(&project.stopped(arguments));
        assert!(said.contains("docs opened 1 finished task again: TASKS.md:6"), "{said}");
    }
}

#[test]
fn a_commit_that_was_amended_as_told_is_merged() {
    for way in [&[][..], &["--squash"], &["--rebase"]] {
        let project = Project::reopened(&[]);
        project.write("docs/b.md", "By main\n");
        project.commit("Meanwhile");
        project.stopped(&[&["teardown", "docs"], way].concat());
        tick(&project.main, "T2");
        project.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
        project.done(&["teardown", "--continue"]);
        assert_eq!(project.linked(), 0, "{way:?}");
        assert!(project.backlog().contains("[x] T2"), "{way:?}");
    }
}

#[test]
fn an_abort_names_the_commits_that_leave_the_branch() {
    let project = conflicting(&["--rebase"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/docs.md", "By both\n");
    git_in(&worktree, &["add", "docs/docs.md"]);
    git_in(&worktree, &["-c", "core.editor=true", "rebase", "--continue"]);
    write(&worktree, "docs/late.md", "Late\n");
    let late = commit(&worktree, "Late");
    let said = project.done(&["teardown", "--abort"]);
    assert!(
        said.contains("work/docs is as it was before, and 2 commits made since left it"),
        "{said}"
    );
    let back = said.lines().find_map(|line| line.strip_prefix("back     git switch -c NAME "));
    let reference = back.expect("a way back").split(',').next().unwrap().to_owned();
    assert_eq!(project.git(&["rev-parse", &reference]), late, "{said}");
}

#[test]
fn a_main_checkout_in_a_rebase_is_not_told_to_switch() {
    let project = Project::new();
    project.create(&["docs"]);
    write(&project.worktree("docs"), "docs/new.md", "New\n");
    commit(&project.worktree("docs"), "Work");
    project.git(&["switch", "--quiet", "-c", "other"]);
    project.write("docs/a.md", "Other\n");
    project.commit("Other");
    project.git(&["switch", "--quiet", "main"]);
    project.write("docs/a.md", "Main\n");
    project.commit("Main");
    let stopped = git(&project.main).args(["rebase", "--quiet", "other"]).output().unwrap();
    assert!(!stopped.status.success(), "it conflicts");
    let said = project.refused(&["teardown", "docs"]);
    assert!(
        said.contains("finish it (`git rebase --continue`), or abort it (`git rebase --abort`)"),
        "{said}"
    );
    project.git(&["rebase", "--abort"]);
    project.done(&["teardown", "docs"]);
}
