//! Files of a task that says too little, from the tasks beside it: "Tests" below a heading takes
//! the files that the heading's other tasks are sure of.

use std::collections::BTreeMap;

use super::confidence::{HIGH, LOW};
use super::radius::{folders, radius_of};
use crate::model::{BlastRadius, Confidence, Evidence, PredictedFile, RepoPath, Signal, Task};

/// Number of tasks under one heading up to which the heading is taken for one concern.
const MAX_SECTION: usize = 8;

/// Probabilities that a task changes a file that one other task of its small section, or at least
/// two of them, change with high confidence. Counted on 40 windows of 36 finished tasks: 85 of 434
/// such files, and 41 of 116, were changed.
const BY_ONE: f64 = 0.2;
const BY_MORE: f64 = 0.35;

/// Number of files that a task takes, the likeliest first.
const MAX_FILES: usize = 5;

/// Backlog, headings and ancestors.
type Place<'a> = (&'a str, &'a [String], &'a [String]);

/// Gives each task of which nothing is known the files that its siblings are sure of. Siblings
/// stand under the same heading and in the same list. `radii` has one entry for each task; `base` is
/// the log-odds that every score starts from.
pub fn inherit(tasks: &[Task], radii: &mut [BlastRadius], base: f64) {
    let mut sections: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        if !task.section.is_empty() || !task.ancestors.is_empty() {
            let place = (task.backlog.as_str(), &task.section[..], &task.ancestors[..]);
            sections.entry(place).or_default().push(at);
        }
    }
    for members in sections.values().filter(|members| members.len() <= MAX_SECTION) {
        let sure = sure_files(tasks, radii, members, base);
        for &at in members {
            let radius = &mut radii[at];
            if !is_unknown(radius) {
                continue;
            }
            let files =
                sure.iter().filter(|file| radius.files.iter().all(|it| it.path != file.path));
            let files: Vec<PredictedFile> = files.cloned().collect();
            (radius.confidence, radius.files) = radius_of([&radius.files[..], &files].concat());
            radius.folders = folders(&radius.files);
        }
    }
}

/// Returns whether nothing in a task's own text speaks for a file. A task whose files are all hubs
/// is unknown too, but has likely files.
fn is_unknown(radius: &BlastRadius) -> bool {
    radius.confidence == Confidence::Unknown
        && radius.files.iter().all(|file| file.probability < LOW)
}

/// Collects the files that some of the tasks change with high confidence, the likeliest first.
fn sure_files(
    tasks: &[Task],
    radii: &[BlastRadius],
    members: &[usize],
    base: f64,
) -> Vec<PredictedFile> {
    let mut by: BTreeMap<&RepoPath, (&PredictedFile, Vec<&str>)> = BTreeMap::new();
    for &at in members {
        for file in radii[at].predicted().filter(|file| file.probability >= HIGH) {
            by.entry(&file.path).or_insert((file, Vec::new())).1.push(&tasks[at].key);
        }
    }
    let mut files: Vec<(usize, PredictedFile)> = by
        .into_values()
        .map(|(file, keys)| {
            let probability = if keys.len() > 1 { BY_MORE } else { BY_ONE };
            let evidence = |met: String, weight: f64| Evidence {
                signal: Signal::Context,
                quote: "".into(),
                line: None,
                met: met.into(),
                weight,
            };
            let met = format!("predicted for {}, in the same section", keys.join(", "));
            let log_odds = (probability / (1.0 - probability)).ln();
            let evidence =
                vec![evidence(met, log_odds - base), evidence(Evidence::BASELINE.to_owned(), base)];
            let predicted = false;
            (keys.len(), PredictedFile { probability, predicted, evidence, ..file.clone() })
        })
        .collect();
    files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    files.into_iter().map(|(_, file)| file).take(MAX_FILES).collect()
}
