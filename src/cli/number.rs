//! Numbers on the command line, with refusals that people understand.

use std::num::NonZeroUsize;

/// Parses a count that may be 0.
///
/// # Errors
/// Says what is expected where the text is no such number.
pub fn whole(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "expected a whole number, 0 or more".to_owned())
}

/// Parses a count of at least 1.
///
/// # Errors
/// Says what is expected where the text is no such number.
pub fn positive(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a whole number, 1 or more".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_count_is_told_what_is_expected() {
        assert_eq!((whole("0"), whole("12")), (Ok(0), Ok(12)));
        assert_eq!(positive("3"), Ok(NonZeroUsize::new(3).unwrap()));
        for text in ["", "-1", "abc", "1.5", "99999999999999999999999"] {
            assert_eq!(whole(text).unwrap_err(), "expected a whole number, 0 or more", "{text}");
        }
        for text in ["0", "", "-1", "three"] {
            assert_eq!(positive(text).unwrap_err(), "expected a whole number, 1 or more", "{text}");
        }
    }
}
