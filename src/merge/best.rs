//! Nodes of two versions that are the best match of each other by their words.

use super::tree::Tree;
use super::wording::{is_back, likeness};

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
            let (left, right) = (&trees[0].nodes[left], &trees[1].nodes[right]);
            // Moving a task back to an earlier state does not reword it.
            let back = is_back(left, right) || right.state.is_some_and(|s| Some(s) < left.state);
            let score = if back { 0.0 } else { likeness(left, right) };
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
