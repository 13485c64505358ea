//! Text made safe, measured and cut for a terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::is_invisible;

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// Branches and ids, which are what one types next.
pub const NAME: Style = AnsiColor::Cyan.on_default();
/// Style of text that may be skipped.
pub const DIM: Style = Style::new().dimmed();
/// Style of text that asks for care.
pub const CARE: Style = AnsiColor::Yellow.on_default();

/// Styles `text`.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Puts `text` on one line, without whatever could drive a terminal or hide from a reader: escape
/// sequences, control characters and invisible ones ([`is_invisible`]), save those that hold an emoji
/// together. A backlog may be a stranger's.
pub fn clean(text: &str) -> String {
    let plain = anstream::adapter::strip_str(text).to_string();
    let mut cleaned = String::with_capacity(plain.len());
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' | '\n' | '\r' => cleaned.push(' '),
            TEXT_STYLE | EMOJI_STYLE | JOINER => {
                let follows = chars.peek().copied().filter(|&next| is_emoji(next));
                let holds = cleaned
                    .chars()
                    .next_back()
                    .is_some_and(|last| is_emoji(last) || (c == JOINER && last == EMOJI_STYLE));
                if holds && (c != JOINER || follows.is_some()) {
                    cleaned.push(c);
                }
            }
            c if c.is_control() || is_invisible(c) => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

/// Draws the sign before it as text.
const TEXT_STYLE: char = '\u{fe0e}';
/// Draws the sign before it as an emoji.
const EMOJI_STYLE: char = '\u{fe0f}';
/// Makes one emoji of two.
const JOINER: char = '\u{200d}';

/// Returns whether a character is a sign that may be drawn as an emoji, or the tone of its skin.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '#' | '*' | '0'..='9' | '©' | '®'
        | '\u{203c}'..='\u{3299}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Cleans each line of a text as [`clean`] does.
pub fn clean_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => clean(line) + "\n",
            None => clean(line),
        })
        .collect()
}

/// Columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts `text` to at most `columns` columns, with `…` where something was cut, between words if that
/// loses little.
pub fn cut(text: &str, columns: usize) -> String {
    let (mut used, mut fits, mut end) = (0, 0, None);
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            end = Some(fits);
            break;
        }
        // Room for the ellipsis.
        if used < columns {
            fits = at + c.len_utf8();
        }
    }
    let Some(end) = end else { return text.to_owned() };
    if columns == 0 {
        return String::new();
    }
    let kept = &text[..end];
    let word = match kept.rfind(' ') {
        Some(space) if !text[end..].starts_with(' ') && 2 * space > end => &kept[..space],
        _ => kept,
    };
    format!("{}…", word.trim_end_matches([' ', ',', ';', ':']))
}

/// Cuts `text` to at most `columns` columns, with `…` in place of its middle where it is too long.
pub fn cut_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let head = cut(text, columns / 2);
    let room = columns.saturating_sub(width(&head));
    let mut tail = text;
    while width(tail) > room {
        let mut chars = tail.chars();
        chars.next();
        tail = chars.as_str();
    }
    head + tail
}

/// Fills `text` with spaces up to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// Joins as many of `items` as fit into `columns`, with the number of the others: `a, b, +3`.
/// The first is cut rather than left out.
pub fn list(items: &[String], columns: usize) -> String {
    let mut line = String::new();
    for (at, item) in items.iter().enumerate() {
        let left = items.len() - at - 1;
        let more = if left > 0 { format!(", +{left}") } else { String::new() };
        if at == 0 {
            line = cut(item, columns.saturating_sub(more.len()));
        } else if width(&line) + 2 + width(item) + more.len() <= columns {
            line = format!("{line}, {item}");
        } else {
            return format!("{line}, +{}", left + 1);
        }
    }
    line
}

/// Lists `items`, separated by commas, in lines of at most `columns`; no item is broken.
pub fn wrap(items: &[String], columns: usize) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let comma = |at| if at < last { "," } else { "" };
    fill(items.iter().enumerate().map(|(at, item)| format!("{item}{}", comma(at))), columns)
}

/// Breaks `text` between words into lines of at most `columns`. A number stays with its `%`.
pub fn paragraph(text: &str, columns: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(number) if word.starts_with('%') => {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    fill(words.into_iter(), columns)
}

fn fill(pieces: impl Iterator<Item = String>, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&piece) <= columns => {
                line.push(' ');
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_drives_a_terminal_is_left() {
        assert_eq!(clean("a\u{1b}[31mred\u{1b}[0m\tb\u{7}\u{9b}31m"), "ared b31m");
        assert_eq!(clean("\u{1b}]0;title\u{7}x\u{202e}y"), "xy");
        let hidden =
            ['\u{61c}', '\u{200b}', '\u{200d}', '\u{2066}', '\u{e0069}', '\u{e0100}', '\u{fe00}'];
        for c in hidden {
            assert_eq!(clean(&format!("{c}a{c}b{c}{c}")), "ab", "{c:?}");
        }
    }

    #[test]
    fn emoji_stay_whole_and_hide_nothing() {
        let emoji = [
            "✔\u{fe0f} done",
            "1\u{fe0f}\u{20e3}",
            "👩\u{200d}💻",
            "❤\u{fe0f}\u{200d}🔥",
            "👍\u{1f3fd}",
            "☎\u{fe0e}",
        ];
        for text in emoji {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("✔\u{fe0f}\u{fe0f}\u{fe0e}\u{fe01}x"), "✔\u{fe0f}x");
        assert_eq!(clean("👩\u{200d}x\u{200d}💻\u{200d}"), "👩x💻");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(width("日本"), 4);
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(pad("日本", 6), "日本  ");
    }

    #[test]
    fn a_cut_prefers_the_end_of_a_word() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("update the recipes", 16), "update the…");
        assert_eq!(cut("abcdefgh", 4), "abc…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(cut_middle("a-long-name-1", 8), "a-l…me-1");
        assert_eq!(cut_middle("日本語の名前", 7), "日…名前");
        assert_eq!(cut_middle("short", 5), "short");
    }

    #[test]
    fn a_list_counts_what_does_not_fit() {
        let items: Vec<String> = ["docs/", "internal/crypto/", "cmd/"].map(String::from).into();
        assert_eq!(list(&items, 40), "docs/, internal/crypto/, cmd/");
        assert_eq!(list(&items, 20), "docs/, +2");
        assert_eq!(list(&items, 28), "docs/, internal/crypto/, +1");
        assert_eq!(paragraph("one two  three", 8), ["one two", "three"]);
        assert_eq!(paragraph("both (71 %) are", 8), ["both", "(71 %)", "are"]);
        assert_eq!(wrap(&items, 12), ["docs/,", "internal/crypto/,", "cmd/"]);
    }
}
