//! Version 1 of the JSON of `ctx analyze`, published as `docs/schema/analysis-v1.schema.json`.
//!
//! Within a version, fields are only added. A field that is renamed, removed or read differently
//! makes a version 2 beside this file.
//!
//! `ctx worktree create` reads it back as a plan, which a user may have edited: a field with a
//! default may be missing, and unknown fields are ignored.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Priority, State};

/// The whole answer. Its two long lists are [`Each`](super::Each) where they are written.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document<'a, Tasks = Vec<TaskEntry<'a>>, Overlaps = Vec<OverlapEntry<'a>>> {
    /// The version of this format.
    pub schema_version: u32,
    /// The analysed folder, absolute, with `/` between components. All other paths are relative
    /// to it.
    #[serde(default)]
    pub root: String,
    /// Path of the root below the root of its git work tree, with a trailing `/`; empty at the root
    /// of the work tree and outside of git.
    #[serde(default)]
    pub prefix: Cow<'a, str>,
    /// The id of the commit that HEAD named; null outside of git, and where there is no commit
    /// yet.
    pub head: Option<Cow<'a, str>>,
    /// The backlogs that were read: relative to the root, or as the user named them where they
    /// lie outside; `-` is standard input.
    pub backlogs: Cow<'a, [String]>,
    /// A digest of the content of each backlog, in the order of `backlogs`: another one means
    /// that the backlog has changed.
    #[serde(default)]
    pub backlog_digests: Cow<'a, [String]>,
    /// Number of files of the repository that the tasks were compared with.
    #[serde(default)]
    pub scanned_files: usize,
    /// History that was consulted.
    #[serde(default)]
    pub history: HistoryEntry<'a>,
    /// Name of the model that predicted: `built in`, or the file of the root that holds its
    /// own; empty where there was no task to predict for.
    #[serde(default)]
    pub weights: Cow<'a, str>,
    /// Statements of the caller about the files of tasks (`--hint`), in the order given.
    #[serde(default)]
    pub hints: Vec<HintEntry<'a>>,
    /// The open tasks that were selected, in reading order. Empty where the backlog has no open
    /// ones.
    pub tasks: Tasks,
    /// The pairs of tasks in `tracks[].tasks` whose verdict is other than independent, by `a`, then
    /// `b`, in reading order; with `--all-pairs`, those of all tasks.
    pub overlaps: Overlaps,
    /// The next round: its tracks, the largest effort first, then by name. Every task is in exactly
    /// one of: a track's `tasks`, a track's `later`, a group of `later`, `deferred`, `unknown`, `doubtful`.
    pub tracks: Vec<TrackEntry<'a>>,
    /// Groups of tasks that wait for a later round, those to be done first at the front.
    #[serde(default)]
    pub later: Vec<LaterEntry<'a>>,
    /// How many pairs of tasks on different tracks are expected to change a common file.
    #[serde(default)]
    pub expected_collisions: f64,
    /// How many such pairs there would be if as many tasks were drawn at random.
    #[serde(default)]
    pub chance_collisions: f64,
    /// Tasks that must be done in order, by `before`, then `after`, in reading order.
    #[serde(default)]
    pub order: Vec<OrderEntry<'a>>,
    /// Files to which tracks only add lines, each with its tracks in the order to merge them.
    #[serde(default)]
    pub shared: Vec<SharedEntry<'a>>,
    /// Files that hold tasks back, those that hold back most first.
    #[serde(default)]
    pub unlock: Vec<UnlockEntry<'a>>,
    /// The reason for which the tasks should not be split, so that there is one track only; null
    /// where splitting pays, and where there is nothing to split.
    #[serde(default)]
    pub hopeless: Option<HopelessEntry<'a>>,
    /// Work in flight that the tracks were planned around, by name.
    #[serde(default)]
    pub in_flight: Vec<InFlightEntry<'a>>,
    /// Tasks to be done after the tracks are merged, in reading order.
    #[serde(default)]
    pub deferred: Vec<DeferralEntry<'a>>,
    /// Tasks that nothing in the repository answers to, in reading order.
    #[serde(default)]
    pub unknown: Vec<Cow<'a, str>>,
    /// Tasks that look done, dropped, duplicate or like placeholders, in reading order. They are
    /// not planned; with `--include-doubtful` they are, and the list is empty.
    #[serde(default)]
    pub doubtful: Vec<DoubtEntry<'a>>,
    /// Files left out of the overlaps, because most tasks touch them or because they merge by
    /// themselves; sorted.
    #[serde(default)]
    pub hubs: Vec<Cow<'a, str>>,
    /// Files that could not be used in full; the run went on. Sorted by path.
    #[serde(default)]
    pub problems: Vec<ProblemEntry<'a>>,
}

