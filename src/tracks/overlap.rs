//! Probability that two tasks change a common file.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::likely::{self, Row};
use crate::model::{BlastRadius, Confidence, Overlap, RepoPath, Task, Verdict};

/// Overlap from which a pair conflicts: a common file is more likely than not.
pub(super) const CONFLICT: f64 = 0.5;

/// Part by which the common files of two tasks count beside the likeliest of them. They are no independent
/// events: where two tasks do not meet in the file that both most probably change, they seldom meet in another.
///
/// Pairs of 118 windows of 36 finished tasks (17 repositories; docs/accuracy.md): with 1, 0.5 and 0.3, pairs
/// in the same round but on different tracks were expected to collide 669, 517 and 455 times, and 423 did;
/// of those with more than even odds, 58, 65 and 67 % did. With 0.3, pairs from 8 % up collide about as often
/// as predicted.
const BESIDE_LIKELIEST: f64 = 0.3;

/// Overlap from which a pair is a risk, by the lower confidence of the two predictions: a
/// prediction spread thin over many files hides collisions. Of the pairs of the 118 windows just below each
/// threshold less than 10 % really shared a changed file (low: 7.9 %, medium: 7.6 %, high: 9.2 %). So at
/// least 90 % of the pairs called independent are, for each confidence.
const RISK_UNSURE: f64 = 0.05;
const RISK_HIGH: f64 = Verdict::MAX_INDEPENDENT;

/// Number of shared files that are named.
const MAX_FILES_NAMED: usize = 10;

/// Number of tasks of which all pairs are looked at for their mean overlap; of more tasks, so many
/// are taken, evenly spaced.
const MAX_SAMPLED: usize = 2_000;

/// Probability that two tasks change a common file, as their files are met one by one.
#[derive(Clone, Copy, Debug)]
pub struct Meeting {
    /// Probability that both change the likeliest of the files.
    likeliest: f64,
    /// Π over the files of (1 − `p_a(f)` · `p_b(f)`).
    apart: f64,
}

impl Default for Meeting {
    fn default() -> Self {
        Self { likeliest: 0.0, apart: 1.0 }
    }
}

impl Meeting {
    /// Adds a file that both tasks change with this probability.
    pub fn add(&mut self, both: f64) {
        self.likeliest = self.likeliest.max(both);
        self.apart *= 1.0 - both;
    }

    /// Returns the probability of at least one common file: 1 − (1 − q) · Π of the others (1 − `q_f`)^0.3,
    /// where `q_f` = `p_a(f)` · `p_b(f)`, and q is the largest of them.
    pub fn probability(self) -> f64 {
        let apart = 1.0 - self.likeliest;
        if apart <= 0.0 { 1.0 } else { 1.0 - apart * (self.apart / apart).powf(BESIDE_LIKELIEST) }
    }

    /// Returns how far the files of two tasks meet at all: 1 − Π (1 − `q_f`), which is their probability of a
    /// common file if files were independent.
    pub fn extent(self) -> f64 {
        1.0 - self.apart
    }
}

impl FromIterator<f64> for Meeting {
    fn from_iter<I: IntoIterator<Item = f64>>(files: I) -> Self {
        let mut meeting = Self::default();
        files.into_iter().for_each(|both| meeting.add(both));
        meeting
    }
}

/// Overlaps of pairs of tasks, each computed where it is asked for: a table of all pairs would grow
/// with the square of the tasks. Tasks are numbered by their place in the list.
pub struct Overlaps<'a> {
    tasks: &'a [Task],
    confidence: Vec<Confidence>,
    /// Every file that counts, sorted.
    paths: Vec<&'a RepoPath>,
    /// For each task: (index into `paths`, probability), by index.
    files: Vec<Row>,
    /// For each file: (task, probability), by task.
    holders: Vec<Row>,
    /// Number of shared files that were looked at.
    steps: Cell<usize>,
}

