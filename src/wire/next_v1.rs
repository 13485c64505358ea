//! Version 1 of the JSON of `ctx next`, published as `docs/schema/next-v1.schema.json`.
//!
//! Within a version, fields are only added. A field that is renamed, removed or read differently
//! makes a version 2 beside this file.

use serde::Serialize;

use super::analysis_v1::DoubtEntry;
use super::{Priority, State};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The version of this format.
    pub schema_version: u32,
    /// The analysed folder, absolute, with `/` between components. All other paths are relative
    /// to it.
    pub root: String,
    /// The backlogs that were read.
    pub backlogs: &'a [String],
    /// The track that the tasks were taken from; null for the whole backlog.
    pub track: Option<TrackEntry<'a>>,
    /// Number of unfinished tasks in the backlogs.
    pub open: usize,
    /// Number of tasks that can be started, from which the suggestions were chosen.
    pub startable: usize,
    /// Tasks to do next, the best first.
    pub suggestions: Vec<SuggestionEntry<'a>>,
    /// Tasks that cannot be started yet, in reading order.
    pub waiting: Vec<WaitingEntry<'a>>,
    /// Tasks that would collide with work in flight, in reading order. They are not suggested.
    pub colliding: Vec<CollidingEntry<'a>>,
    /// Tasks that look done, dropped, duplicate or like placeholders, in reading order. They are not suggested; with
    /// `--include-doubtful` they are, and the list is empty.
    pub doubtful: Vec<DoubtEntry<'a>>,
    /// Work in other worktrees.
    pub elsewhere: Vec<ElsewhereEntry<'a>>,
}

/// Track that the tasks were taken from.
#[derive(Debug, Serialize)]
pub struct TrackEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Number of tasks it was given.
    pub given: usize,
    /// Number of these that are still open.
    pub open: usize,
}

/// Task to do next.
#[derive(Debug, Serialize)]
pub struct SuggestionEntry<'a> {
    /// Id of the task, unique in the answer.
    pub id: &'a str,
    /// The backlog it stands in.
    pub backlog: &'a str,
    /// The line of the item in its backlog, counted from 1.
    pub line: u32,
    /// A readable first sentence.
    pub title: &'a str,
    /// State.
    pub state: State,
    /// The headings above it, outermost first.
    pub section: &'a [String],
    /// Priority; medium where the backlog says nothing. deferred: the backlog puts it off; it
    /// comes last.
    pub priority: Priority,
    /// True if the backlog states a priority. Tasks without one are suggested after those with
    /// one.
    pub priority_stated: bool,
    /// Amount of work, in open boxes.
    pub effort: u32,
    /// Confidence of the whole prediction.
    pub confidence: &'static str,
    /// Reasons of the suggestion.
    pub reasons: Vec<ReasonEntry>,
    /// The files of its blast radius, the likeliest first.
    pub files: Vec<FileEntry<'a>>,
}

/// Reason of a suggestion.
#[derive(Debug, Serialize)]
pub struct ReasonEntry {
    /// `in_progress`: it was begun; priority: the backlog says that it matters, or defers it;
    /// optional: the backlog marks it as one that may be left out, so it comes after the others of its
    /// priority; unblocks: others wait for it (does not count in the order); momentum: the last commits
    /// touched what it will touch; phase: it stands in the first phase that has a task to begin;
    /// `quick_win`: it will probably touch few files; order: nothing but its place in the backlog.
    pub kind: &'static str,
    /// For people. Its wording may change.
    pub detail: String,
}

/// File that a task will probably touch.
#[derive(Debug, Serialize)]
pub struct FileEntry<'a> {
    /// Relative to the root, with `/` between components.
    pub path: &'a str,
    /// Probability that the task changes or adds it, rounded to four decimals.
    pub probability: f64,
    /// True if the file exists.
    pub exists: bool,
}

/// Task that cannot be started yet.
#[derive(Debug, Serialize)]
pub struct WaitingEntry<'a> {
    /// Id of the task.
    pub task: &'a str,
    /// True if it is marked as blocked.
    pub blocked: bool,
    /// The reasons that the backlog gives for it, besides tasks: `legal` of `Blocked by: legal`.
    pub blocked_by: &'a [String],
    /// The unfinished tasks that it depends on, and those that make what it names.
    pub on: Vec<&'a str>,
}

/// Task that would collide with work in flight.
#[derive(Debug, Serialize)]
pub struct CollidingEntry<'a> {
    /// Id of the task.
    pub task: &'a str,
    /// The branch or worktree of the other work.
    pub with: &'a str,
    /// Files that both probably change, the likeliest first.
    pub files: Vec<&'a str>,
}

/// Work in another worktree.
#[derive(Debug, Serialize)]
pub struct ElsewhereEntry<'a> {
    /// The branch of the worktree.
    pub branch: &'a str,
    /// Its tasks that are open here, in reading order.
    pub tasks: Vec<&'a str>,
}
