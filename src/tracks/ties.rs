//! Ties of tasks to each other, as tables over the tasks that a round is chosen from.

use std::collections::BTreeMap;

use super::alike::Alike;
use super::bonds::Bonds;
use super::likely::Row;
use super::overlap::Overlaps;

/// How much the considered tasks are tied to each other.
#[derive(Debug)]
pub struct Ties {
    /// The considered tasks.
    pub tasks: Vec<usize>,
    /// Row of each task in the tables.
    row: BTreeMap<usize, usize>,
    /// For each pair of rows, how likely the tasks are to collide, compared with other pairs: 1 on
    /// average, infinite for those that conflict.
    risk: Vec<f32>,
    /// For each pair of rows, the overlap, compared with other pairs: 1 on average.
    overlap: Vec<f32>,
    /// For each pair of rows, how much the tasks are about the same thing; at most 1.
    likeness: Vec<f32>,
    /// For each pair of rows, whether the tasks belong together.
    kin: Vec<bool>,
    /// For each pair of rows, the probability that the tasks change files of a common folder; 0 for those
    /// that are apart.
    near: Vec<f32>,
}

impl Ties {
    /// Computes the tables of `tasks`. The risk of a pair is the mean of two measures, each divided
    /// by its own mean over all pairs: the geometric mean of the extent of their meeting and the cosine of
    /// their files, and the cosine of their words.
    ///
    /// The extent alone is large for any two tasks whose files are unknown. On 40 windows of 36
    /// finished tasks (16 repositories), the tenth of the pairs that each measure calls safest had
    /// .34 of the collisions of a mean pair by the extent, .28 by the geometric mean, and .27 by
    /// the mean of both; the safest half had .46, .43 and .40.
    #[expect(clippy::cast_possible_truncation, reason = "three digits are plenty")]
    pub fn new(tasks: Vec<usize>, overlaps: &Overlaps, alike: &Alike, bonds: &Bonds) -> Self {
        let count = tasks.len();
        let mut of_overlap = vec![0.0; count * count];
        let mut by_files = vec![0.0; count * count];
        let mut by_words = vec![0.0; count * count];
        let mut likeness = vec![0.0; count * count];
        let mut kin = vec![false; count * count];
        let mut near = vec![0.0_f32; count * count];
        let folders = overlaps.folders(&tasks);
        let mut conflicts = Vec::new();
        let mut task = alike.one_by_one();
        for (at, &a) in tasks.iter().enumerate() {
            task.take(a);
            for (bt, &b) in tasks.iter().enumerate().take(at) {
                let found = overlaps.meeting(a, b);
                let (overlap, extent) = (found.probability(), found.extent());
                let [like, of_files, of_words] = task.with(b);
                let are_apart = alike.are_apart(a, b);
                let by_folders = if are_apart { 0.0 } else { meeting(&folders[at], &folders[bt]) };
                let are_related = alike.are_related_at(a, b, like);
                for place in [at * count + bt, bt * count + at] {
                    of_overlap[place] = overlap;
                    by_files[place] = (extent * of_files).sqrt();
                    by_words[place] = of_words;
                    likeness[place] = like as f32;
                    kin[place] = are_related;
                    near[place] = by_folders as f32;
                }
                if bonds.conflicts[a].binary_search(&b).is_ok() {
                    conflicts.extend([at * count + bt, bt * count + at]);
                }
            }
        }
        let (by_files, by_words) = (relative(&by_files, count), relative(&by_words, count));
        let mut risk: Vec<f32> =
            by_files.iter().zip(&by_words).map(|(a, b)| f64::midpoint(*a, *b) as f32).collect();
        let overlap =
            relative(&of_overlap, count).into_iter().map(|overlap| overlap as f32).collect();
        for place in conflicts {
            risk[place] = f32::INFINITY;
        }
        let row = tasks.iter().enumerate().map(|(at, &task)| (task, at)).collect();
        Self { tasks, row, risk, overlap, likeness, kin, near }
    }

    /// Returns the place of a task among those covered.
    pub fn row(&self, task: usize) -> Option<usize> {
        self.row.get(&task).copied()
    }

    /// Returns whether the tables cover a task.
    pub fn covers(&self, task: usize) -> bool {
        self.row.contains_key(&task)
    }

    /// Returns the risk of two tasks; infinite for those that are not covered.
    pub fn risk(&self, a: usize, b: usize) -> f64 {
        self.place(a, b).map_or(f64::INFINITY, |place| f64::from(self.risk[place]))
    }

    /// Returns the overlap of two tasks, compared with that of other pairs; 0 for those that are not covered.
    pub fn overlap(&self, a: usize, b: usize) -> f64 {
        self.place(a, b).map_or(0.0, |place| f64::from(self.overlap[place]))
    }

    /// Returns the likeness of two tasks; 0 for those that are not covered.
    pub fn likeness(&self, a: usize, b: usize) -> f64 {
        self.place(a, b).map_or(0.0, |place| f64::from(self.likeness[place]))
    }

    /// Returns whether two tasks belong together; never for those that are not covered.
    pub fn are_related(&self, a: usize, b: usize) -> bool {
        self.place(a, b).is_some_and(|place| self.kin[place])
    }

    /// Returns the probability that two tasks change files of a common folder; 0 for those that are not covered.
    pub fn nearness(&self, a: usize, b: usize) -> f64 {
        self.place(a, b).map_or(0.0, |place| f64::from(self.near[place]))
    }

    fn place(&self, a: usize, b: usize) -> Option<usize> {
        Some(self.row.get(&a)? * self.tasks.len() + self.row.get(&b)?)
    }
}

/// Divides a table of pairs by its mean.
fn relative(table: &[f64], count: usize) -> Vec<f64> {
    let pairs = count * count.saturating_sub(1);
    let mean = table.iter().sum::<f64>() / pairs.max(1) as f64;
    table.iter().map(|value| if mean > 0.0 { value / mean } else { 0.0 }).collect()
}

/// Computes the probability that two rows of probabilities, each by number, meet in some column.
fn meeting(a: &Row, b: &Row) -> f64 {
    let (mut at, mut apart) = (0, 1.0);
    for &(column, p) in a {
        while b.get(at).is_some_and(|&(other, _)| other < column) {
            at += 1;
        }
        if let Some(&(other, theirs)) = b.get(at)
            && other == column
        {
            apart *= 1.0 - p * theirs;
        }
    }
    1.0 - apart
}
