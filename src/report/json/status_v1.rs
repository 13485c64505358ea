//! The worktree of worktrees as version 1 of its JSON.

use std::borrow::Cow;

use crate::model::{
    Dirt, Distance, DroppedTask, Forecast, IgnoredFiles, LostTasks, MainCheckout, Meeting,
    Operation, Outcome, Pending, PendingState, Presence, Remark, RemovedTasks, Reopened,
    RepositoryStatus, Step, TaskStatus, Touched, WorktreeStatus,
};
use crate::report::executor::lost_task;
use crate::report::remark::render_remark;
use crate::wire::State;
use crate::wire::status_v1::{
    BaseEntry, DirtEntry, Document, ForecastEntry, IgnoredEntry, MainEntry, OutcomeEntry,
    PairEntry, PendingEntry, RemovedEntry, RemovedTaskEntry, ReopenedEntry, StepEntry, TaskEntry,
    TouchedEntry, WorktreeEntry,
};

impl<'a> Document<'a> {
    /// Makes the answer as published.
    pub fn new(status: &'a RepositoryStatus) -> Self {
        Self {
            schema_version: 1,
            main: MainEntry::new(&status.main),
            worktrees: status.worktrees.iter().map(WorktreeEntry::new).collect(),
            forecast: status.forecast.as_ref().map(ForecastEntry::new),
            pending: status.pending.as_ref().map(PendingEntry::new),
            remarks: status.remarks.iter().map(render_remark).collect(),
            remark_ids: status.remarks.iter().map(Remark::id).collect(),
        }
    }
}

impl<'a> PendingEntry<'a> {
    fn new(pending: &'a Pending) -> Self {
        Self {
            command: if pending.is_create { "create" } else { "teardown" },
            tracks: &pending.tracks,
            state: match pending.state {
                PendingState::Running => "running",
                PendingState::Waiting => "waiting",
                PendingState::Interrupted => "interrupted",
            },
        }
    }
}

impl<'a> MainEntry<'a> {
    fn new(main: &'a MainCheckout) -> Self {
        Self {
            path: &main.path,
            bare: main.is_bare,
            here: main.is_here,
            branch: main.branch.as_deref(),
            head: main.head.as_deref(),
            uncommitted: main.dirt.map(DirtEntry::new),
            operation: main.operation.map(operation),
        }
    }
}

impl<'a> WorktreeEntry<'a> {
    fn new(worktree: &'a WorktreeStatus) -> Self {
        let (presence, presence_detail) = match &worktree.presence {
            Presence::Present => ("present", None),
            Presence::Missing => ("missing", None),
            Presence::Unknown => ("unknown", None),
            Presence::Foreign => ("foreign", None),
            Presence::Unreadable(why) => ("unreadable", Some(why.as_str())),
        };
        let distance = |of: fn(Distance) -> usize| worktree.distance.map(of);
        Self {
            name: &worktree.name,
            path: &worktree.path,
            made_by_ctx: worktree.is_ours,
            here: worktree.is_here,
            presence,
            presence_detail,
            branch: worktree.branch.as_deref(),
            recorded_branch: worktree.recorded_branch.as_deref(),
            recorded_path: worktree.recorded_path.as_deref(),
            head: worktree.head.as_deref(),
            base: worktree.base.as_deref(),
            base_branch: worktree.base_branch.as_deref(),
            ahead: distance(|it| it.ahead),
            behind: distance(|it| it.behind),
            uncommitted: worktree.dirt.map(DirtEntry::new),
            operation: worktree.operation.map(operation),
            locked: worktree.locked.as_deref(),
            prunable: worktree.prunable.as_deref(),
            planned: worktree.is_planned,
            tasks: worktree.tasks.iter().map(TaskEntry::new).collect(),
            touched: worktree.touched.as_ref().map(TouchedEntry::new),
            ignored: worktree.ignored.as_ref().map(IgnoredEntry::new),
            remarks: worktree.remarks.iter().map(render_remark).collect(),
            remark_ids: worktree.remarks.iter().map(Remark::id).collect(),
        }
    }
}

