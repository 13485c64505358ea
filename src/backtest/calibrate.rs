//! Fit of the calibration by Newton's method (`McCullagh` and Nelder, "Generalized Linear Models",
//! second edition, 1989, section 2.5).

use crate::predict::{Calibration, probability};

/// Number of steps, by which Newton's method has long converged.
const MAX_STEPS: usize = 30;

/// Change of a parameter below which a step is the last.
const MIN_STEP: f64 = 1e-6;

/// Length of a step, which keeps the first ones from overshooting.
const MAX_STEP: f64 = 4.0;

/// File of a held-out task: its log-odds, the logarithm of its share of the task's, whether it was
/// changed, and its weight.
pub struct HeldOut {
    pub log_odds: f64,
    pub log_share: f64,
    pub label: bool,
    pub weight: f64,
}

/// Fits the calibration that maximises the likelihood of held-out tasks, less `ridge`/2 times the
/// squared distance from the identity. Neither part may speak against a file.
pub fn calibrate<'a>(
    held_out: &(impl Iterator<Item = &'a HeldOut> + Clone),
    ridge: f64,
) -> Calibration {
    let prior = [0.0, 1.0, 1.0, 0.0];
    let mut fitted = prior;
    for _ in 0..MAX_STEPS {
        let mut gradient = [0.0; 4];
        let mut hessian = vec![[0.0; 4]; 4];
        for row in held_out.clone() {
            let x = Calibration::parts(row.log_odds, row.log_share);
            let p = probability(fitted.iter().zip(x).map(|(weight, x)| weight * x).sum());
            let error = row.weight * (f64::from(u8::from(row.label)) - p);
            for i in 0..4 {
                gradient[i] += error * x[i];
                for j in 0..4 {
                    hessian[i][j] += row.weight * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        for at in 0..4 {
            gradient[at] -= ridge * (fitted[at] - prior[at]);
            hessian[at][at] += ridge;
        }
        let step = solve(hessian, gradient).map(|step| step.clamp(-MAX_STEP, MAX_STEP));
        for at in 0..4 {
            fitted[at] += step[at];
        }
        if step.iter().all(|step| step.abs() < MIN_STEP) {
            break;
        }
    }
    let [intercept, log_odds, beyond, share] = fitted;
    Calibration::of([intercept, log_odds.max(0.0), beyond.max(0.0), share.max(0.0)])
}

/// Solves `matrix` · x = `right` by elimination with partial pivoting.
fn solve<const N: usize>(mut matrix: Vec<[f64; N]>, mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = (column..N)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            for (at, pivot) in above[column].iter().enumerate().skip(column) {
                below[0][at] -= factor * pivot;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}
