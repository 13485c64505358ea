//! Measures of the backlog as a whole, in words.

use crate::model::{Checked, Independence, Rule};
use crate::report::layout::clean;
use crate::report::wording::{count, enumerate};

/// Number of contested files that are named.
const MAX_CONTESTED: usize = 3;

/// Words the measures in sentences, the first of which counts the tasks.
pub fn sentences(checked: &Checked) -> Vec<String> {
    let independence = &checked.independence;
    let Independence { open, placed, tracks, .. } = *independence;
    if open == 0 {
        let is_unread = checked.findings.iter().any(|finding| finding.rule == Rule::Unread);
        let state = if is_unread { "read" } else { "open" };
        return vec![format!("No task is {state}.")];
    }
    let mut said = vec![match tracks {
        0 => format!("{}, none of them in a track.", count(open, "open task")),
        1 => format!("{}, {placed} of them in one track.", count(open, "open task")),
        _ => {
            let placed_share = share(placed as f64 / open as f64);
            format!(
                "{}, {placed} of them ({placed_share}) in {tracks} tracks at once.",
                count(open, "open task")
            )
        }
    }];
    if tracks > 1 {
        let (expected, chance) = (independence.expected_collisions, independence.chance_collisions);
        let speed_up = independence.speed_up.unwrap_or(1.0);
        said.push(format!(
            "Collisions expected: {expected:.1} (at random {chance:.1}). Speed-up: {speed_up:.1}."
        ));
    }
    if let Some(independent) = independence.independent {
        let before = checked.comparison.and_then(|comparison| comparison.independent);
        let before = before
            .map_or_else(String::new, |before| format!(" ({} in the baseline)", share(before)));
        said.push(format!("{} of all pairs of tasks are independent{before}.", share(independent)));
    }
    let contested = independence.contested.iter();
    let contested: Vec<String> = contested
        .map(|it| format!("{} ({})", clean(it.path.as_str()), count(it.tasks, "task")))
        .collect();
    if !contested.is_empty() {
        said.push(format!("Held back by {}.", enumerate(&contested, MAX_CONTESTED)));
    }
    said
}

/// Writes a share that was counted, which may be all or nothing.
fn share(counted: f64) -> String {
    format!("{:.0} %", 100.0 * counted)
}

/// Words the measures in one line.
pub fn line(checked: &Checked) -> String {
    sentences(checked).join(" ")
}
