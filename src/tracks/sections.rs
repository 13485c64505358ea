//! Sections whose tasks stand in a stated order: their ids are numbers that rise.

use std::collections::BTreeMap;

use super::alike::{Alike, MAX_BESIDE, MAX_SECTION};
use super::groups::{MIN_SECTION_COSINE, mean};
use super::topics::is_collection;
use crate::model::Task;

/// Lists the small sections whose tasks are numbered in reading order (`10.1`, `10.2`; `E1`, `E2`), with those
/// of `chosen` that stand in them, in this order. Left out are sections whose tasks are told apart by the files
/// that they touch, as `by_files` compares them, and those with all tasks that are chosen.
pub fn in_order(
    tasks: &[Task],
    chosen: &[usize],
    by_files: impl Fn(usize, usize) -> f64,
) -> Vec<Vec<usize>> {
    let sections = by_section(tasks, chosen.iter().copied());
    let is_ordered = |(_, section): &(&str, &[String]), members: &[usize]| {
        section.last().is_some_and(|heading| !is_collection(heading))
            && (2..=MAX_SECTION).contains(&members.len())
            && members.len() < chosen.len()
            && are_numbered(members.iter().map(|&at| &tasks[at]))
            && mean(members, members, &by_files) >= MIN_SECTION_COSINE
    };
    let mut ordered = Vec::new();
    for (place, mut members) in sections {
        members.sort_unstable();
        if is_ordered(&place, &members) {
            ordered.push(members);
        }
    }
    ordered
}

/// Groups tasks by their backlog and section.
fn by_section(
    tasks: &[Task],
    of: impl Iterator<Item = usize>,
) -> BTreeMap<(&str, &[String]), Vec<usize>> {
    let mut sections: BTreeMap<(&str, &[String]), Vec<usize>> = BTreeMap::new();
    for at in of {
        sections.entry((&tasks[at].backlog, &tasks[at].section)).or_default().push(at);
    }
    sections
}

/// Lists for each of `considered` the others of its section, where that is small.
pub fn mates(tasks: &[Task], considered: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    let is_concern = |at: &usize| tasks[*at].section.last().is_some_and(|it| !is_collection(it));
    let sections = by_section(tasks, considered.iter().copied().filter(is_concern));
    let mut mates = BTreeMap::new();
    for members in sections.values().filter(|members| members.len() <= MAX_BESIDE) {
        for &task in members {
            mates.insert(task, members.iter().copied().filter(|&other| other != task).collect());
        }
    }
    mates
}

/// Lists the tasks that should be done before each of `chosen`, where the backlog states an order without naming
/// them: those before it in a small numbered section, and those in earlier steps of its plan. Less urgent ones do
/// not hold up a task.
pub fn before(
    tasks: &[Task],
    chosen: &[usize],
    alike: &Alike,
    max_tracks: usize,
) -> BTreeMap<usize, Vec<usize>> {
    let mut before = steps(tasks, chosen, max_tracks);
    for section in in_order(tasks, chosen, |a, b| alike.by_files(a, b)) {
        for (at, &task) in section.iter().enumerate() {
            before.entry(task).or_default().extend(&section[..at]);
        }
    }
    for (&task, first) in &mut before {
        first.retain(|&it| tasks[it].priority() <= tasks[task].priority());
    }
    before
}

/// Lists for each of `chosen` those in earlier steps of its plan, where there are enough plans to work on side
/// by side. A plan is a backlog whose sections are all numbered.
fn steps(tasks: &[Task], chosen: &[usize], enough: usize) -> BTreeMap<usize, Vec<usize>> {
    let mut plans: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &at in chosen {
        plans.entry(&tasks[at].backlog).or_default().push(at);
    }
    plans.retain(|_, members| members.iter().all(|&at| tasks[at].is_step()));
    let mut earlier = BTreeMap::new();
    if plans.len() < enough.max(2) {
        return earlier;
    }
    for members in plans.values() {
        for &task in members {
            let is_before = |&other: &usize| tasks[other].phase < tasks[task].phase;
            earlier.insert(task, members.iter().copied().filter(is_before).collect());
        }
    }
    earlier
}

/// Returns whether the ids of tasks are the same but for a last number, which rises.
fn are_numbered<'a>(tasks: impl Iterator<Item = &'a Task>) -> bool {
    let numbers: Option<Vec<(&str, u32)>> = tasks.map(numbered).collect();
    numbers.is_some_and(|it| it.windows(2).all(|two| two[0].0 == two[1].0 && two[0].1 < two[1].1))
}

