//! One file, or one blob of a commit, to its facts: syntax and terms.
//!
//! The analysis of a folder and the replay of old commits enter here, by the same door.

mod kept;
mod segment;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::cache::{Digest, digest};
use crate::discover::Content;
use crate::model::{FileFacts, Language, Origin, Problem, SourceFile};
use crate::words::{Lexer, Lexers, without_own_comments};
use crate::{discover, syntax};
use kept::{Catalogue, Seen};
use segment::{Known, PathlessProblem};

pub use kept::{FactsCache, is_catalogue};
pub use segment::is_segment;

/// Files with their facts, in the order in which the files were listed.
pub type Scanned = Vec<(SourceFile, Arc<FileFacts>)>;

/// Contents of the files of a tree: their digests, and the facts of those that had to be read.
#[derive(Debug)]
pub struct Survey {
    root: PathBuf,
    facts_cache: Option<FactsCache>,
    catalogue: Catalogue,
    files: Vec<SourceFile>,
    /// Content of each file.
    contents: Vec<Found>,
    /// Facts of the contents that were read for them, until they are asked for; by place of the file.
    read: Mutex<Vec<Option<Known>>>,
}

/// Content of one file.
#[derive(Debug)]
struct Found {
    content: Digest,
    /// State in which it was read, if that will tell when the file changes.
    seen: Option<Seen>,
}

/// Facts of a tree.
#[derive(Debug)]
pub struct Tree {
    /// Files with their facts.
    pub files: Scanned,
    /// Problems met in the files, in their order.
    pub problems: Vec<Problem>,
    /// Digest of the tree, as [`Survey::digest`] computes it.
    pub digest: Digest,
}

/// Hashes the files below `root`, and parses those without cached facts. `advance` is called after each file.
pub fn survey(
    root: &Path,
    files: Vec<SourceFile>,
    facts_cache: Option<FactsCache>,
    advance: &(dyn Fn() + Sync),
) -> Survey {
    let catalogue = facts_cache.as_ref().map(FactsCache::catalogue).unwrap_or_default();
    let kept = catalogue.contents();
    let clock = SystemTime::now();
    let found = each(&files, |lexer, file| {
        let found = if let Some(seen) = catalogue.unchanged(file) {
            (Found { content: seen.content, seen: Some(seen) }, None)
        } else {
            let (content, read) = find(root, file, &kept, lexer);
            (Found { content, seen: None }, read)
        };
        advance();
        found
    });
    let (contents, read): (Vec<Found>, Vec<Option<Known>>) = found.into_iter().unzip();
    let (root, read) = (root.to_owned(), Mutex::new(read));
    let mut survey = Survey { root, facts_cache, catalogue, files, contents, read };
    if survey.facts_cache.is_some() {
        survey.note_states(clock);
    }
    survey
}

/// Calls `work` with each file in parallel, and returns the results in the order of the files.
fn each<T: Send>(
    files: &[SourceFile],
    work: impl Fn(&mut Lexer, &SourceFile) -> T + Sync,
) -> Vec<T> {
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&at| (Reverse(files[at].size), at));
    let lexers = Lexers::default();
    let mut done: Vec<(usize, T)> = order
        .into_par_iter()
        .with_max_len(1)
        .map(|at| (at, lexers.lend(|lexer| work(lexer, &files[at]))))
        .collect();
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Reads the content of a file, and its facts unless they are among the `kept` ones.
fn find(
    root: &Path,
    file: &SourceFile,
    kept: &[Digest],
    lexer: &mut Lexer,
) -> (Digest, Option<Known>) {
    let read = discover::content(root, file);
    let content = digest_of(file, &read);
    let read = kept.binary_search(&content).is_err().then(|| match read {
        Content::Text(bytes) => {
            let (facts, problems) = blob(file, Some(&bytes), lexer);
            let problems = problems.iter().map(PathlessProblem::of).collect();
            Known { facts: Arc::new(facts), problems }
        }
        Content::Binary => Known::default(),
        Content::Unread(problem) => {
            Known { problems: vec![PathlessProblem::of(&problem)], ..Known::default() }
        }
    });
    (content, read)
}

/// Computes the digest of all that the facts of a file depend on: its content, and how its path has it
/// read.
fn digest_of(file: &SourceFile, content: &Content) -> Digest {
    match content {
        Content::Text(bytes) => digest(&[syntax::reading(file).as_bytes(), bytes]),
        Content::Binary => digest(&[b"binary"]),
        Content::Unread(problem) => digest(&[b"unread", problem.message.as_bytes(), b""]),
    }
}

impl Survey {
    /// Computes a digest of the tree: of the paths, origins and contents of all files.
    pub fn digest(&self) -> Digest {
        digest_of_tree(&self.files, self.contents.iter().map(|found| found.content))
    }

