//! Evidence: the reasons for a file's probability, in words and shares of the log-odds.
//!
//! The weights of a file's evidence sum to its log-odds.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::feature::{COUNT, Clue, Feature, Met, Sheet};
use super::forest::Shares as Parts;
use super::standing::{Candidate, PreScore};
use super::text::Word;
use super::{Detail, Question, hint};
use crate::index::{Field, IndexedFile};
use crate::model::{Evidence, FileId, Signal, TermId};

/// Number of shared words that are named.
const MAX_NAMED_WORDS: usize = 6;

/// Number of digits of a commit's id, as git shows.
const SHORT_ID_DIGITS: usize = 7;

/// Number of characters of a commit's subject that are shown.
const MAX_SUBJECT_CHARS: usize = 60;

/// Number of files that hold a word, for each file that is explained, from which these are looked up one by
/// one.
const MANY_HOLDERS: usize = 16;

/// Share of the log-odds below which a clue gets no line of its own.
const MIN_WEIGHT: f64 = 0.005;

/// Signals that weigh a file as a whole and are explained in one piece each.
const WHOLE: [Signal; 7] = [
    Signal::Words,
    Signal::Context,
    Signal::PastWork,
    Signal::Recency,
    Signal::Companion,
    Signal::Standing,
    Signal::Kind,
];

/// Share of each feature in a file's log-odds, as far as it is still to be explained.
type Weights = [Option<f64>; COUNT];

/// Explanation of the files of one task.
pub struct Explainer<'a> {
    question: &'a Question<'a>,
    /// Clues about these files, sorted by file.
    clues: Vec<Clue>,
    asked: Vec<Asked>,
    /// By file, then word asked: the amount that the word adds to the file's scores.
    amounts: Vec<f32>,
    detail: Detail,
    /// Texts of the evidence, each kept once.
    texts: RefCell<HashSet<Arc<str>>>,
}

/// Word of the task that is looked up in every field.
struct Asked {
    term: TermId,
    /// Its index among the words of the text.
    word: usize,
    weight: f32,
}

