//! Rule: a branch changes a file that other open work is about.
//!
//! The branch of a track does the tasks of this track. Of any other branch, the changes tell: most of them
//! lie within what one task declares, names or is predicted to change.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use super::{Findings, Input, named};
use crate::model::{BlastRadius, Changes, Detail, Finding, Owner, Rule, Task, TaskId};

/// Probability from which a changed file belongs to the track that the branch is for. A file that
/// its tasks may well change is no surprise.
const OWN: f64 = 0.15;

/// Files that a task is about.
#[derive(Default)]
struct Claim<'a> {
    /// Declared files and folders, without a slash at their ends.
    paths: Vec<String>,
    /// Declared globs.
    globs: Vec<GlobMatcher>,
    /// Files that it names as what it changes.
    named: BTreeSet<String>,
    /// Files that it is predicted to change, with their probabilities.
    predicted: BTreeMap<&'a str, f64>,
}

impl<'a> Claim<'a> {
    fn of(input: &Input<'a>, task: &Task) -> Self {
        let mut claim = Self::default();
        for declared in &task.declared {
            let pattern = declared.pattern.trim_start_matches("./");
            let is_glob = pattern.contains(['*', '?', '[', '{']);
            // A pattern without a folder is meant anywhere, as in `.gitignore`.
            let anywhere = if pattern.contains('/') { "" } else { "**/" };
            let glob = format!("{anywhere}{pattern}");
            let glob = is_glob.then(|| GlobBuilder::new(&glob).literal_separator(true).build());
            match glob {
                Some(Ok(glob)) => claim.globs.push(glob.compile_matcher()),
                _ => claim.paths.push(pattern.trim_end_matches('/').to_owned()),
            }
        }
        let Some(radius) = input.subject.analysis.prediction.radii.get(task.id.index()) else {
            return claim;
        };
        claim.named =
            named::of(task, radius).into_iter().map(|path| path.as_str().to_owned()).collect();
        claim.predicted =
            radius.files.iter().map(|file| (file.path.as_str(), file.probability)).collect();
        claim
    }

