//! Titles: the readable start of a paragraph.

use super::inline;
use super::lines::prefix;

/// Maximum length of a title, in characters.
const MAX_CHARS: usize = 100;
/// Length of the start of a paragraph that a title can come from, in bytes.
const MAX_EXAMINED_BYTES: usize = 2000;
/// Minimum length of a first sentence, in bytes. A shorter one such as `BUG.` says too little.
const MIN_SENTENCE_BYTES: usize = 10;
/// Minimum length of a sentence that may end with a version or a file name, in bytes.
const MIN_BYTES_BEFORE_NAME: usize = 50;

/// Abbreviations that do not end a sentence, without their last full stop.
const ABBREVIATIONS: [&str; 56] = [
    "adj", "al", "approx", "apr", "aug", "avg", "ca", "cf", "ch", "co", "corp", "dec", "dept",
    "dr", "ed", "eds", "eq", "esp", "est", "etc", "excl", "feb", "fig", "figs", "incl", "inc",
    "jan", "jr", "lt", "ltd", "max", "min", "misc", "mr", "mrs", "ms", "mt", "no", "nos", "nov",
    "nr", "oct", "pp", "prof", "pt", "ref", "resp", "rev", "sec", "sep", "sept", "sr", "st", "viz",
    "vol", "vs",
];

/// Returns the first sentence of `text` without marks, cut at a word if it is long.
pub fn title(text: &str) -> String {
    let plain = inline::plain(prefix(text, MAX_EXAMINED_BYTES));
    let sentence = sentence(without_caption(&plain));
    // A colon or dash at the end announces text that is not part of the title.
    cut(sentence.trim_end_matches([':', ' ', '–', '—']), MAX_CHARS)
}

/// Removes a caption: `Task Title: Fix it` becomes `Fix it`.
fn without_caption(text: &str) -> &str {
    let caption = ["Task Title:", "Task:", "Title:", "TODO:"]
        .into_iter()
        .find(|caption| text.get(..caption.len()).is_some_and(|t| t.eq_ignore_ascii_case(caption)));
    caption.map_or(text, |caption| text[caption.len()..].trim_start())
}

/// Returns the whole `text` without marks, for a heading or an ancestor.
pub fn readable(text: &str) -> String {
    cut(&inline::plain(prefix(text, MAX_EXAMINED_BYTES)), 2 * MAX_CHARS)
}

/// Returns the first sentence, without its full stop.
fn sentence(text: &str) -> &str {
    let mut depth = 0_u32;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '.' | '!' | '?' if depth == 0 && at >= MIN_SENTENCE_BYTES => {
                let ends = chars.peek().is_none_or(|&(_, next)| next == ' ');
                let word = text[..=at].rsplit(' ').next().unwrap_or_default();
                if ends
                    && (c != '.'
                        || ends_sentence(word, &text[at + 1..], at >= MIN_BYTES_BEFORE_NAME))
                {
                    return text[..=at].trim_end_matches('.').trim_end();
                }
            }
            _ => {}
        }
    }
    text
}

/// Returns true if the full stop of `word` ends a sentence, with `rest` after it. After a name it
/// ends one only if the sentence `is_telling`, that is, long enough.
fn ends_sentence(word: &str, rest: &str, is_telling: bool) -> bool {
    let inner = word.trim_end_matches('.');
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let start = inner
        .rfind(|c| !joined(c))
        .map_or(0, |at| inner[at..].find(joined).map_or(inner.len(), |joins| at + joins));
    let inner = &inner[start..];
    // A sentence is followed by a capital, a digit or a quotation mark.
    match rest.trim_start().chars().next() {
        None => !is_abbreviation(inner),
        Some(c) if c.is_lowercase() => false,
        Some(_) if word.ends_with("..") || is_abbreviation(inner) => false,
        Some(_) => is_telling || !(is_initial(inner) || is_name(inner)),
    }
}

/// Returns true for an abbreviation: `etc`, `e.g`, `U.S`.
fn is_abbreviation(word: &str) -> bool {
    let is_dotted = word.contains('.') && word.split('.').all(is_initial);
    is_dotted || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Returns true for a single letter, such as the `J` of `J. Smith`.
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Returns true for a version or file name: `v1.2.3`, `v2`, `config.json`, `src/a.go`.
fn is_name(word: &str) -> bool {
    let number =
        word.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number.is_some()
        || word.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && !end.is_empty())
}

