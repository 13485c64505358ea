//! Status of worktrees, and the expected result of merging them.

use super::{DroppedTask, LostTask, Remark, TaskState};

/// Main checkout and worktrees of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryStatus {
    /// The main checkout.
    pub main: MainCheckout,
    /// The worktrees: first those that ctx remembers, then the others, by name each.
    pub worktrees: Vec<WorktreeStatus>,
    /// Expected result of merging; `None` where it was not requested.
    pub forecast: Option<Forecast>,
    /// Command that has not ended.
    pub pending: Option<Pending>,
    /// Remarks on the repository as a whole.
    pub remarks: Vec<Remark>,
}

/// Command that changes worktrees and has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Set if it creates worktrees; else it tears one down.
    pub is_create: bool,
    /// Tracks that it works on.
    pub tracks: Vec<String>,
    /// Its state.
    pub state: PendingState,
}

/// State of a command that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PendingState {
    /// A process is running it.
    Running,
    /// It has stopped and waits for the user.
    Waiting,
    /// It was interrupted. The next command finishes it or rolls it back.
    Interrupted,
}

/// The checkout that worktrees are created from and merged into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MainCheckout {
    /// Folder of the checkout, or of the bare repository.
    pub path: String,
    /// Set if the repository is bare and has no checkout.
    pub is_bare: bool,
    /// Set if the command was run in it.
    pub is_here: bool,
    /// The branch it is on; `None` where HEAD is detached.
    pub branch: Option<String>,
    /// The commit it is at; `None` on an unborn branch.
    pub head: Option<String>,
    /// Uncommitted changes; `None` where they are unknown.
    pub dirt: Option<Dirt>,
    /// Unfinished git operation.
    pub operation: Option<Operation>,
}

/// Numbers of files with uncommitted changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirt {
    /// Tracked files that are changed, staged or not.
    pub changed: usize,
    /// Untracked files that are not ignored.
    pub untracked: usize,
    /// Files with conflicts that are not resolved yet.
    pub unmerged: usize,
}

impl Dirt {
    /// Returns whether everything is committed.
    pub fn is_clean(self) -> bool {
        self == Self::default()
    }
}

/// Unfinished git operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// `git merge`
    Merge,
    /// `git rebase`
    Rebase,
    /// `git cherry-pick`
    CherryPick,
    /// `git revert`
    Revert,
    /// `git bisect`
    Bisect,
}

impl Operation {
    /// Returns git's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
        }
    }
}

/// Presence of a worktree at its path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// The worktree is there.
    #[default]
    Present,
    /// Git lists it, but its folder is missing or is no working tree.
    Missing,
    /// ctx has a record of it, but git does not list it.
    Unknown,
    /// Another repository, or another worktree of this one, lies at its path.
    Foreign,
    /// Git cannot read it, with the reason.
    Unreadable(String),
}

/// Status of a worktree: its tasks, and the files it touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct WorktreeStatus {
    /// Name: the track's name, else its branch without `work/`, else its folder.
    pub name: String,
    /// Its folder, absolute.
    pub path: String,
    /// Set if ctx created it.
    pub is_ours: bool,
    /// Set if the command was run in it.
    pub is_here: bool,
    /// Presence at its path.
    pub presence: Presence,
    /// Branch that is checked out; `None` where HEAD is detached or the worktree is missing.
    pub branch: Option<String>,
    /// Branch that it was created with, where that differs.
    pub recorded_branch: Option<String>,
    /// Path that it was created at, where that differs.
    pub recorded_path: Option<String>,
    /// Branch that it was created from, where that no longer exists.
    pub recorded_base: Option<String>,
    /// The commit it is at; `None` on an unborn branch.
    pub head: Option<String>,
    /// Commit that its own work starts from; `None` without a common one.
    pub base: Option<String>,
    /// Branch that it is merged into: the one it was created from, else the main checkout's. `None`
    /// where that is detached.
    pub base_branch: Option<String>,
    /// Distance between the branch and its base.
    pub distance: Option<Distance>,
    /// Set if its base has all of its commits or, of worktrees that were looked into, all of its work.
    pub is_integrated: bool,
    /// Uncommitted changes; `None` where they are unknown.
    pub dirt: Option<Dirt>,
    /// Unfinished git operation.
    pub operation: Option<Operation>,
    /// Reason for its lock, which may be empty.
    pub locked: Option<String>,
    /// Reason why git would prune it.
    pub prunable: Option<String>,
    /// Set if `tasks` comes from a plan. Else `tasks` are those finished in it, and its open tasks
    /// are unknown.
    pub is_planned: bool,
    /// Its tasks.
    pub tasks: Vec<TaskStatus>,
    /// Files that it touched; `None` where they were not determined.
    pub touched: Option<Touched>,
    /// Fate of its ignored files at a teardown; `None` where they were not looked at.
    pub ignored: Option<IgnoredFiles>,
    /// Further remarks, one line each.
    pub remarks: Vec<Remark>,
}