impl<'a> Explainer<'a> {
    /// Prepares the explanation of `files`, and takes the clues about them out of the sheet.
    pub fn new(
        question: &'a Question<'a>,
        files: &[FileId],
        sheet: &mut Sheet,
        detail: Detail,
    ) -> Self {
        let clues = sheet.take_clues(files);
        if detail == Detail::Quotes {
            let (asked, amounts, texts) = (Vec::new(), Vec::new(), RefCell::default());
            return Self { question, clues, asked, amounts, detail, texts };
        }
        let words = &question.text.words;
        let mut first: HashMap<TermId, usize> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            for &term in &word.terms {
                first.entry(term).or_insert(at);
            }
        }
        let asked = |&(term, weight): &(TermId, f32)| {
            first.get(&term).map(|&word| Asked { term, word, weight })
        };
        let asked: Vec<Asked> = question.text.full.terms().iter().filter_map(asked).collect();
        let amounts = amounts(question, files, &asked);
        Self { question, clues, asked, amounts, detail, texts: RefCell::default() }
    }

    /// Returns the one copy of a text.
    fn shared(&self, text: &str) -> Arc<str> {
        let mut texts = self.texts.borrow_mut();
        if let Some(known) = texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        texts.insert(Arc::clone(&text));
        text
    }

    /// Returns the evidence of a candidate, the heaviest first, then by signal and text. Its place
    /// among the files is `rank`, and `parts` are those of its log-odds.
    pub fn evidence(&self, rank: usize, candidate: &Candidate, parts: &Parts) -> Vec<Evidence> {
        let Candidate { file, row } = candidate;
        let Parts { mut base, features } = *parts;
        let mut shares: Weights = [None; COUNT];
        for (&feature, share) in Feature::ALL.iter().zip(features) {
            // What a clue's absence is worth belongs to the start of every score.
            let is_absent = row[feature as usize] == 0.0
                && (feature.is_clue()
                    || feature.needs_history() && self.question.past.tells_nothing());
            if is_absent {
                base += share;
            } else if share != 0.0 {
                shares[feature as usize] = Some(share);
            }
        }
        divide_comparison(&mut shares, row);
        let mut evidence = self.direct(*file, &mut shares);
        if self.detail == Detail::All {
            let mut weights = [0.0; Signal::ALL.len()];
            for (feature, share) in Feature::ALL.iter().zip(shares) {
                weights[feature.signal() as usize] += share.unwrap_or(0.0);
            }
            weights[Signal::Kind as usize] += base;
            for signal in WHOLE {
                let weight = weights[signal as usize];
                if weight.abs() >= MIN_WEIGHT {
                    evidence.push(self.whole(signal, rank, candidate, weight));
                }
            }
        }
        evidence
            .sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| origin(a).cmp(&origin(b))));
        evidence.shrink_to_fit();
        evidence
    }

    /// Explains the clues one by one; a feature's share is divided evenly among its clues. Removes
    /// the shares it has accounted for.
    fn direct(&self, file: FileId, shares: &mut Weights) -> Vec<Evidence> {
        let start = self.clues.partition_point(|clue| clue.file < file);
        let end = start + self.clues[start..].partition_point(|clue| clue.file == file);
        let clues: Vec<&Clue> =
            self.clues[start..end].iter().filter(|clue| clue.is_quote()).collect();
        let mut of_feature = [0_u32; COUNT];
        for clue in &clues {
            of_feature[clue.feature as usize] += 1;
        }
        let explain = |clue: &&Clue| {
            let weight =
                shares[clue.feature as usize]? / f64::from(of_feature[clue.feature as usize]);
            let is_hint = clue.met == Met::Hint;
            let signal = if is_hint { Signal::Hint } else { clue.feature.signal() };
            // A hint is no quote of the task.
            let quote = self.shared(if is_hint { "" } else { &clue.quote });
            let met = self.shared(&self.met(clue));
            Some(Evidence { signal, quote, line: clue.line, met, weight })
        };
        let mut evidence: Vec<Evidence> = clues.iter().filter_map(explain).collect();
        // One clue may feed two features: that it is named, and named in the title.
        evidence.sort_by(|a, b| origin(a).cmp(&origin(b)));
        evidence.dedup_by(|next, same| {
            let is_same = origin(next) == origin(same);
            if is_same {
                same.weight += next.weight;
            }
            is_same
        });
        for (share, of_feature) in shares.iter_mut().zip(of_feature) {
            share.take_if(|_| of_feature > 0);
        }
        evidence
    }

    fn met(&self, clue: &Clue) -> String {
        let index = self.question.index;
        let path = &index.file(clue.file).path;
        match &clue.met {
            Met::File => format!("the path {path}"),
            Met::Hint => hint::phrase(&clue.quote),
            Met::Folder(folder) => format!("the folder {folder}/"),
            Met::Package(name) => format!("package {name}"),
            Met::Definition(site) => match index.definition(*site) {
                Some(it) => {
                    let owner =
                        it.owner.as_ref().map_or(String::new(), |owner| format!("{owner}."));
                    format!("{} {owner}{}, {path}:{}", it.kind.word(), it.name, it.line)
                }
                None => format!("the path {path}"),
            },
            Met::Route => format!("the route in {path}"),
            Met::Line(line) => format!("defined at {path}:{line}"),
            Met::Heading(site) => format!("the heading at {path}:{}", site.line),
            Met::Document(document, line) => {
                format!("named by {}:{line}", index.file(*document).path)
            }
            Met::Commit(ago) => self.commit(*ago),
            Met::Together { with, both, of } => {
                let with = &index.file(*with).path;
                format!("changed together with {with} in {both} of {of} commits")
            }
            Met::Introduced(ago) => {
                format!("changed around the commit that wrote the task down: {}", self.commit(*ago))
            }
        }
    }

    /// Explains all features of a signal that weighs the file as a whole.
    fn whole(&self, signal: Signal, rank: usize, candidate: &Candidate, weight: f64) -> Evidence {
        let (file, row) = (candidate.file, &candidate.row);
        let (quote, line, met) = match signal {
            Signal::Words => {
                let (words, line) = self.shared_words(rank);
                (words, line, "stands in its path, names, headings or contents".to_owned())
            }
            Signal::Context => {
                let above = self.question.task.section.iter().chain(&self.question.task.ancestors);
                let above: Vec<&str> = above.map(String::as_str).collect();
                (
                    above.join(" › "),
                    None,
                    "the heading's words stand in its path or contents".to_owned(),
                )
            }
            Signal::PastWork => self.past_work(file),
            Signal::Recency => (String::new(), None, self.recency(file, row)),
            Signal::Standing => {
                (String::new(), None, "other files answer the task better".to_owned())
            }
            Signal::Companion => (String::new(), None, self.neighbours(file, row)),
            _ => (String::new(), None, kind(self.question.index.file(file), row)),
        };
        let (quote, met) = (self.shared(&quote), self.shared(&met));
        Evidence { signal, quote, line, met, weight }
    }

    /// Names the words of the task that count most in the file, the heaviest first, with the line
    /// of the first of them.
    fn shared_words(&self, rank: usize) -> (String, Option<u32>) {
        let words = &self.question.text.words;
        let amounts = &self.amounts[rank * self.asked.len()..];
        let share = |(asked, amount): (&Asked, &f32)| (amount * asked.weight, asked.word);
        let named = name_words(words, self.asked.iter().zip(amounts).map(share));
        let line = named.first().map(|&at| words[at].line);
        let named: Vec<&str> = named.iter().map(|&at| words[at].text.as_str()).collect();
        (named.join(", "), line)
    }

    /// Describes a commit: `3f2a9c1, 12 commits ago: Fix the cooldown`.
    fn commit(&self, ago: usize) -> String {
        let commit = &self.question.past.commits()[ago];
        let id = commit.id.get(..SHORT_ID_DIGITS).unwrap_or(&commit.id);
        let subject: String = commit.subject.chars().take(MAX_SUBJECT_CHARS).collect();
        match ago {
            0 => format!("{id}, the last commit: {subject}"),
            1 => format!("{id}, 1 commit ago: {subject}"),
            _ => format!("{id}, {ago} commits ago: {subject}"),
        }
    }

    /// Names the words that the task shares with the similar commits that changed the file, and the
    /// last of these commits.
    fn past_work(&self, file: FileId) -> (String, Option<u32>, String) {
        let (words, past) = (&self.question.text.words, self.question.past);
        let start = self.clues.partition_point(|clue| clue.file < file);
        let of_file = self.clues[start..].iter().take_while(|clue| clue.file == file);
        let mut commits: Vec<usize> = of_file
            .filter_map(|clue| match clue.met {
                Met::Commit(ago) => Some(ago),
                _ => None,
            })
            .collect();
        commits.sort_unstable();
        let share = |asked: &Asked| {
            let sum: f32 = commits.iter().map(|&ago| past.message_share(asked.term, ago)).sum();
            (sum * asked.weight, asked.word)
        };
        let named = name_words(words, self.asked.iter().map(share));
        let line = named.first().map(|&at| words[at].line);
        let named: Vec<&str> = named.iter().map(|&at| words[at].text.as_str()).collect();
        let last = commits.first().map_or_else(String::new, |&ago| self.commit(ago));
        let met = match commits.len() {
            0 => {
                format!("past commits that say so changed other files of {}", self.folder_of(file))
            }
            1 => format!("a past commit that says so changed it: {last}"),
            many => format!("{many} past commits that say so changed it, the last {last}"),
        };
        (named.join(", "), line, met)
    }

    fn recency(&self, file: FileId, row: &[f32; COUNT]) -> String {
        let past = self.question.past;
        let changes = past.changes(file);
        let mut text = match changes {
            [] => "not changed in the history that was read".to_owned(),
            [0, ..] => "changed by the last commit".to_owned(),
            [1, ..] => "last changed 1 commit ago".to_owned(),
            [ago, ..] => format!("last changed {ago} commits ago"),
        };
        if changes.len() > 1 {
            let _ = write!(text, ", {} times in {}", changes.len(), past.commits().len());
        }
        if row[Feature::Momentum as usize] > 0.0 {
            text.push_str("; changes together with what the last commits changed");
        }
        text
    }

    /// Names the folder of a file.
    fn folder_of(&self, file: FileId) -> String {
        match self.question.index.file(file).path.folder() {
            "" => "the top folder".to_owned(),
            folder => format!("{folder}/"),
        }
    }

    fn neighbours(&self, file: FileId, row: &[f32; COUNT]) -> String {
        let index = self.question.index;
        let indexed = index.file(file);
        let folder = self.folder_of(file);
        match indexed.companion {
            Some(companion) if row[Feature::TestCompanion as usize] > 0.0 => {
                let role = if indexed.is_test { "which it tests" } else { "which tests it" };
                format!("{}, {role}, and other files of {folder}", index.file(companion).path)
            }
            _ => format!("other files of {folder}"),
        }
    }
}

