//! The history, looked up by file.

use std::collections::HashMap;

use super::{History, PastCommit};
use crate::model::FileId;
use crate::words::{Postings, Query};

/// The history of the files that exist.
#[derive(Debug, Default)]
pub struct Past {
    /// Newest first: the place is how many commits ago it was.
    commits: Vec<PastWork>,
    /// By `FileId`: the commits that changed it, newest first.
    by_file: Vec<Vec<u32>>,
    /// The messages.
    messages: Postings,
}

/// A past commit with the files of it that still exist.
#[derive(Debug)]
pub struct PastWork {
    /// Its id.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// Sorted.
    pub files: Vec<FileId>,
}

impl Past {
    /// Looks up which of the files, sorted by path, each commit changed.
    pub fn build<'a>(history: &History, files: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut by_file = vec![Vec::new(); files.len()];
        let ids: HashMap<&str, FileId> = files.zip((0..).map(FileId)).collect();
        let commits = (0..).zip(&history.commits).map(|(ago, commit): (u32, &PastCommit)| {
            let mut files: Vec<FileId> =
                commit.files.iter().filter_map(|path| ids.get(path.as_str()).copied()).collect();
            files.sort_unstable();
            for file in &files {
                by_file[file.index()].push(ago);
            }
            PastWork { id: commit.id.clone(), subject: commit.subject.clone(), files }
        });
        let commits = commits.collect();
        let messages =
            Postings::build(history.commits.iter().map(|commit| commit.terms.as_slice()));
        Self { commits, by_file, messages }
    }

    /// The commits, newest first.
    pub fn commits(&self) -> &[PastWork] {
        &self.commits
    }

    /// How many commits ago a file changed, each time, newest first.
    pub fn changes(&self, file: FileId) -> &[u32] {
        self.by_file.get(file.index()).map_or(&[], Vec::as_slice)
    }

    /// How well each message answers to a query, by BM25, and the best that one could.
    pub fn similar(&self, query: &Query) -> (Vec<f32>, f32) {
        let mut scores = vec![0.0; self.commits.len()];
        let best = self.messages.score(query, &mut scores);
        (scores, best)
    }
}
