//! A track's work comes back, and its worktree goes: nothing is removed before what it holds is
//! known to be elsewhere.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::{refuse, shown};
use super::journal::{Journal, Teardown};
use super::merge::{self, Point, Reached};
use super::prepare::Prepared;
use super::remove::remove;
use super::verify::Ticks;
use super::{Error, Home, Lock, backup, driver, inspect, leftovers, markers, rewind, verify};
use crate::git::Git;
use crate::model::{Pending, PendingState};

/// How a track's work comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// As `git merge` does it.
    #[default]
    Merge,
    /// As one commit.
    Squash,
    /// Its commits, put on top.
    Rebase,
    /// Not at all.
    None,
}

/// What to do with a worktree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Wishes {
    /// How its work comes back.
    pub method: Method,
    /// The branch to merge into, where that is not the one that the track began at.
    pub into: Option<String>,
    /// Whether its branch stays.
    pub keep_branch: bool,
    /// Whether what is not committed may be dropped.
    pub force: bool,
    /// Whether a branch may be dropped that is not merged.
    pub drop_unmerged: bool,
    /// Whether finished tasks may be open again.
    pub allow_reopened: bool,
    /// Whether what still has conflict markers may be committed.
    #[serde(default)]
    pub allow_markers: bool,
}

/// What somebody who goes on with a teardown allows besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// That finished tasks are open again.
    pub reopened: bool,
    /// That conflict markers are committed.
    pub markers: bool,
    /// That what is not committed is dropped.
    pub force: bool,
}

/// How a teardown ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The worktree is gone.
    Done(Box<Receipt>),
    /// Everything is in place, and somebody has to look.
    Stopped(Stop),
}

/// What somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// These files of this working tree conflict.
    Conflict {
        /// The track.
        name: String,
        /// The working tree.
        folder: PathBuf,
        /// Relative to it.
        files: Vec<PathBuf>,
    },
    /// Git stopped with nothing to resolve.
    Halted {
        /// The track.
        name: String,
        /// What it said.
        why: String,
    },
    /// Something failed after the merge.
    InTheWay {
        /// The track.
        name: String,
        /// Why, and what to do.
        why: String,
        /// Whether there was a merge to make.
        is_merged: bool,
        /// Whether the worktree is gone already.
        is_removed: bool,
    },
    /// The merge is made, but finished tasks lost their `[x]` in the track or in it.
    Lost {
        /// The track.
        name: String,
        /// What was lost, a line each.
        tasks: Vec<String>,
    },
}

/// What was merged, removed and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The track.
    pub name: String,
    /// Its branch.
    pub branch: String,
    /// The commit that its branch was at.
    pub tip: String,
    /// The branch it was merged into, and the commit that holds its work; `None` where it was not.
    pub merged: Option<(String, String)>,
    /// Whether there was anything to merge.
    pub had_work: bool,
    /// The worktree that was removed.
    pub path: PathBuf,
    /// Whether the branch is still there.
    pub branch_kept: bool,
    /// References that keep what was dropped, with what they keep.
    pub backups: Vec<(String, &'static str)>,
    /// The ignored files and folders that went, since they can be made again or are in the main
    /// checkout, too.
    pub dropped: Vec<PathBuf>,
    /// The ignored files that went to the main checkout.
    pub carried: Vec<PathBuf>,
    /// The ignored files that went to the backup, relative to its folder.
    pub kept: Vec<PathBuf>,
    /// That folder, if any did.
    pub moved_to: Option<PathBuf>,
    /// The tasks that the track finished.
    pub finished: Vec<String>,
    /// The finished tasks that a side removed, as `file:line: title`, the line being that before.
    pub removed: Vec<String>,
    /// Conflict markers that somebody has committed, as `file:line`.
    pub markers: Vec<String>,
    /// Files of the main checkout that the merge has changed, and that are not as it left them.
    pub not_as_merged: Vec<String>,
}

/// Does it.
pub fn tear_down(home: &Home, prepared: Prepared) -> Result<Ended, Error> {
    let main = &home.main()?.path;
    let mut teardown = prepared.journal;
    driver::renew(home)?;
    write(home, &teardown)?;
    if let Err(error) = backup::branch(main, &teardown) {
        // Nothing has begun.
        Journal::close(home)?;
        return Err(error);
    }
    match merge::begin(main, &teardown) {
        Ok(reached) => arrived(home, &mut teardown, reached),
        Err(error) => failed(home, teardown, error),
    }
}

