//! Topics of tasks, in a few words.

use crate::model::{Prediction, TaskId};

use super::layout::{clean, cut, width};

/// Verbs that most titles begin with; what comes after them tells tasks apart.
const OPENERS: [&str; 32] = [
    "add",
    "allow",
    "build",
    "change",
    "check",
    "clean",
    "cover",
    "create",
    "document",
    "drop",
    "ensure",
    "extend",
    "fix",
    "give",
    "implement",
    "improve",
    "introduce",
    "investigate",
    "let",
    "make",
    "move",
    "refactor",
    "remove",
    "replace",
    "return",
    "rework",
    "split",
    "support",
    "test",
    "update",
    "use",
    "write",
];

/// Words that begin the part of a title which a summary can do without.
const TAILS: [&str; 40] = [
    "after", "against", "and", "are", "as", "at", "before", "between", "by", "can", "for", "from",
    "has", "how", "if", "in", "instead", "into", "is", "may", "must", "next", "of", "on", "once",
    "per", "should", "so", "than", "that", "to", "until", "via", "was", "when", "where", "which",
    "while", "with", "without",
];

/// Words that are nothing without the verb before them: `Make it faster`, `Clean up the parser`.
const HANGING: [&str; 14] = [
    "all", "away", "back", "down", "it", "off", "out", "over", "that", "them", "these", "this",
    "those", "up",
];

/// Articles, with which no topic begins or ends.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Number of words up to which what stands before a colon is a label, as in `Blog post: …`.
const MAX_LABEL_WORDS: usize = 2;

/// Number of tasks of a track that its summary is made from.
const MAX_SUMMARISED: usize = 6;

