//! Regularised logistic regression by Newton's method (iteratively reweighted least squares,
//! "Generalized Linear Models", second edition, 1989, section 2.5).

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use crate::model::Signal;
use crate::predict::{COUNT, Calibration, Feature, Weights, probability};

/// File of a task.
pub struct Row<'a> {
    pub features: &'a [f32; COUNT],
    pub label: bool,
    pub weight: f64,
}

/// Number of the features and the intercept.
const SIZE: usize = COUNT + 1;

/// Number of steps, by which Newton's method has long converged.
const MAX_STEPS: usize = 30;

/// Change of a weight below which a step is the last.
const MIN_STEP: f64 = 1e-6;

/// Length of a step, which keeps the first ones from overshooting.
const MAX_STEP: f64 = 4.0;

/// Number of rows that are summed at a time. The sums are added in order, so that the result does
/// not depend on the number of threads.
const CHUNK_ROWS: usize = 4096;

/// Fits the weights that maximise the likelihood less `ridge`/2 times the squared distance from
/// `prior`.
///
/// Clues can only speak for a file: a weight that would come out negative is held at 0, except
/// where the feature says what kind of file it is.
pub fn fit(rows: &[Row], prior: &[f64; COUNT], ridge: f64, without: Option<Signal>) -> Weights {
    let mut held = [false; COUNT];
    for (held, feature) in held.iter_mut().zip(Feature::ALL) {
        *held = Some(feature.signal()) == without;
    }
    loop {
        let weights = newton(rows, prior, ridge, &held);
        let negative: Vec<usize> = (0..COUNT)
            .filter(|&at| Feature::ALL[at].signal() != Signal::Kind && weights.weights[at] < 0.0)
            .collect();
        if negative.is_empty() {
            return weights;
        }
        for at in negative {
            held[at] = true;
        }
    }
}

fn newton(rows: &[Row], prior: &[f64; COUNT], ridge: f64, held: &[bool; COUNT]) -> Weights {
    // From the base rate: further off, nearly all probabilities are certain and the steps diverge.
    let all: f64 = rows.iter().map(|row| row.weight).sum();
    let changed: f64 = rows.iter().filter(|row| row.label).map(|row| row.weight).sum();
    let intercept = ((changed + 1.0) / (all - changed + 1.0)).ln();
    let mut weights = Weights { intercept, calibration: Calibration::NONE, weights: *prior };
    for (weight, held) in weights.weights.iter_mut().zip(held) {
        *weight *= f64::from(u8::from(!held));
    }
    for _ in 0..MAX_STEPS {
        let (mut gradient, mut hessian) = derivatives(rows, &weights);
        for at in 0..COUNT {
            gradient[at + 1] -= ridge * (weights.weights[at] - prior[at]);
            hessian[at + 1][at + 1] += ridge;
            if held[at] {
                gradient[at + 1] = 0.0;
                hessian[at + 1] = [0.0; SIZE];
                for row in &mut hessian {
                    row[at + 1] = 0.0;
                }
                hessian[at + 1][at + 1] = 1.0;
            }
        }
        let step = solve(hessian, gradient).map(|step| step.clamp(-MAX_STEP, MAX_STEP));
        weights.intercept += step[0];
        for at in 0..COUNT {
            weights.weights[at] += step[at + 1];
        }
        if step.iter().all(|step| step.abs() < MIN_STEP) {
            break;
        }
    }
    weights
}

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
pub fn calibrate(held_out: &[HeldOut], ridge: f64) -> Calibration {
    let prior = [0.0, 1.0, 1.0, 0.0];
    let mut fitted = prior;
    for _ in 0..MAX_STEPS {
        let mut gradient = [0.0; 4];
        let mut hessian = vec![[0.0; 4]; 4];
        for row in held_out {
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

fn derivatives(rows: &[Row], weights: &Weights) -> ([f64; SIZE], Vec<[f64; SIZE]>) {
    let parts: Vec<_> = rows
        .par_chunks(CHUNK_ROWS)
        .map(|chunk| {
            let mut gradient = [0.0; SIZE];
            let mut hessian = vec![[0.0; SIZE]; SIZE];
            for row in chunk {
                let mut x = [1.0; SIZE];
                for at in 0..COUNT {
                    x[at + 1] = f64::from(row.features[at]);
                }
                let p = probability(weights.log_odds(row.features));
                let error = row.weight * (f64::from(u8::from(row.label)) - p);
                let curve = row.weight * p * (1.0 - p);
                for i in (0..SIZE).filter(|&i| x[i] != 0.0) {
                    gradient[i] += error * x[i];
                    let scaled = curve * x[i];
                    for j in 0..=i {
                        hessian[i][j] += scaled * x[j];
                    }
                }
            }
            (gradient, hessian)
        })
        .collect();
    let mut gradient = [0.0; SIZE];
    let mut hessian = vec![[0.0; SIZE]; SIZE];
    for (part_gradient, part_hessian) in parts {
        for i in 0..SIZE {
            gradient[i] += part_gradient[i];
            for j in 0..=i {
                hessian[i][j] += part_hessian[i][j];
                hessian[j][i] = hessian[i][j];
            }
        }
    }
    (gradient, hessian)
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
