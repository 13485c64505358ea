//! Interrupted commands and stopped teardowns: checks before they continue, and what is rolled back
//! first.

use super::error::refuse;
use super::journal::{Journal, Teardown};
use super::merge::{self, Point};
use super::options::Allowed;
use super::runtime_files::Rules;
use super::teardown::go_on;
use super::{
    Ended, Error, Home, Lock, TeardownRefusal, backup, inspect, leftovers, modify_delete, remove,
    rewind, verify,
};
use crate::git::Checkout;
use crate::model::{LostTask, MergePlace, Method, Pending, PendingState, Recovered, Uncommitted};

/// Finishes or rolls back an interrupted command. Refuses if a teardown waits for the user, unless it waits
/// for a teardown of `wanted`: it has merged that track, which has new commits since.
pub fn recover(home: &Home, wanted: Option<&str>) -> Result<Recovered, Error> {
    let teardown = match Journal::read(home)? {
        None => return Ok(Recovered::Nothing),
        Some(Journal::Create { base, worktrees, driver_is_new }) => {
            super::undo::undo(home, &base, &worktrees, driver_is_new, &|_, _| ())?;
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
        point if is_waiting(&teardown, &point) => refuse(TeardownRefusal::Waits { name }),
        Point::Merged(_) if wanted == Some(&name) && waits_for_commits(home, &teardown) => {
            Journal::close(home)?;
            Ok(Recovered::Merged(name))
        }
        // The teardown passed its checks and was merging, so it is finished.
        Point::Stopped(..) | Point::Merged(_) => match go_on(home, None, Allowed::default())? {
            Some(Ended::Done(receipt)) => Ok(Recovered::Finished(receipt)),
            _ => refuse(TeardownRefusal::Waits { name }),
        },
    }
}

/// Refuses if a teardown waits for the user, as [`recover`] does. Changes nothing.
pub fn check_not_waiting(home: &Home, wanted: Option<&str>) -> Result<(), Error> {
    let Some(Journal::Teardown(teardown)) = Journal::read(home)? else { return Ok(()) };
    let main = &home.main()?.path;
    let is_waiting = !Lock::is_taken(home)
        && match merge::point(main, &teardown)? {
            Point::NotMerged => false,
            Point::Stopped(_, files) => {
                teardown.stopped || (!files.is_empty() && teardown.options.method != Method::Rebase)
            }
            Point::Merged(_) if !teardown.stopped => false,
            Point::Merged(_) if wanted == Some(&teardown.name) => {
                !waits_for_commits(home, &teardown) && stops_again(home, &teardown)?
            }
            Point::Merged(_) => stops_again(home, &teardown)?,
        };
    if is_waiting { refuse(TeardownRefusal::Waits { name: teardown.name.clone() }) } else { Ok(()) }
}

/// Returns true if a teardown that stopped after its merge would stop again.
fn stops_again(home: &Home, teardown: &Teardown) -> Result<bool, Error> {
    let Some(checkout) = home.checkout(&teardown.path) else { return Ok(false) };
    let main = &home.main()?.path;
    let holds_files = || -> Result<bool, Error> {
        Ok(!Uncommitted::read(main, &checkout.path, &Rules::of(home)?)?.is_clean())
    };
    Ok(remove::is_moved(checkout, teardown)
        || !lost(home, teardown)?.is_empty()
        || (!teardown.options.force && holds_files()?))
}

/// Lists the finished tasks that a teardown has stopped at after its merge.
fn lost(home: &Home, teardown: &Teardown) -> Result<Vec<LostTask>, Error> {
    if !teardown.stopped || teardown.merged.is_none() || teardown.options.allow_reopened {
        return Ok(Vec::new());
    }
    Ok(verify::ticks(home, teardown)?.lost)
}

/// Returns the track whose teardown has stopped at finished tasks that are lost, and these.
pub(super) fn waiting_for_tasks(home: &Home) -> Result<Option<(String, Vec<LostTask>)>, Error> {
    let Some(Journal::Teardown(teardown)) = Journal::read(home)? else { return Ok(None) };
    let lost = lost(home, &teardown)?;
    Ok((!lost.is_empty()).then_some((teardown.name, lost)))
}

/// Returns true if a merge stopped for the user. A squash or rebase that was killed before its last
/// step did not.
fn is_waiting(teardown: &Teardown, point: &Point) -> bool {
    match point {
        Point::Stopped(_, files) => {
            teardown.stopped || !files.is_empty() || teardown.options.method == Method::Merge
        }
        _ => false,
    }
}

/// Returns true if a teardown has merged its track, which has new commits since.
fn waits_for_commits(home: &Home, teardown: &Teardown) -> bool {
    let is_moved = |it: &Checkout| remove::is_moved(it, teardown);
    teardown.merged.is_some() && home.checkout(&teardown.path).is_some_and(is_moved)
}

/// Returns the unfinished command, if there is one.
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
            tracks: worktrees.into_iter().map(|worktree| worktree.name).collect(),
            state: state(false),
        },
        Journal::Teardown(teardown) => {
            let point = merge::point(&home.main()?.path, &teardown);
            // If the worktree is gone, the user has nothing to decide.
            let is_waiting = (teardown.stopped && teardown.path.exists())
                || point.is_ok_and(|point| is_waiting(&teardown, &point));
            Pending { is_create: false, tracks: vec![teardown.name], state: state(is_waiting) }
        }
    }))
}

