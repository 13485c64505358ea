//! After a merge and before anything goes: is all of the work there?

use std::path::Path;

use super::contained::{integrated, is_ancestor};
use super::journal::Teardown;
use super::merge::{check_squash, check_whole};
use super::teardown::Method;
use super::{Error, Home, Record};
use crate::backlog;
use crate::git::{Blob, Git, Objects};

/// A backlog is smaller, in bytes.
const LARGEST_BACKLOG: u64 = 64 << 20;

/// Refuses where the branch's work is not in the branch that it was merged into.
pub(super) fn contained(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    if teardown.wishes.drop_unmerged
        || (teardown.wishes.method == Method::None && teardown.wishes.keep_branch)
    {
        return Ok(());
    }
    let git = Git::at(main);
    let into = format!("refs/heads/{}", teardown.into);
    let head = git.line(&["rev-parse", "--verify", &into])?;
    if teardown.wishes.method == Method::Rebase {
        check_whole(main, teardown)?;
    }
    if let (Method::Squash, Some(commit)) = (teardown.wishes.method, &teardown.merged) {
        check_squash(main, teardown, commit)?;
    }
    let is_there = match (teardown.wishes.method, &teardown.merged) {
        (Method::Merge | Method::Rebase, _) => is_ancestor(&git, teardown.work(), &head)?,
        (Method::Squash, Some(commit)) => is_ancestor(&git, commit, &head)?,
        (Method::Squash | Method::None, _) => integrated(main, teardown.work(), &head)?.is_some(),
    };
    if is_there {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "{} does not contain the work of {}, so nothing was removed; merge it and go on with `ctx \
         worktree teardown --continue`, or forget this teardown with `ctx worktree teardown --abort`",
        teardown.into, teardown.branch
    )))
}

/// What a merge did with finished tasks, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticks {
    /// They were finished on a side and are not in what the merge made of them.
    pub lost: Vec<String>,
    /// They were finished before, and a side removed them.
    pub removed: Vec<String>,
    /// The track finished them.
    pub finished: Vec<String>,
}

/// What became of the finished tasks. Git asks no merge driver where only one side has changed a
/// file, so this is asked afterwards.
pub(super) fn ticks(home: &Home, teardown: &Teardown) -> Result<Ticks, Error> {
    ticks_in(&Git::at(&home.main()?.path), teardown, "HEAD")
}

/// The same of a merge that came to `result`, a commit or tree that `git` knows.
pub(super) fn ticks_in(git: &Git, teardown: &Teardown, result: &str) -> Result<Ticks, Error> {
    let base = git.attempt(&["merge-base", &teardown.before, &teardown.tip])?;
    let base = String::from_utf8_lossy(&base.stdout).trim().to_owned();
    let mut objects = Objects::open(git)?;
    let mut ticks = Ticks::default();
    for backlog in &teardown.backlogs {
        let mut read =
            |commit: &str| match objects.blob(&format!("{commit}:{backlog}"), LARGEST_BACKLOG)? {
                Blob::Content(bytes) => Ok::<_, Error>(Some(bytes)),
                _ => Ok(None),
            };
        let (base, ours, theirs) = (read(&base)?, read(&teardown.before)?, read(&teardown.tip)?);
        let Some(result) = read(result)? else {
            if ours.is_some() {
                ticks.lost.push(format!("{backlog}: the whole file is not there any more"));
            }
            continue;
        };
        let [base, ours, theirs] = [base, ours, theirs].map(Option::unwrap_or_default);
        for task in backlog::gone(&base, &ours, &theirs, &result) {
            let said = format!("{backlog}:{}: {:?}", task.line, task.title);
            match task.how {
                backlog::How::TakenBack | backlog::How::Reopened(_) => {
                    ticks.lost.push(format!("{said} is open again"))
                }
                backlog::How::Missing => ticks.lost.push(format!("{said} is not there any more")),
                backlog::How::Removed => ticks.removed.push(said),
            }
        }
        // What the track has finished is what it would lose if it were as it was.
        let finished = backlog::lost(b"", b"", &theirs, &base);
        ticks.finished.extend(finished.into_iter().map(|task| task.title));
    }
    Ok(ticks)
}

/// The backlogs that a merge of commits may change: those of the track's tasks, and those that either
/// has by convention. A sparse checkout may have none of them on disk.
pub(super) fn backlogs(
    home: &Home,
    record: Option<&Record>,
    sides: [&str; 2],
) -> Result<Vec<String>, Error> {
    let main = &home.main()?.path;
    let tasks = record.map_or(&[][..], |record| &record.tasks);
    let mut names: Vec<String> = tasks.iter().map(|task| task.backlog.clone()).collect();
    for side in sides {
        let tree =
            Git::at(main).run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", side])?;
        let paths = tree.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
        names.extend(backlog::conventional(main, paths));
    }
    names.sort();
    names.dedup();
    Ok(names)
}
