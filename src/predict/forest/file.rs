//! Files of models: JSON with the origin, the features by name, the calibration and the trees.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::calibration::Calibration;
use super::super::feature::Feature;
use super::{Forest, Node, Split, Tree};
use crate::{regular, words};

/// File below a repository's root that keeps the trees learned from its own past.
pub const OWN_MODEL: &str = ".ctx-model.json";

/// Maximum of a log-odds' magnitude: 50 are practically certain.
const MAX_LOG_ODDS: f64 = 50.0;

/// Maximum size of a model file, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Feature number that stands for a leaf.
const LEAF: i64 = -1;

const SHIPPED: &str = include_str!("../model.json");

/// Reason why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is no JSON of the expected shape.
    #[error("not a model file: {0}")]
    Syntax(#[from] serde_json::Error),
    /// The file contradicts itself, or has a number out of range.
    #[error("not a model file: {0}")]
    Content(String),
    /// A repository's own file cannot be used.
    #[error("{OWN_MODEL}: {0}; learn it again with `ctx backtest --fit`, or remove the file")]
    Own(Box<dyn std::error::Error + Send + Sync>),
}

/// Model that a repository has learned from its own past.
#[derive(Clone, Debug, PartialEq)]
pub enum Own {
    /// There is none.
    None,
    /// Its trees correct another shipped model than this version's.
    Stale,
    /// The shipped model, corrected.
    Usable(Forest),
}

impl Own {
    /// Returns the model, if there is one to use.
    pub fn usable(self) -> Option<Forest> {
        match self {
            Self::Usable(forest) => Some(forest),
            Self::None | Self::Stale => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// People's text: where the trees come from.
    #[serde(rename = "origin")]
    _origin: Vec<String>,
    /// Digest of the shipped model that these trees correct.
    #[serde(default)]
    corrects: Option<String>,
    base: f64,
    calibration: Calibration,
    /// Names that the trees refer to by position.
    features: Vec<String>,
    trees: Vec<FileTree>,
}

/// Nodes of a tree in an order in which every child stands behind its parent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTree {
    /// Position of the feature; [`LEAF`] at a leaf.
    feature: Vec<i64>,
    /// Threshold of each node that is no leaf, in order.
    threshold: Vec<f32>,
    /// Position of the low child of each node that is no leaf; the high child stands behind it.
    low: Vec<usize>,
    value: Vec<f64>,
}

impl Forest {
    /// Returns the model that the program ships.
    pub fn shipped() -> &'static Self {
        static FOREST: LazyLock<Forest> = LazyLock::new(|| {
            // A test reads this file, so the fallback is never used.
            Forest::parse(SHIPPED).unwrap_or(Forest {
                base: 0.0,
                trees: Vec::new(),
                calibration: Calibration::NONE,
            })
        });
        &FOREST
    }

    /// Reads the file of a model that stands alone.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Self::of(&serde_json::from_str(text)?)
    }

    /// Reads the model that a repository has learned from its own past, if any: the shipped one
    /// with the trees of [`OWN_MODEL`] below the root.
    pub fn own(root: &Path) -> Result<Own, ModelError> {
        let path = root.join(OWN_MODEL);
        let unusable = |error: Box<dyn std::error::Error + Send + Sync>| ModelError::Own(error);
        let bytes = match regular::read(&path, MAX_FILE_BYTES) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Own::None),
            bytes => bytes.map_err(|error| unusable(error.into()))?,
        };
        Self::of_own(&bytes).map_err(|error| unusable(error.into()))
    }

    fn of_own(bytes: &[u8]) -> Result<Own, ModelError> {
        let file: File = serde_json::from_slice(bytes)?;
        if file.corrects.as_deref() != Some(digest().as_str()) {
            return Ok(Own::Stale);
        }
        let own = Self::of(&file)?;
        Ok(Own::Usable(Self::shipped().with(&own.trees, own.calibration)))
    }

    fn of(file: &File) -> Result<Self, ModelError> {
        let by_name: HashMap<&str, Feature> =
            Feature::ALL.iter().map(|&feature| (feature.name(), feature)).collect();
        let named = |name: &String| {
            let unknown = || ModelError::Content(format!("feature {name} is unknown"));
            by_name.get(name.as_str()).copied().ok_or_else(unknown)
        };
        let features: Vec<Feature> = file.features.iter().map(named).collect::<Result<_, _>>()?;
        let Calibration { intercept, log_odds, beyond, share } = file.calibration;
        let numbers = [file.base, intercept, log_odds, beyond, share];
        let values = file.trees.iter().flat_map(|tree| &tree.value);
        if let Some(odd) =
            numbers.iter().chain(values).find(|it| it.is_nan() || it.abs() > MAX_LOG_ODDS)
        {
            return Err(ModelError::Content(format!("{odd} is beyond ±{MAX_LOG_ODDS}")));
        }
        let trees = file.trees.iter().enumerate().map(|(at, tree)| {
            let broken = || ModelError::Content(format!("tree {at} is no tree"));
            tree.read(&features).ok_or_else(broken)
        });
        Ok(Self {
            base: file.base,
            trees: trees.collect::<Result<_, _>>()?,
            calibration: file.calibration,
        })
    }

    /// Writes the file of a model that stands alone, which [`parse`](Self::parse) reads.
    pub fn render(&self, origin: &str) -> String {
        render(self, origin, None)
    }

    /// Writes the file of trees that correct the shipped model, which [`own`](Self::own) reads.
    /// `self` is the shipped model with these trees behind its own.
    pub fn render_own(&self, origin: &str) -> String {
        let trees = self.trees.get(Self::shipped().trees.len()..).unwrap_or_default().to_vec();
        let own = Self { base: 0.0, trees, calibration: self.calibration };
        render(&own, origin, Some(&digest()))
    }
}

