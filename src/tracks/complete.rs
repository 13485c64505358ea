//! Completes a small round: what it leaves out joins a track.

use super::draw::{Choice, Tracks};

/// Adds the other tasks that are considered, whatever they are about. Most of a group takes a track that is
/// free. Every other task joins the track that gains most from it, among equals the one with fewest
/// tasks. Left out is what collides with several tracks, and what waits for tasks in several or in none.
pub fn complete(choice: &Choice, tracks: &mut Tracks) {
    for &group in &choice.considered {
        let mut track: Vec<usize> = Vec::new();
        for &task in &choice.groups[group] {
            let is_placed = tracks.iter().any(|track| track.contains(&task));
            let gain = choice.gain(task, &track, tracks.iter());
            if !is_placed && gain > f64::NEG_INFINITY && choice.is_ready(task, &track) {
                track.push(task);
            }
        }
        let is_most = 2 * track.len() > choice.groups[group].len();
        if track.len() > 1 && is_most && tracks.len() < choice.max_tracks {
            tracks.push(track);
        }
    }
    if tracks.is_empty() {
        tracks.push(Vec::new());
    }
    let mut left = choice.by_value();
    left.retain(|task| !tracks.iter().any(|track| track.contains(task)));
    loop {
        let home = |&task: &usize, in_order: bool| {
            let first =
                if in_order { &choice.before[task] } else { &choice.bonds.depends_on[task] };
            let holds_all = |at: &usize| first.iter().all(|it| tracks[*at].contains(it));
            let ready = (0..tracks.len()).filter(holds_all);
            let gains = ready.map(|at| (at, choice.gain_in(task, at, tracks)));
            let possible = gains.filter(|&(_, gain)| gain > f64::NEG_INFINITY);
            possible.max_by(|a, b| {
                let fewer = || tracks[b.0].len().cmp(&tracks[a.0].len());
                a.1.total_cmp(&b.1).then_with(fewer).then(b.0.cmp(&a.0))
            })
        };
        let find = |in_order: bool| {
            left.iter().enumerate().find_map(|(place, task)| Some((place, home(task, in_order)?)))
        };
        let Some((place, (at, _))) = find(true).or_else(|| find(false)) else { break };
        tracks[at].push(left.remove(place));
    }
    tracks.retain(|track| !track.is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use crate::model::{BlastRadius, Task};

    #[test]
    fn a_small_backlog_leaves_nothing_out_whatever_its_tasks_are_about() {
        let names: Vec<String> = (0..16)
            .map(|id| match id {
                0..5 => "a/a.go".to_owned(),
                5..10 => "b/b.go".to_owned(),
                _ => format!("p{id}/f.go"),
            })
            .collect();
        let mut radii: Vec<BlastRadius> =
            (0..).zip(&names).map(|(id, name)| radius(id, &[(name.as_str(), 0.9)])).collect();
        for radius in &mut radii[10..] {
            radius.files[0].probability = 0.3;
        }
        let tasks: Vec<Task> = (0..16).map(task).collect();
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        let (_, plan) = split(&tasks, &radii, Beside::default(), options);
        let placed: usize = plan.tracks.iter().map(|track| track.tasks.len()).sum();
        assert_eq!((placed, plan.later.len(), plan.deferred.len()), (16, 0, 0), "{plan:?}");
        assert!(plan.tracks.len() > 2, "{plan:?}");
    }
}
