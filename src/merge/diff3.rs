//! Three-way diff of sequences: the parts where they agree, and those where they differ.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Part of the three sequences base, ours and theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    /// True if the sequences are equal here.
    pub stable: bool,
    /// Range of the part in each sequence.
    pub at: [Range<usize>; 3],
}

/// Splits three sequences into hunks, in order. Between two changed hunks is a stable one.
pub(super) fn hunks(base: &[u32], ours: &[u32], theirs: &[u32]) -> Vec<Hunk> {
    let (in_ours, in_theirs) = (places(base, ours), places(base, theirs));
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut positions = [0; 3];
    for line in 0..base.len() {
        let (Some(one), Some(other)) = (in_ours[line], in_theirs[line]) else { continue };
        let to = [line, one, other];
        if positions != to {
            hunks.push(Hunk { stable: false, at: range(positions, to) });
        }
        positions = to.map(|place| place + 1);
        match hunks.last_mut() {
            Some(last) if last.stable => {
                last.at = range(last.at.clone().map(|r| r.start), positions);
            }
            _ => hunks.push(Hunk { stable: true, at: range(to, positions) }),
        }
    }
    let end = [base.len(), ours.len(), theirs.len()];
    if positions != end {
        hunks.push(Hunk { stable: false, at: range(positions, end) });
    }
    hunks
}

fn range(from: [usize; 3], to: [usize; 3]) -> [Range<usize>; 3] {
    [from[0]..to[0], from[1]..to[1], from[2]..to[2]]
}

/// Returns the position in `new` of each element of `old`, if it is there.
pub(super) fn places(old: &[u32], new: &[u32]) -> Vec<Option<usize>> {
    let mut places = vec![None; old.len()];
    // The diff limits its effort by counting steps, not by time, so its answer is deterministic.
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for step in 0..len {
                places[old_index + step] = Some(new_index + step);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_set_apart_by_what_all_have() {
        let found = hunks(&[1, 2, 3, 4], &[1, 9, 3, 4], &[1, 2, 3, 4, 5]);
        let expected = [
            (true, [0..1, 0..1, 0..1]),
            (false, [1..2, 1..2, 1..2]),
            (true, [2..4, 2..4, 2..4]),
            (false, [4..4, 4..4, 4..5]),
        ]
        .map(|(stable, at)| Hunk { stable, at });
        assert_eq!(found, expected);
        assert_eq!(hunks(&[], &[], &[]), []);
    }
}
