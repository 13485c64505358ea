//! Version 1 of the JSON of `ctx worktree list` and `status`, published as
//! `docs/schema/status-v1.schema.json`.
//!
//! Within a version, fields are only added. A field that is renamed, removed or read differently
//! makes a version 2 beside this file.

use std::borrow::Cow;

use serde::Serialize;

use super::State;

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The version of this format.
    pub schema_version: u32,
    /// The main checkout.
    pub main: MainEntry<'a>,
    /// The worktrees: first those that ctx remembers, then the others, by name each; with NAME,
    /// that one. The main checkout is not among them.
    pub worktrees: Vec<WorktreeEntry<'a>>,
    /// Outcome of merging; null from `list`.
    pub forecast: Option<ForecastEntry<'a>>,
    /// A command that changes worktrees and is not over; null for none, which is how it mostly
    /// is.
    pub pending: Option<PendingEntry<'a>>,
    /// For people: what could not be read, in a line each. Their wording may change.
    pub remarks: Vec<String>,
    /// The id of each of these remarks, in their order. Ids may be added; none is renamed.
    pub remark_ids: Vec<&'static str>,
}

/// Command that waits for the user, or was interrupted.
#[derive(Debug, Serialize)]
pub struct PendingEntry<'a> {
    /// Command: `create` or `teardown`.
    pub command: &'static str,
    /// The tracks that it makes worktrees for, or the one that it tears down.
    pub tracks: &'a [String],
    /// running: a process is running it; waiting: it has stopped for the user to look, and goes on
    /// with `ctx worktree teardown --continue` or back with `--abort`; interrupted: it ended
    /// before its end, and the next create, teardown or prune finishes it or rolls it back.
    pub state: &'static str,
}

/// Main checkout.
#[derive(Debug, Serialize)]
pub struct MainEntry<'a> {
    /// Its folder, absolute, or that of the bare repository.
    pub path: &'a str,
    /// True if the repository is bare.
    pub bare: bool,
    /// True if the command was run in it.
    pub here: bool,
    /// The branch it is on; null where HEAD is detached.
    pub branch: Option<&'a str>,
    /// The commit it is at; null on an unborn branch.
    pub head: Option<&'a str>,
    /// Number of uncommitted files; null if unknown.
    pub uncommitted: Option<DirtEntry>,
    /// Operation that git is in the middle of; null for none.
    pub operation: Option<&'static str>,
}

/// Linked worktree.
#[derive(Debug, Serialize)]
pub struct WorktreeEntry<'a> {
    /// Its unique name: the track's name, else its branch without `work/`, its branch, its folder
    /// or its path.
    pub name: &'a str,
    /// Its folder, absolute.
    pub path: &'a str,
    /// True if ctx made it.
    pub made_by_ctx: bool,
    /// True if the command was run in it.
    pub here: bool,
    /// present: it is where it should be; missing: git knows it, but its folder is missing or is
    /// no working tree; unknown: ctx remembers it, but git does not know it; foreign: another
    /// repository or worktree is in its place; unreadable: git cannot read it.
    pub presence: &'static str,
    /// For people: why it is unreadable; null otherwise. Its wording may change.
    pub presence_detail: Option<&'a str>,
    /// The branch it is on; null where HEAD is detached. Where `presence` is unknown, the branch
    /// it was made with, if that is there still.
    pub branch: Option<&'a str>,
    /// The branch it was made with, where that is another one; else null.
    pub recorded_branch: Option<&'a str>,
    /// Path that it was made at, if that is another one; else null.
    pub recorded_path: Option<&'a str>,
    /// The commit it is at; null on an unborn branch.
    pub head: Option<&'a str>,
    /// The commit that its own work begins at; null where it has none in common with its base
    /// branch.
    pub base: Option<&'a str>,
    /// The branch it is merged into and counted against: that which it was made from, else the
    /// main checkout's; null where that is detached.
    pub base_branch: Option<&'a str>,
    /// Commits that the base branch does not have; null if unknown.
    pub ahead: Option<usize>,
    /// Commits that only the base branch has; null if unknown.
    pub behind: Option<usize>,
    /// Number of uncommitted files; null if unknown.
    pub uncommitted: Option<DirtEntry>,
    /// Operation that git is in the middle of; null for none.
    pub operation: Option<&'static str>,
    /// Reason of its lock, which may be empty; null if it is not locked.
    pub locked: Option<&'a str>,
    /// Reason why git would forget it; null if it would not.
    pub prunable: Option<&'a str>,
    /// True if `tasks` is a plan; otherwise it has the tasks that were finished in it, and what
    /// is open is unknown.
    pub planned: bool,
    /// Its tasks, in the order of the plan, else of the backlog.
    pub tasks: Vec<TaskEntry<'a>>,
    /// Files that its own work changed; null where it was not looked at: from `list`, and where
    /// it is not there.
    pub touched: Option<TouchedEntry<'a>>,
    /// Ignored files, by what a teardown would do with them; null where they were not looked at:
    /// from `list`, and where it is not there.
    pub ignored: Option<IgnoredEntry<'a>>,
    /// For people: what is worth knowing besides, in a line each. Their wording may change.
    pub remarks: Vec<String>,
    /// The id of each of these remarks, in their order. Ids may be added; none is renamed.
    pub remark_ids: Vec<&'static str>,
}