/// Returns what tells one clue from another, whatever it weighs.
fn origin(clue: &Evidence) -> (Signal, Option<u32>, &str, &str) {
    (clue.signal, clue.line, &clue.quote, &clue.met)
}

/// Divides what the comparison with other files gives to a file among the features that make up its
/// standing, in proportion to their parts. What it takes from a file stays with the comparison.
fn divide_comparison(shares: &mut Weights, row: &[f32; COUNT]) {
    let is_compared = |feature: &Feature| feature.is_comparison();
    let compared = Feature::ALL.iter().zip(&*shares).filter(|(feature, _)| is_compared(feature));
    let compared: f64 = compared.filter_map(|(_, share)| *share).sum();
    let part = |feature: &Feature| PreScore::shipped().part(row, *feature).max(0.0);
    let all: f64 = Feature::ALL.iter().map(part).sum();
    if compared <= 0.0 || all <= 0.0 {
        return;
    }
    for (feature, share) in Feature::ALL.iter().zip(shares) {
        share.take_if(|_| is_compared(feature));
        let part = part(feature);
        if part > 0.0 {
            *share.get_or_insert(0.0) += compared * part / all;
        }
    }
}

/// Computes the amounts that each word adds to the scores of each file, over all fields: by file, then
/// word.
fn amounts(question: &Question, files: &[FileId], asked: &[Asked]) -> Vec<f32> {
    let mut ranks: Vec<Option<usize>> = vec![None; question.index.files.len()];
    for (rank, file) in files.iter().enumerate() {
        ranks[file.index()] = Some(rank);
    }
    let mut amounts = vec![0.0; files.len() * asked.len()];
    for (word, asked_word) in asked.iter().enumerate() {
        for field in [Field::Contents, Field::Path, Field::Symbols, Field::Headings] {
            let shares = question.index.terms.shares(field, asked_word.term);
            if shares.documents().len() > files.len() * MANY_HOLDERS {
                for (rank, file) in files.iter().enumerate() {
                    amounts[rank * asked.len() + word] += shares.of(file.0);
                }
                continue;
            }
            for (place, &document) in shares.documents().iter().enumerate() {
                if let Some(rank) = ranks[document as usize] {
                    amounts[rank * asked.len() + word] += shares.at(place);
                }
            }
        }
        for (rank, &file) in files.iter().enumerate() {
            if question.narrowed.is_other_term(asked_word.term, file) {
                amounts[rank * asked.len() + word] = 0.0;
            }
        }
    }
    amounts
}

