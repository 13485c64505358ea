//! The whole log, from which the history at any of its commits is derived.

use std::collections::HashMap;
use std::path::Path;

use super::{History, collect, follow, message_terms};
use crate::git::{Commit, Error, Git};
use crate::model::TermId;

/// Every commit that HEAD reaches, read once.
#[derive(Debug)]
pub struct Timeline {
    git: Git,
    commits: Vec<Commit>,
    terms: Vec<Vec<(TermId, u16)>>,
    places: HashMap<String, usize>,
}

impl Timeline {
    /// Reads the log of the repository at `folder`.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let git = Git::at(folder);
        let (commits, broken) = collect(&git, "HEAD", None)?;
        if let Some(error) = broken {
            return Err(error);
        }
        let terms = message_terms(&commits);
        let places = commits.iter().map(|commit| commit.id.clone()).zip(0..).collect();
        Ok(Self { git, commits, terms, places })
    }

    /// Returns all commits other than merges, newest first.
    pub fn commits(&self) -> &[Commit] {
        &self.commits
    }

    /// Derives the history that `commit` reaches: what [`super::read`] returned while it was HEAD.
    pub fn as_of(&self, commit: &str, depth: usize) -> Result<History, Error> {
        let depth = format!("--max-count={depth}");
        let ids = self.git.run(&["rev-list", "--no-merges", &depth, "--end-of-options", commit])?;
        let ids = String::from_utf8_lossy(&ids);
        let places = ids.lines().filter_map(|id| self.places.get(id).copied());
        let commits = follow::up_to_now(
            places.map(|place| (&self.commits[place], self.terms[place].as_slice())),
        );
        Ok(History { head: Some(commit.to_owned()), commits, ..History::default() })
    }
}