    fn declares(&self, file: &str) -> bool {
        let is_below = |path: &String| {
            file.strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.iter().any(is_below) || self.globs.iter().any(|glob| glob.is_match(file))
    }

    fn names(&self, file: &str) -> bool {
        self.named.contains(file)
    }

    /// Returns the probability that the task changes a file: 1 for one that it declares or names.
    fn weight(&self, file: &str) -> f64 {
        if self.declares(file) || self.names(file) {
            return 1.0;
        }
        self.predicted.get(file).copied().unwrap_or(0.0)
    }
}

/// Adds a finding for each changed file and each other owner of it.
pub fn apply(input: &Input, findings: &mut Findings) {
    let Some(changes) = input.subject.changes else { return };
    let prediction = &input.subject.analysis.prediction;
    let hubs = &input.subject.analysis.plan.hubs;
    let counts = |file: &&String| {
        !prediction.backlogs.contains(file) && !hubs.iter().any(|hub| hub.as_str() == **file)
    };
    let files: Vec<&str> = changes.files.iter().filter(counts).map(String::as_str).collect();
    let claims: BTreeMap<TaskId, Claim> =
        prediction.tasks.iter().map(|task| (task.id, Claim::of(input, task))).collect();
    let own = own(input, changes, &files, &claims);
    for &file in files.iter().filter(|file| !is_inside(input, &own, &claims, file)) {
        let mut told: BTreeSet<TaskId> = BTreeSet::new();
        for (branch, _) in
            changes.others.iter().filter(|(_, files)| files.iter().any(|it| it == file))
        {
            let lanes = input.lanes.of_branch(branch);
            let first = lanes.first().and_then(|lane| lane.tasks.first()).copied();
            told.extend(lanes.iter().flat_map(|lane| &lane.tasks));
            add(input, changes, (file, first), Owner::Branch(branch.clone()), findings);
        }
        let planned = input.subject.planned().filter(|task| !own.contains(&task.id));
        for task in planned {
            let claim = &claims[&task.id];
            let owner = match (claim.declares(file), claim.names(file)) {
                (true, _) => Owner::Declared,
                (false, true) => Owner::Named,
                (false, false) => continue,
            };
            if told.insert(task.id) {
                add(input, changes, (file, Some(task.id)), owner, findings);
            }
        }
        for lane in input.lanes.named() {
            let is_told = lane.tasks.iter().any(|task| own.contains(task) || told.contains(task));
            // Many tasks that hardly change a file do not make a track that probably does.
            let of = |&task: &TaskId| (task, chance(input, &[task], file));
            let likeliest = lane.tasks.iter().map(of).max_by(|a, b| a.1.total_cmp(&b.1));
            let likeliest = likeliest.filter(|&(_, chance)| chance >= input.options.escape);
            let Some((task, probability)) = likeliest.filter(|_| !is_told) else { continue };
            told.extend(&lane.tasks);
            let owner = Owner::Track { name: lane.name.clone(), probability };
            add(input, changes, (file, Some(task)), owner, findings);
        }
    }
}

/// Returns the tasks of the branch: those of the tracks of its name, else those of the track of the task
/// that its changes fit.
fn own(
    input: &Input,
    changes: &Changes,
    files: &[&str],
    claims: &BTreeMap<TaskId, Claim>,
) -> BTreeSet<TaskId> {
    let lanes = changes.branch.iter().flat_map(|branch| input.lanes.of_branch(branch));
    let own: BTreeSet<TaskId> = lanes.flat_map(|lane| lane.tasks.iter().copied()).collect();
    if !own.is_empty() {
        return own;
    }
    let Some(fitting) = fitting(input, files, claims) else { return own };
    let lanes = input.lanes.named().filter(|lane| lane.tasks.contains(&fitting));
    lanes.flat_map(|lane| lane.tasks.iter().copied()).chain([fitting]).collect()
}

/// Finds the task that may change more than half of the files, and surely or probably changes one of them.
/// Of several, it is the one that may change most of them, then the likeliest one, then the first.
fn fitting(input: &Input, files: &[&str], claims: &BTreeMap<TaskId, Claim>) -> Option<TaskId> {
    let mut best: Option<(usize, f64, TaskId)> = None;
    for task in input.subject.planned() {
        let claim = &claims[&task.id];
        let weights = files.iter().map(|file| claim.weight(file));
        let weights: Vec<f64> = weights.filter(|&it| it >= OWN).collect();
        let (count, sum) = (weights.len(), weights.iter().sum::<f64>());
        let is_likely = weights.iter().any(|&it| it >= input.options.escape);
        let is_better = best.is_none_or(|(most, likeliest, _)| {
            count > most || count == most && sum.total_cmp(&likeliest).is_gt()
        });
        if 2 * count > files.len() && is_likely && is_better {
            best = Some((count, sum, task.id));
        }
    }
    best.map(|(_, _, task)| task)
}

/// Tells whether a file is within what the branch's own tasks declare, name or are predicted to change.
fn is_inside(
    input: &Input,
    own: &BTreeSet<TaskId>,
    claims: &BTreeMap<TaskId, Claim>,
    file: &str,
) -> bool {
    let tasks: Vec<TaskId> = own.iter().copied().collect();
    let claims = |task: &TaskId| {
        claims.get(task).is_some_and(|claim| claim.declares(file) || claim.names(file))
    };
    chance(input, &tasks, file) >= OWN || tasks.iter().any(claims)
}

/// Computes the probability that at least one of the tasks changes a file.
fn chance(input: &Input, tasks: &[TaskId], file: &str) -> f64 {
    let radii = &input.subject.analysis.prediction.radii;
    let of = |radius: &BlastRadius| {
        let found = radius.files.iter().find(|it| it.path.as_str() == file);
        found.map_or(0.0, |it| it.probability)
    };
    let kept =
        tasks.iter().filter_map(|task| radii.get(task.index())).map(|radius| 1.0 - of(radius));
    1.0 - kept.product::<f64>()
}

fn add(
    input: &Input,
    changes: &Changes,
    (file, task): (&str, Option<TaskId>),
    owner: Owner,
    findings: &mut Findings,
) {
    let backlogs = &input.subject.analysis.prediction.backlogs;
    let place = task.and_then(|task| input.subject.task(task));
    let place = place.map(|task| (task.backlog.as_str(), task.line));
    let Some(place) = place.or(backlogs.first().map(|backlog| (backlog.as_str(), 1))) else {
        return;
    };
    findings.push(|| {
        let detail = Detail::Escape { file: file.to_owned(), range: changes.range.clone(), owner };
        Finding::new(Rule::Escape, place, task, detail)
    });
}
