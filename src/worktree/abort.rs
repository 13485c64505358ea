//! Abort of a teardown that stopped.

use std::path::Path;

use super::error::refuse;
use super::journal::{Journal, Teardown};
use super::resume::{begin_again, check_branch, check_name, check_present, check_unlocked};
use super::{Error, Home, TeardownRefusal, backup, rewind};
use crate::git::Git;
use crate::model::{Aborted, Method};

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
    let left = leaving(main, &teardown)?;
    if let Err(error) = rewind::abort(main, &teardown) {
        // The ignored files were not moved yet.
        for (reference, _) in kept {
            Git::changing(main).run(&["update-ref", "-d", &reference])?;
        }
        return Err(error);
    }
    Journal::close(home)?;
    let head = Git::at(main).line(&["rev-parse", "--verify", "HEAD"])?;
    let is_back = head == teardown.before;
    let Teardown { name, branch, .. } = *teardown;
    Ok(Some(Aborted { name, is_back, branch, left, kept }))
}

/// Counts the commits of the branch that a rollback takes away: those of a rebase, and of the user
/// since.
fn leaving(main: &Path, teardown: &Teardown) -> Result<usize, Error> {
    if teardown.options.method != Method::Rebase {
        return Ok(0);
    }
    let reference = format!("refs/heads/{}", teardown.branch);
    let (tip, before) = (format!("^{}", teardown.tip), format!("^{}", teardown.before));
    let own = ["rev-list", "--count", &reference, &tip, &before, "--"];
    Ok(Git::at(main).line(&own)?.parse().unwrap_or_default())
}
