//! `ctx worktree teardown`: back to before it, and begun again, whatever git was killed in the middle of.

use std::fs;

use crate::harness::{Meddler, Project, commit, git_in, tick, write};

/// Makes a project and a track with two commits: one collides on `docs/a.md`, the other does not; and a
/// file of main's own that both change, in other lines.
fn colliding() -> Project {
    let project = Project::new();
    project.write("shared.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    project.commit("Share");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/new.md", "# New\n");
    write(&worktree, "shared.txt", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    tick(&worktree, "T1");
    commit(&worktree, "Work on T1");
    write(&worktree, "docs/a.md", "# By docs\n");
    commit(&worktree, "More work");
    project.write("docs/a.md", "# By main\n");
    project.write("shared.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
    project.commit("Collide");
    project
}

#[test]
fn an_abort_that_was_killed_half_way_can_be_repeated() {
    for how in ["--into", "--squash"] {
        let project = colliding();
        let how = if how == "--into" { &["--into", "main"][..] } else { &[how] };
        project.write("docs/b.md", "mine\n");
        let before = project.state_without_backups();
        project.stopped(&[&["teardown", "docs"], how].concat());
        // Some files are back already, and git does not know it yet.
        project.write("TASKS.md", &project.git(&["show", "HEAD:TASKS.md"]));
        fs::remove_file(project.main.join("docs/new.md")).unwrap();
        let said = project.done(&["teardown", "--abort"]);
        assert!(said.contains("is undone"), "{said}");
        assert_eq!(project.state_without_backups(), before);
        assert!(!project.main.join(".git/SQUASH_MSG").exists());
        assert_eq!(fs::read_to_string(project.main.join("docs/b.md")).unwrap(), "mine\n");
    }
}

#[test]
fn a_file_that_is_not_as_it_is_staged_is_told_before_it_is_committed() {
    for how in ["--into", "--squash"] {
        let project = colliding();
        let how = if how == "--into" { &["--into", "main"][..] } else { &[how] };
        project.stopped(&[&["teardown", "docs"], how].concat());
        project.write("docs/a.md", "# By both\n");
        project.git(&["add", "docs/a.md"]);
        project.write("shared.txt", "something else\n");
        let refused = project.refused(&["teardown", "--continue"]);
        assert!(refused.contains("unstaged changes"), "{refused}");
        assert!(refused.contains(":\n  shared.txt\n`git add` them if "), "{refused}");
        project.git(&["restore", "--", "shared.txt"]);
        project.done(&["teardown", "--continue"]);
        assert_eq!(project.git(&["show", "HEAD:shared.txt"]), "one\n2\n3\n4\n5\n6\n7\n8\nnine");
    }
}

#[test]
fn files_that_are_not_as_merged_are_told_in_the_end() {
    let project = colliding();
    project.stopped(&["teardown", "docs"]);
    project.write("docs/a.md", "# By both\n");
    project.git(&["add", "docs/a.md"]);
    project.git(&["commit", "--quiet", "--no-edit"]);
    project.write("shared.txt", "something else\n");
    let output = project.ctx(&["teardown", "--continue"]).assert().code(0).get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("differ from the merge: shared.txt; `git diff HEAD`"), "{said}");
}

#[test]
fn a_rebase_that_was_killed_is_begun_again() {
    // At the first and at the second commit, with what git knows of it gone or not.
    let colliding = colliding();
    for loses in ["", "rm -f \"$own/onto\" \"$own/head-name\"; "] {
        for next in [&["prune"][..], &["teardown", "--continue"], &["teardown", "--abort"]] {
            let project = colliding.copy();
            let before = project.state_without_backups();
            let script = format!(
                "\"$GIT\" \"$@\"; own=$(\"$GIT\" rev-parse --git-path rebase-merge); {loses}\
                 kill -9 $PPID; exit 1"
            );
            let meddler = Meddler::with("*' rebase --merge'*", 1, &script);
            meddler.kills(project.ctx(&["teardown", "docs", "--rebase"]));
            if next[1..] == ["--continue"] {
                assert!(project.stopped(next).contains("stopped at conflicts"));
                let worktree = project.worktree("docs");
                write(&worktree, "docs/a.md", "# By both\n");
                git_in(&worktree, &["add", "docs/a.md"]);
                project.done(next);
                assert!(project.backlog().contains("- [x] T1"));
                assert_eq!(project.git(&["show", "HEAD:docs/a.md"]), "# By both");
                assert_eq!(project.git(&["rev-list", "--count", "HEAD"]), "5");
            } else {
                let told = project.ctx(next).assert().code(0).get_output().clone();
                let told = [told.stdout, told.stderr].map(|it| String::from_utf8(it).unwrap());
                assert!(
                    told.concat().contains("the changes in the worktree: refs/ctx/backup/docs/")
                );
                assert_eq!(project.state_without_backups(), before, "{next:?} after {loses:?}");
                let worktree = project.worktree("docs");
                assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "");
                assert!(worktree.join("docs/new.md").exists());
            }
        }
    }
}

