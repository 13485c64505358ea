//! Order in which merges stop least.

use std::collections::BTreeSet;

/// Maximum number of branches for which all orders are tried.
const MAX_PERMUTED_BRANCHES: usize = 8;

/// Expected conflicts of the branches to merge, by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Collisions {
    /// Files in which two branches conflict. Symmetric; empty without a conflict.
    pub pairs: Vec<Vec<BTreeSet<String>>>,
    /// Files in which a branch conflicts with its base.
    pub base: Vec<BTreeSet<String>>,
}

/// Cost of an order. The first field counts most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    /// Number of merges that stop.
    stops: usize,
    /// Number of files to resolve.
    files: usize,
}

impl Collisions {
    /// Returns the cost of merging `next` after `before`.
    fn cost(&self, before: &[usize], next: usize) -> Cost {
        let mut files: BTreeSet<&String> = self.base[next].iter().collect();
        files.extend(before.iter().flat_map(|&earlier| &self.pairs[next][earlier]));
        Cost { stops: usize::from(!files.is_empty()), files: files.len() }
    }
}

/// Returns the order with the fewest merges that stop, then with the fewest files to resolve. Of
/// equal orders, it is the closest to `liked`, which lists all numbers. For many branches, the
/// cheapest is merged next, which may not give the best order.
pub fn order(collisions: &Collisions, liked: &[usize]) -> Vec<usize> {
    if liked.len() > MAX_PERMUTED_BRANCHES {
        return greedy(collisions, liked);
    }
    let mut search = Search { collisions, best: None };
    search.from(&mut Vec::new(), liked, Cost::default());
    search.best.map(|(_, order)| order).unwrap_or_default()
}

struct Search<'a> {
    collisions: &'a Collisions,
    best: Option<(Cost, Vec<usize>)>,
}

impl Search<'_> {
    /// Tries all orders of `left` after `before`, preferred branches first.
    fn from(&mut self, before: &mut Vec<usize>, left: &[usize], cost: Cost) {
        if self.best.as_ref().is_some_and(|(best, _)| cost >= *best) {
            return;
        }
        if left.is_empty() {
            self.best = Some((cost, before.clone()));
            return;
        }
        for &next in left {
            let more = self.collisions.cost(before, next);
            let rest: Vec<usize> = left.iter().copied().filter(|&other| other != next).collect();
            before.push(next);
            let cost = Cost { stops: cost.stops + more.stops, files: cost.files + more.files };
            self.from(before, &rest, cost);
            before.pop();
        }
    }
}

fn greedy(collisions: &Collisions, liked: &[usize]) -> Vec<usize> {
    let (mut order, mut left) = (Vec::new(), liked.to_vec());
    while !left.is_empty() {
        // Among equal costs, the branch that makes the fewest others stop is next.
        let spoils = |next: usize| {
            left.iter().filter(|&&other| !collisions.pairs[next][other].is_empty()).count()
        };
        let best = (0..left.len())
            .min_by_key(|&at| (collisions.cost(&order, left[at]), spoils(left[at])))
            .unwrap_or(0);
        order.push(left.remove(best));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes collisions from `(a, b, files)`; a collision with itself is one with the base.
    fn collisions(number: usize, known: &[(usize, usize, &[&str])]) -> Collisions {
        let mut collisions = Collisions {
            pairs: vec![vec![BTreeSet::new(); number]; number],
            base: vec![BTreeSet::new(); number],
        };
        for &(a, b, files) in known {
            let files: BTreeSet<String> = files.iter().map(|&file| file.to_owned()).collect();
            if a == b {
                collisions.base[a] = files;
            } else {
                collisions.pairs[a][b] = files.clone();
                collisions.pairs[b][a] = files;
            }
        }
        collisions
    }

    #[test]
    fn without_collisions_the_liked_order_stands() {
        assert_eq!(order(&collisions(3, &[]), &[2, 0, 1]), [2, 0, 1]);
        assert_eq!(order(&Collisions::default(), &[]), [0; 0]);
    }

    #[test]
    fn what_collides_with_all_comes_last() {
        let star = collisions(3, &[(0, 1, &["a"]), (0, 2, &["b"])]);
        assert_eq!(order(&star, &[0, 1, 2]), [1, 2, 0], "one stop, not two");
    }

    #[test]
    fn of_the_same_stops_the_fewer_files() {
        let uneven =
            collisions(3, &[(0, 1, &["a", "b"]), (1, 2, &["c"]), (0, 2, &["a", "b", "d"])]);
        let stops = |order: &[usize]| -> Cost {
            let costs = (0..3).map(|at| uneven.cost(&order[..at], order[at]));
            costs.fold(Cost::default(), |sum, more| Cost {
                stops: sum.stops + more.stops,
                files: sum.files + more.files,
            })
        };
        let best = order(&uneven, &[0, 1, 2]);
        for other in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert!(stops(&best) <= stops(&other), "{best:?} {other:?}");
        }
        assert_eq!(stops(&best), Cost { stops: 2, files: 4 });
    }

    #[test]
    fn what_stops_at_the_base_anyway_does_not_stop_another() {
        let stuck = collisions(2, &[(0, 0, &["a"]), (0, 1, &["a"])]);
        assert_eq!(order(&stuck, &[0, 1]), [1, 0]);
    }

    #[test]
    fn many_are_ordered_without_trying_all() {
        let known: Vec<(usize, usize, &[&str])> =
            (1..12).map(|other| (0, other, ["a"].as_slice())).collect();
        let liked: Vec<usize> = (0..12).collect();
        let found = order(&collisions(12, &known), &liked);
        assert_eq!(found, [&liked[1..], &[0]].concat());
    }
}