/// History that was consulted.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct HistoryEntry<'a> {
    /// The id of the commit it ends with; null where there is none, or where none was asked for.
    pub head: Option<Cow<'a, str>>,
    /// Number of commits, without merges.
    pub commits: usize,
    /// For people: what is missing and why, in one line; null where nothing is. Its wording may
    /// change.
    pub missing: Option<Cow<'a, str>>,
}

/// Hint of the caller.
#[derive(Debug, Serialize, Deserialize)]
pub struct HintEntry<'a> {
    /// Id of the task.
    pub task: Cow<'a, str>,
    /// A file, a folder (with a trailing `/`) or a glob, relative to the root.
    pub path: Cow<'a, str>,
}

/// Task with its blast radius.
#[derive(Debug, Serialize, Deserialize)]
pub struct TaskEntry<'a> {
    /// Unique within the answer: the backlog's own id, else `L` and the line; a suffix keeps
    /// repeated ones apart.
    pub id: Cow<'a, str>,
    /// The backlog it stands in, one of `backlogs`.
    pub backlog: Cow<'a, str>,
    /// The line of the item in its backlog, counted from 1.
    pub line: u32,
    /// A readable first sentence, without marks, labels and leading id.
    pub title: Cow<'a, str>,
    /// State. Only unfinished tasks are listed: open, `in_progress` or blocked.
    pub state: State,
    /// The headings above it, outermost first.
    #[serde(default)]
    pub section: Cow<'a, [String]>,
    /// Its labels and those of its headings, name to value; a label without a value has an empty
    /// one. `optional` is also that of a task that may be left out (`- [ ]* …`).
    #[serde(default)]
    pub labels: Cow<'a, BTreeMap<String, String>>,
    /// Priority; medium where the backlog says nothing. deferred: the backlog puts it off; it
    /// comes last.
    #[serde(default)]
    pub priority: Priority,
    /// Amount of work, in open boxes.
    #[serde(default)]
    pub effort: u32,
    /// The unfinished tasks that must be done first, in the order they are named.
    #[serde(default)]
    pub depends_on: Vec<Cow<'a, str>>,
    /// The reasons that the backlog gives for the state `blocked`, besides tasks: `legal` of
    /// `Blocked by: legal`.
    #[serde(default)]
    pub blocked_by: Cow<'a, [String]>,
    /// Confidence of the whole prediction. high: the best file is as good as certain; medium:
    /// likely; low: a guess; unknown: nothing in the repository answers to the text.
    #[serde(default)]
    pub confidence: Cow<'a, str>,
    /// The files it may touch, by probability, highest first, then by path; at most 100. Of those that are
    /// not predicted, 3,000 divided by the number of tasks, at least 5.
    pub files: Vec<FileEntry<'a>>,
    /// The folders it may touch, by probability, highest first, then by path.
    #[serde(default)]
    pub directories: Vec<DirectoryEntry<'a>>,
    /// Files that import a predicted package directly, sorted. They may need a look; they are not
    /// predicted to change.
    #[serde(default)]
    pub impact: Vec<Cow<'a, str>>,
}

