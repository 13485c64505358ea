//! Clause before a phrase, and words in it that change the meaning.

use crate::backlog::text::ids;
use crate::backlog::text::lines::prefix;

/// Marks of emphasis, code and quotation around a name.
pub const MARKS: [char; 5] = ['*', '_', '`', '"', '”'];

/// Maximum length of the text before a phrase that is searched for its clause, in bytes.
const MAX_REACH_BYTES: usize = 160;
/// Number of words before a phrase that can negate it.
const DENYING_WORDS: usize = 5;

/// Words that negate a phrase after them: `does not depend on`, `without waiting for`.
const FORBIDDING: [&str; 13] = [
    "not", "no", "never", "cannot", "nothing", "none", "without", "nor", "neither", "dont",
    "doesnt", "isnt", "cant",
];

/// Words that put a phrase in the past, make it a possibility, or make it the object of the work: `was
/// blocked by`, `might depend on`, `remove the dependency on`.
const DISTANCING: [&str; 46] = [
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
    "where",
    "when",
    "why",
    "how",
    "everything",
    "anything",
    "anyone",
];

/// Verbs between a subject and a phrase: `the worker is blocked by`.
const COPULAS: [&str; 12] = [
    "is", "are", "be", "being", "been", "get", "gets", "getting", "got", "stays", "stay", "remains",
];
/// Adverbs between such a verb and its subject, or the phrase.
const ADVERBS: [&str; 8] =
    ["still", "currently", "now", "also", "only", "always", "often", "sometimes"];
/// Subjects that mean the task itself.
const SELVES: [&str; 13] = [
    "it", "this", "that", "which", "task", "item", "work", "story", "issue", "ticket", "step",
    "part", "phase",
];

/// Words about the start of the task: `cannot start`, `only`, `to be done`.
const STARTING: [&str; 24] = [
    "only",
    "start",
    "starts",
    "started",
    "starting",
    "begin",
    "begins",
    "begun",
    "do",
    "done",
    "land",
    "merge",
    "ship",
    "planned",
    "scheduled",
    "not",
    "never",
    "cannot",
    "can't",
    "can’t",
    "don't",
    "don’t",
    "doesn't",
    "doesn’t",
];
/// Words that may stand beside them.
const AUXILIARY: [&str; 15] = [
    "be",
    "to",
    "can",
    "may",
    "must",
    "should",
    "does",
    "it",
    "this",
    "task",
    "work",
    "directly",
    "immediately",
    "right",
    "ideally",
];

/// Words before `deps` that make them libraries: `bump deps`.
const UPKEEP: [&str; 16] = [
    "update", "updates", "bump", "upgrade", "add", "list", "check", "audit", "pin", "vendor",
    "the", "go", "npm", "of", "show", "parse",
];

/// Bracket around a phrase.
#[derive(Clone, Copy)]
pub struct Bracket {
    /// Mark that closes it.
    pub close: char,
    /// True if it begins with the phrase.
    pub begins_with_phrase: bool,
    /// True if only marks are before it in its line.
    pub begins_line: bool,
}

/// Clause before a phrase.
pub struct Clause<'a> {
    /// Words of the clause, in lower case.
    words: &'a str,
    /// Mark before the clause, if there is one.
    boundary: Option<char>,
    /// Innermost bracket around the phrase.
    pub bracket: Option<Bracket>,
    /// True if only marks stand before the phrase.
    begins_text: bool,
    /// True if only marks stand before the phrase in its line.
    pub begins_line: bool,
    /// Start of the sentence or bracket around the phrase, at the earliest that of its line.
    sentence: usize,
    start: usize,
}

