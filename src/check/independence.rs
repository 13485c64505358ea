//! Measures of how well a backlog can be worked on in parallel.

use std::collections::BTreeMap;

use super::{Input, overlap};
use crate::model::{Contested, Independence, TaskId};

/// Lists the pairs of planned tasks that are not independent.
fn tied<'a>(input: &'a Input<'a>) -> impl Iterator<Item = (TaskId, TaskId)> + 'a {
    let prediction = &input.subject.analysis.prediction;
    let counts = |task| prediction.doubt(task).is_none();
    let listed = input.subject.analysis.overlaps.iter().map(|it| (it.a, it.b));
    let listed = listed.filter(move |&(a, b)| counts(a) && counts(b));
    let named = input.named.tasks().flat_map(|a| {
        let others = input.named.after(a);
        others.into_iter().map(move |b| (a, b))
    });
    listed.chain(named.filter(|&(a, b)| overlap::listed(input, a, b).is_none()))
}

/// Finds the task that is in most of these pairs, the first of several, and their number.
pub fn most_tied(input: &Input) -> Option<(TaskId, usize)> {
    let mut counts: BTreeMap<TaskId, usize> = BTreeMap::new();
    for task in tied(input).flat_map(|(a, b)| [a, b]) {
        *counts.entry(task).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// Measures the split of an analysis that lists the overlaps of all pairs. Pairs that name the same file
/// are not independent, and a file that most tasks name holds them back.
pub fn measure(input: &Input) -> Independence {
    let analysis = input.subject.analysis;
    let (prediction, plan) = (&analysis.prediction, &analysis.plan);
    let counts = |task| prediction.doubt(task).is_none();
    let tasks = prediction.tasks.iter().filter(|task| counts(task.id)).count();
    let pairs = tasks * tasks.saturating_sub(1) / 2;
    let tied = tied(input).count();
    let efforts = || plan.tracks.iter().map(|track| track.effort);
    let (whole, longest) = (efforts().sum::<u32>(), efforts().max().unwrap_or(0));
    let by_most = input.named.shared().into_iter().filter(|&(_, naming)| 2 * naming >= tasks);
    let by_most = by_most.map(|(path, tasks)| Contested { path: path.clone(), tasks });
    let mut contested: Vec<Contested> = by_most.collect();
    for held in &plan.unlock {
        if !contested.iter().any(|it| it.path == held.path) {
            contested.push(held.clone());
        }
    }
    Independence {
        open: prediction.tasks.len(),
        placed: plan.tracks.iter().map(|track| track.tasks.len()).sum(),
        tracks: plan.tracks.len(),
        expected_collisions: plan.expected_collisions,
        chance_collisions: plan.chance_collisions,
        speed_up: (longest > 0).then(|| f64::from(whole) / f64::from(longest)),
        independent: (pairs > 0).then(|| 1.0 - tied as f64 / pairs as f64),
        contested,
    }
}
