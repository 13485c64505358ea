//! Teardown of a worktree: its work is merged, and it is removed once all of it is known to be
//! elsewhere.

use std::fs;

use super::error::{quoted, refuse, typed};
use super::journal::{Journal, Teardown};
use super::merge::{self, Point, Reached};
use super::options::Allowed;
use super::prepare::Prepared;
use super::receipt::Ended;
use super::remove::remove;
use super::resume::{begin_again, check_branch, check_name, check_present, check_unlocked};
use super::verify::Ticks;
use super::{
    Error, Home, MergeRefusal, Refusal, TeardownRefusal, backup, driver, markers, modify_delete,
    verify,
};
use crate::git::Git;
use crate::model::{BackedUp, Method, Receipt, Stop};

/// Merges the track and removes its worktree.
pub fn tear_down(home: &Home, prepared: Prepared) -> Result<Ended, Error> {
    let main = &home.main()?.path;
    let mut teardown = prepared.journal;
    driver::renew(home)?;
    write(home, &teardown)?;
    if let Err(error) = backup::branch(main, &teardown) {
        // The merge has not begun.
        Journal::close(home)?;
        return Err(error);
    }
    match merge::begin(main, &teardown) {
        Ok(reached) => arrived(home, &mut teardown, reached),
        Err(error) => failed(home, teardown, error),
    }
}

/// Handles a merge that failed. If git changed nothing, the teardown is over.
fn failed(home: &Home, mut teardown: Teardown, error: Error) -> Result<Ended, Error> {
    let main = &home.main()?.path;
    let point = merge::point(main, &teardown);
    if matches!(point, Ok(Point::NotMerged)) {
        // If git was killed, the journal stays for the next command.
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
        // The message of a refusal says what to do.
        Error::Refused(_) => Err(error),
        Error::Git(_) | Error::File { .. } => {
            Ok(Ended::Stopped(Stop::Halted { name: teardown.name, why: error.to_string() }))
        }
    }
}

/// Continues a teardown that stopped or was interrupted: that of `name`, if one is given. Returns
/// `None` if there is none.
pub fn go_on(home: &Home, name: Option<&str>, allowed: Allowed) -> Result<Option<Ended>, Error> {
    let Some(Journal::Teardown(mut teardown)) = Journal::read(home)? else { return Ok(None) };
    check_name(&teardown, name)?;
    if teardown.options.method == Method::Rebase {
        check_present(&teardown)?;
    }
    teardown.options.allow_reopened |= allowed.reopened;
    teardown.options.allow_markers |= allowed.markers;
    teardown.options.force |= allowed.force;
    check_branch(home, &teardown)?;
    let main = &home.main()?.path;
    check_unlocked(home, &teardown)?;
    let kept = begin_again(home, &teardown)?;
    if merge::follow_main(main, &mut teardown)? {
        write(home, &teardown)?;
    }
    let reached = merge::go_on(main, &teardown)?;
    let mut ended = arrived(home, &mut teardown, reached)?;
    if let Ended::Done(receipt) = &mut ended {
        let kept = kept.into_iter().map(|(reference, _)| (reference, BackedUp::Interrupted));
        receipt.backups.extend(kept);
    }
    Ok(Some(ended))
}

fn write(home: &Home, teardown: &Teardown) -> Result<(), Error> {
    Journal::Teardown(Box::new(teardown.clone())).write(home)
}

