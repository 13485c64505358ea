//! Concerns: whether the tasks of a track are about one thing.

use super::bonds::Bonds;

/// Share of the others of a track with which a task must have something in common. With a half in place of
/// two thirds, 75 windows of 36 finished tasks (4 repositories) had .35 of the collisions that chance gives,
/// in place of .31, and 35 windows of authors that the model never saw .47, in place of .40; 44 or 45 % of the
/// tasks were placed each time.
const MIN_KIN: f64 = 0.67;

/// Returns whether a task has something in common with at least two thirds of the others of a track, or waits for
/// one of them, or the other way round.
pub fn belongs(
    task: usize,
    track: &[usize],
    bonds: &Bonds,
    are_related: impl Fn(usize, usize) -> bool,
) -> bool {
    let waits = |a: usize, b: usize| bonds.depends_on[a].contains(&b);
    let others = || track.iter().copied().filter(|&other| other != task);
    let kin = others().filter(|&other| are_related(task, other)).count();
    kin as f64 >= MIN_KIN * others().count() as f64
        || others().any(|other| waits(task, other) || waits(other, task))
}