/// Sees to a merge that failed: where git changed nothing, nothing is under way any more.
fn failed(home: &Home, mut teardown: Teardown, error: Error) -> Result<Ended, Error> {
    let main = &home.main()?.path;
    let point = merge::point(main, &teardown);
    if matches!(point, Ok(Point::NotMerged)) {
        // Or git was killed in the middle of it: then it stays written down.
        if check_unlocked(home, &teardown).is_ok() && begin_again(home, &teardown).is_ok() {
            backup::forget(main, &teardown)?;
            Journal::close(home)?;
        }
        return Err(error);
    }
    if point.is_ok() {
        teardown.stopped = true;
        write(home, &teardown)?;
    }
    match error {
        // It says what to do.
        Error::Refused(_) => Err(error),
        Error::Git(_) | Error::File { .. } => {
            Ok(Ended::Stopped(Stop::Halted { name: teardown.name, why: error.to_string() }))
        }
    }
}

/// Goes on with a teardown, that of `name` if one is given, that stopped or was interrupted. `None`
/// where there is none.
pub fn go_on(home: &Home, name: Option<&str>, allowed: Allowed) -> Result<Option<Ended>, Error> {
    let Some(Journal::Teardown(mut teardown)) = Journal::read(home)? else { return Ok(None) };
    check_name(&teardown, name)?;
    if teardown.wishes.method == Method::Rebase {
        check_present(&teardown)?;
    }
    teardown.wishes.allow_reopened |= allowed.reopened;
    teardown.wishes.allow_markers |= allowed.markers;
    teardown.wishes.force |= allowed.force;
    check_branch(home, &teardown)?;
    let main = &home.main()?.path;
    check_unlocked(home, &teardown)?;
    let kept = begin_again(home, &teardown)?;
    let reached = merge::go_on(main, &teardown)?;
    let mut ended = arrived(home, &mut teardown, reached)?;
    if let Ended::Done(receipt) = &mut ended {
        let kept = kept.into_iter().map(|(reference, _)| (reference, "what was interrupted"));
        receipt.backups.extend(kept);
    }
    Ok(Some(ended))
}

/// Refuses where somebody removed the worktree before it was merged.
fn check_present(teardown: &Teardown) -> Result<(), Error> {
    let is_over = teardown.merged.is_some() || teardown.wishes.method == Method::None;
    if is_over || teardown.path.exists() {
        return Ok(());
    }
    let branch = &teardown.branch;
    refuse(format!(
        "{} is not there any more, and {branch} is not merged; make it anew with `git worktree add -f \
         PATH {branch}`, and try again",
        shown(&teardown.path)
    ))
}

fn check_name(teardown: &Teardown, name: Option<&str>) -> Result<(), Error> {
    match name.map(|name| name.strip_prefix("work/").unwrap_or(name)) {
        Some(name) if name != teardown.name => {
            refuse(format!("the teardown under way is that of {}, not of {name}", teardown.name))
        }
        _ => Ok(()),
    }
}

/// Refuses while git is at work; what a killed one has left is swept away first.
fn check_unlocked(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    leftovers::sweep(home, teardown)?;
    inspect::check_unlocked(&home.common, &home.main()?.path, &teardown.into)?;
    if teardown.path.exists() {
        inspect::check_unlocked(&home.common, &teardown.path, &teardown.branch)?;
    }
    Ok(())
}

/// Takes back what nobody was asked to go on with: a merge that was killed before git wrote down that
/// there is one, and a rebase in the middle of its commits, which git may go on from at another. The
/// references that keep what stood there.
fn begin_again(home: &Home, teardown: &Teardown) -> Result<Vec<(String, &'static str)>, Error> {
    if teardown.stopped {
        // Git has written all of it, and what is changed since is somebody's.
        return Ok(Vec::new());
    }
    let main = &home.main()?.path;
    match (merge::point(main, teardown)?, teardown.wishes.method) {
        (Point::NotMerged, Method::Merge | Method::Squash) => rewind::put_back(main, teardown)?,
        (Point::Stopped(folder, _), Method::Rebase) if folder != teardown.path => {
            rewind::put_back(main, teardown)?;
        }
        (Point::Stopped(..) | Point::NotMerged, Method::Rebase) => {
            let kept = backup::aborted(main, teardown)?;
            rewind::abort(main, teardown)?;
            return Ok(kept);
        }
        _ => {}
    }
    Ok(Vec::new())
}

/// A teardown that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aborted {
    /// The track.
    pub name: String,
    /// Whether the main checkout is at the commit where it was before.
    pub is_back: bool,
    /// References that keep what stood there when it was given up, and where that was.
    pub kept: Vec<(String, &'static str)>,
}

