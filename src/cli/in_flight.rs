//! Work in flight that a plan goes around: the worktrees of tracks, unmerged branches, and other
//! worktrees.

use std::collections::BTreeMap;
use std::path::Path;

use super::output;
use crate::history;
use crate::model::{InFlight, RepoPath, Task};
use crate::report;
use crate::worktree::{Home, Record, under_way};

/// Decision on planning around work in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Never.
    Nothing,
    /// If a track has a worktree.
    Tracks,
    /// Always.
    Everything,
}

impl Around {
    /// Reads the two flags, of which at most one is set.
    pub fn of(always: bool, never: bool) -> Self {
        match (always, never) {
            (_, true) => Self::Nothing,
            (true, _) => Self::Everything,
            (false, false) => Self::Tracks,
        }
    }
}

/// Work in flight.
#[derive(Debug, Default)]
pub struct Found {
    /// The works, by name.
    pub works: Vec<InFlight>,
    /// Number of worktrees of tracks.
    pub at_work: usize,
}

impl Found {
    /// Returns how many of so many tracks there is room for beside the worktrees of tracks without open
    /// tasks; at least one. The plan leaves room for those with open tasks itself.
    pub fn room(&self, max_tracks: usize) -> usize {
        let busy = self.works.iter().filter(|work| !work.tasks.is_empty()).count();
        let idle = self.at_work.saturating_sub(busy);
        max_tracks.saturating_sub(idle).max(1)
    }
}

/// Finds the work in flight beside the folder `root`, by name. `tasks` are all open tasks. Trouble
/// with git is one remark, and the plan is made without.
pub fn find(around: Around, root: &Path, tasks: &[Task]) -> Found {
    if around == Around::Nothing {
        return Found::default();
    }
    let Ok(home) = Home::find(root) else { return Found::default() };
    let records = Record::readable(&home).map(|(records, _)| records).unwrap_or_default();
    let others = home.at_work(&records).filter(|checkout| checkout.path != home.here);
    let at_work = others.count();
    let live: Vec<Record> = records
        .into_iter()
        .filter(|record| record.is_live(&home) && record.path != home.here)
        .collect();
    if live.is_empty() && around != Around::Everything {
        return Found { at_work, ..Found::default() };
    }
    let prefix = history::Place::of(root).prefix;
    let mut found: BTreeMap<String, InFlight> = BTreeMap::new();
    for record in live {
        let path = |path: &str| RepoPath::new(path.strip_prefix(&prefix)?);
        let predicted = record.predicted.iter();
        let predicted = predicted.filter_map(|file| Some((path(&file.path)?, file.probability)));
        let work = InFlight {
            name: record.branch.clone(),
            tasks: under_way(&home, &record, tasks),
            changed: Vec::new(),
            predicted: predicted.collect(),
        };
        found.insert(record.branch, work);
    }
    match history::unmerged(root) {
        Ok(unmerged) => {
            for history::Unmerged { name, files } in unmerged {
                found
                    .entry(name.clone())
                    .or_insert(InFlight {
                        name,
                        tasks: Vec::new(),
                        changed: Vec::new(),
                        predicted: Vec::new(),
                    })
                    .changed = files;
            }
        }
        Err(error) => output::narrate(&report::render_unseen_branches(&error.to_string())),
    }
    Found { works: found.into_values().collect(), at_work }
}