/// Returns what a task is about, in a few words: `Update recipe pages for failover` is about
/// `recipe pages`.
pub fn topic(title: &str) -> String {
    let title = clean(title);
    let title = match untagged(&title).split_once(": ") {
        Some((head, rest)) if is_label(head) => rest,
        _ => untagged(&title),
    };
    // A mark inside a word (`go.mod`, `a:b`) is part of the word.
    let ends = |at: usize, mark: char| match mark {
        '(' | ';' | '—' | '–' => true,
        ',' | ':' | '.' => title[at + 1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    };
    let in_code = |at: usize| {
        let before = title[..at].matches('`').count();
        before % 2 == 1 && title[at..].contains('`')
    };
    let end = title.char_indices().find(|&(at, mark)| ends(at, mark) && !in_code(at));
    let words = words(&title[..end.map_or(title.len(), |(at, _)| at)]);
    let is_one_of = |list: &[&str], word: &str| list.contains(&word.to_lowercase().as_str());
    let words = match words.as_slice() {
        // Without its verb, `test with a fake clock` says nothing.
        [first, second, rest @ ..]
            if is_one_of(&OPENERS, first)
                && ![&TAILS[..], &HANGING[..]].iter().any(|list| is_one_of(list, second))
                && !(is_path(second) && rest.first().is_some_and(|it| is_one_of(&TAILS, it))) =>
        {
            &words[1..]
        }
        all => all,
    };
    let words = match words {
        [article, rest @ ..] if is_one_of(&ARTICLES, article) => rest,
        all => all,
    };
    let tail = words.iter().skip(1).position(|word| is_one_of(&TAILS, word));
    let tail = tail.map_or(words.len(), |at| at + 1);
    // One word says too little by itself: `race in Stock.Reserve`.
    let mut stop = if tail == 1 { words.len().min(5) } else { tail.min(4) };
    let hangs = |word: &str| is_one_of(&ARTICLES, word) || is_one_of(&TAILS, word);
    while stop > 1 && hangs(words[stop - 1]) {
        stop -= 1;
    }
    uncapitalise(&balanced(&words[..stop].join(" ")))
}

/// Splits a text into words; a span of code is one, or part of one.
fn words(text: &str) -> Vec<&str> {
    let has_spans = text.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    let ends = |c: char| {
        in_code ^= c == '`' && has_spans;
        c.is_whitespace() && !in_code
    };
    text.split(ends).filter(|word| !word.is_empty()).collect()
}

/// Returns whether a word is the path of a file: with `login.py with retries`, the verb is lost.
fn is_path(word: &str) -> bool {
    word.trim_matches('`').contains('/') && word.contains('.')
}

/// Returns a title without the tags in brackets that it begins with, as in `[EPIC] …`.
fn untagged(title: &str) -> &str {
    let mut rest = title;
    while let Some((_, after)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let after = after.trim_start();
        if after.is_empty() {
            break;
        }
        rest = after;
    }
    rest
}

/// Returns whether what stands before a colon is a label, and not the beginning of a sentence or
/// of code with a colon, as in `Add parse(form: Form)`.
fn is_label(head: &str) -> bool {
    let opener = head.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_plain = |c: char| c.is_alphanumeric() || " -_/.#&+`".contains(c);
    head.split_whitespace().count() <= MAX_LABEL_WORDS
        && head.chars().all(is_plain)
        && !OPENERS.contains(&opener.as_str())
}

/// Returns a text without the double quote and the code quote of which only one is there.
fn balanced(text: &str) -> String {
    let is_odd = |mark: char| text.matches(mark).count() % 2 == 1;
    let mut balanced = text.to_owned();
    if is_odd('"') {
        balanced = balanced.replacen('"', "", 1);
    }
    if let Some(last) = balanced.rfind('`').filter(|_| is_odd('`')) {
        balanced.remove(last);
    }
    balanced.trim_end().to_owned()
}

/// Lowers a capital that only begins a sentence; names and acronyms keep theirs.
fn uncapitalise(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().take_while(|c| !c.is_whitespace()).any(char::is_uppercase)) {
        (Some(first), false) => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// Returns what the first of `tasks` are about, in at most `columns` columns.
pub fn summary(prediction: &Prediction, tasks: &[TaskId], columns: usize) -> String {
    let mut line = String::new();
    let first = tasks.iter().take(MAX_SUMMARISED);
    let titles = first.filter_map(|id| prediction.tasks.get(id.index())).map(|t| &t.title);
    for topic in titles.map(|title| topic(title)).filter(|topic| !topic.is_empty()) {
        if line.is_empty() {
            line = balanced(&cut(&topic, columns));
        } else if width(&line) + 2 + width(&topic) <= columns && !line.contains(&topic) {
            line = format!("{line}, {topic}");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_what_tells_a_title_apart() {
        for (title, about) in [
            ("Add retries to the mailer", "retries to the mailer"),
            ("Update recipe pages for hub failover", "recipe pages"),
            ("payment: Retry declined cards when the gateway fails", "retry declined cards"),
            ("Fix `Validate` (crashes on nil)", "`Validate`"),
            ("JSON export", "JSON export"),
            ("Make it faster", "make it faster"),
            ("Clean up src/f/x.py", "clean up src/f/x.py"),
            ("Extend src/login.py with retries", "extend src/login.py"),
            ("Fix src/login.py", "src/login.py"),
            ("Write the blog post, then announce it", "blog post"),
            ("Bump go.mod", "bump go.mod"),
            ("", ""),
            ("test with a fake clock", "test with a fake clock"),
            ("Webhook signatures are compared with !=", "webhook signatures"),
            ("/healthz should report the build version", "/healthz should report the build"),
            ("Keep the", "keep"),
            ("Add parse(form: Form): Plan function", "parse"),
            ("Add parallel?: string to FieldBase interface in types.ts", "parallel?"),
            ("Blog post: \"Writing a README\"", "\"Writing a README\""),
            ("Blog post: \"Writing a README for your agent\"", "writing a README"),
            ("[EPIC] [x] server #10: Add AGENTS.md for guidance", "AGENTS.md for guidance"),
            ("[only a tag]", "[only a tag]"),
            ("Read `- [ ]` boxes with trailing spaces", "read `- [ ]` boxes"),
            (
                "Say why `ctx analyze --max-tracks 2` is slow",
                "say why `ctx analyze --max-tracks 2`",
            ),
            ("Drop `f(x, y: int)` from the page", "`f(x, y: int)` from the page"),
            ("Escape a lone ` in a title", "escape a lone"),
        ] {
            assert_eq!(topic(title), about, "{title}");
        }
    }
}