/// File that a task may touch.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileEntry<'a> {
    /// Path relative to the root.
    pub path: Cow<'a, str>,
    /// The probability in [0, 1], rounded to four decimals, that the task's work changes or adds
    /// the file.
    pub probability: f64,
    /// True if the file belongs to the blast radius proper.
    pub predicted: bool,
    /// True if the file exists; false where the task is predicted to add it.
    #[serde(default)]
    pub exists: bool,
    /// Evidence, the strongest first; none for files that are not predicted, unless the task is explained.
    #[serde(default)]
    pub evidence: Vec<EvidenceEntry<'a>>,
}

/// One clue.
#[derive(Debug, Serialize, Deserialize)]
pub struct EvidenceEntry<'a> {
    /// Kind of clue.
    pub signal: Cow<'a, str>,
    /// For people: what in the task's text, quoted with its line in the backlog, met what in the
    /// repository. Its wording may change.
    pub detail: String,
    /// Its share of the file's log-odds (natural logarithm), rounded to four decimals; negative
    /// where it counts against the file.
    pub weight: f64,
}

/// Folder that a task may touch.
#[derive(Debug, Serialize, Deserialize)]
pub struct DirectoryEntry<'a> {
    /// Relative to the root, without a trailing `/`; `.` for the root itself.
    pub path: Cow<'a, str>,
    /// The probability in [0, 1], rounded to four decimals, that the work changes or adds some
    /// file right in the folder.
    pub probability: f64,
}

/// Pair of tasks that may touch the same files.
#[derive(Debug, Serialize, Deserialize)]
pub struct OverlapEntry<'a> {
    /// The task that comes first in reading order.
    pub a: Cow<'a, str>,
    /// The other task.
    pub b: Cow<'a, str>,
    /// The probability in [0, 1], rounded to four decimals, that both touch some same file:
    /// 1 − (1 − q) · Π (1 − `q_f`)^0.3, where `q_f` = `p_a·p_b` of a common file, q is the largest of them, and the
    /// product is over the others; hubs left out.
    #[serde(default)]
    pub probability: f64,
    /// conflict: they probably touch the same file and are never in two tracks; risk: they may;
    /// unknown: one of them is not understood well enough to say.
    pub verdict: Cow<'a, str>,
    /// The files that count most, the heaviest first.
    #[serde(default)]
    pub files: Vec<Cow<'a, str>>,
}

/// Track: tasks for one worktree.
#[derive(Debug, Serialize, Deserialize)]
pub struct TrackEntry<'a> {
    /// The concern that sets it apart; unique in the answer, valid as the last part of a branch
    /// name.
    pub name: Cow<'a, str>,
    /// The branch its worktree works on: `work/` and the name.
    pub branch: Option<String>,
    /// Its tasks in the order to do them: dependencies first, then priority, then phase, then
    /// reading order.
    pub tasks: Vec<Cow<'a, str>>,
    /// Tasks of the same concern that `--per-track` leaves for a later round, in order.
    #[serde(default)]
    pub later: Vec<Cow<'a, str>>,
    /// Folders (with a trailing `/`) and files at the top that its tasks touch, most likely
    /// first.
    #[serde(default)]
    pub touches: Cow<'a, [String]>,
    /// The sum of the efforts of `tasks`, in open boxes.
    #[serde(default)]
    pub effort: u32,
}

/// Group of tasks that waits for a later round.
#[derive(Debug, Serialize, Deserialize)]
pub struct LaterEntry<'a> {
    /// The concern that sets it apart; unique among the tracks and these groups.
    pub name: Cow<'a, str>,
    /// Its tasks in the order to do them.
    pub tasks: Vec<Cow<'a, str>>,
    /// collision: it would collide with tasks of the round; dependency: it waits for tasks that the
    /// round does not finish in one track; room: the round is full, and others come first.
    #[serde(default)]
    pub reason: Cow<'a, str>,
    /// Because of which tasks, in reading order.
    #[serde(default)]
    pub with: Vec<Cow<'a, str>>,
    /// Over which files, the heaviest first.
    #[serde(default)]
    pub files: Vec<Cow<'a, str>>,
}

