//! Status of worktrees in all formats.
//!
//! `text` lays out the page, `forecast` the expected results of merges, and `wording` has the
//! phrases. The JSON is in `json::status_v1`.

use crate::model::RepositoryStatus;

mod forecast;
mod html;
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
    /// For people with a browser, as one page that loads nothing.
    Html,
}

/// Writes the status of worktrees in `format`. Text fits into `width` columns ([`DEFAULT_WIDTH`]
/// without one) and has ANSI styles, as in [`render`](super::render).
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
        StatusFormat::Html => html::render(status),
    }
}

#[cfg(test)]
mod tests;
