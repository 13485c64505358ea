//! Lists of tasks and phases as people write them: `T001, T002 and T004-T006`, `Phases 1 & 2`.

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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Words before a member that change its meaning.
#[derive(Clone, Copy, Default)]
struct Pending {
    /// True if the last word was a kind of heading.
    kind: bool,
    /// True if a range from the member before ends at the next one.
    through: bool,
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
}

impl<'a> Reader<'a> {
    /// Consumes the next sign or word. Returns `None` at the end, and false if it is no part of a list.
    fn step(&mut self) -> Option<bool> {
        let c = self.rest.chars().next()?;
        let after = &self.rest[c.len_utf8()..];
        let started = !self.members.is_empty();
        match c {
            '(' if started => {
                // The text in brackets explains the id before it.
                let close = after.find(')')?;
                self.rest = &after[close + 1..];
            }
            '(' => {
                self.opened += 1;
                self.rest = after;
            }
            ')' if self.opened > 0 => {
                self.opened -= 1;
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
            _ if c.is_whitespace() || "[]`*_,;&+/\"'“”，、；".contains(c) => {
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
        let joining = JOINING.iter().filter(|_| !self.members.is_empty());
        if let Some(phrase) = joining.chain(&LEADING).find(joins) {
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
        let started = !self.members.is_empty();
        match lower.as_str() {
            "task" | "tasks" => {
                (self.kind, self.is_marked) = (None, true);
            }
            "between" if !started => self.between = true,
            "and" if self.between && self.members.len() == 1 => self.pending.through = true,
            "to" | "through" | "thru" | "till" if started => self.pending.through = true,
            word if BETWEEN.contains(&word) => {}
            word => {
                if let Some(kind) = kind(word) {
                    (self.kind, self.pending.kind) = (Some(kind), true);
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
        });
    }
}

/// Returns the ids between `first` and `last`, which differ in their final number. `None` if they are no
/// range.
pub fn between(first: &str, last: &str) -> Option<(String, std::ops::Range<u32>, usize)> {
    let (head, from, digits) = numbered(first)?;
    let (other, to, _) = numbered(last)?;
    let is_same = head.to_lowercase() == other.to_lowercase();
    (is_same && from < to).then(|| (head, from + 1..to, digits))
}

/// Returns the id that a number means as the end of a range from `first`: `3` behind `T001` is `T003`.
pub fn whole(first: &str, last: &str) -> Option<String> {
    let (head, _, digits) = numbered(first)?;
    let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    (is_number && !head.is_empty()).then(|| format!("{head}{last:0>digits$}"))
}

/// Splits `T001` into `T`, the number 1, and its 3 digits.
fn numbered(id: &str) -> Option<(String, u32, usize)> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, number) = id.split_at(id.len() - digits);
    let head = crate::backlog::text::dashes::fold_dashes(head);
    Some((head, number.parse().ok()?, digits))
}

/// Returns the ways to read `word` as a range: `T001-T003`, `T001..T003`, `T001-003`, `1.1-1.4`.
pub fn ends(word: &str) -> impl Iterator<Item = (&str, String)> {
    const MAX_BYTES: usize = 60;
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}');
    let dots = word.find("..").into_iter();
    let dashes = word.char_indices().filter(move |&(_, c)| is_dash(c)).map(|(at, _)| at);
    let cuts = dots.chain(dashes).filter(|_| word.len() <= MAX_BYTES).take(6);
    cuts.filter_map(move |at| {
        let first = &word[..at];
        let last = word[at..].trim_start_matches(|c| is_dash(c) || c == '.');
        let (head, _, digits) = numbered(first)?;
        if last.is_empty() {
            return None;
        }
        let is_number = last.bytes().all(|b| b.is_ascii_digit());
        let last = if is_number { format!("{head}{last:0>digits$}") } else { last.to_owned() };
        (numbered(&last)?.0.to_lowercase() == head.to_lowercase()).then_some((first, last))
    })
}
