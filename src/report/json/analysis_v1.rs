//! The answer of `ctx analyze` as version 1 of its JSON.

use std::borrow::Cow;

use serde::Serialize;

use super::super::wording;
use crate::model::{
    Analysis, BlastRadius, Confidence, Consulted, Contested, Deferral, DeferralReason, Doubt,
    Evidence, Hint, Hopeless, InFlight, LaterGroup, Overlap, Precedence, PredictedFile, Prediction,
    Problem, RepoPath, SharedHub, Task, TaskId, Track, Verdict,
};
use crate::wire::analysis_v1::{
    DeferralEntry, DirectoryEntry, Document, DoubtEntry, EvidenceEntry, FileEntry, HintEntry,
    HistoryEntry, HopelessEntry, InFlightEntry, LaterEntry, OrderEntry, OverlapEntry, ProblemEntry,
    SharedEntry, TaskEntry, TrackEntry, UnlockEntry,
};
use crate::wire::{Each, rounded, slashed};

/// Number of files below the line in an answer. With these, the answer about the 245 tasks of
/// ActiveMemory/ctx stays below 2 MB.
const MAX_FILES_BELOW: usize = 3_000;

/// Number of files below the line that a task lists at least, however many tasks there are.
const MIN_FILES_BELOW: usize = 5;

/// Fills the document; with `only`, no other task is listed, and all of its files have their evidence.
/// Otherwise those of the blast radii have it, and of those below the line each task lists its share of
/// [`MAX_FILES_BELOW`], the likeliest ones.
pub fn document(
    analysis: &Analysis,
    only: Option<TaskId>,
) -> Document<'_, impl Serialize, impl Serialize> {
    let Prediction { tasks, radii, .. } = &analysis.prediction;
    let keys = Keys(tasks);
    let below = (MAX_FILES_BELOW / tasks.len().max(1)).max(MIN_FILES_BELOW);
    let listed = move || {
        let listed = tasks.iter().filter(move |task| only.is_none_or(|id| id == task.id));
        listed.map(move |task| {
            let radius = radii.get(task.id.index());
            let of_radius = radius.map_or(&[][..], |radius| &radius.files);
            let files = match only {
                Some(_) => of_radius.iter().map(FileEntry::new).collect(),
                None => listed_files(of_radius, below),
            };
            TaskEntry::new(task, radius, keys, files)
        })
    };
    let overlaps = move || analysis.overlaps.iter().map(move |pair| OverlapEntry::new(pair, keys));
    with(analysis, Each(listed), Each(overlaps))
}

/// Fills the document with the plan and its grounds, without the rest of the answer: neither
/// evidence nor files beyond the blast radii, and of the pairs only those that may collide.
pub fn plan(analysis: &Analysis) -> Document<'_, impl Serialize, impl Serialize> {
    let Prediction { tasks, radii, .. } = &analysis.prediction;
    let keys = Keys(tasks);
    let listed = move || {
        tasks.iter().map(move |task| {
            let radius = radii.get(task.id.index());
            let predicted = radius.into_iter().flat_map(BlastRadius::predicted);
            let files = predicted.map(FileEntry::without_evidence).collect();
            let mut entry = TaskEntry::new(task, radius, keys, files);
            entry.impact.clear();
            entry
        })
    };
    let may_collide = |pair: &&Overlap| matches!(pair.verdict, Verdict::Conflict | Verdict::Risk);
    let overlaps = move || {
        analysis.overlaps.iter().filter(may_collide).map(move |pair| OverlapEntry::new(pair, keys))
    };
    with(analysis, Each(listed), Each(overlaps))
}

