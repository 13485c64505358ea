//! Local search that distributes units of work over tracks.

/// Number of starts of the search, for few units and for many: the time of a start grows with the
/// square of the units, and many units leave less to chance.
const STARTS: (usize, usize) = (32, 4);

/// Product of units and starts, at about one millisecond for a thousand.
const UNITS_TIMES_STARTS: usize = 4000;

/// Number of sweeps of one start. A sweep that changes nothing ends it; real backlogs need about
/// five.
const MAX_SWEEPS: usize = 40;

/// Number of units above which only single units are moved: the time of swaps grows with their
/// square.
const MAX_UNITS_TO_SWAP: usize = 1000;

/// Number of distributions up to which all are tried: those of six units over four tracks.
const MAX_WAYS: usize = 4096;

/// Improvement below which a change is rounding.
const MIN_IMPROVEMENT: f64 = 1e-9;

/// Weight of evenness where nothing overlaps at all; too small to count anywhere else.
const EVEN_WITHOUT_OVERLAP: f64 = 1e-3;

/// Units to distribute: tasks or groups of tasks that stay together.
#[derive(Debug, Default)]
pub struct Units {
    /// Share of each unit in the whole work; about 1 in sum.
    pub loads: Vec<f64>,
    /// For each unit, the others it overlaps with and how much, by unit; symmetric.
    pub weights: Vec<Vec<(usize, f64)>>,
}

/// Cost of a distribution: less is better.
///
/// cost = Σ weight across tracks + P · Σ load² + penalty · Σ max(0, load − cap), where the sums of
/// the loads run over tracks and P is the weight of all pairs. A random distribution is expected to
/// leave P · (1 − Σ load²) across, so that the first two terms measure the overlap across tracks
/// against chance for tracks of the same sizes (the idea of modularity: Newman, PNAS 103 (2006)
/// 8577). The cost neither rewards putting everything into one track nor cutting evenly at any
/// price. The penalty outweighs all overlap that one average unit can have.
pub struct Cost<'a> {
    units: &'a Units,
    cap: f64,
    even: f64,
    penalty: f64,
}

impl<'a> Cost<'a> {
    /// Prepares the cost; `cap` is the load that no track should exceed.
    pub fn new(units: &'a Units, cap: f64) -> Self {
        let both_ways: f64 = units.weights.iter().flatten().map(|&(_, weight)| weight).sum();
        let all = both_ways / 2.0;
        let even = all + EVEN_WITHOUT_OVERLAP;
        Self { units, cap, even, penalty: 2.0 * (even + 1.0) * units.loads.len() as f64 }
    }

    /// Computes the cost of a whole distribution: `track[unit]`, numbered below `tracks`.
    pub fn of(&self, track: &[usize], tracks: usize) -> f64 {
        let mut loads = vec![0.0; tracks];
        let mut across = 0.0;
        for (unit, &t) in track.iter().enumerate() {
            loads[t] += self.units.loads[unit];
            across += self.units.weights[unit]
                .iter()
                .filter(|&&(other, _)| other > unit && track[other] != t)
                .map(|&(_, weight)| weight)
                .sum::<f64>();
        }
        across + loads.iter().map(|&load| self.of_load(load)).sum::<f64>()
    }

    fn of_load(&self, load: f64) -> f64 {
        self.even * load * load + self.penalty * (load - self.cap).max(0.0)
    }
}

/// Distributes the units over at most `tracks` tracks at the lowest cost it finds, and returns the
/// track of each unit. The result is always the same for the same input.
pub fn assign(units: &Units, tracks: usize, cap: f64) -> Vec<usize> {
    let count = units.loads.len();
    if tracks <= 1 || count <= 1 {
        return vec![0; count];
    }
    let cost = Cost::new(units, cap);
    let mut random = SplitMix64(0);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| units.loads[b].total_cmp(&units.loads[a]).then(a.cmp(&b)));
    let mut best: Option<(f64, Vec<usize>)> = None;
    for _ in 0..(UNITS_TIMES_STARTS / count).clamp(STARTS.1, STARTS.0) {
        let mut attempt = Attempt::greedy(&cost, tracks, &order);
        attempt.improve();
        let found = cost.of(&attempt.track, tracks);
        if best.as_ref().is_none_or(|(least, _)| found < least - MIN_IMPROVEMENT) {
            best = Some((found, attempt.track));
        }
        random.shuffle(&mut order);
    }
    let (least, track) = best.unwrap_or_default();
    let ways = all_ways(count, tracks).map(|way| (cost.of(&way, tracks), way));
    // The result of the search stays, unless another distribution is better.
    match ways.min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((cost, way)) if cost < least - MIN_IMPROVEMENT => way,
        _ => track,
    }
}