impl DirtEntry {
    fn new(dirt: Dirt) -> Self {
        Self { changed: dirt.changed, untracked: dirt.untracked, unmerged: dirt.unmerged }
    }
}

impl<'a> TaskEntry<'a> {
    fn new(task: &'a TaskStatus) -> Self {
        Self {
            id: &task.key,
            backlog: &task.backlog,
            title: &task.title,
            state: task.state.map(State::from),
        }
    }
}

impl<'a> TouchedEntry<'a> {
    fn new(touched: &'a Touched) -> Self {
        Self {
            inside: &touched.inside,
            outside: &touched.outside,
            untouched: &touched.untouched,
            backlogs: &touched.backlogs,
            with_uncommitted: touched.uncommitted,
        }
    }
}

impl<'a> IgnoredEntry<'a> {
    fn new(ignored: &'a IgnoredFiles) -> Self {
        Self {
            stopping: &ignored.stopping,
            carried: &ignored.carried,
            kept: &ignored.kept,
            dropped: &ignored.dropped,
        }
    }
}

impl<'a> ForecastEntry<'a> {
    fn new(forecast: &'a Forecast) -> Self {
        let pair = |Meeting { a, b, outcome }: &'a Meeting| PairEntry {
            a,
            b,
            outcome: OutcomeEntry::new(outcome),
        };
        let with_base = |Meeting { a, b, outcome }: &'a Meeting| BaseEntry {
            name: a,
            base_branch: b,
            outcome: OutcomeEntry::new(outcome),
        };
        let step = |Step { name, outcome }: &'a Step| StepEntry {
            name,
            outcome: OutcomeEntry::new(outcome),
        };
        let reopened = |Reopened { name, tasks }: &'a Reopened| ReopenedEntry {
            name,
            tasks: Cow::Borrowed(tasks),
        };
        let lost = |LostTasks { name, tasks }: &'a LostTasks| ReopenedEntry {
            name,
            tasks: tasks.iter().map(lost_task).collect(),
        };
        let task = |it: &'a DroppedTask| RemovedTaskEntry {
            backlog: &it.backlog,
            line: it.line,
            title: &it.title,
            archive: it.archive.as_deref(),
        };
        let removed = |RemovedTasks { name, tasks }: &'a RemovedTasks| RemovedEntry {
            name,
            tasks: tasks.iter().map(task).collect(),
        };
        Self {
            pairs: forecast.pairs.iter().map(pair).collect(),
            with_base: forecast.with_base.iter().map(with_base).collect(),
            order: forecast.steps.iter().map(step).collect(),
            reopened: forecast.reopened.iter().map(reopened).collect(),
            lost: forecast.lost.iter().map(lost).collect(),
            removed: forecast.removed.iter().map(removed).collect(),
        }
    }
}

impl<'a> OutcomeEntry<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Clean => {
                Self { outcome: "clean", files: &[], only_backlogs: false, why: None }
            }
            Outcome::Conflict { files, only_backlogs } => {
                Self { outcome: "conflict", files, only_backlogs: *only_backlogs, why: None }
            }
            Outcome::Blocked(files) => Self::unknown(Cow::Owned(format!(
                "git does not merge while the main checkout has changes in {} that are not committed",
                files.join(", ")
            ))),
            Outcome::Unknown(why) => Self::unknown(Cow::Borrowed(why)),
        }
    }

    fn unknown(why: Cow<'a, str>) -> Self {
        Self { outcome: "unknown", files: &[], only_backlogs: false, why: Some(why) }
    }
}

fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Merge => "merge",
        Operation::Rebase => "rebase",
        Operation::CherryPick => "cherry_pick",
        Operation::Revert => "revert",
        Operation::Bisect => "bisect",
    }
}
