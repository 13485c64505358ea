//! How worktrees stand, to bytes.
//!
//! `text` lays out the whole, `forecast` what would happen on merging, `wording` has the phrases;
//! what programs read is in `json::status_v1`.

use crate::model::Standings;

mod forecast;
mod text;
mod wording;

pub use wording::pending as render_pending;

use super::{DEFAULT_WIDTH, json};

/// Part of the standings to write, and the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingsFormat {
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
pub fn render_standings(
    standings: &Standings,
    format: StandingsFormat,
    width: Option<usize>,
) -> String {
    let width = width.unwrap_or(DEFAULT_WIDTH);
    match format {
        StandingsFormat::Table => text::table(standings, width),
        StandingsFormat::Text => text::render(standings, width, false),
        StandingsFormat::Detail => text::render(standings, width, true),
        StandingsFormat::Json => json::render_standings(standings, false),
        StandingsFormat::JsonLine => json::render_standings(standings, true),
    }
}

#[cfg(test)]
mod tests;