/// Unfinished teardown.
pub(super) struct UnderWay {
    pub teardown: Teardown,
    /// Set if the work is merged.
    pub is_merged: bool,
}

/// Reads the unfinished teardown, if there is one and its journal can be read.
pub(super) fn under_way(home: &Home) -> Option<UnderWay> {
    let Ok(Some(Journal::Teardown(teardown))) = Journal::read(home) else { return None };
    let is_made = || {
        let main = &home.main().ok()?.path;
        Some(matches!(merge::point(main, &teardown), Ok(Point::Merged(_))))
    };
    let is_merged = teardown.options.method != Method::None && is_made().unwrap_or(false);
    Some(UnderWay { is_merged, teardown: *teardown })
}

/// Refuses if the branch of the main checkout is not the one of the journal.
pub(super) fn check_branch(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    if !home.is_main() {
        return refuse(TeardownRefusal::InterruptedElsewhere {
            name: teardown.name.clone(),
            main: home.main()?.path.clone(),
        });
    }
    let current = home.main()?.branch.as_deref();
    // During a rebase, only the HEAD of the worktree is detached.
    if current == Some(teardown.into.as_str()) {
        return Ok(());
    }
    refuse(TeardownRefusal::InterruptedOnBranch {
        name: teardown.name.clone(),
        into: teardown.into.clone(),
        current: current.map(str::to_owned),
    })
}

/// Refuses if the worktree was removed before the merge.
pub(super) fn check_present(teardown: &Teardown) -> Result<(), Error> {
    let is_over = teardown.merged.is_some() || teardown.options.method == Method::None;
    if is_over || teardown.path.exists() {
        return Ok(());
    }
    refuse(TeardownRefusal::GoneBeforeMerge {
        path: teardown.path.clone(),
        branch: teardown.branch.clone(),
    })
}

pub(super) fn check_name(teardown: &Teardown, name: Option<&str>) -> Result<(), Error> {
    match name.map(|name| name.strip_prefix("work/").unwrap_or(name)) {
        Some(name) if name != teardown.name => refuse(TeardownRefusal::OtherTeardown {
            under_way: teardown.name.clone(),
            named: name.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Refuses while git runs. First removes what a killed git left.
pub(super) fn check_unlocked(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    leftovers::sweep(home, teardown)?;
    inspect::check_unlocked(&home.common, &home.main()?.path, &teardown.into)?;
    if teardown.path.exists() {
        inspect::check_unlocked(&home.common, &teardown.path, &teardown.branch)?;
    }
    Ok(())
}

/// Rolls back merges that the user was not told about: a merge that git was killed in before it
/// recorded it, and a rebase between two commits. Returns the references of the backups.
pub(super) fn begin_again(
    home: &Home,
    teardown: &Teardown,
) -> Result<Vec<(String, MergePlace)>, Error> {
    let main = &home.main()?.path;
    match (merge::point(main, teardown)?, teardown.options.method) {
        // A rebase stops in the worktree; in the main checkout, it has nothing to wait for.
        (Point::Stopped(folder, _), Method::Rebase) if folder != teardown.path => {
            rewind::put_back(main, teardown)?;
        }
        // The user was told to resolve it, so changes are the user's.
        _ if teardown.stopped => {}
        (Point::NotMerged, Method::Merge | Method::Squash) => rewind::put_back(main, teardown)?,
        (Point::Stopped(..) | Point::NotMerged, Method::Rebase) => {
            let kept = backup::aborted(main, teardown)?;
            rewind::abort(main, teardown)?;
            return Ok(kept);
        }
        (Point::Stopped(folder, files), Method::Merge | Method::Squash)
            if files.is_empty() && modify_delete::is_half_settled(&folder, teardown)? =>
        {
            let kept = backup::aborted(main, teardown)?;
            rewind::abort(main, teardown)?;
            return Ok(kept);
        }
        _ => {}
    }
    Ok(Vec::new())
}
