//! Remarks on a plan: problems of it, and changes since it was made. Refusals list them, and `create`
//! tells those that do not keep it from making worktrees.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use super::super::error::{one_line, shown};

/// Maximum number of tasks that one line names.
const MAX_KEYS: usize = 5;

/// Maximum length of a title in a line about it.
const MAX_TITLE_CHARS: usize = 60;

/// Maximum number of line numbers that are listed.
const MAX_LISTED_LINES: usize = 10;

/// Remark on a plan. Tracks are given by name, tasks by key, and backlogs by path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the text of a remark shows what its fields mean")]
pub enum PlanRemark {
    /// A track's name cannot be the last part of a branch's name.
    UnusableName { track: String },
    /// Two tracks have the same name.
    SameName { track: String },
    /// The plan has another branch for a track than the one that it gets.
    OtherBranch { track: String, planned: String, branch: String },
    /// A track holds tasks that the plan does not begin yet.
    Early { track: String, tasks: Vec<(String, NotYet)> },
    /// Several tasks have the same key.
    SameKey { task: String, count: usize },
    /// A track holds a task that the plan does not have.
    UnknownTask { track: String, task: String },
    /// A track holds a task twice.
    Twice { track: String, task: String },
    /// A task is in two tracks.
    InTwoTracks { task: String, tracks: [String; 2] },
    /// Two tasks in different tracks probably touch the same file; each with its track.
    Apart { tasks: [(String, String); 2] },
    /// A backlog cannot be read.
    UnreadableBacklog { backlog: String, reason: String },
    /// A planned task is done, given up or gone.
    Over { backlog: String, task: String, fate: TaskFate, title: String },
    /// A task is new since the plan was made.
    New { backlog: String, task: String, title: String },
    /// A task has another title.
    Reworded { backlog: String, task: String, from: String, to: String },
    /// Lines of a backlog have changed, numbered from 1, and no task is another. The removed ones are
    /// numbered as they were before.
    ChangedLines { backlog: String, changed: Vec<usize>, removed: Vec<usize> },
    /// A backlog has changed, and no commit has it as it was when the plan was made.
    NeverCommitted { backlog: String },
    /// Tasks are being worked on in the branch of another worktree.
    Taken { tasks: Vec<String>, branch: String },
    /// A track has a worktree already.
    HasWorktree { track: String, path: PathBuf },
    /// The plan has only one track.
    OneTrack,
    /// Tasks that are over are left out of a track.
    LeftOut { track: String, tasks: Vec<String> },
    /// A track is not made, since all of its tasks are over.
    NothingLeft { track: String },
    /// A new track and an existing branch may both touch a file, with the probability in percent.
    Near { track: String, branch: String, path: String, percent: u8 },
}

/// Reason why a plan does not begin a task yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// Its backlog calls it blocked.
    Blocked,
    /// It waits until the tracks are merged.
    Deferred,
    /// It looks done, dropped, duplicate or like a placeholder.
    Doubtful,
}

/// Fate of a planned task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskFate {
    /// It is no longer in its backlog.
    Missing,
    /// It is finished.
    Finished,
    /// It is skipped.
    Skipped,
}

impl PlanRemark {
    /// Returns the text on one line.
    pub fn line(&self) -> String {
        one_line(&self.to_string())
    }
}

