//! Checks after a merge that no work is missing.

use std::path::Path;

use super::archived::Archive;
use super::as_read::Read;
use super::contained::{integrated, is_ancestor};
use super::dropped::dropped;
use super::error::{one_line, refuse};
use super::journal::Teardown;
use super::merge::{check_squash, check_whole, is_amended, squashed};
use super::moved::{Trail, trails};
use super::{Error, Home, MergeRefusal, Record, relocated, repeated};
use crate::backlog::{self, Source};
use crate::git::{Blob, Git, Merged, Objects};
use crate::merge::{Merger, Options};
use crate::model::{
    DroppedTask, LossKind, Lost, LostTask, MergeSide, Method, RepeatedId, TickFate,
};

/// Maximum size of a backlog.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Maximum number of merge bases that are read.
const MAX_BASES: usize = 8;

/// Refuses if the work of the branch is not in the branch that it was merged into.
pub(super) fn contained(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    if teardown.options.drop_unmerged
        || (teardown.options.method == Method::None && teardown.options.keep_branch)
    {
        return Ok(());
    }
    let git = Git::at(main);
    let into = format!("refs/heads/{}", teardown.into);
    let head = git.line(&["rev-parse", "--verify", &into])?;
    if teardown.options.method == Method::Rebase {
        check_whole(main, teardown)?;
    }
    if let (Method::Squash, Some(commit)) = (teardown.options.method, &teardown.merged) {
        check_squash(main, teardown, commit)?;
    }
    // The user may have merged the branch since.
    let is_there = is_ancestor(&git, &teardown.tip, &head)?
        || match (teardown.options.method, &teardown.merged) {
            (Method::Merge, _) => is_ancestor(&git, teardown.work(), &head)?,
            (Method::Rebase, _) => {
                is_ancestor(&git, teardown.work(), &head)? || is_amended(main, teardown, &head)?
            }
            // An amended commit keeps its message.
            (Method::Squash, Some(commit)) => {
                is_ancestor(&git, commit, &head)? || squashed(&git, teardown)?.is_some()
            }
            (Method::Squash | Method::None, _) => {
                integrated(main, teardown.work(), &head)?.is_some()
            }
        };
    if is_there {
        return Ok(());
    }
    refuse(MergeRefusal::WorkMissing {
        branch: teardown.branch.clone(),
        into: teardown.into.clone(),
    })
}

/// Finished tasks after a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticks {
    /// Tasks whose `[x]` the track or the merge took away.
    pub lost: Vec<LostTask>,
    /// Finished tasks that the track removed.
    pub removed: Vec<String>,
    /// Open tasks that the track removed.
    pub dropped: Vec<DroppedTask>,
    /// Tasks that the track finished.
    pub finished: Vec<String>,
    /// Ids that two tasks have since the merge.
    pub repeated: Vec<RepeatedId>,
}

/// Compares the finished tasks before and after the merge. Git runs no merge driver for a file that
/// only one side changed, so this is checked afterwards.
pub(super) fn ticks(home: &Home, teardown: &Teardown) -> Result<Ticks, Error> {
    let git = Git::at(&home.main()?.path);
    let sides = [teardown.before.as_str(), teardown.tip.as_str()];
    let repeated = repeated::ids(&git, sides, "HEAD", &teardown.backlogs)?;
    Ok(Ticks { repeated, ..ticks_in(&git, sides, &teardown.backlogs, "HEAD")? })
}

/// Compares the finished tasks of two commits with those of the merge that `git` is expected to make of
/// them, also if it stops at conflicts.
pub(super) fn foreseen(
    git: &Git,
    sides: [&str; 2],
    backlogs: &[String],
    merged: &Merged,
) -> Result<Ticks, Error> {
    if !merged.stops {
        return ticks_in(git, sides, backlogs, &merged.tree);
    }
    let lost = reopened(git, sides, backlogs)?;
    let dropped = removed(git, sides, backlogs, &merged.tree)?;
    Ok(Ticks { lost, dropped, ..Ticks::default() })
}

