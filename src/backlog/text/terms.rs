//! Terms for a task that ended, and what belongs to them: `DONE 2026-08-17`, `cut from scope`.

use super::date;
use crate::model::DoubtKind;

/// How clearly a term says by itself that a task ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clarity {
    /// Often a state that a program has: `CANCELLED orders`. In small letters it must stand in
    /// brackets.
    Weak,
    /// Clear in capitals: `CUT from scope`.
    Strong,
    /// Clear where it is set off, also in small letters: `Obsolete: …`.
    Plain,
    /// Clear with the words that complete it: `superseded by T012`.
    Phrase,
}

/// Terms in lower case. Longer ones come before those that they begin with.
const TERMS: [(&str, DoubtKind, Clarity); 31] = {
    use Clarity::{Phrase, Plain, Strong, Weak};
    use DoubtKind::{Done, Dropped, Duplicate};
    [
        ("already done", Done, Plain),
        ("done", Done, Weak),
        ("completed", Done, Weak),
        ("finished", Done, Weak),
        ("won't do", Dropped, Plain),
        ("wont do", Dropped, Plain),
        ("will not do", Dropped, Plain),
        ("won't fix", Dropped, Plain),
        ("wont fix", Dropped, Plain),
        ("wontfix", Dropped, Plain),
        ("wontdo", Dropped, Plain),
        ("not doing", Dropped, Plain),
        ("not going to do", Dropped, Plain),
        ("no longer needed", Dropped, Plain),
        ("not needed anymore", Dropped, Plain),
        ("not needed any more", Dropped, Plain),
        ("no longer relevant", Dropped, Plain),
        ("out of scope", Dropped, Plain),
        ("superseded", Dropped, Plain),
        ("replaced by", Dropped, Phrase),
        ("obsolete", Dropped, Plain),
        ("descoped", Dropped, Plain),
        ("dropped", Dropped, Plain),
        ("cut", Dropped, Strong),
        ("abandoned", Dropped, Strong),
        ("cancelled", Dropped, Weak),
        ("canceled", Dropped, Weak),
        ("rejected", Dropped, Weak),
        ("skipped", Dropped, Weak),
        ("duplicate of", Duplicate, Phrase),
        ("dup of", Duplicate, Phrase),
    ]
};
/// Further values of a status that is done.
const STATUSES: [&str; 7] =
    ["complete", "closed", "shipped", "merged", "resolved", "implemented", "released"];
/// Words behind `from` that make a cut one of the task: `cut from scope`.
const SCOPES: [&str; 9] =
    ["scope", "the", "this", "plan", "release", "milestone", "sprint", "mvp", "roadmap"];

/// Term at the start of a text.
#[derive(Clone, Copy)]
pub struct Term {
    words: &'static str,
    clarity: Clarity,
    pub kind: DoubtKind,
    /// Bytes of the text that it takes.
    pub length: usize,
    /// True if it is written in capitals.
    pub is_loud: bool,
}

/// The term that `text` begins with.
pub fn at(text: &str) -> Option<Term> {
    let (words, kind, clarity) = TERMS.into_iter().find(|(words, ..)| begins(text, words))?;
    Some(Term::new(text, words, kind, clarity))
}

/// The term that the value of a status begins with.
pub fn of_status(value: &str) -> Option<Term> {
    let further = || STATUSES.into_iter().find(|words| begins(value, words));
    at(value).or_else(|| Some(Term::new(value, further()?, DoubtKind::Done, Clarity::Weak)))
}

/// Tells whether `text` begins with `words`, in any case and with any apostrophe.
fn begins(text: &str, words: &str) -> bool {
    let mut chars = text.chars();
    let plain = |c: char| if c == '’' { '\'' } else { c.to_ascii_lowercase() };
    words.chars().all(|word| chars.next().is_some_and(|c| plain(c) == word))
        && chars.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '\'' | '’'))
        && !is_compound(chars.as_str(), text, words)
}

/// Tells whether the term is the first part of a longer word: `done-button`.
fn is_compound(rest: &str, text: &str, words: &str) -> bool {
    let at = length(text, words);
    text[at..].starts_with(['-', '/', '=']) && rest.starts_with(char::is_alphanumeric)
}

/// Bytes of `words` as they are written at the start of `text`.
fn length(text: &str, words: &str) -> usize {
    text.char_indices().nth(words.chars().count()).map_or(text.len(), |(at, _)| at)
}

impl Term {
    fn new(text: &str, words: &'static str, kind: DoubtKind, clarity: Clarity) -> Self {
        let length = length(text, words);
        let is_loud = !text[..length].contains(char::is_lowercase);
        Self { words, clarity, kind, length, is_loud }
    }

    /// Tells whether it is clear in capitals whatever follows.
    pub fn is_strong(&self) -> bool {
        matches!(self.clarity, Clarity::Strong | Clarity::Plain)
    }

    /// Tells whether it is clear where it is set off, also in small letters.
    pub fn is_plain(&self) -> bool {
        self.clarity == Clarity::Plain
    }

    /// Tells whether it is clear with the words that complete it.
    pub fn is_phrase(&self) -> bool {
        self.clarity == Clarity::Phrase || self.words == "superseded"
    }

    /// Tells whether it says nothing without the words that complete it.
    pub fn needs_more(&self) -> bool {
        self.clarity == Clarity::Phrase
    }

    /// Tells whether it is the word `done` itself.
    pub fn is_done(&self) -> bool {
        self.words == "done"
    }

    /// Tells whether it is a verb as well, that a task may begin with: `Cut release 1.2`.
    pub fn is_verb(&self) -> bool {
        self.words == "cut"
    }

    /// The length of what belongs to the term in `after`, which follows it: a date, `from scope`, `by
    /// T012`, `in #12`. With `loosely`, as before a title, any word may follow `in` and the like.
    pub fn tail(&self, after: &str, loosely: bool) -> usize {
        let mut words = Words { text: after, at: 0 };
        let Some(first) = words.next() else { return 0 };
        let is_name = |word: &str| {
            word.starts_with(['#', '@']) || word.contains(|c: char| c.is_ascii_digit())
        };
        if self.words.ends_with(" by") || self.words.ends_with(" of") {
            return if is_name(first) { words.at } else { 0 };
        }
        if date::is_iso(first) {
            return words.at;
        }
        if !after.starts_with([' ', '\n']) {
            return 0;
        }
        let Some(next) = words.next() else { return 0 };
        let names = is_name(next);
        let lower = next.to_lowercase();
        let joins = match first.to_lowercase().as_str() {
            "from" => SCOPES.contains(&lower.as_str()) || names,
            "by" if self.words == "superseded" => true,
            "as" => lower == "of",
            "because" | "since" | "due" | "per" | "see" => true,
            "in" | "by" | "on" | "at" | "until" | "via" | "for" => names || loosely && self.is_loud,
            _ => false,
        };
        if !joins {
            return 0;
        }
        let end = words.at;
        match words.next() {
            Some(word) if date::is_iso(word) || matches!(lower.as_str(), "of" | "the" | "this") => {
                words.at
            }
            _ => end,
        }
    }
}

/// The words of a text on one line, without the marks behind them.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let start = rest.len() - rest.trim_start_matches([' ', '\t', '*', '_', '(']).len();
        let word = rest[start..].split(char::is_whitespace).next()?;
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        self.at += start + word.len();
        (!word.is_empty()).then_some(word)
    }
}