/// Fills the document around its two long lists.
fn with<T, O>(analysis: &Analysis, tasks: T, overlaps: O) -> Document<'_, T, O> {
    let Analysis { prediction, plan, .. } = analysis;
    let keys = Keys(&prediction.tasks);
    Document {
        schema_version: 1,
        root: slashed(&prediction.root.to_string_lossy()),
        prefix: Cow::Borrowed(&prediction.prefix),
        head: prediction.head.as_deref().map(Cow::Borrowed),
        backlogs: Cow::Borrowed(&prediction.backlogs),
        backlog_digests: Cow::Borrowed(&prediction.digests),
        scanned_files: prediction.scanned,
        history: HistoryEntry::new(&prediction.history),
        weights: Cow::Borrowed(&prediction.model),
        hints: prediction.hints.iter().map(|hint| HintEntry::new(hint, keys)).collect(),
        tasks,
        overlaps,
        tracks: plan.tracks.iter().map(|track| TrackEntry::new(track, keys)).collect(),
        later: plan.later.iter().map(|group| LaterEntry::new(group, keys)).collect(),
        expected_collisions: rounded(plan.expected_collisions),
        chance_collisions: rounded(plan.chance_collisions),
        order: plan.order.iter().map(|pair| OrderEntry::new(*pair, keys)).collect(),
        shared: plan.shared.iter().map(SharedEntry::new).collect(),
        unlock: plan.unlock.iter().map(UnlockEntry::new).collect(),
        hopeless: plan.hopeless.as_ref().map(HopelessEntry::new),
        in_flight: plan.in_flight.iter().map(|work| InFlightEntry::new(work, keys)).collect(),
        deferred: plan.deferred.iter().map(|entry| DeferralEntry::new(entry, keys)).collect(),
        unknown: keys.all(&plan.unknown),
        doubtful: DoubtEntry::all(prediction),
        hubs: paths(&plan.hubs),
        problems: prediction.problems.iter().map(ProblemEntry::new).collect(),
    }
}

/// Lists the files of a blast radius with their evidence, and at most `below` others without it.
fn listed_files(files: &[PredictedFile], below: usize) -> Vec<FileEntry<'_>> {
    let mut below = 0..below;
    let listed = files.iter().filter_map(|file| {
        if file.predicted {
            return Some(FileEntry::new(file));
        }
        below.next().map(|_| FileEntry::without_evidence(file))
    });
    listed.collect()
}

/// Ids of the tasks.
#[derive(Clone, Copy)]
struct Keys<'a>(&'a [Task]);

impl<'a> Keys<'a> {
    fn one(self, id: TaskId) -> Cow<'a, str> {
        Cow::Borrowed(self.0.get(id.index()).map_or("", |task| &task.key))
    }

    fn all(self, ids: &[TaskId]) -> Vec<Cow<'a, str>> {
        ids.iter().map(|&id| self.one(id)).collect()
    }
}

fn paths(paths: &[RepoPath]) -> Vec<Cow<'_, str>> {
    paths.iter().map(|path| Cow::Borrowed(path.as_str())).collect()
}

impl<'a> HistoryEntry<'a> {
    fn new(history: &'a Consulted) -> Self {
        Self {
            head: history.head.as_deref().map(Cow::Borrowed),
            commits: history.commits,
            missing: history.missing.as_deref().map(Cow::Borrowed),
        }
    }
}

impl<'a> HintEntry<'a> {
    fn new(hint: &'a Hint, keys: Keys<'a>) -> Self {
        Self { task: keys.one(hint.task), path: Cow::Borrowed(&hint.path) }
    }
}

impl<'a> TaskEntry<'a> {
    fn new(
        task: &'a Task,
        radius: Option<&'a BlastRadius>,
        keys: Keys<'a>,
        files: Vec<FileEntry<'a>>,
    ) -> Self {
        Self {
            id: Cow::Borrowed(&task.key),
            backlog: Cow::Borrowed(&task.backlog),
            line: task.line,
            title: Cow::Borrowed(&task.title),
            state: task.state.into(),
            section: Cow::Borrowed(&task.section),
            labels: Cow::Borrowed(&task.labels),
            priority: task.priority().into(),
            effort: task.effort,
            depends_on: keys.all(&task.depends_on),
            blocked_by: Cow::Borrowed(&task.blocked_by),
            confidence: Cow::Borrowed(
                radius.map_or(Confidence::Unknown, |radius| radius.confidence).name(),
            ),
            files,
            directories: radius.map_or_else(Vec::new, |radius| {
                let entry = |path: &'a str, probability| DirectoryEntry {
                    path: Cow::Borrowed(if path.is_empty() { "." } else { path }),
                    probability: rounded(probability),
                };
                radius.folders.iter().map(|f| entry(&f.folder, f.probability)).collect()
            }),
            impact: radius.map_or_else(Vec::new, |r| paths(&r.impact)),
        }
    }
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a PredictedFile) -> Self {
        let evidence = file.evidence.iter().map(EvidenceEntry::new).collect();
        Self { evidence, ..Self::without_evidence(file) }
    }

    fn without_evidence(file: &'a PredictedFile) -> Self {
        Self {
            path: Cow::Borrowed(file.path.as_str()),
            probability: rounded(file.probability),
            predicted: file.predicted,
            exists: file.file.is_some(),
            evidence: Vec::new(),
        }
    }
}

impl EvidenceEntry<'_> {
    /// Puts a clue in words.
    pub(in super::super) fn new(evidence: &Evidence) -> Self {
        Self {
            signal: Cow::Borrowed(evidence.signal.name()),
            detail: wording::clue(evidence),
            weight: rounded(evidence.weight),
        }
    }
}