/// Work that goes on beside the plan.
#[derive(Debug, Serialize, Deserialize)]
pub struct InFlightEntry<'a> {
    /// Branch; for a detached worktree, its directory.
    pub name: Cow<'a, str>,
    /// Open tasks that it was given, in reading order.
    #[serde(default)]
    pub tasks: Vec<Cow<'a, str>>,
    /// Files that it changed, sorted.
    #[serde(default)]
    pub files: Vec<Cow<'a, str>>,
}

/// Two tasks that must be done in order.
#[derive(Debug, Serialize, Deserialize)]
pub struct OrderEntry<'a> {
    /// The task to do first.
    pub before: Cow<'a, str>,
    /// The task that needs it.
    pub after: Cow<'a, str>,
    /// stated: the backlog says so; creates: it names a file that the other creates.
    pub because: Cow<'a, str>,
}

/// File that tasks of several tracks probably change, and that is no reason to keep them together.
#[derive(Debug, Serialize, Deserialize)]
pub struct SharedEntry<'a> {
    /// Path relative to the root.
    pub path: Cow<'a, str>,
    /// Names of the tracks in the order to merge them.
    pub tracks: Vec<Cow<'a, str>>,
    /// True if past commits mostly only added lines to it, each at a place of its own.
    #[serde(default)]
    pub only_adds: bool,
}

/// File that holds tasks back.
#[derive(Debug, Serialize, Deserialize)]
pub struct UnlockEntry<'a> {
    /// Path relative to the root.
    pub path: Cow<'a, str>,
    /// How many tasks could run beside the round if they did not touch it.
    pub tasks: usize,
}

/// Reason for which tasks should not be split.
#[derive(Debug, Serialize, Deserialize)]
pub struct HopelessEntry<'a> {
    /// The file that most tasks are expected to change; null where they collide in many.
    pub file: Option<Cow<'a, str>>,
    /// For how many tasks that file is predicted; 0 without one.
    pub tasks: usize,
    /// How many tasks could be started.
    pub of: usize,
}

/// Task to do after the tracks are merged.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeferralEntry<'a> {
    /// Id of the task.
    pub task: Cow<'a, str>,
    /// `would_glue`: it would collide with tasks of more than one track; dependency: it waits for
    /// tasks of more than one track, or for one that is in none; blocked: it is marked as
    /// blocked; `under_way`: a worktree was given it; `in_flight`: it would collide with a branch or
    /// worktree.
    #[serde(default)]
    pub reason: Cow<'a, str>,
    /// Because of which tasks, in reading order.
    #[serde(default)]
    pub with: Vec<Cow<'a, str>>,
    /// Because of which work in flight, by its name; null for other reasons.
    #[serde(default)]
    pub in_flight: Option<Cow<'a, str>>,
    /// Over which files, the heaviest first.
    #[serde(default)]
    pub files: Vec<Cow<'a, str>>,
}

/// Task that looks done, dropped, duplicate or like a placeholder.
#[derive(Debug, Serialize, Deserialize)]
pub struct DoubtEntry<'a> {
    /// Id of the task.
    pub task: Cow<'a, str>,
    /// done: its text says that it is finished; dropped: its text says that it is given up;
    /// duplicate: another open task says the same.
    pub kind: Cow<'a, str>,
    /// For people: the words, and where they stand. Its wording may change.
    pub reason: Cow<'a, str>,
    /// Of a duplicate, the id of the task that stays planned, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Cow<'a, str>>,
}

/// File that could not be used in full.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProblemEntry<'a> {
    /// Relative to the root, or as the user named it where it lies outside.
    pub path: Cow<'a, str>,
    /// Counted from 1; null where the whole file is meant.
    pub line: Option<u32>,
    /// Kind of the problem: an id that never changes.
    #[serde(default)]
    pub id: Cow<'a, str>,
    /// note: something was read with less detail; warning: tasks, dependencies or files may be
    /// missing from the answer.
    #[serde(default)]
    pub severity: Cow<'a, str>,
    /// The fault and its consequence, in one line.
    pub message: Cow<'a, str>,
}
