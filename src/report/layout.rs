//! Text made safe, measured and cut for a terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// Branches and ids, which are what one types next.
pub const NAME: Style = AnsiColor::Cyan.on_default();
/// What may be skipped when reading.
pub const DIM: Style = Style::new().dimmed();
/// What asks for care.
pub const CARE: Style = AnsiColor::Yellow.on_default();

/// `text` in `style`.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// `text` on one line, without whatever could drive a terminal: escape sequences, control
/// characters and marks that turn the direction of writing. A backlog may be a stranger's.
pub fn clean(text: &str) -> String {
    let plain = anstream::adapter::strip_str(text).to_string();
    plain
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Text of several lines, each without what [`clean`] takes out.
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

/// `text` in at most `columns` columns, with `…` where something was cut, between words if that
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

/// `text` with spaces behind it up to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// As many of `items` as fit into `columns` after one another, and how many are left: `a, b, +3`.
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

/// All of `items`, separated by commas, in lines of at most `columns`; no item is broken.
pub fn wrap(items: &[String], columns: usize) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let comma = |at| if at < last { "," } else { "" };
    fill(items.iter().enumerate().map(|(at, item)| format!("{item}{}", comma(at))), columns)
}

/// `text` broken between words into lines of at most `columns`.
pub fn paragraph(text: &str, columns: usize) -> Vec<String> {
    fill(text.split_whitespace().map(str::to_owned), columns)
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
    }

    #[test]
    fn a_list_counts_what_does_not_fit() {
        let items: Vec<String> = ["docs/", "internal/crypto/", "cmd/"].map(String::from).into();
        assert_eq!(list(&items, 40), "docs/, internal/crypto/, cmd/");
        assert_eq!(list(&items, 20), "docs/, +2");
        assert_eq!(list(&items, 28), "docs/, internal/crypto/, +1");
        assert_eq!(paragraph("one two  three", 8), ["one two", "three"]);
        assert_eq!(wrap(&items, 12), ["docs/,", "internal/crypto/,", "cmd/"]);
    }
}
