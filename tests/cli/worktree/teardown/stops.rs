//! `ctx worktree teardown` that stops half way: conflicts, and finished tasks that are open again.

use std::fs;

use super::would_stop;
use crate::harness::{Project, commit, git_in, tick, write};

#[test]
fn conflicts_stop_with_everything_in_place() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("  docs/new.md\n"), "{said}");
    assert!(project.worktree("docs").exists());
    for arguments in [&["teardown", "docs"][..], &["create", "--no-plan", "b"], &["prune"]] {
        let refused = project.refused(arguments);
        assert!(refused.contains("the teardown of docs waits for you"), "{refused}");
    }
    assert!(project.stopped(&["teardown", "--continue"]).contains("docs/new.md"));
    // Back,
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert!(project.refused(&["teardown", "--abort"]).contains("no teardown is under way"));
    assert!(project.refused(&["teardown", "--continue"]).contains("no teardown is under way"));
    // and on.
    project.stopped(&["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert!(project.is_merged(&tip));
    assert_eq!(project.linked(), 0);
}

#[test]
fn conflicts_may_be_resolved_with_git_alone() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.stopped(&["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.git(&["commit", "--quiet", "--no-edit"]);
    project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&tip) && project.linked() == 0);
}

#[test]
fn a_merge_taken_back_with_git_alone_begins_again() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.stopped(&["teardown", "docs"]);
    project.git(&["merge", "--abort"]);
    fs::remove_file(project.main.join("docs/new.md")).unwrap();
    project.commit("Make way");
    let output = project.ctx(&["teardown", "docs"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("before it merged anything"));
    if !output.status.success() {
        project.git(&["rm", "--quiet", "docs/new.md"]);
        project.git(&["checkout", "--quiet", "work/docs", "--", "docs/new.md"]);
        project.done(&["teardown", "--continue"]);
    }
    assert!(project.is_merged(&tip));
}

#[test]
fn squash_conflicts_go_on_and_back_as_well() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    for last in [false, true] {
        project.stopped(&["teardown", "docs", "--squash"]);
        if last {
            break;
        }
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
    }
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert!(!project.is_merged(&tip));
    let message = project.git(&["log", "-1", "--format=%B"]);
    assert!(message.contains("* Work on T1") && message.contains(&tip), "{message}");
    assert_eq!(project.git(&["rev-parse", "HEAD^"]), before);
}

#[test]
fn rebase_conflicts_are_resolved_in_the_worktree() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    let worktree = project.worktree("docs");
    let said = project.stopped(&["teardown", "docs", "--rebase"]);
    assert!(said.contains("docs/new.md"), "{said}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(git_in(&worktree, &["rev-parse", "HEAD"]), tip);
    project.stopped(&["teardown", "docs", "--rebase"]);
    write(&worktree, "docs/new.md", "by both\n");
    git_in(&worktree, &["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.git(&["rev-parse", "HEAD^"]), before, "no merge commit");
    assert_eq!(project.linked(), 0);
    let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
    assert_eq!(project.git(&["rev-parse", &kept]), tip);
}

#[test]
fn no_setting_makes_a_merge_prefer_a_side_or_hide_one() {
    for (key, value) in [
        ("branch.main.mergeOptions", "-X theirs"),
        ("branch.main.mergeOptions", "--squash"),
        ("branch.main.mergeOptions", "--no-commit"),
        ("pull.twohead", "ours"),
    ] {
        let (project, tip) = Project::worked();
        project.git(&["config", key, value]);
        project.write("docs/new.md", "by main\n");
        project.commit("Collide");
        project.stopped(&["teardown", "docs"]);
        project.done(&["teardown", "--abort"]);
        project.git(&["rm", "--quiet", "docs/new.md"]);
        project.git(&["commit", "--quiet", "-m", "Make way"]);
        // Deleted here and changed there is no conflict: the base had no such file.
        let output = project.ctx(&["teardown", "docs"]).output().unwrap();
        assert!(output.status.success(), "{key} {value}: {output:?}");
        assert!(project.is_merged(&tip), "{key} {value}");
    }
}

#[test]
fn an_abort_takes_no_commit_and_no_staged_file_away() {
    let (project, _) = Project::worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.stopped(&["teardown", "docs"]);
    project.write("brandnew", "mine\n");
    project.git(&["add", "brandnew"]);
    let said = project.done(&["teardown", "--abort"]);
    let kept = said
        .lines()
        .find_map(|line| line.strip_prefix("kept     the changes in the main checkout: "))
        .unwrap();
    assert_eq!(project.git(&["show", &format!("{kept}:brandnew")]), "mine");

    project.stopped(&["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.commit("Resolved by hand");
    project.write("notes", "x\n");
    let head = project.commit("Unrelated");
    let refused = project.refused(&["teardown", "--abort"]);
    assert!(refused.contains("has new commits since the merge"), "{refused}");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), head);
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_rebase_leaves_nothing_out() {
    let (project, tip) = Project::worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.stopped(&["teardown", "docs", "--rebase"]);
    git_in(&project.worktree("docs"), &["rebase", "--skip"]);
    let output = project.ctx(&["teardown", "--continue"]).assert().code(2).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 of 1 commits of work/docs"));
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);

    let worktree = project.worktree("docs");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "-s", "ours", "main"]);
    let refused = project.refused(&["teardown", "docs", "--rebase"]);
    assert!(refused.contains("merge commits"), "{refused}");
}

