//! A paragraph to what one prints of it.

use super::inline;
use super::lines::prefix;

/// The longest title, in characters.
const LONGEST: usize = 100;
/// As much of a paragraph as a title can come from, in bytes.
const LOOKED_AT: usize = 2000;
/// A sentence shorter than this, in bytes, says too little alone: `BUG. The parser …`.
const SHORTEST: usize = 10;

const ABBREVIATIONS: [&str; 13] = [
    "e.g.", "i.e.", "etc.", "vs.", "cf.", "incl.", "excl.", "approx.", "resp.", "no.", "fig.",
    "al.", "ca.",
];

/// The first sentence of `text` without marks, cut at a word where it is long.
pub(super) fn title(text: &str) -> String {
    let plain = inline::plain(prefix(text, LOOKED_AT));
    let sentence = sentence(without_caption(&plain));
    // What a colon announces is no part of the title.
    cut(sentence.trim_end_matches([':', ' ']), LONGEST)
}

/// `Task Title: Fix it` to `Fix it`.
fn without_caption(text: &str) -> &str {
    let caption = ["Task Title:", "Task:", "Title:", "TODO:"]
        .into_iter()
        .find(|caption| text.get(..caption.len()).is_some_and(|t| t.eq_ignore_ascii_case(caption)));
    caption.map_or(text, |caption| text[caption.len()..].trim_start())
}

/// The whole of `text` without marks, for a heading or an ancestor.
pub(super) fn readable(text: &str) -> String {
    cut(&inline::plain(prefix(text, LOOKED_AT)), 2 * LONGEST)
}

/// The first sentence, without its full stop.
fn sentence(text: &str) -> &str {
    let mut depth = 0_u32;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '.' | '!' | '?' if depth == 0 && at >= SHORTEST => {
                let ends = chars.peek().is_none_or(|&(_, next)| next == ' ');
                let word = text[..=at].rsplit(' ').next().unwrap_or_default();
                if ends && (c != '.' || ends_sentence(word, &text[at + 1..])) {
                    return text[..=at].trim_end_matches('.').trim_end();
                }
            }
            _ => {}
        }
    }
    text
}

/// Whether the full stop of `word` ends a sentence, when `rest` follows it.
fn ends_sentence(word: &str, rest: &str) -> bool {
    let lower = word.trim_start_matches(['(', '"', '\'']).to_lowercase();
    let next = rest.trim_start().chars().next();
    // After a sentence comes a capital, a digit or a quote; after `foo.` in mid-sentence does not.
    let begins = next.is_none_or(|c| !c.is_lowercase());
    begins && !ABBREVIATIONS.contains(&lower.as_str())
}

/// At most `longest` characters, ending in `…` after a whole word if that is less than all.
fn cut(text: &str, longest: usize) -> String {
    let text = text.trim_end();
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    // Room for the `…`.
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
                "Support tools, e.g. Cursor, in v1.2 of a.go. Then rest",
                "Support tools, e.g. Cursor, in v1.2 of a.go",
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
            ("Wait for it... Then go", "Wait for it"),
            ("**Task Title:** Fix it. Now then", "Fix it. Now then"),
            ("Task: Fix the parser. Now", "Fix the parser"),
            ("", ""),
        ] {
            assert_eq!(title(text), expected);
        }
    }

    #[test]
    fn long_titles_are_cut_at_a_word() {
        let cut = title(&"word ".repeat(40));
        assert!(cut.ends_with("word…"), "{cut}");
        assert!(cut.chars().count() <= LONGEST);
        let unbroken = title(&"é".repeat(300));
        assert_eq!(unbroken.chars().count(), LONGEST);
        assert_eq!(title(&"x".repeat(LONGEST)).chars().count(), LONGEST);
    }
}