/// Number of files that are not committed.
#[derive(Debug, Serialize)]
pub struct DirtEntry {
    /// Tracked files that are changed, staged or not.
    pub changed: usize,
    /// Files that git does not know.
    pub untracked: usize,
    /// Files with conflicts that are not resolved yet.
    pub unmerged: usize,
}

/// Task of a worktree.
#[derive(Debug, Serialize)]
pub struct TaskEntry<'a> {
    /// Id when it was planned, else its id; empty where it has none.
    pub id: &'a str,
    /// Its backlog, relative to the top of the repository, or as named where it lies outside.
    pub backlog: &'a str,
    /// Its title.
    pub title: &'a str,
    /// State in the worktree's backlog; null if it is not found.
    pub state: Option<State>,
}

/// Files that the work changed, compared with the plan.
#[derive(Debug, Serialize)]
pub struct TouchedEntry<'a> {
    /// Touched and predicted.
    pub inside: &'a [String],
    /// Touched and not predicted; all of it where nothing was predicted.
    pub outside: &'a [String],
    /// Predicted and not touched, the likeliest first.
    pub untouched: &'a [String],
    /// Backlogs that it touched, which count for neither.
    pub backlogs: &'a [String],
    /// True if it includes uncommitted work.
    pub with_uncommitted: bool,
}

/// Ignored files, by what a teardown does with them.
#[derive(Debug, Serialize)]
pub struct IgnoredEntry<'a> {
    /// They would stop it: no rule names them, and they would be lost.
    pub stopping: &'a [String],
    /// They would go to the main checkout.
    pub carried: &'a [String],
    /// They would go to the backup.
    pub kept: &'a [String],
    /// They would go with the worktree: they can be rebuilt, or are in the main checkout too.
    pub dropped: &'a [String],
}

/// Outcome of merging the worktrees.
#[derive(Debug, Serialize)]
pub struct ForecastEntry<'a> {
    /// Each two of them, by `a`, then `b`, in the order of `worktrees`; with NAME, the pairs of
    /// that one.
    pub pairs: Vec<PairEntry<'a>>,
    /// Each with the branch it is merged into.
    pub with_base: Vec<BaseEntry<'a>>,
    /// All of them in the order that stops least, and what really happens when they are merged
    /// one after another; empty with NAME. One that stops is left out of what follows, but what
    /// conflicts with it is said to stop as well.
    pub order: Vec<StepEntry<'a>>,
    /// Those that opened finished tasks again, which `ctx worktree teardown` stops at.
    pub reopened: Vec<ReopenedEntry<'a>>,
    /// Those whose merge loses finished tasks otherwise, which `ctx worktree teardown` stops at.
    pub lost: Vec<ReopenedEntry<'a>>,
    /// Those that removed open tasks from a backlog; merging removes them too.
    pub removed: Vec<RemovedEntry<'a>>,
}

/// Tasks that a worktree reopened.
#[derive(Debug, Serialize)]
pub struct ReopenedEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// The tasks, as `file:line: "title"`. For people.
    pub tasks: Cow<'a, [String]>,
}

/// Open tasks that a worktree removed.
#[derive(Debug, Serialize)]
pub struct RemovedEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// The tasks.
    pub tasks: Vec<RemovedTaskEntry<'a>>,
}

/// Open task that a worktree removed.
#[derive(Debug, Serialize)]
pub struct RemovedTaskEntry<'a> {
    /// Its backlog in the base branch; of a task that ends in an archive, in the worktree.
    pub backlog: &'a str,
    /// Its line there, from 1.
    pub line: usize,
    /// Its title.
    pub title: &'a str,
    /// Archive in which it will be open; left out if the task is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<&'a str>,
}

/// Merge of two worktrees.
#[derive(Debug, Serialize)]
pub struct PairEntry<'a> {
    /// A worktree's `name`.
    pub a: &'a str,
    /// Another's.
    pub b: &'a str,
    /// clean: the merge goes through; conflict: it stops; unknown: it could not be tried.
    #[serde(flatten)]
    pub outcome: OutcomeEntry<'a>,
}

/// Merge of a worktree into its base.
#[derive(Debug, Serialize)]
pub struct BaseEntry<'a> {
    /// A worktree's `name`.
    pub name: &'a str,
    /// The branch, or the commit where the main checkout is detached.
    pub base_branch: &'a str,
    /// clean: the merge goes through; conflict: it stops; unknown: it could not be tried.
    #[serde(flatten)]
    pub outcome: OutcomeEntry<'a>,
}

/// Step of the proposed order.
#[derive(Debug, Serialize)]
pub struct StepEntry<'a> {
    /// A worktree's `name`.
    pub name: &'a str,
    /// clean: the merge goes through; conflict: it stops; unknown: it could not be tried.
    #[serde(flatten)]
    pub outcome: OutcomeEntry<'a>,
}

/// Outcome of a merge.
#[derive(Debug, Serialize)]
pub struct OutcomeEntry<'a> {
    /// clean: the merge goes through; conflict: it stops; unknown: it could not be tried.
    pub outcome: &'static str,
    /// The files to resolve, sorted; empty unless it stops.
    pub files: &'a [String],
    /// True if all of these are backlogs.
    pub only_backlogs: bool,
    /// For people: why it is unknown; null if it is known. Its wording may change.
    pub why: Option<Cow<'a, str>>,
}
