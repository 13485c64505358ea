//! Reasons of a plan in words: why tasks wait, and why splitting does not pay.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{
    Alternative, Analysis, Deferral, DeferralReason, Hopeless, LaterGroup, OrderReason, Prediction,
    Priority, RoundScores, SharedHub, Task, TaskId, TaskState, Track, Verdict, WaitReason,
};

use super::layout::{clean, cut_middle};
use super::wording::{self, enumerate};

/// Tasks named of each track that a deferred task collides with.
const MAX_REASONS: usize = 2;
/// Critical tasks named that are not in the round.
const MAX_CRITICAL: usize = 3;
/// Tracks named of those that a waiting group collides with.
const MAX_TRACKS: usize = 2;
/// Number of tasks below which a second worktree costs more than it saves, as `tracks` has it.
const MIN_TASKS_TO_SPLIT: usize = 3;
/// Columns of the one path in a sentence.
const PATH_COLUMNS: usize = 60;

/// Returns the track that holds a task, now or in a later round.
pub fn home(tracks: &[Track], id: TaskId) -> Option<&Track> {
    tracks.iter().find(|track| track.tasks.contains(&id) || track.later.contains(&id))
}

/// Shortens a path to what a sentence has room for.
pub fn short_path(path: &str) -> String {
    cut_middle(&clean(path), PATH_COLUMNS)
}

/// Says why a task is deferred: the reason, and the files where there are any.
pub fn deferral(analysis: &Analysis, deferral: &Deferral) -> Vec<String> {
    let with = with(analysis, &deferral.with);
    let because = match deferral.reason {
        DeferralReason::Blocked => {
            let task = analysis.prediction.tasks.get(deferral.task.index());
            task.map(wording::blocked).unwrap_or_default()
        }
        DeferralReason::WouldGlue if with.is_empty() => "collides with several tracks".into(),
        DeferralReason::WouldGlue => format!("collides with {with}"),
        DeferralReason::Dependency if with.is_empty() => "waits for other tasks".to_owned(),
        DeferralReason::Dependency => format!("waits for {with}"),
        DeferralReason::UnderWay(ref name) => format!("under way in {}", clean(name)),
        DeferralReason::InFlight(ref name) => format!("collides with {}", clean(name)),
    };
    let files: Vec<String> = deferral.files.iter().map(|f| clean(f.as_str())).collect();
    if files.is_empty() {
        vec![because]
    } else {
        vec![because, format!("over {}", enumerate(&files, 2))]
    }
}

/// Returns whether there are fewer tracks than there could be.
fn is_short(analysis: &Analysis) -> bool {
    analysis.plan.tracks.len() < analysis.plan.max_tracks
}

/// Says why there are fewer tracks than there could be.
pub fn fewer(analysis: &Analysis) -> Option<String> {
    let plan = &analysis.plan;
    if plan.tracks.len() < 2 || !is_short(analysis) {
        return None;
    }
    let mut why: Vec<String> = plan.too_many.iter().map(too_many).collect();
    why.extend(left_out(analysis));
    why.extend(large_track(analysis).filter(|_| why.is_empty()));
    let tracks = wording::count(plan.tracks.len(), "track");
    (!why.is_empty()).then(|| format!("{tracks}, not {}: {}.", plan.max_tracks, why.join("; ")))
}

/// Says that a round of more tracks was given up.
fn too_many(round: &Alternative) -> String {
    format!(
        "with {}, {:.1} collisions would be expected ({:.1} at random)",
        wording::count(round.tracks, "track"),
        round.expected,
        round.chance
    )
}

/// Says that the tasks of a track stay together though they are many.
fn large_track(analysis: &Analysis) -> Option<String> {
    let largest = analysis.plan.tracks.iter().max_by_key(|track| track.tasks.len())?;
    let tasks = wording::count(largest.tasks.len(), "task");
    (largest.tasks.len() > RoundScores::PER_TRACK)
        .then(|| format!("the {tasks} of {} belong together", clean(&largest.branch())))
}

