//! Cases: the work that can be replayed, and the files it changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use super::steps::{FileChange, Step};
use super::ticks::letters_and_digits;
use super::versions::Versions;
use super::work::Work;
use super::{LeftOut, MAX_COMMITS, MAX_FILES, MAX_TOGETHER, Past};
use crate::backtest::Case;
use crate::git::{self, Error, Git};
use crate::model::RepoPath;
use crate::words::stable_hash;

/// Minimum number of words, of at least [`MIN_LETTERS`] letters each, of a text that tells
/// something about the work.
const MIN_WORDS: usize = 4;
const MIN_LETTERS: usize = 3;

/// Number of characters of two texts that are compared to recognise the same work.
const COMPARED_CHARS: usize = 200;

/// Returns `owner/name`, or the name of the folder.
pub(super) fn repository_name(git: &Git, folder: &Path) -> Result<String, Error> {
    if let Some(name) = git::origin(git)? {
        return Ok(name);
    }
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    Ok(folder.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// Selects the cases among the works that ended at `since` or later, oldest first.
pub(super) fn choose(
    repository: &str,
    works: &[Work],
    steps: &[Step],
    versions: &mut Versions,
    since: Option<i64>,
) -> Result<Past, Error> {
    // The number of tasks that each step worked on.
    let mut tasks = vec![0_usize; steps.len()];
    for &step in works.iter().flat_map(|work| &work.steps) {
        tasks[step] += 1;
    }
    let mut chooser = Chooser { repository, steps, tasks, versions, seen: HashSet::new() };
    let mut past = Past::default();
    let mut cases: Vec<(i64, usize, Case)> = Vec::new();
    for (number, work) in works.iter().enumerate() {
        let last = work.steps.last().map_or(0, |&step| steps[step].time);
        if since.is_some_and(|since| last < since) {
            continue;
        }
        match chooser.case(work)? {
            Ok(case) => cases.push((case.date, number, case)),
            Err(reason) if work.ticked => *reason(&mut past.left_out) += 1,
            // Named in passing, by commits about the backlog.
            Err(_) => {}
        }
    }
    cases.sort_by_key(|&(date, number, _)| (date, number));
    past.cases = cases.into_iter().map(|(_, _, case)| case).collect();
    Ok(past)
}

/// Count that a left-out work is added to.
type Reason = fn(&mut LeftOut) -> &mut usize;

struct Chooser<'a> {
    repository: &'a str,
    steps: &'a [Step],
    tasks: Vec<usize>,
    versions: &'a mut Versions,
    /// Hashes of the works so far: text with subject, text with files.
    seen: HashSet<u64>,
}

impl Chooser<'_> {
    fn case(&mut self, work: &Work) -> Result<Result<Case, Reason>, Error> {
        let single = |step: &usize| self.tasks[*step] <= MAX_TOGETHER;
        let mut steps: Vec<usize> = work.steps.iter().copied().filter(single).collect();
        if steps.is_empty() {
            return Ok(Err(|out| &mut out.together));
        }
        steps.retain(|&step| !self.steps[step].files.is_empty());
        let (Some(&first), Some(&last)) = (steps.first(), steps.last()) else {
            return Ok(Err(|out| &mut out.backlog_only));
        };
        if steps.len() > MAX_COMMITS {
            return Ok(Err(|out| &mut out.too_many_commits));
        }
        let Some(parent) = &self.steps[first].parent else {
            return Ok(Err(|out| &mut out.only_new_files));
        };
        let (truth, truth_new) = self.files(parent, &steps)?;
        if truth.len() + truth_new.len() > MAX_FILES {
            return Ok(Err(|out| &mut out.too_many_files));
        }
        if truth.is_empty() {
            return Ok(Err(|out| &mut out.only_new_files));
        }
        let text = &work.task.text;
        if !says_enough(text) {
            return Ok(Err(|out| &mut out.too_short));
        }
        let end = &self.steps[last];
        let compared = letters_and_digits(text, COMPARED_CHARS);
        let by_subject = stable_hash(&format!("{compared}\0{}", end.subject));
        let by_files = stable_hash(&format!("{compared}\0\0{}", truth.join("\0")));
        let is_new = [by_subject, by_files].map(|hash| self.seen.insert(hash));
        if is_new != [true, true] {
            return Ok(Err(|out| &mut out.duplicate));
        }
        let hash = stable_hash(&format!("{}\0{}\0{text}", self.repository, end.commit));
        Ok(Ok(Case {
            id: format!("{hash:016x}")[..12].to_owned(),
            repo: self.repository.to_owned(),
            parent: parent.clone(),
            commit: end.commit.clone(),
            date: end.time,
            backlog: work.task.backlog.as_str().to_owned(),
            headings: work.task.headings.clone(),
            ancestors: work.task.ancestors.clone(),
            first_commit: work.introduced.map(|step| self.steps[step].commit.clone()),
            introduced: work.introduced.map(|step| self.steps[step].time),
            text: text.clone(),
            truth,
            truth_new,
            others: steps.iter().map(|&step| self.tasks[step] - 1).max().unwrap_or(0),
            weight: 1.0,
        }))
    }

    /// Returns the files that the steps changed, under their names before the first, and the files
    /// that they added.
    fn files(
        &mut self,
        parent: &str,
        steps: &[usize],
    ) -> Result<(Vec<String>, Vec<String>), Error> {
        let mut touched = Touched::default();
        for &step in steps {
            self.steps[step].files.iter().for_each(|file| touched.add(file));
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for path in touched.old {
            // A commit in between, not of this work, may have added it.
            if steps.len() == 1 || self.versions.exists(parent, path.as_str())? {
                old.push(path.as_str().to_owned());
            } else {
                new.push(path.as_str().to_owned());
            }
        }
        new.extend(touched.new.iter().map(|path| path.as_str().to_owned()));
        new.sort_unstable();
        new.dedup();
        Ok((old, new))
    }
}

/// Files that some commits changed, under their names before the first.
#[derive(Default)]
pub(super) struct Touched {
    pub old: BTreeSet<RepoPath>,
    pub new: BTreeSet<RepoPath>,
    /// Original names of renamed files.
    names: BTreeMap<RepoPath, RepoPath>,
}

impl Touched {
    pub fn add(&mut self, file: &FileChange) {
        let before = file.from.as_ref().unwrap_or(&file.path);
        if file.status == b'A' {
            if !self.old.contains(&file.path) {
                self.new.insert(file.path.clone());
            }
            return;
        }
        if self.new.contains(before) {
            if before != &file.path {
                self.new.remove(before);
                self.new.insert(file.path.clone());
            }
            return;
        }
        let original = self.names.remove(before).unwrap_or_else(|| before.clone());
        if file.from.is_some() {
            self.names.insert(file.path.clone(), original.clone());
        }
        self.old.insert(original);
    }
}

pub(super) fn says_enough(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.chars().count() >= MIN_LETTERS).count() >= MIN_WORDS
}
