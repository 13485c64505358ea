//! Words that an acronym before them narrows down: "the SMTP server" is not any server.

use std::collections::HashSet;

use crate::index::{Field, Index};
use crate::model::{FileId, Task, TermId};
use crate::words::{Lexer, Query};

use super::text::start;

/// Lengths in letters of an acronym. Longer words in capitals are mostly shouted.
const ACRONYM_LETTERS: std::ops::RangeInclusive<usize> = 2..=5;

/// Words that a text says only behind an acronym that the repository knows.
#[derive(Clone, Debug, Default)]
pub struct Narrowed(Vec<NarrowedWord>);

#[derive(Clone, Debug)]
struct NarrowedWord {
    /// In lower case.
    text: String,
    terms: Vec<TermId>,
    /// By file: set if it holds one of the acronyms.
    is_meant: Vec<bool>,
}

impl Narrowed {
    /// Finds the words of a task that stand only behind "the" and an acronym: something that exists, and
    /// that the acronym tells apart. A word behind an acronym that no file holds stays as it is.
    pub fn read(task: &Task, index: &Index, lexer: &mut Lexer) -> Self {
        let mut narrowed: Vec<NarrowedWord> = Vec::new();
        for (acronym, word) in pairs(task) {
            let text = word.to_lowercase();
            let terms = lexer.terms(&text);
            let mut is_meant = vec![false; index.files.len()];
            let acronym =
                Query::new(lexer.terms(acronym).into_iter().map(|it| (it, 1.0)).collect());
            let mut scores = vec![0.0; index.files.len()];
            for field in [Field::Contents, Field::Path] {
                index.terms.score(field, &acronym, &mut scores);
            }
            for (is_meant, score) in is_meant.iter_mut().zip(&scores) {
                *is_meant = *score > 0.0;
            }
            match narrowed.iter_mut().find(|known| known.text == text) {
                Some(known) => {
                    for (known, new) in known.is_meant.iter_mut().zip(is_meant) {
                        *known |= new;
                    }
                }
                None => narrowed.push(NarrowedWord { text, terms, is_meant }),
            }
        }
        narrowed.retain(|word| word.is_meant.contains(&true));
        Self(narrowed)
    }

    /// Returns whether a word of the text means other files than this one.
    pub fn is_other(&self, word: &str, file: FileId) -> bool {
        let mut words = self.0.iter();
        words.any(|it| !it.is_meant[file.index()] && it.text.eq_ignore_ascii_case(word))
    }

    /// Returns whether a term of the text means other files than this one.
    pub fn is_other_term(&self, term: TermId, file: FileId) -> bool {
        self.0.iter().any(|word| !word.is_meant[file.index()] && word.terms.contains(&term))
    }

    /// Returns the narrowed terms.
    pub fn terms(&self) -> impl Iterator<Item = TermId> {
        self.0.iter().flat_map(|word| word.terms.iter().copied())
    }
}

/// Returns the acronyms of a task with the words behind them: `SMTP`, `server`.
fn pairs(task: &Task) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let mut alone: HashSet<String> = HashSet::new();
    for line in &task.lines {
        let words: Vec<&str> = start(&line.text).split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            let word = word.trim_end_matches(|sign: char| !sign.is_alphanumeric());
            let before = |steps: usize| at.checked_sub(steps).map(|at| words[at]);
            match (before(2), before(1)) {
                (Some(the), Some(acronym))
                    if the.eq_ignore_ascii_case("the") && is_acronym(acronym) && is_plain(word) =>
                {
                    pairs.push((acronym, word));
                }
                _ => {
                    alone.insert(word.to_lowercase());
                }
            }
        }
    }
    pairs.retain(|(_, word)| !alone.contains(&word.to_lowercase()));
    pairs
}

fn is_acronym(word: &str) -> bool {
    ACRONYM_LETTERS.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TaskLine, TaskLineKind, sample};

    #[test]
    fn a_word_only_behind_the_and_an_acronym_is_narrowed() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("Retry when the SMTP server is busy", &[("SMTP", "server")]),
            ("The TLS config, the IPC server: one place", &[("TLS", "config"), ("IPC", "server")]),
            ("Fix the API client.", &[("API", "client")]),
            ("Add an SMTP server", &[]),
            ("Restart the server and the SMTP server", &[]),
            ("Cover the WHOLESALE page", &[]),
            ("Show the Api client", &[]),
            ("The GraphQL server", &[]),
            ("Explain the HTTP", &[]),
            ("Test the CLI `main.go`", &[]),
        ];
        for (text, expected) in cases {
            let line = TaskLine { text: (*text).to_owned(), number: 1, kind: TaskLineKind::Title };
            let task = Task { lines: vec![line], ..sample::task(0) };
            assert_eq!(pairs(&task), *expected, "{text}");
        }
    }
}