/// Says how to have fewer collisions, where fewer tracks avoid most of them.
pub fn with_fewer_collisions(analysis: &Analysis) -> Option<String> {
    let Alternative { tracks, tasks, expected, .. } = analysis.plan.with_fewer_collisions?;
    Some(format!(
        "Fewer collisions? ctx analyze --max-tracks {tracks}: {}, {expected:.1} collisions expected.",
        wording::count(tasks, "task")
    ))
}

/// Says why critical tasks are not in the round.
pub fn critical(analysis: &Analysis) -> Option<String> {
    let plan = &analysis.plan;
    let waits = |task: &&Task| {
        let is_critical = task.priority == Some(Priority::Critical);
        let is_placed = plan.tracks.iter().any(|track| track.tasks.contains(&task.id));
        is_critical && !is_placed && analysis.prediction.doubt(task.id).is_none()
    };
    let why = |task: &Task| {
        let group = plan.later.iter().find(|group| group.tasks.contains(&task.id));
        let deferred = plan.deferred.iter().find(|it| it.task == task.id);
        if let Some(track) = home(&plan.tracks, task.id) {
            Some(format!("follows in {}", clean(&track.branch())))
        } else if let Some(group) = group {
            Some(waiting(analysis, group))
        } else if plan.unknown.contains(&task.id) {
            Some("no file is predicted for it".to_owned())
        } else {
            deferred.filter(|it| !it.is_under_way()).map(|it| deferral(analysis, it).join(" "))
        }
    };
    let waiting = analysis.prediction.tasks.iter().filter(waits);
    let said: Vec<String> = waiting
        .filter_map(|task| {
            Some(format!("{} ({})", wording::key(&analysis.prediction, task.id), why(task)?))
        })
        .collect();
    (!said.is_empty())
        .then(|| format!("Critical, not in this round: {}", enumerate(&said, MAX_CRITICAL)))
}

/// Says why there is one track only.
pub fn one_track(analysis: &Analysis, track: &Track) -> String {
    let plan = &analysis.plan;
    let tasks = [&track.tasks[..], &track.later].concat();
    let why = left_out(analysis);
    if plan.max_tracks < 2 && plan.in_flight.is_empty() {
        "one track was asked for".to_owned()
    } else if plan.later.is_empty() && tasks.len() < MIN_TASKS_TO_SPLIT {
        let tasks = wording::count(tasks.len(), "task");
        format!("a second worktree costs more than it saves with {tasks}")
    } else if !why.is_empty() {
        format!("there is only one track: {}", why.join("; "))
    } else if are_bound(analysis, &tasks) {
        "its tasks probably change the same files, or wait for each other".to_owned()
    } else {
        "all tasks are about the same thing".to_owned()
    }
}

/// Returns whether at least half of the pairs of some tasks may collide or must be done in order.
fn are_bound(analysis: &Analysis, tasks: &[TaskId]) -> bool {
    let both = |a: TaskId, b: TaskId| tasks.contains(&a) && tasks.contains(&b);
    let meet = analysis.overlaps.iter().filter(|pair| pair.verdict >= Verdict::Risk);
    let mut pairs: BTreeSet<[TaskId; 2]> =
        meet.filter(|pair| both(pair.a, pair.b)).map(|pair| [pair.a, pair.b]).collect();
    let order = analysis.plan.order.iter().filter(|it| both(it.before, it.after));
    pairs.extend(order.map(|it| [it.before.min(it.after), it.before.max(it.after)]));
    4 * pairs.len() >= tasks.len() * tasks.len().saturating_sub(1)
}