/// Compares the finished tasks of two commits with those of `result`, a commit or tree of their merge that
/// `git` knows.
fn ticks_in(
    git: &Git,
    sides: [&str; 2],
    backlogs: &[String],
    result: &str,
) -> Result<Ticks, Error> {
    let mut versions = Versions::open(git, sides)?;
    let commits = versions.commits(result).map(str::to_owned);
    let commits = commits.each_ref().map(String::as_str);
    let trails = trails(git, backlogs, commits)?;
    let dropped = dropped(git, &trails, commits)?;
    let read = Read::open(git, &trails, commits)?;
    let mut ticks =
        Ticks { dropped: dropped.tasks, finished: dropped.finished, ..Ticks::default() };
    let mut put_away = None;
    for trail in &trails {
        let backlog = trail.name();
        let BacklogVersions { base, ours, theirs } = versions.read(trail)?;
        let Some(result) = versions.at(result, trail.result())? else {
            if ours.is_some() {
                let task = format!("{}:", one_line(backlog));
                ticks.lost.push(LostTask { task, fate: TickFate::FileMissing });
            }
            continue;
        };
        let [ours, theirs] = [ours, theirs].map(Option::unwrap_or_default);
        let beside = versions.settings(trail.name())?;
        let way = Merger::of(trail.name(), &result, &beside);
        let [by_track, by_main] = [&theirs, &ours].map(|side| way.gone([&base, &base, side], side));
        let mut gone = way.gone([&base, &ours, &theirs], &result);
        read.add_gone(trail, &mut gone);
        for task in gone {
            let described = format!("{}:{}: {:?}", one_line(backlog), task.line, task.title);
            match task.kind {
                LossKind::TakenBack => {
                    let is_given_up = way.is_given_up(&result, task.line);
                    let fate = TickFate::TakenBack { is_given_up };
                    ticks.lost.push(LostTask { task: described, fate });
                }
                LossKind::Reopened(MergeSide::Theirs) => {
                    let fate = opened(way.is_given_up(&result, task.line), &task, &base);
                    ticks.lost.push(LostTask { task: described, fate });
                }
                LossKind::Missing => {
                    // The user may have moved it to another file and finished it there.
                    let names = [trail.name(), trail.result()];
                    let elsewhere = Archive::between(git, [commits[0], commits[3]], &names)?;
                    if !elsewhere.has(&task.title) {
                        ticks.lost.push(LostTask { task: described, fate: TickFate::Missing });
                    }
                }
                LossKind::Removed if by_track.contains(&task) && !by_main.contains(&task) => {
                    if put_away.is_none() {
                        put_away = Some(archive_of(git, &trails, commits)?);
                    }
                    // A finished task that the track moved to an archive is where it belongs.
                    if !put_away.as_ref().is_some_and(|archive| archive.has(&task.title)) {
                        ticks.removed.push(described);
                    }
                }
                // The other branch has put the task away already, or the user opened it there again.
                LossKind::Removed | LossKind::Reopened(MergeSide::Ours) => {}
            }
        }
        for task in way.in_both_states([&base, &ours, &theirs], &result) {
            let task = format!("{}:{}: {:?}", one_line(trail.result()), task.line, task.title);
            ticks.lost.push(LostTask { task, fate: TickFate::FinishedInOtherLine });
        }
        // Tasks that would be lost by going back to the base are those that the track finished.
        let mut finished = way.finished(&base, &theirs);
        read.add_finished(trail, &mut finished);
        ticks.finished.extend(finished.into_iter().map(|task| task.title));
    }
    ticks.lost.extend(relocated::open_copies(git, &trails, commits)?);
    Ok(ticks)
}

/// Returns the fate of a task of the backlog `base` that the track opened.
fn opened(is_given_up: bool, task: &Lost, base: &[u8]) -> TickFate {
    let base = String::from_utf8_lossy(base);
    let is_its = |line: &&str| line.starts_with('#') && line.contains(&task.title);
    let mark = base.lines().find(is_its).and_then(backlog::finished_sign).unwrap_or("[x]");
    TickFate::OpenedByTrack { is_given_up, mark }
}

/// Reads the files to which the track may have moved finished tasks.
fn archive_of(git: &Git, trails: &[Trail], commits: [&str; 4]) -> Result<Archive, Error> {
    let names: Vec<&str> = trails.iter().flat_map(|it| [it.name(), it.theirs()]).collect();
    Archive::between(git, [commits[0], commits[2]], &names)
}

/// Lists finished tasks that the second of two commits opened again and the first did not.
fn reopened(git: &Git, sides: [&str; 2], backlogs: &[String]) -> Result<Vec<LostTask>, Error> {
    let mut versions = Versions::open(git, sides)?;
    let mut reopened = Vec::new();
    let commits = versions.commits(sides[1]).map(str::to_owned);
    let commits = commits.each_ref().map(String::as_str);
    let trails = trails(git, backlogs, commits)?;
    let read = Read::open(git, &trails, commits)?;
    for trail in &trails {
        let backlog = trail.name();
        let BacklogVersions { base, ours, theirs: Some(theirs) } = versions.read(trail)? else {
            continue;
        };
        let mut gone = Vec::new();
        let beside = versions.settings(backlog)?;
        if base != theirs {
            let way = Merger::of(backlog, &theirs, &beside);
            gone = way.gone([&base, &ours.unwrap_or_default(), &theirs], &theirs);
        }
        read.add_gone(trail, &mut gone);
        let by_it =
            gone.into_iter().filter(|task| task.kind == LossKind::Reopened(MergeSide::Theirs));
        reopened.extend(by_it.map(|task| LostTask {
            task: format!("{}:{}: {:?}", one_line(backlog), task.line, task.title),
            fate: opened(false, &task, &base),
        }));
    }
    Ok(reopened)
}

