//! Messages about the merge driver.

use std::fmt::Write;

use crate::model::Finding;
use crate::report::clean_lines;

/// Says which backlogs are merged by task, and which are left to the user's own attribute (`theirs`, by
/// name and value).
pub fn render_installed(backlogs: &[String], theirs: &[(String, String)]) -> String {
    let names = match (backlogs.is_empty(), theirs.is_empty()) {
        (false, _) => backlogs.join(", "),
        (true, true) => "none found yet".to_owned(),
        (true, false) => "none".to_owned(),
    };
    let mut text = format!("Backlogs are merged by task: {names}\n");
    for (name, value) in theirs {
        let _ = writeln!(text, "Left to your own merge attribute ({value}): {name}");
    }
    clean_lines(&text)
}

/// Says that the merge driver is not installed any more.
pub fn render_uninstalled(was_installed: bool) -> &'static str {
    if was_installed { "Backlogs are merged by line again.\n" } else { "It was not installed.\n" }
}

/// Lists the checks of the merge driver, one line each.
pub fn render_findings(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let _ = match &finding.wrong {
            None => writeln!(text, "ok     {}", finding.what),
            Some(wrong) => writeln!(text, "wrong  {}: {wrong}", finding.what),
        };
    }
    clean_lines(&text)
}
