//! Look-ups of the history by file.

use std::collections::{BTreeMap, HashMap};

use super::{DEPTH, History, PastCommit};
use crate::model::{FileId, RepoPath, TermId};
use crate::words::{Postings, Query};

/// Number of changed files, beyond which a commit does not show which files belong together.
const MAX_FILES_TOGETHER: usize = 30;

/// Number of commits that must have changed two files together: a single one may be chance.
const MIN_COMMITS_TOGETHER: u32 = 2;

/// Number of changed files from which a commit that changed three quarters of all files is sweeping.
const MIN_SWEEPING: usize = 4;

/// Number of commits that count as current work.
const CURRENT_COMMITS: usize = 2;

/// History of the files that exist.
#[derive(Debug, Default)]
pub struct Past {
    /// Commits, newest first: the index is how many commits ago it was.
    commits: Vec<PastWork>,
    /// By `FileId`: the commits that changed the file, newest first.
    by_file: Vec<Vec<u32>>,
    activity: Vec<Activity>,
    messages: Postings,
}

/// Past commit with the files of it that still exist.
#[derive(Debug)]
pub struct PastWork {
    /// Its id.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// Sorted; none where the commit is sweeping, such as the import of a repository: what changed nearly
    /// all files tells no file from another.
    pub files: Vec<FileId>,
}

/// Activity of a file. Each value lies in [0, 1] and is 0 where the history does not know the file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Activity {
    /// 1 − ln(1 + ago) / ln(1 + [`DEPTH`]), where its last change was `ago` commits ago.
    pub recency: f32,
    /// Newness of the file: its first change, measured as in `recency`; 1 for a file that the last
    /// commit added.
    pub newness: f32,
    /// The highest recency in its folder.
    pub folder: f32,
    /// ln(1 + changes) as a share of the most changed file's.
    pub churn: f32,
    /// Highest share of the commits of a file that the last two commits changed, in which this file
    /// changed too.
    pub momentum: f32,
}

/// Count of how often a file changed together with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    /// The file.
    pub file: FileId,
    /// Commits that changed both.
    pub both: u32,
    /// Commits that changed the other one.
    pub of: u32,
}

impl Together {
    /// Computes `both` in `of`, less one commit of doubt: 2 of 2 are less than 10 of 10.
    pub fn share(self) -> f32 {
        self.both as f32 / (self.of as f32 + 1.0)
    }
}

