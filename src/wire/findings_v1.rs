//! Version 1 of the JSON of `ctx check`, published as `docs/schema/findings-v1.schema.json`.
//!
//! Within a version, fields are only added. A field that is renamed, removed or read differently
//! makes a version 2 beside this file.

use serde::{Deserialize, Serialize};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document {
    /// The version of this format.
    pub schema_version: u32,
    /// The analysed folder, absolute, with `/` between components. All other paths are relative
    /// to it.
    pub root: String,
    /// Path of the root below that of its git working tree, with a trailing `/`; empty at the top
    /// and outside of git.
    pub prefix: String,
    /// The commit that HEAD named; null outside of git and before the first commit.
    pub head: Option<String>,
    /// The backlogs that were read.
    pub backlogs: Vec<String>,
    /// Measures of the backlog as a whole.
    pub independence: IndependenceEntry,
    /// Findings, by backlog in reading order, then line, then rule.
    pub findings: Vec<FindingEntry>,
    /// Number of findings that a comment in a backlog suppresses.
    pub suppressed: usize,
    /// Number of findings beyond those that are listed of one rule.
    pub left_out: usize,
    /// Comparison with the baseline; null without one.
    pub baseline: Option<BaselineEntry>,
}

/// Comparison with the baseline.
#[derive(Debug, Serialize)]
pub struct BaselineEntry {
    /// Share of the pairs that were independent in the baseline.
    pub independent: Option<f64>,
    /// Number of findings of the baseline that are gone.
    pub gone: usize,
}

/// Part of a document that a later run is compared with.
#[derive(Debug, Deserialize)]
pub struct Baseline {
    /// Its findings.
    pub findings: Vec<KnownFinding>,
    /// Its measures.
    #[serde(default)]
    pub independence: KnownIndependence,
}

/// Finding of a baseline.
#[derive(Debug, Deserialize)]
pub struct KnownFinding {
    /// Digest that tells it from others.
    pub fingerprint: String,
}

/// Measures of a baseline.
#[derive(Debug, Default, Deserialize)]
pub struct KnownIndependence {
    /// Share of the pairs of open tasks that were independent.
    pub independent: Option<f64>,
}

/// Measures of the backlog as a whole.
#[derive(Debug, Serialize)]
pub struct IndependenceEntry {
    /// Number of open tasks.
    pub open: usize,
    /// Number of them in the tracks of the next round.
    pub placed: usize,
    /// Number of these tracks.
    pub tracks: usize,
    /// Pairs of tasks in different tracks that are expected to change a common file.
    pub expected_collisions: f64,
    /// Number of such pairs if as many tasks were drawn at random.
    pub chance_collisions: f64,
    /// Effort of all tracks divided by that of the longest; null without tracks.
    pub speed_up: Option<f64>,
    /// Share of the pairs of open tasks whose verdict is independent, in [0, 1]; null for fewer than
    /// two tasks. Tasks that look done, dropped, duplicate or like placeholders do not count.
    pub independent: Option<f64>,
    /// Files that hold tasks back, those that hold back most first.
    pub contested: Vec<ContestedEntry>,
}

/// File that holds tasks back.
#[derive(Debug, Serialize)]
pub struct ContestedEntry {
    /// The file.
    pub path: String,
    /// Number of tasks that could run beside the round if they did not touch it.
    pub tasks: usize,
}

/// Finding.
#[derive(Debug, Serialize)]
pub struct FindingEntry {
    /// Id of the rule.
    pub rule: &'static str,
    /// Severity: error, warning or note.
    pub severity: &'static str,
    /// Digest that stays when lines move and probabilities change; unique in one answer.
    pub fingerprint: String,
    /// Backlog of the finding.
    pub path: String,
    /// Its line in the backlog, counted from 1; 1 for a finding about the whole file.
    pub line: u32,
    /// Id of the task; null if the finding is about none.
    pub task: Option<String>,
    /// The other task of a pair, which has a finding of its own.
    pub with: Option<OtherEntry>,
    /// For people. Its wording may change.
    pub message: String,
    /// Declaration that the tasks of a pair run at the same time: group, label, plan or worktree.
    pub together: Option<&'static str>,
    /// Probability that the pair collides, or that the task changes the file; null for other rules.
    pub probability: Option<f64>,
    /// Files that the finding is about, the heaviest first.
    pub files: Vec<String>,
    /// True if the baseline has the finding; it does not make the check fail.
    pub known: bool,
}

/// The other task of a pair.
#[derive(Debug, Serialize)]
pub struct OtherEntry {
    /// Id of the task.
    pub task: String,
    /// Its backlog.
    pub path: String,
    /// Its line in the backlog, counted from 1.
    pub line: u32,
}
