//! Suggests what to do next, from the tasks, their blast radii and what the last commits touched.
//!
//! Tasks that are blocked, that wait for others or build on what these make, that another worktree works
//! on or would collide with, or that look done, dropped or duplicate are left out, and counted. The others
//! are ordered by one criterion after the other:
//!
//! 1. tasks in progress, since finishing comes before starting;
//! 2. the priority that the backlog states; tasks without one come last;
//! 3. among equals, what must be done before what the backlog marks as optional;
//! 4. momentum: whether most of what a task will probably touch lies in files that the last commits
//!    touched, or else in the folders of such files, or neither. Three levels, so that a difference of
//!    a few percent never decides;
//! 5. the phase;
//! 6. quick wins: few predicted files, then few open boxes. A task without predictable files counts as
//!    large;
//! 7. the order of the backlog.
//!
//! In a plan, no task comes before one that is as urgent and stands above it (`plans`).

mod plans;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Analysis, BlastRadius, Colliding, Confidence, DeferralReason, Next, OfTrack, OrderReason,
    PredictedFile, Prediction, Priority, Reason, Scope, Suggestion, Task, TaskId, TaskState,
    TrackTasks, Waiting,
};
use plans::Plans;

/// Share of what a task will probably touch that counts as most of it.
const MOST_SHARE: f64 = 0.5;

/// Maximum number of files of a quick win, where the prediction can be trusted.
const MAX_QUICK_WIN_FILES: usize = 2;

/// Number of places named that the last commits touched.
const MAX_NAMED_PLACES: usize = 2;

/// Chooses at most `limit` tasks of the scope to do next.
pub fn suggest(analysis: &Analysis, scope: Scope, limit: usize) -> Next {
    let prediction = &analysis.prediction;
    let taken: BTreeSet<TaskId> =
        scope.elsewhere.iter().flat_map(|other| &other.tasks).copied().collect();
    let of_track = |id| scope.track.as_ref().is_none_or(|track| track.open.contains(&id));
    let ours = prediction.tasks.iter().filter(|task| {
        of_track(task.id) && !taken.contains(&task.id) && task.state.is_unfinished()
    });
    let (doubtful, ours): (Vec<&Task>, Vec<&Task>) =
        ours.partition(|task| prediction.doubt(task.id).is_some());
    let order = Order::of(analysis);
    let needs = |task: &Task| order.needs(task, &of_track);
    let (waiting, ours): (Vec<&Task>, Vec<&Task>) = ours
        .into_iter()
        .partition(|task| task.state == TaskState::Blocked || !needs(task).is_empty());
    let waiting = waiting.into_iter().map(|task| Waiting {
        task: task.id,
        is_blocked: task.state == TaskState::Blocked,
        on: needs(task),
    });
    let waiting: Vec<Waiting> = waiting.collect();
    // A track was given its tasks, whatever else goes on.
    let colliding = if scope.track.is_some() { Vec::new() } else { colliding(analysis, &ours) };
    let held_back: BTreeSet<TaskId> = colliding.iter().map(|it| it.task).collect();
    let is_free = |task: &&Task| !held_back.contains(&task.id);
    let free: Vec<&Task> = ours.into_iter().filter(is_free).collect();
    let touched = Touched::of(prediction);
    let mut ranked: Vec<(Rank, &Task)> =
        free.iter().map(|task| (rank(task, prediction, &touched), *task)).collect();
    ranked.sort_by_key(|&(rank, _)| rank);
    let ranked = step_by_step(ranked, limit);
    let first_phase = free.iter().map(|task| task.phase).min();
    let one_phase = free.iter().all(|task| Some(task.phase) == first_phase);
    let first_phase = first_phase.filter(|_| !one_phase);
    let suggestion = |task: &&Task| Suggestion {
        task: task.id,
        reasons: reasons(task, prediction, &order, &touched, first_phase),
        states_priority: task.priority.is_some(),
    };
    Next {
        track: scope.track.map(|TrackTasks { name, given, gone, open }| OfTrack {
            name,
            given,
            gone,
            open: open.len(),
        }),
        startable: free.len(),
        suggestions: ranked.iter().map(suggestion).collect(),
        waiting,
        colliding,
        doubtful: doubtful.into_iter().map(|task| task.id).collect(),
        elsewhere: scope.elsewhere,
    }
}

