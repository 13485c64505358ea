//! Finished tasks before and after a merge, in backlogs whose states other files decide about: summaries,
//! logs of events, and the status of a sprint.

use std::collections::BTreeSet;

use super::Error;
use super::lists::{Lists, at_commit};
use super::moved::Trail;
use crate::backlog::{self, Source};
use crate::git::{Git, differing};
use crate::merge::{self, Naming, add_missing};
use crate::model::Lost;

/// Backlogs of a merge, each version read with the files beside it.
pub(super) struct Read {
    /// Lists of the base, our side, their side and the result.
    lists: [Lists; 4],
}

impl Read {
    /// Reads those backlogs that the merge changes, or whose files beside it changes. `commits` are the
    /// base, our side, their side and the result.
    pub fn open(git: &Git, trails: &[Trail], commits: [&str; 4]) -> Result<Self, Error> {
        let [base, ours, theirs, result] = commits;
        let of_others: Vec<&Trail> = trails.iter().filter(|it| has_companions(it.name())).collect();
        let mut lists: [Lists; 4] = Default::default();
        if of_others.is_empty() {
            return Ok(Self { lists });
        }
        let mut changed: BTreeSet<String> = BTreeSet::new();
        for (from, to) in [(base, theirs), (ours, result)] {
            let paths = differing(git, from, to)?.into_iter();
            changed.extend(paths.map(|path| String::from_utf8_lossy(&path).into_owned()));
        }
        let is_changed = |trail: &&&Trail| {
            let (together, beside) = backlog::companions(trail.name());
            let patterns = || together.iter().chain(&beside);
            let paths = [trail.name(), trail.ours(), trail.theirs(), trail.result()];
            changed.iter().any(|path| {
                paths.contains(&path.as_str())
                    || patterns().any(|pattern| backlog::is_in_place(path, pattern))
            })
        };
        let trails: Vec<&Trail> = of_others.iter().filter(is_changed).copied().collect();
        if trails.is_empty() {
            return Ok(Self { lists });
        }
        let paths: [fn(&Trail) -> &str; 4] =
            [Trail::name, Trail::ours, Trail::theirs, Trail::result];
        for ((list, commit), path) in lists.iter_mut().zip(commits).zip(paths) {
            *list = at_commit(git, commit, trails.iter().map(|trail| path(trail)))?;
        }
        Ok(Self { lists })
    }

    /// Adds the finished tasks that are lost or opened, where `losses` lack them.
    pub fn add_gone(&self, trail: &Trail, losses: &mut Vec<Lost>) {
        let [base, ours, theirs, result] = &self.lists;
        let Some(result) = result.get(trail.result()) else { return };
        let none = backlog::Checklist::default();
        let base = base.get(trail.name()).unwrap_or(&none);
        let ours = ours.get(trail.ours()).unwrap_or(&none);
        let theirs = theirs.get(trail.theirs()).unwrap_or(&none);
        let gone =
            merge::gone_as_read(Naming::Page, [base, ours, theirs], std::slice::from_ref(result));
        add_missing(losses, gone);
    }

    /// Adds the tasks that their side finished, where `finished` lack them.
    pub fn add_finished(&self, trail: &Trail, finished: &mut Vec<Lost>) {
        let [base, _, theirs, _] = &self.lists;
        let Some(theirs) = theirs.get(trail.theirs()) else { return };
        let none = backlog::Checklist::default();
        let base = base.get(trail.name()).unwrap_or(&none);
        add_missing(finished, merge::finished_as_read(Naming::Page, base, theirs));
    }
}

/// Returns true if other files decide about the states of a backlog's tasks. All such formats have a page
/// for each task.
fn has_companions(name: &str) -> bool {
    let (together, beside) = backlog::companions(name);
    let source = Source { name: name.to_owned(), bytes: Vec::new() };
    !(together.is_empty() && beside.is_empty()) && backlog::reads_states(&source)
}
