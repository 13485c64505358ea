//! Gradient boosting of regression trees for the logistic loss (Friedman, "Greedy function
//! approximation: a gradient boosting machine", 2001), on histograms, leaf by leaf (Ke et al.,
//! "`LightGBM`", 2017), with second-order gains (Chen and Guestrin, "`XGBoost`", 2016).
//!
//! The result does not depend on the number of threads: each column of features is summed in the
//! order of the rows.

use rayon::iter::{
    IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator,
};

use crate::predict::{COUNT, Feature, Node, Split, Tree, probability};

/// File of a task.
pub struct Row<'a> {
    pub features: &'a [f32; COUNT],
    pub label: bool,
    pub weight: f64,
    /// Log-odds that the trees start from.
    pub start: f64,
}

/// Shape of the trees.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Number of trees.
    pub trees: usize,
    /// Number of leaves of each.
    pub leaves: usize,
    /// Share of a leaf's best value that it gets.
    pub rate: f64,
    /// Number of rows that a leaf must have.
    pub min_rows: usize,
    /// Strength of the pull of a leaf's value towards 0.
    pub ridge: f64,
    /// One column in so many is offered to each tree.
    pub columns: usize,
}

/// Gain of a split below which it is noise of rounding.
const MIN_GAIN: f64 = 1e-6;

/// Number of ranges that the values of a feature are divided into.
const MAX_BINS: usize = 64;

/// Sums over rows: of the gradient, of the curvature, and their number.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    gradient: f64,
    curvature: f64,
    rows: usize,
}

impl Sums {
    fn with(self, (gradient, curvature): (f64, f64)) -> Self {
        Self {
            gradient: self.gradient + gradient,
            curvature: self.curvature + curvature,
            rows: self.rows + 1,
        }
    }

    fn less(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            rows: self.rows - other.rows,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            gradient: self.gradient + other.gradient,
            curvature: self.curvature + other.curvature,
            rows: self.rows + other.rows,
        }
    }
}

type Histogram = [Sums; MAX_BINS];

/// Values of one feature, as the numbers of their ranges.
struct Column {
    feature: Feature,
    /// The highest value of each range but the last, ascending.
    edges: Vec<f32>,
    bins: Vec<u8>,
}

/// Leaf that may be split.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    sums: Sums,
    /// Lowest and highest value it may take, so that what lies higher in a clue stays higher.
    bounds: (f64, f64),
    histograms: Vec<Histogram>,
    best: Option<Candidate>,
}

/// Way to split a leaf.
#[derive(Clone, Copy)]
struct Candidate {
    gain: f64,
    /// Index among the offered columns.
    column: usize,
    bin: usize,
    low: Sums,
}

/// Boosts trees on the rows, with these features. A clue never lowers the log-odds as it grows: see
/// [`Feature::is_clue`].
pub fn boost(rows: &[Row], features: &[Feature], shape: Shape) -> Vec<Tree> {
    let columns = features.par_iter().map(|&feature| Column::of(feature, rows));
    let columns: Vec<Column> = columns.collect::<Vec<_>>().into_iter().flatten().collect();
    let mut log_odds: Vec<f64> = rows.iter().map(|row| row.start).collect();
    let mut trees = Vec::with_capacity(shape.trees);
    for seed in 0..shape.trees as u64 {
        let slope = |(row, &odds): (&Row, &f64)| {
            let p = probability(odds);
            let error = p - f64::from(u8::from(row.label));
            (row.weight * error, row.weight * p * (1.0 - p))
        };
        let slopes: Vec<(f64, f64)> = rows.par_iter().zip(&log_odds).map(slope).collect();
        let offered = offer(&columns, seed, shape.columns);
        let Some(tree) = Grower { columns: offered, slopes: &slopes, shape }.grow() else {
            // None of the offered columns tells anything; others may.
            continue;
        };
        log_odds.par_iter_mut().zip(rows).for_each(|(odds, row)| *odds += tree.value(row.features));
        trees.push(tree);
    }
    trees
}

