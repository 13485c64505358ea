//! Choice of the tracks to make worktrees for, and checks that their plan is up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::changed::{Changes, given, inside};
use super::create::check_backlogs;
use super::error::refuse;
use super::{
    Assigned, CreateRefusal, Error, Home, NewTrack, Plan, PlanRemark, PlannedTask, PlannedTrack,
    Predicted, Record, tasks,
};
use crate::git::Git;

/// Minimum probability that two tracks touch the same file for a remark about it.
const MIN_REMARKED_PROBABILITY: f64 = 0.25;

/// Maximum number of tasks that one line names.
const MAX_KEYS: usize = 5;

/// Request of `ctx worktree create`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// Names of the tracks; empty for all tracks of the plan.
    pub names: &'a [String],
    /// File of the plan, instead of the one that `ctx analyze` kept.
    pub plan: Option<&'a Path>,
    /// Set if the plan is ignored.
    pub no_plan: bool,
    /// Set if a stale plan is used nevertheless.
    pub force_plan: bool,
}

/// Tracks to make worktrees for.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The tracks.
    pub tracks: Vec<NewTrack>,
    /// Backlogs that the worktrees need, relative to the root of the main checkout.
    pub backlogs: Vec<String>,
    /// Remarks on the plan.
    pub remarks: Vec<PlanRemark>,
}

/// Chooses the tracks to make worktrees for.
pub fn choose(home: &Home, request: Request<'_>) -> Result<Choice, Error> {
    let plan = match request.plan {
        Some(file) => Some(Plan::read(file)?),
        None if request.no_plan => None,
        None => Plan::kept(home)?,
    };
    // If tracks are named, a plan without tracks counts as none.
    let plan = plan.filter(|plan| !plan.tracks.is_empty() || request.names.is_empty());
    let Some(plan) = plan else { return empty(home, request.names) };
    let records = Record::all(home)?;
    let live: Vec<&Record> = records.iter().filter(|record| record.is_live(home)).collect();
    let (chosen, mut remarks) = free(home, &plan, request.names, &live)?;
    let unusable = plan.unusable(&chosen);
    if !unusable.is_empty() {
        return refuse(CreateRefusal::UnusablePlan { problems: unusable });
    }
    check_inside(&plan, &chosen)?;
    let backlogs: Vec<String> =
        plan.backlogs.iter().filter_map(|name| inside(&plan, name)).collect();
    let Changes { remarks: mut outdated, over, renamed } = Changes::since(home, &plan)?;
    outdated.extend(plan.problems());
    let taken = taken(&plan, &chosen, &live);
    if !request.force_plan {
        refuse_stale_plan(home, &backlogs, &outdated, &taken)?;
    }
    remarks.extend(outdated);
    remarks.extend(taken);
    remarks.extend(plan.remarks(&chosen));
    if plan.tracks.len() == 1 && live.is_empty() {
        remarks.push(PlanRemark::OneTrack);
    }
    let mut tracks = Vec::new();
    for track in chosen {
        let (gone, left): (Vec<&String>, Vec<_>) =
            track.tasks.iter().partition(|key| over.contains(*key));
        if !gone.is_empty() {
            let tasks = gone.into_iter().cloned().collect();
            remarks.push(PlanRemark::LeftOut { track: track.name.clone(), tasks });
            if left.is_empty() {
                remarks.push(PlanRemark::NothingLeft { track: track.name.clone() });
                continue;
            }
        }
        tracks.push(new_track(&plan, &track.name, &left, &renamed));
    }
    if tracks.is_empty() {
        return refuse(CreateRefusal::NothingToDo { remarks });
    }
    remarks.extend(near(&tracks, &live));
    Ok(Choice { tracks, backlogs, remarks })
}

