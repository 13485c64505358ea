//! BM25: scores of documents for a set of terms.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

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
    /// Terms with their holders, [`PART_COUNT`] of them.
    parts: Vec<Part>,
    /// By document: K1 · (1 − B + B · its number of terms / the mean number).
    norms: Vec<f32>,
}

/// Number of parts into which the terms are divided by their first [`PART_BITS`] bits, so that sorting
/// them takes little memory and any number of threads.
const PART_COUNT: usize = 1 << PART_BITS;
const PART_BITS: u32 = 4;

/// Number of places before and behind the one where a term would stand if all lay evenly, among which it
/// is looked for first.
const NEAR: usize = 64;

/// Returns the part that holds a term.
fn part_of(term: TermId) -> usize {
    usize::try_from(term.0 >> (u64::BITS - PART_BITS)).unwrap_or(0)
}

/// Terms with their holders.
#[derive(Debug, Default)]
struct Part {
    /// Terms that occur, sorted.
    terms: Vec<TermId>,
    /// By place of the term: end of its holders, which begin where those of the term before end.
    ends: Vec<u32>,
    /// By term, then document: the documents that hold the term.
    documents: Vec<u32>,
    /// Number of the term's places in each of them.
    counts: Vec<u16>,
}

impl Part {
    /// Sorts the terms of a part; `documents` are the terms of each document that belong to it.
    fn of<'a>(documents: impl Iterator<Item = &'a [(TermId, u16)]> + Clone) -> Self {
        let mut entries = Vec::with_capacity(documents.clone().map(<[_]>::len).sum());
        for (id, terms) in (0_u32..).zip(documents) {
            entries.extend(terms.iter().map(|&(term, count)| (term, id, count)));
        }
        entries.sort_unstable();
        let mut part = Self {
            terms: Vec::new(),
            ends: Vec::new(),
            documents: entries.iter().map(|entry| entry.1).collect(),
            counts: entries.iter().map(|entry| entry.2).collect(),
        };
        for (end, (term, ..)) in (1..).zip(entries) {
            match part.ends.last_mut() {
                Some(last) if part.terms.last() == Some(&term) => *last = end,
                _ => {
                    part.terms.push(term);
                    part.ends.push(end);
                }
            }
        }
        part.terms.shrink_to_fit();
        part.ends.shrink_to_fit();
        part
    }

    /// Finds the place of a term. Terms are hashes, so that their sizes tell about where they stand.
    fn place_of(&self, term: TermId) -> Option<usize> {
        let share = u128::from(term.0 << PART_BITS);
        let about = usize::try_from((share * self.terms.len() as u128) >> u64::BITS).unwrap_or(0);
        let near = about.saturating_sub(NEAR)..self.terms.len().min(about + NEAR);
        let is_near = self.terms[near.clone()].first().is_some_and(|first| *first <= term)
            && self.terms[near.clone()].last().is_some_and(|last| term <= *last);
        let range = if is_near { near } else { 0..self.terms.len() };
        self.terms[range.clone()].binary_search(&term).ok().map(|at| range.start + at)
    }

    /// Returns the holders of a term, with how often each holds it.
    fn holders(&self, term: TermId) -> (&[u32], &[u16]) {
        let Some(at) = self.place_of(term) else { return (&[], &[]) };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let range = start..self.ends[at] as usize;
        (&self.documents[range.clone()], &self.counts[range])
    }
}

impl Postings {
    /// Builds the index from the terms of each document, sorted, and how often each occurs.
    pub fn build<'a>(documents: impl ExactSizeIterator<Item = &'a [(TermId, u16)]>) -> Self {
        let documents: Vec<&[(TermId, u16)]> = documents.collect();
        // By document: where the terms of each part end.
        let ends = |terms: &&[(TermId, u16)]| {
            let mut ends = [0_u32; PART_COUNT];
            for (end, &(term, _)) in (1..).zip(*terms) {
                ends[part_of(term)] = end;
            }
            for part in 1..PART_COUNT {
                ends[part] = ends[part].max(ends[part - 1]);
            }
            ends
        };
        let ends: Vec<[u32; PART_COUNT]> = documents.iter().map(ends).collect();
        let of_part = |part: usize| {
            let terms = documents.iter().zip(&ends).map(|(terms, ends)| {
                let start = part.checked_sub(1).map_or(0, |before| ends[before]);
                &terms[start as usize..ends[part] as usize]
            });
            Part::of(terms)
        };
        Self {
            parts: (0..PART_COUNT).into_par_iter().map(of_part).collect(),
            norms: norms(&documents),
        }
    }

    /// Returns the holders of a term, with how often each holds it.
    fn of(&self, term: TermId) -> (&[u32], &[u16]) {
        self.parts.get(part_of(term)).map_or((&[], &[]), |part| part.holders(term))
    }

    /// Computes the rarity of a term: ln(1 + (N − n + ½) / (n + ½)).
    fn rarity(&self, holders: usize) -> f32 {
        let (all, holders) = (self.norms.len() as f32, holders as f32);
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }

    fn saturation(&self, document: u32, count: u16) -> f32 {
        let count = f32::from(count);
        count * (K1 + 1.0) / (count + self.norms[document as usize])
    }

    /// Adds the BM25 score of every document to `scores`, which has one place for each. Returns the
    /// score of a perfect document, which holds every term of the query often.
    pub fn score(&self, query: &Query, scores: &mut [f32]) -> f32 {
        let mut perfect = 0.0;
        for &(term, weight) in query.terms() {
            let (documents, counts) = self.of(term);
            let rarity = self.rarity(documents.len()) * weight;
            // A term that no document holds is a sign that the text is about something else: it
            // counts in the perfect score as if a single document held it.
            perfect += rarity * (K1 + 1.0);
            for (&document, &count) in documents.iter().zip(counts) {
                scores[document as usize] += rarity * self.saturation(document, count);
            }
        }
        perfect
    }

    /// Returns the amounts that one term adds to the scores of documents.
    pub fn shares(&self, term: TermId) -> Shares<'_> {
        let (documents, counts) = self.of(term);
        Shares { postings: self, documents, counts, rarity: self.rarity(documents.len()) }
    }
}

/// Computes how much the length of each document counts.
fn norms(documents: &[&[(TermId, u16)]]) -> Vec<f32> {
    let length = |terms: &&[(TermId, u16)]| terms.iter().map(|&(_, count)| u32::from(count)).sum();
    let lengths: Vec<u32> = documents.iter().map(length).collect();
    let filled = lengths.iter().filter(|&&length| length > 0).count().max(1);
    let total: f64 = lengths.iter().map(|&length| f64::from(length)).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a mean needs no more than 24 bits")]
    let mean = ((total / filled as f64) as f32).max(1.0);
    lengths.iter().map(|&length| K1 * (1.0 - B + B * (length as f32 / mean))).collect()
}

/// Amounts that one term adds to the scores of documents.
#[derive(Debug)]
pub struct Shares<'a> {
    postings: &'a Postings,
    documents: &'a [u32],
    counts: &'a [u16],
    rarity: f32,
}

impl Shares<'_> {
    /// Returns the documents that hold the term, in order.
    pub fn documents(&self) -> &[u32] {
        self.documents
    }

    /// Returns the amount for one document.
    pub fn of(&self, document: u32) -> f32 {
        self.documents.binary_search(&document).map_or(0.0, |at| self.at(at))
    }

    /// Returns the amount for the document at a place among those that hold the term.
    pub fn at(&self, place: usize) -> f32 {
        self.rarity * self.postings.saturation(self.documents[place], self.counts[place])
    }
}
