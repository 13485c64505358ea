//! Figures of the round at a glance.

use crate::model::Analysis;
use crate::report::html::{Markup, parts};

/// Adds the figures.
pub fn add(main: &mut Markup, analysis: &Analysis) {
    let plan = &analysis.plan;
    let all = analysis.prediction.tasks.len();
    let placed: usize = plan.tracks.iter().map(|track| track.tasks.len()).sum();
    let effort: u32 = plan.tracks.iter().map(|track| track.effort).sum();
    let longest = plan.tracks.iter().map(|track| track.effort).max().unwrap_or(0);
    let waiting = plan.later.iter().map(|group| group.tasks.len()).sum::<usize>()
        + plan.tracks.iter().map(|track| track.later.len()).sum::<usize>();
    let deferred = plan.deferred.iter().filter(|it| !it.is_under_way()).count();
    let needs = deferred + plan.unknown.len() + analysis.prediction.doubtful.len();
    let figure = |name, value: String, remark: &str| (name, value, remark.to_owned());
    let mut list =
        vec![figure("In this round", placed.to_string(), &format!("of {all} open tasks"))];
    if plan.tracks.len() > 1 && longest > 0 {
        let speed = f64::from(effort) / f64::from(longest);
        let remark = format!("{effort} open boxes, {longest} in the longest track");
        list.push(figure("Speed-up", format!("{speed:.1}×"), &remark));
        let chance = format!("across tracks; at random {:.1}", plan.chance_collisions);
        let expected = format!("{:.1}", plan.expected_collisions);
        list.push(figure("Expected collisions", expected, &chance));
    }
    list.push(figure("Wait for a later round", waiting.to_string(), "tasks"));
    list.push(figure("Need you", needs.to_string(), "deferred, unknown or doubtful"));
    parts::figures(main, &list);
}
