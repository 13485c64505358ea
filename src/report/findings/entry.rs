//! Findings in words.

use super::message::message;
use crate::model::{Checked, Finding, Prediction, Rule, Severity, Task, TaskId};
use crate::report::layout::clean;

/// Finding in words. All text is on one line, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule.
    pub rule: Rule,
    /// Severity by the settings.
    pub severity: Severity,
    /// Backlog.
    pub path: String,
    /// 1-based line in it.
    pub line: u32,
    /// Id of the task, if the finding is about one.
    pub task: Option<String>,
    /// Title of the task.
    pub title: Option<String>,
    /// A sentence without a full stop that stands by itself.
    pub message: String,
    /// The other task of a pair.
    pub related: Option<Related>,
    /// Digest that stays when lines move and probabilities change; unique in one answer.
    pub fingerprint: String,
    /// Set if the baseline has it.
    pub is_known: bool,
}

/// The other task of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Backlog.
    pub path: String,
    /// 1-based line in it.
    pub line: u32,
    /// Id of the task.
    pub task: String,
    /// Its title.
    pub title: String,
}

/// Returns the path of a backlog behind `prefix`, unless it lies outside of the folder that was
/// analysed.
pub fn place(path: &str, prefix: &str) -> String {
    let is_outside = path.starts_with(['/', '<']) || path.starts_with("../");
    let prefix = if is_outside { "" } else { prefix };
    clean(&format!("{prefix}{path}"))
}

/// Puts findings into words. Paths begin with `prefix`, but for backlogs outside of the folder that
/// was analysed.
pub fn entries(prediction: &Prediction, checked: &Checked, prefix: &str) -> Vec<Entry> {
    checked.findings.iter().map(|finding| Entry::new(prediction, finding, prefix)).collect()
}

impl Entry {
    /// Puts one finding into words.
    pub fn new(prediction: &Prediction, finding: &Finding, prefix: &str) -> Self {
        let place = |path: &str| place(path, prefix);
        let task = |id: Option<TaskId>| -> Option<&Task> {
            id.and_then(|id| prediction.tasks.get(id.index()))
        };
        let own = task(finding.task);
        Self {
            rule: finding.rule,
            severity: finding.severity,
            path: place(&finding.path),
            line: finding.line,
            task: own.map(|task| clean(&task.key)),
            title: own.map(|task| clean(&task.title)),
            message: message(prediction, finding),
            related: task(finding.detail.with()).map(|task| Related {
                path: place(&task.backlog),
                line: task.line,
                task: clean(&task.key),
                title: clean(&task.title),
            }),
            fingerprint: finding.fingerprint.clone(),
            is_known: finding.is_known,
        }
    }
}
