//! Regularised logistic regression by Newton's method (iteratively reweighted least squares;
//! McCullagh and Nelder, "Generalized Linear Models", 1989, section 2.5).

use ctx_analyze::predict::{COUNT, Weights, probability};
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

/// One file of one case.
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

/// How many rows are summed at a time. The sums are added in order, so that the result does not
/// depend on the number of threads.
const CHUNK: usize = 4096;

/// Weights that maximise the likelihood less `ridge`/2 times the squared weights of the features
/// in units of their standard deviation.
pub fn fit(rows: &[Row], ridge: f64) -> Weights {
    let scale = deviations(rows);
    let mut beta = [0.0; SIZE];
    for _ in 0..MOST_STEPS {
        let (mut gradient, mut hessian) = derivatives(rows, &scale, &beta);
        for at in 1..SIZE {
            gradient[at] -= ridge * beta[at];
            hessian[at][at] += ridge;
        }
        // A feature that no row has leaves its diagonal to the penalty alone.
        hessian[0][0] += 1e-9;
        let step = solve(hessian, gradient);
        let mut largest = 0.0_f64;
        for (weight, step) in beta.iter_mut().zip(step) {
            *weight += step.clamp(-4.0, 4.0);
            largest = largest.max(step.abs());
        }
        if largest < SETTLED {
            break;
        }
    }
    let mut weights = [0.0; COUNT];
    for at in 0..COUNT {
        weights[at] = beta[at + 1] / scale[at];
    }
    Weights { intercept: beta[0], weights }
}

/// The standard deviation of each feature, by weight; 1 where it never varies.
fn deviations(rows: &[Row]) -> [f64; COUNT] {
    let mut total = 0.0;
    let (mut sum, mut squares) = ([0.0; COUNT], [0.0; COUNT]);
    for row in rows {
        total += row.weight;
        for at in 0..COUNT {
            let value = f64::from(row.features[at]);
            sum[at] += row.weight * value;
            squares[at] += row.weight * value * value;
        }
    }
    let mut scale = [1.0; COUNT];
    for at in 0..COUNT {
        let variance = squares[at] / total - (sum[at] / total).powi(2);
        if variance > 1e-12 {
            scale[at] = variance.sqrt();
        }
    }
    scale
}

fn derivatives(
    rows: &[Row],
    scale: &[f64; COUNT],
    beta: &[f64; SIZE],
) -> ([f64; SIZE], Box<[[f64; SIZE]; SIZE]>) {
    let parts: Vec<_> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut gradient = [0.0; SIZE];
            let mut hessian = Box::new([[0.0; SIZE]; SIZE]);
            for row in chunk {
                let mut x = [1.0; SIZE];
                for at in 0..COUNT {
                    x[at + 1] = f64::from(row.features[at]) / scale[at];
                }
                let odds: f64 = x.iter().zip(beta).map(|(x, weight)| x * weight).sum();
                let p = probability(odds);
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
