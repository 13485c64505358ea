//! The words around a phrase: where its clause begins, what denies it, what is quoted.

use std::ops::Range;

use crate::backlog::inline::code_spans;
use crate::backlog::lines::prefix;

/// As far as a clause is looked for before a phrase, in bytes.
const REACH: usize = 160;
/// How many words before a phrase can deny it.
const DENYING_WORDS: usize = 5;
/// The longest quotation in ASCII quotation marks, in bytes.
const LONGEST_QUOTE: usize = 400;

/// Words that deny a phrase after them: `does not depend on`, `without waiting for`.
const FORBIDDING: [&str; 13] = [
    "not", "no", "never", "cannot", "nothing", "none", "without", "nor", "neither", "dont",
    "doesnt", "isnt", "cant",
];

/// What makes a phrase one of the past, of a possibility or of other work: `was blocked by`, `might
/// depend on`, `remove the dependency on`.
const DISTANCING: [&str; 42] = [
    "was",
    "were",
    "had",
    "formerly",
    "previously",
    "originally",
    "used",
    "may",
    "might",
    "could",
    "would",
    "if",
    "whether",
    "maybe",
    "perhaps",
    "possibly",
    "unless",
    "instead",
    "rather",
    "avoid",
    "avoids",
    "avoiding",
    "stop",
    "stops",
    "remove",
    "removes",
    "removed",
    "removing",
    "drop",
    "drops",
    "dropped",
    "break",
    "breaks",
    "lift",
    "lifts",
    "lifted",
    "independent",
    "what",
    "who",
    "everything",
    "anything",
    "anyone",
];

/// The clause before a phrase.
pub(super) struct Clause<'a> {
    /// The words of the clause in lower case, up to the phrase.
    words: &'a str,
    /// The mark that the clause begins after, unless it is a word.
    boundary: Option<char>,
    /// What closes the bracket that the phrase stands in.
    pub bracket: Option<char>,
    /// Whether only marks stand before the phrase.
    begins_text: bool,
    /// Whether only marks stand before the phrase in its line.
    pub begins_line: bool,
    start: usize,
}

impl<'a> Clause<'a> {
    /// The clause before the phrase at `start` of `text`, which is `lower` in lower case.
    pub fn before(text: &str, lower: &'a str, start: usize) -> Self {
        let from = prefix(text, start.saturating_sub(REACH)).len();
        let before = &lower[from..start];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let is_word = |c: char| c.is_alphanumeric();
        let begins_line = !before[line..].contains(is_word);
        let mut words_from = 0;
        let mut boundary = None;
        // A line that begins with a capital begins a sentence.
        let capital = text[start..].starts_with(char::is_uppercase);
        let (mut brackets, mut bracket) = (0_u32, None);
        for (at, c) in before.char_indices().rev() {
            match c {
                ')' | ']' | '}' => brackets += 1,
                '(' | '[' | '{' if brackets == 0 => {
                    bracket.get_or_insert(match c {
                        '(' => ')',
                        '[' => ']',
                        _ => '}',
                    });
                }
                '(' | '[' | '{' => brackets -= 1,
                _ => {}
            }
            if boundary.is_none() && is_boundary(before, at, c, capital) {
                boundary = Some(c);
                words_from = at + c.len_utf8();
            }
        }
        let conjunction = [" and ", " but ", " so ", " then "]
            .into_iter()
            .filter_map(|word| before[words_from..].rfind(word).map(|at| at + word.len()))
            .max();
        if let Some(length) = conjunction {
            words_from += length;
            boundary = Some(',');
        }
        let begins_text = from == 0 && !before.contains(is_word);
        Self { words: &before[words_from..], boundary, bracket, begins_text, begins_line, start }
    }

    /// Whether no word stands before the phrase.
    pub fn is_empty(&self) -> bool {
        !self.words.contains(char::is_alphanumeric)
    }

    /// Whether the clause is a statement of its own, and no part of a sentence on something else.
    pub fn is_statement(&self, is_title: bool) -> bool {
        match self.boundary {
            None => self.begins_text && !is_title,
            Some(',') => false,
            Some(':') => !is_title,
            Some(_) => true,
        }
    }

    /// Whether the clause says that there is no such dependency now.
    pub fn is_denied(&self) -> bool {
        let mut only = false;
        self.last_words().any(|word| {
            // `not only depends on …` does.
            let denies = !only && (is_forbidding(word) || DISTANCING.contains(&word));
            only = matches!(word, "only" | "just" | "yet");
            denies
        })
    }

