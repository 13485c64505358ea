//! Which tracks of a plan are to be worked on, and whether the plan still holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::error::refuse;
use super::{
    Assigned, Error, Home, NewTrack, Plan, PlannedTask, PlannedTrack, Predicted, Record, assigned,
    tasks,
};
use crate::backlog::{self, Granularity, Source};
use crate::model::TaskState;
use crate::words;

/// The least probability that two tracks touch the same file at which somebody is told.
const WORTH_A_REMARK: f64 = 0.25;

/// What `ctx worktree create` is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The tracks by name; empty for all of the plan.
    pub names: &'a [String],
    /// A plan in a file of its own.
    pub plan: Option<&'a Path>,
    /// Whether there is to be no plan.
    pub no_plan: bool,
    /// Whether to go on with a plan that does not hold.
    pub force_plan: bool,
}

/// What is to be made.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The tracks.
    pub tracks: Vec<NewTrack>,
    /// The backlogs that they are to see, relative to the top of the main checkout.
    pub backlogs: Vec<String>,
    /// What is worth knowing, but stands in nobody's way; a line each.
    pub remarks: Vec<String>,
}

/// The tracks to make worktrees for.
pub fn choose(home: &Home, request: Request<'_>) -> Result<Choice, Error> {
    let plan = match request.plan {
        Some(file) => Some(Plan::read(file)?),
        None if request.no_plan => None,
        None => Plan::kept(home)?,
    };
    let Some(plan) = plan else { return empty(home, request.names) };
    let chosen = named(&plan, request.names)?;
    let mut wrong = plan.problems();
    wrong.extend(changed(home, &plan)?);
    let records = Record::all(home)?;
    let live: Vec<&Record> = records.iter().filter(|record| record.is_live(home)).collect();
    wrong.extend(taken(&plan, &chosen, &live));
    if !wrong.is_empty() && !request.force_plan {
        let list: Vec<String> = wrong.iter().map(|line| format!("\n  {line}")).collect();
        return refuse(format!(
            "the plan does not hold any more:{}\nmake it anew with `ctx analyze`, or go on with \
             --force-plan",
            list.concat()
        ));
    }
    let tracks: Vec<NewTrack> = chosen.iter().map(|track| new_track(&plan, track)).collect();
    let mut remarks = wrong;
    remarks.extend(near(&tracks, &live));
    let backlogs = plan.backlogs.iter().filter_map(|name| inside(&plan, name)).collect();
    Ok(Choice { tracks, backlogs, remarks })
}

/// Tracks without tasks.
fn empty(home: &Home, names: &[String]) -> Result<Choice, Error> {
    if names.is_empty() {
        return refuse(
            "there is no plan to make worktrees from; run `ctx analyze` first, or name a track"
                .to_owned(),
        );
    }
    let track = |name: &String| NewTrack { name: name.clone(), ..NewTrack::default() };
    let tracks = names.iter().map(track).collect();
    Ok(Choice { tracks, backlogs: located(home)?, remarks: Vec::new() })
}

/// The tracks of the plan that go by `names`; all of them where none is named.
fn named<'a>(plan: &'a Plan, names: &[String]) -> Result<Vec<&'a PlannedTrack>, Error> {
    if names.is_empty() {
        if plan.tracks.is_empty() {
            return refuse("the plan has no tracks, so there is nothing to make".to_owned());
        }
        return Ok(plan.tracks.iter().collect());
    }
    let find = |name: &String| {
        if let Some(track) = plan.track(name) {
            return Ok(track);
        }
        let known: Vec<&str> = plan.tracks.iter().map(|track| track.name.as_str()).collect();
        refuse(format!(
            "the plan has no track {name:?}; it has {}. --no-plan makes an empty track",
            known.join(", ")
        ))
    };
    names.iter().map(find).collect()
}

/// A backlog of the plan relative to the top; `None` for one that lies outside, or was no file.
fn inside(plan: &Plan, name: &str) -> Option<String> {
    let is_outside = Path::new(name).is_absolute() || name.split('/').any(|part| part == "..");
    (!is_outside && name != "<stdin>").then(|| plan.from_top(name))
}

