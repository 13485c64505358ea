//! Similarity of tasks: an estimate of how much they are about the same thing.

use std::collections::{BTreeMap, BTreeSet};

use super::overlap::Overlaps;
use super::topics::is_collection;
use crate::model::{Confidence, Task, TaskLineKind, TermId};
use crate::words::Lexer;

/// Shares of the likeness of two tasks: the cosine of their files, that of their folders, their place
/// in the backlog, and the cosine of their words.
///
/// On 50 windows of 36 finished tasks (4 repositories, a new window every 18 or 36 tasks), the
/// tracks had .35, .33 and .29 of the collisions that chance gives with a share of 0, 0.25 and 0.3 for
/// words, and 43, 45 and 44 % of the tasks were placed. The others are chosen, not measured.
const FILES_SHARE: f64 = 0.4;
const FOLDERS: f64 = 0.35;
const SECTION: f64 = 0.25;
const WORDS: f64 = 0.25;

/// Probability of a task's files, where each is as rare as can be, below which they count less the less
/// probable they are: two tasks of which nobody knows the files are not alike. Chosen, not measured.
const MIN_CERTAINTY: f64 = 0.3;

/// Likeness by place of two tasks of different backlogs. Chosen, not measured.
const OTHER_BACKLOG: f64 = -0.6;

/// Number of tasks under one heading up to which the heading is taken for one concern.
pub const MAX_SECTION: usize = 8;

/// Likeness from which two tasks, or on average two groups, belong together. On 38 windows of 36
/// finished tasks, the collisions across the tracks of groups were .60, .58 and .62 of chance at
/// 0.25, 0.35 and 0.45, with 47, 47 and 46 % of the tasks placed.
pub const MIN_LIKENESS: f64 = 0.35;

/// Likeness from which two tasks belong together where the files of one are a guess. Chosen, not measured.
const MIN_LIKENESS_OF_GUESSES: f64 = 0.5;

/// Number of tasks below a heading up to which two of them belong together whatever files are expected of
/// them. Chosen, not measured.
pub const MAX_BESIDE: usize = 16;

/// Number of neighbours that are kept of each task: a group has at most a handful of tasks.
const NEIGHBOURS: usize = 16;

/// Number of tasks of a folder among which neighbours are looked for, those that are most about the
/// folder: of ten thousand tasks in one folder, the others are not the nearest.
const MAX_HOLDERS: usize = 1_000;

/// Weights of a task's files or folders, by number, of length 1.
type Direction = Vec<(usize, f64)>;

/// Tasks as directions in the space of files and in that of folders.
pub struct Alike<'a> {
    tasks: &'a [Task],
    files: Vec<Direction>,
    folders: Vec<Direction>,
    words: Vec<Direction>,
    /// Certainty of the files of each task, in [0, 1].
    certainty: Vec<f64>,
    /// By task: true if its files are a guess.
    is_guess: Vec<bool>,
    /// By task: true if tasks under other headings have the same title, such as `Update NOTICES`: it belongs to the
    /// section that it ends.
    is_chore: Vec<bool>,
    /// Number of tasks in each backlog and below each heading of it.
    sections: BTreeMap<(&'a str, &'a [String]), usize>,
}

impl<'a> Alike<'a> {
    /// Computes the directions. A file counts less the more tasks it is expected of, as words do in
    /// a search: what half of the backlog may touch glues together what has nothing in common.
    pub fn new(tasks: &'a [Task], overlaps: &Overlaps) -> Self {
        let mut number: BTreeMap<&str, usize> = BTreeMap::new();
        let mut folders = Vec::with_capacity(tasks.len());
        for task in 0..tasks.len() {
            let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
            for &(file, p) in overlaps.files(task) {
                let next = number.len();
                let folder = *number.entry(overlaps.path(file).folder()).or_insert(next);
                *sums.entry(folder).or_default() += p;
            }
            folders.push(sums.into_iter().collect());
        }
        let files = (0..tasks.len()).map(|task| overlaps.files(task).to_vec()).collect();
        let ((files, lengths), (folders, _)) = (directions(files), directions(folders));
        let least = MIN_CERTAINTY * (1.0 + tasks.len() as f64).ln();
        let certainty = lengths.iter().map(|length| (length / least).min(1.0)).collect();
        let is_guess =
            (0..tasks.len()).map(|task| overlaps.confidence(task) <= Confidence::Low).collect();
        let mut sections = BTreeMap::new();
        for task in tasks {
            for depth in 0..=task.section.len() {
                let place = (task.backlog.as_str(), &task.section[..depth]);
                *sections.entry(place).or_default() += 1;
            }
        }
        Self {
            tasks,
            files,
            folders,
            words: directions(words(tasks)).0,
            certainty,
            is_guess,
            is_chore: chores(tasks),
            sections,
        }
    }

