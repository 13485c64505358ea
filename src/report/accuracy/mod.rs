//! What a replay of finished tasks says about the predictions, to bytes.
//!
//! `content` says it in words and tables, which `text` and `html` only lay out; what programs read
//! is in `json::backtest_v1`.

use crate::model::Accuracy;

mod content;
mod html;
mod misses;
mod svg;
mod text;

use super::{DEFAULT_WIDTH, json};

/// How to write what was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccuracyFormat {
    /// For people.
    #[default]
    Text,
    /// For programs, versioned: `docs/schema/backtest-v1.schema.json`.
    Json,
    /// For people, as one page that needs nothing else: no scripts, no network.
    Html,
}

/// What was measured in `format`. Text is fitted into `width` columns ([`DEFAULT_WIDTH`] where there
/// are none) and has ANSI styles, as in [`render`](super::render).
pub fn render_accuracy(
    accuracy: &Accuracy,
    format: AccuracyFormat,
    width: Option<usize>,
) -> String {
    match format {
        AccuracyFormat::Text => text::render(accuracy, width.unwrap_or(DEFAULT_WIDTH)),
        AccuracyFormat::Json => json::render_accuracy(accuracy),
        AccuracyFormat::Html => html::render(accuracy),
    }
}

#[cfg(test)]
mod tests;