/// Refuses tracks with tasks of a backlog outside of the repository.
fn check_inside(plan: &Plan, chosen: &[&PlannedTrack]) -> Result<(), Error> {
    let keys = chosen.iter().flat_map(|track| &track.tasks);
    let tasks: Vec<&PlannedTask> = keys.filter_map(|key| plan.task(key)).collect();
    let Some(first) = tasks.iter().find(|task| inside(plan, &task.backlog).is_none()) else {
        return Ok(());
    };
    let of_it = tasks.iter().filter(|task| task.backlog == first.backlog);
    let mut keys: Vec<String> = of_it.clone().take(MAX_KEYS).map(|task| task.key.clone()).collect();
    let more = of_it.count().saturating_sub(MAX_KEYS);
    if more > 0 {
        keys.push(format!("and {more} more"));
    }
    refuse(CreateRefusal::PlanOutside { backlog: first.backlog.clone(), tasks: keys })
}

/// Refuses a stale plan, and lists why it is stale.
fn refuse_stale_plan(
    home: &Home,
    backlogs: &[String],
    outdated: &[PlanRemark],
    taken: &[PlanRemark],
) -> Result<(), Error> {
    if outdated.is_empty() && taken.is_empty() {
        return Ok(());
    }
    // Uncommitted changes come first, since `--force-plan` does not help against them.
    let uncommitted = match check_backlogs(&Git::comparing(&home.main()?.path), backlogs) {
        Err(Error::Refused(refusal)) => Some(Box::new(refusal)),
        other => other.map(|()| None)?,
    };
    refuse(CreateRefusal::StalePlan {
        uncommitted,
        changes: outdated.to_vec(),
        taken: taken.to_vec(),
    })
}

/// Returns the chosen tracks that have no worktree yet, and a remark on each other one. Refuses if a
/// named track has a worktree, or if all tracks have one.
fn free<'a>(
    home: &Home,
    plan: &'a Plan,
    names: &[String],
    live: &[&Record],
) -> Result<(Vec<&'a PlannedTrack>, Vec<PlanRemark>), Error> {
    // A track that is under way is in no later plan.
    let under_way: Vec<(String, PathBuf)> = names
        .iter()
        .filter(|name| plan.track(name).is_none())
        .filter_map(|name| live.iter().find(|record| record.name == *name))
        .map(|record| (record.name.clone(), record.path.clone()))
        .collect();
    if !under_way.is_empty() {
        return refuse(CreateRefusal::HasWorktree { tracks: under_way });
    }
    let (mut free, mut at_work) = (Vec::new(), Vec::new());
    for track in named(plan, names)? {
        match place_of(home, plan, track, live) {
            Some(place) => at_work.push((track.name.clone(), place)),
            None => free.push(track),
        }
    }
    if !names.is_empty() && !at_work.is_empty() {
        return refuse(CreateRefusal::HasWorktree { tracks: at_work });
    }
    if free.is_empty() {
        return refuse(CreateRefusal::AllHaveWorktrees { tracks: at_work });
    }
    let remark = |(track, path)| PlanRemark::HasWorktree { track, path };
    Ok((free, at_work.into_iter().map(remark).collect()))
}

/// Finds the worktree of a track: the one of its name, or the one that has all of its tasks.
fn place_of(home: &Home, plan: &Plan, track: &PlannedTrack, live: &[&Record]) -> Option<PathBuf> {
    let branch = format!("work/{}", track.name);
    let mut linked = home.checkouts.iter().skip(1);
    let of_branch = linked.find(|it| it.branch.as_ref() == Some(&branch) && it.path.is_dir());
    let by_name = live.iter().find(|record| record.name == track.name);
    let has_all = |record: &&&Record| {
        let mut tasks = track.tasks.iter().filter_map(|key| plan.task(key)).peekable();
        tasks.peek().is_some() && tasks.all(|task| has(record, plan, task))
    };
    let record = by_name.or_else(|| live.iter().find(has_all)).map(|record| record.path.clone());
    record.or_else(|| of_branch.map(|checkout| checkout.path.clone()))
}

/// Returns true if a record has the task.
fn has(record: &Record, plan: &Plan, task: &PlannedTask) -> bool {
    let backlog = plan.from_top(&task.backlog);
    record.tasks.iter().any(|it| it.title == task.title && it.backlog == backlog)
}