/// Returns what tells the shipped model from any other.
fn digest() -> String {
    words::digest(SHIPPED.as_bytes())
}

impl FileTree {
    /// Builds the tree; `None` where the lists do not fit together.
    fn read(&self, features: &[Feature]) -> Option<Tree> {
        if self.feature.len() != self.value.len() || self.threshold.len() != self.low.len() {
            return None;
        }
        let mut splits = self.threshold.iter().zip(&self.low);
        let mut nodes = Vec::with_capacity(self.value.len());
        for (&feature, &value) in self.feature.iter().zip(&self.value) {
            let split = if feature == LEAF {
                None
            } else {
                let feature = *features.get(usize::try_from(feature).ok()?)?;
                let (&threshold, &low) = splits.next()?;
                if threshold.is_nan() {
                    return None;
                }
                Some(Split { feature, threshold, low, high: low.checked_add(1)? })
            };
            nodes.push(Node { value, split });
        }
        if splits.next().is_some() { None } else { Tree::new(&nodes) }
    }
}

fn render(forest: &Forest, origin: &str, corrects: Option<&str>) -> String {
    let mut text = String::from("{\n\"origin\": [");
    let lines: Vec<String> = origin.lines().map(quoted).collect();
    let _ = write!(text, "\n{}\n],\n", lines.join(",\n"));
    if let Some(corrects) = corrects {
        let _ = writeln!(text, "\"corrects\": {},", quoted(corrects));
    }
    let Calibration { intercept, log_odds, beyond, share } = forest.calibration;
    let _ = writeln!(text, "\"base\": {:.4},", forest.base);
    let _ = writeln!(
        text,
        "\"calibration\": {{\"intercept\": {intercept:.4}, \"log_odds\": {log_odds:.4}, \
         \"beyond\": {beyond:.4}, \"share\": {share:.4}}},"
    );
    let names: Vec<String> = Feature::ALL.iter().map(|feature| quoted(feature.name())).collect();
    let _ = writeln!(text, "\"features\": [{}],\n\"trees\": [", names.join(", "));
    let trees: Vec<String> = forest.trees.iter().map(render_tree).collect();
    let _ = write!(text, "{}\n]\n}}\n", trees.join(",\n"));
    text
}

fn render_tree(tree: &Tree) -> String {
    let list = |numbers: Vec<String>| numbers.join(",");
    let nodes: Vec<Node> = tree.nodes().collect();
    let splits = || nodes.iter().filter_map(|node| node.split);
    let feature = nodes.iter().map(|node| match node.split {
        Some(split) => (split.feature as usize).to_string(),
        None => LEAF.to_string(),
    });
    format!(
        "{{\"feature\":[{}],\"threshold\":[{}],\"low\":[{}],\"value\":[{}]}}",
        list(feature.collect()),
        list(splits().map(|split| split.threshold.to_string()).collect()),
        list(splits().map(|split| split.low.to_string()).collect()),
        list(nodes.iter().map(|node| format!("{:.4}", node.value)).collect()),
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