/// Goes back to before a teardown, that of `name` if one is given, that stopped. `None` where there
/// is none.
pub fn abort(home: &Home, name: Option<&str>) -> Result<Option<Aborted>, Error> {
    let Some(Journal::Teardown(teardown)) = Journal::read(home)? else { return Ok(None) };
    check_name(&teardown, name)?;
    check_present(&teardown)?;
    if !teardown.path.exists() {
        return refuse(format!(
            "the worktree of {} is removed already; finish with `ctx worktree teardown \
             --continue`",
            teardown.branch
        ));
    }
    check_branch(home, &teardown)?;
    let main = &home.main()?.path;
    check_unlocked(home, &teardown)?;
    let mut kept = begin_again(home, &teardown)?;
    kept.extend(backup::aborted(main, &teardown)?);
    if let Err(error) = rewind::abort(main, &teardown) {
        // Nothing was taken away.
        for (reference, _) in kept {
            Git::changing(main).run(&["update-ref", "-d", &reference])?;
        }
        return Err(error);
    }
    Journal::close(home)?;
    let head = Git::at(main).line(&["rev-parse", "--verify", "HEAD"])?;
    Ok(Some(Aborted { is_back: head == teardown.before, name: teardown.name, kept }))
}

/// What became of a command that was interrupted.
#[derive(Clone, Debug)]
pub enum Recovered {
    /// None was.
    Nothing,
    /// Worktrees that were being made are taken back.
    Undone(Vec<String>),
    /// A teardown had not merged anything yet, or it was taken back; with the references that keep what
    /// stood there, and where that was.
    NotBegun(String, Vec<(String, &'static str)>),
    /// A teardown had merged already, and is finished now.
    Finished(Box<Receipt>),
}

/// Finishes or undoes what an interrupted command left. Refuses while a teardown waits for somebody.
pub fn recover(home: &Home) -> Result<Recovered, Error> {
    let teardown = match Journal::read(home)? {
        None => return Ok(Recovered::Nothing),
        Some(Journal::Create { base, worktrees, driver_is_new }) => {
            super::undo::undo(home, &base, &worktrees, driver_is_new)?;
            return Ok(Recovered::Undone(worktrees.into_iter().map(|it| it.name).collect()));
        }
        Some(Journal::Teardown(teardown)) => *teardown,
    };
    let name = teardown.name.clone();
    check_branch(home, &teardown)?;
    let main = &home.main()?.path;
    let mut kept = Vec::new();
    if !teardown.stopped {
        check_unlocked(home, &teardown)?;
        kept = begin_again(home, &teardown)?;
    }
    match merge::point(main, &teardown)? {
        Point::NotMerged => {
            check_unlocked(home, &teardown)?;
            backup::forget(main, &teardown)?;
            Journal::close(home)?;
            Ok(Recovered::NotBegun(name, kept))
        }
        point if is_waiting(&teardown, &point) => refuse(waiting(&name)),
        // Its inspection is over; it was told to go.
        Point::Stopped(..) | Point::Merged(_) => match go_on(home, None, Allowed::default())? {
            Some(Ended::Done(receipt)) => Ok(Recovered::Finished(receipt)),
            _ => refuse(waiting(&name)),
        },
    }
}

/// Whether a merge has stopped for somebody. Where one was squashed or rebased, and killed before the
/// last step, nobody was asked to resolve it.
fn is_waiting(teardown: &Teardown, point: &Point) -> bool {
    match point {
        Point::Stopped(_, files) => {
            teardown.stopped || !files.is_empty() || teardown.wishes.method == Method::Merge
        }
        _ => false,
    }
}

/// The command that is not over, if any. Nothing is changed.
pub fn pending(home: &Home) -> Result<Option<Pending>, Error> {
    let Some(journal) = Journal::read(home)? else { return Ok(None) };
    let is_running = Lock::is_taken(home);
    let state = |is_waiting: bool| match (is_running, is_waiting) {
        (true, _) => PendingState::Running,
        (false, true) => PendingState::Waiting,
        (false, false) => PendingState::Interrupted,
    };
    Ok(Some(match journal {
        Journal::Create { worktrees, .. } => Pending {
            is_create: true,
            tracks: worktrees.into_iter().map(|fresh| fresh.name).collect(),
            state: state(false),
        },
        Journal::Teardown(teardown) => {
            let point = merge::point(&home.main()?.path, &teardown);
            // Where the worktree is gone, nothing is left for anybody to decide.
            let is_waiting = (teardown.stopped && teardown.path.exists())
                || point.is_ok_and(|point| is_waiting(&teardown, &point));
            Pending { is_create: false, tracks: vec![teardown.name], state: state(is_waiting) }
        }
    }))
}

fn waiting(name: &str) -> String {
    format!(
        "the teardown of {name} waits for you: resolve what it stopped at, then `ctx worktree \
         teardown --continue`, or go back with `ctx worktree teardown --abort`"
    )
}

fn write(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    Journal::Teardown(Box::new(teardown.clone())).write(home)
}

/// What the journal says of the main checkout must still hold.
fn check_branch(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    if !home.is_main() {
        return refuse(format!(
            "the teardown of {} was interrupted; go to {} and try again there",
            teardown.name,
            shown(&home.main()?.path)
        ));
    }
    let current = home.main()?.branch.as_deref();
    // A rebase detaches only the worktree's HEAD.
    if current == Some(teardown.into.as_str()) {
        return Ok(());
    }
    refuse(format!(
        "the teardown of {} was interrupted while the main checkout was on {}, and now it is on {}; \
         switch back",
        teardown.name,
        teardown.into,
        current.unwrap_or("no branch")
    ))
}

/// Goes on from where the merge is.
fn arrived(home: &Home, teardown: &mut Teardown, reached: Reached) -> Result<Ended, Error> {
    let head = match reached {
        Reached::At(Point::Merged(head)) => head,
        Reached::At(Point::Stopped(folder, files)) => {
            teardown.stopped = true;
            write(home, teardown)?;
            let name = teardown.name.clone();
            return Ok(Ended::Stopped(Stop::Conflict { name, folder, files }));
        }
        Reached::Halted(why) => {
            // A rebase goes on best from where it began.
            teardown.stopped |= teardown.wishes.method != Method::Rebase;
            write(home, teardown)?;
            return Ok(Ended::Stopped(Stop::Halted { name: teardown.name.clone(), why }));
        }
        Reached::At(Point::NotMerged) => {
            Journal::close(home)?;
            return refuse(format!("{} is not merged, and nothing was removed", teardown.branch));
        }
    };
    let recorded = record(home, teardown, head);
    match recorded.and_then(|()| verify::contained(&home.main()?.path, teardown)) {
        Err(error @ Error::Refused(_)) => Err(error),
        contained => contained
            .and_then(|()| finish(home, teardown))
            .or_else(|error| in_the_way(home, teardown, error)),
    }
}

/// Writes down that the merge is made, and that the branch is at `head`.
fn record(home: &Home, teardown: &mut Teardown, head: String) -> Result<(), Error> {
    if teardown.wishes.method == Method::None {
        return Ok(());
    }
    if teardown.wishes.method == Method::Rebase && teardown.rebased.is_none() {
        let reference = format!("refs/heads/{}", teardown.branch);
        let git = Git::at(&home.main()?.path);
        teardown.rebased = Some(git.line(&["rev-parse", "--verify", &reference])?);
    }
    if teardown.wishes.method == Method::Squash {
        // Git may have been killed before it removed what it would take the next message from.
        let _ = fs::remove_file(home.common.join("SQUASH_MSG"));
    }
    teardown.merged.get_or_insert(head);
    write(home, teardown)
}

/// Looks at what the merge has come to, and removes the worktree.
fn finish(home: &Home, teardown: &mut Teardown) -> Result<Ended, Error> {
    let main = home.main()?.path.clone();
    let (mut markers, mut ticks, mut not_as_merged) = (Vec::new(), Ticks::default(), Vec::new());
    if let Some(merged) = &teardown.merged {
        if teardown.stopped && !teardown.wishes.allow_markers {
            // Committed without asking us, so it is meant.
            markers = markers::committed(&main, teardown, merged)?;
        }
        not_as_merged = merge::not_as_merged(&main, teardown)?;
        ticks = verify::ticks(home, teardown)?;
        if !ticks.lost.is_empty() && !teardown.wishes.allow_reopened {
            teardown.stopped = true;
            write(home, teardown)?;
            let name = teardown.name.clone();
            return Ok(Ended::Stopped(Stop::Lost { name, tasks: ticks.lost }));
        }
    }
    let Ticks { finished, removed, .. } = ticks;
    let receipt = remove(home, &main, teardown)?;
    let receipt = Receipt { finished, removed, markers, not_as_merged, ..receipt };
    Ok(Ended::Done(Box::new(receipt)))
}

/// Has a teardown wait that failed after its merge.
fn in_the_way(home: &Home, teardown: &mut Teardown, error: Error) -> Result<Ended, Error> {
    // Where it is not written down any more, it is for another teardown.
    if Journal::read(home)?.is_none() {
        return Err(error);
    }
    teardown.stopped = true;
    write(home, teardown)?;
    Ok(Ended::Stopped(Stop::InTheWay {
        name: teardown.name.clone(),
        why: error.to_string(),
        is_merged: teardown.merged.is_some(),
        is_removed: !teardown.path.exists(),
    }))
}