/// Picks one column in `one_in`, by a sequence of numbers that looks random and is always the same
/// (`SplitMix64`: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
fn offer(columns: &[Column], seed: u64, one_in: usize) -> Vec<&Column> {
    let draw = |at: usize| {
        let mut z = (seed << 32 | at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|&at| draw(at));
    order.truncate(columns.len().div_ceil(one_in));
    order.sort_unstable();
    order.into_iter().map(|at| &columns[at]).collect()
}

impl Column {
    /// Divides the values of a feature into ranges of about as many different values each. `None`
    /// where all are equal.
    fn of(feature: Feature, rows: &[Row]) -> Option<Self> {
        let value = |row: &Row| row.features[feature as usize];
        let mut values: Vec<f32> = rows.iter().map(value).collect();
        values.sort_by(f32::total_cmp);
        values.dedup();
        let ranges = values.len().min(MAX_BINS);
        let edge = |range: usize| short(values[range * values.len() / ranges - 1]);
        let mut edges: Vec<f32> = (1..ranges).map(edge).collect();
        edges.dedup();
        let bin = |row: &Row| {
            u8::try_from(edges.partition_point(|edge| *edge < value(row))).unwrap_or(u8::MAX)
        };
        let bins = rows.iter().map(bin).collect();
        (!edges.is_empty()).then_some(Self { feature, edges, bins })
    }
}

/// Rounds a threshold to four digits, so that the file of a model stays small.
fn short(value: f32) -> f32 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Builder of one tree.
struct Grower<'a> {
    columns: Vec<&'a Column>,
    /// By row: the gradient and the curvature of the loss.
    slopes: &'a [(f64, f64)],
    shape: Shape,
}

