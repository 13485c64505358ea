//! Terms that say that a task ended, with the words that complete them: `DONE 2026-08-17`, `cut from
//! scope`.

use super::date;
use super::words::Words;
use crate::model::DoubtKind;

/// Clarity with which a term alone says that a task ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clarity {
    /// Often describes a program, as in `CANCELLED orders`. In lower case it counts only in brackets.
    Weak,
    /// Clear in upper case: `CUT from scope`.
    Strong,
    /// Clear in any case where a mark separates it: `Obsolete: …`.
    Plain,
    /// Clear only with the words that complete it: `replaced by T012`.
    Phrase,
}

/// Terms in lower case. A term comes before its own prefixes.
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
/// Further values of a status field that mean done.
const STATUSES: [&str; 7] =
    ["complete", "closed", "shipped", "merged", "resolved", "implemented", "released"];
/// Words after `from` that show that the task itself was cut: `cut from scope`.
const SCOPES: [&str; 9] =
    ["scope", "the", "this", "plan", "release", "milestone", "sprint", "mvp", "roadmap"];

/// Verbs that tasks begin with. Sorted.
const IMPERATIVES: [&str; 58] = [
    "add",
    "allow",
    "apply",
    "ask",
    "audit",
    "build",
    "change",
    "check",
    "clean",
    "configure",
    "convert",
    "create",
    "define",
    "delete",
    "deploy",
    "design",
    "document",
    "drop",
    "enable",
    "ensure",
    "export",
    "extend",
    "extract",
    "fix",
    "generate",
    "handle",
    "implement",
    "import",
    "improve",
    "integrate",
    "introduce",
    "investigate",
    "make",
    "measure",
    "merge",
    "migrate",
    "move",
    "parse",
    "port",
    "publish",
    "read",
    "refactor",
    "remove",
    "rename",
    "replace",
    "retry",
    "review",
    "rework",
    "rewrite",
    "run",
    "setup",
    "show",
    "split",
    "support",
    "test",
    "update",
    "use",
    "write",
];
/// Things of a program that such a term may describe: `DONE Button`. Sorted.
const THINGS: [&str; 32] = [
    "badge", "bugs", "button", "buttons", "cards", "carts", "column", "columns", "entries",
    "events", "files", "filter", "flag", "flags", "frames", "icon", "items", "jobs", "label",
    "messages", "orders", "packets", "page", "records", "requests", "rows", "screen", "state",
    "status", "tab", "tests", "tokens",
];

/// Returns true if `word` is a verb that a task may begin with.
pub fn is_imperative(word: &str) -> bool {
    IMPERATIVES.binary_search(&bare(word).as_str()).is_ok()
}

/// Returns true if `word` names a thing of a program.
pub fn is_thing(word: &str) -> bool {
    THINGS.binary_search(&bare(word).as_str()).is_ok()
}

/// Returns true if a verb about the first words of `text` follows them: `Packets are counted`.
pub fn is_subject(text: &str) -> bool {
    const VERBS: [&str; 20] = [
        "is", "are", "was", "were", "has", "have", "get", "gets", "show", "shows", "must",
        "should", "can", "cannot", "will", "may", "do", "does", "need", "needs",
    ];
    let mut words = text.split_whitespace();
    let near = [words.nth(1), words.next(), words.next()];
    near.into_iter().flatten().any(|word| VERBS.contains(&word))
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Term at the start of a text.
#[derive(Clone, Copy)]
pub struct Term {
    words: &'static str,
    clarity: Clarity,
    pub kind: DoubtKind,
    /// Length in the text, in bytes.
    pub length: usize,
    /// True if it is in upper case.
    pub is_upper_case: bool,
}

/// Returns the term at the start of `text`.
pub fn at(text: &str) -> Option<Term> {
    let (words, kind, clarity) = TERMS.into_iter().find(|(words, ..)| begins(text, words))?;
    Some(Term::new(text, words, kind, clarity))
}

/// Returns the term at the start of the value of a status field.
pub fn of_status(value: &str) -> Option<Term> {
    let further = || STATUSES.into_iter().find(|words| begins(value, words));
    at(value).or_else(|| Some(Term::new(value, further()?, DoubtKind::Done, Clarity::Weak)))
}

/// Returns true if `text` begins with `words`, in any case and with any apostrophe.
fn begins(text: &str, words: &str) -> bool {
    let mut chars = text.chars();
    let plain = |c: char| if c == '’' { '\'' } else { c.to_ascii_lowercase() };
    words.chars().all(|word| chars.next().is_some_and(|c| plain(c) == word))
        && chars.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '\'' | '’'))
        && !is_compound(chars.as_str(), text, words)
}

/// Returns true if the term is the first part of a longer word: `done-button`.
fn is_compound(rest: &str, text: &str, words: &str) -> bool {
    let at = length(text, words);
    text[at..].starts_with(['-', '/', '=']) && rest.starts_with(char::is_alphanumeric)
}

/// Returns the length of `words` at the start of `text`, in bytes.
fn length(text: &str, words: &str) -> usize {
    text.char_indices().nth(words.chars().count()).map_or(text.len(), |(at, _)| at)
}

impl Term {
    fn new(text: &str, words: &'static str, kind: DoubtKind, clarity: Clarity) -> Self {
        let length = length(text, words);
        let is_upper_case = !text[..length].contains(char::is_lowercase);
        Self { words, clarity, kind, length, is_upper_case }
    }

    /// Returns true if the term is clear in upper case, whatever follows.
    pub fn is_strong(&self) -> bool {
        matches!(self.clarity, Clarity::Strong | Clarity::Plain)
    }

    /// Returns true if the term is clear in any case where a mark separates it.
    pub fn is_plain(&self) -> bool {
        self.clarity == Clarity::Plain
    }

    /// Returns true if the term is clear together with the words that complete it.
    pub fn is_phrase(&self) -> bool {
        self.clarity == Clarity::Phrase || self.words == "superseded"
    }

    /// Returns true if the term means nothing without the words that complete it.
    pub fn needs_more(&self) -> bool {
        self.clarity == Clarity::Phrase
    }

    /// Returns true for the word `done`.
    pub fn is_done(&self) -> bool {
        self.words == "done"
    }

    /// Returns true if the term is also a verb that a task may begin with: `Cut release 1.2`.
    pub fn is_verb(&self) -> bool {
        self.words == "cut"
    }

    /// Returns the length of the words at the start of `after` that complete the term: a date, `from
    /// scope`, `by T012`, `in #12`. With `loosely`, used before a title, `in` and other prepositions may
    /// precede any word.
    pub fn tail(&self, after: &str, loosely: bool) -> usize {
        let mut words = Words::new(after, |c| matches!(c, ' ' | '\t' | '*' | '_' | '('));
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
            "in" | "by" | "on" | "at" | "until" | "via" | "for" => {
                names || loosely && self.is_upper_case
            }
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