impl<'a> Overlaps<'a> {
    /// Prepares the overlaps, each the [`Meeting`] of the files of both lists. `hubs` do not count. `radii` has
    /// one entry for each task.
    pub fn new(tasks: &'a [Task], radii: &'a [BlastRadius], hubs: &BTreeSet<RepoPath>) -> Self {
        let paths: BTreeSet<&RepoPath> = radii
            .iter()
            .flat_map(|radius| radius.files.iter().map(|file| &file.path))
            .filter(|path| !hubs.contains(path))
            .collect();
        let index: BTreeMap<&RepoPath, usize> =
            paths.iter().enumerate().map(|(i, &path)| (path, i)).collect();
        let files = radii.iter().map(|radius| counted(radius, &index)).collect::<Vec<_>>();
        let holders = holders(&files, paths.len(), 0..tasks.len());
        Self {
            tasks,
            confidence: radii.iter().map(|radius| radius.confidence).collect(),
            paths: paths.into_iter().collect(),
            files,
            holders,
            steps: Cell::new(0),
        }
    }

    /// Returns the number of tasks.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Returns whether a task has no predictable files.
    pub fn is_unknown(&self, task: usize) -> bool {
        self.confidence[task] == Confidence::Unknown
    }

    /// Computes the overlaps of `task` with all tasks that share a file with it, by task.
    pub fn of(&self, task: usize) -> Row {
        self.among(task, &self.holders)
    }

    /// Computes the overlaps of `task` with the tasks that hold the files.
    fn among(&self, task: usize, holders: &[Row]) -> Row {
        let mut met = vec![Meeting::default(); self.len()];
        for &(file, p) in &self.files[task] {
            self.count(holders[file].len());
            for &(other, theirs) in &holders[file] {
                met[other].add(p * theirs);
            }
        }
        let others = met.into_iter().enumerate().filter(|&(other, _)| other != task);
        let others = others.map(|(other, meeting)| (other, meeting.probability()));
        others.filter(|&(_, overlap)| overlap > 0.0).collect()
    }

    /// Finds for each task those that it conflicts with, in order.
    pub fn conflicts(&self) -> Vec<Vec<usize>> {
        let mut conflicts = vec![Vec::new(); self.len()];
        let is_known = |task: usize| !self.is_unknown(task);
        let likely = likely::pairs(&self.files, self.paths.len(), is_known, CONFLICT);
        self.count(likely.steps);
        for (a, b) in likely.pairs {
            if self.verdict(a, b, self.between(a, b)) == Verdict::Conflict {
                conflicts[a].push(b);
                conflicts[b].push(a);
            }
        }
        for others in &mut conflicts {
            others.sort_unstable();
        }
        conflicts
    }

    /// Computes the mean overlap of two of `tasks`, which are given in order.
    pub fn mean(&self, tasks: &[usize]) -> f64 {
        let step = tasks.len().div_ceil(MAX_SAMPLED).max(1);
        let sampled: Vec<usize> = tasks.iter().copied().step_by(step).collect();
        let holders = holders(&self.files, self.paths.len(), sampled.iter().copied());
        let others = sampled.iter().flat_map(|&task| self.among(task, &holders));
        // The sum of no numbers is -0.0, which would be printed.
        let twice: f64 = others.map(|(_, overlap)| overlap).fold(0.0, |sum, overlap| sum + overlap);
        let count = sampled.len();
        if count < 2 { 0.0 } else { twice / (count * (count - 1)) as f64 }
    }

    /// Returns the number of shared files that were looked at so far, a measure of the work done.
    #[cfg(test)]
    pub fn steps(&self) -> usize {
        self.steps.get()
    }

