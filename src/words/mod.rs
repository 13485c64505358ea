//! Text to terms.
//!
//! A term is an English word's stem, one part of an identifier, or a whole identifier of several
//! parts. `getUserByID` gives `getuserbyid`, `get`, `user`, `by`, `id`, less the stop words:
//! keeping the whole beside its parts is worth more than either alone.

mod lexers;
mod postings;
mod stop;

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use crate::model::TermId;

pub use lexers::Lexers;
pub use postings::{Postings, Query, Shares};

/// Length in bytes of a word. A longer run of letters and digits is data (a hash, base64).
const MAX_WORD_BYTES: usize = 64;

/// Length in characters of a term: `db` and `ui` mean something, a single letter is noise.
const MIN_TERM_CHARS: usize = 2;

/// Number of different words that a lexer remembers before it clears its memory: far above what a
/// repository of prose and code has.
const MAX_REMEMBERED_WORDS: usize = 500_000;

/// Splitter of text into terms. It remembers the words it has seen; [`Lexers`] share them
/// out to threads.
pub struct Lexer {
    stemmer: Stemmer,
    /// Range of a word's terms in `terms`.
    seen: HashMap<Box<str>, (u32, u32)>,
    terms: Vec<TermId>,
}

impl Default for Lexer {
    fn default() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            seen: HashMap::new(),
            terms: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Lexer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexer").field("words", &self.seen.len()).finish_non_exhaustive()
    }
}

impl Lexer {
    /// Calls `each` with every word of `text` that means something and with its terms, in order.
    pub fn words(&mut self, text: &str, mut each: impl FnMut(&str, &[TermId])) {
        for word in runs(text) {
            let terms = self.terms_of(word);
            if !terms.is_empty() {
                each(word, terms);
            }
        }
    }

    /// Returns the terms of `text`, in order, repeats included.
    pub fn terms(&mut self, text: &str) -> Vec<TermId> {
        let mut all = Vec::new();
        self.words(text, |_, terms| all.extend_from_slice(terms));
        all
    }

    /// Counts the terms of `text`, sorted by term. Bytes that are not UTF-8 separate words.
    pub fn count(&mut self, text: &[u8]) -> Vec<(TermId, u16)> {
        let mut all = Vec::new();
        for chunk in text.utf8_chunks() {
            self.words(chunk.valid(), |_, terms| all.extend_from_slice(terms));
        }
        tally(all)
    }

    fn terms_of(&mut self, word: &str) -> &[TermId] {
        let (start, end) = if let Some(&range) = self.seen.get(word) {
            range
        } else {
            if self.seen.len() == MAX_REMEMBERED_WORDS {
                self.seen.clear();
                self.terms.clear();
            }
            let start = self.terms.len();
            self.split(word);
            #[expect(clippy::cast_possible_truncation, reason = "2^32 terms do not fit in memory")]
            let range = (start as u32, self.terms.len() as u32);
            self.seen.insert(word.into(), range);
            range
        };
        &self.terms[start as usize..end as usize]
    }

    fn split(&mut self, word: &str) {
        if word.len() > MAX_WORD_BYTES {
            return;
        }
        let parts: Vec<&str> = parts(word).collect();
        if parts.len() > 1 {
            let whole: String = parts.concat().to_lowercase();
            self.terms.push(term_id(&whole));
        }
        for part in parts {
            let lower = part.to_lowercase();
            let is_noise = lower.chars().count() < MIN_TERM_CHARS
                || lower.bytes().all(|b| b.is_ascii_digit())
                || stop::is_stop_word(&lower);
            if !is_noise {
                self.terms.push(term_id(&self.stemmer.stem(&lower)));
            }
        }
    }
}

/// Counts how often each term occurs (at most 65,535), sorted by term.
pub fn tally(mut terms: Vec<TermId>) -> Vec<(TermId, u16)> {
    terms.sort_unstable();
    let mut counted: Vec<(TermId, u16)> = Vec::new();
    for term in terms {
        match counted.last_mut() {
            Some((last, count)) if *last == term => *count = count.saturating_add(1),
            _ => counted.push((term, 1)),
        }
    }
    counted.shrink_to_fit();
    counted
}