/// Lists all distributions of few units; none of many.
fn all_ways(count: usize, tracks: usize) -> impl Iterator<Item = Vec<usize>> {
    let ways = u32::try_from(count).ok().and_then(|count| tracks.checked_pow(count));
    let ways = ways.filter(|&ways| ways <= MAX_WAYS).unwrap_or(0);
    (0..ways).map(move |way| {
        let digits = std::iter::successors(Some(way), |rest| Some(rest / tracks));
        digits.map(|rest| rest % tracks).take(count).collect()
    })
}

/// One start of the search.
struct Attempt<'a> {
    cost: &'a Cost<'a>,
    track: Vec<usize>,
    /// Load of each track.
    loads: Vec<f64>,
    /// `towards[unit][track]`: the weight between a unit and the units in a track.
    towards: Vec<Vec<f64>>,
}

impl<'a> Attempt<'a> {
    /// Assigns one unit after the other where it costs least.
    fn greedy(cost: &'a Cost<'a>, tracks: usize, order: &[usize]) -> Self {
        let nowhere = tracks;
        let mut attempt = Self {
            cost,
            track: vec![nowhere; order.len()],
            loads: vec![0.0; tracks],
            towards: vec![vec![0.0; tracks]; order.len()],
        };
        for &unit in order {
            let added = |t: usize| {
                let load = attempt.loads[t];
                cost.of_load(load + cost.units.loads[unit])
                    - cost.of_load(load)
                    - attempt.towards[unit][t]
            };
            let best = (0..tracks).min_by(|&a, &b| added(a).total_cmp(&added(b))).unwrap_or(0);
            attempt.put(unit, best);
        }
        attempt
    }

    fn put(&mut self, unit: usize, to: usize) {
        let from = self.track[unit];
        let load = self.cost.units.loads[unit];
        self.track[unit] = to;
        self.loads[to] += load;
        if let Some(old) = self.loads.get_mut(from) {
            *old -= load;
        }
        for &(other, weight) in &self.cost.units.weights[unit] {
            self.towards[other][to] += weight;
            if let Some(old) = self.towards[other].get_mut(from) {
                *old -= weight;
            }
        }
    }

    /// Moves single units while that helps, then swaps pairs, until neither does.
    fn improve(&mut self) {
        for _ in 0..MAX_SWEEPS {
            if !self.move_units() && !self.swap_units() {
                break;
            }
        }
    }

    fn move_units(&mut self) -> bool {
        let mut moved = false;
        for unit in 0..self.track.len() {
            let from = self.track[unit];
            let load = self.cost.units.loads[unit];
            let change = |to: usize| self.across(unit, to) + self.shift(from, to, load);
            let best = (0..self.loads.len())
                .filter(|&to| to != from)
                .map(|to| (to, change(to)))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((to, change)) = best
                && change < -MIN_IMPROVEMENT
            {
                self.put(unit, to);
                moved = true;
            }
        }
        moved
    }

    fn swap_units(&mut self) -> bool {
        if self.track.len() > MAX_UNITS_TO_SWAP {
            return false;
        }
        let mut swapped = false;
        for a in 0..self.track.len() {
            for b in a + 1..self.track.len() {
                let (from, to) = (self.track[a], self.track[b]);
                if from == to {
                    continue;
                }
                let loads = &self.cost.units.loads;
                let apart = self.across(a, to)
                    + self.across(b, from)
                    + self.shift(from, to, loads[a] - loads[b]);
                // The weight between the two stays across: it was counted as gained twice.
                if apart < -MIN_IMPROVEMENT && apart + 2.0 * self.weight(a, b) < -MIN_IMPROVEMENT {
                    self.put(a, to);
                    self.put(b, from);
                    swapped = true;
                }
            }
        }
        swapped
    }

