//! What is told of a teardown that waits, and before one.

use std::fs;
use std::path::Path;

use crate::harness::{Meddler, Project, WAYS, commit, git_in, words, write};

/// Makes a track that both sides have worked on: it conflicts in `docs/a.md`, with its second commit.
fn conflicting() -> Project {
    let project = Project::named("p");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
    commit(&project.worktree("docs"), "Write A anew");
    project.write("docs/a.md", "# By main\n");
    project.commit("Go on");
    project
}

#[test]
fn status_tells_the_truth_of_a_track_whose_teardown_waits() {
    let reopened = Project::reopened(&[]);
    for moves_on in [false, true] {
        if moves_on {
            reopened.write("README.md", "# Elsewhere\n");
            reopened.commit("Go on");
        }
        for how in WAYS {
            let project = reopened.copy();
            project.stopped(&[&["teardown", "docs"], how].concat());
            for command in [&["status"][..], &["status", "docs"]] {
                let said = words(&project.done(command));
                let when = format!("{how:?}, {moves_on}, {command:?}: {said}");
                assert!(!said.contains("nothing touched yet"), "{when}");
                assert!(!said.contains("touched nothing yet"), "{when}");
                assert!(said.contains("docs/new.md"), "{when}");
                assert!(said.contains("1 commit ahead"), "{when}");
                let merged = "its teardown stopped after the merge into main, before the worktree was removed";
                assert!(said.contains(merged), "{when}");
                assert!(said.contains("The teardown of docs waits for you"), "{when}");
            }
            assert!(words(&project.done(&["list"])).contains("1 commit ahead"), "{how:?}");
            project.done(&["teardown", "--continue", "--allow-reopened"]);
            assert!(!project.done(&["status"]).contains("teardown stopped"), "{how:?}");
        }
    }
}

#[test]
fn status_tells_the_truth_of_a_merge_that_stopped() {
    for how in WAYS {
        let project = conflicting();
        project.stopped(&[&["teardown", "docs"], how].concat());
        let said = words(&project.done(&["status"]));
        assert!(!said.contains("touched nothing yet"), "{how:?}: {said}");
        assert!(said.contains("touched 2 files: docs/a.md and docs/new.md"), "{how:?}: {said}");
        assert!(said.contains("2 commits ahead, 1 behind"), "{how:?}: {said}");
        let begun = "its teardown stopped before it was merged into main";
        assert!(said.contains(begun), "{how:?}: {said}");
        project.done(&["teardown", "--abort"]);
        assert!(!project.done(&["status"]).contains("teardown stopped"), "{how:?}");
    }
}

#[test]
fn a_dry_run_of_a_rebase_foretells_the_rebase() {
    let project = conflicting();
    let said = project.stopped(&["teardown", "docs", "--dry-run", "--rebase"]);
    assert!(said.contains("stop at conflicts of its commit "), "{said}");
    assert!(
        said.contains(
            " (Write A anew), with everything in place (--continue goes on): docs/a.md\n"
        ),
        "{said}"
    );
    assert!(
        project.stopped(&["teardown", "docs", "--dry-run"]).contains("stop at conflicts, with")
    );
    // A conflict on the way that a merge of both ends does not have.
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# A\n");
    commit(&worktree, "As it was");
    project.done(&["teardown", "docs", "--dry-run"]);
    let said = project.stopped(&["teardown", "docs", "--dry-run", "--rebase"]);
    assert!(said.contains("(Write A anew)"), "{said}");
    assert!(project.stopped(&["teardown", "docs", "--rebase"]).contains("docs/a.md"));
    project.done(&["teardown", "--abort"]);
    // What is there already is left out, as git does.
    let project = conflicting();
    project.write("docs/a.md", "# A\n");
    project.commit("As it was");
    write(&project.main, "docs/a.md", "# By docs\n");
    project.commit("The same");
    project.done(&["teardown", "docs", "--dry-run", "--rebase"]);
    project.done(&["teardown", "docs", "--rebase"]);
    // One that has nothing below it to be put on.
    let project = Project::named("p");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    project.done(&["teardown", "docs", "--dry-run", "--rebase"]);
    project.done(&["teardown", "docs", "--rebase"]);
}

/// Checks that nothing is said in git's own words: they are for those who have called it.
fn assert_own_words(said: &str, when: &str) {
    for raw in ["fatal:", "error:", "hint:", "needs merge", "unmerged files", "Committing is not"] {
        assert!(!said.contains(raw), "{when}: {said}");
    }
    assert!(said.contains("ctx worktree teardown"), "{when}: {said}");
}

