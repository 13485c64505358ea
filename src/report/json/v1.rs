//! Version 1 of the wire format, published as `docs/schema/analysis-v1.schema.json`.
//!
//! Within a version, fields are only ever added. Whatever is renamed, removed or read differently
//! makes a version 2 beside this file.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    Analysis, BlastRadius, Confidence, Consulted, Deferral, DeferralReason, Evidence, Hint,
    Overlap, PredictedFile, Priority, Problem, RepoPath, Task, TaskId, TaskState, Track, Verdict,
};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema_version: u32,
    root: String,
    prefix: &'a str,
    head: Option<&'a str>,
    backlogs: &'a [String],
    backlog_digests: &'a [String],
    scanned_files: usize,
    history: HistoryEntry<'a>,
    weights: &'a str,
    hints: Vec<HintEntry<'a>>,
    tasks: Vec<TaskEntry<'a>>,
    overlaps: Vec<OverlapEntry<'a>>,
    tracks: Vec<TrackEntry<'a>>,
    deferred: Vec<DeferralEntry<'a>>,
    unknown: Vec<&'a str>,
    hubs: Vec<&'a str>,
    problems: Vec<ProblemEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct HistoryEntry<'a> {
    head: Option<&'a str>,
    commits: usize,
    missing: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct HintEntry<'a> {
    task: &'a str,
    path: &'a str,
}

#[derive(Debug, Serialize)]
struct TaskEntry<'a> {
    id: &'a str,
    backlog: &'a str,
    line: u32,
    title: &'a str,
    state: &'static str,
    section: &'a [String],
    labels: &'a BTreeMap<String, String>,
    priority: &'static str,
    effort: u32,
    depends_on: Vec<&'a str>,
    blocked_by: &'a [String],
    confidence: &'static str,
    files: Vec<FileEntry<'a>>,
    directories: Vec<DirectoryEntry<'a>>,
    impact: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    probability: f64,
    predicted: bool,
    exists: bool,
    evidence: Vec<EvidenceEntry>,
}

/// One clue.
#[derive(Debug, Serialize)]
pub(super) struct EvidenceEntry {
    signal: &'static str,
    detail: String,
    weight: f64,
}

#[derive(Debug, Serialize)]
struct DirectoryEntry<'a> {
    path: &'a str,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct OverlapEntry<'a> {
    a: &'a str,
    b: &'a str,
    probability: f64,
    verdict: &'static str,
    files: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct TrackEntry<'a> {
    name: &'a str,
    branch: String,
    tasks: Vec<&'a str>,
    later: Vec<&'a str>,
    touches: &'a [String],
    effort: u32,
}

#[derive(Debug, Serialize)]
struct DeferralEntry<'a> {
    task: &'a str,
    reason: &'static str,
    with: Vec<&'a str>,
    files: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ProblemEntry<'a> {
    path: &'a str,
    line: Option<u32>,
    message: &'a str,
}

impl<'a> Document<'a> {
    /// The answer as version 1 says it; with `only`, no other task is listed.
    pub fn new(analysis: &'a Analysis, only: Option<TaskId>) -> Self {
        let keys = Keys(&analysis.prediction.tasks);
        let plan = &analysis.plan;
        Self {
            schema_version: 1,
            root: slashed(&analysis.prediction.root.to_string_lossy()),
            prefix: &analysis.prediction.prefix,
            head: analysis.prediction.head.as_deref(),
            backlogs: &analysis.prediction.backlogs,
            backlog_digests: &analysis.prediction.digests,
            scanned_files: analysis.prediction.scanned,
            history: HistoryEntry::new(&analysis.prediction.history),
            weights: &analysis.prediction.weights,
            hints: analysis
                .prediction
                .hints
                .iter()
                .map(|hint| HintEntry::new(hint, keys))
                .collect(),
            tasks: analysis
                .prediction
                .tasks
                .iter()
                .filter(|task| only.is_none_or(|id| id == task.id))
                .map(|task| {
                    TaskEntry::new(task, analysis.prediction.radii.get(task.id.index()), keys)
                })
                .collect(),
            overlaps: analysis.overlaps.iter().map(|pair| OverlapEntry::new(pair, keys)).collect(),
            tracks: plan.tracks.iter().map(|track| TrackEntry::new(track, keys)).collect(),
            deferred: plan.deferred.iter().map(|entry| DeferralEntry::new(entry, keys)).collect(),
            unknown: keys.all(&plan.unknown),
            hubs: plan.hubs.iter().map(RepoPath::as_str).collect(),
            problems: analysis.prediction.problems.iter().map(ProblemEntry::new).collect(),
        }
    }
}

impl<'a> Document<'a> {
    /// The plan and what it rests on, without the rest of the answer: neither evidence nor files
    /// beyond the blast radii, and of the pairs only those that may collide.
    pub fn plan(analysis: &'a Analysis) -> Self {
        let mut document = Self::new(analysis, None);
        for task in &mut document.tasks {
            task.files.retain(|file| file.predicted);
            task.files.iter_mut().for_each(|file| file.evidence.clear());
            task.impact.clear();
        }
        let may_collide = [Verdict::Conflict.name(), Verdict::Risk.name()];
        document.overlaps.retain(|pair| may_collide.contains(&pair.verdict));
        document
    }
}

