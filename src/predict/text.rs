//! Mentions in a task's text, before anything is looked up.

mod asks;
mod joined;

use std::collections::{HashMap, HashSet};

use crate::index::without_line_numbers;
use crate::model::{Task, TaskLineKind, TermId};
use crate::words::{Lexer, Query, is_aside, parts, refers};

use asks::asks;
pub use asks::{Asks, is_document_word};
pub use joined::{EXTENSIONLESS, joined};

/// Piece of the text that may name something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// As written, without surrounding punctuation and line numbers.
    pub text: String,
    /// 1-based line in the backlog.
    pub line: u32,
    /// Set if it stands in code quotes, or is followed by `(`.
    pub quoted: bool,
    /// Set if the task's title holds it too.
    pub in_title: bool,
    /// Set if it is named to be read, not to be changed: `Spec: a.md`, `see a.md`.
    pub for_reference: bool,
}

/// Code span, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Text without the quotes; line breaks are blanks.
    pub text: String,
    /// 1-based line in the backlog.
    pub line: u32,
}

/// Word of the text with its terms, for the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Its terms.
    pub terms: Vec<TermId>,
    /// 1-based line in the backlog.
    pub line: u32,
    /// Weight in the whole text.
    pub weight: f32,
}

/// Text of a task, taken apart.
#[derive(Clone, Debug, Default)]
pub struct TaskText {
    /// In the order of the text.
    pub mentions: Vec<Mention>,
    /// Mentions in headings and ancestors, outermost first.
    pub above: Vec<Mention>,
    /// In the order of the text.
    pub spans: Vec<Span>,
    /// In the order of the text.
    pub words: Vec<Word>,
    /// The terms of the whole text.
    pub full: Query,
    /// The terms of its title.
    pub title: Query,
    /// The terms of its headings and ancestors.
    pub context: Query,
    /// Kinds of work that it asks for.
    pub asks: Asks,
}

/// Number of mentions that say the same in a task: the evidence names each with its line, and more
/// of them tell nothing new.
const MAX_REPEATS: usize = 100;

/// Length in bytes of the start of a line in which the words around a mention are looked for.
const MAX_LINE_BYTES: usize = 10_000;

/// Returns the start of a line, all of it unless it is very long.
pub fn start(line: &str) -> &str {
    let end = (0..=line.len().min(MAX_LINE_BYTES)).rev().find(|&at| line.is_char_boundary(at));
    &line[..end.unwrap_or(0)]
}

/// Returns the weight of a line's terms in the whole text: what is done already, and what must
/// merely hold in the end, tells less about the work.
fn line_weight(kind: TaskLineKind) -> f32 {
    match kind {
        TaskLineKind::Title | TaskLineKind::OpenChild | TaskLineKind::Body => 1.0,
        TaskLineKind::Criterion | TaskLineKind::Code => 0.7,
        TaskLineKind::DoneChild => 0.4,
    }
}

impl TaskText {
    /// Takes a task's text apart.
    pub fn read(task: &Task, lexer: &mut Lexer) -> Self {
        let mut text = Self::default();
        let mut title = Vec::new();
        lexer.words(without_verb(&task.title), |word, terms| {
            if !is_file_ending(word) {
                title.extend(terms.iter().map(|&term| (term, 1.0)));
            }
        });
        let mut scanner = Scanner::default();
        for line in &task.lines {
            scanner.line(&line.text, line.number, line.kind == TaskLineKind::Code, &mut text);
            lexer.words(&line.text, |word, terms| {
                if is_file_ending(word) {
                    return;
                }
                let (text_of_word, terms) = (word.to_owned(), terms.to_vec());
                let weight = line_weight(line.kind);
                text.words.push(Word { text: text_of_word, terms, line: line.number, weight });
            });
        }
        scanner.finish(&mut text);
        for line in &task.lines {
            spaced_paths(&line.text, line.number, &mut text.mentions);
        }
        text.drop_verb();
        let mut of_title = Vec::new();
        tokens(&task.title, task.line, false, &mut of_title);
        spaced_paths(&task.title, task.line, &mut of_title);
        let of_title: HashSet<String> = of_title.into_iter().map(|mention| mention.text).collect();
        for mention in &mut text.mentions {
            mention.in_title = of_title.contains(&mention.text);
        }
        let lines: HashMap<u32, &str> =
            task.lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        for mention in text.mentions.iter_mut().filter(|it| it.text.contains(['.', '/'])) {
            let line = lines.get(&mention.line);
            mention.for_reference =
                line.is_some_and(|line| is_for_reference(start(line), &mention.text));
        }
        text.drop_repeats();
        for part in task.section.iter().chain(&task.ancestors) {
            tokens(part, task.line, false, &mut text.above);
        }
        let context = task.section.iter().chain(&task.ancestors);
        let context = context.flat_map(|part| lexer.terms(part)).map(|term| (term, 1.0)).collect();
        text.asks = asks(task);
        let weighed =
            |word: &Word| word.terms.iter().map(|&term| (term, word.weight)).collect::<Vec<_>>();
        let mut full: Vec<(TermId, f32)> = text.words.iter().flat_map(weighed).collect();
        for span in &text.spans {
            full.extend(lexer.terms(&span.text).into_iter().map(|term| (term, QUOTED)));
        }
        text.full = Query::new(full);
        text.title = Query::new(title);
        text.context = Query::new(context);
        text
    }
}