    /// Computes the likeness of two tasks, at most 1.25.
    pub fn of(&self, a: usize, b: usize) -> f64 {
        let by_folders = product(&self.folders[a], &self.folders[b]);
        let by_words = product(&self.words[a], &self.words[b]);
        self.likeness(a, b, [self.by_files(a, b), by_folders, by_words])
    }

    fn likeness(&self, a: usize, b: usize, [files, folders, words]: [f64; 3]) -> f64 {
        if self.are_of_other_sections(a, b) {
            return 0.0;
        }
        (FILES_SHARE * files + FOLDERS * folders) * self.certainty[a] * self.certainty[b]
            + SECTION * self.by_section(a, b)
            + WORDS * words
    }

    /// Computes the cosine of the files of two tasks, in [0, 1].
    pub fn by_files(&self, a: usize, b: usize) -> f64 {
        product(&self.files[a], &self.files[b])
    }

    /// Prepares to compare one task after the other with all others.
    pub fn one_by_one(&self) -> OneByOne<'_, 'a> {
        let width = |rows: &[Direction]| vec![0.0; columns(rows)];
        OneByOne {
            files: width(&self.files),
            folders: width(&self.folders),
            words: width(&self.words),
            alike: self,
            task: None,
        }
    }

    /// Returns whether two tasks never belong together for their files: they are of different features, or one is
    /// a chore of another section.
    pub fn are_apart(&self, a: usize, b: usize) -> bool {
        self.are_of_other_sections(a, b) || self.by_section(a, b) < 0.0
    }

    fn are_of_other_sections(&self, a: usize, b: usize) -> bool {
        let place = |task: usize| (&self.tasks[task].backlog, &self.tasks[task].section);
        (self.is_chore[a] || self.is_chore[b]) && place(a) != place(b)
    }

    /// Returns whether two tasks of this likeness belong together: it is much, or one small heading stands
    /// above both.
    pub fn are_related_at(&self, a: usize, b: usize, likeness: f64) -> bool {
        if self.are_of_other_sections(a, b) {
            return false;
        }
        let is_guess = self.is_guess[a] || self.is_guess[b];
        let least = if is_guess { MIN_LIKENESS_OF_GUESSES } else { MIN_LIKENESS };
        likeness >= least || self.are_beside(a, b)
    }

    /// Computes how much the place of two tasks in the backlog says that they are about the same thing,
    /// at most 1: everything, where the innermost heading above both has few tasks below it, and the less
    /// the more it has. Tasks of different backlogs belong to different features, which are planned
    /// and finished on their own, unless each backlog is one task.
    fn by_section(&self, a: usize, b: usize) -> f64 {
        let (mine, theirs) = (&self.tasks[a], &self.tasks[b]);
        if mine.backlog != theirs.backlog {
            let is_one_task = |task: &Task| self.below(&task.backlog, &[]) == 1;
            return if is_one_task(mine) || is_one_task(theirs) { 0.0 } else { OTHER_BACKLOG };
        }
        self.beside(a, b).map_or(0.0, |below| (MAX_SECTION as f64 / below as f64).min(1.0))
    }

    /// Returns whether one small heading stands above both tasks, with at most half of all tasks below it.
    fn are_beside(&self, a: usize, b: usize) -> bool {
        let few = MAX_BESIDE.min(self.tasks.len() / 2);
        self.beside(a, b).is_some_and(|below| below <= few)
    }

