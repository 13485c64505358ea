//! The words around a phrase: where its clause begins and what denies it.

use crate::backlog::text::lines::prefix;

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
    /// True if only marks stand before the phrase.
    begins_text: bool,
    /// True if only marks stand before the phrase in its line.
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

    /// Returns whether no word stands before the phrase.
    pub fn is_empty(&self) -> bool {
        !self.words.contains(char::is_alphanumeric)
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

    /// Returns what stands before the phrase in its line: the names of other tasks, perhaps.
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

/// Returns whether a clause begins after the mark `c` at `at` of `before`.
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

/// The value of a field: its line, with those that follow where a comma ends it.
pub fn field_value(value: &str) -> &str {
    let mut end = 0;
    for line in value.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with([',', '&', '+', ';']) {
            break;
        }
    }
    &value[..end]
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
