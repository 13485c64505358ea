//! Boosted regression trees: a row of features to log-odds, and the share of each feature in them.

mod file;

pub use file::{ModelError, OWN_MODEL};

use super::calibration::Calibration;
use super::feature::{COUNT, Feature};

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
pub struct Tree(Vec<Node>);

impl Tree {
    /// Takes the nodes of a tree. `None` where there are none, or where a child does not stand
    /// behind its parent or does not exist.
    pub fn new(nodes: Vec<Node>) -> Option<Self> {
        let is_sound = |(at, node): (usize, &Node)| {
            node.split.is_none_or(|split| {
                [split.low, split.high].iter().all(|child| (at + 1..nodes.len()).contains(child))
            })
        };
        (!nodes.is_empty() && nodes.iter().enumerate().all(is_sound)).then_some(Self(nodes))
    }

    /// Returns the nodes, the root first.
    pub fn nodes(&self) -> &[Node] {
        &self.0
    }

    /// Computes the log-odds that the tree adds for a row.
    pub fn value(&self, row: &[f32; COUNT]) -> f64 {
        let mut node = &self.0[0];
        while let Some(split) = node.split {
            node = &self.0[split.child(row)];
        }
        node.value
    }

    /// Adds the share of each feature in the tree's value to `shares`, and returns the rest, which
    /// no feature accounts for: the root's value. On the way to the leaf each step changes the value,
    /// and the change belongs to the feature that the step asks about (Saabas, "Interpreting random
    /// forests", 2014), so that the shares and the rest sum to [`value`](Self::value).
    fn explain(&self, row: &[f32; COUNT], shares: &mut [f64; COUNT]) -> f64 {
        let mut node = &self.0[0];
        while let Some(split) = node.split {
            let next = &self.0[split.child(row)];
            shares[split.feature as usize] += next.value - node.value;
            node = next;
        }
        self.0[0].value
    }
}

impl Split {
    fn child(self, row: &[f32; COUNT]) -> usize {
        if row[self.feature as usize] <= self.threshold { self.low } else { self.high }
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

    /// Takes the log-odds of a row apart: `base` and the parts of the features sum to them.
    pub fn explain(&self, row: &[f32; COUNT]) -> Shares {
        let mut features = [0.0; COUNT];
        let rest: f64 = self.trees.iter().map(|tree| tree.explain(row, &mut features)).sum();
        Shares { base: self.base + rest, features }
    }

    /// Returns these trees with further ones behind them, and another calibration.
    pub fn with(&self, trees: &[Tree], calibration: Calibration) -> Self {
        let trees = self.trees.iter().chain(trees).cloned().collect();
        Self { base: self.base, trees, calibration }
    }
}
