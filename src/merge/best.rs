//! Nodes of two versions that are the best match of each other by their words.

use std::collections::BTreeSet;

use super::tree::{ALL, Child, Node, Tree};
use super::wording::{MIN_DISTINCTIVE_WORDS, is_back, is_finished, likeness};

/// Returns the pairs of nodes that are the best match of each other. Of equal matches, takes
/// the first or none.
pub(super) fn mutual(
    trees: [&Tree; 2],
    [lefts, rights]: [&[usize]; 2],
    least: f64,
    alone: bool,
) -> Vec<(usize, usize)> {
    let mut of_left = vec![Best::default(); lefts.len()];
    let mut of_right = vec![Best::default(); rights.len()];
    for (one, &left) in lefts.iter().enumerate() {
        for (other, &right) in rights.iter().enumerate() {
            // Moving a task back to an earlier state does not reword it, unless its open steps come along.
            let (one_node, other_node) = (&trees[0].nodes[left], &trees[1].nodes[right]);
            let back = is_back(one_node, other_node)
                || other_node.state.is_some_and(|state| Some(state) < one_node.state);
            let is_other = back && !share_open_step(trees, left, right);
            let score = if is_other { 0.0 } else { likeness(one_node, other_node) };
            of_left[one].see(score, other);
            of_right[other].see(score, one);
        }
    }
    let mut pairs = Vec::new();
    for (one, best) in of_left.iter().enumerate() {
        let back = &of_right[best.at];
        let tied = alone && (best.tied || back.tied);
        if best.score >= least && back.at == one && !tied {
            pairs.push((lefts[one], rights[best.at]));
        }
    }
    pairs
}

/// Returns true if a step that is open in both versions says the same, at length. Its task was reworded
/// and opened again.
fn share_open_step(trees: [&Tree; 2], left: usize, right: usize) -> bool {
    let open = |tree: &Tree, node: usize| -> BTreeSet<u32> {
        let steps = tree.nodes[node].children.iter().filter_map(|child| match *child {
            Child::Node(step) => Some(&tree.nodes[step]),
            Child::Text(_) => None,
        });
        let is_open = |step: &&Node| step.state.is_some() && !is_finished(step);
        let is_telling = |step: &&Node| step.bag.len() >= MIN_DISTINCTIVE_WORDS;
        steps.filter(is_open).filter(is_telling).map(|step| step.keys[ALL]).collect()
    };
    !open(trees[0], left).is_disjoint(&open(trees[1], right))
}

/// Best match so far, the first of equal ones.
#[derive(Clone, Debug, Default)]
struct Best {
    score: f64,
    at: usize,
    tied: bool,
}

impl Best {
    fn see(&mut self, score: f64, at: usize) {
        if score > self.score {
            *self = Self { score, at, tied: false };
        } else if score >= self.score {
            self.tied = true;
        }
    }
}
