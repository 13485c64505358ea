//! Accuracy of the predictions, as measured by replaying finished tasks, to bytes.
//!
//! `content` puts it into words and tables, which `text` and `html` only lay out; programs read
//! `json::backtest_v1`.

use crate::model::Accuracy;

mod content;
mod html;
mod misses;
mod text;

use super::{DEFAULT_WIDTH, json};

/// Output format of the accuracy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccuracyFormat {
    /// For people.
    #[default]
    Text,
    /// For programs, versioned: `docs/schema/backtest-v1.schema.json`.
    Json,
    /// For people, as one page without external resources: no scripts, no network.
    Html,
}

/// Renders the accuracy in `format`. Text is fitted into `width` columns ([`DEFAULT_WIDTH`] if
/// there are none) and has ANSI styles, as in [`render`](super::render).
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