/// Finds the runs of letters, digits and underscores that start with a letter.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(|run| run.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_'))
        .filter(|run| !run.is_empty())
}

/// Splits an identifier into its parts: `HTTPServer_v2` gives `HTTP`, `Server`, `v`, `2`.
pub fn parts(identifier: &str) -> impl Iterator<Item = &str> {
    let mut rest = identifier;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('_');
        let end = part_end(rest)?;
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

/// Finds the end of the first part of `text`; `None` when nothing is left.
fn part_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    let (_, first) = characters.next()?;
    let mut previous = first;
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|&(_, c)| c);
        let starts_part = c == '_'
            || c.is_ascii_digit() != previous.is_ascii_digit()
            || c.is_uppercase() && !previous.is_uppercase()
            // `HTTPServer`: the last capital of a run starts the next part, unless a plural `s`
            // follows (`IDs`).
            || c.is_uppercase() && next.is_some_and(char::is_lowercase) && !plural(&text[at..]);
        if starts_part {
            return Some(at);
        }
        previous = c;
    }
    Some(text.len())
}

/// Returns whether `tail` is a capital and an `s` that ends the word (`Ds` of `IDs`).
fn plural(tail: &str) -> bool {
    let mut characters = tail.chars().skip(1);
    characters.next() == Some('s') && characters.next().is_none_or(|c| !c.is_lowercase())
}

fn term_id(term: &str) -> TermId {
    TermId(stable_hash(term))
}

/// Computes a digest of content in hexadecimal; see [`stable_hash`].
pub fn digest(content: &[u8]) -> String {
    format!("{:016x}", stable_hash(content))
}

/// Hashes by FNV-1a with 64 bits (Fowler, Noll, Vo) and the finalizer of `SplitMix64` (Steele et
/// al. 2014), so that all bits depend on all bytes. Two of a million texts collide with odds of 1
/// in 37 million.
pub fn stable_hash(text: &(impl AsRef<[u8]> + ?Sized)) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in text.as_ref() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Lexer, parts, runs, tally};

    fn split(identifier: &str) -> Vec<&str> {
        parts(identifier).collect()
    }

    #[test]
    fn identifiers_split_at_case_digits_and_underscores() {
        assert_eq!(split("getUserByID"), ["get", "User", "By", "ID"]);
        assert_eq!(split("HTTPServer_v2"), ["HTTP", "Server", "v", "2"]);
        assert_eq!(split("userIDs"), ["user", "IDs"]);
        assert_eq!(split("__a__"), ["a"]);
        assert_eq!(split("ÄrgerÜber"), ["Ärger", "Über"]);
    }

    #[test]
    fn words_begin_with_a_letter() {
        assert_eq!(
            runs("a-b 3rd _x. 42 naïve").collect::<Vec<_>>(),
            ["a", "b", "rd", "x", "naïve"]
        );
    }

    #[test]
    fn inflections_and_cases_meet() {
        let mut lexer = Lexer::default();
        assert_eq!(lexer.terms("Validating"), lexer.terms("validates"));
        assert_eq!(lexer.terms("card_store")[0], lexer.terms("CardStore")[0]);
        assert!(lexer.terms("cardStore").contains(&lexer.terms("Stores")[0]));
    }

    #[test]
    fn stop_words_numbers_and_data_mean_nothing() {
        let mut lexer = Lexer::default();
        assert!(lexer.terms("the 2026 and of a").is_empty());
        assert!(lexer.terms(&"x".repeat(65)).is_empty());
    }

    #[test]
    fn bytes_that_are_no_text_separate_words() {
        let mut lexer = Lexer::default();
        assert_eq!(lexer.count(b"card\xffstore card"), tally(lexer.terms("card store card")));
        assert_eq!(lexer.count(b"card\xffstore card").iter().map(|&(_, n)| n).sum::<u16>(), 3);
    }
}