#[test]
fn a_commit_that_cannot_be_made_is_made_later_or_never() {
    for how in [&[][..], &["--squash"]] {
        let (project, _) = Project::worked();
        project.write("docs/b.md", "More\n");
        let before = project.commit("Go on");
        for back in [true, false] {
            project.git(&["config", "commit.gpgSign", "true"]);
            project.git(&["config", "gpg.program", "false"]);
            let mut command = project.ctx(&[&["teardown", "docs"], how].concat());
            let output = command.assert().code(1).get_output().clone();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains("nothing to resolve:\n\n  error: gpg failed"), "{said}");
            assert!(said.contains("\n  ctx worktree teardown --continue\n"), "{said}");
            project.git(&["config", "commit.gpgSign", "false"]);
            if back {
                project.done(&["teardown", "--abort"]);
                assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
                assert_eq!(project.git(&["status", "--porcelain"]), "");
            } else {
                project.done(&["teardown", "--continue"]);
                assert_eq!(project.linked(), 0);
                assert!(project.backlog().contains("- [x] T1"));
            }
        }
    }
}

#[test]
fn a_merge_taken_back_by_hand_can_be_forgotten() {
    let (project, tip) = Project::worked();
    // Stops after the merge, since a finished task is open again.
    let worktree = project.worktree("docs");
    let opened = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    tick(&project.main, "T2");
    let before = project.commit("Done");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "-X", "ours", "main"]);
    write(&worktree, "TASKS.md", &opened);
    commit(&worktree, "Open again by accident");
    project.stopped(&["teardown", "docs"]);
    project.git(&["reset", "--quiet", "--hard", &before]);
    project.write("docs/b.md", "Something else\n");
    project.commit("Go another way");
    let refused = project.refused(&["teardown", "--continue"]);
    assert!(refused.contains("teardown --abort"), "{refused}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["log", "-1", "--format=%s"]), "Go another way");
    assert!(!project.is_merged(&tip) && worktree.exists());
}

#[test]
fn a_finished_task_that_a_clean_merge_opens_again_stops_the_teardown() {
    let project = Project::new();
    tick(&project.main, "T2");
    project.commit("Done");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let opened = project.backlog().replace("- [x] T2", "- [ ] T2");
    write(&worktree, "TASKS.md", &opened);
    commit(&worktree, "Open again by accident");
    let said = would_stop(&project, &[]);
    assert!(said.contains("would: stop, since a finished task would be open again"), "{said}");
    project.done(&["teardown", "docs", "--dry-run", "--allow-reopened"]);
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("TASKS.md:6: ") && said.contains("is open again"), "{said}");
    assert!(worktree.exists());
    project.stopped(&["teardown", "--continue"]);
    tick(&project.main, "T2");
    project.commit("Tick again");
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_lost_tick_can_be_taken_back_or_allowed() {
    let project = Project::new();
    tick(&project.main, "T2");
    let before = project.commit("Done");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    fs::remove_file(worktree.join("TASKS.md")).unwrap();
    commit(&worktree, "Delete the backlog");
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("TASKS.md: the whole file is missing"), "{said}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
    project.done(&["teardown", "docs", "--allow-reopened"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_squash_that_the_user_committed_needs_no_commit_more() {
    let (project, _) = Project::worked();
    write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
    commit(&project.worktree("docs"), "More");
    project.write("docs/a.md", "# By main\n");
    project.commit("Meanwhile");
    project.stopped(&["teardown", "docs", "--squash"]);
    project.write("docs/a.md", "# By both\n");
    let mine = project.commit("Both, by hand");
    let said = project.done(&["teardown", "--continue"]);
    assert!(
        said.contains(&format!("merged   work/docs into main, now at {}", &mine[..10])),
        "{said}"
    );
    assert_eq!(project.git(&["rev-parse", "HEAD"]), mine);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_squash_of_nothing_makes_no_commit() {
    let (project, _) = Project::worked();
    project.git(&["cherry-pick", "work/docs"]);
    let before = project.git(&["rev-parse", "HEAD"]);
    let said = project.done(&["teardown", "docs", "--squash"]);
    assert!(said.contains("merged   nothing: main had all of work/docs"), "{said}");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
}