    /// Computes the change of the weight across tracks when a unit moves.
    fn across(&self, unit: usize, to: usize) -> f64 {
        self.towards[unit][self.track[unit]] - self.towards[unit][to]
    }

    /// Computes the change of the cost of loads when `load` moves from one track to another.
    fn shift(&self, from: usize, to: usize, load: f64) -> f64 {
        let of = |load| self.cost.of_load(load);
        of(self.loads[from] - load) + of(self.loads[to] + load)
            - of(self.loads[from])
            - of(self.loads[to])
    }

    fn weight(&self, a: usize, b: usize) -> f64 {
        let row = &self.cost.units.weights[a];
        row.binary_search_by_key(&b, |&(other, _)| other).map_or(0.0, |at| row[at].1)
    }
}

/// Generator of pseudo-random numbers (Steele, Lea and Flood, OOPSLA 2014): the same numbers in
/// every run.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Shuffles as Fisher and Yates; the bias of the remainder does not matter here.
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let pick = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            order.swap(last, pick);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(loads: Vec<f64>, pairs: &[(usize, usize, f64)]) -> Units {
        let mut weights = vec![Vec::new(); loads.len()];
        for &(a, b, weight) in pairs {
            weights[a].push((b, weight));
            weights[b].push((a, weight));
        }
        for row in &mut weights {
            row.sort_by_key(|&(other, _)| other);
        }
        Units { loads, weights }
    }

    #[test]
    fn what_overlaps_comes_together_and_what_does_not_is_spread() {
        let two_clusters = units(
            vec![1.0 / 6.0; 6],
            &[(0, 2, 0.4), (2, 4, 0.4), (0, 4, 0.4), (1, 3, 0.4), (3, 5, 0.4), (1, 2, 0.05)],
        );
        let track = assign(&two_clusters, 2, 0.6);
        assert_eq!((track[0], track[1]), (track[2], track[3]));
        assert_eq!((track[0], track[1]), (track[4], track[5]));
        assert_ne!(track[0], track[1]);

        let apart = assign(&units(vec![0.25; 4], &[]), 4, 0.5);
        let mut sorted = apart.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3]);
    }

    #[test]
    fn one_unit_above_the_cap_gets_no_company() {
        let track = assign(&units(vec![0.6, 0.2, 0.2], &[(0, 1, 0.9), (0, 2, 0.9)]), 3, 0.4);
        assert_ne!(track[0], track[1]);
        assert_ne!(track[0], track[2]);
    }

    /// Computes the lowest cost of all distributions.
    fn optimum(units: &Units, tracks: usize, cap: f64) -> f64 {
        let cost = Cost::new(units, cap);
        let count = units.loads.len();
        (0..tracks.pow(u32::try_from(count).unwrap()))
            .map(|code| {
                let track: Vec<usize> = (0..count)
                    .map(|u| code / tracks.pow(u32::try_from(u).unwrap()) % tracks)
                    .collect();
                cost.of(&track, tracks)
            })
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn tiny_instances_are_solved_to_the_optimum(
            sizes in prop::collection::vec(1_u32..5, 2..=6),
            weights in prop::collection::vec(0_u32..50, 15),
            tracks in 2_usize..=4,
        ) {
            let all: u32 = sizes.iter().sum();
            let loads: Vec<f64> = sizes.iter().map(|&s| f64::from(s) / f64::from(all)).collect();
            let mut pairs = Vec::new();
            let mut weights = weights.iter();
            for a in 0..loads.len() {
                for b in a + 1..loads.len() {
                    pairs.push((a, b, f64::from(*weights.next().unwrap()) / 100.0));
                }
            }
            let cap = 1.4 / tracks as f64;
            let units = units(loads, &pairs);
            let found = Cost::new(&units, cap).of(&assign(&units, tracks, cap), tracks);
            prop_assert!(found <= optimum(&units, tracks, cap) + 1e-6);
        }
    }
}