impl Past {
    /// Finds which of the files, sorted by path, each commit changed.
    pub fn build<'a>(
        history: &History,
        files: impl ExactSizeIterator<Item = &'a RepoPath> + Clone,
    ) -> Self {
        if history.commits.is_empty() {
            return Self::default();
        }
        let mut by_file = vec![Vec::new(); files.len()];
        let ids: HashMap<&str, FileId> =
            files.clone().map(RepoPath::as_str).zip((0..).map(FileId)).collect();
        let look_up = |(ago, commit): (u32, &PastCommit)| {
            let mut files: Vec<FileId> =
                commit.files.iter().filter_map(|path| ids.get(path.as_str()).copied()).collect();
            files.sort_unstable();
            if is_sweeping(files.len(), ids.len()) {
                files.clear();
            }
            for file in &files {
                by_file[file.index()].push(ago);
            }
            PastWork { id: commit.id.clone(), subject: commit.subject.clone(), files }
        };
        let commits = (0..).zip(&history.commits).map(look_up).collect();
        let messages =
            Postings::build(history.commits.iter().map(|commit| commit.terms.as_slice()));
        let mut past = Self { commits, by_file, activity: Vec::new(), messages };
        past.activity = past.measure(files);
        past
    }

    fn measure<'a>(&self, files: impl Iterator<Item = &'a RepoPath> + Clone) -> Vec<Activity> {
        let most = self.by_file.iter().map(Vec::len).max().unwrap_or(0);
        let mut activity: Vec<Activity> = self
            .by_file
            .iter()
            .map(|changes| Activity {
                recency: changes.first().map_or(0.0, |&ago| recency(ago)),
                newness: changes.last().map_or(0.0, |&ago| recency(ago)),
                churn: (changes.len() as f32).ln_1p() / (most.max(1) as f32).ln_1p(),
                ..Activity::default()
            })
            .collect();
        let mut folders: BTreeMap<&str, f32> = BTreeMap::new();
        for (path, file) in files.clone().zip(&activity) {
            let best = folders.entry(path.folder()).or_default();
            *best = best.max(file.recency);
        }
        for (path, file) in files.zip(&mut activity) {
            file.folder = folders[path.folder()];
        }
        let current = self.commits.iter().filter(|commit| is_telling(commit)).take(CURRENT_COMMITS);
        for together in current.flat_map(|commit| &commit.files).flat_map(|&at| self.with(at)) {
            let momentum = &mut activity[together.file.index()].momentum;
            *momentum = momentum.max(together.share());
        }
        activity
    }

    /// Returns whether there is no history.
    pub fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }

    /// Returns whether the history tells no file from another.
    pub fn tells_nothing(&self) -> bool {
        self.by_file.iter().all(Vec::is_empty)
    }

    /// Returns the commits, newest first.
    pub fn commits(&self) -> &[PastWork] {
        &self.commits
    }

    /// Returns how many commits ago a file changed, each time, newest first.
    pub fn changes(&self, file: FileId) -> &[u32] {
        self.by_file.get(file.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns the activity of a file.
    pub fn activity(&self, file: FileId) -> Activity {
        self.activity.get(file.index()).copied().unwrap_or_default()
    }

    /// Returns the activity of all files, by `FileId`.
    pub fn activities(&self) -> &[Activity] {
        &self.activity
    }

    /// Finds the files that changed together with a file at least twice, sorted.
    pub fn with(&self, file: FileId) -> Vec<Together> {
        let mut counts: BTreeMap<FileId, u32> = BTreeMap::new();
        let mut of = 0;
        for &ago in self.changes(file) {
            let commit = &self.commits[ago as usize];
            if is_telling(commit) {
                of += 1;
                for &other in commit.files.iter().filter(|other| **other != file) {
                    *counts.entry(other).or_default() += 1;
                }
            }
        }
        let often = counts.into_iter().filter(|&(_, both)| both >= MIN_COMMITS_TOGETHER);
        often.map(|(file, both)| Together { file, both, of }).collect()
    }

    /// Scores each message for a query, by BM25.
    pub fn similar(&self, query: &Query) -> Vec<f32> {
        let mut scores = vec![0.0; self.commits.len()];
        self.messages.score(query, &mut scores);
        scores
    }

    /// Returns the amount that one term adds to the score of a message.
    pub fn message_share(&self, term: TermId, ago: usize) -> f32 {
        u32::try_from(ago).map_or(0.0, |ago| self.messages.shares(term).of(ago))
    }
}

fn recency(ago: u32) -> f32 {
    (1.0 - (ago as f32).ln_1p() / (DEPTH as f32).ln_1p()).max(0.0)
}

/// Returns whether a commit changed nearly all of the files that there are.
fn is_sweeping(changed: usize, files: usize) -> bool {
    changed > 1 && changed == files || changed >= MIN_SWEEPING && 4 * changed >= 3 * files
}

fn is_telling(commit: &PastWork) -> bool {
    (1..=MAX_FILES_TOGETHER).contains(&commit.files.len())
}

#[cfg(test)]
mod tests {
    use super::{Past, Together};
    use crate::history::{History, PastCommit};
    use crate::model::{FileId, RepoPath};

    fn past(commits: &[&[&str]]) -> Past {
        let commit = |files: &&[&str]| PastCommit {
            id: String::new(),
            subject: String::new(),
            terms: Vec::new(),
            files: files.iter().map(|&file| file.to_owned()).collect(),
        };
        let history =
            History { commits: commits.iter().map(commit).collect(), ..History::default() };
        let paths: Vec<RepoPath> = ["a.go", "b.go", "x/c.go", "y/d.go"]
            .iter()
            .filter_map(|path| RepoPath::new(path))
            .collect();
        Past::build(&history, paths.iter())
    }

    #[test]
    fn files_that_changed_together_at_least_twice() {
        let past = past(&[&["a.go", "b.go"], &["a.go", "b.go", "x/c.go"], &["a.go", "gone.go"]]);
        assert_eq!(past.with(FileId(0)), [Together { file: FileId(1), both: 2, of: 3 }]);
        assert_eq!(past.with(FileId(2)), []);
        assert_eq!(past.changes(FileId(1)), [0, 1]);
    }

    #[test]
    fn a_commit_that_changed_nearly_all_files_tells_none_from_another() {
        let all = ["a.go", "b.go", "x/c.go", "y/d.go"];
        let imported = past(&[&["a.go"], &all]);
        assert_eq!((imported.changes(FileId(0)), imported.changes(FileId(1))), (&[0][..], &[][..]));
        assert!(imported.commits()[1].files.is_empty() && !imported.tells_nothing());
        let young = past(&[&all]);
        assert!(!young.is_empty() && young.tells_nothing());
        assert_eq!(young.activity(FileId(1)), super::Activity::default());
        let half = past(&[&all[..2]]);
        assert_eq!(half.changes(FileId(1)), [0]);
    }

    #[test]
    fn the_last_commit_is_the_most_recent() {
        let past = past(&[&["x/c.go"], &["a.go"], &["a.go"], &[]]);
        let [a, b, c] = [0, 1, 2].map(|id| past.activity(FileId(id)));
        assert!((c.recency - 1.0).abs() < f32::EPSILON && c.recency > a.recency);
        assert!(a.recency > a.newness && (a.churn - 1.0).abs() < f32::EPSILON);
        assert!((b.folder - a.recency).abs() < f32::EPSILON, "the same folder as a.go");
        assert!(b.recency == 0.0 && b.churn == 0.0);
    }

    #[test]
    fn without_history_nothing_is_known() {
        let past = Past::build(&History::default(), [].iter());
        assert!(past.is_empty() && past.changes(FileId(7)).is_empty());
        assert_eq!(past.activity(FileId(7)), super::Activity::default());
    }
}
