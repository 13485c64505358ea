//! `kill -9` at every call of git that changes something, before it and after it: the next command finishes or undoes.

use crate::worktrees::{Meddler, Project, git_in};

/// Instead of the call, or after it.
const KILLS: [&str; 2] = ["kill -9 $PPID", "\"$GIT\" \"$@\"; kill -9 $PPID"];

/// Runs a command over and over, each time killed one call of git later, until it comes through;
/// how often that was.
fn killed_everywhere(script: &str, check: impl Fn(&Meddler) -> bool) -> usize {
    for at in 1.. {
        let meddler = Meddler::new(at, script);
        if check(&meddler) {
            return at - 1;
        }
    }
    0
}

#[test]
fn a_making_that_is_killed_is_taken_back() {
    for script in KILLS {
        let points = killed_everywhere(script, |meddler| {
            let project = Project::new();
            let before = project.state();
            let mut command = project.ctx(&["create", "--no-plan", "a", "b"]);
            let done = meddler.meets(&mut command).output().unwrap();
            if done.status.success() {
                assert_eq!(project.linked(), 2);
                return true;
            }
            assert_eq!(done.status.code(), None, "killed");
            let was_begun = project.common("journal.json").exists();
            let next = project.ctx(&["prune"]).output().unwrap();
            assert!(next.status.success(), "{next:?}");
            let said = String::from_utf8_lossy(&next.stderr);
            assert_eq!(said.contains("was interrupted; taken back: a, b"), was_begun, "{said}");
            if was_begun {
                assert_eq!(project.state(), before);
                assert!(!project.worktree("a").exists() && !project.worktree("b").exists());
            }
            assert!(!project.common("journal.json").exists());
            // Whatever it was, it can be made now, unless it was made just before the end.
            if project.linked() == 0 {
                project.create(&["a", "b"]);
            }
            assert_eq!(project.linked(), 2);
            false
        });
        assert!(points >= 2, "{points} points to be killed at");
    }
}

#[test]
fn a_teardown_that_is_killed_is_finished_or_begun_again() {
    for script in KILLS {
        for how in [&[][..], &["--squash"], &["--rebase"]] {
            let points = killed_everywhere(script, |meddler| {
                let project = Project::new();
                project.create(&["docs"]);
                let tip = project.work("docs", "docs/new.md", "T1");
                project.write("README.md", "# Elsewhere\n");
                project.commit("Go on");
                let mut command = project.ctx(&[&["teardown", "docs"], how].concat());
                let done = meddler.meets(&mut command).output().unwrap();
                let came_through = done.status.success();
                if !came_through {
                    assert_eq!(done.status.code(), None, "killed: {done:?}");
                    let exists = project.worktree("docs").exists();
                    let branch = project.git(&["branch", "--list", "work/docs"]);
                    // Whatever is gone is merged.
                    if !exists || branch.is_empty() {
                        assert!(project.backlog().contains("- [x] T1"));
                    }
                    let next = project.ctx(&[&["teardown", "docs"], how].concat());
                    finish(next);
                }
                assert_eq!(project.linked(), 0);
                assert_eq!(project.git(&["branch", "--list", "work/*"]), "");
                assert!(project.backlog().contains("- [x] T1"));
                assert!(project.main.join("docs/new.md").exists());
                assert_eq!(project.git(&["status", "--porcelain"]), "");
                assert!(!project.common("journal.json").exists());
                assert!(!project.common("worktrees/docs.json").exists());
                let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
                assert_eq!(project.git(&["rev-parse", &kept]), tip);
                git_in(&project.main, &["fsck", "--strict"]);
                came_through
            });
            assert!(points >= 5, "{points} points to be killed at with {how:?}");
        }
    }
}

/// What a person does who knows nothing of it: the same again.
fn finish(mut next: assert_cmd::Command) {
    let done = next.output().unwrap();
    if done.status.success() {
        return;
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    // Killed after everything but the last word.
    assert!(said.contains("no worktree \"docs\"; there is none"), "{said}");
}
