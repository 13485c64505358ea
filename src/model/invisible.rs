//! Characters that people cannot see.

/// Returns whether a character is invisible, or changes only how others are ordered or drawn: marks
/// that turn the direction of writing, characters of no width, fillers, tags and variation
/// selectors. With them, text can be hidden from people and not from programs, and two names can
/// look alike.
///
/// These are the code points that Unicode calls `Bidi_Control` and `Default_Ignorable_Code_Point`,
/// the line and paragraph separators, and the marks of annotations.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::is_invisible;

    #[test]
    fn what_is_not_seen_is_told_from_letters_and_signs() {
        for c in [
            '\u{61c}',
            '\u{200b}',
            '\u{202e}',
            '\u{2066}',
            '\u{e0069}',
            '\u{e0100}',
            '\u{feff}',
            '\u{ad}',
        ] {
            assert!(is_invisible(c), "{c:?}");
        }
        for c in ['a', 'é', '\u{301}', '日', 'ا', '✔', '👍', '\u{1f3fd}', '…', ' ', '\u{a0}']
        {
            assert!(!is_invisible(c), "{c:?}");
        }
    }
}
