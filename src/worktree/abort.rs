//! Abort of a teardown that stopped.

use super::error::refuse;
use super::journal::Journal;
use super::resume::{begin_again, check_branch, check_name, check_present, check_unlocked};
use super::{Error, Home, TeardownRefusal, backup, rewind};
use crate::git::Git;
use crate::model::Aborted;

/// Rolls back a teardown that stopped: that of `name`, if one is given. Returns `None` if none has
/// stopped.
pub fn abort(home: &Home, name: Option<&str>) -> Result<Option<Aborted>, Error> {
    let Some(Journal::Teardown(teardown)) = Journal::read(home)? else { return Ok(None) };
    check_name(&teardown, name)?;
    check_present(&teardown)?;
    if !teardown.path.exists() {
        return refuse(TeardownRefusal::RemovedAlready { branch: teardown.branch.clone() });
    }
    check_branch(home, &teardown)?;
    let main = &home.main()?.path;
    check_unlocked(home, &teardown)?;
    let mut kept = begin_again(home, &teardown)?;
    kept.extend(backup::aborted(main, &teardown)?);
    if let Err(error) = rewind::abort(main, &teardown) {
        // The ignored files were not moved yet.
        for (reference, _) in kept {
            Git::changing(main).run(&["update-ref", "-d", &reference])?;
        }
        return Err(error);
    }
    Journal::close(home)?;
    let head = Git::at(main).line(&["rev-parse", "--verify", "HEAD"])?;
    Ok(Some(Aborted { is_back: head == teardown.before, name: teardown.name, kept }))
}