impl TaskText {
    /// Keeps the first of the mentions that say the same, up to [`MAX_REPEATS`] of them.
    fn drop_repeats(&mut self) {
        let mut met: HashMap<(&str, bool, bool), usize> = HashMap::new();
        let mut is_kept = Vec::with_capacity(self.mentions.len());
        for mention in &self.mentions {
            let same = (mention.text.as_str(), mention.quoted, mention.for_reference);
            let count = met.entry(same).or_default();
            *count += 1;
            is_kept.push(*count <= MAX_REPEATS);
        }
        let mut is_kept = is_kept.into_iter();
        self.mentions.retain(|_| is_kept.next().unwrap_or(true));
    }

    /// Drops the verb that the text starts with: it names the kind of work, not its object.
    fn drop_verb(&mut self) {
        if self.mentions.first().is_some_and(|first| !first.quoted && is_verb(&first.text)) {
            self.mentions.remove(0);
        }
        if self.words.first().is_some_and(|first| is_verb(&first.text)) {
            self.words.remove(0);
        }
    }
}

fn without_verb(title: &str) -> &str {
    match title.split_once(' ') {
        Some((first, rest)) if is_verb(first) => rest,
        _ => title,
    }
}

fn is_verb(word: &str) -> bool {
    VERBS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// Verbs that tasks start with and that are also names of files. Sorted.
const VERBS: &[&str] = &[
    "add",
    "audit",
    "build",
    "change",
    "check",
    "clean",
    "create",
    "delete",
    "design",
    "document",
    "evaluate",
    "expand",
    "export",
    "extend",
    "extract",
    "fix",
    "implement",
    "import",
    "improve",
    "integrate",
    "list",
    "load",
    "merge",
    "migrate",
    "move",
    "parse",
    "read",
    "refactor",
    "register",
    "release",
    "remove",
    "rename",
    "replace",
    "review",
    "run",
    "search",
    "show",
    "split",
    "support",
    "sync",
    "test",
    "update",
    "validate",
    "verify",
    "write",
];

/// Returns whether a line names something as a reference: right after a referring word, or after a
/// key that ends in one (`AC Ref: …`).
fn is_for_reference(line: &str, name: &str) -> bool {
    let Some(at) = line.find(name) else { return false };
    let (before, after) = (&line[..at], &line[at + name.len()..]);
    is_aside(before, name, after)
        || refers(before)
        || before.split_once(':').is_some_and(|(key, _)| refers(key))
}

/// Weight that a word in code quotes has beyond that of other words: people quote what they are sure
/// of. On 264 finished tasks the files came in as good an order as without it (mean average precision
/// .677 and .678 with twice this weight), so it is here for texts whose one name stands among many
/// words.
const QUOTED: f32 = 0.5;

/// Returns whether a word only tells what kind a file is: the `go` of `bucket.go`, which would meet
/// `go.mod`, and that of "go live".
fn is_file_ending(word: &str) -> bool {
    ["go", "md", "mod", "py", "rb", "rs"].iter().any(|ending| ending.eq_ignore_ascii_case(word))
}

/// Returns whether an unquoted word can only be an identifier: `camelCase`, `TwoParts`,
/// `snake_case`.
pub fn looks_like_code(word: &str) -> bool {
    parts(word).filter(|part| part.chars().all(char::is_alphabetic)).nth(1).is_some()
}

/// Reader of mentions and spans, line by line; a code span may run over one line break.
#[derive(Debug, Default)]
struct Scanner {
    /// Open code span: its text so far and its line.
    open: Option<(String, u32)>,
}

impl Scanner {
    fn line(&mut self, line: &str, number: u32, is_code: bool, text: &mut TaskText) {
        if is_code {
            self.finish(text);
            tokens(line, number, true, &mut text.mentions);
            return;
        }
        let mut pieces = line.split('`');
        let first = pieces.next().unwrap_or_default();
        let mut inside = match self.open.take() {
            // The span of the line before goes on, if it ends on this one; otherwise its quote was
            // a stray one.
            Some((mut span, started)) if line.contains('`') => {
                span.push(' ');
                span.push_str(first.trim());
                push_span(&span, started, text);
                false
            }
            Some((span, started)) => {
                tokens(&span, started, false, &mut text.mentions);
                tokens(first, number, false, &mut text.mentions);
                false
            }
            None => {
                tokens(first, number, false, &mut text.mentions);
                false
            }
        };
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            inside = !inside;
            if !inside {
                tokens(piece, number, false, &mut text.mentions);
            } else if pieces.peek().is_some() {
                push_span(piece, number, text);
            } else {
                self.open = Some((piece.to_owned(), number));
            }
        }
    }

    fn finish(&mut self, text: &mut TaskText) {
        if let Some((span, line)) = self.open.take() {
            tokens(&span, line, false, &mut text.mentions);
        }
    }
}

