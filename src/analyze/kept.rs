//! Answers that are kept, so that asking again about the same tree costs little.

use std::fmt::Debug;

use super::packed::{Packed, Predicted};
use crate::cache::{Key, Store, digest};

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