/// Says why tasks are in no track, one phrase for each reason.
fn left_out(analysis: &Analysis) -> Vec<String> {
    let plan = &analysis.plan;
    let count_of = |reason: WaitReason| -> usize {
        plan.later.iter().filter(|it| it.reason == reason).map(|it| it.tasks.len()).sum()
    };
    let tasks = |number: usize| wording::count(number, "task");
    let mut why = Vec::new();
    let colliding = count_of(WaitReason::Collision);
    if colliding > 0 {
        let contested = plan.unlock.first().map(|it| &it.path);
        let over = contested.or_else(|| plan.later.iter().find_map(|group| group.files.first()));
        let over =
            over.map_or_else(String::new, |it| format!(", first over {}", short_path(it.as_str())));
        let tracks = if plan.tracks.len() == 1 { "it" } else { "them" };
        why.push(format!("{} would collide with {tracks}{over}", tasks(colliding)));
    }
    let left = count_of(WaitReason::Room);
    if left > 0 {
        why.push(format!("{} would collide too often in one more track", tasks(left)));
    }
    let waiting = count_of(WaitReason::Dependency);
    if waiting > 0 {
        let wait = if waiting == 1 { "waits" } else { "wait" };
        why.push(format!("{} {wait} for others", tasks(waiting)));
    }
    // If all tasks that have files are placed, more of them would be more tracks.
    let all_placed = plan.later.is_empty() && plan.too_many.is_none();
    let is_large = plan.tracks.iter().any(|track| track.tasks.len() > RoundScores::PER_TRACK);
    if !plan.unknown.is_empty() && all_placed && !is_large {
        let have = if plan.unknown.len() == 1 { "has" } else { "have" };
        why.push(format!("{} {have} no file", tasks(plan.unknown.len())));
    }
    why
}

/// Says which tasks without a predicted file to do first, where others wait for them.
pub fn do_first(analysis: &Analysis) -> Option<String> {
    let plan = &analysis.plan;
    let mut needs: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    let mut needed_by: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    for it in &plan.order {
        needs.entry(it.after).or_default().push(it.before);
        needed_by.entry(it.before).or_default().push(it.after);
    }
    let is_first = |id: &TaskId| {
        let task = analysis.prediction.tasks.get(id.index());
        task.is_some_and(|task| task.state != TaskState::Blocked) && !needs.contains_key(id)
    };
    let unknown: BTreeSet<TaskId> = plan.unknown.iter().copied().filter(is_first).collect();
    let deferred = plan.deferred.iter().filter(|it| it.reason == DeferralReason::Dependency);
    let deferred: BTreeSet<TaskId> = deferred.map(|it| it.task).collect();
    let waiting = reached(&unknown, &needed_by).intersection(&deferred).count();
    let before = reached(&deferred, &needs);
    let first: BTreeSet<TaskId> = unknown.intersection(&before).copied().collect();
    let keys: Vec<String> =
        first.iter().map(|&id| wording::key(&analysis.prediction, id)).collect();
    let (wait, them) =
        (if waiting == 1 { "waits" } else { "wait" }, if keys.len() == 1 { "it" } else { "them" });
    (!keys.is_empty()).then(|| {
        format!(
            "Do {} first (see ctx next) and tick {them}, then type ctx analyze again: {} {wait} for {them}, and \
             no file is predicted for {them}.",
            enumerate(&keys, MAX_REASONS),
            wording::count(waiting, "task")
        )
    })
}

/// Returns some tasks and all that are reached from them.
fn reached(from: &BTreeSet<TaskId>, next: &BTreeMap<TaskId, Vec<TaskId>>) -> BTreeSet<TaskId> {
    let mut met = from.clone();
    let mut open: VecDeque<TaskId> = from.iter().copied().collect();
    while let Some(task) = open.pop_front() {
        let others = next.get(&task).into_iter().flatten().copied();
        open.extend(others.filter(|&other| met.insert(other)));
    }
    met
}

/// Says which tracks change a file, and in which order to merge them.
pub fn shared(shared: &SharedHub) -> String {
    let tracks: Vec<String> = shared.tracks.iter().map(|name| clean(name)).collect();
    let all = enumerate(&tracks, usize::MAX);
    let path = short_path(shared.path.as_str());
    let why = if shared.only_adds { "past commits only add lines to it; " } else { "" };
    format!("Shared: {path} ({all}): {why}merge in this order.")
}

