//! Which tasks to put off because they glue together what could be separate tracks.

use std::collections::BTreeSet;

use super::bonds::Bonds;
use super::search;
use super::work::{Work, cap};

/// At most this share of the tasks is put off: a plan should place at least 85 % of them.
const AT_MOST: f64 = 0.15;

/// Putting off a task must free more than this many times its load for other tracks. A clique in which
/// each removal frees nobody but the one removed is honestly one track.
const FREED: f64 = 2.0;

/// A bond across tracks costs this much more than the overlap itself when one looks where the
/// tracks would lie if bonds could be cut: each cut bond means a task put off.
const CUT: f64 = 2.0;

/// The layout is tried with the cap widened so many times: where a clique is somewhat larger than
/// the cap, a strict layout cuts the clique and not the few bonds that tie it to the rest.
const WIDENED: [f64; 3] = [1.0, 1.5, 2.0];

/// Tasks to defer so that components above the cap fall apart: the tracks are laid out as if bonds
/// could be cut, and the tasks that carry the cut bonds, most of them first, are put off with all
/// that depends on them. A component that this would not break cheaply stays whole.
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
    let units = work.units(&groups, Some((bonds, CUT)));
    let layouts = WIDENED.map(|wider| {
        let mut track_of = vec![0; free.len()];
        for (group, track) in groups.iter().zip(search::assign(&units, tracks, wider * cap)) {
            for &task in group {
                track_of[task] = track;
            }
        }
        track_of
    });

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let mut allowed = (count as f64 * AT_MOST) as usize;
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

/// By how much a component becomes smaller at its largest when some of its tasks are put off, less
/// what putting them off must free at least: a share of all load, negative where it does not pay.
fn gain(work: &Work, bonds: &Bonds, component: &[usize], put_off: &BTreeSet<usize>) -> f64 {
    let mut kept = bonds.nobody();
    for &task in component.iter().filter(|task| !put_off.contains(task)) {
        kept[task] = true;
    }
    let pieces = bonds.components(&kept);
    let largest = pieces.iter().map(|piece| work.load(piece)).fold(0.0, f64::max);
    let lost: f64 = put_off.iter().map(|&task| work.load(&[task])).sum();
    work.load(component) - largest - FREED * lost
}

/// At most `allowed` tasks of a component that carry the bonds cut by `track`, chosen by cut bonds
/// for each task put off; among equals the less pressing one.
fn cover(
    work: &Work,
    bonds: &Bonds,
    component: &[usize],
    track: &[usize],
    allowed: usize,
) -> BTreeSet<usize> {
    let mut free = bonds.nobody();
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
