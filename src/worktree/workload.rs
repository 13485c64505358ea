//! Tasks that `ctx next` chooses from: those of one track, or all but those of other worktrees.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::assignment::assigned;
use super::error::refuse;
use super::tasks::{followed, planned};
use super::{Assigned, Error, Home, Plan, Record, RepositoryRefusal};
use crate::backlog;
use crate::git::Checkout;
use crate::model::{Elsewhere, Scope, Task, TrackTasks};

/// Tasks to choose from, as they were assigned to worktrees.
#[derive(Debug, Default)]
pub struct Workload {
    /// Track that is asked for, with the tasks that it was given.
    track: Option<(String, Vec<Assigned>)>,
    /// Number of these tasks that the backlogs no longer have.
    gone: usize,
    /// Branches of other worktrees with their tasks.
    elsewhere: Vec<(String, Vec<Assigned>)>,
    /// Folder of the track's worktree to read its backlogs in; `None` for the current one.
    pub root: Option<PathBuf>,
    /// Backlogs to read; empty for those in their usual places.
    pub backlogs: Vec<PathBuf>,
    /// Set if the track was given tasks and none of their backlogs is there.
    is_lost: bool,
}

impl Workload {
    /// Finds the tasks of the worktree that the current directory is in. In the main checkout, these
    /// are all that no other worktree was given.
    /// `folder` is the folder to analyze.
    pub fn here(home: &Home, folder: &Path) -> Result<Self, Error> {
        let current = Record::here(home)?;
        // A track made without a plan was given no tasks.
        if let Some(record) = current.as_ref().filter(|record| !record.tasks.is_empty()) {
            return Ok(Self::of(
                record.name.clone(),
                (&home.here, folder),
                &record.tasks,
                Some(&record.base),
            ));
        }
        let current = current.map(|record| record.name);
        let elsewhere = Record::all(home)?
            .into_iter()
            .filter(|record| Some(&record.name) != current.as_ref() && record.is_live(home))
            .map(|record| (record.branch, followed(&home.here, &record.tasks)));
        Ok(Self { elsewhere: elsewhere.collect(), ..Self::default() })
    }

    /// Finds the tasks of a track: those of its worktree, else those that the plan gives it. `folder`
    /// is the folder to analyze; its counterpart in the worktree is analyzed instead.
    pub fn of_track(home: &Home, folder: &Path, name: &str) -> Result<Self, Error> {
        let records = Record::all(home)?;
        if let Some(record) = records.iter().find(|record| record.name == name) {
            let place = place(home, record)?;
            let root = counterpart(home, folder, place);
            let analyzed = root.as_deref().unwrap_or(folder);
            let of_track =
                Self::of(name.to_owned(), (place, analyzed), &record.tasks, Some(&record.base));
            return Ok(Self { root, ..of_track });
        }
        let plan = Plan::kept(home)?.unwrap_or_default();
        if let Some(track) = plan.track(name) {
            let planned = track.tasks.iter().filter_map(|key| plan.task(key));
            let tasks = planned.map(|task| Assigned {
                key: task.key.clone(),
                backlog: plan.from_top(&task.backlog),
                title: task.title.clone(),
            });
            let tasks: Vec<Assigned> = tasks.collect();
            return Ok(Self::of(name.to_owned(), (&home.here, folder), &tasks, None));
        }
        let mut known: Vec<String> = records.into_iter().map(|record| record.name).collect();
        known.extend(plan.tracks.into_iter().map(|track| track.name));
        known.sort_unstable();
        known.dedup();
        let name = name.to_owned();
        refuse(if known.is_empty() {
            RepositoryRefusal::NoTracks { name }
        } else {
            RepositoryRefusal::NoTrack { name, known }
        })
    }

