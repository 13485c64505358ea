//! The answer of `ctx next` as version 1 of its JSON.

use super::super::next::reason;
use crate::model::{BlastRadius, Confidence, Next, Prediction, Reason, RepoPath, TaskId};
use crate::wire::analysis_v1::DoubtEntry;
use crate::wire::next_v1::{
    CollidingEntry, Document, ElsewhereEntry, FileEntry, ReasonEntry, SuggestionEntry, TrackEntry,
    WaitingEntry,
};
use crate::wire::{rounded, slashed};

impl<'a> Document<'a> {
    /// Fills the document.
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
                state: task.state.into(),
                section: &task.section,
                priority: task.priority().into(),
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
            colliding: next
                .colliding
                .iter()
                .map(|it| CollidingEntry {
                    task: key(&it.task),
                    with: &it.with,
                    files: it.files.iter().map(RepoPath::as_str).collect(),
                })
                .collect(),
            doubtful: DoubtEntry::all(prediction)
                .into_iter()
                .filter(|entry| next.doubtful.iter().any(|id| key(id) == entry.task))
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
        Reason::Optional => "optional",
        Reason::Unblocks(_) => "unblocks",
        Reason::Momentum { .. } => "momentum",
        Reason::Phase(_) => "phase",
        Reason::QuickWin(_) => "quick_win",
        Reason::Order => "order",
    }
}
