//! Remarks of `ctx analyze`, `ctx backtest` and `ctx next` beside their answer, for standard error.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

use super::clean;
use super::wording::count;
use crate::model::{Analysis, Hint};

/// Part of the work that a command is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Reading the backlog.
    Backlog,
    /// Listing the files.
    Walk,
    /// Reading this number of files.
    Scan(usize),
    /// Predicting this number of tasks.
    Predict(usize),
    /// Splitting this number of tasks into tracks.
    Split(usize),
    /// Looking for finished tasks.
    Finished,
    /// Searching commits for finished tasks.
    Search,
    /// Replaying finished tasks.
    Replay,
    /// Measuring the replayed tasks.
    Measure,
}

impl Activity {
    /// Returns its name, as the bar shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Backlog => "reading the backlog",
            Self::Walk => "listing files",
            Self::Scan(_) => "reading files",
            Self::Predict(_) => "predicting tasks",
            Self::Split(_) => "splitting tasks into tracks",
            Self::Finished => "looking for finished tasks",
            Self::Search => "searching commits",
            Self::Replay => "replaying tasks",
            Self::Measure => "measuring what was replayed",
        }
    }

    /// Returns its name with the number of items, if that is known.
    pub fn render(self) -> Cow<'static, str> {
        match self {
            Self::Scan(files) => format!("{} ({files} files)", self.name()).into(),
            Self::Predict(tasks) | Self::Split(tasks) => {
                format!("{} ({tasks} tasks)", self.name()).into()
            }
            _ => self.name().into(),
        }
    }
}

/// Says in the help that no other ctx serves other commands.
pub const NO_OTHER_CTX: &str =
    "Other commands are handed to another ctx on the PATH (there is none).\n\n";

/// Says in the help which other ctx serves other commands, with the help of that one.
pub fn render_other_ctx(program: &Path, help: Option<&str>) -> String {
    let name = clean(&program.to_string_lossy());
    let Some(help) = help else { return format!("Other commands are handed to {name}.\n\n") };
    let mut text = format!("Other commands are handed to {name}:\n\n");
    for line in help.lines() {
        let _ = writeln!(text, "  {}", clean(&line.replace('\t', "    ")).trim_end());
    }
    text.push('\n');
    text
}

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

/// Says that the answer is kept as the plan, and what comes next; nothing of a plan without several tracks.
pub fn render_kept_plan(analysis: &Analysis) -> Option<String> {
    let tracks = &analysis.plan.tracks;
    let tasks = tracks.iter().map(|track| track.tasks.len()).sum();
    (tracks.len() > 1).then(|| {
        format!(
            "kept as the plan: {} in {}; next: ctx worktree create",
            count(tasks, "task"),
            count(tracks.len(), "track")
        )
    })
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