/// Makes tracks without tasks.
fn empty(home: &Home, names: &[String]) -> Result<Choice, Error> {
    if names.is_empty() {
        return refuse(CreateRefusal::NoPlan);
    }
    let track = |name: &String| NewTrack { name: name.clone(), ..NewTrack::default() };
    let tracks = names.iter().map(track).collect();
    Ok(Choice { tracks, backlogs: located(home)?, remarks: Vec::new() })
}

/// Returns the tracks of the plan with these names; all of them if `names` is empty.
fn named<'a>(plan: &'a Plan, names: &[String]) -> Result<Vec<&'a PlannedTrack>, Error> {
    if names.is_empty() {
        if plan.tracks.is_empty() {
            return refuse(CreateRefusal::EmptyPlan);
        }
        return Ok(plan.tracks.iter().collect());
    }
    let find = |name: &String| {
        if let Some(track) = plan.track(name) {
            return Ok(track);
        }
        let known = plan.tracks.iter().map(|track| track.name.clone()).collect();
        refuse(CreateRefusal::NoPlannedTrack { name: name.clone(), known })
    };
    names.iter().map(find).collect()
}

/// Lists tasks of the chosen tracks that other worktrees have, one remark for each worktree.
fn taken(plan: &Plan, chosen: &[&PlannedTrack], live: &[&Record]) -> Vec<PlanRemark> {
    let keys = chosen.iter().flat_map(|track| &track.tasks);
    let tasks: Vec<&PlannedTask> = keys.filter_map(|key| plan.task(key)).collect();
    let of_worktree = |record: &&Record| PlanRemark::Taken {
        tasks: tasks
            .iter()
            .filter(|task| has(record, plan, task))
            .map(|task| task.key.clone())
            .collect(),
        branch: record.branch.clone(),
    };
    let has_any = |record: &&&Record| tasks.iter().any(|task| has(record, plan, task));
    live.iter().filter(has_any).map(of_worktree).collect()
}

/// Makes a track of the tasks with these keys, with their current titles.
fn new_track(
    plan: &Plan,
    name: &str,
    keys: &[&String],
    renamed: &BTreeMap<String, String>,
) -> NewTrack {
    let tasks: Vec<&PlannedTask> = keys.iter().filter_map(|key| plan.task(key)).collect();
    let mut untouched: BTreeMap<String, f64> = BTreeMap::new();
    for file in tasks.iter().flat_map(|task| &task.predicted) {
        *untouched.entry(plan.from_top(&file.path)).or_insert(1.0) *= 1.0 - file.probability;
    }
    let mut predicted: Vec<Predicted> = untouched
        .into_iter()
        .map(|(path, none)| Predicted { path, probability: ((1.0 - none) * 1e4).round() / 1e4 })
        .collect();
    predicted.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.path.cmp(&b.path)));
    let tasks = tasks.into_iter().map(|task| {
        let title = renamed.get(&task.key).unwrap_or(&task.title).clone();
        Assigned { title, ..given(plan, task) }
    });
    NewTrack { name: name.to_owned(), tasks: tasks.collect(), predicted }
}

/// Lists existing worktrees that may touch the same files as the new tracks.
fn near(tracks: &[NewTrack], live: &[&Record]) -> Vec<PlanRemark> {
    let mut remarks = Vec::new();
    for track in tracks {
        for record in live {
            let both = track.predicted.iter().filter_map(|file| {
                let other = record.predicted.iter().find(|other| other.path == file.path)?;
                Some((file.probability * other.probability, &file.path))
            });
            let likeliest = both.max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((probability, path)) =
                likeliest.filter(|it| it.0 >= MIN_REMARKED_PROBABILITY)
            {
                remarks.push(PlanRemark::Near {
                    track: track.name.clone(),
                    branch: record.branch.clone(),
                    path: path.clone(),
                    percent: percent(probability),
                });
            }
        }
    }
    remarks
}

/// Rounds a probability to percent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between 0 and 100"
)]
fn percent(probability: f64) -> u8 {
    (100.0 * probability).round_ties_even() as u8
}

/// Returns the backlogs in their usual places in the main checkout, relative to it.
pub fn located(home: &Home) -> Result<Vec<String>, Error> {
    Ok(tasks::backlogs(&home.main()?.path))
}
