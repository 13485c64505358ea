//! Text to terms.
//!
//! A term is an English word's stem, one part of an identifier, or a whole identifier of several
//! parts. The one who does something has the stem of what is done (`mailer`, `mail`). `getUserByID` gives `getuserbyid`, `get`, `user`, `by`, `id`, less the stop words:
//! keeping the whole beside its parts is worth more than either alone.

mod agent;
mod lexers;
mod own_comments;
mod postings;
mod refers;
mod stop;

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rust_stemmers::{Algorithm, Stemmer};

use crate::model::TermId;

pub use lexers::Lexers;
pub use own_comments::without_own_comments;
pub use postings::{Postings, Query, Shares};
pub use refers::{is_aside, refers};

/// Length in bytes of a word. A longer run of letters and digits is data (a hash, base64).
const MAX_WORD_BYTES: usize = 64;

/// Length in characters of a term: `db` and `ui` mean something, a single letter is noise.
const MIN_TERM_CHARS: usize = 2;

/// Number of different words from which a lexer clears its memory before the next text: far above what
/// a repository of prose and code has.
const MAX_REMEMBERED_WORDS: usize = 500_000;

/// Splitter of text into terms. It remembers the words it has seen; [`Lexers`] share them
/// out to threads.
pub struct Lexer {
    stemmer: Stemmer,
    /// Place of a word in `words`.
    seen: HashMap<Box<str>, u32, RandomState>,
    words: Vec<Seen>,
    terms: Vec<TermId>,
}

/// Word that was seen.
struct Seen {
    /// Range of its terms in the lexer's.
    terms: (u32, u32),
    /// Number of its places in the text that is counted.
    count: u32,
}

impl Default for Lexer {
    fn default() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            seen: HashMap::default(),
            words: Vec::new(),
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
        self.forget();
        for word in runs(text) {
            let place = self.place_of(word);
            let (start, end) = self.words[place as usize].terms;
            if start < end {
                each(word, &self.terms[start as usize..end as usize]);
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
        self.forget();
        // The words are counted before their terms are, since most occur several times.
        let mut different = Vec::new();
        for chunk in text.utf8_chunks() {
            for word in runs(chunk.valid()) {
                let place = self.place_of(word);
                let seen = &mut self.words[place as usize];
                if seen.count == 0 {
                    different.push(place);
                }
                seen.count += 1;
            }
        }
        let mut all = Vec::new();
        for place in different {
            let seen = &mut self.words[place as usize];
            let count = u16::try_from(std::mem::take(&mut seen.count)).unwrap_or(u16::MAX);
            let (start, end) = seen.terms;
            let terms = &self.terms[start as usize..end as usize];
            all.extend(terms.iter().map(|&term| (term, count)));
        }
        merge(all)
    }

    /// Clears the memory if it is full.
    fn forget(&mut self) {
        if self.seen.len() >= MAX_REMEMBERED_WORDS {
            self.seen.clear();
            self.words.clear();
            self.terms.clear();
        }
    }

    /// Returns the place of a word, whose terms are found at the first time.
    fn place_of(&mut self, word: &str) -> u32 {
        if let Some(&place) = self.seen.get(word) {
            return place;
        }
        #[expect(clippy::cast_possible_truncation, reason = "2^32 terms do not fit in memory")]
        let size = |length: usize| length as u32;
        let start = size(self.terms.len());
        self.split(word);
        let place = size(self.words.len());
        self.words.push(Seen { terms: (start, size(self.terms.len())), count: 0 });
        self.seen.insert(word.into(), place);
        place
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
                let stem = self.stemmer.stem(&lower);
                self.terms.push(term_id(&stem[..agent::end(&stem)]));
            }
        }
    }
}

/// Counts how often each term occurs (at most 65,535), sorted by term.
pub fn tally(terms: Vec<TermId>) -> Vec<(TermId, u16)> {
    merge(terms.into_iter().map(|term| (term, 1)).collect())
}

/// Sums the counts of each term (at most 65,535), sorted by term.
fn merge(mut counts: Vec<(TermId, u16)>) -> Vec<(TermId, u16)> {
    counts.sort_unstable();
    counts.dedup_by(|next, term| {
        let is_same = next.0 == term.0;
        if is_same {
            term.1 = term.1.saturating_add(next.1);
        }
        is_same
    });
    counts.shrink_to_fit();
    counts
}

/// Finds the runs of letters, digits and underscores that start with a letter.
pub fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let words = std::iter::from_fn(move || {
        let (_, word) = rest.split_at_checked(end_of(rest, false))?;
        let (word, after) = word.split_at_checked(end_of(word, true))?;
        rest = after;
        (!word.is_empty()).then_some(word)
    });
    words
        .map(|run| run.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_'))
        .filter(|run| !run.is_empty())
}

/// Returns where the first characters end that are of a word, or that are of none.
fn end_of(text: &str, of_word: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if (byte.is_ascii_alphanumeric() || byte == b'_') != of_word {
                break;
            }
            at += 1;
        } else {
            let Some(char) = text[at..].chars().next() else { break };
            if char.is_alphanumeric() != of_word {
                break;
            }
            at += char.len_utf8();
        }
    }
    at
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
