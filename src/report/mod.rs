//! The answer to bytes, one renderer for each format.
//!
//! Text is for people: `text` is the whole answer, `explain` the evidence of one task. `json`
//! is for programs and keeps wire types of its own, so that the model may change without breaking
//! them. `html` is for a browser. A new format is a variant of [`Format`], a file here and an arm
//! in [`render`]. `accuracy` does the same for what was measured on finished tasks, `worktree` for
//! how worktrees stand.

use std::io::{self, Write};

use crate::model::{Analysis, LastBacktest, Next, Prediction, TaskId, Tie};

mod accuracy;
mod cache;
mod executor;
mod explain;
mod findings;
mod formats;
mod graph;
mod html;
mod json;
mod layout;
mod merge;
mod narration;
mod next;
mod page;
mod reasons;
mod remark;
mod text;
mod tie;
mod topic;
mod wording;
mod worktree;

pub use accuracy::{AccuracyFormat, render_accuracy};
pub use cache::{render_cache_cleared, render_cache_size, render_cache_trouble};
pub use executor::{
    BACKUP_REMOVED, DRIVER_INSTALLED, DRIVER_UNINSTALLED, NO_BACKUPS, NO_DRIVER, NO_TRACKS, PRUNED,
    ROLLING_BACK, SKILLS_WRITTEN, STOPPED, aborted, receipt_remarks, render_aborted, render_backup,
    render_creation, render_driver_findings, render_dropping, render_dry_run, render_exec_failure,
    render_incomplete, render_installed, render_merge, render_numbered, render_open,
    render_open_of, render_pruned, render_receipt, render_recovered, render_rolled_back,
    render_skills, render_stop, render_tmux_session, render_uninstalled, render_untold, torn_down,
};
pub use findings::{
    FindingsFormat, render_findings, render_rule, render_rules, render_rules_page, render_skipped,
    render_step_summary, render_total, render_unknown_format,
};
pub use formats::{FormatRow, render_formats};
pub use json::{render_error, render_plan};
pub use layout::{clean, clean_lines};
pub use merge::{render_check, render_conflicts, render_verification};
pub use narration::{
    Activity, NO_OTHER_CTX, render_fault, render_full, render_kept_plan, render_new_file,
    render_no_thread, render_other_ctx, render_problem_count, render_unkept_backtest,
    render_unkept_plan, render_unknown_worktrees, render_unseen_branches,
};
pub use remark::render_remark;
pub use worktree::{StatusFormat, render_pending, render_status};

/// Format of an analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs, versioned: `docs/schema/analysis-v1.schema.json`.
    Json,
    /// For people with a browser, as one page that loads nothing.
    Html,
    /// The plan as a graph, in Graphviz's language.
    Dot,
    /// The plan as a graph, in Mermaid's language.
    Mermaid,
}

/// Format of suggestions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NextFormat {
    /// For people.
    #[default]
    Text,
    /// For programs, versioned: `docs/schema/next-v1.schema.json`.
    Json,
}

/// Part of the answer to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'a> {
    /// Everything, however long. Only text is ever shortened.
    pub verbose: bool,
    /// Only the groups that wait for a later round, in text.
    pub later: bool,
    /// Only the evidence of this task, in text. In JSON: only this task in `tasks`, all else
    /// unchanged.
    pub explain: Option<TaskId>,
    /// Accuracy that an HTML page shows, if it was measured.
    pub backtest: Option<&'a LastBacktest>,
    /// Columns to fit text for people into; `None` means [`DEFAULT_WIDTH`].
    pub width: Option<usize>,
}

/// Columns where the destination has no width of its own.
pub const DEFAULT_WIDTH: usize = 100;

/// Writes the answer in `format`, with ANSI styles where the format is for people (the caller strips them
/// when the destination is no terminal).
pub fn render(analysis: &Analysis, format: Format, view: View) -> String {
    match (format, view.explain.and_then(|id| analysis.prediction.tasks.get(id.index()))) {
        (Format::Text, None) => text::render(analysis, view),
        (Format::Text, Some(task)) => explain::render(analysis, task, view),
        (Format::Json, only) => json::render(analysis, only.map(|task| task.id)),
        (Format::Dot, _) => graph::dot(analysis),
        (Format::Mermaid, _) => graph::mermaid(analysis),
        (Format::Html, _) => html::analysis::render(analysis, view.backtest),
    }
}

/// Writes the answer as JSON, piece by piece: with many tasks it is too large to hold.
pub fn write_json(analysis: &Analysis, view: View, out: &mut dyn Write) -> io::Result<()> {
    let only = view.explain.filter(|id| id.index() < analysis.prediction.tasks.len());
    json::write(analysis, only, out)
}

/// Writes for people why two tasks are tied.
pub fn render_tie(analysis: &Analysis, tie: &Tie, view: View) -> String {
    tie::render(analysis, tie, view)
}

/// Writes the suggestions in `format`.
pub fn render_next(prediction: &Prediction, next: &Next, format: NextFormat, view: View) -> String {
    match format {
        NextFormat::Text => next::render(prediction, next, view),
        NextFormat::Json => json::render_next(prediction, next),
    }
}

#[cfg(test)]
mod sample;