    /// Returns how many tasks stand below the innermost heading above two tasks of one backlog, or in the
    /// backlog. `None` where the heading collects what has nothing in common, and for different backlogs.
    fn beside(&self, a: usize, b: usize) -> Option<usize> {
        let (a, b) = (&self.tasks[a], &self.tasks[b]);
        let common = a.section.iter().zip(&b.section).take_while(|(a, b)| a == b).count();
        let headings = &a.section[..common];
        let is_concern = !headings.last().is_some_and(|heading| is_collection(heading));
        (a.backlog == b.backlog && is_concern).then(|| self.below(&a.backlog, headings))
    }

    /// Returns the number of tasks in a backlog below some headings; at least 1.
    fn below(&self, backlog: &str, headings: &[String]) -> usize {
        self.sections.get(&(backlog, headings)).copied().unwrap_or_default().max(1)
    }

    /// Lists for each of `chosen` tasks those that it is most like, with the likeness.
    pub fn neighbours(&self, chosen: &[usize]) -> Vec<(usize, usize, f64)> {
        let mut holders: Vec<Vec<(usize, f64)>> = Vec::new();
        for &task in chosen {
            for &(folder, weight) in &self.folders[task] {
                if holders.len() <= folder {
                    holders.resize(folder + 1, Vec::new());
                }
                holders[folder].push((task, weight));
            }
        }
        for holders in holders.iter_mut().filter(|holders| holders.len() > MAX_HOLDERS) {
            holders.select_nth_unstable_by(MAX_HOLDERS, |a, b| {
                b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
            });
            holders.truncate(MAX_HOLDERS);
            holders.sort_unstable_by_key(|&(task, _)| task);
        }
        let mut near = Vec::new();
        let mut sums = vec![0.0; self.tasks.len()];
        for &task in chosen {
            let mut met = Vec::new();
            for &(folder, weight) in &self.folders[task] {
                for &(other, theirs) in &holders[folder] {
                    if other != task {
                        if sums[other] == 0.0 {
                            met.push(other);
                        }
                        sums[other] += weight * theirs;
                    }
                }
            }
            // Who shares no folder shares no file; the section is added for the nearest only.
            let nearer = |&a: &usize, &b: &usize| sums[b].total_cmp(&sums[a]).then(a.cmp(&b));
            if met.len() > NEIGHBOURS {
                met.select_nth_unstable_by(NEIGHBOURS, nearer);
            }
            let nearest = met.iter().take(NEIGHBOURS);
            near.extend(nearest.map(|&it| (task.min(it), task.max(it), self.of(task, it))));
            for other in met {
                sums[other] = 0.0;
            }
        }
        near.sort_by_key(|&(a, b, _)| (a, b));
        near.dedup_by_key(|&mut (a, b, _)| (a, b));
        near
    }
}

/// Task that is compared with others: its weights are spread out over all columns, so that nothing has
/// to be looked for.
pub struct OneByOne<'t, 'a> {
    alike: &'t Alike<'a>,
    task: Option<usize>,
    files: Vec<f64>,
    folders: Vec<f64>,
    words: Vec<f64>,
}

impl OneByOne<'_, '_> {
    /// Takes the task that is compared next.
    pub fn take(&mut self, task: usize) {
        let before = self.task.replace(task);
        for (spread, rows) in [
            (&mut self.files, &self.alike.files),
            (&mut self.folders, &self.alike.folders),
            (&mut self.words, &self.alike.words),
        ] {
            for &(column, _) in before.iter().flat_map(|&before| &rows[before]) {
                spread[column] = 0.0;
            }
            for &(column, weight) in &rows[task] {
                spread[column] = weight;
            }
        }
    }

    /// Computes the likeness of the task to another, the cosine of their files and that of their words;
    /// the cosines lie in [0, 1].
    pub fn with(&self, other: usize) -> [f64; 3] {
        let product = |spread: &[f64], rows: &[Direction]| {
            rows[other].iter().map(|&(column, weight)| spread[column] * weight).sum::<f64>()
        };
        let by_files = product(&self.files, &self.alike.files);
        let by_folders = product(&self.folders, &self.alike.folders);
        let by_words = product(&self.words, &self.alike.words);
        let task = self.task.unwrap_or(other);
        let like = self.alike.likeness(task, other, [by_files, by_folders, by_words]);
        [like, by_files, by_words]
    }
}