/// Returns the indexes of the words that count most, the heaviest first; a repeated word is named
/// once.
fn name_words(words: &[Word], shares: impl Iterator<Item = (f32, usize)>) -> Vec<usize> {
    let mut shares: Vec<(f32, usize)> = shares.filter(|&(share, _)| share > 0.0).collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut named: Vec<usize> = Vec::new();
    for (_, at) in shares {
        let word = &words[at].text;
        let known = named.iter().any(|&other| words[other].text.eq_ignore_ascii_case(word));
        if named.len() < MAX_NAMED_WORDS && !known {
            named.push(at);
        }
    }
    named
}

fn kind(file: &IndexedFile, row: &[f32; COUNT]) -> String {
    let has = |feature: Feature| row[feature as usize] > 0.0;
    let mut remarks = Vec::new();
    if file.is_test {
        remarks.push(if has(Feature::TestAsked) {
            "a test, and the task asks for tests"
        } else {
            "a test"
        });
    }
    if has(Feature::Tested) {
        remarks.push("code, where the task asks for tests");
    }
    if has(Feature::Document) {
        remarks.push(if has(Feature::DocumentAsked) {
            "a document, and the task asks for documents"
        } else {
            "a document"
        });
    }
    if has(Feature::Referred) {
        remarks.push("named for reference only");
    }
    if has(Feature::BuildAsked) {
        remarks.push("a build file, and the task speaks of the build");
    }
    if has(Feature::NotWritten) {
        remarks.push("not written by hand");
    }
    if remarks.is_empty() {
        remarks.push(Evidence::BASELINE);
    }
    remarks.join("; ")
}