    fn count(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps);
    }

    /// Returns the confidence in the prediction of a task.
    pub fn confidence(&self, task: usize) -> Confidence {
        self.confidence[task]
    }

    /// Returns the files of a task that count, by number, with their probabilities.
    pub fn files(&self, task: usize) -> &[(usize, f64)] {
        &self.files[task]
    }

    /// Returns for each of some tasks the folders that it may change a file in, by number, with the
    /// probability.
    pub fn folders(&self, tasks: &[usize]) -> Vec<Row> {
        let mut number: BTreeMap<&str, usize> = BTreeMap::new();
        let mut row = |&task: &usize| {
            let mut apart: BTreeMap<usize, f64> = BTreeMap::new();
            for &(file, p) in &self.files[task] {
                let next = number.len();
                let folder = *number.entry(self.paths[file].folder()).or_insert(next);
                *apart.entry(folder).or_insert(1.0) *= 1.0 - p;
            }
            apart.into_iter().map(|(folder, apart)| (folder, 1.0 - apart)).collect()
        };
        tasks.iter().map(&mut row).collect()
    }

    /// Returns the path of a file, by its number.
    pub fn path(&self, file: usize) -> &'a RepoPath {
        self.paths[file]
    }

    /// Computes the overlap of two tasks.
    pub fn between(&self, a: usize, b: usize) -> f64 {
        self.meeting(a, b).probability()
    }

    /// Collects the files of both tasks.
    pub fn meeting(&self, a: usize, b: usize) -> Meeting {
        self.common(a, b).map(|(_, both)| both).collect()
    }

    /// Lists the files of both tasks, by number, with the probability that both change it.
    pub fn common(&self, a: usize, b: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (mine, mut theirs) = (&self.files[a], self.files[b].iter().peekable());
        self.count(mine.len());
        mine.iter().filter_map(move |&(file, p)| {
            while theirs.next_if(|&&(other, _)| other < file).is_some() {}
            let (_, their_p) = theirs.next_if(|&&(other, _)| other == file)?;
            Some((file, p * their_p))
        })
    }

    /// Returns the verdict on two tasks of an overlap.
    pub fn verdict(&self, a: usize, b: usize, overlap: f64) -> Verdict {
        let risk = match self.confidence[a].min(self.confidence[b]) {
            Confidence::Unknown => return Verdict::Unknown,
            Confidence::Low | Confidence::Medium => RISK_UNSURE,
            Confidence::High => RISK_HIGH,
        };
        if overlap >= CONFLICT {
            Verdict::Conflict
        } else if overlap >= risk {
            Verdict::Risk
        } else {
            Verdict::Independent
        }
    }

    /// Returns the files that `task` shares with any of `others`, those with the largest sum of
    /// `p_a(f)` · `p_b(f)` first, then by path; at most ten.
    pub fn shared_files(&self, task: usize, others: &[usize]) -> Vec<RepoPath> {
        let mut weights: BTreeMap<usize, f64> = BTreeMap::new();
        for &other in others {
            for (file, both) in self.common(task, other) {
                *weights.entry(file).or_default() += both;
            }
        }
        let mut heaviest: Vec<(usize, f64)> = weights.into_iter().collect();
        heaviest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        heaviest.iter().take(MAX_FILES_NAMED).map(|&(file, _)| self.paths[file].clone()).collect()
    }

    /// Lists all pairs that are not independent, by the first task, then the second.
    pub fn listed(&self) -> Vec<Overlap> {
        self.listed_among(&(0..self.len()).collect::<Vec<_>>())
    }

    /// Lists the pairs of some tasks, given in order, that are not independent, by the first task,
    /// then the second.
    pub fn listed_among(&self, tasks: &[usize]) -> Vec<Overlap> {
        let mut listed = Vec::new();
        for (at, &a) in tasks.iter().enumerate() {
            let overlaps = self.of(a);
            for &b in &tasks[at + 1..] {
                let known = overlaps.binary_search_by_key(&b, |&(other, _)| other);
                let probability = known.map_or(0.0, |at| overlaps[at].1);
                let verdict = self.verdict(a, b, probability);
                if verdict != Verdict::Independent {
                    listed.push(Overlap {
                        a: self.tasks[a].id,
                        b: self.tasks[b].id,
                        probability,
                        verdict,
                        files: self.shared_files(a, &[b]),
                    });
                }
            }
        }
        listed
    }
}

/// Returns for each of so many files those of `tasks`, given in order, that may change it.
fn holders(rows: &[Row], files: usize, tasks: impl Iterator<Item = usize>) -> Vec<Row> {
    let mut holders = vec![Row::new(); files];
    for task in tasks {
        for &(file, p) in &rows[task] {
            holders[file].push((task, p));
        }
    }
    holders
}

