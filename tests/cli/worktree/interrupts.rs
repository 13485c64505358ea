//! Ctrl-C while `create` runs: it ends at once, or rolls back what it made.

use std::fs;
use std::time::{Duration, Instant};

use crate::harness::{Meddler, Project};

/// Time in which an interrupted command ends on a busy machine. The git that is met sleeps longer.
const MAX_TIME: Duration = Duration::from_secs(30);

/// Returns what an interrupted `create` says, where the `at`th git of these calls does not end.
fn interrupted(project: &Project, calls: &str, at: usize) -> String {
    let meddler = Meddler::with(calls, at, "kill -INT $PPID; exec sleep 100");
    let begun = Instant::now();
    let mut command = project.ctx(&["create", "--no-plan", "a", "b"]);
    let output = meddler.meets(&mut command).assert().code(2).stdout("").get_output().clone();
    assert!(begun.elapsed() < MAX_TIME, "{:?}", begun.elapsed());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_interrupt_before_the_first_change_ends_at_once() {
    for at in [1, 4, 12] {
        let project = Project::named("p");
        let before = project.state();
        let said = interrupted(&project, "*", at);
        assert_eq!(said, "ctx: interrupted, so no worktree is made\n");
        assert_eq!(project.state(), before);
        assert!(!project.common("journal.json").exists());
    }
}

#[test]
fn an_interrupt_stops_git_and_says_that_it_rolls_back() {
    for at in [1, 2] {
        let project = Project::named("p");
        let before = project.state();
        let said = interrupted(&project, "*' worktree add '*", at);
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines[0].starts_with("ctx: interrupted; rolling back (interrupt again"), "{said}");
        assert_eq!(lines.last(), Some(&"ctx: interrupted, so no worktree is made"), "{said}");
        assert_eq!(project.state(), before);
        assert!(!project.common("journal.json").exists());
        assert!(!project.worktree("a").exists() && !project.worktree("b").exists());
    }
}

#[test]
fn edits_in_a_worktree_that_is_rolled_back_are_kept_whatever_its_index_says() {
    for hide in ["--assume-unchanged", "--skip-worktree", "--refresh"] {
        let project = Project::named("p");
        // The second is being made when the program is killed.
        let meddler = Meddler::with("*' worktree add '*", 2, "kill -9 $PPID");
        meddler.kills(project.ctx(&["create", "--no-plan", "a", "b"]));
        let made = project.worktree("a");
        crate::harness::git_in(&made, &["update-index", hide, "docs/a.md"]);
        fs::write(made.join("docs/a.md"), "# Mine\n").unwrap();
        let said = project.refused(&["prune"]);
        assert!(said.contains("already has work in it"), "{said}");
        assert_eq!(fs::read_to_string(made.join("docs/a.md")).unwrap(), "# Mine\n");
    }
}
