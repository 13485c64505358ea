//! `#name:value` and `#name` labels.

use std::ops::Range;

use super::dashes::fold_dashes;
use super::inline::code_spans;

/// Label with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    /// Value; empty for a label without one.
    pub value: String,
    /// Bytes of the text that it takes, with its `#`.
    pub span: Range<usize>,
}

/// Finds the labels of `text`, in order. A `#` starts one only at the start of a word (anchors have it
/// inside), before a letter (`#123` is an issue), and outside of code spans.
pub fn find(text: &str) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    if !text.contains('#') {
        return labels;
    }
    let mut spans = code_spans(text).into_iter().peekable();
    for at in memchr::memchr_iter(b'#', text.as_bytes()) {
        while spans.next_if(|span| span.end <= at).is_some() {}
        let quoted = spans.peek().is_some_and(|span| span.start < at);
        let inside = labels.last().is_some_and(|label| at < label.span.end);
        if !quoted && !inside && starts_word(&text[..at]) {
            labels.extend(label_at(text, at));
        }
    }
    labels
}

/// Removes the labels of `text`. Line ends stay where they are.
pub fn strip(text: &str, labels: &[Label]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for label in labels {
        out.push_str(&text[position..label.span.start]);
        if text[label.span.clone()].contains('\n') {
            out.push('\n');
        }
        position = label.span.end;
        if out.is_empty() || out.ends_with([' ', '\n']) {
            position += text[position..].len() - text[position..].trim_start_matches(' ').len();
        }
    }
    out.push_str(&text[position..]);
    out
}

/// Splits a heading into its labels and the rest of its text. The labels may be quoted, as in
/// ``### Core `#priority:high` ``; a quoted `#name` without a value is the subject of the heading.
pub fn of_heading(text: &str) -> (String, Vec<Label>) {
    let trimmed = text.trim_end();
    if let Some(span) = code_spans(trimmed).pop().filter(|span| span.end == trimmed.len()) {
        let inner = trimmed[span.clone()].trim_matches('`');
        let labels = find(inner);
        let only_labels = strip(inner, &labels).trim().is_empty();
        if only_labels && !labels.is_empty() && labels.iter().all(|l| !l.value.is_empty()) {
            let before = &trimmed[..span.start];
            let mut all = find(before);
            let text = strip(before, &all);
            all.extend(labels);
            return (text, all);
        }
    }
    let labels = find(text);
    (strip(text, &labels), labels)
}

fn starts_word(before: &str) -> bool {
    match before.chars().next_back() {
        None => true,
        Some('(') => !before.ends_with("]("),
        Some(c) => c.is_whitespace(),
    }
}

fn label_at(text: &str, at: usize) -> Option<Label> {
    let rest = &text[at + 1..];
    let name_end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    let name = rest[..name_end].trim_end_matches('-');
    let after = &rest[name.len()..];
    if !name.starts_with(char::is_alphabetic) || is_colour(name) || is_reference(name, after) {
        return None;
    }
    let mut end = name.len();
    let mut value = "";
    if let Some(after) = rest[end..].strip_prefix(':') {
        // The value may have been wrapped to the next line.
        let gap = after.len() - after.trim_start().len();
        let gap = if after[..gap].contains('\n') { gap } else { 0 };
        let token = &after[gap..];
        let token_end = token.find(|c: char| !is_value(c)).unwrap_or(token.len());
        value = token[..token_end].trim_end_matches(['.', ':', '-']);
        if !value.is_empty() {
            end += 1 + gap + value.len();
        }
    }
    let next = rest[end..].chars().next();
    let ends = next.is_none_or(|c| c.is_whitespace() || ",.;:!?)]`*_…".contains(c));
    ends.then(|| Label {
        name: fold_dashes(name),
        value: fold_dashes(value),
        span: at..at + 1 + end,
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2012}')
}

fn is_value(c: char) -> bool {
    is_name(c) || matches!(c, '/' | '.' | ':')
}

/// Returns true if `name`, before the text `after`, is the id of a task, as in `depends on #T012` and
/// `#SEC.1`. Levels, quarters, versions and user stories are labels: `#P1`, `#Q3`, `#V2`, `#US1`.
fn is_reference(name: &str, after: &str) -> bool {
    const LABELS: [&str; 4] = ["P", "Q", "V", "US"];
    if after.starts_with(':') && after[1..].starts_with(is_name) {
        return false;
    }
    if after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let number = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let prefix = &name[..name.len() - number.len()];
    let number = fold_dashes(number);
    let digits = number.strip_prefix('-').unwrap_or(&number);
    (1..=10).contains(&prefix.len())
        && !LABELS.contains(&prefix)
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true for a colour: `#f0f0f0`.
fn is_colour(name: &str) -> bool {
    matches!(name.len(), 3 | 6 | 8)
        && name.bytes().all(|b| b.is_ascii_hexdigit())
        && name.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text).into_iter().map(|l| format!("{}={}", l.name, l.value)).collect()
    }

    #[test]
    fn what_is_a_label_and_what_is_not() {
        for (text, expected) in [
            ("a #priority:high", vec!["priority=high"]),
            ("#blocked, #for-human.", vec!["blocked=", "for-human="]),
            ("#branch:feat/a_b-c.2 x", vec!["branch=feat/a_b-c.2"]),
            ("#at:12:30: x", vec!["at=12:30"]),
            ("(#added:2026-04-08-194612)", vec!["added=2026-04-08-194612"]),
            ("#in\u{2011}progress", vec!["in-progress="]),
            ("#branch:\n  feat/x #commit:b9ce72e8", vec!["branch=feat/x", "commit=b9ce72e8"]),
            ("#branch: x", vec!["branch="]),
            ("fixes #123 and PR#4", vec![]),
            ("## not a heading here", vec![]),
            ("see [x](#anchor) and a.md#part or https://x.y/#z", vec![]),
            ("`#quoted` and `a\n#b`", vec![]),
            ("depends on #T012, #A1, #H-10 and #SEC.1", vec![]),
            ("#P1 #Q3 #V2 #US1 #T12:x", vec!["P1=", "Q3=", "V2=", "US1=", "T12=x"]),
            ("#f0f0f0 on #fff0", vec!["fff0="]),
            ("#define(x) #a=b", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_cut_out_of_the_text() {
        for (text, expected) in [
            ("a #priority:high b", "a b"),
            ("a #x (b) #y", "a (b) "),
            ("a #branch:\n  feat/x", "a \n"),
            ("a #x\n#y:1\nb", "a \n\nb"),
        ] {
            assert_eq!(strip(text, &find(text)), expected);
        }
    }

    #[test]
    fn a_heading_may_quote_its_labels() {
        let (text, labels) = of_heading("Phase 1: Core `#priority:high #added:2026-04-26`");
        assert_eq!(text.trim(), "Phase 1: Core");
        assert_eq!(labels.len(), 2);
        let (text, labels) = of_heading("Support `#blocked`");
        assert_eq!((text.as_str(), labels.len()), ("Support `#blocked`", 0));
    }
}
