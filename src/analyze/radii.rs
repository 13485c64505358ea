//! The blast radii of the selected tasks, by the facts of the repository.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Stage;
use super::answers::Selected;
use super::introduced::Introduced;
use super::packed::Predicted;
use super::repository::{Facts, Repository};
use crate::history::{self, History, PastCommit};
use crate::model::{BlastRadius, Consulted, RecentWork, Task};
use crate::predict::{self, Corpus, Forest};
use crate::words::Lexers;

/// Number of commits that count as recent work.
const RECENT: usize = 10;

/// Measures the selected tasks and predicts them by the repository's own model or the shipped one.
pub(super) fn predict(
    repository: &Repository,
    facts: &Facts,
    selected: &Selected,
    own: Option<Forest>,
) -> Predicted {
    let own = own.filter(|_| !facts.past.is_empty());
    let forest = own.as_ref().unwrap_or_else(|| Forest::shipped());
    let radii = radii(repository, facts, selected, forest);
    let History { head, commits, missing, .. } = repository.history();
    Predicted {
        scanned: facts.index.files.len(),
        history: Consulted {
            head: head.clone(),
            commits: commits.len(),
            usable: commits.iter().filter(|commit| is_usable(commit)).count(),
            missing: missing.clone(),
        },
        recent: commits.iter().take(RECENT).map(recent_work).collect(),
        is_own: own.is_some(),
        radii,
        problems: facts.problems.clone(),
    }
}

fn radii(
    repository: &Repository,
    Facts { index, past, .. }: &Facts,
    Selected { tasks, hints, detail, .. }: &Selected,
    forest: &Forest,
) -> Vec<BlastRadius> {
    let introduced = Introduced::of(repository.backlogs_inside(), repository.history());
    repository.progress.begin(Stage::Predict(tasks.len()));
    let lexers = Lexers::default();
    let radius = |task: &Task| {
        let corpus = Corpus { index, past };
        let commit = introduced.by(task);
        let measured = lexers.lend(|lexer| predict::measure(corpus, task, commit, hints, lexer));
        let radius = measured.radius(forest, *detail);
        repository.progress.advance();
        radius
    };
    let mut radii: Vec<BlastRadius> =
        repository.pool.install(|| tasks.par_iter().map(radius).collect());
    predict::raise_created(tasks, &mut radii);
    predict::inherit(tasks, &mut radii, forest.base);
    radii
}

/// Returns whether a model can be learned from a commit: its subject names work on few files.
fn is_usable(commit: &PastCommit) -> bool {
    (1..=history::MAX_WORK_FILES).contains(&commit.files.len())
        && history::work_of_subject(&commit.subject).is_some()
}

fn recent_work(commit: &PastCommit) -> RecentWork {
    RecentWork { subject: commit.subject.clone(), files: commit.files.clone() }
}