#[test]
fn a_rebase_that_was_killed_in_its_last_words_is_finished() {
    let project = colliding();
    project.stopped(&["teardown", "docs", "--rebase"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# By both\n");
    git_in(&worktree, &["add", "docs/a.md"]);
    // Git has moved the branch, and still says that it is at it.
    let own =
        git_in(&worktree, &["rev-parse", "--path-format=absolute", "--git-path", "rebase-merge"]);
    let script = format!(
        "cp -r '{own}' '{own}.kept'; \"$GIT\" \"$@\"; cp -r '{own}.kept' '{own}'; \
         : > '{own}/git-rebase-todo'; \"$GIT\" checkout -q --detach; kill -9 $PPID",
        own = own.replace('\'', "'\\''")
    );
    let meddler = Meddler::with("*' rebase --continue'*", 1, &script);
    meddler.kills(project.ctx(&["teardown", "--continue"]));
    assert!(std::path::Path::new(&own).exists());
    project.done(&["teardown", "--continue"]);
    assert!(project.backlog().contains("- [x] T1"));
    assert_eq!(project.git(&["show", "HEAD:docs/a.md"]), "# By both");
    assert_eq!(project.git(&["rev-list", "--count", "HEAD"]), "5");
}

#[test]
fn a_rebase_that_git_cannot_abort_is_taken_back() {
    let project = colliding();
    let before = project.state_without_backups();
    project.stopped(&["teardown", "docs", "--rebase"]);
    let worktree = project.worktree("docs");
    let own =
        git_in(&worktree, &["rev-parse", "--path-format=absolute", "--git-path", "rebase-merge"]);
    for name in ["onto", "head-name", "orig-head"] {
        fs::remove_file(std::path::Path::new(&own).join(name)).unwrap();
    }
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.state_without_backups(), before);
    assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "");
    // Or git does not even know of it any more.
    project.stopped(&["teardown", "docs", "--rebase"]);
    fs::remove_dir_all(&own).unwrap();
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.state_without_backups(), before);
    assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "");
}

/// Makes a project and a track that do not collide, though both went on.
fn apart() -> Project {
    let (project, _) = Project::worked();
    project.write("README.md", "# Elsewhere\n");
    project.commit("Go on");
    project
}

/// Has a teardown end with `script` instead of a call of git's.
fn killed(project: &Project, arguments: &[&str], call: &str, script: &str) {
    let meddler = Meddler::with(call, 1, script);
    meddler.kills(project.ctx(&[&["teardown"], arguments].concat()));
}

#[test]
fn what_an_interrupted_merge_has_staged_is_put_back() {
    for next in [&["prune"][..], &["teardown", "--abort"], &["teardown", "--continue"]] {
        let project = apart();
        let before = project.state_without_backups();
        // As git leaves it where it is interrupted, its locks removed.
        let script = "\"$GIT\" merge --quiet --no-commit --no-ff work/docs >&2; \
                      rm .git/MERGE_HEAD .git/MERGE_MODE; kill -9 $PPID";
        killed(&project, &["docs"], "*' merge --no-edit'*", script);
        assert_eq!(project.git(&["diff", "--cached", "--name-only"]), "TASKS.md\ndocs/new.md");
        project.done(next);
        if next[1..] == ["--continue"] {
            assert!(project.backlog().contains("- [x] T1"));
            assert_eq!(project.git(&["status", "--porcelain"]), "");
        } else {
            assert_eq!(project.state_without_backups(), before);
        }
    }
}

#[test]
fn a_rebase_that_is_half_way_to_the_main_checkout_is_put_back() {
    for next in [&["prune"][..], &["teardown", "--abort"], &["teardown", "--continue"]] {
        let project = apart();
        let before = project.state_without_backups();
        let script = "\"$GIT\" show work/docs:TASKS.md > TASKS.md; : > docs/new.md; kill -9 $PPID";
        killed(&project, &["docs", "--rebase"], "*' merge --ff-only'*", script);
        project.done(next);
        if next[1..] == ["--abort"] {
            assert_eq!(project.state_without_backups(), before);
        } else {
            assert!(project.backlog().contains("- [x] T1"), "{next:?}");
            assert_eq!(project.git(&["status", "--porcelain"]), "");
        }
    }
}

#[test]
fn a_merge_without_its_message_is_committed() {
    let project = colliding();
    project.stopped(&["teardown", "docs"]);
    project.write("docs/a.md", "# By both\n");
    project.git(&["add", "docs/a.md"]);
    fs::write(project.main.join(".git/MERGE_MSG"), "").unwrap();
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.git(&["log", "-1", "--format=%s"]), "Merge branch 'work/docs'");
}

