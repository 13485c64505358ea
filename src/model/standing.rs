//! How far worktrees are, and what would happen if they were merged now.

use super::TaskState;

/// A repository's main checkout and worktrees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// The main checkout.
    pub main: MainCheckout,
    /// The worktrees: first those that ctx remembers, then the others, by name each.
    pub worktrees: Vec<Standing>,
    /// What would happen on merging; `None` where it was not asked for.
    pub forecast: Option<Forecast>,
    /// A command that is not over.
    pub pending: Option<Pending>,
    /// What could not be read, in a line each.
    pub remarks: Vec<String>,
}

/// A command that changes worktrees and is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Whether it makes worktrees; else it tears one down.
    pub is_create: bool,
    /// The tracks that it is about.
    pub tracks: Vec<String>,
    /// How far it is.
    pub state: PendingState,
}

/// How far a command is that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PendingState {
    /// Somebody is running it.
    Running,
    /// It has stopped, for somebody to look.
    Waiting,
    /// It ended before its end. The next command finishes it or takes it back.
    Interrupted,
}

/// The checkout that worktrees come from and come back to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MainCheckout {
    /// Its folder, or that of the bare repository.
    pub path: String,
    /// Whether there is none: the repository is bare.
    pub is_bare: bool,
    /// Whether the command was run in it.
    pub is_here: bool,
    /// The branch it is on; `None` where HEAD is detached.
    pub branch: Option<String>,
    /// The commit it is at; `None` on an unborn branch.
    pub head: Option<String>,
    /// What is not committed; `None` where that cannot be told.
    pub dirt: Option<Dirt>,
    /// What git is in the middle of.
    pub operation: Option<Operation>,
}

/// How many files are not as committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirt {
    /// Tracked files that are changed, staged or not.
    pub changed: usize,
    /// Files that git does not know and does not ignore.
    pub untracked: usize,
    /// Files with conflicts that are not resolved yet.
    pub unmerged: usize,
}

impl Dirt {
    /// Whether all is committed.
    pub fn is_clean(self) -> bool {
        self == Self::default()
    }
}

/// What git is in the middle of.
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
    /// As git calls it.
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

/// Whether a worktree is where it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    #[default]
    Present,
    /// Git knows it, but its folder is missing or is no working tree.
    Missing,
    /// ctx remembers it, but git does not know it.
    Unknown,
    /// Another repository, or another of its worktrees, is where it should be.
    Foreign,
    /// Git cannot read it; why.
    Unreadable(String),
}

/// A worktree, how far it is and what it touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it is called: the track's name, else its branch without `work/`, else its folder.
    pub name: String,
    /// Its folder, absolute.
    pub path: String,
    /// Whether ctx made it.
    pub is_ours: bool,
    /// Whether the command was run in it.
    pub is_here: bool,
    /// Whether it is where it should be.
    pub presence: Presence,
    /// The branch it is on; `None` where HEAD is detached, and where it is not there.
    pub branch: Option<String>,
    /// The branch it was made with, where that is another one.
    pub recorded_branch: Option<String>,
    /// Where it was made, where that is another place.
    pub recorded_path: Option<String>,
    /// The branch it was made from, where that is no more.
    pub recorded_base: Option<String>,
    /// The commit it is at; `None` on an unborn branch.
    pub head: Option<String>,
    /// The commit that its own work begins at; `None` where there is no common one.
    pub base: Option<String>,
    /// What it is merged into: the branch it was made from, else the main checkout's. `None` where
    /// that is detached.
    pub base_branch: Option<String>,
    /// How far the two have gone apart.
    pub distance: Option<Distance>,
    /// What is not committed; `None` where that cannot be told.
    pub dirt: Option<Dirt>,
    /// What git is in the middle of.
    pub operation: Option<Operation>,
    /// Why it is locked, which may be nothing.
    pub locked: Option<String>,
    /// Why git would forget it.
    pub prunable: Option<String>,
    /// Whether `tasks` is a plan; else it has what was finished in it, and what is open is unknown.
    pub is_planned: bool,
    /// Its tasks.
    pub tasks: Vec<TaskStanding>,
    /// What it touched; `None` where it was not looked at.
    pub touched: Option<Touched>,
    /// What a teardown would do with its ignored files; `None` where they were not looked at.
    pub ignored: Option<IgnoredFiles>,
    /// What is worth knowing besides, in a line each.
    pub remarks: Vec<String>,
}

