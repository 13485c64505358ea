//! Answers that are kept between runs, so that asking again about the same tree costs little.

use std::fmt::Debug;

use super::packed::{Packed, Predicted};
use super::repository::{Facts, Repository};
use super::{Error, Stage};
use crate::backlog::Selection;
use crate::cache::{Digest, Key, Store, digest};
use crate::model::{BlastRadius, Hint, Overlap, Plan, Prediction, RepoPath, Task};
use crate::predict::{self, Detail};
use crate::{history, regular, tracks};

/// Tasks of a request, with all of it that decides their prediction.
pub(super) struct Selected<'a> {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Hints about them.
    pub hints: Vec<Hint>,
    /// Their selection.
    pub selection: &'a Selection,
    /// Evidence that is wanted.
    pub detail: Detail,
}

/// Prediction with its key.
#[derive(Default)]
pub(super) struct Answer {
    /// The prediction.
    pub predicted: Predicted,
    /// Key under which it is kept, if it is.
    key: Option<Key>,
    /// Set if it is still to be kept.
    is_new: bool,
}

impl Answer {
    /// Puts the prediction together.
    pub fn prediction(self, about: Prediction) -> Prediction {
        let Predicted { scanned, history, recent, radii, .. } = self.predicted;
        Prediction { scanned, history, recent, radii, ..about }
    }
}

/// Returns the kept prediction of the selected tasks, else the one that `predict` computes.
pub(super) fn prediction(
    repository: &Repository,
    selected: &Selected,
    predict: impl FnOnce(&Facts) -> Result<Predicted, Error>,
) -> Result<Answer, Error> {
    let Some(store) = repository.store.as_deref() else {
        let predicted = predict(repository.facts())?;
        return Ok(Answer { predicted, ..Answer::default() });
    };
    repository.hash_tree();
    let key_of = |depends_on: &Key, detail| key("prediction", &(depends_on, detail));
    let as_listed = depends_on(repository, selected, repository.survey().0.digest());
    // A prediction with all evidence serves where less is asked for.
    let mut details = vec![selected.detail, Detail::All];
    details.dedup();
    let get = |detail| kept_prediction(store, &key_of(&as_listed, detail));
    let kept = details.into_iter().find_map(get);
    if let Some(predicted) = kept.filter(|kept| kept.radii.len() == selected.tasks.len()) {
        repository.survey().0.keep();
        let key = Some(key_of(&as_listed, selected.detail));
        return Ok(Answer { predicted, key, is_new: false });
    }
    let facts = repository.facts();
    // A file may have changed since, and git may tell more the next time.
    let key = (!repository.history().is_broken)
        .then(|| key_of(&depends_on(repository, selected, facts.tree), selected.detail));
    Ok(Answer { predicted: predict(facts)?, key, is_new: true })
}

/// Returns the kept split of an answer's tasks, else the one that `split` computes from the files that
/// commits only add lines to. `asked` is all else that the split depends on.
pub(super) fn split(
    repository: &Repository,
    answer: &Answer,
    asked: &impl Debug,
    split: impl FnOnce(&[RepoPath]) -> (Vec<Overlap>, Plan),
) -> (Vec<Overlap>, Plan) {
    let key = answer.key.as_ref().map(|of_answer| key("split", &(of_answer, asked)));
    let store = repository.store.as_deref().zip(key.as_ref());
    if let Some(kept) = store.and_then(|(store, key)| store.get_as(key)) {
        keep(repository, answer);
        return kept;
    }
    repository.progress.begin(Stage::Split(answer.predicted.radii.len()));
    let computed = repository.pool.in_place_scope(|scope| {
        scope.spawn(|_| keep(repository, answer));
        let radii = &answer.predicted.radii;
        split(&appended(repository, radii, store.map(|(store, _)| store)))
    });
    if let Some((store, key)) = store {
        store.put_as(key, &computed);
    }
    computed
}

/// Keeps a prediction that is new.
pub(super) fn keep(repository: &Repository, answer: &Answer) {
    if let Some((store, key)) = repository.store.as_deref().zip(answer.key.as_ref())
        && answer.is_new
    {
        store.put_as(key, &Packed::of(&answer.predicted));
    }
}

/// Finds the files of several tasks that commits only add lines to, and keeps them in `store`.
pub(super) fn appended(
    repository: &Repository,
    radii: &[BlastRadius],
    store: Option<&Store>,
) -> Vec<RepoPath> {
    if repository.history_depth == 0 {
        return Vec::new();
    }
    let paths: Vec<&str> = tracks::contended(radii).into_iter().map(RepoPath::as_str).collect();
    let key = key("appended", &(repository.place.state(), &paths));
    if let Some(found) = store.and_then(|store| store.get_as(&key)) {
        return found;
    }
    let found = history::appended(&repository.root, &repository.place, &paths);
    let found = found.iter().filter_map(|path| RepoPath::new(path)).collect();
    if let Some(store) = store {
        store.put_as(&key, &found);
    }
    found
}

/// Makes the key of an answer from all that it depends on.
fn key(tenant: &'static str, depends_on: &impl Debug) -> Key {
    Key::new(tenant, digest(&[format!("{depends_on:?}").as_bytes()]).to_vec())
}

/// Makes a key of all that a prediction for a tree depends on, whatever evidence it gives.
fn depends_on(repository: &Repository, selected: &Selected, tree: Digest) -> Key {
    let Repository { root, place, backlogs, inside, history_depth, .. } = repository;
    let Selected { tasks, hints, selection, .. } = selected;
    let sources: Vec<(&str, Digest)> =
        backlogs.sources.iter().map(|it| (it.name.as_str(), digest(&[&it.bytes]))).collect();
    let own = regular::read(&root.join(predict::OWN_MODEL), regular::MAX_STATE_BYTES);
    let own = own.ok().map(|own| digest(&[&own]));
    let of_tasks = (sources, inside, tasks, selection, hints);
    let of_tree = (tree, &repository.survey().1, place.state(), history_depth, own);
    key("tree", &(of_tasks, of_tree))
}

/// Returns the prediction that is kept under a key, if any.
fn kept_prediction(store: &Store, key: &Key) -> Option<Predicted> {
    let predicted = store.get_as::<Packed>(key)?.unpack();
    if predicted.is_none() {
        store.forget(key);
    }
    predicted
}
