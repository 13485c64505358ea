//! Measures of how well a backlog can be worked on in parallel.

use crate::model::{Analysis, Independence};

/// Measures the split of an analysis that lists the overlaps of all pairs.
pub fn measure(analysis: &Analysis) -> Independence {
    let (prediction, plan) = (&analysis.prediction, &analysis.plan);
    let counts = |task| prediction.doubt(task).is_none();
    let tasks = prediction.tasks.iter().filter(|task| counts(task.id)).count();
    let pairs = tasks * tasks.saturating_sub(1) / 2;
    let tied = analysis.overlaps.iter().filter(|it| counts(it.a) && counts(it.b)).count();
    let efforts = || plan.tracks.iter().map(|track| track.effort);
    let (whole, longest) = (efforts().sum::<u32>(), efforts().max().unwrap_or(0));
    Independence {
        open: prediction.tasks.len(),
        placed: plan.tracks.iter().map(|track| track.tasks.len()).sum(),
        tracks: plan.tracks.len(),
        expected_collisions: plan.expected_collisions,
        chance_collisions: plan.chance_collisions,
        speed_up: (longest > 0).then(|| f64::from(whole) / f64::from(longest)),
        independent: (pairs > 0).then(|| 1.0 - tied as f64 / pairs as f64),
        contested: plan.unlock.clone(),
    }
}