/// How the backlogs differ from what they were when it was planned, a line each.
fn changed(home: &Home, plan: &Plan) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    let top = &home.main()?.path;
    for (name, digest) in plan.backlogs.iter().zip(&plan.digests) {
        let Some(from_top) = inside(plan, name) else { continue };
        let bytes = match fs::read(top.join(&from_top)) {
            Ok(bytes) => bytes,
            Err(error) => {
                lines.push(format!("{from_top} cannot be read: {error}"));
                continue;
            }
        };
        if words::digest(&bytes) != *digest {
            let planned = plan.tasks.iter().filter(|task| task.backlog == *name);
            let planned: Vec<Assigned> = planned.map(|task| given(plan, task)).collect();
            lines.extend(differences(top, &planned, Source { name: from_top, bytes }));
        }
    }
    Ok(lines)
}

/// What became of the planned tasks of a backlog that has changed, and which are new.
fn differences(top: &Path, planned: &[Assigned], source: Source) -> Vec<String> {
    let name = source.name.clone();
    let mut lines = Vec::new();
    for task in tasks::planned(top, planned) {
        let what = match task.state {
            None => "is not there any more",
            Some(TaskState::Done) => "is finished",
            Some(TaskState::Skipped) => "is given up",
            Some(_) => continue,
        };
        lines.push(format!("{name}: {} {what}: {}", task.key, task.title));
    }
    let (now, _) = backlog::read(&[source], Granularity::Outermost);
    let known = assigned(planned, &now);
    let fresh = now.iter().filter(|task| !known.contains(&task.id));
    lines.extend(
        fresh.map(|task| format!("{name}: {} is not in the plan: {}", task.key, task.title)),
    );
    if lines.is_empty() {
        lines.push(format!("{name} is not as it was when it was planned from"));
    }
    lines
}

/// Tasks of the chosen tracks that are being worked on already.
fn taken(plan: &Plan, chosen: &[&PlannedTrack], live: &[&Record]) -> Vec<String> {
    let mut lines = Vec::new();
    for track in chosen {
        for task in track.tasks.iter().filter_map(|key| plan.task(key)) {
            let backlog = plan.from_top(&task.backlog);
            let has = |record: &&&Record| {
                record.tasks.iter().any(|it| it.title == task.title && it.backlog == backlog)
            };
            if let Some(record) = live.iter().find(has) {
                lines.push(format!("{} is being worked on in {}", task.key, record.branch));
            }
        }
    }
    lines
}

fn new_track(plan: &Plan, track: &PlannedTrack) -> NewTrack {
    let tasks: Vec<&PlannedTask> = track.tasks.iter().filter_map(|key| plan.task(key)).collect();
    let mut untouched: BTreeMap<String, f64> = BTreeMap::new();
    for file in tasks.iter().flat_map(|task| &task.predicted) {
        *untouched.entry(plan.from_top(&file.path)).or_insert(1.0) *= 1.0 - file.probability;
    }
    let mut predicted: Vec<Predicted> = untouched
        .into_iter()
        .map(|(path, none)| Predicted { path, probability: ((1.0 - none) * 1e4).round() / 1e4 })
        .collect();
    predicted.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.path.cmp(&b.path)));
    let tasks = tasks.into_iter().map(|task| given(plan, task)).collect();
    NewTrack { name: track.name.clone(), tasks, predicted }
}

/// A task as a record has it.
fn given(plan: &Plan, task: &PlannedTask) -> Assigned {
    Assigned {
        key: task.key.clone(),
        backlog: plan.from_top(&task.backlog),
        title: task.title.clone(),
    }
}

/// Worktrees that are there already and may touch what a new track touches.
fn near(tracks: &[NewTrack], live: &[&Record]) -> Vec<String> {
    let mut lines = Vec::new();
    for track in tracks {
        for record in live {
            let both = track.predicted.iter().filter_map(|file| {
                let other = record.predicted.iter().find(|other| other.path == file.path)?;
                Some((file.probability * other.probability, &file.path))
            });
            let likeliest = both.max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((probability, path)) = likeliest.filter(|it| it.0 >= WORTH_A_REMARK) {
                lines.push(format!(
                    "work/{} and {}, which is there already, may both touch {path} ({:.0} %)",
                    track.name,
                    record.branch,
                    100.0 * probability
                ));
            }
        }
    }
    lines
}

/// The backlogs of the main checkout that are found by convention, relative to it.
pub fn located(home: &Home) -> Result<Vec<String>, Error> {
    Ok(tasks::backlogs(&home.main()?.path))
}