fn push_span(span: &str, line: u32, text: &mut TaskText) {
    let trimmed = span.trim();
    if trimmed.is_empty() {
        return;
    }
    tokens(trimmed, line, true, &mut text.mentions);
    text.spans.push(Span { text: trimmed.to_owned(), line });
}

/// Splits a piece of text into possible paths, names and flags.
fn tokens(stretch: &str, line: u32, quoted: bool, mentions: &mut Vec<Mention>) {
    let separates = |c: char| c.is_whitespace() || "()[]{}<>,;\"'|=!?&“”‘’—…→".contains(c);
    let mut rest = stretch;
    while let Some(start) = rest.find(|c| !separates(c)) {
        rest = &rest[start..];
        let end = rest.find(separates).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        let called = after.starts_with('(');
        rest = after;
        let token = without_line_numbers(strip_punctuation(token));
        let token = strip_punctuation(token);
        for text in std::iter::once(token).chain(joined(token).into_iter().flatten()) {
            if text.chars().any(char::is_alphanumeric) {
                mentions.push(Mention {
                    text: text.to_owned(),
                    line,
                    quoted: quoted || called,
                    in_title: false,
                    for_reference: false,
                });
            }
        }
    }
}

/// Finds paths with blanks in them, where something marks their ends: quotes, code quotes, or the
/// parentheses of a link.
fn spaced_paths(line: &str, number: u32, mentions: &mut Vec<Mention>) {
    for (open, close) in [("\"", '"'), ("`", '`'), ("](<", '>'), ("](", ')'), ("“", '”')] {
        let mut rest = line;
        while let Some(start) = rest.find(open) {
            let inner = &rest[start + open.len()..];
            let Some(end) = inner.find(close) else { break };
            let (text, after) = inner.split_at(end);
            rest = &after[close.len_utf8()..];
            let name = text.rsplit('/').next().unwrap_or(text);
            let has_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
                !stem.is_empty() && (1..=5).contains(&extension.len())
            });
            if text.trim().contains(' ') && has_extension {
                mentions.push(Mention {
                    text: text.trim().to_owned(),
                    line: number,
                    quoted: true,
                    in_title: false,
                    for_reference: false,
                });
            }
        }
    }
}

/// Strips what Markdown and sentences put around a word. A leading dot or dash stays, since it
/// starts a hidden file or a flag; a `*` stays where it can be part of a glob.
fn strip_punctuation(token: &str) -> &str {
    let token = token.strip_prefix("**").filter(|rest| !rest.starts_with('/')).unwrap_or(token);
    let token = token.trim_start_matches(['_', '~', ':', '@', '+']);
    let token = token.trim_end_matches(['.', ':', '~', '-', '_']);
    if token.contains('/') || token.starts_with("*.") {
        token.strip_suffix("**").filter(|rest| !rest.ends_with('/')).unwrap_or(token)
    } else {
        token.trim_matches('*')
    }
}

#[cfg(test)]
mod tests;
