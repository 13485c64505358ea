//! What terms lead to: BM25 over four fields.

use rayon::slice::ParallelSliceMut;

use super::{IndexedFile, numbered};
use crate::model::{FileId, LanguageFacts, TermId};
use crate::words::{Lexer, tally};

/// What part of a file a term stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its path.
    Path,
    /// The names it defines.
    Symbols,
    /// Its title and headings, or the comments above what it defines.
    Headings,
    /// All of it.
    Contents,
}

/// Saturation of repeated terms and the share of length that counts: the usual values of Robertson
/// and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Terms to look for, each with how much it counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(Vec<(TermId, f32)>);

impl Query {
    /// Sums the weights of repeated terms up to three times the highest, since a task that says a
    /// word five times does not mean it five times as much.
    pub fn new(mut terms: Vec<(TermId, f32)>) -> Self {
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut merged: Vec<(TermId, f32)> = Vec::new();
        let mut highest = 0.0;
        for (term, weight) in terms {
            match merged.last_mut() {
                Some((last, sum)) if *last == term => *sum = (*sum + weight).min(3.0 * highest),
                _ => {
                    highest = weight;
                    merged.push((term, weight));
                }
            }
        }
        Self(merged)
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The terms with their weights, by term.
    pub fn terms(&self) -> &[(TermId, f32)] {
        &self.0
    }
}

/// The postings of one field.
#[derive(Debug, Default)]
struct Postings {
    /// By term, then file.
    entries: Vec<(TermId, FileId, u16)>,
    /// How many terms the field of each file has.
    lengths: Vec<u32>,
    /// The mean over files that have any.
    mean_length: f32,
}

impl Postings {
    /// The terms of each file in turn.
    fn build<'a>(files: impl ExactSizeIterator<Item = &'a [(TermId, u16)]> + Clone) -> Self {
        let mut lengths = Vec::with_capacity(files.len());
        let mut entries = Vec::with_capacity(files.clone().map(<[_]>::len).sum());
        for (id, terms) in (0..).map(FileId).zip(files) {
            lengths.push(terms.iter().map(|&(_, count)| u32::from(count)).sum());
            entries.extend(terms.iter().map(|&(term, count)| (term, id, count)));
        }
        entries.par_sort_unstable();
        let filled = lengths.iter().filter(|&&length| length > 0).count().max(1);
        let total: f64 = lengths.iter().map(|&length| f64::from(length)).sum();
        #[expect(clippy::cast_possible_truncation, reason = "a mean needs no more than 24 bits")]
        let mean_length = (total / filled as f64) as f32;
        Self { entries, lengths, mean_length: mean_length.max(1.0) }
    }

    fn of(&self, term: TermId) -> &[(TermId, FileId, u16)] {
        let start = self.entries.partition_point(|entry| entry.0 < term);
        let end = start + self.entries[start..].partition_point(|entry| entry.0 == term);
        &self.entries[start..end]
    }

    /// How rare a term is: ln(1 + (N − n + ½) / (n + ½)).
    fn rarity(&self, holders: usize) -> f32 {
        let (all, holders) = (self.lengths.len() as f32, holders as f32);
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }

    fn saturation(&self, file: FileId, count: u16) -> f32 {
        let count = f32::from(count);
        let length = self.lengths[file.index()] as f32 / self.mean_length;
        count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    }
}

/// Look-ups by term.
#[derive(Debug)]
pub struct Terms {
    path: Postings,
    symbols: Postings,
    headings: Postings,
    contents: Postings,
}

impl Terms {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut lexer = Lexer::default();
        let mut path = Vec::with_capacity(files.len());
        let mut symbols = Vec::with_capacity(files.len());
        let mut headings = Vec::with_capacity(files.len());
        for (_, file) in numbered(files) {
            path.push(tally(lexer.terms(file.path.as_str())));
            let (names, heads) = names_and_headings(file, &mut lexer);
            symbols.push(tally(names));
            headings.push(tally(heads));
        }
        Self {
            path: Postings::build(path.iter().map(Vec::as_slice)),
            symbols: Postings::build(symbols.iter().map(Vec::as_slice)),
            headings: Postings::build(headings.iter().map(Vec::as_slice)),
            contents: Postings::build(files.iter().map(|file| file.facts.terms.as_slice())),
        }
    }

    fn field(&self, field: Field) -> &Postings {
        match field {
            Field::Path => &self.path,
            Field::Symbols => &self.symbols,
            Field::Headings => &self.headings,
            Field::Contents => &self.contents,
        }
    }

    /// Adds the BM25 score of every file to `scores`, which has one place for each, and returns the
    /// score that a file would have which held every term of the query often.
    pub fn score(&self, field: Field, query: &Query, scores: &mut [f32]) -> f32 {
        let postings = self.field(field);
        let mut best = 0.0;
        for &(term, weight) in query.terms() {
            let holders = postings.of(term);
            let rarity = postings.rarity(holders.len()) * weight;
            // A term that no file has asks for nothing here, but it is a sign that the text speaks
            // of something else: it counts in the best score as one that a single file has.
            best += rarity * (K1 + 1.0);
            for &(_, file, count) in holders {
                scores[file.index()] += rarity * postings.saturation(file, count);
            }
        }
        best
    }

    /// What one term adds to the scores of files.
    pub fn shares(&self, field: Field, term: TermId) -> Shares<'_> {
        let postings = self.field(field);
        let holders = postings.of(term);
        Shares { postings, holders, rarity: postings.rarity(holders.len()) }
    }
}

/// What one term adds to the scores of files in one field.
#[derive(Debug)]
pub struct Shares<'a> {
    postings: &'a Postings,
    holders: &'a [(TermId, FileId, u16)],
    rarity: f32,
}

impl Shares<'_> {
    /// What it adds to one file's.
    pub fn of(&self, file: FileId) -> f32 {
        match self.holders.binary_search_by_key(&file, |entry| entry.1) {
            Ok(at) => self.rarity * self.postings.saturation(file, self.holders[at].2),
            Err(_) => 0.0,
        }
    }
}

/// The terms of what a file defines, and of its headings or doc comments.
fn names_and_headings(file: &IndexedFile, lexer: &mut Lexer) -> (Vec<TermId>, Vec<TermId>) {
    let mut names = Vec::new();
    let mut headings = Vec::new();
    match &file.facts.language {
        LanguageFacts::Go(go) => {
            names.extend(lexer.terms(&go.package));
            for definition in &go.definitions {
                names.extend(lexer.terms(&definition.name));
                if let Some(doc) = &definition.doc {
                    headings.extend(lexer.terms(doc));
                }
            }
            for command in &go.commands {
                names.extend(lexer.terms(&command.name));
            }
        }
        LanguageFacts::Markdown(markdown) => {
            for text in
                markdown.title.iter().chain(markdown.headings.iter().map(|heading| &heading.text))
            {
                headings.extend(lexer.terms(text));
            }
        }
        LanguageFacts::Text | LanguageFacts::Module(_) => {}
    }
    (names, headings)
}
