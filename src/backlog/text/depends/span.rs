//! Spans of ids: `T001-T003`, `T001..3`, `T00[1-3]`.

use std::borrow::Cow;

use crate::backlog::text::ids::is_id_char;

/// Returns the ids between `first` and `last`, which differ in their final number. `None` if they are no
/// range.
pub fn between(first: &str, last: &str) -> Option<(String, std::ops::Range<u32>, usize)> {
    let (head, from, digits) = numbered(first)?;
    let (other, to, _) = numbered(last)?;
    let is_same = head.to_lowercase() == other.to_lowercase();
    (is_same && from < to).then(|| (head, from + 1..to, digits))
}

/// Returns the id that a number means as the end of a range from `first`: `3` behind `T001` is `T003`.
pub fn whole(first: &str, last: &str) -> Option<String> {
    let (head, _, digits) = numbered(first)?;
    let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    (is_number && !head.is_empty()).then(|| format!("{head}{last:0>digits$}"))
}

/// Splits `T001` into `T`, the number 1, and its 3 digits.
fn numbered(id: &str) -> Option<(String, u32, usize)> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, number) = id.split_at(id.len() - digits);
    let head = crate::backlog::text::dashes::fold_dashes(head);
    Some((head, number.parse().ok()?, digits))
}

/// Returns the ways to read `word` as a range: `T001-T003`, `T001..T003`, `T001-003`, `1.1-1.4`.
pub fn ends(word: &str) -> impl Iterator<Item = (&str, String)> {
    const MAX_BYTES: usize = 60;
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}');
    let dots = word.find("..").into_iter();
    let dashes = word.char_indices().filter(move |&(_, c)| is_dash(c)).map(|(at, _)| at);
    let cuts = dots.chain(dashes).filter(|_| word.len() <= MAX_BYTES).take(6);
    cuts.filter_map(move |at| {
        let first = &word[..at];
        let last = word[at..].trim_start_matches(|c| is_dash(c) || c == '.');
        let (head, _, digits) = numbered(first)?;
        if last.is_empty() {
            return None;
        }
        let is_number = last.bytes().all(|b| b.is_ascii_digit());
        let last = if is_number { format!("{head}{last:0>digits$}") } else { last.to_owned() };
        (numbered(&last)?.0.to_lowercase() == head.to_lowercase()).then_some((first, last))
    })
}

/// Writes out ids whose numbers stand in brackets: `T[1-3]` becomes `T1-T3`, and `T00{1,2}` `T001,T002`.
pub fn written_out(value: &str) -> Cow<'_, str> {
    let mut written = String::new();
    let mut from = 0;
    for (open, _) in value.match_indices(['[', '{']) {
        let (head, inner) = (&value[from..open], &value[open + 1..]);
        let start = head
            .rfind(|c| !is_id_char(c))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        let head = &head[start..];
        let close = if value[open..].starts_with('[') { ']' } else { '}' };
        let is_list = |c: char| c.is_ascii_digit() || " ,-.–…".contains(c);
        let end = inner.find(|c| !is_list(c)).unwrap_or(inner.len());
        let is_whole = inner[end..].starts_with(close) && !inner[end + 1..].starts_with('(');
        let has_number = inner[..end].contains(|c: char| c.is_ascii_digit());
        if !is_whole || !has_number || !head.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        written.push_str(&value[from..from + start]);
        let mut in_number = false;
        for c in inner[..end].chars() {
            if c.is_ascii_digit() && !in_number {
                written.push_str(head);
            }
            in_number = c.is_ascii_digit();
            written.push(c);
        }
        from = open + 1 + end + 1;
    }
    if from == 0 {
        return Cow::Borrowed(value);
    }
    written.push_str(&value[from..]);
    Cow::Owned(written)
}