    /// Builds the workload of a track whose backlogs are in the working tree at `top`; `folder` is the
    /// folder in it to analyze. `since` is the commit that the track started from.
    fn of(
        name: String,
        (top, folder): (&Path, &Path),
        given: &[Assigned],
        since: Option<&str>,
    ) -> Self {
        let gone = planned(top, given, since).iter().filter(|task| task.state.is_none()).count();
        let tasks = followed(top, given);
        let files = |tasks: &[Assigned]| -> BTreeSet<PathBuf> {
            tasks.iter().map(|task| top.join(&task.backlog)).collect()
        };
        let there: Vec<PathBuf> = files(&tasks).into_iter().filter(|it| it.is_file()).collect();
        let is_lost = there.is_empty() && !given.is_empty();
        let backlogs = to_read(folder, &files(given), there);
        Self { track: Some((name, tasks)), gone, backlogs, is_lost, ..Self::default() }
    }

    /// Refuses a track whose backlogs are all gone. The backlogs in their usual places hold other
    /// tasks, and would make the track look finished.
    pub fn check_backlogs(&self) -> Result<(), Error> {
        match &self.track {
            Some((track, tasks)) if self.is_lost => refuse(RepositoryRefusal::LostBacklog {
                backlog: tasks.first().map(|task| task.backlog.clone()).unwrap_or_default(),
                track: track.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Returns the tasks to choose from, of the open tasks of the backlogs.
    pub fn scope(self, tasks: &[Task]) -> Scope {
        let gone = self.gone;
        let elsewhere = self.elsewhere.into_iter();
        let elsewhere = elsewhere
            .map(|(branch, given)| Elsewhere { branch, tasks: assigned(&given, tasks) })
            .filter(|work| !work.tasks.is_empty());
        Scope {
            track: self.track.map(|(name, given)| TrackTasks {
                name,
                given: given.len(),
                gone,
                open: assigned(&given, tasks),
            }),
            elsewhere: elsewhere.collect(),
        }
    }
}

/// Returns the backlogs to read for a track, so that its tasks are seen as `ctx analyze` sees them: those
/// in their usual places below `folder`, if its tasks were `given` from such places, with those that were
/// moved elsewhere since. Backlogs that were named for the plan are read alone. `there` are the backlogs
/// that hold its tasks now. Empty stands for the usual places.
fn to_read(folder: &Path, given: &BTreeSet<PathBuf>, there: Vec<PathBuf>) -> Vec<PathBuf> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let usual = backlog::locate(folder).map(|found| found.files).unwrap_or_default();
    let is_usual = |path: &Path| usual.iter().any(|it| real(it) == real(path));
    let was_usual = |path: &PathBuf| {
        let below = path.strip_prefix(folder).ok().and_then(Path::to_str);
        let in_place =
            below.is_some_and(|it| !backlog::conventional(folder, std::iter::once(it)).is_empty());
        is_usual(path) || (in_place && !path.exists())
    };
    if !given.iter().any(was_usual) {
        return there;
    }
    let moved: Vec<PathBuf> = there.into_iter().filter(|path| !is_usual(path)).collect();
    if moved.is_empty() { moved } else { usual.into_iter().chain(moved).collect() }
}

/// Returns the path of a track's worktree, which may have moved since it was made. Refuses if it is gone.
fn place<'a>(home: &'a Home, record: &'a Record) -> Result<&'a Path, Error> {
    if record.path.is_dir() {
        return Ok(&record.path);
    }
    let is_its = |it: &&Checkout| it.branch.as_ref() == Some(&record.branch) && it.path.is_dir();
    if let Some(checkout) = home.checkouts.iter().skip(1).find(is_its) {
        return Ok(&checkout.path);
    }
    let (path, branch) = (record.path.clone(), Some(record.branch.clone()));
    let is_locked = home.checkout(&path).is_some_and(|checkout| checkout.locked.is_some());
    refuse(RepositoryRefusal::MissingWorktree { path, branch, is_locked })
}

/// Returns the folder of the worktree at `worktree` that has the place of `folder` in the current
/// one, if it exists.
fn counterpart(home: &Home, folder: &Path, worktree: &Path) -> Option<PathBuf> {
    let (folder, top) = (folder.canonicalize().ok()?, home.here.canonicalize().ok()?);
    let counterpart = worktree.join(folder.strip_prefix(top).ok()?);
    counterpart.is_dir().then_some(counterpart)
}