/// Splits the id that a backlog gives a task before its last number: `10.2` into `10.` and 2. The suffix that
/// tells repeated ids apart does not count.
fn numbered(task: &Task) -> Option<(&str, u32)> {
    let id = task.key.split_once('#').map_or(task.key.as_str(), |(id, _)| id);
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_line = prefix == "L" && id[1..].parse() == Ok(task.line);
    let number = id[prefix.len()..].parse().ok()?;
    (!is_line).then_some((prefix, number))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::super::{Beside, Options, PerTrack, split};
    use super::*;
    use crate::model::BlastRadius;

    #[test]
    fn ids_that_rise_are_a_stated_order() {
        let are_ordered = |keys: &[&str]| {
            let tasks: Vec<Task> = (0..)
                .zip(keys)
                .map(|(id, key)| Task { key: (*key).to_owned(), ..task(id) })
                .collect();
            are_numbered(tasks.iter())
        };
        assert!(are_ordered(&["10.1", "10.2#3", "10.10"]));
        assert!(are_ordered(&["E1", "E2", "E4"]));
        assert!(!are_ordered(&["10.2", "10.1"]));
        assert!(!are_ordered(&["9.1", "10.2"]));
        assert!(!are_ordered(&["1.1", "setup"]));
        assert!(!are_ordered(&["L1", "L2", "L3"]), "these are lines");
    }

    /// Plans tasks of these backlogs, headings, ids and likeliest files, all of which may change a common one.
    /// Returns the places of those on each track.
    fn planned(of: &[(&str, &str, &str, &str)], common: f64) -> Vec<Vec<u32>> {
        let files: Vec<[(&str, f64); 2]> =
            of.iter().map(|it| [(it.3, 0.3), ("src/common.rs", common)]).collect();
        let radii: Vec<BlastRadius> =
            (0..).zip(&files).map(|(id, files)| radius(id, files)).collect();
        let mut tasks: Vec<Task> = (0..).take(of.len()).map(task).collect();
        let mut phase = 0;
        for (at, (backlog, heading, key, _)) in of.iter().enumerate() {
            phase += u32::from(at > 0 && (of[at - 1].0, of[at - 1].1) != (backlog, heading));
            tasks[at].title = format!("Do part {at}");
            tasks[at].key = (*key).to_owned();
            tasks[at].backlog = (*backlog).to_owned();
            tasks[at].section = vec![(*heading).to_owned()];
            tasks[at].phase = phase;
        }
        let options = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
        let (_, plan) = split(&tasks, &radii, Beside::default(), options);
        plan.tracks.iter().map(|it| it.tasks.iter().map(|id| id.0).collect()).collect()
    }

    #[test]
    fn a_numbered_section_is_one_track_in_its_order_even_of_a_handful() {
        // By their files alone, the tasks of each section would come apart.
        let of = [
            ("TASKS.md", "1. Config", "1.1", "src/a.rs"),
            ("TASKS.md", "1. Config", "1.2", "src/b.rs"),
            ("TASKS.md", "1. Config", "1.3", "src/c.rs"),
            ("TASKS.md", "2. Init", "2.1", "src/a.rs"),
            ("TASKS.md", "2. Init", "2.2", "src/b.rs"),
            ("TASKS.md", "2. Init", "2.3", "src/c.rs"),
        ];
        let apart = of.map(|(backlog, _, _, file)| (backlog, "Work", "x", file));
        let tracks = planned(&apart, 0.15);
        assert!(tracks.iter().any(|track| track == &[0, 3]), "{tracks:?}");
        let mut tracks = planned(&of, 0.15);
        tracks.sort();
        assert_eq!(tracks, [[0, 1, 2], [3, 4, 5]]);
    }

    #[test]
    fn where_there_are_enough_plans_each_is_begun_at_its_first_step() {
        let names: Vec<[String; 2]> = (0..40)
            .map(|at| {
                let (plan, step, number) = (at / 8, at / 2 % 4 + 1, at % 2 + 1);
                [format!("changes/{plan}/tasks.md"), format!("{step}.{number}")]
            })
            .collect();
        let files: Vec<String> =
            (0..40).map(|at| format!("src/p{}/{}.rs", at / 8, at / 2 % 4)).collect();
        let headings = ["1. Model", "2. Commands", "3. Tests", "4. Documents"];
        let of: Vec<(&str, &str, &str, &str)> = (0..40)
            .map(|at| {
                let [backlog, key] = &names[at];
                (backlog.as_str(), headings[at / 2 % 4], key.as_str(), files[at].as_str())
            })
            .collect();
        let tracks = planned(&of, 0.0);
        assert_eq!(tracks.len(), 4, "{tracks:?}");
        for track in tracks {
            let first = track[0] / 8 * 8;
            assert_eq!(track, (first..).take(track.len()).collect::<Vec<_>>());
        }
    }
}
