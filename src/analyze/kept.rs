//! Answers that are kept, so that asking again about the same tree costs little.

use std::fmt::Debug;

use super::packed::Packed;
use crate::cache::{Key, Store, digest};
use crate::model::{BlastRadius, Consulted, Problem, RecentWork};

/// Part of a prediction that takes time.
#[derive(Debug, Default)]
pub(super) struct Predicted {
    /// Number of files that were scanned.
    pub scanned: usize,
    /// The history that was consulted.
    pub history: Consulted,
    /// Recent work, newest first.
    pub recent: Vec<RecentWork>,
    /// Set if the repository's own model predicted.
    pub is_own: bool,
    /// One for each task.
    pub radii: Vec<BlastRadius>,
    /// Problems of the files.
    pub problems: Vec<Problem>,
}

/// Makes the key of an answer from all that it depends on.
pub(super) fn key(tenant: &'static str, depends_on: &impl Debug) -> Key {
    Key::new(tenant, digest(&[format!("{depends_on:?}").as_bytes()]).to_vec())
}

/// Returns the prediction that is kept under a key, if any.
pub(super) fn prediction(store: &Store, key: &Key) -> Option<Predicted> {
    let predicted = store.get_as::<Packed>(key)?.unpack();
    if predicted.is_none() {
        store.forget(key);
    }
    predicted
}

/// Keeps a prediction.
pub(super) fn keep_prediction(store: &Store, key: &Key, predicted: &Predicted) {
    store.put_as(key, &Packed::of(predicted));
}