impl Grower<'_> {
    /// Splits the leaf with the highest gain until there are enough. `None` where not even the root
    /// can be split.
    fn grow(&self) -> Option<Tree> {
        let rows: Vec<u32> = (0..).take(self.slopes.len()).collect();
        let histograms = self.histograms(&rows);
        let sums = self.slopes.iter().fold(Sums::default(), |sums, &slope| sums.with(slope));
        let bounds = (f64::NEG_INFINITY, f64::INFINITY);
        let root = self.leaf(0, rows, sums, bounds, histograms);
        root.best?;
        let mut nodes = vec![Node { value: self.value(sums, bounds), split: None }];
        let mut leaves = vec![root];
        while leaves.len() < self.shape.leaves {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |best| best.gain);
            let best = (0..leaves.len())
                .max_by(|&a, &b| gain(&leaves[a]).total_cmp(&gain(&leaves[b])).then(b.cmp(&a)))?;
            let leaf = leaves.swap_remove(best);
            let Some(split) = leaf.best else {
                leaves.push(leaf);
                break;
            };
            let (low, high) = self.split(leaf, split, &mut nodes);
            leaves.extend([low, high]);
        }
        Tree::new(&nodes)
    }

    /// Divides a leaf into two.
    fn split(&self, leaf: Leaf, split: Candidate, nodes: &mut Vec<Node>) -> (Leaf, Leaf) {
        let column = self.columns[split.column];
        let (low_rows, high_rows): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|&&row| usize::from(column.bins[row as usize]) <= split.bin);
        let high_sums = leaf.sums.less(split.low);
        let (low_bounds, high_bounds) = self.bounds(&leaf, &split, high_sums);
        // The histograms of one child are what is left of the parent's without the other's.
        let low_is_smaller = low_rows.len() <= high_rows.len();
        let smaller = self.histograms(if low_is_smaller { &low_rows } else { &high_rows });
        let mut larger = leaf.histograms;
        for (larger, smaller) in larger.iter_mut().zip(&smaller) {
            for (larger, smaller) in larger.iter_mut().zip(smaller) {
                *larger = larger.less(*smaller);
            }
        }
        let (low_histograms, high_histograms) =
            if low_is_smaller { (smaller, larger) } else { (larger, smaller) };
        let at = nodes.len();
        nodes[leaf.node].split = Some(Split {
            feature: column.feature,
            threshold: column.edges[split.bin],
            low: at,
            high: at + 1,
        });
        nodes.push(Node { value: self.value(split.low, low_bounds), split: None });
        nodes.push(Node { value: self.value(high_sums, high_bounds), split: None });
        let low = self.leaf(at, low_rows, split.low, low_bounds, low_histograms);
        let high = self.leaf(at + 1, high_rows, high_sums, high_bounds, high_histograms);
        (low, high)
    }

    /// Bounds the values of two children: beneath a split by a clue, nothing on the low side may
    /// rise above what lies on the high side.
    fn bounds(&self, leaf: &Leaf, split: &Candidate, high: Sums) -> ((f64, f64), (f64, f64)) {
        let (lowest, highest) = leaf.bounds;
        if !self.columns[split.column].feature.is_clue() {
            return (leaf.bounds, leaf.bounds);
        }
        let middle = f64::midpoint(self.free_value(split.low), self.free_value(high));
        let middle = middle.clamp(lowest, highest);
        ((lowest, middle), (middle, highest))
    }

    fn leaf(
        &self,
        node: usize,
        rows: Vec<u32>,
        sums: Sums,
        bounds: (f64, f64),
        histograms: Vec<Histogram>,
    ) -> Leaf {
        let best = self.best(sums, bounds, &histograms);
        Leaf { node, rows, sums, bounds, histograms, best }
    }

    /// Sums the slopes of rows by column and range.
    fn histograms(&self, rows: &[u32]) -> Vec<Histogram> {
        // Side by side in memory, since every column reads them all.
        let slopes: Vec<(f64, f64)> = rows.iter().map(|&row| self.slopes[row as usize]).collect();
        let of_column = |column: &&Column| {
            let mut histogram = [Sums::default(); MAX_BINS];
            for (&row, &slope) in rows.iter().zip(&slopes) {
                let sums = &mut histogram[usize::from(column.bins[row as usize])];
                *sums = sums.with(slope);
            }
            histogram
        };
        self.columns.par_iter().map(of_column).collect()
    }

    /// Finds the best way to split a leaf, if any gains something.
    fn best(&self, sums: Sums, bounds: (f64, f64), histograms: &[Histogram]) -> Option<Candidate> {
        let worth = self.worth(sums, bounds);
        let of_column = |(column, histogram): (usize, &Histogram)| {
            let mut best: Option<Candidate> = None;
            let mut low = Sums::default();
            let edges = self.columns[column].edges.len();
            for (bin, sums_of_bin) in histogram.iter().enumerate().take(edges) {
                low = low.and(*sums_of_bin);
                let high = sums.less(low);
                if low.rows < self.shape.min_rows || high.rows < self.shape.min_rows {
                    continue;
                }
                let falls = self.value(low, bounds) > self.value(high, bounds);
                if falls && self.columns[column].feature.is_clue() {
                    continue;
                }
                let gain = self.worth(low, bounds) + self.worth(high, bounds) - worth;
                if gain > best.map_or(MIN_GAIN, |best| best.gain) {
                    best = Some(Candidate { gain, column, bin, low });
                }
            }
            best
        };
        let best = histograms.iter().enumerate().filter_map(of_column);
        best.max_by(|a, b| a.gain.total_cmp(&b.gain).then(b.column.cmp(&a.column)))
    }

    /// Returns the value that a leaf of these sums would like to take.
    fn free_value(&self, sums: Sums) -> f64 {
        -sums.gradient / (sums.curvature + self.shape.ridge)
    }

    /// Returns the value that a leaf of these sums takes.
    fn value(&self, sums: Sums, (lowest, highest): (f64, f64)) -> f64 {
        let value = self.shape.rate * self.free_value(sums).clamp(lowest, highest);
        // As many digits as the file of a model has.
        (value * 1e4).round() / 1e4
    }

    /// Computes twice the loss that the value of a leaf saves.
    fn worth(&self, sums: Sums, (lowest, highest): (f64, f64)) -> f64 {
        let value = self.free_value(sums).clamp(lowest, highest);
        -2.0 * sums.gradient * value - (sums.curvature + self.shape.ridge) * value * value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Shape =
        Shape { trees: 10, leaves: 4, rate: 0.3, min_rows: 5, ridge: 1.0, columns: 1 };
    const WORDS: Feature = Feature::Contents;
    const AGE: Feature = Feature::Recency;

    /// Builds the features of 200 files: words rise in steps, age falls and rises.
    fn files() -> Vec<[f32; COUNT]> {
        let file = |at: u16| {
            let mut features = [0.0; COUNT];
            features[WORDS as usize] = f32::from(at % 20) / 20.0;
            features[AGE as usize] = f32::from(at % 7);
            features
        };
        (0..200).map(file).collect()
    }

    fn rows(files: &[[f32; COUNT]], changed: fn(&[f32; COUNT]) -> bool) -> Vec<Row<'_>> {
        let row = |features| Row { features, label: changed(features), weight: 1.0, start: -1.0 };
        files.iter().map(row).collect()
    }

    fn sum(trees: &[Tree], words: f32, age: f32) -> f64 {
        let mut features = [0.0; COUNT];
        features[WORDS as usize] = words;
        features[AGE as usize] = age;
        trees.iter().map(|tree| tree.value(&features)).sum()
    }

    #[test]
    fn what_tells_is_learned() {
        let files = files();
        let rows = rows(&files, |it| it[WORDS as usize] > 0.6 && it[AGE as usize] > 2.0);
        let trees = boost(&rows, &[WORDS, AGE], SMALL);
        assert!(sum(&trees, 0.9, 5.0) > sum(&trees, 0.9, 1.0) + 2.0, "both are needed");
        assert!(sum(&trees, 0.9, 5.0) > sum(&trees, 0.1, 5.0) + 2.0);
        let blind = boost(&rows, &[AGE], SMALL);
        assert!((sum(&blind, 0.9, 5.0) - sum(&blind, 0.1, 5.0)).abs() < 1e-9, "left out");
    }

    #[test]
    fn a_clue_never_speaks_against_a_file() {
        let files = files();
        let rows = rows(&files, |it| it[WORDS as usize] < 0.5);
        let trees = boost(&rows, &[WORDS, AGE], SMALL);
        for step in 0..20_u8 {
            let words = f32::from(step) / 20.0;
            assert!(sum(&trees, words + 0.05, 3.0) >= sum(&trees, words, 3.0) - 1e-9, "{words}");
        }
        // What is no clue may speak either way.
        let rows = self::rows(&files, |it| it[AGE as usize] < 3.0);
        let trees = boost(&rows, &[WORDS, AGE], SMALL);
        assert!(sum(&trees, 0.5, 1.0) > sum(&trees, 0.5, 6.0) + 2.0);
    }

    #[test]
    fn the_same_rows_give_the_same_trees_on_any_number_of_threads() {
        let files = files();
        let learn = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let rows = rows(&files, |it| it[WORDS as usize] > 0.3 && it[AGE as usize] < 5.0);
            pool.install(|| boost(&rows, &[WORDS, AGE], Shape { columns: 2, ..SMALL }))
        };
        assert_eq!(learn(1), learn(4));
    }

    #[test]
    fn equal_files_teach_nothing() {
        let files = vec![[0.5; COUNT]; 50];
        assert!(boost(&rows(&files, |_| true), Feature::ALL, SMALL).is_empty());
        assert!(boost(&[], Feature::ALL, SMALL).is_empty());
    }
}
