//! Boosted regression trees: a row of features to log-odds, and the share of each feature in them.

mod file;

pub use file::{ModelError, OWN_MODEL, Own};

use super::calibration::Calibration;
use super::feature::{COUNT, Feature};

/// Number of rows that are led through a tree at once.
const ROWS_AT_ONCE: usize = 8;

/// Maximum depth of a tree. Trees that are learned here have at most 14 splits. The ways to all leaves of
/// a deeper one would take memory with the square of its size.
const MAX_DEPTH: usize = 64;

/// Node of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Log-odds that the tree adds for a row that ends here. Inner nodes have one, too: what they
    /// would add if they were not split further.
    pub value: f64,
    /// How the rows that come here are divided; `None` at a leaf.
    pub split: Option<Split>,
}

/// Question at an inner node: is the feature's value at most the threshold?
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The feature.
    pub feature: Feature,
    /// The highest value that goes to the low child.
    pub threshold: f32,
    /// Index of the child for values up to the threshold.
    pub low: usize,
    /// Index of the child for higher values.
    pub high: usize,
}

/// Regression tree. The root is node 0, and every child stands behind its parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// By node. A step from a leaf leads to the leaf itself, so that every row takes as many steps as
    /// the tree is deep: with nothing to guess, the processor works on several rows at once.
    steps: Vec<Step>,
    values: Vec<f64>,
    depth: usize,
    /// By node: range of the way that leads to it among the `changes`.
    ways: Vec<(u32, u32)>,
    /// Changes of the value on the ways to the leaves, each with the feature that is asked there.
    changes: Vec<(Feature, f64)>,
}

/// Split as it is taken; at a leaf, both children are the leaf itself.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    threshold: f32,
    feature: Feature,
    low: u16,
    high: u16,
}

impl Step {
    fn child(self, row: &[f32; COUNT]) -> u16 {
        let is_low = row[self.feature as usize] <= self.threshold;
        // A choice by arithmetic, since the processor could only guess at a branch.
        let mask = u16::from(is_low).wrapping_neg();
        self.high ^ ((self.low ^ self.high) & mask)
    }
}

impl Tree {
    /// Takes the nodes of a tree. `None` where there are none or too many, where they are too deep, where a
    /// child does not stand behind its parent or does not exist, or where two nodes share one.
    pub fn new(nodes: &[Node]) -> Option<Self> {
        let mut parents: Vec<Option<usize>> = vec![None; nodes.len()];
        for (at, node) in nodes.iter().enumerate() {
            for child in node.split.iter().flat_map(|split| [split.low, split.high]) {
                let parent = parents.get_mut(child).filter(|it| child > at && it.is_none())?;
                *parent = Some(at);
            }
        }
        let step = |(at, node): (usize, &Node)| {
            let (low, high) = node.split.map_or((at, at), |split| (split.low, split.high));
            Some(Step {
                threshold: node.split.map_or(0.0, |split| split.threshold),
                feature: node.split.map_or(Feature::ALL[0], |split| split.feature),
                low: u16::try_from(low).ok()?,
                high: u16::try_from(high).ok()?,
            })
        };
        let mut tree = Self {
            steps: nodes.iter().enumerate().map(step).collect::<Option<_>>()?,
            values: nodes.iter().map(|node| node.value).collect(),
            depth: 0,
            ways: vec![(0, 0); nodes.len()],
            changes: Vec::new(),
        };
        for leaf in (0..nodes.len()).filter(|&at| nodes[at].split.is_none()) {
            let start = tree.changes.len();
            let mut at = leaf;
            while let Some(parent) = parents[at] {
                if tree.changes.len() - start == MAX_DEPTH {
                    return None;
                }
                let change = tree.values[at] - tree.values[parent];
                tree.changes.push((tree.steps[parent].feature, change));
                at = parent;
            }
            tree.changes[start..].reverse();
            tree.depth = tree.depth.max(tree.changes.len() - start);
            let range = (u32::try_from(start).ok()?, u32::try_from(tree.changes.len()).ok()?);
            tree.ways[leaf] = range;
        }
        (!nodes.is_empty()).then_some(tree)
    }

