//! Version 1 of what to do next, published as `docs/schema/next-v1.schema.json`.

use serde::Serialize;

use super::super::next::reason;
use super::v1::{priority, rounded, slashed, state};
use crate::model::{BlastRadius, Confidence, Next, Prediction, Reason, TaskId};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema_version: u32,
    root: String,
    backlogs: &'a [String],
    track: Option<TrackEntry<'a>>,
    open: usize,
    startable: usize,
    suggestions: Vec<SuggestionEntry<'a>>,
    waiting: Vec<WaitingEntry<'a>>,
    elsewhere: Vec<ElsewhereEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct TrackEntry<'a> {
    name: &'a str,
    given: usize,
    open: usize,
}

#[derive(Debug, Serialize)]
struct SuggestionEntry<'a> {
    id: &'a str,
    backlog: &'a str,
    line: u32,
    title: &'a str,
    state: &'static str,
    section: &'a [String],
    priority: &'static str,
    priority_stated: bool,
    effort: u32,
    confidence: &'static str,
    reasons: Vec<ReasonEntry>,
    files: Vec<FileEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct ReasonEntry {
    kind: &'static str,
    detail: String,
}

#[derive(Debug, Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    probability: f64,
    exists: bool,
}

#[derive(Debug, Serialize)]
struct WaitingEntry<'a> {
    task: &'a str,
    blocked: bool,
    blocked_by: &'a [String],
    on: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ElsewhereEntry<'a> {
    branch: &'a str,
    tasks: Vec<&'a str>,
}

impl<'a> Document<'a> {
    /// The answer as version 1 says it.
    pub fn new(prediction: &'a Prediction, next: &'a Next) -> Self {
        let key = |id: &TaskId| prediction.tasks.get(id.index()).map_or("", |task| &task.key);
        let keys = |ids: &[TaskId]| -> Vec<&'a str> { ids.iter().map(key).collect() };
        let suggestion = |suggestion: &crate::model::Suggestion| {
            let task = prediction.tasks.get(suggestion.task.index())?;
            let radius = prediction.radii.get(suggestion.task.index());
            let reasons = suggestion.reasons.iter();
            let files = radius.into_iter().flat_map(BlastRadius::predicted);
            Some(SuggestionEntry {
                id: &task.key,
                backlog: &task.backlog,
                line: task.line,
                title: &task.title,
                state: state(task.state),
                section: &task.section,
                priority: priority(task.priority),
                priority_stated: suggestion.states_priority,
                effort: task.effort,
                confidence: radius.map_or(Confidence::Unknown, |it| it.confidence).name(),
                reasons: reasons
                    .map(|it| ReasonEntry { kind: kind(it), detail: reason(prediction, it) })
                    .collect(),
                files: files
                    .map(|file| FileEntry {
                        path: file.path.as_str(),
                        probability: rounded(file.probability),
                        exists: file.file.is_some(),
                    })
                    .collect(),
            })
        };
        Self {
            schema_version: 1,
            root: slashed(&prediction.root.to_string_lossy()),
            backlogs: &prediction.backlogs,
            track: next.track.as_ref().map(|track| TrackEntry {
                name: &track.name,
                given: track.given,
                open: track.open,
            }),
            open: prediction.tasks.len(),
            startable: next.startable,
            suggestions: next.suggestions.iter().filter_map(suggestion).collect(),
            waiting: next
                .waiting
                .iter()
                .map(|it| WaitingEntry {
                    task: key(&it.task),
                    blocked: it.is_blocked,
                    blocked_by: prediction
                        .tasks
                        .get(it.task.index())
                        .map_or(&[], |task| &task.blocked_by),
                    on: keys(&it.on),
                })
                .collect(),
            elsewhere: next
                .elsewhere
                .iter()
                .map(|it| ElsewhereEntry { branch: &it.branch, tasks: keys(&it.tasks) })
                .collect(),
        }
    }
}

fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::InProgress => "in_progress",
        Reason::Priority(_) => "priority",
        Reason::Unblocks(_) => "unblocks",
        Reason::Momentum { .. } => "momentum",
        Reason::Phase(_) => "phase",
        Reason::QuickWin(_) => "quick_win",
        Reason::Order => "order",
    }
}