/// Takes the first `limit` of ranked tasks. One of a plan gives way to the first one of the plan that is at
/// least as urgent.
fn step_by_step(mut ranked: Vec<(Rank, &Task)>, limit: usize) -> Vec<&Task> {
    let plans = Plans::of(ranked.iter().map(|&(_, task)| task));
    let mut taken = Vec::new();
    while taken.len() < limit && !ranked.is_empty() {
        let (rank, best) = ranked[0];
        let is_earlier = |&(_, (other, task)): &(usize, &(Rank, &Task))| {
            plans.are_of_one(task, best) && other.urgency() <= rank.urgency()
        };
        let above = ranked.iter().enumerate().filter(is_earlier);
        let first = above.min_by_key(|(_, (_, task))| (task.phase, task.id));
        let at = first.map_or(0, |(at, _)| at);
        taken.push(ranked.remove(at).1);
    }
    taken
}

/// Tasks that must be done in order.
struct Order {
    /// For each task, those that make what it names.
    makers: BTreeMap<TaskId, Vec<TaskId>>,
    /// For each task, those that depend on it or name what it makes.
    waiting: BTreeMap<TaskId, BTreeSet<TaskId>>,
}

impl Order {
    fn of(analysis: &Analysis) -> Self {
        let mut order = Self { makers: BTreeMap::new(), waiting: BTreeMap::new() };
        for it in analysis.plan.order.iter().filter(|it| it.because == OrderReason::Creates) {
            order.makers.entry(it.after).or_default().push(it.before);
            order.waiting.entry(it.before).or_default().insert(it.after);
        }
        for task in &analysis.prediction.tasks {
            for &dependency in &task.depends_on {
                order.waiting.entry(dependency).or_default().insert(task.id);
            }
        }
        order
    }

    /// Returns the unfinished tasks that a task depends on, and those of the same choice that make what it
    /// names.
    fn needs(&self, task: &Task, is_of_choice: &dyn Fn(TaskId) -> bool) -> Vec<TaskId> {
        let makers = self.makers.get(&task.id).into_iter().flatten().copied();
        task.depends_on.iter().copied().chain(makers.filter(|&id| is_of_choice(id))).collect()
    }
}

/// Finds those of some tasks that would collide with work in flight.
fn colliding(analysis: &Analysis, tasks: &[&Task]) -> Vec<Colliding> {
    let asked: BTreeSet<TaskId> = tasks.iter().map(|task| task.id).collect();
    let collisions = analysis.plan.deferred.iter().filter_map(|it| match &it.reason {
        DeferralReason::InFlight(with) if asked.contains(&it.task) => {
            Some(Colliding { task: it.task, with: with.clone(), files: it.files.clone() })
        }
        _ => None,
    });
    collisions.collect()
}

/// Closeness of the work on a task to what the last commits touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Momentum {
    None,
    Folders,
    Files,
}

/// Criteria of the order: the first that differs decides, and the smaller comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_in_progress: Reverse<bool>,
    priority: u8,
    is_optional: bool,
    momentum: Reverse<Momentum>,
    phase: u32,
    files: usize,
    effort: u32,
    order: TaskId,
}

impl Rank {
    /// Returns the criteria that come before the order of a plan.
    fn urgency(self) -> (Reverse<bool>, u8, bool) {
        (self.is_in_progress, self.priority, self.is_optional)
    }
}