/// What tasks are called.
#[derive(Clone, Copy)]
struct Keys<'a>(&'a [Task]);

impl<'a> Keys<'a> {
    fn one(self, id: TaskId) -> &'a str {
        self.0.get(id.index()).map_or("", |task| &task.key)
    }

    fn all(self, ids: &[TaskId]) -> Vec<&'a str> {
        ids.iter().map(|&id| self.one(id)).collect()
    }
}

impl<'a> HistoryEntry<'a> {
    fn new(history: &'a Consulted) -> Self {
        Self {
            head: history.head.as_deref(),
            commits: history.commits,
            missing: history.missing.as_deref(),
        }
    }
}

impl<'a> HintEntry<'a> {
    fn new(hint: &'a Hint, keys: Keys<'a>) -> Self {
        Self { task: keys.one(hint.task), path: &hint.path }
    }
}

impl<'a> TaskEntry<'a> {
    fn new(task: &'a Task, radius: Option<&'a BlastRadius>, keys: Keys<'a>) -> Self {
        Self {
            id: &task.key,
            backlog: &task.backlog,
            line: task.line,
            title: &task.title,
            state: state(task.state),
            section: &task.section,
            labels: &task.labels,
            priority: priority(task.priority),
            effort: task.effort,
            depends_on: keys.all(&task.depends_on),
            blocked_by: &task.blocked_by,
            confidence: radius.map_or(Confidence::Unknown, |radius| radius.confidence).name(),
            files: radius.map_or_else(Vec::new, |r| r.files.iter().map(FileEntry::new).collect()),
            directories: radius.map_or_else(Vec::new, |radius| {
                let entry = |path: &'a str, probability| DirectoryEntry {
                    path: if path.is_empty() { "." } else { path },
                    probability: rounded(probability),
                };
                radius.folders.iter().map(|f| entry(&f.folder, f.probability)).collect()
            }),
            impact: radius
                .map_or_else(Vec::new, |r| r.impact.iter().map(RepoPath::as_str).collect()),
        }
    }
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a PredictedFile) -> Self {
        Self {
            path: file.path.as_str(),
            probability: rounded(file.probability),
            predicted: file.predicted,
            exists: file.file.is_some(),
            evidence: file.evidence.iter().map(EvidenceEntry::new).collect(),
        }
    }
}

impl EvidenceEntry {
    /// The clue in words.
    pub(super) fn new(evidence: &Evidence) -> Self {
        let Evidence { quote, met, .. } = evidence;
        let detail = match (quote.is_empty(), evidence.line) {
            (true, None) => met.clone(),
            (true, Some(line)) => format!("line {line} → {met}"),
            (false, None) => format!("\"{quote}\" → {met}"),
            (false, Some(line)) => format!("\"{quote}\" (line {line}) → {met}"),
        };
        Self { signal: evidence.signal.name(), detail, weight: rounded(evidence.weight) }
    }
}

impl<'a> OverlapEntry<'a> {
    fn new(pair: &'a Overlap, keys: Keys<'a>) -> Self {
        Self {
            a: keys.one(pair.a),
            b: keys.one(pair.b),
            probability: rounded(pair.probability),
            verdict: pair.verdict.name(),
            files: pair.files.iter().map(RepoPath::as_str).collect(),
        }
    }
}

impl<'a> TrackEntry<'a> {
    fn new(track: &'a Track, keys: Keys<'a>) -> Self {
        Self {
            name: &track.name,
            branch: track.branch(),
            tasks: keys.all(&track.tasks),
            later: keys.all(&track.later),
            touches: &track.touches,
            effort: track.effort,
        }
    }
}

impl<'a> DeferralEntry<'a> {
    fn new(entry: &'a Deferral, keys: Keys<'a>) -> Self {
        Self {
            task: keys.one(entry.task),
            reason: reason(&entry.reason),
            with: keys.all(&entry.with),
            files: entry.files.iter().map(RepoPath::as_str).collect(),
        }
    }
}

impl<'a> ProblemEntry<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self { path: &problem.path, line: problem.line, message: &problem.message }
    }
}

/// How far a task has come.
pub(super) fn state(state: TaskState) -> &'static str {
    match state {
        TaskState::Open => "open",
        TaskState::InProgress => "in_progress",
        TaskState::Blocked => "blocked",
        TaskState::Skipped => "skipped",
        TaskState::Done => "done",
    }
}

pub(super) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Critical => "critical",
        Priority::High => "high",
        Priority::Medium => "medium",
        Priority::Low => "low",
        Priority::Deferred => "deferred",
    }
}

fn reason(reason: &DeferralReason) -> &'static str {
    match reason {
        DeferralReason::WouldGlue => "would_glue",
        DeferralReason::Dependency => "dependency",
        DeferralReason::Blocked => "blocked",
    }
}

/// Four decimals say all that the weights can bear, and keep the bytes the same on every machine.
pub(super) fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e4).round() / 1e4;
    // Neither `-0.0` nor what JSON cannot say.
    if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded }
}

/// A path of this system with `/` between its components.
pub(super) fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn numbers_have_four_decimals_and_no_negative_zero() {
        assert!((rounded(0.123_456) - 0.1235).abs() < f64::EPSILON);
        assert!(rounded(-0.000_01).is_sign_positive());
        assert!(rounded(f64::NAN) == 0.0);
    }
}
