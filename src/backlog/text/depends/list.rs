//! Lists of tasks and phases as people write them: `T001, T002 and T004-T006`, `Phases 1 & 2`.

use super::except::{self, Role};
use crate::backlog::text::ids::is_id_char;

/// Kinds of headings that have a number or letters as their label: `Phase 2`, `Sprint 3`.
const KINDS: [&str; 11] = [
    "phase",
    "milestone",
    "stage",
    "epic",
    "sprint",
    "wave",
    "section",
    "group",
    "iteration",
    "story",
    "step",
];

/// Maximum length of a label without digits that does not stand behind its kind: `Phases RG and MVP`.
const MAX_LABEL_LETTERS: usize = 3;

/// Words between the members of a list, or before the first.
const BETWEEN: [&str; 29] = [
    "and",
    "or",
    "plus",
    "both",
    "the",
    "all",
    "of",
    "either",
    "also",
    "from",
    "completion",
    "completing",
    "finishing",
    "including",
    "issue",
    "issues",
    "item",
    "items",
    "ticket",
    "tickets",
    "id",
    "ids",
    "user",
    "pr",
    "up",
    "with",
    "along",
    "together",
    "then",
];

/// Phrases between the members of a list.
const JOINING: [&str; 6] =
    ["as well as ", "in addition to ", "followed by ", "and on ", "and for ", "and upon "];

/// Phrases before any member of a list.
const LEADING: [&str; 2] = ["at least ", "at minimum "];

/// Words that continue a sentence after the number of a task. After any other word, the number is an
/// amount: `depends on 2 libraries`.
const CONTINUING: [&str; 55] = [
    "and",
    "or",
    "to",
    "through",
    "thru",
    "plus",
    "is",
    "are",
    "was",
    "being",
    "first",
    "done",
    "landing",
    "finishing",
    "in",
    "for",
    "because",
    "so",
    "since",
    "as",
    "lands",
    "which",
    "until",
    "when",
    "while",
    "before",
    "after",
    "but",
    "then",
    "if",
    "unless",
    "though",
    "although",
    "however",
    "too",
    "now",
    "only",
    "still",
    "here",
    "there",
    "at",
    "on",
    "by",
    "per",
    "via",
    "due",
    "with",
    "merging",
    "merge",
    "ships",
    "shipping",
    "work",
    "along",
    "together",
    "followed",
];

/// Member of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member<'a> {
    /// Id as written, with its `#`. For a phase, its label.
    pub text: &'a str,
    /// Kind of heading, such as `phase`.
    pub kind: Option<&'static str>,
    /// True if a range from the member before ends here.
    pub through: bool,
    /// True if a counted thing follows, so that a number is an amount and no id.
    pub counts: bool,
    /// True if the word `task` or a `#` is before it.
    pub is_marked: bool,
    pub role: Role,
    /// Mark without blanks between this number and the id before it: `T002/3`.
    pub tail: Option<char>,
}

/// Returns the kind of heading that `word` names. The word is in lower case and may be a plural.
pub fn kind(word: &str) -> Option<&'static str> {
    let one = match word {
        "stories" => "story",
        _ => word.strip_suffix('s').unwrap_or(word),
    };
    KINDS.into_iter().find(|&kind| kind == one)
}

/// Returns true if `word` can be the label of a phase: `2`, `0b`, `RG`.
pub fn is_label(word: &str) -> bool {
    let capitals = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    word.len() <= 12
        && (word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().all(capitals))
        && word.contains(|c: char| c.is_ascii_alphanumeric())
}

/// Parses the members at the start of `value`. The second result is true if nothing else follows.
pub fn members(value: &str) -> (Vec<Member<'_>>, bool) {
    let mut reader = Reader { rest: value, ..Reader::default() };
    while let Some(more) = reader.step() {
        if !more {
            return (reader.members, false);
        }
    }
    (reader.members, true)
}

/// Parses the members in `rest`, the text behind a list, that are left out of this list: `everything above
/// except T002`.
pub fn left_out(rest: &str) -> Vec<Member<'_>> {
    let mut reader = Reader { rest, is_started: true, ..Reader::default() };
    while reader.step() == Some(true) {}
    reader.members.retain(|member| member.role != Role::Named);
    reader.members
}