#[test]
fn a_lock_on_the_branch_of_a_worktree_that_is_gone_is_swept_away() {
    let project = apart();
    let script = "touch .git/refs/heads/work/docs.lock; kill -9 $PPID; exit 1";
    killed(&project, &["docs"], "*' update-ref -d refs/heads/'*", script);
    assert!(!project.worktree("docs").exists());
    project.done(&["prune"]);
    assert_eq!(project.git(&["branch", "--list", "work/*"]), "");
}

#[test]
fn a_rebase_whose_commits_cannot_be_made_is_begun_again() {
    let project = apart();
    project.git(&["config", "commit.gpgSign", "true"]);
    project.git(&["config", "gpg.program", "false"]);
    let said = project.stopped(&["teardown", "docs", "--rebase"]);
    assert!(said.contains("nothing to resolve:\n\n  error: failed to write commit"), "{said}");
    project.git(&["config", "commit.gpgSign", "false"]);
    project.done(&["teardown", "--continue"]);
    assert!(project.backlog().contains("- [x] T1"));
}

#[test]
fn a_merge_that_was_killed_before_it_was_written_down_can_be_taken_back() {
    for how in [&["--into", "main"][..], &["--squash"], &["--rebase"]] {
        let (project, _) = Project::worked();
        project.write("README.md", "# Elsewhere\n");
        project.commit("Go on");
        let before = project.state_without_backups();
        let calls = match how {
            ["--squash"] => "*' commit --quiet'*",
            ["--rebase"] => "*' merge --ff-only'*",
            _ => "*' merge --no-edit'*",
        };
        let meddler = Meddler::with(calls, 1, "\"$GIT\" \"$@\"; kill -9 $PPID");
        meddler.kills(project.ctx(&[&["teardown", "docs"], how].concat()));
        assert!(project.backlog().contains("- [x] T1"), "{how:?}");
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.state_without_backups(), before, "{how:?}");
    }
}

#[test]
fn settings_of_how_to_merge_are_heeded_or_told() {
    for (setting, how, is_refused) in [
        ("false", "--squash", false),
        ("only", "--squash", false),
        ("only", "--rebase", false),
        ("only", "--keep-branch", true),
        ("false", "--keep-branch", false),
    ] {
        let (project, _) = Project::worked();
        project.write("README.md", "# Elsewhere\n");
        project.commit("Go on");
        project.git(&["config", "merge.ff", setting]);
        if is_refused {
            for dry in [&[][..], &["--dry-run"]] {
                let refused = project.refused(&[&["teardown", "docs", how], dry].concat());
                assert!(refused.contains("merge.ff=only allows no merge commit"), "{refused}");
                assert!(refused.contains("`ctx worktree teardown docs --rebase`"), "{refused}");
            }
        } else {
            project.done(&["teardown", "docs", how]);
            assert!(project.backlog().contains("- [x] T1"));
        }
    }
}

#[test]
fn a_sparse_checkout_does_not_hide_a_lost_tick() {
    let project = Project::new();
    project.create(&["docs"]);
    project.work("docs", "internal/recall/new.go", "T1");
    project.write("README.md", "# Elsewhere\n");
    project.commit("Go on");
    project.git(&["sparse-checkout", "set", "--no-cone", "/internal/"]);
    assert!(!project.main.join("TASKS.md").exists());
    let said = project.done(&["teardown", "docs", "--keep-branch"]);
    assert!(said.contains("finished T1"), "{said}");

    let worktree = project.worktree("docs");
    git_in(&project.main, &["worktree", "add", "--quiet", worktree.to_str().unwrap(), "work/docs"]);
    git_in(&worktree, &["sparse-checkout", "disable"]);
    let backlog = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    fs::write(worktree.join("TASKS.md"), backlog.replace("[x] T1", "[ ] T1")).unwrap();
    git_in(&worktree, &["commit", "--quiet", "--all", "-m", "Not done yet"]);
    let output = project.ctx(&["teardown", "docs", "--into", "main"]).assert().code(1);
    let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert!(said.contains("is open again"), "{said}");
}

#[test]
fn locks_that_a_killed_abort_has_left_are_in_nobodys_way() {
    let project = colliding();
    let before = project.state_without_backups();
    project.stopped(&["teardown", "docs"]);
    let script = "touch .git/packed-refs.lock .git/AUTO_MERGE.lock .git/config.lock \
                  .git/index.stash.123 \
                  .git/refs/ctx/backup/docs/uncommitted-0123456789ab.lock; kill -9 $PPID; exit 1";
    let meddler = Meddler::with("*' update-ref '*", 1, script);
    meddler.kills(project.ctx(&["teardown", "--abort"]));
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.state_without_backups(), before);
    let git = project.main.join(".git");
    for folder in [git.clone(), git.join("refs/ctx/backup/docs")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_left = path.extension().is_some_and(|it| it == "lock" || it == "123");
            assert!(!is_left, "{}", path.display());
        }
    }
}
