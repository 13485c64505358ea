//! How worktrees stand, to bytes.
//!
//! `text` lays out the whole, `forecast` what would happen on merging, `wording` has the phrases;
//! what programs read is in `json::status_v1`.

use crate::model::RepositoryStatus;

mod forecast;
mod text;
mod wording;

pub use wording::pending as render_pending;

use super::{DEFAULT_WIDTH, json};

/// Part of the status to write, and the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFormat {
    /// For people: a line for each worktree.
    Table,
    /// For people: what each touched, and what would happen on merging.
    Text,
    /// For people: all of each.
    Detail,
    /// For programs, versioned: `docs/schema/status-v1.schema.json`.
    Json,
    /// JSON in one line.
    JsonLine,
}

/// How worktrees stand, in `format`. Text is fitted into `width` columns ([`DEFAULT_WIDTH`] where
/// there are none) and has ANSI styles, as in [`render`](super::render).
pub fn render_status(
    status: &RepositoryStatus,
    format: StatusFormat,
    width: Option<usize>,
) -> String {
    let width = width.unwrap_or(DEFAULT_WIDTH);
    match format {
        StatusFormat::Table => text::table(status, width),
        StatusFormat::Text => text::render(status, width, false),
        StatusFormat::Detail => text::render(status, width, true),
        StatusFormat::Json => json::render_status(status, false),
        StatusFormat::JsonLine => json::render_status(status, true),
    }
}

#[cfg(test)]
mod tests;