/// Words before a member that change its meaning.
#[derive(Clone, Copy, Default)]
struct Pending {
    /// True if the last word was a kind of heading.
    kind: bool,
    /// True if a range from the member before ends at the next one.
    through: bool,
    /// Mark between the member before and the number right behind it.
    tail: Option<char>,
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    members: Vec<Member<'a>>,
    kind: Option<&'static str>,
    /// Words since the last member that change the next one.
    pending: Pending,
    /// True if the list begins with `between`, so that `and` makes a range.
    between: bool,
    is_marked: bool,
    opened: u32,
    role: Role,
    /// True if the list began before this text.
    is_started: bool,
}

impl<'a> Reader<'a> {
    /// Consumes the next sign or word. Returns `None` at the end, and false if it is no part of a list.
    fn step(&mut self) -> Option<bool> {
        let c = self.rest.chars().next()?;
        let after = &self.rest[c.len_utf8()..];
        let started = self.is_started || !self.members.is_empty();
        match c {
            '(' if started => {
                if let Some((length, role)) = exclusion(after) {
                    self.opened += 1;
                    self.role = role;
                    self.rest = &after[length..];
                } else {
                    // The text in brackets explains the id before it.
                    let close = after.find(')')?;
                    self.rest = &after[close + 1..];
                }
            }
            '(' => {
                self.opened += 1;
                self.rest = after;
            }
            ')' if self.opened > 0 => {
                self.opened -= 1;
                self.role = Role::Named;
                self.rest = after;
            }
            ';' | '；' | '+' if self.role != Role::Named => {
                self.role = Role::Named;
                self.rest = after;
            }
            ',' if self.role == Role::Denied => {
                // In `T001, not T002, T003`, the last one is unclear.
                self.role = Role::Except;
                self.rest = after;
            }
            '→' | '⇒' if started => self.rest = after,
            '-' | '=' if started && after.starts_with('>') => self.rest = &after[1..],
            '–' | '—' | '―' | '~' | '～' | '…' => {
                self.pending.through = started;
                self.rest = after;
            }
            '#' if after.starts_with(|c: char| c.is_ascii_digit()) => {
                let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
                let text = &self.rest[..=end];
                self.rest = &after[end..];
                self.is_marked = true;
                self.push(text);
            }
            '#' if after.starts_with(|c: char| c.is_ascii_uppercase()) => {
                self.rest = after;
                self.is_marked = true;
            }
            _ if is_id_char(c) => return self.word(),
            _ if c.is_whitespace() || "[]`*_,;&+/|∥\"'“”，、；".contains(c) => {
                self.rest = after;
            }
            _ => return Some(false),
        }
        Some(true)
    }

    fn word(&mut self) -> Option<bool> {
        let joins = |phrase: &&&str| {
            self.rest.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
        };
        let is_started = self.is_started || !self.members.is_empty();
        if is_started && let Some((length, role)) = exclusion(self.rest) {
            self.role = role;
            self.rest = &self.rest[length..];
            return Some(true);
        }
        let joining = JOINING.iter().filter(|_| is_started);
        if let Some(phrase) = joining.chain(&LEADING).find(joins) {
            self.role = Role::Named;
            self.rest = &self.rest[phrase.len()..];
            return Some(true);
        }
        let end = self.rest.find(|c| !is_id_char(c)).unwrap_or(self.rest.len());
        let whole = &self.rest[..end];
        let after = &self.rest[end..];
        let text = whole.trim_matches(['.', '-']);
        let ends_sentence =
            whole.ends_with('.') && (after.is_empty() || after.starts_with([' ', '\n']));
        self.rest = after;
        if text.is_empty() {
            // ` - ` or ` .. `; a full stop ends the list.
            if whole == "." {
                self.rest = "";
                return None;
            }
            self.pending.through = !self.members.is_empty();
            return Some(true);
        }
        let lower = text.to_ascii_lowercase();
        let started = is_started;
        match lower.as_str() {
            "task" | "tasks" => {
                (self.kind, self.is_marked) = (None, true);
            }
            "between" if !started => self.between = true,
            "and" if self.between && self.members.len() == 1 => self.pending.through = true,
            "to" | "through" | "thru" | "till" if started => self.pending.through = true,
            "plus" | "then" | "also" => self.role = Role::Named,
            word if BETWEEN.contains(&word) => {}
            word => {
                if let Some(kind) = kind(word) {
                    (self.kind, self.pending.kind) = (Some(kind), true);
                    return Some(true);
                }
                if let Some((name, kind, rest)) = heading_in_words(text, self.rest) {
                    (self.kind, self.rest) = (Some(kind), rest);
                    self.push(name);
                    return Some(true);
                }
                let is_text = !is_label(text) && !text.starts_with(char::is_uppercase);
                if (self.pending.kind && is_text) || (self.kind.is_some() && self.is_shouted(text))
                {
                    return Some(false);
                }
                self.push(text);
            }
        }
        if whole.ends_with('-') && after.starts_with('#') {
            // `#T001-#T003`
            self.pending.through = true;
        }
        if ends_sentence {
            self.rest = "";
        }
        Some(true)
    }

