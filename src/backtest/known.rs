//! Predictions of earlier replays, so that a second backtest costs little.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Case;
use crate::cache::{Digest, Key, Store, digest};
use crate::git::Repository;
use crate::model::{BlastRadius, RepoPath};
use crate::predict::Forest;

/// Predictions for cases of one repository, kept between runs as one entry.
pub(super) struct Known<'a> {
    store: &'a Store,
    key: Key,
    read: HashMap<Digest, Prediction>,
    /// Cases of this run, in their order.
    used: Vec<(Digest, Prediction)>,
    /// Number of them that were not kept before.
    new: usize,
}

/// All of a replay that takes time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Prediction {
    pub radius: BlastRadius,
    /// Files of the first baseline.
    pub mentions: Vec<RepoPath>,
    /// Files of the second baseline.
    pub bm25: Vec<RepoPath>,
}

impl<'a> Known<'a> {
    /// Reads the entry of a repository, which depends on all that a prediction depends on besides the
    /// case: where the folder lies in the repository, which commits a shallow clone has, how much
    /// history is consulted, and the model.
    pub(super) fn open(
        store: &'a Store,
        folder: &Path,
        repository: &Repository,
        history_depth: usize,
        forest: Option<&Forest>,
    ) -> Self {
        let Repository { prefix, shallow, .. } = repository;
        let depends_on = format!("{:?}", (folder, prefix, shallow, history_depth, forest));
        let key = Key::new("replay", digest(&[depends_on.as_bytes()]).to_vec());
        let read: Vec<(Digest, Prediction)> = store.get_as(&key).unwrap_or_default();
        Self { store, key, read: read.into_iter().collect(), used: Vec::new(), new: 0 }
    }

    /// Returns the prediction for a case if it is kept.
    pub(super) fn get(&mut self, case: &Case) -> Option<Prediction> {
        let digest = digest_of(case);
        let prediction = self.read.get(&digest)?;
        self.used.push((digest, prediction.clone()));
        Some(prediction.clone())
    }

    /// Adds the prediction for a case.
    pub(super) fn add(&mut self, case: &Case, prediction: Prediction) {
        self.used.push((digest_of(case), prediction));
        self.new += 1;
    }

    /// Keeps the predictions of this run, if some of them are new.
    pub(super) fn keep(self) {
        if self.new > 0 {
            self.store.put_as(&self.key, &self.used);
        }
    }
}

/// Computes a digest of a case.
fn digest_of(case: &Case) -> Digest {
    digest(&[format!("{case:?}").as_bytes()])
}
