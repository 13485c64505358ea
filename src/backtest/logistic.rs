//! Regularised logistic regression by Newton's method (iteratively reweighted least squares,
//! "Generalized Linear Models", second edition, 1989, section 2.5).

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use crate::model::Signal;
use crate::predict::{COUNT, Feature, KNEE, Weights, probability, saturate};

/// One file of one task.
pub struct Row<'a> {
    pub features: &'a [f32; COUNT],
    pub label: bool,
    pub weight: f64,
}

/// The features and the intercept.
const SIZE: usize = COUNT + 1;

/// Newton's method has converged long before.
const MOST_STEPS: usize = 30;

/// A step that moves no weight further than this is the last.
const SETTLED: f64 = 1e-6;

/// Keeps the first steps from overshooting.
const LONGEST_STEP: f64 = 4.0;

/// How many rows are summed at a time. The sums are added in order, so that the result does not
/// depend on the number of threads.
const CHUNK: usize = 4096;

/// Weights that maximise the likelihood less `ridge`/2 times the squared distance from `prior`.
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
    let mut weights = Weights { intercept: 0.0, saturation: 1.0, weights: *prior };
    for (weight, held) in weights.weights.iter_mut().zip(held) {
        *weight *= f64::from(u8::from(!held));
    }
    for _ in 0..MOST_STEPS {
        let (mut gradient, mut hessian) = derivatives(rows, &weights);
        for at in 0..COUNT {
            gradient[at + 1] -= ridge * (weights.weights[at] - prior[at]);
            hessian[at + 1][at + 1] += ridge;
            if held[at] {
                gradient[at + 1] = 0.0;
                for other in 0..SIZE {
                    hessian[at + 1][other] = 0.0;
                    hessian[other][at + 1] = 0.0;
                }
                hessian[at + 1][at + 1] = 1.0;
            }
        }
        let step = solve(hessian, gradient).map(|step| step.clamp(-LONGEST_STEP, LONGEST_STEP));
        weights.intercept += step[0];
        for at in 0..COUNT {
            weights.weights[at] += step[at + 1];
        }
        if step.iter().all(|step| step.abs() < SETTLED) {
            break;
        }
    }
    weights
}

/// How much log-odds beyond the knee should count so that held-out cases are as likely as can be:
/// `(log-odds, label, weight)`. To the hundredth.
pub fn saturation(held_out: &[(f64, bool, f64)]) -> f64 {
    let loss = |saturation: f64| -> f64 {
        let loss = |&(odds, label, weight): &(f64, bool, f64)| {
            let p = probability(saturate(odds, saturation)).clamp(1e-12, 1.0 - 1e-12);
            -weight * if label { p.ln() } else { (1.0 - p).ln() }
        };
        held_out.iter().filter(|(odds, ..)| *odds > KNEE).map(loss).sum()
    };
    let all = (1..=100).map(|hundredth| f64::from(hundredth) / 100.0);
    all.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0)
}

fn derivatives(rows: &[Row], weights: &Weights) -> ([f64; SIZE], Box<[[f64; SIZE]; SIZE]>) {
    let parts: Vec<_> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut gradient = [0.0; SIZE];
            let mut hessian = Box::new([[0.0; SIZE]; SIZE]);
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
    let mut hessian = Box::new([[0.0; SIZE]; SIZE]);
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
fn solve(mut matrix: Box<[[f64; SIZE]; SIZE]>, mut right: [f64; SIZE]) -> [f64; SIZE] {
    for column in 0..SIZE {
        let pivot = (column..SIZE)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..SIZE {
            let factor = matrix[row][column] / matrix[column][column];
            for at in column..SIZE {
                matrix[row][at] -= factor * matrix[column][at];
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..SIZE).rev() {
        let known: f64 = (row + 1..SIZE).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}
