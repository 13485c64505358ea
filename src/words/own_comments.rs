//! Comments by which a backlog speaks to `ctx`: they are no text of the backlog.

use std::borrow::Cow;

use memchr::memmem;

/// Returns Markdown without comments such as `<!-- ctx: ignore overlap -->`, the blanks before them, and
/// the lines that hold nothing else.
pub fn without_own_comments(text: &[u8]) -> Cow<'_, [u8]> {
    let mut kept: Vec<u8> = Vec::new();
    let mut position = 0;
    for start in memmem::find_iter(text, b"<!--") {
        let inside = &text[start + 4..];
        if start < position || !inside.trim_ascii_start().starts_with(b"ctx:") {
            continue;
        }
        let Some(length) = memmem::find(inside, b"-->") else { break };
        let mut end = start + 4 + length + 3;
        let before = &text[position..start];
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let before = &before[..before.len() - blanks];
        kept.extend(before);
        let begins_line = kept.last().is_none_or(|&byte| byte == b'\n');
        if begins_line && text.get(end) == Some(&b'\n') {
            end += 1;
        }
        position = end;
    }
    if position == 0 {
        return Cow::Borrowed(text);
    }
    kept.extend(&text[position..]);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::without_own_comments;

    #[test]
    fn only_comments_for_ctx_are_left_out() {
        for (text, expected) in [
            ("- [ ] a <!-- ctx: ignore overlap -->\n- b", "- [ ] a\n- b"),
            ("a\n  <!--ctx: ignore-file unknown: why -->\nb\n", "a\nb\n"),
            ("<!-- ctx: ignore x --> <!-- ctx: ignore y -->\nb", "b"),
            ("a <!-- note --> b <!-- ctx -->", "a <!-- note --> b <!-- ctx -->"),
            ("a <!-- ctx: ignore", "a <!-- ctx: ignore"),
        ] {
            let without = without_own_comments(text.as_bytes()).into_owned();
            assert_eq!(String::from_utf8(without).unwrap(), expected, "{text}");
        }
    }
}