    /// Returns the nodes, the root first.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        self.steps.iter().zip(&self.values).enumerate().map(|(at, (step, &value))| {
            let Step { threshold, feature, low, high } = *step;
            let (low, high) = (usize::from(low), usize::from(high));
            Node { value, split: (low != at).then_some(Split { feature, threshold, low, high }) }
        })
    }

    /// Finds the leaf of a row.
    fn leaf(&self, row: &[f32; COUNT]) -> u16 {
        (0..self.depth).fold(0, |at, _| self.steps[usize::from(at)].child(row))
    }

    /// Finds the leaves of up to [`ROWS_AT_ONCE`] rows. The ways of several rows do not wait for each other.
    fn leaves(&self, rows: &[&[f32; COUNT]]) -> [u16; ROWS_AT_ONCE] {
        let mut leaves = [0; ROWS_AT_ONCE];
        if let Ok(rows) = <[&[f32; COUNT]; ROWS_AT_ONCE]>::try_from(rows) {
            for _ in 0..self.depth {
                for (at, row) in leaves.iter_mut().zip(rows) {
                    *at = self.steps[usize::from(*at)].child(row);
                }
            }
        } else {
            for (leaf, row) in leaves.iter_mut().zip(rows) {
                *leaf = self.leaf(row);
            }
        }
        leaves
    }

    /// Computes the log-odds that the tree adds for a row.
    pub fn value(&self, row: &[f32; COUNT]) -> f64 {
        self.values[usize::from(self.leaf(row))]
    }

    /// Adds the share of each feature in the value of a leaf to `shares`, and returns the rest, which
    /// no feature accounts for: the root's value. On the way to the leaf each step changes the value,
    /// and the change belongs to the feature that the step asks about (Saabas, "Interpreting random
    /// forests", 2014), so that the shares and the rest sum to [`value`](Self::value).
    fn explain(&self, leaf: u16, shares: &mut [f64; COUNT]) -> f64 {
        let (start, end) = self.ways[usize::from(leaf)];
        for &(feature, change) in &self.changes[start as usize..end as usize] {
            shares[feature as usize] += change;
        }
        self.values[0]
    }
}

/// Model of boosted trees: log-odds = base + Σ of the trees, corrected by a [`Calibration`].
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Log-odds before the first tree.
    pub base: f64,
    /// The trees.
    pub trees: Vec<Tree>,
    /// Turns the log-odds of a task's files into probabilities.
    pub calibration: Calibration,
}

/// Log-odds of several rows, with the leaves where they come from.
#[derive(Debug)]
pub struct Judgement<'a> {
    forest: &'a Forest,
    /// By row: log-odds before calibration.
    pub log_odds: Vec<f64>,
    /// By tree, then row.
    leaves: Vec<u16>,
}

impl Judgement<'_> {
    /// Takes the log-odds of several rows apart: `base` and the parts of the features sum to them.
    pub fn explain(&self, rows: &[usize]) -> Vec<Shares> {
        let Forest { base, trees, .. } = self.forest;
        let mut shares = vec![Shares { base: 0.0, features: [0.0; COUNT] }; rows.len()];
        // Tree by tree, so that each is read from memory once.
        for (tree, leaves) in trees.iter().zip(self.leaves.chunks(self.log_odds.len().max(1))) {
            for (Shares { base, features }, &row) in shares.iter_mut().zip(rows) {
                *base += tree.explain(leaves[row], features);
            }
        }
        for shares in &mut shares {
            shares.base += base;
        }
        shares
    }
}

/// Log-odds of a file, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Part that no feature accounts for.
    pub base: f64,
    /// Part of each feature, in the order of [`Feature::ALL`].
    pub features: [f64; COUNT],
}

impl Forest {
    /// Computes the log-odds of a row, before calibration.
    pub fn log_odds(&self, row: &[f32; COUNT]) -> f64 {
        self.base + self.trees.iter().map(|tree| tree.value(row)).sum::<f64>()
    }