/// Lists open tasks that the second of two commits removed, and that `tree`, their merge with conflicts,
/// lacks.
fn removed(
    git: &Git,
    sides: [&str; 2],
    backlogs: &[String],
    tree: &str,
) -> Result<Vec<DroppedTask>, Error> {
    let versions = Versions::open(git, sides)?;
    let commits = versions.commits(tree);
    Ok(dropped(git, &trails(git, backlogs, commits)?, commits)?.tasks)
}

/// Versions of backlogs in a merge of two commits.
struct Versions<'s> {
    objects: Objects,
    sides: [&'s str; 2],
    /// Merge bases; several if the branches merged each other.
    bases: Vec<String>,
    /// Merge bases of the first merge base with each other one.
    below: Vec<String>,
}

/// Versions of a backlog: in the base, and on both sides if they have it.
struct BacklogVersions {
    base: Vec<u8>,
    ours: Option<Vec<u8>>,
    theirs: Option<Vec<u8>>,
}

impl<'s> Versions<'s> {
    fn open(git: &Git, sides: [&'s str; 2]) -> Result<Self, Error> {
        let common = |one: &str, other: &str| -> Result<Vec<String>, Error> {
            let found = git.attempt(&["merge-base", "--all", one, other])?;
            let found = String::from_utf8_lossy(&found.stdout).into_owned();
            Ok(found.lines().take(MAX_BASES).map(str::to_owned).collect())
        };
        let bases = common(sides[0], sides[1])?;
        let mut below = Vec::new();
        for other in bases.iter().skip(1) {
            below.push(common(&bases[0], other)?.into_iter().next().unwrap_or_default());
        }
        Ok(Self { objects: Objects::open(git)?, sides, bases, below })
    }

    /// Reads a backlog of a commit or tree.
    fn at(&mut self, commit: &str, backlog: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.objects.blob(&format!("{commit}:{backlog}"), MAX_BACKLOG_BYTES)? {
            Blob::Content(bytes) => Ok(Some(bytes)),
            _ => Ok(None),
        }
    }

    /// Reads the settings that a tool keeps beside a backlog, from our side.
    fn settings(&mut self, backlog: &str) -> Result<Vec<Source>, Error> {
        let mut settings = Vec::new();
        for name in backlog::settings(backlog) {
            if let Some(bytes) = self.at(self.sides[0], &name)? {
                settings.push(Source { name, bytes });
            }
        }
        Ok(settings)
    }

    /// Returns the commits of a merge with the result `result`.
    fn commits<'c>(&'c self, result: &'c str) -> [&'c str; 4] {
        let base = self.bases.first().map_or(self.sides[0], String::as_str);
        [base, self.sides[0], self.sides[1], result]
    }

    /// Reads all versions of a backlog. Several merge bases are merged into one first, as git does.
    fn read(&mut self, trail: &Trail) -> Result<BacklogVersions, Error> {
        let [ours, theirs] = self.sides;
        let (ours, theirs) = (self.at(ours, trail.ours())?, self.at(theirs, trail.theirs())?);
        let backlog = trail.name();
        let mut base = Vec::new();
        for (index, commit) in self.bases.clone().iter().enumerate() {
            let next = self.at(commit, backlog)?.unwrap_or_default();
            base = match index.checked_sub(1) {
                None => next,
                Some(before) => {
                    let below = self.below[before].clone();
                    let below = self.at(&below, backlog)?.unwrap_or_default();
                    let way = Merger::of(backlog, &base, &[]);
                    let merged = way.merge([&below, &base, &next], &Options::default());
                    if merged.conflicts.is_empty() { merged.bytes } else { below }
                }
            };
        }
        Ok(BacklogVersions { base, ours, theirs })
    }
}

/// Lists the backlogs that a merge of commits may change: those of the track's tasks, and those in
/// the usual places of all versions. In a sparse checkout, they may not be on disk.
pub(super) fn backlogs(
    home: &Home,
    record: Option<&Record>,
    sides: [&str; 2],
) -> Result<Vec<String>, Error> {
    let main = &home.main()?.path;
    let tasks = record.map_or(&[][..], |record| &record.tasks);
    let mut names: Vec<String> = tasks.iter().map(|task| task.backlog.clone()).collect();
    let base = Git::at(main).attempt(&["merge-base", sides[0], sides[1]])?.stdout;
    let base = String::from_utf8_lossy(&base).trim().to_owned();
    for side in sides.into_iter().chain([base.as_str()]).filter(|side| !side.is_empty()) {
        let tree =
            Git::at(main).run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", side])?;
        let paths = tree.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
        names.extend(backlog::in_all_places(main, paths));
    }
    names.sort();
    names.dedup();
    Ok(names)
}
