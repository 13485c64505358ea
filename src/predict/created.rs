//! Files that another task of the backlog makes: a task that names one changes it, too.

use std::collections::BTreeMap;

use super::radius::{folders, radius_of};
use crate::model::{BlastRadius, PredictedFile, RepoPath, Signal, Task};

/// Probability from which a task makes a file that it names and that does not exist.
pub const MAKES: f64 = 0.7;

/// Probability that a task changes a file that it names, if another task has made it. Chosen, not measured.
const CHANGES: f64 = 0.9;

/// Raises the files that a task names and that another task of the same backlog makes. `radii` has one
/// entry for each task.
pub fn raise_created(tasks: &[Task], radii: &mut [BlastRadius]) {
    let mut made: BTreeMap<(&str, RepoPath), f64> = BTreeMap::new();
    for (task, radius) in tasks.iter().zip(&*radii) {
        for file in radius.files.iter().filter(|file| is_new(file) && file.probability >= MAKES) {
            let most = made.entry((&task.backlog, file.path.clone())).or_default();
            *most = most.max(file.probability);
        }
    }
    for (task, radius) in tasks.iter().zip(radii) {
        let mut is_raised = false;
        for file in radius.files.iter_mut().filter(|file| is_new(file)) {
            let maker = made.get(&(task.backlog.as_str(), file.path.clone()));
            if let Some(raised) = maker.map(|maker| maker * CHANGES)
                && file.probability < raised
            {
                file.probability = raised;
                let log_odds = (raised / (1.0 - raised)).ln();
                file.evidence.iter_mut().for_each(|clue| clue.weight = log_odds);
                is_raised = true;
            }
        }
        if is_raised {
            radius.set_aside = None;
            (radius.confidence, radius.files) = radius_of(std::mem::take(&mut radius.files));
            radius.folders = folders(&radius.files);
        }
    }
}

/// Returns whether a file does not exist, and the task's text names it.
fn is_new(file: &PredictedFile) -> bool {
    file.file.is_none() && file.evidence.iter().any(|clue| clue.signal == Signal::New)
}

#[cfg(test)]
mod tests {
    use super::raise_created;
    use crate::model::{
        BlastRadius, Confidence, Evidence, Origin, PredictedFile, RepoPath, Signal, Task, TaskId,
        sample,
    };

    fn task(id: u32, backlog: &str) -> Task {
        Task { backlog: backlog.to_owned(), ..sample::task(id) }
    }

    /// Makes a radius that names a new file beside one that only resembles the text.
    fn radius(id: u32, probability: f64) -> BlastRadius {
        let file = |path: &str, signal: Signal, probability: f64| PredictedFile {
            path: RepoPath::new(path).unwrap(),
            file: None,
            origin: Origin::Written,
            probability,
            predicted: false,
            evidence: vec![Evidence {
                signal,
                quote: "a/new.py".into(),
                line: None,
                met: "".into(),
                weight: 0.0,
            }],
        };
        BlastRadius {
            task: TaskId(id),
            confidence: Confidence::Low,
            set_aside: None,
            files: vec![
                file("a/old.py", Signal::Words, 0.41),
                file("a/new.py", Signal::New, probability),
            ],
            folders: Vec::new(),
            impact: Vec::new(),
        }
    }

    #[test]
    fn what_one_task_makes_another_that_names_it_changes() {
        let tasks = ["A.md", "A.md", "B.md"].map(|backlog| task(0, backlog));
        let mut radii = [radius(0, 0.8), radius(1, 0.3), radius(2, 0.3)];
        raise_created(&tasks, &mut radii);
        let first = [&radii[1], &radii[2]].map(|radius| radius.files[0].path.as_str());
        assert_eq!(first, ["a/new.py", "a/old.py"], "of its own backlog only");
        assert!((radii[0].files[1].probability - 0.8).abs() < 1e-9, "the maker stays surest");
        assert!((radii[1].files[0].probability - 0.72).abs() < 1e-9 && radii[1].files[0].predicted);
        let mut named = [radius(0, 0.3), radius(1, 0.3)];
        raise_created(&tasks[..2], &mut named);
        assert_eq!(named[1].files[0].path.as_str(), "a/old.py", "nobody makes it");
    }
}
