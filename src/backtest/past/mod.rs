//! Finished tasks in a repository's own past.
//!
//! A commit *finishes* a task when it ticks its box, in any Markdown file. It *works* on one when
//! its subject names the id of a task that is open in the tree before it. The work on a task
//! changed what these commits changed, up to [`MAX_COMMITS`] of them. Where there are few finished
//! tasks, commits stand in for them.
//!
//! [`steps`] reads the log, [`versions`] the backlogs, [`ticks`] compares two versions, [`ids`] finds
//! the tasks that a subject names, [`work`] gathers the commits of each task and [`cases`] decides
//! which of them can be replayed.

mod cases;
mod commits;
mod ids;
mod steps;
mod ticks;
mod versions;
mod work;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::{Case, MIN_TASKS};
use crate::git::{Error, Git, Repository};
use crate::model;

/// Number of tasks that one commit may finish: with more, it tells nothing about any one of them.
pub const MAX_TOGETHER: usize = 3;

/// Number of files that the work on a task may change: more are no single task.
pub const MAX_FILES: usize = 30;

/// Number of commits that may work on a task: more are a theme rather than a task.
pub const MAX_COMMITS: usize = 5;

/// Selection of the finished tasks to return. The whole past is read anyway, to find when each task
/// was added.
#[derive(Clone, Debug, Default)]
pub struct PastOptions {
    /// Only those finished since then: anything that git's `--since` takes.
    pub since: Option<String>,
    /// Only this number of them, the newest.
    pub limit: Option<usize>,
    /// What to replay.
    pub from: From,
}

/// Part of the past that is replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    /// Finished tasks, and commits too where there are fewer than [`MIN_TASKS`] of them.
    #[default]
    TasksFirst,
    /// Finished tasks.
    Tasks,
    /// Commits whose subjects stand in for tasks.
    Commits,
    /// Both.
    Both,
}

/// Finished tasks of a repository.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// Oldest first.
    pub cases: Vec<Case>,
    /// Counts of finished tasks that cannot be replayed.
    pub left_out: LeftOut,
}

/// Counts of finished tasks that cannot be replayed, by the first reason that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Only finished together with more than two others ([`MAX_TOGETHER`]).
    pub together: usize,
    /// The commits changed only backlogs and files that people do not edit by hand.
    pub backlog_only: usize,
    /// More than [`MAX_COMMITS`] commits worked on it.
    pub too_many_commits: usize,
    /// The work changed more than [`MAX_FILES`] files.
    pub too_many_files: usize,
    /// The work changed no file that existed before.
    pub only_new_files: usize,
    /// The text has fewer than four words of three letters or more.
    pub too_short: usize,
    /// Repeated work: rebased, cherry-picked.
    pub duplicate: usize,
}

/// Reason of the cases in a file whose text holds no task.
pub const WITHOUT_TASK: &str = "the text holds no task";

impl LeftOut {
    /// Returns the counts that are not 0, each with its reason in words that complete "3 tasks: …".
    pub fn in_words(&self) -> Vec<model::LeftOut> {
        let reasons = [
            (
                self.together,
                format!("finished together with more than {} others", MAX_TOGETHER - 1),
            ),
            (self.backlog_only, "the commits changed no file but backlogs".to_owned()),
            (self.too_many_commits, format!("more than {MAX_COMMITS} commits worked on it")),
            (self.too_many_files, format!("more than {MAX_FILES} files were changed")),
            (self.only_new_files, "no file that existed before was changed".to_owned()),
            (self.too_short, "the text says too little".to_owned()),
            (self.duplicate, "the same work again".to_owned()),
        ];
        let some = reasons.into_iter().filter(|(tasks, _)| *tasks > 0);
        some.map(|(tasks, reason)| model::LeftOut { reason, tasks }).collect()
    }
}

/// Finds the finished tasks in the past of HEAD in the repository that holds `folder`; there are
/// none on an unborn branch. Paths are relative to `folder`. `progress` receives the number of
/// commits read so far and of all commits.
pub fn finished(
    folder: &Path,
    options: &PastOptions,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Past, Error> {
    let git = Git::at(folder);
    let repository = Repository::of(&git, folder)?;
    if repository.head.is_none() {
        return Ok(Past::default());
    }
    let since = options.since.as_deref().map(|since| seconds(&git, since)).transpose()?;
    let name = cases::repository_name(&git, folder)?;
    let mut steps = steps::read(&git)?;
    let mut versions = versions::Versions::open(&git, &repository.prefix)?;
    let works = work::gather(&mut steps, &mut versions, progress)?;
    let mut past = cases::choose(&name, &works, &steps, &mut versions, since)?;
    let wants_commits = match options.from {
        From::TasksFirst => past.cases.len() < MIN_TASKS,
        From::Tasks => false,
        From::Commits | From::Both => true,
    };
    if wants_commits {
        let limit = options.limit.unwrap_or(commits::NEWEST);
        let commits = commits::commits_as_tasks(&name, &steps, &past.cases, since, limit);
        if options.from == From::Commits {
            past.cases = Vec::new();
        }
        past.cases.extend(commits);
        past.cases.sort_by_key(|case| case.date);
    }
    if let Some(limit) = options.limit {
        past.cases.drain(..past.cases.len().saturating_sub(limit));
    }
    Ok(past)
}

/// Parses a date as git does, in seconds since 1970.
fn seconds(git: &Git, since: &str) -> Result<i64, Error> {
    let output = git.run(&["rev-parse", &format!("--since={since}")])?;
    let output = String::from_utf8_lossy(&output);
    let seconds = output.trim().strip_prefix("--max-age=").and_then(|age| age.parse().ok());
    seconds.ok_or_else(|| Error::Unexpected(format!("a date {:?}", output.trim())))
}