    /// Whether the clause says that something must not be.
    pub fn is_forbidding(&self) -> bool {
        self.last_words().any(is_forbidding)
    }

    /// The last words, the last first.
    fn last_words(&self) -> impl Iterator<Item = &'a str> {
        let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'));
        self.words.rsplit(ends).filter(|word| !word.is_empty()).take(DENYING_WORDS)
    }

    /// What stands before the phrase in its line: the names of other tasks, perhaps.
    pub fn subject<'t>(&self, text: &'t str) -> &'t str {
        let from = prefix(text, self.start.saturating_sub(REACH)).len();
        let before = &text[from..self.start];
        match before.rfind('\n') {
            Some(at) => &before[at + 1..],
            None if from == 0 => before,
            None => "",
        }
    }
}

fn is_forbidding(word: &str) -> bool {
    FORBIDDING.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

/// Whether a clause begins after the mark `c` at `at` of `before`.
fn is_boundary(before: &str, at: usize, c: char, capital: bool) -> bool {
    let after = &before[at + c.len_utf8()..];
    match c {
        ';' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | '—' | '–' | '·' | '|' | '→' => true,
        '.' | '!' | '?' | ':' => after.is_empty() || after.starts_with([' ', '\n', '*', '_', '"']),
        '-' | '*' => before[..at].ends_with([' ', '\n']) && after.starts_with(' '),
        '\n' => capital && !after.contains(char::is_alphanumeric),
        _ => false,
    }
}

/// The quotations, code spans and struck-out parts of `text`, in order and apart.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut spans = code_spans(text);
    spans.extend(between(text, "“", "”"));
    spans.extend(between(text, "«", "»"));
    spans.extend(between(text, "‘", "’"));
    spans.extend(between(text, "~~", "~~"));
    spans.extend(between_equal(text, '"'));
    spans.extend(between_equal(text, '\''));
    spans.sort_by_key(|span| (span.start, span.end));
    let mut end = 0;
    spans.retain(|span| {
        let apart = span.start >= end;
        end = end.max(span.end);
        apart
    });
    spans
}

/// What stands between `open` and the next `close` in `text`.
fn between(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|found| at + found) {
        let inner = start + open.len();
        let Some(end) = text[inner..].find(close).map(|found| inner + found + close.len()) else {
            break;
        };
        spans.push(start..end);
        at = end;
    }
    spans
}

/// What stands between two of the quotation mark `mark`: one before a word, one after it.
fn between_equal(text: &str, mark: char) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    for at in memchr::memchr_iter(mark as u8, text.as_bytes()) {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let inside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        match open {
            Some(start) if inside(before) && outside(after) && at - start <= LONGEST_QUOTE => {
                spans.push(start..at + 1);
                open = None;
            }
            _ if outside(before) && inside(after) => open = Some(at),
            _ => {}
        }
    }
    spans
}

/// The length of `value` up to the bracket `close` that ends it.
pub(super) fn closing(value: &str, close: char) -> usize {
    let open = match close {
        ')' => '(',
        ']' => '[',
        _ => '{',
    };
    let mut depth = 0_u32;
    for (at, c) in value.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            if depth == 0 {
                return at;
            }
            depth -= 1;
        }
    }
    value.len()
}

/// The value of a field: its line, with those that follow where a comma ends it.
pub(super) fn field_value(value: &str) -> &str {
    let mut end = 0;
    for line in value.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with([',', '&', '+', ';']) {
            break;
        }
    }
    &value[..end]
}

/// Whether `value` goes on to say that what it names is out of the way.
pub(super) fn is_withdrawn(value: &str) -> bool {
    const SAYS_SO: [&str; 8] = [
        "now free",
        "now unblocked",
        "now resolved",
        "now done",
        "no longer",
        "not any more",
        "until recently",
        "in the past",
    ];
    let sentence = value.split(". ").next().unwrap_or_default().to_lowercase();
    SAYS_SO.iter().any(|says| sentence.contains(says))
}

/// Whether `value` ends as a question: `depends on T001?`.
pub(super) fn is_asked(value: &str) -> bool {
    let end = value.find(['?', '.', '!', ';', '\n']).map(|at| &value[at..]);
    end.is_some_and(|end| {
        end.strip_prefix('?')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ')', '\n']))
    })
}