impl<'a> Clause<'a> {
    /// Finds the clause before the phrase at `start` of `text`. `lower` is `text` in lower case.
    pub fn before(text: &str, lower: &'a str, start: usize) -> Self {
        let from = prefix(text, start.saturating_sub(MAX_REACH_BYTES)).len();
        let (before, written) = (&lower[from..start], &text[from..start]);
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let is_word = |c: char| c.is_alphanumeric();
        let begins_line = !before[line..].contains(is_word);
        let mut words_from = 0;
        let mut boundary = None;
        let mut sentence = None;
        // A line that begins with a capital begins a sentence.
        let capital = text[start..].starts_with(char::is_uppercase);
        let (mut brackets, mut bracket) = (0_u32, None);
        for (at, c) in before.char_indices().rev() {
            if brackets == 0 && sentence.is_none() && ends_sentence(before, at, c) {
                sentence = Some(at + c.len_utf8());
            }
            match c {
                ')' | ']' | '}' => brackets += 1,
                '(' | '[' | '{' if brackets == 0 => {
                    bracket.get_or_insert(Bracket {
                        close: match c {
                            '(' => ')',
                            '[' => ']',
                            _ => '}',
                        },
                        begins_with_phrase: !before[at..].contains(is_word),
                        begins_line: at >= line && !before[line..at].contains(is_word),
                    });
                }
                '(' | '[' | '{' => brackets -= 1,
                _ => {}
            }
            let begins_line = || {
                let after = &written[at + c.len_utf8()..];
                let is_capital = after.trim_start().starts_with(char::is_uppercase);
                c == '\n' && is_capital && is_about_start(&before[at..])
            };
            if boundary.is_none() && (is_boundary(before, at, c, capital) || begins_line()) {
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
        let words = &before[words_from..];
        // `T001: depends on …` is said of the task before the mark.
        let sentence = sentence.filter(|&at| at > line && words.contains(is_word)).unwrap_or(line);
        let sentence = from + sentence;
        Self { words, boundary, bracket, begins_text, begins_line, sentence, start }
    }

    /// Returns true if there is no word before the phrase.
    pub fn is_empty(&self) -> bool {
        !self.words.contains(char::is_alphanumeric)
    }

    /// Returns true if a title begins with the phrase: `Blocked by legal`.
    pub fn begins_title(&self, is_title: bool) -> bool {
        is_title && self.begins_text
    }

    /// Returns true if a mark, such as a comma, separates the phrase from the words before it.
    pub fn is_apart(&self) -> bool {
        self.is_empty() && self.boundary.is_some()
    }

    /// Returns true if the clause is a sentence of its own.
    pub fn is_statement(&self, is_title: bool) -> bool {
        match self.boundary {
            None => self.begins_text && !is_title,
            Some(',') => false,
            Some(':') => !is_title,
            Some(_) => true,
        }
    }

    /// Returns true if the clause says that there is no such dependency now.
    pub fn is_denied(&self) -> bool {
        let mut only = false;
        // `may start after …` allows the start, and not before.
        let allows = |word: &str| word == "may" && self.speaks_of_start();
        self.last_words().any(|word| {
            let is_distant = DISTANCING.contains(&word) && !allows(word);
            // `not only depends on …` does.
            let denies = !only && (is_forbidding(word) || is_distant);
            only = matches!(word, "only" | "just" | "yet");
            denies
        })
    }

    /// Returns true if the clause describes something other than the task: `Fix bug: worker is blocked by
    /// …`.
    pub fn describes(&self) -> bool {
        if !matches!(self.boundary, None | Some(':')) {
            return false;
        }
        let mut words = self.last_words().filter(|word| !ADVERBS.contains(word));
        let is_said = words.next().is_some_and(|word| COPULAS.contains(&word));
        let subject = words.next().filter(|_| is_said);
        let is_other =
            |word: &str| !SELVES.contains(&word) && !word.contains(|c: char| c.is_ascii_digit());
        subject.is_some_and(is_other)
    }

    /// Returns true if the clause ends with a verb about libraries: `update deps`.
    pub fn is_of_upkeep(&self) -> bool {
        self.last_words().next().is_some_and(|word| UPKEEP.contains(&word))
    }

    /// Returns true if the clause has a negation.
    pub fn is_forbidding(&self) -> bool {
        self.last_words().any(is_forbidding)
    }

    /// Returns true if the clause is only about the start of the task.
    pub fn speaks_of_start(&self) -> bool {
        is_about_start(self.words)
    }

    /// Iterates over the last words, in reverse order.
    fn last_words(&self) -> impl Iterator<Item = &'a str> {
        let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'));
        self.words.rsplit(ends).filter(|word| !word.is_empty()).take(DENYING_WORDS)
    }

    /// Returns the text before the phrase in its sentence or bracket, which may name other tasks.
    pub fn subject<'t>(&self, text: &'t str) -> &'t str {
        let from = prefix(text, self.start.saturating_sub(MAX_REACH_BYTES)).len();
        let is_whole = from == 0 || self.sentence > from;
        if is_whole { &text[self.sentence..self.start] } else { "" }
    }
}