impl Standing {
    /// How many of its tasks are in a state.
    pub fn count(&self, state: TaskState) -> usize {
        self.tasks.iter().filter(|task| task.state == Some(state)).count()
    }

    /// How many of its tasks are done or given up.
    pub fn settled(&self) -> usize {
        self.count(TaskState::Done) + self.count(TaskState::Skipped)
    }

    /// Whether it had tasks and none is left to do.
    pub fn is_finished(&self) -> bool {
        self.is_planned && !self.tasks.is_empty() && self.settled() == self.tasks.len()
    }
}

/// How far a branch and its base have gone apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distance {
    /// Commits that the base does not have.
    pub ahead: usize,
    /// Commits that only the base has.
    pub behind: usize,
}

/// A task of a worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStanding {
    /// Its key when it was planned, or its id; empty where it has none.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its backlog.
    pub backlog: String,
    /// How far it is there; `None` where it is not found any more.
    pub state: Option<TaskState>,
}

/// What a worktree's own work touched, committed or not, against what was predicted. Sorted, but
/// for what is untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Touched and predicted; all that is touched where nothing was predicted is in `outside`.
    pub inside: Vec<String>,
    /// Touched and not predicted.
    pub outside: Vec<String>,
    /// Predicted and not touched, the likeliest first.
    pub untouched: Vec<String>,
    /// Backlogs that it touched, which everybody does.
    pub backlogs: Vec<String>,
    /// Whether uncommitted work is among it.
    pub uncommitted: bool,
}

impl Touched {
    /// How many files are touched, without backlogs.
    pub fn files(&self) -> usize {
        self.inside.len() + self.outside.len()
    }
}

/// Ignored files and folders of a worktree, by what a teardown would do with them. Sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoredFiles {
    /// They would stop it: they are nowhere else.
    pub stopping: Vec<String>,
    /// They would go to the main checkout.
    pub carried: Vec<String>,
    /// They would go to the backup.
    pub kept: Vec<String>,
    /// They would go with the worktree: they can be made again, or are in the main checkout, too.
    pub dropped: Vec<String>,
}

/// What would happen if worktrees were merged as they are, uncommitted work included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Each two of them, by name.
    pub pairs: Vec<Meeting>,
    /// Each with the branch it is merged into.
    pub with_base: Vec<Meeting>,
    /// All of them, one after another, in the order that stops least; empty for one worktree's
    /// forecast.
    pub steps: Vec<Step>,
    /// Those whose teardown would stop, since they opened finished tasks again.
    pub reopened: Vec<Reopened>,
}

impl Forecast {
    /// Whether two of them, or one of them and its base, would conflict, or nobody can tell, or a
    /// teardown would stop.
    pub fn is_wanting(&self) -> bool {
        let meetings = self.pairs.iter().chain(&self.with_base);
        let outcomes = meetings.map(|meeting| &meeting.outcome);
        let steps = self.steps.iter().map(|step| &step.outcome);
        !self.reopened.is_empty() || outcomes.chain(steps).any(|it| *it != Outcome::Clean)
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

/// Two that are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// A worktree's name.
    pub a: String,
    /// Another's name, or the branch that `a` is merged into.
    pub b: String,
    /// What happens.
    pub outcome: Outcome,
}

/// A merge in a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The worktree's name.
    pub name: String,
    /// What happens, after all those before it.
    pub outcome: Outcome,
}

/// What happens on a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes through.
    Clean,
    /// It stops.
    Conflict {
        /// The files to resolve, sorted.
        files: Vec<String>,
        /// Whether all of them are backlogs.
        only_backlogs: bool,
    },
    /// Git does not begin it while these files have changes in the main checkout that are not
    /// committed; what it would come to is not told.
    Blocked(Vec<String>),
    /// Nobody can tell; why.
    Unknown(String),
}
