//! Boosted regression trees: a row of features to log-odds, and the share of each feature in them.

mod file;

pub use file::{ModelError, OWN_MODEL, Own};

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
        Tree::new(vec![
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
        assert_eq!(Tree::new(vec![Node { value: 0.0, split: Some(split) }]), None);
        assert_eq!(Tree::new(Vec::new()), None);
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