/// Returns true if a sentence or bracket begins after the mark `c` at `at` of `before`.
fn ends_sentence(before: &str, at: usize, c: char) -> bool {
    let after = &before[at + c.len_utf8()..];
    match c {
        '(' | '[' | '{' | ';' | '—' | '–' | '|' | '→' => true,
        '.' | '!' | '?' => after.starts_with([' ', '\n']),
        _ => false,
    }
}

/// Returns true if `words`, in lower case, are only about the start of the task.
fn is_about_start(words: &str) -> bool {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'));
    let mut words = words.split(ends).filter(|word| !word.is_empty());
    let mut is_start = false;
    words.all(|word| {
        is_start |= STARTING.contains(&word);
        STARTING.contains(&word) || AUXILIARY.contains(&word)
    }) && is_start
}

fn is_forbidding(word: &str) -> bool {
    FORBIDDING.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

/// Returns true if a clause begins after the mark `c` at `at` of `before`.
fn is_boundary(before: &str, at: usize, c: char, capital: bool) -> bool {
    let after = &before[at + c.len_utf8()..];
    match c {
        ';' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | '—' | '–' | '·' | '|' | '→' | '⛔'
        | '🚫' => true,
        '.' | '!' | '?' | ':' => after.is_empty() || after.starts_with([' ', '\n', '*', '_', '"']),
        '-' | '*' => before[..at].ends_with([' ', '\n']) && after.starts_with(' '),
        '\n' => capital && !after.contains(char::is_alphanumeric),
        _ => false,
    }
}

/// Returns the length of `value` up to the bracket `close` that ends it.
pub fn closing(value: &str, close: char) -> usize {
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

/// Returns the value of a field: its line up to the next field, and further lines after a final comma.
pub fn field_value(value: &str) -> &str {
    let value = &value[..next_field(value)];
    let mut end = 0;
    for line in value.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with([',', '&', '+', ';']) {
            break;
        }
    }
    &value[..end]
}

/// Returns the length of the first part of `value`, up to a mark that ends it.
pub fn first_part(value: &str) -> usize {
    let marks = [", ", ": ", "; ", ". ", " - ", " – ", " — ", "**", "__", "\n"];
    marks.into_iter().filter_map(|mark| value.find(mark)).min().unwrap_or(value.len())
}

/// Finds the next field in the first line of `value`: ` | Owner: …`, ` **Owner:** …`.
fn next_field(value: &str) -> usize {
    let line = value.find('\n').unwrap_or(value.len());
    // In `T001 | T002` the bar divides a list.
    let begins_field = |&(at, bar): &(usize, &str)| {
        let after = &value[at + bar.len()..line];
        let word = after.split([',', ' ', '|']).next().unwrap_or_default();
        !ids::may_be_id(word.trim_start_matches('#'))
    };
    let bars = [" | ", " · "].into_iter().flat_map(|bar| value[..line].match_indices(bar));
    let bar = bars.filter(begins_field).map(|(at, _)| at).min();
    let bold = value[..line].match_indices(" **").map(|(at, _)| at).find(|&at| {
        let inner = &value[at + 3..line];
        inner
            .find("**")
            .is_some_and(|end| inner[..end].ends_with(':') || inner[end + 2..].starts_with(':'))
    });
    bar.into_iter().chain(bold).min().unwrap_or(value.len())
}

/// Returns true if `value` says that the dependency is resolved.
pub fn is_withdrawn(value: &str) -> bool {
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

/// Returns true if `value` ends as a question: `depends on T001?`.
pub fn is_asked(value: &str) -> bool {
    let end = value.find(['?', '.', '!', ';', '\n']).map(|at| &value[at..]);
    end.is_some_and(|end| {
        end.strip_prefix('?')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ')', '\n']))
    })
}