impl WorktreeStatus {
    /// Counts its tasks in a state.
    pub fn count(&self, state: TaskState) -> usize {
        self.tasks.iter().filter(|task| task.state == Some(state)).count()
    }

    /// Counts its tasks that are done or skipped.
    pub fn settled(&self) -> usize {
        self.count(TaskState::Done) + self.count(TaskState::Skipped)
    }

    /// Returns whether it had planned tasks and all of them are done or skipped.
    pub fn is_finished(&self) -> bool {
        self.is_planned && !self.tasks.is_empty() && self.settled() == self.tasks.len()
    }
}

/// Distance between a branch and its base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distance {
    /// Commits that the base does not have.
    pub ahead: usize,
    /// Commits that only the base has.
    pub behind: usize,
}

/// Status of a task in a worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStatus {
    /// Its key when it was planned, or its id; empty where it has none.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its backlog.
    pub backlog: String,
    /// State in the worktree; `None` where the task is no longer found.
    pub state: Option<TaskState>,
}

/// Files that a worktree's own work touched, committed or not, compared with the prediction.
/// Sorted, except `untouched`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Files touched and predicted. Without a prediction, all touched files are in `outside`.
    pub inside: Vec<String>,
    /// Files touched and not predicted.
    pub outside: Vec<String>,
    /// Files predicted and not touched, the likeliest first.
    pub untouched: Vec<String>,
    /// Backlogs that it touched, as every worktree does.
    pub backlogs: Vec<String>,
    /// Set if uncommitted work is included.
    pub uncommitted: bool,
}

impl Touched {
    /// Counts the touched files, without backlogs.
    pub fn files(&self) -> usize {
        self.inside.len() + self.outside.len()
    }
}

/// Ignored files and folders of a worktree, by what a teardown would do with them. Sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoredFiles {
    /// Files that stop it, since they would be lost.
    pub stopping: Vec<String>,
    /// Files that are carried to the main checkout.
    pub carried: Vec<String>,
    /// Files that are kept in the backup.
    pub kept: Vec<String>,
    /// Files that are dropped: they can be rebuilt, or are in the main checkout too.
    pub dropped: Vec<String>,
}

/// Expected result of merging worktrees as they are, including uncommitted work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Each pair of worktrees, by name.
    pub pairs: Vec<Meeting>,
    /// Each worktree with the branch it is merged into.
    pub with_base: Vec<Meeting>,
    /// All worktrees, merged one after another in the order that stops least; empty for the
    /// forecast of a single worktree.
    pub steps: Vec<Step>,
    /// Those whose teardown would stop, since they opened finished tasks again.
    pub reopened: Vec<Reopened>,
    /// Those whose teardown would stop, since their merge loses finished tasks otherwise.
    pub lost: Vec<LostTasks>,
    /// Those that removed open tasks from a backlog, so that a merge removes them too.
    pub removed: Vec<RemovedTasks>,
}

impl Forecast {
    /// Returns whether a merge is expected to conflict, its result is unknown, or a teardown would
    /// stop.
    pub fn is_wanting(&self) -> bool {
        let meetings = self.pairs.iter().chain(&self.with_base);
        let outcomes = meetings.map(|meeting| &meeting.outcome);
        let steps = self.steps.iter().map(|step| &step.outcome);
        let is_losing = !self.reopened.is_empty() || !self.lost.is_empty();
        is_losing || outcomes.chain(steps).any(|it| *it != Outcome::Clean)
    }
}

/// A worktree that opened finished tasks again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopened {
    /// Its name.
    pub name: String,
    /// The tasks, as `file:line: "title"`.
    pub tasks: Vec<String>,
}

/// A worktree whose merge loses finished tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostTasks {
    /// Its name.
    pub name: String,
    /// The tasks.
    pub tasks: Vec<LostTask>,
}

/// A worktree that removed open tasks from a backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedTasks {
    /// Its name.
    pub name: String,
    /// The tasks, with their lines in its base branch.
    pub tasks: Vec<DroppedTask>,
}

/// Merge of two branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// A worktree's name.
    pub a: String,
    /// Another's name, or the branch that `a` is merged into.
    pub b: String,
    /// Expected outcome.
    pub outcome: Outcome,
}

/// Merge in a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The worktree's name.
    pub name: String,
    /// Expected outcome, after all merges before it.
    pub outcome: Outcome,
}

/// Expected outcome of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The merge succeeds.
    Clean,
    /// The merge stops with conflicts.
    Conflict {
        /// The files to resolve, sorted.
        files: Vec<String>,
        /// Set if all of the files are backlogs.
        only_backlogs: bool,
    },
    /// Git refuses to start the merge, because these files have uncommitted changes in the main
    /// checkout. The outcome after that is not predicted.
    Blocked(Vec<String>),
    /// Unknown, with the reason.
    Unknown(String),
}
