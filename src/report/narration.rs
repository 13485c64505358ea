//! Remarks of `ctx analyze`, `ctx backtest` and `ctx next` beside their answer, for standard error.

use super::wording::count;
use crate::model::Hint;

/// Says that the system starts no more threads.
pub fn render_no_thread(error: &str) -> String {
    let error = error.lines().next().unwrap_or_default();
    format!(
        "{error}; raise the limits on memory and processes (ulimit -v, ulimit -u), or use --threads 1"
    )
}

/// Says that this program is at fault.
pub fn render_fault(what: &str, place: &str) -> String {
    let what = what.lines().next().unwrap_or_default();
    format!("a fault of this program, at {place}: {what}; please report it, with the command")
}

/// Says how many files had problems.
pub fn render_problem_count(files: usize) -> String {
    format!("{} had problems; --verbose lists them", count(files, "file"))
}

/// Says that the file of a hint does not exist.
pub fn render_new_file(hint: &Hint) -> String {
    let Hint { given, path, .. } = hint;
    format!("--hint {given:?}: {path} does not exist, so it counts as a new file")
}

/// Says why the plan was not kept.
pub fn render_unkept_plan(error: &str) -> String {
    format!("the plan is not kept for `ctx worktree create`: {error}")
}

/// Says why the result of a backtest was not kept.
pub fn render_unkept_backtest(error: &str) -> String {
    format!("the result is not kept for the page of `ctx analyze`: {error}")
}

/// Says that no further worktrees pay.
pub fn render_full(worktrees: usize) -> String {
    format!(
        "{worktrees} worktrees are under way already; tear some down before `ctx worktree create`, which \
         makes more only with --allow-more"
    )
}

/// Says why a plan may collide with work in flight.
pub fn render_unseen_branches(error: &str) -> String {
    format!("{error}; unmerged branches and other worktrees are not known")
}

/// Says why `ctx next` may suggest tasks that have a worktree.
pub fn render_unknown_worktrees(error: &str) -> String {
    format!("{error}; which tasks have a worktree is not known")
}
