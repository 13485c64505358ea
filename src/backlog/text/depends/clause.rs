//! The words around a phrase: where its clause begins and what denies it.

use crate::backlog::text::lines::prefix;

/// Marks of emphasis, code and quotation around a name.
pub const MARKS: [char; 5] = ['*', '_', '`', '"', '”'];

/// As far as a clause is looked for before a phrase, in bytes.
const REACH: usize = 160;
/// How many words before a phrase can deny it.
const DENYING_WORDS: usize = 5;

/// Words that deny a phrase after them: `does not depend on`, `without waiting for`.
const FORBIDDING: [&str; 13] = [
    "not", "no", "never", "cannot", "nothing", "none", "without", "nor", "neither", "dont",
    "doesnt", "isnt", "cant",
];

/// Words that make a phrase one of the past, of a possibility or of other work: `was blocked by`,
/// `might depend on`, `remove the dependency on`.
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
/// Words between such a verb and its subject, or the phrase.
const ADVERBS: [&str; 8] =
    ["still", "currently", "now", "also", "only", "always", "often", "sometimes"];
/// Subjects that stand for the task itself.
const SELVES: [&str; 13] = [
    "it", "this", "that", "which", "task", "item", "work", "story", "issue", "ticket", "step",
    "part", "phase",
];

/// The clause before a phrase.
pub struct Clause<'a> {
    /// The words of the clause in lower case, up to the phrase.
    words: &'a str,
    /// The mark that the clause begins after, unless it is a word.
    boundary: Option<char>,
    /// Mark that closes the bracket around the phrase.
    pub bracket: Option<char>,
    /// True if the bracket begins with the phrase.
    pub begins_bracket: bool,
    /// True if only marks stand before the phrase.
    begins_text: bool,
    /// True if only marks stand before the phrase in its line.
    pub begins_line: bool,
    /// The start of the sentence or bracket that the phrase stands in, of its line at the latest.
    sentence: usize,
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
        let mut sentence = None;
        // A line that begins with a capital begins a sentence.
        let capital = text[start..].starts_with(char::is_uppercase);
        let (mut brackets, mut bracket, mut begins_bracket) = (0_u32, None, false);
        for (at, c) in before.char_indices().rev() {
            if brackets == 0 && sentence.is_none() && ends_sentence(before, at, c) {
                sentence = Some(at + c.len_utf8());
            }
            match c {
                ')' | ']' | '}' => brackets += 1,
                '(' | '[' | '{' if brackets == 0 => {
                    begins_bracket |= bracket.is_none() && !before[at..].contains(is_word);
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
        let words = &before[words_from..];
        // `T001: depends on …` is said of the task before the mark.
        let sentence = sentence.filter(|&at| at > line && words.contains(is_word)).unwrap_or(line);
        let sentence = from + sentence;
        Self { words, boundary, bracket, begins_bracket, begins_text, begins_line, sentence, start }
    }

    /// Returns whether no word stands before the phrase.
    pub fn is_empty(&self) -> bool {
        !self.words.contains(char::is_alphanumeric)
    }

    /// Returns whether a title begins with the phrase: `Blocked by legal`.
    pub fn begins_title(&self, is_title: bool) -> bool {
        is_title && self.begins_text
    }

    /// Returns whether the phrase is set off from the words before it, be it by a comma.
    pub fn is_apart(&self) -> bool {
        self.is_empty() && self.boundary.is_some()
    }

    /// Returns whether the clause is a statement of its own, and no part of a sentence on something
    /// else.
    pub fn is_statement(&self, is_title: bool) -> bool {
        match self.boundary {
            None => self.begins_text && !is_title,
            Some(',') => false,
            Some(':') => !is_title,
            Some(_) => true,
        }
    }

    /// Returns whether the clause says that there is no such dependency now.
    pub fn is_denied(&self) -> bool {
        let mut only = false;
        self.last_words().any(|word| {
            // `not only depends on …` does.
            let denies = !only && (is_forbidding(word) || DISTANCING.contains(&word));
            only = matches!(word, "only" | "just" | "yet");
            denies
        })
    }

    /// Tells whether the title goes on to say how something else fares: `Fix bug: worker is blocked
    /// by …`.
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

    /// Returns whether the clause says that something must not be.
    pub fn is_forbidding(&self) -> bool {
        self.last_words().any(is_forbidding)
    }

    /// The last words, the last first.
    fn last_words(&self) -> impl Iterator<Item = &'a str> {
        let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'));
        self.words.rsplit(ends).filter(|word| !word.is_empty()).take(DENYING_WORDS)
    }

    /// Returns what stands before the phrase in its sentence or bracket: the names of other tasks,
    /// perhaps.
    pub fn subject<'t>(&self, text: &'t str) -> &'t str {
        let from = prefix(text, self.start.saturating_sub(REACH)).len();
        let is_whole = from == 0 || self.sentence > from;
        if is_whole { &text[self.sentence..self.start] } else { "" }
    }
}

/// Returns whether a sentence or bracket begins after the mark `c` at `at` of `before`.
fn ends_sentence(before: &str, at: usize, c: char) -> bool {
    let after = &before[at + c.len_utf8()..];
    match c {
        '(' | '[' | '{' | ';' | '—' | '–' | '|' | '→' => true,
        '.' | '!' | '?' => after.starts_with([' ', '\n']),
        _ => false,
    }
}

fn is_forbidding(word: &str) -> bool {
    FORBIDDING.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

/// Returns whether a clause begins after the mark `c` at `at` of `before`.
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

/// The length of `value` up to the bracket `close` that ends it.
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

/// The value of a field: its line up to the next field, with those that follow where a comma ends it.
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

/// The length of the first part of `value`, up to a mark that ends it.
pub fn first_part(value: &str) -> usize {
    let marks = [", ", ": ", "; ", ". ", " - ", " – ", " — ", "**", "__", "\n"];
    marks.into_iter().filter_map(|mark| value.find(mark)).min().unwrap_or(value.len())
}

/// The place of the next field in the line that `value` begins with: ` | Owner: …`, ` **Owner:** …`.
fn next_field(value: &str) -> usize {
    let line = value.find('\n').unwrap_or(value.len());
    let bar = [" | ", " · "].into_iter().filter_map(|bar| value[..line].find(bar)).min();
    let bold = value[..line].match_indices(" **").map(|(at, _)| at).find(|&at| {
        let inner = &value[at + 3..line];
        inner
            .find("**")
            .is_some_and(|end| inner[..end].ends_with(':') || inner[end + 2..].starts_with(':'))
    });
    bar.into_iter().chain(bold).min().unwrap_or(value.len())
}

/// Returns whether `value` goes on to say that what it names is out of the way.
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

/// Returns whether `value` ends as a question: `depends on T001?`.
pub fn is_asked(value: &str) -> bool {
    let end = value.find(['?', '.', '!', ';', '\n']).map(|at| &value[at..]);
    end.is_some_and(|end| {
        end.strip_prefix('?')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ')', '\n']))
    })
}