fn rank(task: &Task, prediction: &Prediction, touched: &Touched) -> Rank {
    let radius = prediction.radii.get(task.id.index());
    let files = radius.map_or(0, |radius| radius.predicted().count());
    Rank {
        is_in_progress: Reverse(task.state == TaskState::InProgress),
        priority: match task.priority {
            Some(Priority::Critical) => 0,
            Some(Priority::High) => 1,
            Some(Priority::Medium) => 2,
            Some(Priority::Low) => 3,
            None => 4,
            Some(Priority::Deferred) => 5,
        },
        is_optional: task.is_optional(),
        momentum: Reverse(radius.map_or(Momentum::None, |radius| touched.momentum(radius))),
        phase: task.phase,
        files: if files == 0 { usize::MAX } else { files },
        effort: task.effort,
        order: task.id,
    }
}

fn reasons(
    task: &Task,
    prediction: &Prediction,
    order: &Order,
    touched: &Touched,
    first_phase: Option<u32>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if task.state == TaskState::InProgress {
        reasons.push(Reason::InProgress);
    }
    if let Some(priority @ (Priority::Critical | Priority::High | Priority::Deferred)) =
        task.priority
    {
        reasons.push(Reason::Priority(priority));
    }
    if task.is_optional() {
        reasons.push(Reason::Optional);
    }
    if let Some(waiting) = order.waiting.get(&task.id) {
        reasons.push(Reason::Unblocks(waiting.iter().copied().collect()));
    }
    if let Some(radius) = prediction.radii.get(task.id.index()) {
        let momentum = touched.momentum(radius);
        if momentum > Momentum::None {
            let same_files = momentum == Momentum::Files;
            reasons.push(Reason::Momentum { same_files, places: touched.places(radius) });
        }
    }
    if first_phase == Some(task.phase)
        && let Some(heading) = task.section.last()
    {
        reasons.push(Reason::Phase(heading.clone()));
    }
    let radius = prediction.radii.get(task.id.index());
    let sure = radius.filter(|radius| radius.confidence >= Confidence::Medium);
    let files = sure.map_or(0, |radius| radius.predicted().count());
    if (1..=MAX_QUICK_WIN_FILES).contains(&files) && task.effort <= 1 {
        reasons.push(Reason::QuickWin(files));
    }
    if reasons.is_empty() {
        reasons.push(Reason::Order);
    }
    reasons
}

/// Files and folders that the last commits touched.
struct Touched<'a> {
    files: BTreeSet<&'a str>,
    folders: BTreeSet<&'a str>,
}

impl<'a> Touched<'a> {
    fn of(prediction: &'a Prediction) -> Self {
        let files = prediction.recent.iter().flat_map(|commit| &commit.files).map(String::as_str);
        let files: BTreeSet<&str> = files.collect();
        // Files at the top have nothing else in common.
        let folders =
            files.iter().filter_map(|file| file.rsplit_once('/')).map(|(folder, _)| folder);
        Self { folders: folders.collect(), files }
    }

    fn has(&self, file: &PredictedFile) -> bool {
        self.files.contains(file.path.as_str())
    }

    fn is_near(&self, file: &PredictedFile) -> bool {
        self.has(file) || self.folders.contains(file.path.folder())
    }

    fn momentum(&self, radius: &BlastRadius) -> Momentum {
        let sum = |test: &dyn Fn(&PredictedFile) -> bool| -> f64 {
            radius.predicted().filter(|file| test(file)).map(|file| file.probability).sum()
        };
        let all = sum(&|_| true);
        if all <= 0.0 {
            Momentum::None
        } else if sum(&|file| self.has(file)) >= MOST_SHARE * all {
            Momentum::Files
        } else if sum(&|file| self.is_near(file)) >= MOST_SHARE * all {
            Momentum::Folders
        } else {
            Momentum::None
        }
    }

    /// Returns the folders and root files of a radius that were touched, the likeliest first.
    fn places(&self, radius: &BlastRadius) -> Vec<String> {
        let mut places: Vec<String> = Vec::new();
        for file in radius.predicted().filter(|file| self.is_near(file)) {
            let place = match file.path.folder() {
                "" => file.path.as_str().to_owned(),
                folder => format!("{folder}/"),
            };
            if places.len() < MAX_NAMED_PLACES && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}
