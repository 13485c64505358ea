//! Measures of how well a backlog can be worked on in parallel.

use super::{Input, overlap};
use crate::model::{Contested, Independence};

/// Measures the split of an analysis that lists the overlaps of all pairs. Pairs that name the same file
/// are not independent, and a file that most tasks name holds them back.
pub fn measure(input: &Input) -> Independence {
    let analysis = input.subject.analysis;
    let (prediction, plan) = (&analysis.prediction, &analysis.plan);
    let counts = |task| prediction.doubt(task).is_none();
    let tasks = prediction.tasks.iter().filter(|task| counts(task.id)).count();
    let pairs = tasks * tasks.saturating_sub(1) / 2;
    let listed = analysis.overlaps.iter().filter(|it| counts(it.a) && counts(it.b)).count();
    let is_unlisted = |&(a, b): &_| overlap::listed(input, a, b).is_none();
    let named = input.named.tasks().flat_map(|a| {
        let others = input.named.after(a);
        others.into_iter().map(move |b| (a, b))
    });
    let tied = listed + named.filter(is_unlisted).count();
    let efforts = || plan.tracks.iter().map(|track| track.effort);
    let (whole, longest) = (efforts().sum::<u32>(), efforts().max().unwrap_or(0));
    let by_most = plan.hubs.iter().map(|hub| (hub, input.named.count(hub)));
    let by_most = by_most.filter(|&(_, naming)| naming > 1 && 2 * naming >= tasks);
    let by_most = by_most.map(|(path, tasks)| Contested { path: path.clone(), tasks });
    Independence {
        open: prediction.tasks.len(),
        placed: plan.tracks.iter().map(|track| track.tasks.len()).sum(),
        tracks: plan.tracks.len(),
        expected_collisions: plan.expected_collisions,
        chance_collisions: plan.chance_collisions,
        speed_up: (longest > 0).then(|| f64::from(whole) / f64::from(longest)),
        independent: (pairs > 0).then(|| 1.0 - tied as f64 / pairs as f64),
        contested: by_most.chain(plan.unlock.iter().cloned()).collect(),
    }
}