impl Display for PlanRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnusableName { track } => {
                write!(f, "{track:?} cannot be the last part of a branch's name")
            }
            Self::SameName { track } => write!(f, "two tracks are called {track:?}"),
            Self::OtherBranch { track, planned, branch } => {
                write!(f, "the plan has {planned} for {track:?}, but its branch is {branch}")
            }
            Self::Early { track, tasks } => {
                let tasks: Vec<String> =
                    tasks.iter().map(|(task, why)| format!("{task} ({})", not_yet(*why))).collect();
                let tasks = tasks.join(", ");
                write!(f, "{track:?} holds what the plan does not begin yet: {tasks}")
            }
            Self::SameKey { task, count } => write!(f, "{count} tasks are called {task}"),
            Self::UnknownTask { track, task } => {
                write!(f, "{track:?} holds {task}, which is no task of the plan")
            }
            Self::Twice { track, task } => write!(f, "{track:?} holds {task} twice"),
            Self::InTwoTracks { task, tracks: [one, other] } => {
                write!(f, "{task} is in two tracks, {one:?} and {other:?}")
            }
            Self::Apart { tasks: [(a, one), (b, other)] } => {
                write!(f, "{a} in {one:?} and {b} in {other:?} probably touch the same file")
            }
            Self::UnreadableBacklog { backlog, reason } => {
                write!(f, "{backlog} cannot be read: {reason}")
            }
            Self::Over { backlog, task, fate, title } => {
                write!(f, "{backlog}: {task} {}: {}", task_fate(*fate), short(title))
            }
            Self::New { backlog, task, title } => {
                write!(f, "{backlog}: {task} is not in the plan: {}", short(title))
            }
            Self::Reworded { backlog, task, from, to } => {
                write!(f, "{backlog}: {task} is worded otherwise: {} → {}", short(from), short(to))
            }
            Self::ChangedLines { backlog, changed, removed } => {
                let parts = changed_lines(changed, removed);
                write!(f, "{backlog}: {parts} (no task is another)")
            }
            Self::NeverCommitted { backlog } => write!(
                f,
                "{backlog} is not as it was when it was planned from, which was never committed"
            ),
            Self::Taken { tasks, branch } => taken(f, tasks, branch),
            Self::HasWorktree { track, path } => f.write_str(&placed(track, path)),
            Self::OneTrack => f.write_str(
                "the plan has only one track, so nothing runs side by side, and a branch in this checkout \
                 would do",
            ),
            Self::LeftOut { track, tasks } => {
                write!(f, "left out of {track:?}: {}", tasks.join(", "))
            }
            Self::NothingLeft { track } => {
                write!(f, "{track:?} has nothing left to do, so it is not made")
            }
            Self::Near { track, branch, path, percent } => write!(
                f,
                "work/{track} and {branch}, which is there already, may both touch {path} ({percent} %)"
            ),
        }
    }
}

fn not_yet(why: NotYet) -> &'static str {
    match why {
        NotYet::Blocked => "blocked",
        NotYet::Deferred => "deferred",
        NotYet::Doubtful => "doubtful",
    }
}

fn task_fate(fate: TaskFate) -> &'static str {
    match fate {
        TaskFate::Missing => "is missing",
        TaskFate::Finished => "is finished",
        TaskFate::Skipped => "is skipped",
    }
}

fn taken(f: &mut Formatter<'_>, tasks: &[String], branch: &str) -> fmt::Result {
    let shown: Vec<&str> = tasks.iter().take(MAX_KEYS).map(String::as_str).collect();
    let list = shown.join(", ");
    match (tasks.len(), tasks.len().saturating_sub(MAX_KEYS)) {
        (1, _) => write!(f, "{list} is being worked on in {branch}"),
        (_, 0) => write!(f, "{list} are being worked on in {branch}"),
        (_, more) => write!(f, "{list} and {more} more are being worked on in {branch}"),
    }
}

fn changed_lines(changed: &[usize], removed: &[usize]) -> String {
    let mut parts = Vec::new();
    for (numbers, one, several) in [
        (changed, "1 line has changed", "lines have changed"),
        (removed, "1 line is gone", "lines are gone"),
    ] {
        let listed: Vec<String> =
            numbers.iter().take(MAX_LISTED_LINES).map(usize::to_string).collect();
        let rest = if numbers.len() > MAX_LISTED_LINES { ", …" } else { "" };
        match numbers.len() {
            0 => {}
            1 => parts.push(format!("{one}: {}", listed.concat())),
            count => parts.push(format!("{count} {several}: {}{rest}", listed.join(", "))),
        }
    }
    parts.join("; ")
}

fn short(title: &str) -> String {
    match title.char_indices().nth(MAX_TITLE_CHARS) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

/// Says which worktree a track has.
pub(super) fn placed(name: &str, path: &Path) -> String {
    format!("{} already has a worktree: {}", one_line(name), shown(path))
}