impl<'a> OverlapEntry<'a> {
    fn new(pair: &'a Overlap, keys: Keys<'a>) -> Self {
        Self {
            a: keys.one(pair.a),
            b: keys.one(pair.b),
            probability: rounded(pair.probability),
            verdict: Cow::Borrowed(pair.verdict.name()),
            files: paths(&pair.files),
        }
    }
}

impl<'a> TrackEntry<'a> {
    fn new(track: &'a Track, keys: Keys<'a>) -> Self {
        Self {
            name: Cow::Borrowed(&track.name),
            branch: Some(track.branch()),
            tasks: keys.all(&track.tasks),
            later: keys.all(&track.later),
            touches: Cow::Borrowed(&track.touches),
            effort: track.effort,
        }
    }
}

impl<'a> LaterEntry<'a> {
    fn new(group: &'a LaterGroup, keys: Keys<'a>) -> Self {
        Self {
            name: Cow::Borrowed(&group.name),
            tasks: keys.all(&group.tasks),
            reason: Cow::Borrowed(group.reason.name()),
            with: keys.all(&group.with),
            files: paths(&group.files),
        }
    }
}

impl<'a> OrderEntry<'a> {
    fn new(pair: Precedence, keys: Keys<'a>) -> Self {
        Self {
            before: keys.one(pair.before),
            after: keys.one(pair.after),
            because: Cow::Borrowed(pair.because.name()),
        }
    }
}

impl<'a> SharedEntry<'a> {
    fn new(shared: &'a SharedHub) -> Self {
        Self {
            path: Cow::Borrowed(shared.path.as_str()),
            tracks: shared.tracks.iter().map(|name| Cow::Borrowed(name.as_str())).collect(),
            only_adds: shared.only_adds,
        }
    }
}

impl<'a> UnlockEntry<'a> {
    fn new(contested: &'a Contested) -> Self {
        Self { path: Cow::Borrowed(contested.path.as_str()), tasks: contested.tasks }
    }
}

impl<'a> HopelessEntry<'a> {
    fn new(hopeless: &'a Hopeless) -> Self {
        match hopeless {
            Hopeless::File { path, tasks, of } => {
                Self { file: Some(Cow::Borrowed(path.as_str())), tasks: *tasks, of: *of }
            }
            Hopeless::Everywhere { of, .. } => Self { file: None, tasks: 0, of: *of },
        }
    }
}

impl<'a> DeferralEntry<'a> {
    fn new(entry: &'a Deferral, keys: Keys<'a>) -> Self {
        Self {
            task: keys.one(entry.task),
            reason: Cow::Borrowed(reason(&entry.reason)),
            with: keys.all(&entry.with),
            in_flight: match &entry.reason {
                DeferralReason::UnderWay(name) | DeferralReason::InFlight(name) => {
                    Some(Cow::Borrowed(name))
                }
                _ => None,
            },
            files: paths(&entry.files),
        }
    }
}

impl<'a> InFlightEntry<'a> {
    fn new(work: &'a InFlight, keys: Keys<'a>) -> Self {
        Self {
            name: Cow::Borrowed(&work.name),
            tasks: keys.all(&work.tasks),
            files: paths(&work.changed),
        }
    }
}

impl<'a> DoubtEntry<'a> {
    /// Lists the doubtful tasks of a prediction.
    pub(in super::super) fn all(prediction: &'a Prediction) -> Vec<Self> {
        let keys = Keys(&prediction.tasks);
        let entry = |doubt: &'a Doubt| Self {
            task: keys.one(doubt.task),
            kind: Cow::Borrowed(doubt.kind.name()),
            reason: Cow::Owned(wording::doubt(prediction, doubt)),
            of: doubt.of.map(|id| keys.one(id)),
        };
        prediction.doubtful.iter().map(entry).collect()
    }
}

impl<'a> ProblemEntry<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self {
            path: Cow::Borrowed(&problem.path),
            line: problem.line,
            id: Cow::Borrowed(problem.kind.id()),
            severity: Cow::Borrowed(problem.kind.severity().name()),
            message: Cow::Borrowed(&problem.message),
        }
    }
}

fn reason(reason: &DeferralReason) -> &'static str {
    match reason {
        DeferralReason::WouldGlue => "would_glue",
        DeferralReason::Dependency => "dependency",
        DeferralReason::Blocked => "blocked",
        DeferralReason::UnderWay(_) => "under_way",
        DeferralReason::InFlight(_) => "in_flight",
    }
}
