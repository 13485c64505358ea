//! Worktrees whose work is merged, and records of worktrees that are gone.

use super::contained::integrated;
use super::error::refuse;
use super::options::TeardownOptions;
use super::prepare::{Prepared, prepare};
use super::receipt::Ended;
use super::teardown::tear_down;
use super::{Error, Home, Record, RepositoryRefusal, TeardownRefusal, WorktreeAction};
use crate::git::Git;
use crate::model::Method;

/// Verdict on a track.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Its worktree and branch can be removed: the work is merged, and nothing else is in it.
    Goes(Box<Prepared>),
    /// Its worktree is gone. Its record is removed, and its branch stays.
    Forgotten,
    /// It stays, for this reason.
    Stays(String),
}

/// Decides which tracks can be pruned; returns all, by name.
pub fn survey(home: &Home) -> Result<Vec<(String, Verdict)>, Error> {
    if !home.is_main() {
        return refuse(RepositoryRefusal::NotTheMainCheckout {
            action: WorktreeAction::Prune,
            main: home.main()?.path.clone(),
        });
    }
    let records = Record::all(home)?;
    let judged = records.into_iter().map(|record| {
        // A track that cannot be checked stays, and does not stop the others.
        let verdict = judge(home, &record);
        (record.name, verdict.unwrap_or_else(|error| Verdict::Stays(error.to_string())))
    });
    Ok(judged.collect())
}

fn judge(home: &Home, record: &Record) -> Result<Verdict, Error> {
    let on_branch = || home.checkouts.iter().find(|it| it.branch.as_ref() == Some(&record.branch));
    let Some(checkout) = home.checkout(&record.path).or_else(on_branch) else {
        return Ok(Verdict::Forgotten);
    };
    if !checkout.path.exists() {
        let (path, branch) = (checkout.path.clone(), checkout.branch.clone());
        let is_locked = checkout.locked.is_some();
        return refuse(TeardownRefusal::PruneMissing { path, branch, is_locked });
    }
    if checkout.head.as_ref() == Some(&record.base) {
        return refuse(TeardownRefusal::PruneNoWork);
    }
    let main = &home.main()?.path;
    let git = Git::at(main);
    let base = format!("refs/heads/{}", record.base_branch);
    let base = git.attempt(&["rev-parse", "--verify", "--quiet", &base])?;
    if base.code != Some(0) {
        let (name, base) = (record.name.clone(), record.base_branch.clone());
        return refuse(TeardownRefusal::PruneStartGone { name, base });
    }
    let base = String::from_utf8_lossy(&base.stdout).trim().to_owned();
    let Some(tip) = &checkout.head else { return refuse(TeardownRefusal::PruneNoCommit) };
    if integrated(main, tip, &base)?.is_none() {
        let (name, base) = (record.name.clone(), record.base_branch.clone());
        return refuse(TeardownRefusal::PruneNotMerged { name, base });
    }
    let options = TeardownOptions { method: Method::None, ..TeardownOptions::default() };
    Ok(Verdict::Goes(Box::new(prepare(home, &record.name, &options, false)?)))
}

/// Carries out a verdict.
pub fn prune(home: &Home, name: &str, verdict: Verdict) -> Result<Option<Ended>, Error> {
    match verdict {
        Verdict::Goes(prepared) => tear_down(home, *prepared).map(Some),
        Verdict::Forgotten => Record::forget(home, name).map(|()| None),
        Verdict::Stays(_) => Ok(None),
    }
}
