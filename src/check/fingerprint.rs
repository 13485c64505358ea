//! Fingerprints of findings: names that stay when lines move, probabilities change or other findings
//! come and go.

use std::collections::BTreeMap;

use crate::model::{Detail, Finding, NeedReason, Owner, Prediction, TaskId};
use crate::words;

/// Gives each finding its fingerprint. Equal findings are counted in order, so that each has its own.
pub fn give(findings: &mut [Finding], prediction: &Prediction) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        let parts = parts(finding, prediction).join("\0");
        let repeats = seen.entry(parts.clone()).or_default();
        *repeats += 1;
        finding.fingerprint = words::digest(format!("{parts}\0{repeats}").as_bytes());
    }
}

/// Lists all that tells a finding from others, without lines and numbers that change.
fn parts(finding: &Finding, prediction: &Prediction) -> Vec<String> {
    if let Detail::Regression { .. } = finding.detail {
        // There is one at most, wherever it is.
        return vec![finding.rule.id().to_owned()];
    }
    let mut parts = vec![finding.rule.id().to_owned(), finding.path.clone()];
    parts.extend(finding.task.and_then(|task| identity(task, prediction)));
    parts.extend(finding.detail.with().and_then(|task| identity(task, prediction)));
    match &finding.detail {
        Detail::Undeclared { file, .. } => parts.push(file.as_str().to_owned()),
        Detail::Order { because: NeedReason::Creates(path), is_later, .. } => {
            parts.push(format!("{path}\0{is_later}"));
        }
        Detail::Escape { file, owner, .. } => parts.extend([file.clone(), owned_by(owner)]),
        Detail::Reopened { title, .. } => parts.push(title.clone()),
        Detail::Contradiction { .. } => parts.push("contradiction".to_owned()),
        Detail::Problem(message) => parts.push(without_lines(message)),
        Detail::UnusedSuppression { rule, .. } => parts.push(rule.clone()),
        Detail::Overlap { .. }
        | Detail::Order { .. }
        | Detail::Unknown(_)
        | Detail::Duplicate { .. }
        | Detail::Regression { .. }
        | Detail::Ended(_) => {}
    }
    parts
}

fn owned_by(owner: &Owner) -> String {
    match owner {
        Owner::Declared | Owner::Named => String::new(),
        Owner::Track { name, .. } | Owner::Branch(name) => name.clone(),
    }
}

/// Returns the id that the backlog gives a task, else its title.
fn identity(task: TaskId, prediction: &Prediction) -> Option<String> {
    let task = prediction.tasks.get(task.index())?;
    let name = if is_line(&task.key) { &task.title } else { &task.key };
    Some(format!("{}\0{name}", task.backlog))
}

/// Returns a message without keys that are line numbers.
fn without_lines(message: &str) -> String {
    let words = message.split(|c: char| !c.is_alphanumeric()).filter(|word| !is_line(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether a key is the line of a task that has no id, such as `L37` or `L37#2`.
fn is_line(key: &str) -> bool {
    let key = key.split('#').next().unwrap_or(key);
    let digits = key.strip_prefix('L').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