    /// Returns true if `text` is a word of the sentence in capitals and no label, as in `Phase 0
    /// completion - BLOCKS all other phases`. Labels of letters are short, or stand behind `Phase`.
    fn is_shouted(&self, text: &str) -> bool {
        let is_behind_kind = self.pending.kind || self.members.is_empty();
        !is_behind_kind
            && text.len() > MAX_LABEL_LETTERS
            && text.chars().all(|c| c.is_ascii_uppercase())
    }

    fn push(&mut self, text: &'a str) {
        let next = self.rest.trim_start_matches([' ', '\t']);
        let end = next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len());
        let word = &next[..end];
        let counts = next.len() < self.rest.len()
            && word.starts_with(|c: char| c.is_lowercase())
            && !CONTINUING.contains(&word);
        let pending = std::mem::take(&mut self.pending);
        self.members.push(Member {
            text,
            kind: self.kind,
            through: pending.through,
            counts,
            is_marked: self.is_marked,
            role: self.role,
            tail: pending.tail,
        });
        let after = self.rest.strip_prefix(['/', ',']).unwrap_or_default();
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            self.pending.tail = self.rest.chars().next();
        }
    }
}

/// Finds a heading that is named by words before its kind: `Foundational phase`. `first` is the first of
/// these words, and `rest` the text behind it. Returns the words, the kind, and the rest.
fn heading_in_words<'a>(first: &'a str, rest: &'a str) -> Option<(&'a str, &'static str, &'a str)> {
    let is_word = first.chars().all(char::is_alphabetic) && kind(&first.to_lowercase()).is_none();
    let after = rest.strip_prefix(' ').filter(|_| is_word)?;
    let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let (word, after) = after.split_at(end);
    let lower = word.to_lowercase();
    let named = if lower == "completion" { "phase" } else { kind(&lower)? };
    // In `Phase Foundational` and `two phases` nothing is named by the words before.
    let is_one = lower == named || lower == "completion";
    is_one.then_some((first, named, after))
}

/// Finds a phrase at the start of `text` that leaves out what follows, with its length and meaning.
fn exclusion(text: &str) -> Option<(usize, Role)> {
    let found = except::at(text)?;
    let is_meant = found.is_firm || names_member(&text[found.length..]);
    is_meant.then_some((found.length, found.role))
}

/// Returns true if `text` begins with an id or a number, perhaps behind a kind of thing: `task 3`, `the T001`.
fn names_member(text: &str) -> bool {
    let ends = |c: char| !(is_id_char(c) || c == '#');
    let words = text.split(ends).filter(|word| !word.is_empty());
    for word in words {
        let lower = word.to_ascii_lowercase();
        if word.contains(|c: char| c.is_ascii_digit()) {
            return true;
        }
        let leads = matches!(lower.as_str(), "task" | "tasks") || BETWEEN.contains(&&*lower);
        if !leads && kind(&lower).is_none() {
            return false;
        }
    }
    false
}
