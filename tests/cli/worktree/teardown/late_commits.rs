//! Commits that a track or the main checkout gets while a teardown waits.

use crate::harness::{Project, WAYS, commit, git_in, tick, write};

/// Makes a track that conflicts with main in `docs/a.md`.
fn conflicting() -> Project {
    let project = Project::named("p");
    project.create(&["docs"]);
    write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
    project.work("docs", "docs/new.md", "T1");
    project.write("docs/a.md", "# By main\n");
    project.commit("Meanwhile");
    project
}

/// Commits a file in the track's worktree.
fn commit_late(project: &Project) -> String {
    let worktree = project.worktree("docs");
    write(&worktree, "docs/late.md", "late\n");
    commit(&worktree, "Late")
}

#[test]
fn a_commit_of_the_track_during_a_conflict_is_merged_next_or_all_is_undone() {
    for way in [&[][..], &["--squash"]] {
        for is_undone in [false, true] {
            let project = conflicting();
            let before = project.git(&["rev-parse", "HEAD"]);
            project.stopped(&[&["teardown", "docs"], way].concat());
            let late = commit_late(&project);
            project.write("docs/a.md", "# By both\n");
            project.git(&["add", "docs/a.md"]);
            for _ in 0..2 {
                let said = project.stopped(&["teardown", "--continue"]);
                assert!(said.contains("merged, but ../p-docs has new commits since"), "{said}");
                let again = [&["\n  ctx worktree teardown docs"], way].concat().join(" ");
                assert!(said.contains(&format!("{again}\n")), "{said}");
            }
            let refused = project.refused(&["create", "--no-plan", "b"]);
            assert!(refused.contains("the teardown of docs waits for you"), "{refused}");
            if is_undone {
                project.done(&["teardown", "--abort"]);
                assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{way:?}");
                assert_eq!(project.git(&["rev-parse", "work/docs"]), late, "{way:?}");
                continue;
            }
            if way == ["--squash"] {
                // Git does not know what a squash has of a branch, and is told so.
                let said = project.stopped(&["teardown", "--continue"]);
                let apart =
                    said.lines().find_map(|line| line.trim().strip_prefix("git -C ../p-docs "));
                let apart: Vec<&str> = apart.expect("a command").split(' ').collect();
                git_in(&project.worktree("docs"), &apart);
            }
            let output = project
                .ctx(&[&["teardown", "docs"], way].concat())
                .assert()
                .code(0)
                .get_output()
                .clone();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains("its new commits are merged now"), "{told}");
            assert_eq!(project.read("docs/late.md"), "late\n", "{way:?}");
            assert_eq!(project.read("docs/a.md"), "# By both\n", "{way:?}");
            assert_eq!(project.linked(), 0, "{way:?}");
        }
    }
}

#[test]
fn a_commit_of_the_track_after_its_merge_is_merged_next() {
    for way in WAYS {
        let project = Project::reopened(&[]);
        project.stopped(&[&["teardown", "docs"], way].concat());
        commit_late(&project);
        let said = project.stopped(&["teardown", "--continue", "--allow-reopened"]);
        assert!(said.contains("has new commits since, so it stays"), "{way:?}: {said}");
        project.done(&["teardown", "docs"]);
        assert_eq!(project.read("docs/late.md"), "late\n", "{way:?}");
        assert_eq!(project.linked(), 0, "{way:?}");
    }
}

#[test]
fn a_commit_of_main_while_a_rebase_waits_is_rebased_onto() {
    // Each with the files that main writes, and whether they conflict again.
    for (files, conflicts) in
        [(&["late.md"][..], false), (&["docs/new.md"], true), (&["one", "two"], false)]
    {
        let project = conflicting();
        project.stopped(&["teardown", "docs", "--rebase"]);
        for file in files {
            project.write(file, "by main\n");
            project.commit("Late");
        }
        let head = project.git(&["rev-parse", "HEAD"]);
        let worktree = project.worktree("docs");
        write(&worktree, "docs/a.md", "# By both\n");
        git_in(&worktree, &["add", "docs/a.md"]);
        if conflicts {
            let said = project.stopped(&["teardown", "--continue"]);
            assert!(said.contains("  docs/new.md\n"), "{said}");
            write(&worktree, "docs/new.md", "by both\n");
            git_in(&worktree, &["add", "docs/new.md"]);
        }
        project.done(&["teardown", "--continue"]);
        assert!(project.is_merged(&head), "{files:?}");
        assert_eq!(project.git(&["log", "--merges", "--oneline"]), "", "{files:?}");
        assert_eq!(project.read("docs/a.md"), "# By both\n", "{files:?}");
        assert!(project.backlog().contains("[x] T1"), "{files:?}");
        assert_eq!(project.linked(), 0, "{files:?}");
    }
}

#[test]
fn a_rebase_onto_a_commit_of_main_can_be_undone() {
    for is_continued in [false, true] {
        let project = conflicting();
        let tip = project.git(&["rev-parse", "work/docs"]);
        project.stopped(&["teardown", "docs", "--rebase"]);
        project.write("docs/new.md", "by main\n");
        let head = project.commit("Late");
        let worktree = project.worktree("docs");
        if is_continued {
            write(&worktree, "docs/a.md", "# By both\n");
            git_in(&worktree, &["add", "docs/a.md"]);
            project.stopped(&["teardown", "--continue"]);
        }
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "work/docs", "main"]), format!("{tip}\n{head}"));
        assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "", "{is_continued}");
        assert_eq!(git_in(&worktree, &["branch", "--show-current"]), "work/docs");
    }
}

#[test]
fn the_receipt_names_the_merge_and_where_main_is() {
    for way in WAYS {
        let project = Project::reopened(&[]);
        project.stopped(&[&["teardown", "docs"], way].concat());
        let merged = project.git(&["rev-parse", "HEAD"]);
        tick(&project.main, "T2");
        let head = project.commit("Tick again");
        let said = project.done(&["teardown", "--continue"]);
        let (merged, head) = (&merged[..10], &head[..10]);
        let line = format!("merged   work/docs into main at {merged}; main is at {head} now\n");
        assert!(said.contains(&line), "{way:?}: {said}");
    }
}
