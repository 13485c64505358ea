//! Pairs of tasks that may overlap much, found without a look at the others.
//!
//! Most files of a task are improbable, and two tasks that share only such files never conflict. The
//! improbable files of each task are set aside as long as all of them together cannot matter, and
//! only pairs that share a file which is not set aside are looked at (as in prefix filtering:
//! Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007).

/// Tolerance for rounding: a pair this far below the threshold is returned, too.
const ROUNDING: f64 = 1e-9;

/// Columns that are not 0, by number, with their values.
pub type Row = Vec<(usize, f64)>;

/// Pairs whose overlap may reach the threshold.
pub struct Likely {
    /// The pairs, the smaller task first.
    pub pairs: Vec<(usize, usize)>,
    /// Number of shared files that were looked at.
    pub steps: usize,
}

/// Finds all pairs of `chosen` tasks whose overlap is at least `least`, and few others. `rows` has
/// the files of each task with their probabilities, numbered below `files`.
pub fn pairs(rows: &[Row], files: usize, chosen: impl Fn(usize) -> bool, least: f64) -> Likely {
    let apart = 1.0 - least;
    let mut highest = vec![0.0_f64; files];
    for &(file, p) in rows.iter().flatten() {
        highest[file] = highest[file].max(p);
    }
    // For each task, the product of (1 - p · highest) over the files that are set aside, and for each
    // file, the tasks that do not set it aside.
    let mut aside = vec![1.0_f64; rows.len()];
    let mut holders: Vec<Row> = vec![Vec::new(); files];
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for (task, row) in rows.iter().enumerate() {
        let mut kept_files = Row::new();
        if chosen(task) {
            let mut by_bound: Vec<(f64, usize, f64)> =
                row.iter().map(|&(file, p)| (1.0 - p * highest[file], file, p)).collect();
            by_bound.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (bound, file, p) in by_bound {
                // Both tasks together may set aside half of what makes a conflict, by order of size.
                if kept_files.is_empty() && aside[task] * bound >= apart.powf(0.25) {
                    aside[task] *= bound;
                } else {
                    kept_files.push((file, p));
                    holders[file].push((task, p));
                }
            }
        }
        kept.push(kept_files);
    }
    let mut likely = Likely { pairs: Vec::new(), steps: 0 };
    let mut products = vec![1.0_f64; rows.len()];
    let mut met_by = vec![usize::MAX; rows.len()];
    for (a, files_of_a) in kept.iter().enumerate() {
        let mut met = Vec::new();
        for &(file, p) in files_of_a {
            let after = holders[file].partition_point(|&(task, _)| task <= a);
            likely.steps += holders[file].len() - after;
            for &(b, theirs) in &holders[file][after..] {
                if std::mem::replace(&mut met_by[b], a) != a {
                    met.push(b);
                }
                products[b] *= 1.0 - p * theirs;
            }
        }
        met.sort_unstable();
        for b in met {
            if products[b] * aside[a] * aside[b] <= apart + ROUNDING {
                likely.pairs.push((a, b));
            }
            products[b] = 1.0;
        }
    }
    likely
}