/// Finds the tasks whose title stands under several headings.
fn chores(tasks: &[Task]) -> Vec<bool> {
    let title = |task: &Task| task.title.to_lowercase();
    let mut places: BTreeMap<String, BTreeSet<(&str, &[String])>> = BTreeMap::new();
    for task in tasks {
        places.entry(title(task)).or_default().insert((&task.backlog, &task.section));
    }
    tasks.iter().map(|task| places[&title(task)].len() > 1).collect()
}

/// Counts the terms of each task's text, without code and headings: 1 + ln(count).
fn words(tasks: &[Task]) -> Vec<Direction> {
    let mut lexer = Lexer::default();
    let mut number: BTreeMap<TermId, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(tasks.len());
    for task in tasks {
        let lines = task.lines.iter().filter(|line| line.kind != TaskLineKind::Code);
        let text: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
        let mut row: Direction = Vec::new();
        for (term, count) in lexer.count(text.join("\n").as_bytes()) {
            let next = number.len();
            let column = *number.entry(term).or_insert(next);
            row.push((column, 1.0 + f64::from(count).ln()));
        }
        row.sort_by_key(|&(column, _)| column);
        rows.push(row);
    }
    rows
}

/// Weighs each column by how rare it is, and scales each row to the length 1. Also returns the lengths
/// before.
fn directions(mut rows: Vec<Direction>) -> (Vec<Direction>, Vec<f64>) {
    let mut expected = vec![0.0; columns(&rows)];
    for &(column, p) in rows.iter().flatten() {
        expected[column] += p;
    }
    let count = rows.len() as f64;
    let mut lengths = Vec::with_capacity(rows.len());
    for row in &mut rows {
        for (column, weight) in row.iter_mut() {
            *weight *= (1.0 + count / (1.0 + expected[*column])).ln();
        }
        let length = row.iter().map(|&(_, weight)| weight * weight).sum::<f64>().sqrt();
        lengths.push(length);
        if length > 0.0 {
            for (_, weight) in row.iter_mut() {
                *weight /= length;
            }
        }
    }
    (rows, lengths)
}

fn columns(rows: &[Direction]) -> usize {
    rows.iter().flatten().map(|&(column, _)| column + 1).max().unwrap_or(0)
}

/// Computes the product of two rows of which each is sorted by column.
fn product(a: &Direction, b: &Direction) -> f64 {
    let (mut at, mut sum) = (0, 0.0);
    for &(column, weight) in a {
        while b.get(at).is_some_and(|&(other, _)| other < column) {
            at += 1;
        }
        if let Some(&(other, theirs)) = b.get(at)
            && other == column
        {
            sum += weight * theirs;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::*;
    use crate::model::BlastRadius;

    #[test]
    fn a_title_under_several_headings_belongs_to_its_own_section_only() {
        let mut tasks: Vec<Task> = (0..4).map(task).collect();
        for (at, (heading, title)) in [
            ("gRPC", "Serve reflection"),
            ("gRPC", "Update NOTICES"),
            ("OpenAPI", "Update NOTICES"),
            ("OpenAPI", "Serve the schema"),
        ]
        .into_iter()
        .enumerate()
        {
            tasks[at].section = vec![heading.to_owned()];
            tasks[at].title = title.to_owned();
        }
        let radii: Vec<BlastRadius> = (0..4).map(|id| radius(id, &[("NOTICES", 0.9)])).collect();
        let overlaps = Overlaps::new(&tasks, &radii, &BTreeSet::new());
        let alike = Alike::new(&tasks, &overlaps);
        let are_related = |a, b| alike.are_related_at(a, b, alike.of(a, b));
        assert!(are_related(0, 1) && are_related(2, 3) && are_related(0, 3));
        assert!(!are_related(1, 2) && !are_related(0, 2) && !are_related(1, 3));
        assert!(alike.are_apart(1, 2) && !alike.are_apart(0, 3));
    }
}