    /// Judges several rows.
    pub fn judge(&self, rows: &[&[f32; COUNT]]) -> Judgement<'_> {
        let mut log_odds = vec![0.0; rows.len()];
        let mut leaves = Vec::with_capacity(rows.len() * self.trees.len());
        // Tree by tree, so that each is read from memory once.
        for tree in &self.trees {
            let start = leaves.len();
            for rows in rows.chunks(ROWS_AT_ONCE) {
                leaves.extend(&tree.leaves(rows)[..rows.len()]);
            }
            for (sum, &leaf) in log_odds.iter_mut().zip(&leaves[start..]) {
                *sum += tree.values[usize::from(leaf)];
            }
        }
        for sum in &mut log_odds {
            *sum += self.base;
        }
        Judgement { forest: self, log_odds, leaves }
    }

    /// Takes the log-odds of a row apart: `base` and the parts of the features sum to them.
    pub fn explain(&self, row: &[f32; COUNT]) -> Shares {
        let mut shares = self.judge(&[row]).explain(&[0]);
        shares.swap_remove(0)
    }

    /// Returns these trees with further ones behind them, and another calibration.
    #[must_use]
    pub fn with(&self, trees: &[Tree], calibration: Calibration) -> Self {
        let trees = self.trees.iter().chain(trees).cloned().collect();
        Self { base: self.base, trees, calibration }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds a tree that asks for words, and then for age.
    fn tree() -> Tree {
        let node = |value, split| Node { value, split };
        let split = |feature, low| Some(Split { feature, threshold: 0.5, low, high: low + 1 });
        Tree::new(&[
            node(0.1, split(Feature::Contents, 1)),
            node(-1.0, None),
            node(1.0, split(Feature::Recency, 3)),
            node(0.5, None),
            node(2.0, None),
        ])
        .unwrap()
    }

    fn row(contents: f32, recency: f32) -> [f32; COUNT] {
        let mut row = [0.0; COUNT];
        row[Feature::Contents as usize] = contents;
        row[Feature::Recency as usize] = recency;
        row
    }

    #[test]
    fn the_shares_sum_to_the_log_odds() {
        let forest =
            Forest { base: -3.0, trees: vec![tree(), tree()], calibration: Calibration::NONE };
        for (row, log_odds) in [(row(0.2, 0.9), -5.0), (row(0.9, 0.1), -2.0), (row(0.9, 0.9), 1.0)]
        {
            assert!((forest.log_odds(&row) - log_odds).abs() < 1e-9);
            assert_eq!(forest.judge(&[&row, &row]).log_odds, [forest.log_odds(&row); 2]);
            let Shares { base, features } = forest.explain(&row);
            assert!((base + features.iter().sum::<f64>() - log_odds).abs() < 1e-9);
            assert!((base - -2.8).abs() < 1e-9);
        }
        let shares = forest.explain(&row(0.9, 0.9)).features;
        assert!((shares[Feature::Contents as usize] - 1.8).abs() < 1e-9);
        assert!((shares[Feature::Recency as usize] - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let forest = Forest { base: -3.0, trees: vec![tree()], calibration: Calibration::NONE };
        let text = forest.render("from\n\"here\"");
        assert_eq!(Forest::parse(&text).unwrap(), forest);
        for (wrong, expected) in [
            (text.replace("-1.0000", "1e9"), "beyond"),
            (text.replace("\"low\":[1,3]", "\"low\":[0,3]"), "tree 0 is no tree"),
            (text.replace("\"low\":[1,3]", "\"low\":[1]"), "tree 0 is no tree"),
            (text.replace("contents", "luck"), "is unknown"),
            (text.replace("\"base\"", "\"bass\""), "unknown field"),
            (String::from("{"), "not a model file"),
        ] {
            let error = Forest::parse(&wrong).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_node_never_leads_back() {
        let split = Split { feature: Feature::Contents, threshold: 0.5, low: 0, high: 1 };
        assert_eq!(Tree::new(&[Node { value: 0.0, split: Some(split) }]), None);
        assert_eq!(Tree::new(&[]), None);
    }

    #[test]
    fn a_tree_is_not_too_deep() {
        // Each split has a leaf and the next split.
        let chain = |depth: usize| {
            let split = |low| {
                Some(Split { feature: Feature::Contents, threshold: 0.5, low, high: low + 1 })
            };
            let node = |at: usize| {
                let is_split = at < 2 * depth && at.is_multiple_of(2);
                Node { value: 0.0, split: is_split.then(|| split(at + 1)).flatten() }
            };
            Tree::new(&(0..=2 * depth).map(node).collect::<Vec<_>>())
        };
        assert!(chain(MAX_DEPTH).is_some());
        assert_eq!(chain(MAX_DEPTH + 1), None);
    }

    #[test]
    fn a_model_of_ones_own_corrects_the_shipped_one_of_its_version() {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Forest::shipped();
        assert_eq!(Forest::own(folder.path()).unwrap(), Own::None);
        let own = shipped.with(&[tree()], Calibration::of([0.5, 1.0, 1.0, 0.0]));
        let text = own.render_own("here");
        let write = |text: &str| std::fs::write(folder.path().join(OWN_MODEL), text).unwrap();
        write(&text);
        assert_eq!(Forest::own(folder.path()).unwrap(), Own::Usable(own));
        write(&text.replace("\"corrects\": \"", "\"corrects\": \"0"));
        assert_eq!(Forest::own(folder.path()).unwrap(), Own::Stale);
        write("[]");
        assert!(Forest::own(folder.path()).is_err());
    }

    #[test]
    fn the_shipped_model_is_read() {
        let shipped = Forest::shipped();
        assert!(shipped.trees.len() >= 100, "{} trees", shipped.trees.len());
    }
}