#[test]
fn going_on_with_unmerged_or_unstaged_files_is_told_in_our_words() {
    type State = fn(&Path);
    let states: [(&str, State, i32); 5] = [
        ("as git left it", |_| {}, 1),
        ("resolved, not added", |place| write(place, "docs/a.md", "# Both\n"), 1),
        ("removed, not added", |place| fs::remove_file(place.join("docs/a.md")).unwrap(), 1),
        (
            "changed after it was added",
            |place| {
                write(place, "docs/a.md", "# Both\n");
                git_in(place, &["add", "docs/a.md"]);
                write(place, "docs/a.md", "# Both of them\n");
            },
            2,
        ),
        ("added with its markers", |place| drop(git_in(place, &["add", "docs/a.md"])), 2),
    ];
    let conflicting = conflicting();
    for how in WAYS {
        let stopped = conflicting.copy();
        stopped.stopped(&[&["teardown", "docs"], how].concat());
        for (what, make, code) in &states {
            let project = stopped.copy();
            let is_rebase = how == ["--rebase"];
            let place = if is_rebase { project.worktree("docs") } else { project.main.clone() };
            make(&place);
            let output = project.ctx(&["teardown", "--continue"]).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            let when = format!("{how:?}, {what}");
            assert_eq!(output.status.code(), Some(*code), "{when}: {said}");
            assert_own_words(&said, &when);
            assert!(said.contains("docs/a.md"), "{when}: {said}");
            // As it says.
            write(&place, "docs/a.md", "# Both\n");
            git_in(&place, &["add", "docs/a.md"]);
            project.done(&["teardown", "--continue"]);
        }
    }
}

#[test]
fn a_rebase_does_not_go_on_over_other_edits() {
    let project = conflicting();
    project.stopped(&["teardown", "docs", "--rebase"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# Both\n");
    git_in(&worktree, &["add", "docs/a.md"]);
    write(&worktree, "docs/b.md", "An edit beside it\n");
    let refused = project.refused(&["teardown", "--continue"]);
    assert_own_words(&refused, "an edit");
    assert!(refused.contains("docs/b.md"), "{refused}");
    git_in(&worktree, &["restore", "docs/b.md"]);
    project.done(&["teardown", "--continue"]);
}

#[test]
fn what_git_would_not_write_over_is_told_in_our_words() {
    // A file where the track has a folder, and a folder where it has a file.
    for (track, there) in [("notes/a.md", "notes"), ("notes", "notes/a.md")] {
        for how in WAYS {
            let project = Project::named("p");
            project.create(&["docs"]);
            project.work("docs", track, "T1");
            project.write("README.md", "# Elsewhere\n");
            project.commit("Go on");
            project.write(there, "mine\n");
            let refused = project.refused(&[&["teardown", "docs"], how].concat());
            assert!(
                refused.contains("would overwrite the untracked file notes"),
                "{track}, {how:?}: {refused}"
            );
            assert!(!refused.contains("error:"), "{track}, {how:?}: {refused}");
        }
    }
}

#[test]
fn a_worktreeinclude_that_is_no_file_is_told() {
    type Make = fn(&Path);
    let kinds: [(&str, Make, &str); 4] = [
        (
            "a pipe",
            |at| drop(assert_cmd::Command::new("mkfifo").arg(at).assert().success()),
            "pipe",
        ),
        ("a folder", |at| fs::create_dir(at).unwrap(), "a folder"),
        ("a link out", |at| std::os::unix::fs::symlink("/etc/passwd", at).unwrap(), "leads out"),
        (
            "a link to nothing",
            |at| std::os::unix::fs::symlink("none", at).unwrap(),
            "cannot be read",
        ),
    ];
    for (what, make, why) in kinds {
        let project = Project::named("p");
        project.write(".env", "SECRET=1\n");
        make(&project.main.join(".worktreeinclude"));
        let said = project.done(&["create", "--no-plan", "docs"]);
        let remark = "not copied: the files of .worktreeinclude, which cannot be read: ";
        assert!(said.contains(remark) && said.contains(why), "{what}: {said}");
        assert!(!project.worktree("docs").join(".env").exists(), "{what}");
    }
    let project = Project::named("p");
    project.write(".env", "SECRET=1\n");
    project.write("config/include", "/.env\n");
    std::os::unix::fs::symlink("config/include", project.main.join(".worktreeinclude")).unwrap();
    assert!(!project.done(&["create", "--no-plan", "docs"]).contains("not copied"));
    assert!(project.worktree("docs").join(".env").exists(), "a link inside is followed");
}

#[test]
fn a_git_that_fails_is_quoted_with_what_to_do() {
    let project = conflicting();
    project.stopped(&["teardown", "docs"]);
    write(&project.main, "docs/a.md", "# Both\n");
    project.git(&["add", "docs/a.md"]);
    let meddler = Meddler::with("*' commit '*", 1, "echo 'error: disk full' >&2; exit 128");
    let output = meddler.meets(&mut project.ctx(&["teardown", "--continue"])).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("git stopped") && said.contains("disk full"), "{said}");
    project.done(&["teardown", "--continue"]);
}