    /// Notes the states of the files that were read, no earlier than `clock`, unless they changed since
    /// they were listed.
    fn note_states(&mut self, clock: SystemTime) {
        for (file, found) in self.files.iter().zip(&mut self.contents) {
            let is_noted = found.seen.is_some() || file.stamp.is_none();
            if !is_noted && discover::is_unchanged(&self.root, file) {
                found.seen = Seen::of(file, found.content, clock);
            }
        }
    }

    /// Keeps what had to be read.
    pub fn keep(&self) {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let read = self.contents.iter().zip(&*read);
        let new = read.filter_map(|(found, read)| Some((found.content, read.clone()?))).collect();
        self.keep_facts(&new, None);
    }

    fn keep_facts(&self, new: &BTreeMap<Digest, Known>, all: Option<&BTreeMap<Digest, Known>>) {
        let Some(place) = &self.facts_cache else { return };
        let seen = self
            .files
            .iter()
            .zip(&self.contents)
            .filter_map(|(file, found)| Some((file.path.as_str().to_owned(), found.seen?)));
        place.keep(&self.catalogue, seen.collect(), new, all);
    }

    /// Returns the facts of the tree, and keeps what had to be read. The caller gets the only copy: a
    /// second call reads the files again.
    pub fn facts(&self) -> Tree {
        let mut read =
            std::mem::take(&mut *self.read.lock().unwrap_or_else(PoisonError::into_inner));
        read.resize_with(self.files.len(), Option::default);
        let kept = match &self.facts_cache {
            Some(place) if read.iter().any(Option::is_none) => place.facts(&self.catalogue),
            _ => HashMap::new(),
        };
        let changed = self.read_again(&kept, &mut read);
        let content = |(at, found): (usize, &Found)| *changed.get(&at).unwrap_or(&found.content);
        let contents: Vec<Digest> = self.contents.iter().enumerate().map(content).collect();
        let mut all = BTreeMap::new();
        let mut new = BTreeMap::new();
        let mut tree = Tree { files: Vec::new(), problems: Vec::new(), digest: self.digest() };
        for ((file, content), read) in self.files.iter().zip(&contents).zip(read) {
            let is_new = read.is_some();
            let known = read.or_else(|| kept.get(content).cloned()).unwrap_or_default();
            tree.problems.extend(known.problems.iter().map(|it| it.at(file.path.as_str())));
            tree.files.push((file.clone(), Arc::clone(&known.facts)));
            if self.facts_cache.is_some() {
                if is_new {
                    new.insert(*content, known.clone());
                }
                all.insert(*content, known);
            }
        }
        if !changed.is_empty() {
            tree.digest = digest_of_tree(&self.files, contents.into_iter());
        }
        self.keep_facts(&new, Some(&all));
        tree
    }

    /// Reads the files again whose facts were removed from the store since the catalogue was written.
    /// Returns their contents, by their place.
    fn read_again(
        &self,
        kept: &HashMap<Digest, Known>,
        read: &mut [Option<Known>],
    ) -> BTreeMap<usize, Digest> {
        let is_lost =
            |&at: &usize| read[at].is_none() && !kept.contains_key(&self.contents[at].content);
        let lost: Vec<usize> = (0..self.files.len()).filter(is_lost).collect();
        let files: Vec<SourceFile> = lost.iter().map(|&at| self.files[at].clone()).collect();
        let found = each(&files, |lexer, file| find(&self.root, file, &[], lexer));
        let mut contents = BTreeMap::new();
        for (at, (content, known)) in lost.into_iter().zip(found) {
            contents.insert(at, content);
            read[at] = known;
        }
        contents
    }
}

/// Computes a digest of the paths, origins and contents of files.
fn digest_of_tree(files: &[SourceFile], contents: impl Iterator<Item = Digest>) -> Digest {
    let mut text = Vec::new();
    for (file, content) in files.iter().zip(contents) {
        text.push(match file.origin {
            Origin::Written => b'w',
            Origin::Generated => b'g',
            Origin::Vendored => b'v',
        });
        text.extend(file.size.to_le_bytes());
        text.extend(content);
        text.extend(file.path.as_str().as_bytes());
        // No path holds it.
        text.push(0);
    }
    digest(&[&text])
}

/// Reads content that stands at the path of `file`; `None` where only the path counts.
pub fn blob(
    file: &SourceFile,
    content: Option<&[u8]>,
    lexer: &mut Lexer,
) -> (FileFacts, Vec<Problem>) {
    let Some(content) = content else { return (FileFacts::default(), Vec::new()) };
    let (mut facts, problems) = syntax::read_facts(file, content);
    facts.terms = match file.language {
        Language::Markdown => {
            let text = without_own_comments(content);
            let left_out = content.len() - text.len();
            facts.own_comment_bytes = u32::try_from(left_out).unwrap_or(u32::MAX);
            lexer.count(&text)
        }
        _ => lexer.count(content),
    };
    (facts, problems)
}
