//! Concerns: whether the tasks of a track are about one thing.

use super::bonds::Bonds;

/// Share of the others of a track with which a task must have something in common. With more than half of
/// them, in place of at least half, the tracks of 50 windows of 36 finished tasks (4 repositories) had
/// .33 of the collisions that chance gives, in place of .35, with 42 and 43 % of the tasks placed; on the
/// 16 of them that share no task it was .38, in place of .33.
const MIN_KIN: f64 = 0.5;

/// Returns whether a task has something in common with at least half of the others of a track, or waits for
/// one of them, or the other way round.
pub fn belongs(
    task: usize,
    track: &[usize],
    bonds: &Bonds,
    are_kin: impl Fn(usize, usize) -> bool,
) -> bool {
    let waits = |a: usize, b: usize| bonds.depends_on[a].contains(&b);
    let others = || track.iter().copied().filter(|&other| other != task);
    let kin = others().filter(|&other| are_kin(task, other)).count();
    kin as f64 >= MIN_KIN * others().count() as f64
        || others().any(|other| waits(task, other) || waits(other, task))
}
