//! Findings for people, task by task.

use anstyle::{AnsiColor, Style};

use super::entry::Entry;
use super::head;
use super::shared::merged;
use crate::model::{Checked, Prediction, Severity};
use crate::report::View;
use crate::report::layout::{self, CARE, DIM, HEADING, NAME, clean, cut, pad, paint, width};
use crate::report::page::Page;
use crate::report::wording::{self, count};

/// Findings of errors.
const ERROR: Style = AnsiColor::Red.on_default();

/// Number of findings that are shown, unless all are asked for.
const MAX_SHOWN: usize = 100;

/// Writes the measures, the findings of each task, and their counts.
pub fn render(prediction: &Prediction, checked: &Checked, view: View) -> String {
    // A line that is cut into two is found by no search in a log.
    let mut page = Page::new(view.width.unwrap_or(usize::MAX));
    let backlogs: Vec<String> = prediction.backlogs.iter().map(|name| clean(name)).collect();
    for (at, sentence) in head::sentences(checked).iter().enumerate() {
        let sentence = if at == 0 && !backlogs.is_empty() {
            format!("{}: {sentence}", wording::backlogs(&backlogs, 3))
        } else {
            sentence.clone()
        };
        for line in layout::paragraph(&sentence, page.width) {
            page.line(&if at == 0 { paint(HEADING, &line) } else { line });
        }
    }
    let entries = merged(prediction, checked, "");
    let shown = if view.verbose { entries.len() } else { MAX_SHOWN };
    let mut before: Option<&Entry> = None;
    for entry in entries.iter().take(shown) {
        let is_same =
            |it: &&Entry| (&it.path, it.line, &it.task) == (&entry.path, entry.line, &entry.task);
        if before.is_none_or(|it| !is_same(&it)) {
            place(&mut page, entry);
        }
        finding(&mut page, entry);
        before = Some(entry);
    }
    if entries.len() > shown {
        let more = format!("… and {} more (--verbose shows all)", entries.len() - shown);
        page.line(&paint(DIM, &format!("\n{more}")));
    }
    page.line("");
    page.line(&total_of(checked, &entries));
    if let Some(first) = entries.first() {
        let id = first.rule.id();
        page.line(&paint(DIM, &format!("What is this? ctx check --explain {id}")));
    }
    page.finish()
}

fn place(page: &mut Page, entry: &Entry) {
    let at = format!("{}:{}", entry.path, entry.line);
    let key = entry.task.as_deref().unwrap_or_default();
    let room = page.width.saturating_sub(width(&at) + width(key) + 4).max(16);
    let title = entry.title.as_deref().unwrap_or_default();
    page.line("");
    page.line(&format!("{at}  {}  {}", paint(NAME, key), cut(title, room)));
}

/// Writes a finding: severity, rule and message, which is broken rather than cut.
fn finding(page: &mut Page, entry: &Entry) {
    let style = match entry.severity {
        Severity::Error => ERROR,
        Severity::Warning => CARE,
        Severity::Note => DIM,
    };
    let severity = pad(entry.severity.name(), 7);
    let lead = format!("  {severity}  {}: ", entry.rule.id());
    let room = page.width.saturating_sub(4).max(16);
    let text = format!("{}: {}", entry.rule.id(), entry.message);
    if width(&lead) + width(&entry.message) <= page.width {
        page.line(&format!("  {}  {text}", paint(style, &severity)));
        return;
    }
    let indent = " ".repeat(11);
    for (at, line) in layout::paragraph(&text, room.saturating_sub(7)).iter().enumerate() {
        if at == 0 {
            page.line(&format!("  {}  {line}", paint(style, &severity)));
        } else {
            page.line(&format!("{indent}{line}"));
        }
    }
}

/// Counts the findings by severity.
pub fn total(checked: &Checked) -> String {
    counted(checked, &checked.news().map(|finding| finding.severity).collect::<Vec<_>>())
}

/// Counts entries by severity, some of which are about several findings.
pub fn total_of(checked: &Checked, entries: &[Entry]) -> String {
    counted(checked, &entries.iter().map(|entry| entry.severity).collect::<Vec<_>>())
}

fn counted(checked: &Checked, severities: &[Severity]) -> String {
    let [found, rest] = counts(checked, severities);
    if rest.is_empty() { format!("{found}.") } else { format!("{found}. {rest}") }
}

/// Counts findings by severity, without a full stop; and in sentences those that are known, gone, not listed
/// and suppressed.
pub fn counts(checked: &Checked, severities: &[Severity]) -> [String; 2] {
    let mut parts = Vec::new();
    for severity in Severity::ALL.into_iter().rev() {
        match severities.iter().filter(|&&it| it == severity).count() {
            0 => {}
            number => parts.push(count(number, severity.name())),
        }
    }
    let new = if checked.comparison.is_some() { "new finding" } else { "finding" };
    let found = match severities.len() {
        0 => format!("No {new}s"),
        number => format!("{}: {}", count(number, new), parts.join(", ")),
    };
    let mut rest = Vec::new();
    if let Some(comparison) = checked.comparison {
        let known = checked.findings.len() - checked.news().count();
        rest.push(format!("{known} known, {} gone.", comparison.gone));
    }
    if checked.left_out > 0 {
        rest.push(format!("{} more are not listed.", checked.left_out));
    }
    if !checked.suppressed.is_empty() {
        rest.push(format!("{} suppressed.", checked.suppressed.len()));
    }
    [found, rest.join(" ")]
}