/// Continues after a merge, from where it got to.
fn arrived(home: &Home, teardown: &mut Teardown, reached: Reached) -> Result<Ended, Error> {
    let head = match reached {
        Reached::At(Point::Merged(head)) => head,
        Reached::At(Point::Stopped(folder, files)) => {
            teardown.stopped = true;
            write(home, teardown)?;
            let name = teardown.name.clone();
            let deleted = modify_delete::deleted(&folder, teardown)?;
            let is_here = std::env::current_dir().is_ok_and(|here| here == folder);
            let place = (!is_here).then(|| typed(&folder));
            return Ok(Ended::Stopped(Stop::Conflict { name, place, files, deleted }));
        }
        Reached::Halted(why) => {
            // A rebase that stopped is best rolled back by git.
            teardown.stopped |= teardown.options.method != Method::Rebase;
            write(home, teardown)?;
            return Ok(Ended::Stopped(Stop::Halted { name: teardown.name.clone(), why }));
        }
        Reached::At(Point::NotMerged) => {
            Journal::close(home)?;
            return refuse(MergeRefusal::AbortedByHand { branch: teardown.branch.clone() });
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

/// Records the finished merge, and the new commit of the branch.
fn record(home: &Home, teardown: &mut Teardown, head: String) -> Result<(), Error> {
    if teardown.options.method == Method::None {
        return Ok(());
    }
    if teardown.options.method == Method::Rebase && teardown.rebased.is_none() {
        let reference = format!("refs/heads/{}", teardown.branch);
        let git = Git::at(&home.main()?.path);
        teardown.rebased = Some(git.line(&["rev-parse", "--verify", &reference])?);
    }
    if teardown.options.method == Method::Squash {
        // Git may have been killed before it removed this message, which the next commit would use.
        let _ = fs::remove_file(home.common.join("SQUASH_MSG"));
    }
    teardown.merged.get_or_insert(head);
    write(home, teardown)
}

/// Verifies the merge, and removes the worktree.
fn finish(home: &Home, teardown: &mut Teardown) -> Result<Ended, Error> {
    let main = home.main()?.path.clone();
    let (mut markers, mut ticks, mut not_as_merged) = (Vec::new(), Ticks::default(), Vec::new());
    if let Some(merged) = &teardown.merged {
        if teardown.stopped && !teardown.options.allow_markers {
            // The user committed these markers without `--continue`.
            markers = markers::committed(&main, teardown, merged)?;
        }
        not_as_merged = merge::not_as_merged(&main, teardown)?;
        ticks = verify::ticks(home, teardown)?;
        if !ticks.lost.is_empty() && !teardown.options.allow_reopened {
            teardown.stopped = true;
            write(home, teardown)?;
            let name = teardown.name.clone();
            return Ok(Ended::Stopped(Stop::Lost { name, tasks: ticks.lost }));
        }
    }
    let Ticks { finished, removed, repeated, dropped, .. } = ticks;
    let receipt = remove(home, &main, teardown)?;
    let without = dropped;
    let receipt =
        Receipt { finished, removed, without, repeated, markers, not_as_merged, ..receipt };
    Ok(Ended::Done(Box::new(receipt)))
}

/// Returns the commands that merge new commits of the branch in the way of the teardown.
fn way_on(teardown: &Teardown, place: &str) -> Vec<String> {
    let again = format!("ctx worktree teardown {}", quoted(&teardown.name));
    match teardown.options.method {
        Method::Merge | Method::None => vec![again],
        Method::Rebase => vec![format!("{again} --rebase")],
        // Git does not know the squashed commits, and would merge their changes again.
        Method::Squash => {
            let (into, merged) = (quoted(&teardown.into), &teardown.tip);
            let apart = format!("git -C {place} rebase --onto {into} {merged}");
            vec![apart, format!("{again} --squash")]
        }
    }
}

/// Stops a teardown that failed after its merge.
fn in_the_way(home: &Home, teardown: &mut Teardown, error: Error) -> Result<Ended, Error> {
    // Without a journal, the rest is left to another teardown.
    if Journal::read(home)?.is_none() {
        return Err(error);
    }
    teardown.stopped = true;
    write(home, teardown)?;
    if let Error::Refused(Refusal::Teardown(TeardownRefusal::MovedAfterMerge { path, name })) =
        error
    {
        let place = typed(&path);
        return Ok(Ended::Stopped(Stop::Moved { name, way: way_on(teardown, &place), place }));
    }
    Ok(Ended::Stopped(Stop::InTheWay {
        name: teardown.name.clone(),
        why: error.to_string(),
        is_merged: teardown.merged.is_some(),
        is_removed: !teardown.path.exists(),
    }))
}
