//! Selection of tasks to defer because they connect what could be separate tracks.

use std::collections::BTreeSet;

use super::bonds::Bonds;
use super::search;
use super::work::{Work, cap};

/// Share of the tasks that may be deferred: a plan should place at least 85 % of them.
const MAX_DEFERRED_SHARE: f64 = 0.15;

/// Minimum load that deferring a task must free for other tracks, as a multiple of the task's own
/// load. A clique in which each removal frees only the removed task is one track.
const MIN_FREED: f64 = 2.0;

/// Weight of a bond beyond the overlap itself, in the layout of tracks that may cut bonds: each cut
/// bond means a deferred task.
const CUT_WEIGHT: f64 = 2.0;

/// Factors by which the cap is widened in turn: where a clique is somewhat larger than the cap, a
/// strict layout cuts the clique and not the few bonds that connect it to the rest.
const CAP_FACTORS: [f64; 3] = [1.0, 1.5, 2.0];

/// Selects tasks to defer so that components above the cap fall apart. The tracks are laid out as
/// if bonds could be cut, and the tasks that carry the cut bonds, most of them first, are deferred
/// with all that depend on them. A component that this would not break cheaply stays whole.
pub fn find(work: &Work, bonds: &Bonds, free: &[bool], tracks: usize) -> BTreeSet<usize> {
    let count = free.iter().filter(|&&is_free| is_free).count();
    let cap = cap(tracks, count);
    let (too_large, fitting): (Vec<_>, Vec<_>) = bonds
        .components(free)
        .into_iter()
        .partition(|component| component.len() > 2 && work.load(component) > cap);
    if too_large.is_empty() || tracks < 2 {
        return BTreeSet::new();
    }
    let groups: Vec<Vec<usize>> =
        too_large.iter().flatten().map(|&task| vec![task]).chain(fitting).collect();
    let units = work.units(&groups, Some((bonds, CUT_WEIGHT)));
    let layouts = CAP_FACTORS.map(|wider| {
        let mut track_of = vec![0; free.len()];
        for (group, track) in groups.iter().zip(search::assign(&units, tracks, wider * cap)) {
            for &task in group {
                track_of[task] = track;
            }
        }
        track_of
    });

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let mut allowed = (count as f64 * MAX_DEFERRED_SHARE) as usize;
    let mut deferred = BTreeSet::new();
    for component in too_large {
        let mut best = (0.0, BTreeSet::new());
        for layout in &layouts {
            let cover = cover(work, bonds, &component, layout, allowed);
            let gain = gain(work, bonds, &component, &cover);
            if gain > best.0 {
                best = (gain, cover);
            }
        }
        allowed -= best.1.len();
        deferred.extend(best.1);
    }
    deferred
}

/// Computes by how much the largest part of a component shrinks when some of its tasks are
/// deferred, less the minimum that deferring them must free: a share of all load, negative where it
/// is not worth it.
fn gain(work: &Work, bonds: &Bonds, component: &[usize], deferred_tasks: &BTreeSet<usize>) -> f64 {
    let mut kept = bonds.empty_selection();
    for &task in component.iter().filter(|task| !deferred_tasks.contains(task)) {
        kept[task] = true;
    }
    let pieces = bonds.components(&kept);
    let largest = pieces.iter().map(|piece| work.load(piece)).fold(0.0, f64::max);
    let lost: f64 = deferred_tasks.iter().map(|&task| work.load(&[task])).sum();
    work.load(component) - largest - MIN_FREED * lost
}

/// Selects at most `allowed` tasks of a component that carry the bonds cut by `track`, by cut bonds
/// for each deferred task; among equals the less urgent one.
fn cover(
    work: &Work,
    bonds: &Bonds,
    component: &[usize],
    track: &[usize],
    allowed: usize,
) -> BTreeSet<usize> {
    let mut free = bonds.empty_selection();
    for &task in component {
        free[task] = true;
    }
    let mut cover = BTreeSet::new();
    loop {
        let cut = |task: usize| {
            bonds.of(task).filter(|&other| free[other] && track[other] != track[task]).count()
        };
        let best = component
            .iter()
            .filter(|&&task| free[task])
            .filter_map(|&task| {
                let waiting = bonds.waiting_for(task, &free);
                let bonds_cut: usize = waiting.iter().map(|&task| cut(task)).sum();
                (bonds_cut > 0 && cover.len() + waiting.len() <= allowed)
                    .then(|| (bonds_cut as f64 / waiting.len() as f64, task, waiting))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(work.urgency(a.1).cmp(&work.urgency(b.1))));
        let Some((_, _, waiting)) = best else {
            return cover;
        };
        for &task in &waiting {
            free[task] = false;
        }
        cover.extend(waiting);
    }
}