/// Cuts a text to `longest` characters, after a whole word, and appends `…`.
fn cut(text: &str, longest: usize) -> String {
    let text = text.trim_end();
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    // This leaves room for the `…`.
    let end = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    let head = &text[..end];
    let whole_word = text[end..].starts_with(' ');
    let head = match head.rfind(' ') {
        Some(space) if !whole_word && space > longest / 2 => &head[..space],
        _ => head,
    };
    let head = head.trim_end().trim_end_matches([',', ';', ':', '—', '–', '-', '(', ' ']);
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_the_title() {
        for (text, expected) in [
            ("Add a flag. Then test it.", "Add a flag"),
            ("Add a flag.", "Add a flag"),
            (
                "Support tools, e.g. Cursor, in v1.2 of it all. Then rest",
                "Support tools, e.g. Cursor, in v1.2 of it all",
            ),
            (
                "Distinguish errors (Auth. And others) from\n  the rest. More",
                "Distinguish errors (Auth. And others) from the rest",
            ),
            ("BUG. The parser fails! It does", "BUG. The parser fails!"),
            ("Move `fmt.Sprintf` strings. See x", "Move fmt.Sprintf strings"),
            ("Is it done? Or not", "Is it done?"),
            ("Read foo. then bar", "Read foo. then bar"),
            ("Create Initial Logger Go File:", "Create Initial Logger Go File"),
            ("**Beta two in `main.go`:**", "Beta two in main.go"),
            ("Wait for it... Then go", "Wait for it... Then go"),
            ("Wait for it...", "Wait for it"),
            ("**Task Title:** Fix it. Now then", "Fix it. Now then"),
            ("Task: Fix the parser. Now", "Fix the parser"),
            ("", ""),
        ] {
            assert_eq!(title(text), expected);
        }
    }

    #[test]
    fn full_stops_of_names_and_abbreviations_end_no_title() {
        for text in [
            "Support tools —e.g. Cursor",
            "Support tools, i.e. Cursor and others",
            "Support tools etc. Also others",
            "Compare it cf. Smith vs. Jones",
            "Show approx. 10 lines of No. 5 in fig. 2",
            "Ask Prof. Dr. Smith of Acme Inc. What he says",
            "Support U.S. English and J. Smith",
            "Follow Plan B. Others do",
            "Handle w.r.t. Unicode",
            "Bump the parser to v1.2.3. Go 1.22 needs it",
            "Bump the parser to 1.2.0-rc.1. Go 1.22 needs it",
            "Support protocol v2. Others do",
            "Read all of config.json. YAML comes later",
            "Move README.md. CHANGELOG.md stays",
            "Wait for it... Then go",
            "Wait for it… Then go",
        ] {
            assert_eq!(title(text), text);
        }
        for (text, expected) in [
            ("Read all of config.json.", "Read all of config.json"),
            ("Bump the parser to v1.2.3.", "Bump the parser to v1.2.3"),
            ("Support old tools, etc.", "Support old tools, etc."),
            ("Rewrite the scripts —", "Rewrite the scripts"),
            ("Rewrite the scripts –", "Rewrite the scripts"),
            ("Count from 1 to 10. Then stop", "Count from 1 to 10"),
            ("Support the US. Then stop", "Support the US"),
            (
                "Backport the prune fix to all the copies of gitnexus-docker.sh. The rest is done",
                "Backport the prune fix to all the copies of gitnexus-docker.sh",
            ),
        ] {
            assert_eq!(title(text), expected);
        }
    }

    #[test]
    fn long_titles_are_cut_at_a_word() {
        let cut = title(&"word ".repeat(40));
        assert!(cut.ends_with("word…"), "{cut}");
        assert!(cut.chars().count() <= MAX_CHARS);
        let unbroken = title(&"é".repeat(300));
        assert_eq!(unbroken.chars().count(), MAX_CHARS);
        assert_eq!(title(&"x".repeat(MAX_CHARS)).chars().count(), MAX_CHARS);
    }
}