/// Returns the files of a radius that count, by index. A path listed twice counts once.
fn counted(radius: &BlastRadius, index: &BTreeMap<&RepoPath, usize>) -> Row {
    let mut files: BTreeMap<usize, f64> = BTreeMap::new();
    for file in &radius.files {
        if let Some(&at) = index.get(&file.path)
            && file.probability > 0.0
        {
            let p = files.entry(at).or_default();
            *p = p.max(file.probability.min(1.0));
        }
    }
    files.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::*;
    use crate::model::TaskId;

    fn listed(radii: &[BlastRadius]) -> Vec<Overlap> {
        let tasks: Vec<Task> = radii.iter().map(|radius| task(radius.task.0)).collect();
        let hubs = BTreeSet::from([RepoPath::new("hub.go").unwrap()]);
        Overlaps::new(&tasks, radii, &hubs).listed()
    }

    #[test]
    fn an_overlap_counts_the_likeliest_common_file_in_full_and_the_others_in_part() {
        let found = listed(&[
            radius(0, &[("a.go", 0.9), ("b.go", 0.5), ("hub.go", 1.0), ("mine.go", 1.0)]),
            radius(1, &[("b.go", 0.5), ("a.go", 0.8), ("hub.go", 1.0)]),
        ]);
        assert_eq!(found.len(), 1);
        let expected = 1.0 - 0.28 * 0.75_f64.powf(BESIDE_LIKELIEST);
        assert!((found[0].probability - expected).abs() < 1e-12);
        assert_eq!(found[0].verdict, Verdict::Conflict);
        let files: Vec<&str> = found[0].files.iter().map(RepoPath::as_str).collect();
        assert_eq!(files, ["a.go", "b.go"]);
    }

    #[test]
    fn a_meeting_lies_between_its_likeliest_file_and_independent_files() {
        let of = |files: &[f64]| files.iter().copied().collect::<Meeting>();
        assert!(of(&[]).probability().abs() < 1e-12 && of(&[]).extent().abs() < 1e-12);
        assert!((of(&[0.3]).probability() - 0.3).abs() < 1e-12);
        assert!((of(&[1.0, 0.2]).probability() - 1.0).abs() < 1e-12);
        let meeting = of(&[0.1, 0.4, 0.1]);
        assert!(meeting.probability() > 0.4 && meeting.probability() < meeting.extent());
        assert!((meeting.extent() - (1.0 - 0.9 * 0.6 * 0.9)).abs() < 1e-12);
    }

    #[test]
    fn the_mean_of_nothing_has_no_sign() {
        let radii = [radius(0, &[("a.go", 0.8)]), radius(1, &[("b.go", 0.5)])];
        let tasks = [task(0), task(1)];
        let overlaps = Overlaps::new(&tasks, &radii, &BTreeSet::new());
        for of in [&[0, 1][..], &[0], &[]] {
            assert_eq!(format!("{:.1}", overlaps.mean(of)), "0.0", "{of:?}");
        }
    }

    #[test]
    fn verdicts_follow_the_thresholds_and_unknown_is_never_independent() {
        let mut radii = vec![
            radius(0, &[("a.go", 1.0), ("b.go", 1.0)]),
            radius(1, &[("a.go", 0.49)]),
            radius(2, &[("b.go", 0.07)]),
            radius(3, &[]),
        ];
        radii[3].confidence = Confidence::Unknown;
        let found: Vec<_> = listed(&radii).iter().map(|o| (o.a.0, o.b.0, o.verdict)).collect();
        assert_eq!(
            found,
            [
                (0, 1, Verdict::Risk),
                (0, 3, Verdict::Unknown),
                (1, 3, Verdict::Unknown),
                (2, 3, Verdict::Unknown)
            ]
        );
    }

    #[test]
    fn the_less_sure_of_two_tasks_decides_what_is_a_risk() {
        let mut radii = vec![radius(0, &[("a.go", 1.0)]), radius(1, &[("a.go", 0.07)])];
        let verdicts = |radii: &[BlastRadius]| -> Vec<Verdict> {
            listed(radii).iter().map(|overlap| overlap.verdict).collect()
        };
        radii[1].confidence = Confidence::High;
        assert_eq!(verdicts(&radii), []);
        for unsure in [Confidence::Medium, Confidence::Low] {
            radii[1].confidence = unsure;
            radii[1].files[0].probability = 0.07;
            assert_eq!(verdicts(&radii), [Verdict::Risk]);
            radii[1].files[0].probability = 0.04;
            assert_eq!(verdicts(&radii), []);
        }
    }

    #[test]
    fn at_most_ten_files_are_named_and_ties_go_by_path() {
        let names: Vec<String> = (0..12).map(|i| format!("f{i:02}.go")).rev().collect();
        let files: Vec<(&str, f64)> = names.iter().map(|n| (n.as_str(), 0.5)).collect();
        let found = listed(&[radius(0, &files), radius(1, &files)]);
        assert_eq!((found[0].a, found[0].b), (TaskId(0), TaskId(1)));
        assert_eq!(found[0].files.len(), MAX_FILES_NAMED);
        assert_eq!(found[0].files[0].as_str(), "f00.go");
    }
}
