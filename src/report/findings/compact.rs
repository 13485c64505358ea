//! One line for each finding, as compilers write them.

use std::fmt::Write;

use super::entry::entries;
use super::{head, text};
use crate::model::{Checked, Prediction};

/// Writes `path:line: severity[rule] message` for each finding, then their counts and the measures.
pub fn render(prediction: &Prediction, checked: &Checked) -> String {
    let mut lines = String::new();
    let entries = entries(prediction, checked, &prediction.prefix);
    for entry in entries.iter().filter(|entry| !entry.is_known) {
        let (severity, rule) = (entry.severity.name(), entry.rule.id());
        let _ =
            writeln!(lines, "{}:{}: {severity}[{rule}] {}", entry.path, entry.line, entry.message);
    }
    let _ = writeln!(lines, "{} {}", text::total(checked), head::line(checked));
    lines
}
