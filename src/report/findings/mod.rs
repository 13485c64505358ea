//! Findings of `ctx check`, one renderer for each format.
//!
//! `rules` has the prose of each rule, `message` words a finding, `head` the measures of the backlog as
//! a whole. An `Entry` is a finding in words, from which the other renderers work; for people, `shared`
//! makes one of all pairs of tasks about a file. `xml` writes elements for those that need them, `html` a
//! page for a browser.

mod checkstyle;
mod compact;
mod entry;
mod github;
mod gitlab;
mod head;
mod html;
mod json;
mod junit;
mod markdown;
mod message;
mod rdjson;
mod rules;
mod sarif;
mod shared;
#[cfg(test)]
mod tests;
mod text;
mod xml;

pub use rules::{render_rule, render_rules, render_rules_page};
pub use text::total as render_total;

use super::View;
use crate::model::{Checked, Prediction, Rule};

/// The least likeness (Jaro-Winkler) of a format that is suggested for an unknown one.
const MIN_LIKENESS: f64 = 0.7;

/// Format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingsFormat {
    /// For people.
    Text,
    /// One line for each finding, for people and coding agents.
    Compact,
    /// For programs, versioned: `docs/schema/findings-v1.schema.json`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of `GitHub` Actions.
    Github,
    /// `GitLab`'s code quality report.
    Gitlab,
    /// `JUnit`, for Jenkins and others that show tests.
    Junit,
    /// Diagnostics of reviewdog.
    Rdjson,
    /// Checkstyle.
    Checkstyle,
    /// Comment on a pull request.
    Markdown,
    /// For people with a browser, as one page that loads nothing.
    Html,
}

impl FindingsFormat {
    /// All formats, in the order in which they are listed.
    pub const ALL: &[Self] = &[
        Self::Text,
        Self::Compact,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Rdjson,
        Self::Checkstyle,
        Self::Markdown,
        Self::Html,
    ];

    /// Returns the name, as the user types it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Compact => "compact",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Rdjson => "rdjson",
            Self::Checkstyle => "checkstyle",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }
}

/// Says that rules were not applied, since they need git.
pub fn render_skipped(rules: &[Rule]) -> String {
    let names: Vec<&str> = rules.iter().map(|rule| rule.id()).collect();
    format!("not in a git repository, so these rules are skipped: {}", names.join(", "))
}

/// Says that a format does not exist, and which is nearest.
pub fn render_unknown_format(name: &str) -> String {
    let names = FindingsFormat::ALL.iter().map(|format| format.name());
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let all: Vec<&str> = FindingsFormat::ALL.iter().map(|format| format.name()).collect();
    let there_is = match nearest.filter(|nearest| likeness(nearest) >= MIN_LIKENESS) {
        Some(nearest) => format!("did you mean {nearest}? There is"),
        None => "there is".to_owned(),
    };
    format!("no such format; {there_is} {}", all.join(", "))
}

/// Writes findings in `format`, with ANSI styles where it is text for people. Paths of formats for
/// other programs are relative to the root of the git working tree.
pub fn render_findings(
    prediction: &Prediction,
    checked: &Checked,
    format: FindingsFormat,
    view: View,
) -> String {
    let entries = || entry::entries(prediction, checked, &prediction.prefix);
    match format {
        FindingsFormat::Text => text::render(prediction, checked, view),
        FindingsFormat::Compact => compact::render(prediction, checked),
        FindingsFormat::Json => json::render(prediction, checked),
        FindingsFormat::Sarif => sarif::render(&entries(), checked.comparison.is_some()),
        FindingsFormat::Github => {
            github::render(&shared::merged(prediction, checked, &prediction.prefix), checked)
        }
        FindingsFormat::Gitlab => gitlab::render(&news(entries())),
        FindingsFormat::Junit => {
            let place = |name: &String| entry::place(name, &prediction.prefix);
            let backlogs: Vec<String> = prediction.backlogs.iter().map(place).collect();
            junit::render(&news(entries()), &backlogs)
        }
        FindingsFormat::Rdjson => rdjson::render(&news(entries())),
        FindingsFormat::Checkstyle => checkstyle::render(&news(entries())),
        FindingsFormat::Markdown => {
            markdown::comment(&shared::merged(prediction, checked, &prediction.prefix), checked)
        }
        FindingsFormat::Html => html::render(prediction, checked),
    }
}

/// Writes the summary of a step of `GitHub` Actions, which holds `taken` bytes already.
pub fn render_step_summary(prediction: &Prediction, checked: &Checked, taken: u64) -> String {
    let entries = shared::merged(prediction, checked, &prediction.prefix);
    let taken = usize::try_from(taken).unwrap_or(usize::MAX);
    markdown::within(&entries, checked, markdown::MAX_SUMMARY_BYTES.saturating_sub(taken))
}

/// Keeps the findings that the baseline does not have.
fn news(mut entries: Vec<entry::Entry>) -> Vec<entry::Entry> {
    entries.retain(|entry| !entry.is_known);
    entries
}
