//! `ctx worktree teardown`.

mod archived;
mod as_read;
mod asked_while_waiting;
mod before_merge;
mod conflicts;
mod failures;
mod foreknown;
mod late_commits;
mod late_edits;
mod losses;
mod other_marks;
mod refusals;
mod relocated;
mod removed;
mod reopened;
mod rewind;
mod signs;
mod stops;
mod submodules;
mod waiting;
mod ways;

use crate::harness::Project;

/// Returns what a dry run says that foresees a stop.
fn would_stop(project: &Project, arguments: &[&str]) -> String {
    let before = project.state();
    let said = project.stopped(&[&["teardown", "docs", "--dry-run"], arguments].concat());
    assert_eq!(project.state(), before);
    said
}
