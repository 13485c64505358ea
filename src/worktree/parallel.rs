//! Tasks that run at the same time by the kept plan, and by the worktrees that exist.

use super::assignment::assigned;
use super::tasks::followed;
use super::{Assigned, Error, Home, Plan, Record};
use crate::model::{Lane, Parallel, ParallelKind, Task};

/// Returns the tracks of the kept plan and the live worktrees, each with those of `tasks` that it
/// was given.
pub fn parallel(home: &Home, tasks: &[Task]) -> Result<Vec<Parallel>, Error> {
    let plan = Plan::kept(home)?.unwrap_or_default();
    let planned = plan.tracks.iter().map(|track| {
        let given = track.tasks.iter().filter_map(|key| plan.task(key)).map(|task| Assigned {
            key: task.key.clone(),
            backlog: plan.from_top(&task.backlog),
            title: task.title.clone(),
        });
        (track.name.clone(), given.collect::<Vec<_>>())
    });
    let records = Record::all(home)?.into_iter().filter(|record| record.is_live(home));
    let made = records.map(|record| (record.branch, followed(&home.here, &record.tasks)));
    let declared = [
        declaration(ParallelKind::Plan, planned, tasks),
        declaration(ParallelKind::Worktree, made, tasks),
    ];
    Ok(declared.into_iter().flatten().collect())
}

fn declaration(
    kind: ParallelKind,
    tracks: impl Iterator<Item = (String, Vec<Assigned>)>,
    tasks: &[Task],
) -> Option<Parallel> {
    let lanes: Vec<Lane> = tracks
        .map(|(name, given)| Lane { name, tasks: assigned(&given, tasks) })
        .filter(|lane| !lane.tasks.is_empty())
        .collect();
    (!lanes.is_empty()).then(|| Parallel { kind, name: String::new(), lanes })
}
