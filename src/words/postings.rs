//! BM25: scores of documents for a set of terms.

use rayon::slice::ParallelSliceMut;

use crate::model::TermId;

/// Saturation of repeated terms, and the share of length that counts: the usual values of Robertson
/// and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Terms to look for, each with its weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(Vec<(TermId, f32)>);

impl Query {
    /// Sums the weights of repeated terms, up to three times the highest: a task that says a word
    /// five times does not mean it five times as much.
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

    /// Returns whether the query has no terms.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the terms with their weights, by term.
    pub fn terms(&self) -> &[(TermId, f32)] {
        &self.0
    }
}

/// Index of which documents hold which terms. Documents are numbered from 0.
#[derive(Debug, Default)]
pub struct Postings {
    /// By term, then document.
    entries: Vec<(TermId, u32, u16)>,
    /// Number of terms of each document.
    lengths: Vec<u32>,
    /// Mean number of terms of the documents that have any.
    mean_length: f32,
}

impl Postings {
    /// Builds the index from the terms of each document and how often each occurs.
    pub fn build<'a>(
        documents: impl ExactSizeIterator<Item = &'a [(TermId, u16)]> + Clone,
    ) -> Self {
        let mut lengths = Vec::with_capacity(documents.len());
        let mut entries = Vec::with_capacity(documents.clone().map(<[_]>::len).sum());
        for (id, terms) in (0..).zip(documents) {
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

    fn of(&self, term: TermId) -> &[(TermId, u32, u16)] {
        let start = self.entries.partition_point(|entry| entry.0 < term);
        let end = start + self.entries[start..].partition_point(|entry| entry.0 == term);
        &self.entries[start..end]
    }

    /// Computes the rarity of a term: ln(1 + (N − n + ½) / (n + ½)).
    fn rarity(&self, holders: usize) -> f32 {
        let (all, holders) = (self.lengths.len() as f32, holders as f32);
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }

    fn saturation(&self, document: u32, count: u16) -> f32 {
        let count = f32::from(count);
        let length = self.lengths[document as usize] as f32 / self.mean_length;
        count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    }

    /// Adds the BM25 score of every document to `scores`, which has one place for each. Returns the
    /// score of a perfect document, which holds every term of the query often.
    pub fn score(&self, query: &Query, scores: &mut [f32]) -> f32 {
        let mut perfect = 0.0;
        for &(term, weight) in query.terms() {
            let holders = self.of(term);
            let rarity = self.rarity(holders.len()) * weight;
            // A term that no document holds is a sign that the text is about something else: it
            // counts in the perfect score as if a single document held it.
            perfect += rarity * (K1 + 1.0);
            for &(_, document, count) in holders {
                scores[document as usize] += rarity * self.saturation(document, count);
            }
        }
        perfect
    }

    /// Returns the amounts that one term adds to the scores of documents.
    pub fn shares(&self, term: TermId) -> Shares<'_> {
        let holders = self.of(term);
        Shares { postings: self, holders, rarity: self.rarity(holders.len()) }
    }
}

/// Amounts that one term adds to the scores of documents.
#[derive(Debug)]
pub struct Shares<'a> {
    postings: &'a Postings,
    holders: &'a [(TermId, u32, u16)],
    rarity: f32,
}

impl Shares<'_> {
    /// Returns the documents that hold the term, in order.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.holders.iter().map(|entry| entry.1)
    }

    /// Returns the amount for one document.
    pub fn of(&self, document: u32) -> f32 {
        match self.holders.binary_search_by_key(&document, |entry| entry.1) {
            Ok(at) => self.rarity * self.postings.saturation(document, self.holders[at].2),
            Err(_) => 0.0,
        }
    }
}