/// Says why a group waits: the tracks it collides with, or the tasks it waits for.
pub fn waiting(analysis: &Analysis, group: &LaterGroup) -> String {
    match group.reason {
        WaitReason::Room if is_short(analysis) => {
            "one more track would collide too often with the round".to_owned()
        }
        WaitReason::Room => "the round is full, and others come first".to_owned(),
        WaitReason::Dependency => format!("waits for {}", with(analysis, &group.with)),
        WaitReason::Collision => {
            let tracks = analysis.plan.tracks.iter();
            let tracks: Vec<String> = tracks
                .filter(|track| group.with.iter().any(|id| track.tasks.contains(id)))
                .map(|track| clean(&track.branch()))
                .collect();
            let over = match group.files.first() {
                Some(file) => format!(" over {}", short_path(file.as_str())),
                None => String::new(),
            };
            if tracks.is_empty() {
                "would collide with the round".to_owned()
            } else {
                format!("would collide with {}{over}", enumerate(&tracks, MAX_TRACKS))
            }
        }
    }
}

/// Lists tasks by the place they were given: `work/docs (T1, T2 +3) and work/index (T9)`.
fn with(analysis: &Analysis, ids: &[TaskId]) -> String {
    let plan = &analysis.plan;
    let mut homes: Vec<(String, Vec<String>)> = Vec::new();
    for &id in ids {
        let place = if let Some(track) = home(&plan.tracks, id) {
            clean(&track.branch())
        } else if let Some(group) = plan.later.iter().find(|it| it.tasks.contains(&id)) {
            clean(&group.name)
        } else if plan.unknown.contains(&id) {
            "an unknown task".to_owned()
        } else if analysis.prediction.doubt(id).is_some() {
            "a doubtful task".to_owned()
        } else {
            "a deferred task".to_owned()
        };
        let key = wording::key(&analysis.prediction, id);
        match homes.iter_mut().find(|(known, _)| *known == place) {
            Some((_, keys)) => keys.push(key),
            None => homes.push((place, vec![key])),
        }
    }
    let named = |(place, keys): &(String, Vec<String>)| {
        let more = match keys.len().saturating_sub(MAX_REASONS) {
            0 => String::new(),
            more => format!(" +{more}"),
        };
        let keys = keys.iter().take(MAX_REASONS).cloned().collect::<Vec<_>>().join(", ");
        format!("{place} ({keys}{more})")
    };
    enumerate(&homes.iter().map(named).collect::<Vec<_>>(), usize::MAX)
}

/// Lists what holds a task back: the backlog defers or blocks it, or it waits for others.
pub fn notes(prediction: &Prediction, task: &Task) -> Vec<String> {
    let mut notes = Vec::new();
    if task.priority == Some(Priority::Deferred) {
        notes.push("priority deferred".to_owned());
    }
    if task.state == TaskState::Blocked {
        notes.push(wording::blocked(task));
    }
    notes.extend(wording::waits(prediction, task, MAX_REASONS));
    notes
}

/// Names the tasks that make what a task names; `None` where there are none.
pub fn builds_on(analysis: &Analysis, task: TaskId) -> Option<String> {
    let made = analysis.plan.order.iter();
    let made = made.filter(|it| it.after == task && it.because == OrderReason::Creates);
    let keys: Vec<String> = made.map(|it| wording::key(&analysis.prediction, it.before)).collect();
    (!keys.is_empty()).then(|| format!("builds on {}", enumerate(&keys, MAX_REASONS)))
}

/// Says why splitting does not pay, and what would change that.
pub fn hopeless(hopeless: &Hopeless) -> (String, String) {
    match hopeless {
        Hopeless::File { path, tasks, of } => (
            format!("{tasks} of {of} tasks edit {}.", short_path(path.as_str())),
            format!(
                "Split {} first (by command, by type), then plan again.",
                short_path(path.as_str())
            ),
        ),
        Hopeless::Everywhere { expected, chance, .. } => (
            format!(
                "any tracks would collide about as often as at random ({expected:.1} pairs of \
                 tasks expected, {chance:.1} at random)."
            ),
            "Plan a part with --section, or do them one after the other; a task that names its own \
             files collides less."
                .to_owned(),
        ),
    }
}
